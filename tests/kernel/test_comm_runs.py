"""The comm host keeps results and writing safe when pages are closed, reloaded or silent."""

from __future__ import annotations

import pytest

from rca_kernel.adapters.comm import messages as m
from rca_kernel.notebook import NewCell, Progress, aborts, outputs_text
from tests.kernel.lab import Lab

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(60)]


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
    page = await lab.lead()
    users = await lab.gate()
    cell = await lab.insert("print('ours')")
    task = await lab.queue(page, cell)
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
    task = await lab.queue(first, cell)
    reloaded = await lab.reload(first)
    await reloaded.until(lambda: reloaded.leader is True)
    await lab.pass_gate()
    await users.done()
    assert outputs_text((await task).outputs) == "1"
    await lab.host.read()
    assert "RunCell" not in reloaded.kinds()
    assert (await lab.front_end.execute("print(runs)")).text == "1\n"


async def test_stop_leaves_the_users_cell_alone(lab: Lab) -> None:
    page = await lab.lead()
    users = await lab.gate()
    cell = await lab.insert("while True: pass")
    task = await lab.queue(page, cell)
    await lab.host.interrupt()
    assert (await task).status == "interrupted"
    assert not users.idle.is_set()
    await lab.pass_gate()
    assert (await users.done()).status == "ok"
    # The queued cell is stopped as it comes out of the queue, so the kernel is free.
    assert (await lab.front_end.execute("print('free')")).text == "free\n"


HOLDS = "import asyncio; {0} = asyncio.Event(); print('begun {0}'); await {0}.wait()"


async def begun(lab: Lab, name: str) -> None:
    await lab.front_end.until(
        lambda: any(f"begun {name}" in one.text for one in lab.front_end.shown.values())
    )


async def test_a_cell_of_the_users_that_is_dropped_with_one_that_was_stopped_says_why(lab: Lab) -> None:
    page = await lab.lead()
    page.strict = True
    task = lab.start(await lab.insert(HOLDS.format("stopped")))
    await begun(lab, "stopped")
    users = await lab.front_end.begin("print('mine')", "in-another-notebook")
    await lab.host.interrupt()
    assert (await task).status == "interrupted"
    assert (await users.done()).text == aborts.STOPPED


async def test_a_cell_of_the_users_runs_although_the_one_before_it_fails(lab: Lab) -> None:
    page = await lab.lead()
    page.strict = True
    task = lab.start(await lab.insert(HOLDS.format("failed") + "; 1 / 0"))
    await begun(lab, "failed")
    users = await lab.front_end.begin("print('mine')", "in-another-notebook")
    await lab.remote.call("set", "failed")
    assert (await task).status == "error"
    assert (await users.done()).text == "mine\n"


async def test_what_a_failure_of_the_users_own_drops_is_theirs_to_know(lab: Lab) -> None:
    page = await lab.lead()
    page.strict = True
    ours = await lab.insert("1 / 0")
    await lab.host.run(ours.id, ours.hash)
    failing = await lab.front_end.begin(HOLDS.format("theirs") + "; 1 / 0", "theirs", strict=True)
    await begun(lab, "theirs")
    users = await lab.front_end.begin("print('mine')", "in-another-notebook")
    await lab.remote.call("set", "theirs")
    assert (await failing.done()).status == "error"
    assert (await users.done()).text == ""


STUBBORN = """
import threading
print("begun")
for left in range(4):
    try:
        threading.Event().wait()
    except KeyboardInterrupt:
        print("ignored")
"""


async def test_a_cell_that_ignores_the_interrupt_is_known_to_run_on(lab: Lab) -> None:
    await lab.lead()
    cell = await lab.insert(STUBBORN)
    task = lab.start(cell)
    await lab.front_end.until(lambda: any(shown.text == "begun\n" for shown in lab.front_end.shown.values()))
    assert not await lab.host.interrupt()
    assert not task.done()
    assert await lab.host.interrupt()
    assert (await task).status == "interrupted"
    assert await lab.host.interrupt()


async def test_what_the_agent_prints_reaches_no_cell(lab: Lab) -> None:
    users = await lab.gate()
    await lab.remote.call("say", "leaked")
    await lab.pass_gate()
    assert (await users.done()).text == "passed\n"


# Reopening


async def test_cells_that_were_not_saved_come_back_in_order(lab: Lab) -> None:
    page = await lab.lead()
    saved = await lab.insert("saved")
    await lab.host.save()
    last = await lab.host.insert(NewCell("markdown", "# last"), saved.id)
    middle = await lab.host.insert(NewCell("code", "middle"), saved.id)
    await lab.host.edit(middle.id, "middle, edited", middle.hash)
    await lab.host.write_memory({"format": 1})
    reopened = await lab.reload(page)
    await reopened.until(lambda: reopened.document.memory == {"format": 1})
    cells = reopened.document.cells()
    assert [c.id for c in cells] == [saved.id, middle.id, last.id]
    assert cells[1].source == "middle, edited"


async def test_a_cell_that_the_user_deleted_stays_deleted(lab: Lab) -> None:
    page = await lab.lead()
    cell = await lab.insert("unwanted")
    page.document.delete(cell.id, cell.hash)
    assert await lab.remote.call("host.wait_for_page", 10)  # attaches again, without the cell
    reopened = await lab.reload(page)
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
