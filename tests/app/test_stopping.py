"""Stop is told as done when it is done: not while a cell that swallows the interrupt runs on."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterator
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any, cast

import pytest

from rca_kernel import actions as a
from rca_kernel.agents.gate import Gate
from rca_kernel.app import breaking
from rca_kernel.app.breaking import HOPELESS, STUBBORN
from rca_kernel.app.halting import OWN_CELL
from rca_kernel.app.runner import Hosts, Runner
from rca_kernel.memory import decode
from rca_kernel.plan import Plan, Step
from rca_kernel.testing.fake_notebook import FakeNotebook
from tests.app.steps import Run, Told
from tests.app.test_boundaries import Beside


@dataclass(slots=True)
class Stubborn(FakeNotebook):
    """Its cell goes on after so many rounds of interrupts."""

    resists: int = 0

    async def interrupt(self) -> bool:
        self._called("interrupt")
        self.resists -= 1
        return self.resists < 0


async def stopped(resists: int) -> tuple[Run, Stubborn]:
    """A session whose cell runs, and that was just stopped."""
    run = Run(Told([a.InsertCell("code", "while True: pass")]), Gate(attended=False))
    host = Stubborn(lambda cell: None, resists=resists)
    run.session.host = host
    run.start()
    await run.until(lambda: any(call.name == "run" for call in host.calls))
    assert run.task is not None
    run.session.stopping = True
    run.task.cancel()
    return run, host


def told(host: FakeNotebook) -> list[tuple[str, str]]:
    """Each status with its action, from the Stop on; what is said twice counts once."""
    shown = [(progress.status, progress.action) for progress in host.shown]
    begun = next(n for n, (_, action) in enumerate(shown) if action.startswith("insert cell"))
    return list(dict.fromkeys(shown[begun:]))[1:]


@pytest.mark.parametrize(
    ("resists", "said"), [(0, []), (1, [STUBBORN]), (3, [STUBBORN]), (5, [STUBBORN, HOPELESS])]
)
async def test_it_is_stopped_when_its_cell_has_ended(resists: int, said: list[str]) -> None:
    run, host = await stopped(resists)
    outcome = await run.end()
    assert (outcome.status, outcome.text) == ("stopped", "stopped by the user")
    assert told(host) == [*(("running", text) for text in said), ("stopped", "")]
    for progress in host.shown:
        if progress.action in (STUBBORN, HOPELESS):
            assert [step["state"] for step in progress.block["plan"]["steps"]] == ["running"]
    assert len([call for call in host.calls if call.name == "interrupt"]) == resists + 1


async def test_whoever_does_not_wait_hears_that_the_cell_runs_on() -> None:
    run, host = await stopped(10**9)
    await run.until(lambda: host.shown[-1].action == HOPELESS)
    assert run.task is not None
    run.task.cancel()  # a second Ctrl-C
    outcome = await run.end()
    assert (outcome.status, outcome.text) == ("stopped", breaking.ABANDONED)
    memory = decode(await host.read_memory())
    assert memory.session is not None
    assert memory.session.message == breaking.ABANDONED


async def test_a_cell_of_the_users_own_is_left_alone_and_that_is_said() -> None:
    run, _ = await stopped(0)
    run.session.aside = "your own cell runs on"
    assert (await run.end()).text == "stopped by the user; your own cell runs on"


class OwnCell(Beside):
    """The kernel runs a cell that is no step's; what is said at once is looked at, not what comes of it."""

    def submit(self, work: Coroutine[Any, Any, Any]) -> Future[Any]:
        work.close()
        self.begun.append(Future())
        return self.begun[-1]

    def running_cell(self) -> str:
        return "users"


async def test_stop_says_at_once_that_a_cell_of_the_users_own_runs_on() -> None:
    run, _ = await stopped(0)
    runner = Runner(cast(Hosts, OwnCell()))
    runner.session, runner._work = run.session, Future()
    assert await asyncio.to_thread(runner.stop) == f"Stopping the session; {OWN_CELL}."
    assert runner.stop() == "Stopping the session."  # by %rca stop, which is the cell that runs
    await run.end()


class Splitting(tuple[str, ...]):
    """Cells of a step; whenever they are looked at, the session's thread adds a step."""

    plan: Plan

    def __iter__(self) -> Iterator[str]:
        self._split()
        return super().__iter__()

    def __contains__(self, cell: object) -> bool:
        self._split()
        return super().__contains__(cell)

    def _split(self) -> None:
        self.plan.add(Step(self.plan.next_id(), "more"))


async def test_a_plan_that_changes_meanwhile_does_not_keep_stop_from_stopping() -> None:
    run, _ = await stopped(0)
    hosts = OwnCell()
    runner = Runner(cast(Hosts, hosts))
    runner.session, runner._work = run.session, Future()
    plan = Splitting.plan = Plan("", [Step("1", "one", cells=Splitting(("ours",)))])
    kept, run.session.memory.plan = run.session.memory.plan, plan
    assert await asyncio.to_thread(runner.stop) == f"Stopping the session; {OWN_CELL}."
    assert (len(hosts.begun), len(plan)) == (1, 2)
    run.session.memory.plan = kept
    await run.end()


async def test_a_second_stop_only_insists() -> None:
    run, host = await stopped(10**9)
    runner = Runner(cast(Hosts, Beside()))
    runner.session, runner._task, runner._stopping = run.session, run.task, True  # type: ignore[assignment]
    await runner._stop()
    await run.until(lambda: host.shown[-1].action == HOPELESS)
    host.resists = 0
    assert (await run.end()).text == "stopped by the user"
