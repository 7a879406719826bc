"""What the planning expert decides of a step that failed, and who is asked."""

from __future__ import annotations

from rca_kernel.agents.asking import Asking, Ledger
from rca_kernel.agents.llm_engine import LlmEngine
from rca_kernel.memory import Memory
from rca_kernel.paper.passage import Passage
from rca_kernel.testing.fake_notebook import FakeNotebook
from rca_kernel.testing.scripted_model import ScriptedModel, tool
from tests.agents.scripted import PLAN, loop, planned, verdict


async def test_a_failed_step_goes_to_the_expert_once_and_is_retried_with_its_advice(passage: Passage) -> None:
    chosen, model, memory = await planned(
        passage,
        tool("fail_step", reason="NameError: v"),
        verdict("retry"),
        tool("fail_step", reason="still NameError"),
        tool("fail_step", reason="the second step"),
        verdict("give_up"),
    )
    await loop(chosen, passage, memory, FakeNotebook()).run()
    asked = [request.tools[0].name for request in model.requests]
    assert asked == ["submit_plan", "insert_cell", "verdict", "insert_cell", "insert_cell", "verdict"]
    assert "NameError: v" in model.requests[2].messages[1].content
    assert "expert: define v first" in model.requests[3].messages[1].content
    assert memory.plan["1"].state == "failed"
    assert memory.plan["1"].attempts == 2
    assert any("v is never defined" in entry.text for entry in memory.log if entry.kind == "decision")


async def test_a_split_replaces_the_step_by_smaller_ones_that_serve_its_requirements(
    passage: Passage,
) -> None:
    parts = [{"title": "half", "goal": "a"}, {"title": "other half", "goal": "b"}]
    chosen, _, memory = await planned(
        passage,
        tool("fail_step", reason="too large"),
        verdict("split", steps=parts),
        *[tool("fail_step", reason="stop"), verdict("give_up")] * 3,
    )
    await loop(chosen, passage, memory, FakeNotebook()).run()
    assert [(step.title, step.state) for step in memory.plan] == [
        ("Eq. (1)", "skipped"),
        ("half", "failed"),
        ("other half", "failed"),
        ("Decay mask", "failed"),
    ]
    assert memory.plan["4"].requirements == ("eq-1",)


async def test_a_verdict_that_does_not_fit_is_sent_back(passage: Passage) -> None:
    chosen, model, memory = await planned(
        passage,
        tool("fail_step", reason="x"),
        verdict("split"),
        verdict("give_up"),
        tool("fail_step", reason="y"),
    )
    chosen.worker.model.enqueue(verdict("give_up"))  # type: ignore[attr-defined]
    await loop(chosen, passage, memory, FakeNotebook()).run()
    assert "two steps or more" in model.requests[3].messages[-1].content


async def test_each_role_may_have_its_own_model_and_all_share_one_ledger(passage: Passage) -> None:
    ledger = Ledger()
    planner, expert = ScriptedModel(PLAN), ScriptedModel(verdict("give_up"), verdict("give_up"))
    worker = ScriptedModel(tool("fail_step", reason="x"), tool("fail_step", reason="y"))
    chosen = LlmEngine(Asking(worker, ledger), Asking(planner, ledger), Asking(expert, ledger))
    memory = Memory()
    await chosen.plan(passage, memory)
    await loop(chosen, passage, memory, FakeNotebook()).run()
    assert [len(model.requests) for model in (planner, worker, expert)] == [1, 2, 2]
    assert chosen.usage.calls == 5
    assert [(role, used.calls) for (role, _), used in ledger.roles.items()] == [
        ("planner", 1),
        ("coder", 2),
        ("expert", 2),
    ]
