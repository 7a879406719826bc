"""What every NotebookHost does with a cell that runs: what it shows, how it ends, how it is stopped."""

from __future__ import annotations

import asyncio

import pytest

from rca_kernel.errors import HostError, StaleSourceError, UnknownCellError
from rca_kernel.notebook import (
    DisplayOutput,
    ErrorOutput,
    StreamOutput,
    outputs_text,
    source_hash,
)
from tests.contracts.steps import begun, cell_of, insert, run, started, telling
from tests.contracts.worlds import World

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(60)]


async def test_a_value_is_shown(world: World) -> None:
    result = await run(world, "6 * 7")
    assert result.status == "ok"
    assert result.outputs == (DisplayOutput({"text/plain": "42"}),)
    assert result.error is None
    assert result.execution_count is not None


async def test_streams_and_displays_are_kept_in_order(world: World) -> None:
    result = await run(world, "print('a')\nprint('b')\ndisplay(3)\n4")
    assert result.outputs == (
        StreamOutput("stdout", "a\nb\n"),
        DisplayOutput({"text/plain": "3"}),
        DisplayOutput({"text/plain": "4"}),
    )


async def test_an_exception_is_a_typed_result(world: World) -> None:
    result = await run(world, "print('before')\n1 / 0")
    assert result.status == "error"
    assert isinstance(result.error, ErrorOutput)
    assert (result.error.ename, result.error.evalue) == ("ZeroDivisionError", "division by zero")
    assert "ZeroDivisionError" in result.error.traceback
    assert "\x1b" not in result.error.traceback
    assert result.outputs[0] == StreamOutput("stdout", "before\n")


async def test_the_outputs_stand_in_the_notebook_too(world: World) -> None:
    cell = await insert(world, "print('shown')")
    result = await world.host.run(cell.id, cell.hash)
    read = await cell_of(world, cell.id)
    assert read.outputs == result.outputs
    assert read.execution_count == result.execution_count


async def test_a_second_run_replaces_the_outputs(world: World) -> None:
    cell = await insert(world, "print('one')")
    await world.host.run(cell.id, cell.hash)
    edited = await world.host.edit(cell.id, "print('two')", cell.hash)
    await world.host.run(cell.id, edited.hash)
    assert outputs_text((await cell_of(world, cell.id)).outputs) == "two"


@pytest.mark.parametrize("source", ["", "  \n\n"])
async def test_an_empty_cell_runs_to_nothing(world: World, source: str) -> None:
    result = await run(world, source)
    assert (result.status, result.outputs) == ("ok", ())


async def test_running_a_missing_cell_is_refused(world: World) -> None:
    with pytest.raises(UnknownCellError):
        await world.host.run("no-such-cell", source_hash(""))


async def test_running_source_that_the_user_changed_is_refused(world: World) -> None:
    cell = await insert(world, "print('agent')")
    await world.user("edit", cell.id, "print('user')", cell.hash)
    with pytest.raises(StaleSourceError):
        await world.host.run(cell.id, cell.hash)
    assert (await cell_of(world, cell.id)).outputs == ()


async def test_only_code_is_run(world: World) -> None:
    cell = await insert(world, "# prose", kind="markdown")
    with pytest.raises(HostError):
        await world.host.run(cell.id, cell.hash)


async def test_large_outputs_come_back_bounded(world: World) -> None:
    result = await run(world, "print('head')\nprint('x' * 300_000)\nprint('tail')")
    text = outputs_text(result.outputs, limit=1_000_000)
    assert len(text) < 20_000
    assert text.startswith("head")
    assert text.endswith("tail")
    assert "left out" in text


LONG = ["while True: pass", "import threading; threading.Event().wait()"]
AWAITING = "import asyncio; await asyncio.Event().wait()"


@pytest.mark.parametrize("source", [*LONG, AWAITING])
async def test_one_interrupt_ends_a_long_cell(world: World, source: str) -> None:
    async with begun(world, source) as task:
        await world.host.interrupt()
        result = await asyncio.wait_for(task, 20)
    assert result.status == "interrupted"
    assert result.error is not None
    assert result.error.ename in {"KeyboardInterrupt", "CancelledError"}
    assert (await run(world, "'alive'")).outputs == (DisplayOutput({"text/plain": "'alive'"}),)


@pytest.mark.parametrize("source", LONG)
async def test_an_interrupt_may_come_before_the_cell_begins(world: World, source: str) -> None:
    async with telling(world, source) as (telltale, said):
        task = await started(world, telltale)
        await asyncio.ensure_future(world.host.interrupt())  # asked for next
        await asyncio.wait({task, said}, return_when=asyncio.FIRST_COMPLETED)
        if not task.done():
            await world.host.interrupt()
        assert (await task).status == "interrupted"
    assert outputs_text((await run(world, "'alive'")).outputs) == "'alive'"


@pytest.mark.parametrize("source", [*LONG, AWAITING])
async def test_cancelling_the_wait_stops_the_cell(world: World, source: str) -> None:
    async with begun(world, source) as task:
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    assert (await asyncio.wait_for(run(world, "'alive'"), 20)).status == "ok"


async def test_an_interrupt_with_nothing_running_does_nothing(world: World) -> None:
    await world.host.interrupt()
    assert (await run(world, "1")).status == "ok"
