from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field

import pytest

from rca_kernel import actions as a
from rca_kernel.agents.engine import Situation, Verdict
from rca_kernel.app.closing import Outcome
from rca_kernel.app.reading import reading
from rca_kernel.app.session import Session
from rca_kernel.contract import Contract, Requirement
from rca_kernel.errors import ModelError, PlanError
from rca_kernel.memory import Memory, PaperRef, decode
from rca_kernel.models import Usage
from rca_kernel.notebook import Cell, ErrorOutput, NewCell, RunResult
from rca_kernel.paper.document import Section, Span
from rca_kernel.paper.passage import Passage
from rca_kernel.plan import Plan, Step
from rca_kernel.testing.fake_notebook import FakeNotebook

SPAN = Span("a.tex", 0, 1)
PASSAGE = Passage("3.2", "Section 3.2", "T", "a.tex", (Section("s", "3.2", "U", 2, SPAN),), ())
PAPER = PaperRef("T", "a.tex", "3.2", "digest")


@dataclass
class TwoSteps:
    """Writes one cell a step, and ends the step as the cell ended."""

    name: str = "two steps"
    usage: Usage = field(default_factory=Usage)
    fails_planning: bool = False
    reader: a.Ask | None = None
    said: str = ""

    async def plan(
        self, passage: Passage, memory: Memory, at: a.Performer | None = None, cells: tuple[Cell, ...] = ()
    ) -> None:
        if self.fails_planning:
            raise ModelError("The model does not answer.", hint="Start it.")
        memory.contract = Contract([Requirement("r", "statement", "r", "q", SPAN)])
        memory.plan = Plan(f"Implement {passage.title}", [Step("1", "first"), Step("2", "second")])

    async def choose(self, situation: Situation) -> a.Action:
        own = situation.own_cells()
        if not own:
            return a.InsertCell("code", f"step {situation.step.id}")
        result = situation.results.get(own[-1].id)
        if result is None:
            return a.RunCell(own[-1].id)
        return a.FinishStep("ok") if result.status == "ok" else a.FailStep("its cell failed")

    async def advise(self, situation: Situation) -> Verdict | None:
        return None


def session(host: FakeNotebook, engine: TwoSteps | None = None) -> Session:
    return Session(host, engine or TwoSteps(), PASSAGE, PAPER)


async def test_a_session_ends_done_with_its_memory_and_summary_in_the_notebook() -> None:
    host = FakeNotebook()
    outcome = await session(host).implement()
    assert outcome.status == "done"
    memory = decode(host.document.memory)
    assert [step.state for step in memory.plan] == ["done", "done"]
    assert memory.sessions[-1].status == "done"
    sources = [cell.source for cell in host.document.cells()]
    assert sources[:2] == ["step 1", "step 2"]
    assert "What was implemented" in sources[2]
    assert host.saves


async def test_a_plan_is_on_disk_before_its_first_cell_runs() -> None:
    kept: list[bytes] = []

    def runner(cell: Cell) -> RunResult:
        kept.extend(host.saves[-1:])
        return RunResult("ok")

    host = FakeNotebook(runner)
    await session(host).implement()
    plan = json.loads(kept[0])["metadata"]["rca"]["plan"]
    assert [step["title"] for step in plan["steps"]] == ["first", "second"]


async def test_a_planner_that_begins_is_offered_what_the_workers_are() -> None:
    work = session(FakeNotebook())
    planning = await reading(work, Memory())
    assert work.performer().unavailable() - planning.unavailable() == set()
    only_later = planning.unavailable() - work.performer().unavailable()
    assert only_later <= {a.AskUser, a.InstallPackage}


async def test_a_failed_step_leaves_the_others_done_and_the_session_incomplete() -> None:
    def runner(cell: Cell) -> RunResult:
        bad = cell.source == "step 1"
        return RunResult("error", (ErrorOutput("NameError", "v"),)) if bad else RunResult("ok")

    host = FakeNotebook(runner)
    outcome = await session(host).implement()
    assert outcome.status == "incomplete"
    assert [step.state for step in decode(host.document.memory).plan] == ["failed", "done"]


async def test_rerunning_the_failed_cell_goes_on_with_its_step() -> None:
    broken = {"step 1"}

    def runner(cell: Cell) -> RunResult:
        bad = cell.source in broken
        return RunResult("error", (ErrorOutput("NameError", "v"),)) if bad else RunResult("ok")

    host = FakeNotebook(runner)
    await session(host).implement()
    broken.clear()
    cell = decode(host.document.memory).plan["1"].cells[0]
    outcome = await session(host).rerun_cell(cell)
    assert outcome.status == "done"
    assert len([cell for cell in host.document.cells() if cell.source == "step 1"]) == 1
    assert sum("What was implemented" in cell.source for cell in host.document.cells()) == 1


async def test_a_cell_of_the_user_is_rerun_alone() -> None:
    host = FakeNotebook()
    await host.insert(NewCell("code", "mine", id="mine"), None)
    outcome = await session(host).rerun_cell("mine")
    assert outcome.status == "done"
    with pytest.raises(PlanError, match="holds no plan"):
        await session(FakeNotebook()).resume()


async def stopped_in_its_second_step() -> tuple[FakeNotebook, Outcome]:
    """The notebook of a session, and how it ended."""
    reached = asyncio.Event()

    def runner(cell: Cell) -> RunResult | None:
        if cell.source == "step 2" and not reached.is_set():
            reached.set()
            return None
        return RunResult("ok")

    host = FakeNotebook(runner)
    work = asyncio.create_task(session(host).implement())
    await reached.wait()
    work.cancel()
    return host, await work


async def test_stopping_leaves_a_consistent_notebook_that_resumes() -> None:
    host, outcome = await stopped_in_its_second_step()
    await host.interrupt()
    assert outcome.status == "stopped"
    stopped = decode(host.document.memory)
    assert [step.state for step in stopped.plan] == ["done", "pending"]
    assert stopped.sessions[-1].status == "stopped"

    again = await session(host).resume()
    assert again.status == "done"
    memory = decode(host.document.memory)
    assert [record.status for record in memory.sessions] == ["stopped", "done"]
    assert [cell.source for cell in host.document.cells()][:2] == ["step 1", "step 2"]


async def test_resuming_in_a_new_kernel_runs_again_what_done_steps_defined() -> None:
    ran: list[str] = []

    def runner(cell: Cell) -> RunResult:
        ran.append(cell.source)
        return RunResult("ok")

    host = FakeNotebook(runner)
    first = session(host)
    await first.implement()
    assert first.memory.plan.move("2", "pending").state == "pending"
    await first.remembered(None, "")
    ran.clear()
    await session(host).resume()
    assert ran == ["step 1", "step 2"]


async def test_a_model_that_does_not_answer_ends_the_session_as_failed_with_the_reason() -> None:
    host = FakeNotebook()
    outcome = await session(host, TwoSteps(fails_planning=True)).implement()
    assert outcome.status == "failed"
    assert "does not answer" in outcome.text
    assert decode(host.document.memory).sessions[-1].message == outcome.text


async def test_a_foreign_block_is_left_untouched_and_the_work_goes_on() -> None:
    host = FakeNotebook()
    foreign = {"somebody": "else"}
    await host.write_memory(foreign)
    said: list[str] = []
    mine = session(host)
    mine.tell = lambda text, step: said.append(text)
    outcome = await mine.implement()
    assert outcome.status == "done"
    assert host.document.memory == foreign
    assert any("not written by this project" in text for text in said)


async def test_a_second_section_is_added_to_the_plan_of_the_first() -> None:
    host = FakeNotebook()
    await session(host).implement()
    other = Session(host, TwoSteps(), PASSAGE, PaperRef("T", "a.tex", "3.3", "digest"))
    await other.implement()
    memory = decode(host.document.memory)
    assert [step.id for step in memory.plan] == ["1", "2", "3", "4"]
    assert memory.paper.target == "3.2, 3.3"


async def test_steps_that_an_earlier_session_left_open_wait_for_resume() -> None:
    host, _ = await stopped_in_its_second_step()
    other = Session(host, TwoSteps(), PASSAGE, PaperRef("T", "a.tex", "3.3", "digest"))
    outcome = await other.implement()
    assert [step.state for step in other.memory.plan] == ["done", "pending", "done", "done"]
    assert outcome.status == "stopped"
    assert (await session(host).resume()).status == "done"


async def test_a_session_that_ended_before_its_plan_is_planned_when_resumed() -> None:
    host = FakeNotebook()
    await session(host, TwoSteps(fails_planning=True)).implement()
    outcome = await session(host).resume()
    assert outcome.status == "done"
    assert decode(host.document.memory).paper == PAPER


async def test_new_cells_of_a_resumed_session_stand_above_the_users_later_ones() -> None:
    host = FakeNotebook()
    first = session(host)
    await first.implement()
    await host.insert(NewCell("code", "mine", id="mine"), None)
    first.memory.plan.add(Step("3", "third"))
    await first.remembered(None, "")
    await session(host).resume()
    sources = [cell.source for cell in host.document.cells()]
    assert sources.index("step 3") < sources.index("mine")
