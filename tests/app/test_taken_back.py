"""What the notebook and the panel claim at the end: no more than what stands, and why it is incomplete."""

from __future__ import annotations

import asyncio
import concurrent.futures
from collections.abc import Coroutine, Sequence
from pathlib import Path
from typing import Any, cast

import pytest

from rca_kernel import actions as a
from rca_kernel.agents.gate import Gate
from rca_kernel.app.runner import Hosts, Runner
from rca_kernel.app.steering import Steering
from rca_kernel.app.summary import KEPT, TAKEN_BACK
from rca_kernel.notebook import Cell, CellNote, NewCell, NotebookHost
from rca_kernel.notebook.document import Document
from rca_kernel.verify import RerunReport
from tests.app.steps import Run, Told


class Here:
    """Hosts with one notebook, whose work is done on the loop of the test."""

    def __init__(self, notebook: NotebookHost) -> None:
        self.notebook = notebook
        self.loop = asyncio.get_running_loop()

    def submit(self, work: Coroutine[Any, Any, Any]) -> concurrent.futures.Future[Any]:
        return asyncio.run_coroutine_threadsafe(work, self.loop)

    async def host(self) -> NotebookHost:
        return self.notebook


def summaries(run: Run) -> list[str]:
    return [cell.source for cell in run.host.document.cells() if "What was implemented" in cell.source]


async def test_the_summary_goes_with_the_last_of_what_it_tells(tmp_path: Path) -> None:
    run = Run(Told([a.InsertCell("code", "x = 1"), a.InsertCell("code", "y = x")]), Gate())
    run.session.undo_folder = tmp_path
    run.start()
    await run.end()
    memory = run.session.memory
    memory.contract.mark("r", "verified", note="shown", cell=memory.plan["1"].cells[0])
    runner = Runner(cast(Hosts, Here(run.host)))
    runner.session = run.session
    steering = Steering(runner)
    await asyncio.to_thread(steering.undo)
    assert run.sources() == ["x = 1"]
    assert "**Taken back**: part of this work" in summaries(run)[0]
    await asyncio.to_thread(steering.undo)
    assert run.sources() == summaries(run) == []


async def edit_summary(run: Run, said: str) -> str:
    """As the user types into the agent's cell; its id."""
    cell = next(cell for cell in run.host.document.cells() if "What was implemented" in cell.source)
    await run.host.edit(cell.id, f"{said}\n\n{cell.source}", cell.hash)
    return cell.id


async def test_words_of_the_user_in_the_summary_outlive_an_undo(tmp_path: Path) -> None:
    run = Run(Told([a.InsertCell("code", "x = 1"), a.InsertCell("code", "y = x")]), Gate())
    run.session.undo_folder = tmp_path
    run.start()
    await run.end()
    theirs = await edit_summary(run, "My own words.")
    runner = Runner(cast(Hosts, Here(run.host)))
    runner.session = run.session
    steering = Steering(runner)
    assert KEPT in await asyncio.to_thread(steering.undo)
    edited, renewed = summaries(run)
    assert edited.startswith("My own words.")
    assert TAKEN_BACK in renewed
    assert KEPT not in await asyncio.to_thread(steering.undo)  # said once
    assert [cell.id for cell in run.host.document.cells()] == [theirs]


async def test_words_of_the_user_in_the_summary_outlive_the_next_session() -> None:
    run = Run(Told([a.InsertCell("code", "x = 1")]), Gate())
    run.start()
    await run.end()
    theirs = await edit_summary(run, "My own words.")
    run.session.ended = False
    assert KEPT in (await run.session.resume()).text
    cells = run.host.document.cells()
    assert [cell.id for cell in cells if "My own words." in cell.source] == [theirs]
    assert len(summaries(run)) == 2
    assert KEPT not in (await run.session.resume()).text
    assert len(summaries(run)) == 2  # the newer one, which nobody changed, is brought up to date
    assert KEPT in [entry.text for entry in run.session.memory.log]


async def test_a_summary_that_does_not_tell_what_was_written_is_left_alone() -> None:
    run = Run(Told([a.InsertCell("code", "x = 1")]), Gate())
    await run.host.insert(NewCell("markdown", "What was implemented", note=CellNote("summary")), None)
    run.start()
    await run.end()
    assert "What was implemented" in summaries(run)


async def test_a_summary_that_the_user_has_tagged_is_theirs() -> None:
    run = Run(Told([a.InsertCell("code", "x = 1")]), Gate())
    run.start()
    await run.end()
    [cell] = [cell for cell in run.host.document.content["cells"] if "What was" in cell["source"]]
    cell["metadata"]["tags"] = ["for-the-paper"]
    run.host.document = Document(run.host.document.content)
    await run.session.resume()
    tags = [cell.tags for cell in run.host.document.cells() if "What was" in cell.source]
    assert sorted(tags) == [(), ("for-the-paper",)]


@pytest.mark.parametrize("engine", ["formal", "openai/some-model"])
async def test_a_model_is_advised_only_where_none_has_worked(engine: str) -> None:
    run = Run(Told([a.LeaveUnresolved("r", "the paper does not say")], name=engine), Gate())
    run.start()
    await run.end()
    assert ("--model provider/name" in summaries(run)[0]) == (engine == "formal")
    assert "What would help" in summaries(run)[0]


async def test_a_failed_clean_rerun_is_named_in_the_line_that_stays_in_sight() -> None:
    run = Run(Told([a.InsertCell("code", "x = 1")]), Gate())

    async def fails(cells: Sequence[Cell]) -> RerunReport:
        return RerunReport(False, 1, 0.1, cells[0].id, "NameError: name 'SECOND' is not defined")

    run.session.rerun = fails
    run.start()
    assert (await run.end()).status == "incomplete"
    record = run.session.memory.session
    assert record is not None
    assert record.message.startswith("Implemented Section 3.2")
    assert "The clean rerun failed: cell 1, “x = 1”" in record.message
    assert "NameError: name 'SECOND' is not defined" in record.message
