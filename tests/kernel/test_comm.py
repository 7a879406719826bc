"""The comm host against a real kernel and a page that loses, repeats, reloads and vanishes."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import pytest
import pytest_asyncio

from rca_kernel.adapters.comm import messages as m
from rca_kernel.adapters.comm.wire import TARGET
from rca_kernel.errors import HostError
from rca_kernel.notebook import Cell, NewCell, NotebookHost, Progress, RunResult, outputs_text
from rca_kernel.notebook.document import Document
from rca_kernel.notebook.document_file import new_document
from tests.kernel.front_end import FrontEnd, Shown
from tests.kernel.page import Page
from tests.kernel.remote import Remote, RemoteHost

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(60)]


@dataclass(slots=True)
class Lab:
    """A kernel with an agent, and the tabs that were opened on it."""

    front_end: FrontEnd
    remote: Remote
    pages: list[Page] = field(default_factory=list)

    @property
    def host(self) -> NotebookHost:
        return cast(NotebookHost, RemoteHost(self.remote, "a.ipynb"))

    def open(self, **options: Any) -> Page:
        page = Page(self.front_end, **options)
        page.open()
        self.pages.append(page)
        return page

    async def lead(self, **options: Any) -> Page:
        """A tab that serves."""
        page = self.open(**options)
        assert await self.remote.call("host.wait_for_page", 10)
        return page

    async def insert(self, source: str) -> Cell:
        return await self.host.insert(NewCell("code", source), None)

    def start(self, cell: Cell) -> asyncio.Future[RunResult]:
        return asyncio.ensure_future(self.host.run(cell.id, cell.hash))

    async def gate(self) -> Shown:
        """A user's cell that keeps the kernel until `set("gate")`."""
        source = "import asyncio; gate = asyncio.Event(); await gate.wait(); print('passed')"
        shown = await self.front_end.begin(source, "users-cell")
        await shown.began.wait()
        return shown

    async def pass_gate(self) -> None:
        await self.remote.call("set", "gate")


@pytest_asyncio.fixture(loop_scope="module")
async def lab(front_end: FrontEnd, folder: Path) -> AsyncIterator[Lab]:
    made = Lab(front_end, await Remote.serve(front_end, "comm", folder))
    yield made
    for page in made.pages:
        page.close()
    await made.remote.close()


# Finding each other


async def test_without_a_page_waiting_ends_with_no(lab: Lab) -> None:
    assert not await lab.remote.call("host.wait_for_page", 0.3)


async def test_a_request_waits_for_a_page_and_the_kernel_keeps_looking_for_one(lab: Lab) -> None:
    task = asyncio.ensure_future(lab.insert("x = 1"))
    opened: list[str] = []
    lab.front_end.listeners.append(lambda message: opened.append(message["msg_type"]))
    await lab.front_end.until(lambda: opened.count("comm_open") >= 3)
    lab.front_end.listeners.pop()
    page = lab.open()
    cell = await task
    assert page.document.cell(cell.id).source == "x = 1"


async def test_a_page_finds_the_comm_while_a_cell_runs(lab: Lab) -> None:
    users = await lab.gate()
    found: list[str] = []

    def hear(message: dict[str, Any]) -> None:
        comms = message["content"].get("comms") or {}
        found.extend(comm for comm, about in comms.items() if about["target_name"] == TARGET)

    lab.front_end.replies.append(hear)
    await lab.front_end.control("comm_info_request", {"target_name": TARGET})
    await lab.front_end.until(lambda: bool(found))
    page = Page(lab.front_end)
    page.open()
    lab.pages.append(page)
    await page.join(found[0])
    await page.until(lambda: page.leader is True)
    assert not users.idle.is_set()
    await lab.pass_gate()
    await users.done()


async def test_a_page_without_the_extension_does_not_cut_the_line(lab: Lab) -> None:
    comm = await lab.remote.call("comm_id")
    shell = lab.front_end.client.shell_channel
    await lab.front_end.send(shell, "comm_close", {"comm_id": comm, "data": {}})
    page = await lab.lead()
    assert (await lab.insert("1")).id in {cell.id for cell in page.document.cells()}


async def test_writing_works_while_a_cell_runs_and_the_kernel_is_shown_busy_again(lab: Lab) -> None:
    await lab.lead()
    users = await lab.gate()
    assert (await lab.insert("meanwhile")).source == "meanwhile"
    await lab.front_end.until(lambda: lab.front_end.statuses[-1] == "busy")
    assert not users.idle.is_set()
    await lab.pass_gate()
    assert (await users.done()).text == "passed\n"
    await lab.front_end.until(lambda: lab.front_end.statuses[-1] == "idle")


# Who leads


async def test_a_second_tab_follows_and_serves_nothing(lab: Lab) -> None:
    first = await lab.lead()
    second = lab.open()
    comm = await lab.remote.call("comm_id")
    await second.join(comm)
    await second.until(lambda: second.leader is False)
    cell = await lab.insert("1")
    assert [c.id for c in first.document.cells()] == [cell.id]
    assert second.document.cells() == ()


async def test_a_tab_that_says_goodbye_leaves_the_lead_to_the_next(lab: Lab) -> None:
    first = await lab.lead()
    await first.say(m.Detach(first.client))
    first.close()
    second = lab.open()
    cell = await lab.insert("1")
    assert second.leader
    assert [c.id for c in second.document.cells()] == [cell.id]


async def test_a_silent_leader_loses_the_lead_to_a_newcomer(lab: Lab) -> None:
    first = await lab.lead()
    first.silent = True
    task = asyncio.ensure_future(lab.insert("1"))
    second = lab.open()
    cell = await task
    assert second.leader
    assert [c.id for c in second.document.cells()] == [cell.id]


async def test_a_leader_that_wakes_up_keeps_the_lead(lab: Lab) -> None:
    page = await lab.lead()
    page.lose = lambda message: True  # a flood takes every message but comm_open
    task = asyncio.ensure_future(lab.insert("1"))
    attached: list[str] = []
    lab.front_end.listeners.append(lambda message: attached.append(message["msg_type"]))
    await lab.front_end.until(lambda: "comm_open" in attached)
    lab.front_end.listeners.pop()
    page.lose = lambda message: False
    assert (await task).source == "1"
    assert page.kinds().count("InsertCell") >= 1


# Requests


async def test_a_lost_request_is_sent_again(lab: Lab) -> None:
    page = await lab.lead()
    lost: list[m.Message] = []

    def lose_the_first(message: m.Message) -> bool:
        if isinstance(message, m.InsertCell) and not lost:
            lost.append(message)
            return True
        return False

    page.lose = lose_the_first
    cell = await lab.insert("once")
    assert lost
    assert [c.id for c in page.document.cells()] == [cell.id]


async def test_a_request_that_arrives_twice_is_done_once(lab: Lab) -> None:
    page = await lab.lead(repeat=True)
    await lab.front_end.execute("count = 0")
    cell = await lab.insert("count += 1; print(count)")
    result = await lab.host.run(cell.id, cell.hash)
    assert outputs_text(result.outputs) == "1"
    assert page.kinds().count("RunCell") >= 2


async def test_what_is_malformed_is_ignored(lab: Lab) -> None:
    page = await lab.lead()
    comm = await lab.remote.call("comm_id")
    for data in ({"v": 1, "kind": "eval", "code": "1"}, None, [], {"v": 1, "kind": "hello", "session": "s"}):
        await lab.front_end.control("comm_msg", {"comm_id": comm, "data": data})
    cell = await lab.insert("still here")
    assert [c.id for c in page.document.cells()] == [cell.id]


async def test_closing_fails_what_is_still_asked(lab: Lab) -> None:
    task = asyncio.ensure_future(lab.insert("never"))
    await asyncio.sleep(0)
    await lab.remote.call("channel.close")
    with pytest.raises(HostError, match="closed"):
        await task
    with pytest.raises(HostError, match="closed"):
        await lab.insert("too late")


# Running


async def test_the_kernel_keeps_the_result_when_the_page_is_closed(lab: Lab) -> None:
    page = await lab.lead()
    await lab.front_end.execute("import asyncio; gate = asyncio.Event()")
    cell = await lab.insert("print('before'); await gate.wait(); print('after'); 42")
    task = lab.start(cell)
    await lab.front_end.until(lambda: any(shown.text == "before\n" for shown in lab.front_end.shown.values()))
    await page.say(m.Detach(page.client))
    page.close()
    await lab.pass_gate()
    result = await task
    assert result.status == "ok"
    assert outputs_text(result.outputs) == "before\nafter\n42"


async def test_the_result_does_not_wait_for_a_page_that_fell_silent(lab: Lab) -> None:
    page = await lab.lead()
    cell = await lab.insert("1 / 0")

    def fall_silent(message: m.Message) -> bool:
        page.silent = page.silent or isinstance(message, m.RunCell)
        return False

    page.lose = fall_silent
    result = await lab.host.run(cell.id, cell.hash)
    assert result.error is not None
    assert result.error.ename == "ZeroDivisionError"


async def test_a_run_waits_behind_the_users_cell(lab: Lab) -> None:
    await lab.lead()
    users = await lab.gate()
    cell = await lab.insert("print('ours')")
    task = lab.start(cell)
    await asyncio.wait({task}, timeout=0.2)
    assert not task.done()
    await lab.pass_gate()
    assert outputs_text((await task).outputs) == "ours"
    assert (await users.done()).text == "passed\n"


async def test_a_queued_run_is_not_asked_again_of_a_reloaded_page(lab: Lab) -> None:
    first = await lab.lead()
    await lab.front_end.execute("runs = 0")
    cell = await lab.insert("runs += 1; print(runs)")
    await lab.host.save()
    users = await lab.gate()
    task = lab.start(cell)
    await first.until(lambda: "RunCell" in first.kinds())
    await lab.front_end.until(lambda: len(lab.front_end.shown) > 1)
    reloaded = await reload(lab, first)
    await reloaded.until(lambda: reloaded.leader is True)
    await lab.pass_gate()
    await users.done()
    assert outputs_text((await task).outputs) == "1"
    await lab.host.read()
    assert "RunCell" not in reloaded.kinds()
    assert (await lab.front_end.execute("print(runs)")).text == "1\n"


async def test_stop_leaves_the_users_cell_alone(lab: Lab) -> None:
    await lab.lead()
    users = await lab.gate()
    cell = await lab.insert("while True: pass")
    task = lab.start(cell)
    await asyncio.wait({task}, timeout=0.2)
    await lab.host.interrupt()
    assert (await task).status == "interrupted"
    assert not users.idle.is_set()
    await lab.pass_gate()
    assert (await users.done()).status == "ok"
    # The queued cell is stopped as it comes out of the queue, so the kernel is free.
    assert (await lab.front_end.execute("print('free')")).text == "free\n"


async def test_what_the_agent_prints_reaches_no_cell(lab: Lab) -> None:
    users = await lab.gate()
    await lab.remote.call("say", "leaked")
    await lab.pass_gate()
    assert (await users.done()).text == "passed\n"


# Reopening


async def reload(lab: Lab, page: Page) -> Page:
    """The tab is loaded again: the file as last saved, under a new name."""
    page.close()
    document = Document(json.loads(page.saved)) if page.saved else new_document()
    reopened = lab.open(document=document)
    await reopened.join(await lab.remote.call("comm_id"))
    return reopened


async def test_cells_that_were_not_saved_come_back_in_order(lab: Lab) -> None:
    page = await lab.lead()
    saved = await lab.insert("saved")
    await lab.host.save()
    last = await lab.host.insert(NewCell("markdown", "# last"), saved.id)
    middle = await lab.host.insert(NewCell("code", "middle"), saved.id)
    await lab.host.edit(middle.id, "middle, edited", middle.hash)
    await lab.host.write_memory({"format": 1})
    reopened = await reload(lab, page)
    await reopened.until(lambda: reopened.document.memory == {"format": 1})
    cells = reopened.document.cells()
    assert [c.id for c in cells] == [saved.id, middle.id, last.id]
    assert cells[1].source == "middle, edited"


async def test_a_cell_that_the_user_deleted_stays_deleted(lab: Lab) -> None:
    page = await lab.lead()
    cell = await lab.insert("unwanted")
    page.document.delete(cell.id, cell.hash)
    assert await lab.remote.call("host.wait_for_page", 10)  # attaches again, without the cell
    reopened = await reload(lab, page)
    await lab.host.read()
    assert reopened.document.cells() == ()


# Telling


async def test_progress_reaches_a_page_that_comes_later(lab: Lab) -> None:
    await lab.host.show(Progress("running", "1", "insert cell", {"format": 1}))
    await lab.host.show(Progress("running", "2", "run cell", {"format": 1}))
    page = await lab.lead()
    await page.until(lambda: "ShowProgress" in page.kinds())
    shown = next(message for message in page.heard if isinstance(message, m.ShowProgress))
    assert (shown.revision, shown.step, shown.action) == (2, "2", "run cell")


async def test_a_command_is_obeyed_once_and_answered_each_time(lab: Lab) -> None:
    page = await lab.lead()
    command = m.Command(page.client, "u-1", "rerun_cell", {"cell_id": "a"})
    await page.say(command)
    await page.until(lambda: "u-1" in page.accepted)
    page.accepted.clear()
    await page.say(command)
    await page.until(lambda: "u-1" in page.accepted)
    assert page.accepted["u-1"] == m.Accepted("u-1", page.client, True, "rerun_cell heard")
    assert await lab.remote.call("known_commands") == [("rerun_cell", {"cell_id": "a"})]
