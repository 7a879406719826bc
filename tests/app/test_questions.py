"""What the agent asks: the user's answers, and the planning expert's."""

from __future__ import annotations

import pytest

from rca_kernel import actions as a
from rca_kernel.agents.asking import Ledger
from rca_kernel.agents.engine import Verdict
from rca_kernel.agents.gate import Gate
from rca_kernel.app.capping import ask_at_caps
from rca_kernel.errors import PlanError
from rca_kernel.memory import Memory
from tests.app.steps import Run, Told, running


async def test_a_question_waits_for_its_answer() -> None:
    run = running(a.AskUser("Mean or sum?", ("mean", "sum"), "mean"), mode="auto")
    waiting = await run.question()
    assert (waiting.question, waiting.options, waiting.default) == ("Mean or sum?", ("mean", "sum"), "mean")
    run.gate.answer(waiting.id, "sum")
    await run.end()
    assert run.engine.told()[0] == "sum"


async def test_an_empty_answer_takes_the_default_and_needs_one() -> None:
    run = running(a.AskUser("Mean or sum?", default="mean"), a.AskUser("Bias?"), mode="auto")
    run.gate.answer((await run.question()).id, " ")
    await run.until(lambda: run.gate.waiting and "Bias" in run.gate.waiting.question)  # type: ignore[union-attr]
    with pytest.raises(PlanError, match="empty"):
        run.gate.answer("", "")
    run.gate.answer("", "no")
    await run.end()
    assert run.engine.told()[:2] == ["mean", "no"]


async def test_help_comes_from_the_expert() -> None:
    run = Run(Told([a.RequestHelp("why does it diverge?")]), Gate())
    run.engine.advice = Verdict("the rate is too large", "retry", "halve it")
    run.start()
    await run.end()
    assert run.engine.told()[0] == "the rate is too large\nhalve it"
    assert any("why does it diverge?" in situation.question for situation in run.engine.shown)
    record = run.session.memory.session
    assert record is not None
    assert (record.escalations, record.recovered) == (1, 1)


async def test_a_split_asked_for_ends_the_step_and_its_parts_take_its_place() -> None:
    parts = (("half", "a"), ("other half", "b"))
    run = Run(Told([a.RequestHelp("is it too large?")], steps=2), Gate())
    run.engine.advice = Verdict("too large", "split", "halve it", parts)
    run.start()
    await run.end()
    plan = run.session.memory.plan
    assert [(step.title, step.state) for step in plan] == [
        ("step 1", "skipped"),
        ("half", "done"),
        ("other half", "done"),
        ("step 2", "done"),
    ]
    record = run.session.memory.session
    assert record is not None
    assert (record.escalations, record.recovered) == (1, 1)


async def test_without_an_expert_help_is_refused() -> None:
    run = running(a.RequestHelp("what now?"), mode="auto")
    await run.end()
    assert "No planning expert" in run.engine.told()[0]


def test_the_time_that_it_waits_for_the_user_counts_for_no_cap() -> None:
    gate, ledger = Gate(), Ledger()
    ask_at_caps(ledger, gate, Memory())
    before = ledger.clock()
    gate.waited += 1000
    assert ledger.clock() < before
