"""What every NotebookHost does, whatever stands behind it."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
import pytest_asyncio

from rca_kernel.errors import ActionError, HostError, StaleSourceError, UnknownCellError
from rca_kernel.notebook import (
    CellKind,
    CellNote,
    DisplayOutput,
    ErrorOutput,
    NewCell,
    Progress,
    StreamOutput,
    outputs_text,
    source_hash,
)
from rca_kernel.testing.fake_notebook import FakeNotebook
from tests.contracts.steps import begun, cell_of, insert, order, run
from tests.contracts.worlds import WORLDS, World, notebook

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(60)]


@pytest_asyncio.fixture(loop_scope="module", scope="module", params=WORLDS)
async def world(request: pytest.FixtureRequest) -> AsyncIterator[World]:
    folder = Path(tempfile.mkdtemp(prefix="rca"))  # short, for the agent's socket
    try:
        async with WORLDS[request.param](folder) as made:
            yield made
    finally:
        shutil.rmtree(folder)


async def test_cells_are_inserted_below_the_one_named(world: World) -> None:
    first = await insert(world, "# one", kind="markdown")
    third = await insert(world, "3")
    second = await insert(world, "2", after=first.id)
    assert await order(world, first, second, third) == [first.id, second.id, third.id]
    assert (await world.host.read())[-1].id == third.id


async def test_an_inserted_cell_is_read_as_it_was_written(world: World) -> None:
    note = CellNote("1.2", persona="debugger", attempt=3, requirements=("eq:1", "alg:1"))
    cell = await insert(world, "def f(x):\n    return x\n", note=note)
    read = await cell_of(world, cell.id)
    assert (read.kind, read.source, read.note) == ("code", "def f(x):\n    return x\n", note)
    assert (read.outputs, read.execution_count) == ((), None)
    assert cell.hash == read.hash == source_hash("def f(x):\n    return x\n")


@pytest.mark.parametrize("kind", ["code", "markdown", "raw"])
async def test_every_kind_of_cell_is_kept(world: World, kind: CellKind) -> None:
    cell = await insert(world, "text", kind=kind)
    assert (await cell_of(world, cell.id)).kind == kind


async def test_a_repeated_insert_changes_nothing(world: World) -> None:
    new = NewCell("code", "once")
    first = await world.host.insert(new, None)
    count = len(await world.host.read())
    again = await world.host.insert(new, None)
    assert again == first
    assert len(await world.host.read()) == count


async def test_an_insert_whose_id_stands_for_other_source_is_stale(world: World) -> None:
    cell = await insert(world, "mine")
    with pytest.raises(StaleSourceError):
        await world.host.insert(NewCell("code", "other", id=cell.id), None)
    assert (await cell_of(world, cell.id)).source == "mine"


async def test_inserting_below_a_missing_cell_is_refused(world: World) -> None:
    count = len(await world.host.read())
    with pytest.raises(UnknownCellError):
        await insert(world, "x", after="no-such-cell")
    assert len(await world.host.read()) == count


async def test_an_edit_replaces_the_source(world: World) -> None:
    cell = await insert(world, "a = 1")
    edited = await world.host.edit(cell.id, "a = 2", cell.hash)
    assert edited.source == "a = 2"
    assert (await cell_of(world, cell.id)).source == "a = 2"


async def test_an_edit_that_believes_in_old_source_is_refused(world: World) -> None:
    cell = await insert(world, "a = 1")
    await world.user("edit", cell.id, "a = 'the user wrote this'", cell.hash)
    with pytest.raises(StaleSourceError):
        await world.host.edit(cell.id, "a = 2", cell.hash)
    assert (await cell_of(world, cell.id)).source == "a = 'the user wrote this'"


async def test_a_repeated_edit_is_a_success(world: World) -> None:
    cell = await insert(world, "a = 1")
    await world.host.edit(cell.id, "a = 2", cell.hash)
    assert (await world.host.edit(cell.id, "a = 2", cell.hash)).source == "a = 2"


async def test_editing_a_missing_cell_is_refused(world: World) -> None:
    with pytest.raises(UnknownCellError):
        await world.host.edit("no-such-cell", "x", source_hash(""))


async def test_a_deleted_cell_is_gone_and_deleting_again_is_a_success(world: World) -> None:
    cell = await insert(world, "x")
    await world.host.delete(cell.id, cell.hash)
    await world.host.delete(cell.id, cell.hash)
    assert await order(world, cell) == []


async def test_a_cell_that_the_user_changed_is_not_deleted(world: World) -> None:
    cell = await insert(world, "x")
    await world.user("edit", cell.id, "precious", cell.hash)
    with pytest.raises(StaleSourceError):
        await world.host.delete(cell.id, cell.hash)
    assert (await cell_of(world, cell.id)).source == "precious"


async def test_cells_are_named_by_id_when_the_user_inserts_above(world: World) -> None:
    cell = await insert(world, "print('ours')")
    first = (await world.host.read())[0]
    await world.user("insert", NewCell("code", "print('users')"), first.id)
    result = await world.host.run(cell.id, cell.hash)
    await world.host.edit(cell.id, "print('still ours')", cell.hash)
    assert outputs_text(result.outputs) == "ours"
    assert (await cell_of(world, cell.id)).source == "print('still ours')"


UNICODE = 'print("≤ ∑ 🧪 \\u202e é")\n# 数式 \t\u2028 end'


async def test_unicode_survives_writing_running_and_saving(world: World) -> None:
    result = await run(world, UNICODE)
    await world.host.save()
    sources = ["".join(cell["source"]) for cell in notebook(await world.saved())["cells"]]
    assert outputs_text(result.outputs) == "≤ ∑ 🧪 \u202e é"
    assert UNICODE in sources


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


LONG = ["while True: pass", "import time; time.sleep(600)"]
AWAITING = "import asyncio; await asyncio.sleep(600)"


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
    cell = await insert(world, source)
    task = asyncio.ensure_future(world.host.run(cell.id, cell.hash))
    while not task.done():
        await world.host.interrupt()
        await asyncio.wait({task}, timeout=0.05)
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


HELD = """
class Touchy:
    def __init__(self): self.inner = [1, 2]
    def __repr__(self): raise RuntimeError("printed")
    @property
    def trap(self): raise RuntimeError("asked")
touchy, counted, words = Touchy(), 3, {"w": [0.5, "x"]}
"""


async def test_variables_are_described_without_running_their_code_or_leaving_a_trace(world: World) -> None:
    if isinstance(world.host, FakeNotebook):
        exec(HELD, world.host.namespace)
    ran = await run(world, HELD)
    cells = await world.host.read()
    found = await world.host.variables(("touchy", "touchy.inner[1]", "counted", "words['w']", "missing"))
    assert [one.name for one in found] == ["touchy", "touchy.inner[1]", "counted", "words['w']"]
    assert found[0].type == "Touchy"
    assert found[0].summary == "fields inner: list"
    assert [one.summary for one in found[1:]] == ["2", "3", '[0.5, "x"]']
    assert found[3].shape == "len 2"
    assert await world.host.variables(("touchy.trap",)) == ()
    assert await world.host.read() == cells
    after = await run(world, "7")
    assert after.status == "ok"
    if after.execution_count is not None and ran.execution_count is not None:
        assert after.execution_count == ran.execution_count + 1


async def test_what_is_no_variable_is_not_evaluated(world: World) -> None:
    with pytest.raises(ActionError, match="no variable"):
        await world.host.variables(("print('called')",))


async def test_memory_is_read_back_and_foreign_metadata_stays(world: World) -> None:
    await world.user("annotate", "their_tool", {"kept": [1, 2]})
    block = {"format": 1, "text": "≤ 🧪", "nested": {"list": [1, 2.5, None, True]}}
    await world.host.write_memory(block)
    assert await world.host.read_memory() == block
    assert (await world.metadata())["their_tool"] == {"kept": [1, 2]}


async def test_a_saved_notebook_is_valid_and_holds_everything(world: World) -> None:
    cell = await insert(world, "print('saved')\ndisplay(1)\n2", note=CellNote("1"))
    await world.host.run(cell.id, cell.hash)
    await world.host.write_memory({"format": 1})
    await world.host.save()
    data = await world.saved()
    nbformat.validate(nbformat.reads(data.decode(), as_version=4))
    saved = notebook(data)
    kept: dict[str, Any] = next(c for c in saved["cells"] if c["id"] == cell.id)
    assert saved["metadata"]["rca"] == {"format": 1}
    assert kept["metadata"]["rca"] == {"step": "1", "persona": "coder", "attempt": 1, "requirements": []}
    assert next(output["output_type"] for output in kept["outputs"]) == "stream"


async def test_showing_progress_never_fails(world: World) -> None:
    await world.host.show(Progress("running", "1", "insert cell", {"format": 1}))
    assert (await run(world, "1")).status == "ok"
