"""A Stop that comes while a command still looks into the notebook takes back what it would begin."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest

from rca_kernel.app.controller import Controller
from rca_kernel.memory import Memory, PaperRef, SessionRecord, encode
from rca_kernel.plan import Plan, Step
from tests.app.test_choices import OneNotebook, controller, hosts

__all__ = ["controller", "hosts"]
Answered = tuple[bool, str]
Obeyed = Callable[[str, dict[str, Any]], Future[Answered]]


class Slow:
    """A page that answers only once it may."""

    def __init__(self, hosts: OneNotebook) -> None:
        self.asked, self.may = threading.Event(), threading.Event()
        self._host = hosts.host
        hosts.host = self.host  # type: ignore[method-assign]

    async def host(self) -> Any:
        self.asked.set()
        await asyncio.to_thread(self.may.wait, 30)
        return await self._host()


@pytest.fixture
def slow(hosts: OneNotebook) -> Slow:
    memory = Memory(paper=PaperRef("T", "a.tex", "3.2", "d"))
    memory.plan = Plan("Implement", [Step("1", "one", cells=("c",), state="done"), Step("2", "two")])
    memory.begin(SessionRecord("s-1", "formal"))
    hosts.submit(hosts.notebook.write_memory(encode(memory))).result(10)
    return Slow(hosts)


@pytest.fixture
def obeyed(controller: Controller) -> Iterator[Obeyed]:
    """Obeys on another thread."""
    with ThreadPoolExecutor(1) as pool:
        yield lambda name, args: pool.submit(controller.obey, name, args)


@pytest.mark.parametrize(
    ("name", "args", "said"),
    [
        ("resume", {}, "You stopped it before it began."),
        (
            "edit_plan",
            {"edit": {"kind": "retry", "step": "1"}},
            "It was not begun: You stopped it before it began.",
        ),
    ],
)
def test_what_a_command_is_about_to_begin_is_not_begun(
    name: str, args: dict[str, Any], said: str, controller: Controller, slow: Slow, obeyed: Obeyed
) -> None:
    answer = obeyed(name, args)
    assert slow.asked.wait(30)
    assert controller.obey("stop", {}) == (True, "Stopped before it began.")
    slow.may.set()
    ok, told = answer.result(30)
    assert (ok, said in told, controller.running) == (False, True, False)


def test_what_is_asked_for_after_the_stop_begins(controller: Controller, slow: Slow, obeyed: Obeyed) -> None:
    answer = obeyed("resume", {})
    assert slow.asked.wait(30)
    controller.obey("stop", {})
    slow.may.set()
    assert not answer.result(30)[0]
    assert controller.obey("stop", {}) == (False, "No session is running.")
    ok, told = controller.obey("resume", {})
    assert (ok, told.startswith("Resuming")) == (True, True)
    assert controller.obey("stop", {})[0]
    assert controller._runner._work is not None
    assert controller._runner._work.result(30).status == "stopped"


def test_what_began_before_the_stop_is_stopped(controller: Controller, hosts: OneNotebook) -> None:
    begun, ended = threading.Event(), threading.Event()

    async def work() -> Any:
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    with controller._runner.halts.looking():
        controller._runner.start(work)
        assert begun.wait(30)
        assert controller.obey("stop", {}) == (True, "Stopping the session.")
    assert ended.wait(30)
