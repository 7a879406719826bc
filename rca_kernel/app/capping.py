"""At a cap: the user is asked whether to raise it; where nobody can answer, the session pauses."""

from __future__ import annotations

import time
from dataclasses import fields, replace

from rca_kernel.agents.asking import Ledger
from rca_kernel.agents.gate import Gate
from rca_kernel.errors import BudgetError, UnpricedError
from rca_kernel.memory import Memory
from rca_kernel.models import Budget
from rca_kernel.plan import Step

BY = 1.5
YES = frozenset({"y", "yes", "ok", "okay", "raise"})


def ask_at_caps(ledger: Ledger, gate: Gate, memory: Memory) -> None:
    """From now on a cap that the next call or step would pass is put to the user of `gate`, and the time
    that it waits for the user counts for none."""

    async def asked(error: BudgetError) -> Budget | None:
        if not gate.attended:
            return None
        step = memory.plan.current() or Step("", "planning")
        unpriced = isinstance(error, UnpricedError)
        way = "Go on without a cap on cost?" if unpriced else "Raise the caps by half and go on?"
        question = f"{error.message} {way}"
        answer = await gate.ask(question, step, ("yes", "no"), "no")
        raised = answer.strip().lower() in YES
        memory.log.add("decision", f"at a cap ({error.message}) the user said {answer}", step=step.id)
        if raised and unpriced:
            return replace(ledger.budget, cost=None)
        return _raised(ledger.budget) if raised else None

    ledger.on_cap = asked
    ledger.clock = lambda: time.monotonic() - gate.waited


def _raised(budget: Budget) -> Budget:
    held = {one.name: getattr(budget, one.name) for one in fields(Budget)}
    whole = {"tokens", "calls", "steps"}
    return replace(
        budget,
        **{
            name: int(value * BY) + 1 if name in whole else value * BY
            for name, value in held.items()
            if value is not None
        },
    )
