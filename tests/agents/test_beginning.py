"""A planner that is the worker's model too may begin the first step in the answer that plans."""

from __future__ import annotations

import json

from rca_kernel.actions import InsertCell, Performer
from rca_kernel.agents.asking import Asking
from rca_kernel.agents.llm_engine import LlmEngine
from rca_kernel.agents.loop import Loop
from rca_kernel.memory import Memory
from rca_kernel.notebook import Cell, ErrorOutput, RunResult, StreamOutput
from rca_kernel.paper.passage import Passage
from rca_kernel.plan import Restate, edit_plan
from rca_kernel.testing.fake_notebook import FakeNotebook
from rca_kernel.testing.scripted_model import ScriptedModel, parallel, tool
from rca_kernel.verify import coverage_markdown
from tests.agents.scripted import nothing

SOURCE = "def y(x): return 2 * x\nassert y(1) == 2"
PLAN = tool(
    "submit_plan",
    requirements=[],
    steps=[{"title": "Eq. (1)", "goal": "y = 2x", "requirements": ["eq-1"]}],
    unresolved=[],
    covered=["text:3.2"],
    assumptions=[],
)
WORK = (
    tool("insert_cell", cell_type="code", source=SOURCE, requirements=["eq-1"]),
    tool("mark_requirement", requirement="eq-1", status="verified", evidence="y(1) is 2", cell_id="last"),
    tool("finish_step", summary="written and checked"),
)


async def planned(passage: Passage, model: ScriptedModel, host: FakeNotebook, **options: object) -> Loop:
    memory = Memory()
    engine = LlmEngine(Asking(model), **options)  # type: ignore[arg-type]
    await engine.plan(passage, memory)
    return Loop(engine, Performer(host, memory), passage, memory, nothing)


def fine(cell: Cell) -> RunResult:
    return RunResult("ok", (StreamOutput("stdout", "agrees"),))


async def test_one_answer_plans_a_passage_and_does_its_only_step(passage: Passage) -> None:
    model = ScriptedModel(parallel(PLAN, *WORK))
    host = FakeNotebook(fine)
    work = await planned(passage, model, host)
    await work.run()
    assert len(model.requests) == 1
    assert work.memory.plan["1"].state == "done"
    assert work.memory.contract["eq-1"].status == "verified"
    assert [cell.source for cell in host.document.cells()] == [SOURCE]


async def test_a_planner_that_begins_may_report_an_error_of_the_paper(passage: Passage) -> None:
    error = tool(
        "further_action",
        what="report_paper_error",
        requirement="eq-1",
        quote="y = 2 x",
        against="the text above it",
    )
    model = ScriptedModel(parallel(PLAN, WORK[0], error, WORK[2]))
    work = await planned(passage, model, FakeNotebook(fine))
    await work.run()
    assert "\nreport_paper_error(" in model.requests[0].tools[-1].description
    assert work.memory.contract["eq-1"].status == "violated"
    assert work.memory.plan["1"].state == "done"


async def test_what_a_check_leaves_out_is_told_with_the_requirement(passage: Passage) -> None:
    mark = {**json.loads(WORK[1].tool_calls[0].arguments), "caveat": "x below 0"}
    model = ScriptedModel(parallel(PLAN, WORK[0], tool("mark_requirement", **mark), WORK[2]))
    work = await planned(passage, model, FakeNotebook(fine))
    await work.run()
    contract = work.memory.contract
    assert contract.coverage().line() == "1 of 1 verified (1 with a caveat)"
    assert "y(1) is 2; left out: x below 0" in contract["eq-1"].note
    assert "| holds, with a caveat |" in coverage_markdown(contract)


async def test_what_fails_of_it_is_seen_by_the_worker_and_the_rest_is_not_done(passage: Passage) -> None:
    def broken(cell: Cell) -> RunResult:
        return RunResult("error", (ErrorOutput("NameError", "v"),))

    model = ScriptedModel(parallel(PLAN, *WORK), tool("fail_step", reason="r"), tool("fail_step", reason="r"))
    work = await planned(passage, model, FakeNotebook(broken))
    await work.run_step(work.memory.plan["1"])
    said = [message.content for message in model.requests[1].messages]
    assert "NameError" in said[-2]
    assert "(2 further calls of that answer were not carried out.)" in said[-1]
    assert work.memory.contract["eq-1"].status == "open"


async def test_nothing_of_it_is_done_where_the_user_changed_the_step(passage: Passage) -> None:
    model = ScriptedModel(parallel(PLAN, *WORK), tool("fail_step", reason="r"))
    host = FakeNotebook(fine)
    work = await planned(passage, model, host)
    work.memory.plan, _ = edit_plan(work.memory.plan, Restate("1", "y = 3x"))
    await work.run_step(work.memory.plan["1"])
    assert len(model.requests) == 2
    assert host.document.cells() == ()


async def test_work_before_the_plan_is_refused_and_not_done(passage: Passage) -> None:
    model = ScriptedModel(WORK[0], parallel(PLAN, *WORK))
    host = FakeNotebook(fine)
    work = await planned(passage, model, host)
    assert "Hand in the plan first" in model.requests[1].messages[-1].content
    assert host.document.cells() == ()
    assert isinstance(await work.engine.choose(await _first(work)), InsertCell)


async def _first(work: Loop):  # type: ignore[no-untyped-def]
    step = work.memory.plan.move("1", "running")
    return await work.situation(step)


async def test_a_planner_with_a_model_of_its_own_is_shown_no_tools_to_write(passage: Passage) -> None:
    planner = ScriptedModel(PLAN)
    memory = Memory()
    engine = LlmEngine(Asking(ScriptedModel()), planner=Asking(planner))
    await engine.plan(passage, memory, Performer(FakeNotebook(), memory))
    assert "insert_cell" not in {spec.name for spec in planner.requests[0].tools}
    assert planner.requests[0].messages[0].content.startswith("You are the planner")
