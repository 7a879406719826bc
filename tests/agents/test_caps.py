"""The ledger that all roles share: what is counted, and who is asked at a cap."""

from __future__ import annotations

import pytest

from rca_kernel.agents.asking import Asking, Ledger
from rca_kernel.agents.gate import Gate
from rca_kernel.app.capping import ask_at_caps
from rca_kernel.errors import BudgetError
from rca_kernel.memory import Memory
from rca_kernel.models import Budget, Message, Usage
from rca_kernel.plan import Plan, Step
from rca_kernel.testing.scripted_model import ScriptedModel, text


async def test_what_two_prompts_of_a_role_begin_with_is_counted_as_cacheable() -> None:
    used = Usage(calls=1, prompt_tokens=1000, completion_tokens=10)
    asking = Asking(ScriptedModel(text("a", usage=used), text("b", usage=used)), Ledger())
    await asking.text([Message("user", "x" * 900)])
    assert asking.ledger.usage.cacheable_tokens == 0
    await asking.text([Message("user", "x" * 900 + "y" * 100)])
    assert 850 < asking.ledger.usage.cacheable_tokens < 950


async def test_at_a_cap_the_user_is_asked_and_may_raise_it() -> None:
    gate = Gate()
    memory = Memory(plan=Plan("p", [Step("1", "first")]))
    ledger = Ledger(Budget(calls=1))
    ask_at_caps(ledger, gate, memory)
    gate.on_waiting = lambda waiting: gate.answer(waiting.id, "yes" if ledger.budget.calls == 1 else "no")
    asking = Asking(ScriptedModel(*[text("a")] * 3), ledger)
    for _ in range(2):
        await asking.text([Message("user", "x")])
    assert ledger.budget.calls == 2
    with pytest.raises(BudgetError, match="made its 2 model calls"):
        await asking.text([Message("user", "x")])
    assert [entry.text.rsplit(" ", 1)[1] for entry in memory.log] == ["yes", "no"]


async def test_a_cap_asks_whoever_can_raise_it() -> None:
    asked: list[str] = []

    async def raised(error: Exception) -> Budget | None:
        asked.append(str(error))
        return Budget(calls=2) if len(asked) == 1 else None

    now = iter(range(0, 1000, 10))
    ledger = Ledger(Budget(calls=1, seconds=10_000, steps=1), on_cap=raised, clock=lambda: float(next(now)))
    asking = Asking(ScriptedModel(text("a"), text("b")), ledger)
    await asking.text([Message("user", "x")])
    await asking.text([Message("user", "x")])
    assert "made its 1 model call." in asked[0]
    assert ledger.usage.seconds == 20
