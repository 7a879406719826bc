"""The planner of a scripted model: what it fills in, what is sent back, what ends it."""

from __future__ import annotations

import pytest

from rca_kernel.actions import Performer
from rca_kernel.agents.asking import Asking
from rca_kernel.agents.llm_engine import LlmEngine
from rca_kernel.errors import BudgetError, ModelError
from rca_kernel.memory import Memory
from rca_kernel.models import Budget
from rca_kernel.paper.passage import Passage
from rca_kernel.testing.fake_notebook import FakeNotebook
from rca_kernel.testing.scripted_model import ScriptedModel, parallel, text, tool, truncated
from rca_kernel.workspace import Workspace
from tests.agents.scripted import PLAN, engine, planned

INVENTED = {"id": "r:rate", "title": "rate", "quote": "a learning rate of 0.3 is best", "support": "stated"}


async def test_the_planner_fills_contract_plan_and_assumptions(passage: Passage) -> None:
    _, model, memory = await planned(passage)
    assert [(step.id, step.title, step.requirements) for step in memory.plan] == [
        ("1", "Eq. (1)", ("eq-1",)),
        ("2", "Decay mask", ("r:bias",)),
    ]
    assert not memory.contract["text:3.2"].resolved
    assert [entry.text for entry in memory.log] == ["x is a float array"]
    prompt = model.requests[0].messages[1].content
    assert "never decayed" in prompt
    assert "<untrusted paper" in prompt


async def test_a_plan_that_forgets_a_requirement_is_sent_back_with_its_name(passage: Passage) -> None:
    forgetful = tool(
        "submit_plan",
        requirements=[],
        steps=[{"title": "Eq. (1)", "goal": "y", "check": "", "requirements": ["eq-1"]}],
        unresolved=[],
        assumptions=[],
    )
    chosen, model = engine(forgetful, PLAN)
    memory = Memory()
    await chosen.plan(passage, memory)
    assert (
        "Neither served by a step nor unresolved nor covered: text:3.2"
        in model.requests[1].messages[-1].content
    )
    assert len(memory.plan) == 2


async def test_prose_whose_rules_stand_elsewhere_is_covered_and_quotes_are_the_papers(
    passage: Passage,
) -> None:
    rule = {"id": "r:bias", "title": "no decay", "quote": "biases are never decayed", "support": "stated"}
    steps = [{"title": "t", "goal": "g", "requirements": ["eq-1", "r:bias"]}]
    rest = {"steps": steps, "unresolved": [], "covered": ["text:3.2"], "assumptions": []}
    both = [{**rest["steps"][0], "requirements": ["eq-1", "r:bias", "r:rate"]}]  # type: ignore[dict-item]
    chosen, model = engine(
        tool("submit_plan", requirements=[rule, INVENTED], **{**rest, "steps": both}),
        tool("submit_plan", requirements=[rule], **{**rest, "covered": ["eq-1", "text:3.2"]}),
        tool("submit_plan", requirements=[{**rule, "quote": "are never decayed by this rule"}], **rest),
    )
    memory = Memory()
    await chosen.plan(passage, memory)
    said = [request.messages[-1].content for request in model.requests[1:]]
    assert "says what these quote: r:bias, r:rate" in said[0]
    assert "Not covered by other requirements: eq-1" in said[1]
    assert [item.id for item in memory.contract] == ["eq-1", "r:bias"]
    assert "covered by other requirements: text:3.2" in [entry.text for entry in memory.log]


async def test_what_the_planner_read_may_be_quoted_and_only_the_refused_call_is_told_why(
    passage: Passage,
) -> None:
    rule = {"id": "r:clip", "title": "clip", "quote": "gradients are clipped at one", "support": "stated"}
    steps = [{"title": "t", "goal": "g", "requirements": ["eq-1", "r:clip"]}]
    plan = tool(
        "submit_plan", requirements=[rule], steps=steps, covered=["text:3.2"], unresolved=[], assumptions=[]
    )
    cell = tool("insert_cell", cell_type="code", source="x = 1")
    model = ScriptedModel(parallel(plan, cell), tool("read_paper", target="Section 4"), plan)
    memory = Memory()
    at = Performer(FakeNotebook(), memory, None, lambda target: "Here gradients are clipped at one.")
    await LlmEngine(Asking(model)).plan(passage, memory, at)
    refused, other = model.requests[1].messages[-2:]
    assert "says what these quote: r:clip" in refused.content
    assert other.content.startswith("Not carried out")
    assert memory.contract["r:clip"].support == "stated"


async def test_a_plan_that_stays_faulty_is_taken_with_its_faults_named(passage: Passage) -> None:
    steps = [{"title": "t", "goal": "g", "requirements": ["eq-1", "r:rate"]}]
    faulty = tool("submit_plan", requirements=[INVENTED], steps=steps, unresolved=[], assumptions=[])
    chosen, _ = engine(faulty, faulty, faulty)
    memory = Memory()
    await chosen.plan(passage, memory)
    assert memory.contract["r:rate"].support == "assumed"
    assert memory.contract["text:3.2"].note == "the planner named no step for it"


async def test_answers_that_call_no_tool_or_are_cut_off_are_repaired(passage: Passage) -> None:
    chosen, model = engine(text("I think…"), truncated("{"), PLAN)
    await chosen.plan(passage, Memory())
    said = [request.messages[-1].content for request in model.requests[1:]]
    assert "You called no tool" in said[0]
    assert "cut off" in said[1]


async def test_four_unusable_answers_end_with_what_was_wrong(passage: Passage) -> None:
    chosen, _ = engine(*[tool("shell", command="ls")] * 4)
    with pytest.raises(ModelError, match=r"no usable answer in 4 tries.*No tool 'shell'"):
        await chosen.plan(passage, Memory())


async def test_a_cap_is_checked_before_the_call(passage: Passage) -> None:
    chosen, model = engine(PLAN, budget=Budget(tokens=100))
    with pytest.raises(BudgetError, match="cap is 100"):
        await chosen.plan(passage, Memory())
    assert model.requests == []


async def test_a_planner_may_ask_the_expert_before_it_plans(passage: Passage, workspace: Workspace) -> None:
    answer = tool("verdict", diagnosis="It is a mean.", decision="retry", advice="Plan one step.", steps=[])
    plan = tool(
        "submit_plan",
        requirements=[],
        steps=[{"title": "t", "goal": "g", "requirements": ["eq-1", "text:3.2"]}],
        unresolved=[],
        assumptions=[],
    )
    cheap = ScriptedModel(
        tool("further_action", what="request_help", arguments={"question": "Mean or sum?"}), plan
    )
    strong, memory = ScriptedModel(answer), Memory()
    at = Performer(FakeNotebook(), memory, workspace)
    await LlmEngine(Asking(cheap), expert=Asking(strong)).plan(passage, memory, at)
    assert "Mean or sum?" in strong.requests[0].messages[1].content
    assert "- eq-1: Eq. (1)" in strong.requests[0].messages[1].content
    assert "It is a mean.\nPlan one step." in cheap.requests[1].messages[-1].content
    assert [step.title for step in memory.plan] == ["t"]
    assert "the planner asked the expert" in next(iter(memory.log)).text
    alone = ScriptedModel(plan)
    await LlmEngine(Asking(alone)).plan(passage, Memory(), Performer(FakeNotebook(), Memory(), workspace))
    assert "request_help" not in alone.requests[0].tools[-1].description


@pytest.mark.parametrize(
    ("lines", "also"),
    [(1, []), (2000, ["list_files", "read_file", "understand_file"])],
    ids=["short", "long"],
)
async def test_the_planner_reads_before_it_plans_and_only_so_often(
    passage: Passage, workspace: Workspace, lines: int, also: list[str]
) -> None:
    """What reads files is named where one of them does not stand in the prompt whole."""
    workspace.write("train.py", "def fit(x):\n    return x\n" + "y = 1\n" * lines)
    plan = tool(
        "submit_plan",
        requirements=[],
        steps=[
            {
                "title": "t",
                "goal": "g",
                "check": "c",
                "requirements": ["eq-1", "text:3.2"],
                "persona": "experimenter",
            }
        ],
        unresolved=[],
        assumptions=[],
    )
    model = ScriptedModel(*[tool("read_file", path="train.py")] * 8, plan)
    memory = Memory()
    at = Performer(FakeNotebook(), memory, workspace)
    await LlmEngine(Asking(model), begins=False).plan(passage, memory, at)
    assert "def fit(x)" in model.requests[0].messages[1].content
    assert "return x" in model.requests[1].messages[-1].content
    assert [spec.name for spec in model.requests[0].tools] == ["submit_plan", "further_action"]
    further = model.requests[0].tools[-1].description.splitlines()[1:]
    assert [line.split("(")[0] for line in further] == ["look_up_symbol", "look_up_reference", *also]
    assert [spec.name for spec in model.requests[8].tools] == ["submit_plan"]
    assert (memory.plan["1"].goal, memory.plan["1"].persona) == ("g\nCheck: c", "experimenter")
