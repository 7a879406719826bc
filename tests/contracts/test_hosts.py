"""What every NotebookHost does with its cells and its file, whatever stands behind it."""

from __future__ import annotations

from typing import Any

import nbformat
import pytest

from rca_kernel.errors import ActionError, StaleSourceError, UnknownCellError
from rca_kernel.notebook import (
    CellKind,
    CellNote,
    NewCell,
    Progress,
    outputs_text,
    source_hash,
)
from rca_kernel.testing.fake_notebook import FakeNotebook
from tests.contracts.steps import cell_of, insert, order, run
from tests.contracts.worlds import World, notebook

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(60)]


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
