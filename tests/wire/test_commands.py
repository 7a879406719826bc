"""The order in which commands are obeyed: what changes something in turn, a stop and a pause at once."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

import pytest

from rca_kernel.adapters.comm.commands import REMEMBERED, WITHDRAWN, Commands
from rca_kernel.adapters.comm.messages import Accepted, Command, CommandName


class Kernel:
    """Obeys in `order`; what is named "slow" lasts until something else is obeyed at once, or `go`."""

    def __init__(self) -> None:
        self.order: list[str] = []
        self.go = threading.Event()
        self.answers: asyncio.Queue[Accepted] = asyncio.Queue()
        self.commands = Commands(self.answers.put_nowait)
        self.commands.obey = self._obey
        self._count = 0

    def ask(self, name: CommandName, **args: Any) -> str:
        self._count += 1
        id = f"u-{self._count}"
        self.commands.receive(Command("page", id, name, args))
        return id

    async def answered(self, count: int) -> dict[str, Accepted]:
        got = [await asyncio.wait_for(self.answers.get(), 30) for _ in range(count)]
        return {one.id: one for one in got}

    def _obey(self, name: str, args: Any) -> tuple[bool, str]:
        called = args.get("step", name)
        self.order.append(f"{called} begins")
        if called == "slow":
            self.go.wait(30)
        self.order.append(f"{called} ends")
        if name in ("stop", "pause", "ask"):
            self.go.set()
        return True, called


@pytest.mark.parametrize("at_once", ["stop", "pause", "ask"])
async def test_two_changes_sent_in_a_row_are_obeyed_in_this_order(at_once: CommandName) -> None:
    kernel = Kernel()
    for step in ("slow", "second", "third"):
        kernel.ask("rollback", step=step)
    kernel.ask(at_once)
    answers = await kernel.answered(4)
    assert all(one.ok for one in answers.values())
    beside = [f"{at_once} begins", f"{at_once} ends"]
    assert [one for one in kernel.order if one not in beside] == [
        *("slow begins", "slow ends", "second begins", "second ends", "third begins", "third ends")
    ]
    assert kernel.order.index(beside[1]) < kernel.order.index("slow ends")


@pytest.mark.parametrize("halt", ["stop", "pause"])
async def test_what_would_begin_is_taken_back_by_the_stop_that_overtook_it(halt: CommandName) -> None:
    kernel = Kernel()
    kernel.ask("rollback", step="slow")
    begins = [kernel.ask("resume"), kernel.ask("edit_plan", edit={"kind": "retry"})]
    kernel.ask("edit_plan", edit={"kind": "skip"})
    kernel.ask(halt)
    answers = await kernel.answered(5)
    assert {id for id, one in answers.items() if one.message == WITHDRAWN} == set(begins)
    assert "resume begins" not in kernel.order
    kernel.ask("resume")
    assert [one.ok for one in (await kernel.answered(1)).values()] == [True]


async def test_a_cap_does_not_wait_for_what_is_done_to_the_plan() -> None:
    kernel = Kernel()
    kernel.ask("rollback", step="slow")
    settings: list[CommandName] = ["set_budget", "set_mode", "set_model"]
    asked = [kernel.ask(name) for name in settings]
    assert list(await kernel.answered(3)) == asked
    assert "slow ends" not in kernel.order
    kernel.go.set()
    await kernel.answered(1)


async def test_what_is_asked_for_after_a_setting_finds_it() -> None:
    kernel = Kernel()
    kernel.ask("set_model", step="slow")
    kernel.ask("resume")
    kernel.ask("ask")  # which lets the slow one end
    await kernel.answered(3)
    assert kernel.order.index("slow ends") < kernel.order.index("resume begins")


async def test_a_command_under_way_is_not_obeyed_again_however_many_follow() -> None:
    kernel = Kernel()
    args = {"step": "slow"}
    kernel.commands.receive(Command("page", "same", "rollback", args))
    for _ in range(REMEMBERED + 1):
        kernel.ask("decide")
    await kernel.answered(REMEMBERED + 1)
    kernel.commands.receive(Command("page", "same", "rollback", args))
    kernel.ask("stop")
    await kernel.answered(3)
    assert kernel.order.count("slow begins") == 1
