"""The inline host: between the user's cells, in the user's kernel, shown below the cell that began."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import pytest
import pytest_asyncio

from rca_kernel.notebook import Cell, NewCell, NotebookHost, Progress, RunResult, outputs_text
from rca_kernel.notebook.document_file import load_document
from tests.barrier import barrier_at
from tests.kernel.front_end import FrontEnd
from tests.kernel.remote import Remote, RemoteHost

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(60)]


@dataclass(slots=True)
class Kernel:
    front_end: FrontEnd
    remote: Remote
    path: Path

    @property
    def host(self) -> NotebookHost:
        return cast(NotebookHost, RemoteHost(self.remote, self.path.name))

    async def insert(self, source: str) -> Cell:
        return await self.host.insert(NewCell("code", source), None)

    async def queue(self, cell: Cell) -> asyncio.Future[RunResult]:
        """A run that the agent has asked of the kernel's main thread."""
        task = asyncio.ensure_future(self.host.run(cell.id, cell.hash))
        await asyncio.ensure_future(self.host.read())  # asked of the agent next, and answered
        return task


@pytest_asyncio.fixture(loop_scope="module")
async def kernel(front_end: FrontEnd, folder: Path) -> AsyncIterator[Kernel]:
    path = folder / "session.ipynb"
    front_end.displays.clear()
    made = Kernel(front_end, await Remote.serve(front_end, "inline", folder, path), path)
    yield made
    await made.remote.close()


def board(message: dict[str, Any]) -> str:
    return str(message["content"]["data"]["text/markdown"])


async def test_steps_are_shown_below_the_cell_that_began(kernel: Kernel) -> None:
    starting = list(kernel.front_end.shown.values())[-1]
    await kernel.host.insert(NewCell("markdown", "## A heading"), None)
    cell = await kernel.insert("print('an output')")
    await kernel.host.run(cell.id, cell.hash)
    await kernel.host.show(Progress("running", "1.2", "run cell", {"format": 1}))
    displays = kernel.front_end.displays
    await kernel.front_end.until(lambda: bool(displays) and "run cell" in board(displays[-1]))
    first, *updates = displays
    assert first["msg_type"] == "display_data"
    assert {message["msg_type"] for message in updates} == {"update_display_data"}
    assert len({message["content"]["transient"]["display_id"] for message in displays}) == 1
    assert {message["parent_header"]["msg_id"] for message in displays} == {starting.message_id}
    shown = board(displays[-1])
    assert shown.startswith("## A heading")
    assert "```python\nprint('an output')\n```" in shown
    assert "```text\nan output\n```" in shown
    assert shown.endswith("*running · 1.2 · run cell*")


async def test_output_cannot_break_out_of_its_fence(kernel: Kernel) -> None:
    cell = await kernel.insert("print('```\\n# not a heading')")
    await kernel.host.run(cell.id, cell.hash)
    displays = kernel.front_end.displays
    await kernel.front_end.until(lambda: bool(displays) and "````text" in board(displays[-1]))
    assert "````text\n```\n# not a heading\n````" in board(displays[-1])


async def test_our_outputs_stay_out_of_the_users_cells(kernel: Kernel) -> None:
    cell = await kernel.insert("print('ours')")
    await kernel.front_end.execute("print('users')", "u1")
    await kernel.host.run(cell.id, cell.hash)
    shown = await kernel.front_end.execute("print('users again')", "u2")
    assert shown.text == "users again\n"
    assert all("ours" not in one.text for one in kernel.front_end.shown.values())


async def test_cells_share_the_users_names(kernel: Kernel) -> None:
    await kernel.front_end.execute("mine = 20")
    cell = await kernel.insert("yours = mine + 1; yours")
    result = await kernel.host.run(cell.id, cell.hash)
    assert outputs_text(result.outputs) == "21"
    assert (await kernel.front_end.execute("print(yours)")).text == "21\n"


async def test_a_cell_waits_while_the_users_cell_awaits(kernel: Kernel) -> None:
    source = "import asyncio; gate = asyncio.Event(); log = ['users']\nawait gate.wait(); log.append('users')"
    users = await kernel.front_end.begin(source, "u3")
    await users.began.wait()
    cell = await kernel.insert("log.append('ours'); log")
    task = await kernel.queue(cell)
    assert not task.done()
    await kernel.remote.call("set", "gate")
    assert outputs_text((await task).outputs) == "['users', 'users', 'ours']"
    assert (await users.done()).status == "ok"


async def test_the_users_cell_waits_while_ours_awaits(kernel: Kernel) -> None:
    await kernel.front_end.execute("import asyncio; gate = asyncio.Event(); log = []")
    cell = await kernel.insert("log.append('ours'); await gate.wait(); log.append('ours')")
    task = await kernel.queue(cell)
    users = await kernel.front_end.begin("print(log)", "u4")
    await kernel.remote.call("set", "gate")
    assert (await task).status == "ok"
    assert (await users.done()).text == "['ours', 'ours']\n"


async def test_stop_takes_a_waiting_cell_out_of_the_queue(kernel: Kernel) -> None:
    users = await kernel.front_end.begin("import asyncio; gate = asyncio.Event(); await gate.wait()", "u5")
    await users.began.wait()
    cell = await kernel.insert("ran = True")
    task = await kernel.queue(cell)
    await kernel.host.interrupt()
    assert (await task).status == "interrupted"
    await kernel.remote.call("set", "gate")
    assert (await users.done()).status == "ok"
    assert (await kernel.front_end.execute("print('ran' in globals())")).text == "False\n"


# Before any other hook of the kernel, and so before ours knows that a cell runs.
HOLD = """
def hold(info):
    import fcntl
    with open({!r}) as file:
        fcntl.flock(file, fcntl.LOCK_SH)
get_ipython().events.callbacks["pre_run_cell"].insert(0, hold)
"""


async def test_a_stop_just_as_its_turn_has_come_ends_the_cell(kernel: Kernel, tmp_path: Path) -> None:
    front_end = kernel.front_end
    with barrier_at(tmp_path / "barrier") as barrier:
        await front_end.execute(HOLD.format(str(tmp_path / "barrier")))
        cell = await kernel.insert("while True: pass")
        begun = front_end.statuses.count("busy")
        task = asyncio.ensure_future(kernel.host.run(cell.id, cell.hash))
        await front_end.until(lambda: front_end.statuses.count("busy") > begun)
        stopping = asyncio.ensure_future(kernel.host.interrupt())
        await asyncio.ensure_future(kernel.host.read())  # asked of the agent next, and answered
        barrier.lift()
        assert (await task).status == "interrupted"
        assert await stopping
        removed = "get_ipython().events.callbacks['pre_run_cell'].remove(hold); print('free')"
        assert (await front_end.execute(removed)).text == "free\n"


async def test_an_existing_notebook_is_gone_on_with(kernel: Kernel, tmp_path: Path) -> None:
    cell = await kernel.insert("kept = 1")
    await kernel.host.write_memory({"format": 1})
    await kernel.host.save()
    document = load_document(kernel.path)
    assert document.cell(cell.id).source == "kept = 1"
    assert document.memory == {"format": 1}
