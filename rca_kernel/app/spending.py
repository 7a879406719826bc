"""What a session has used of its models, by role and by step, and what the planning expert saved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rca_kernel.memory import Memory
from rca_kernel.models import Usage
from rca_kernel.notebook import counted

if TYPE_CHECKING:
    from rca_kernel.app.session import Session


def cost_lines(session: Session) -> str:
    """What the session used, by role and by step, the caps, and what the rest may take."""
    live = session.live()
    lines = spent_lines(session) or ["No model has been asked.", *_models(session)]
    costs = [(step, session.spent[step.id]) for step in session.memory.plan if step.id in session.spent]
    lines += [f"  step {step.id} {step.title}: {used.line()}" for step, used in costs if used.calls]
    caps = live.budget
    tokens = f"{caps.max_tokens:,} tokens" if caps.max_tokens else "none on tokens"
    lines.append(f"caps: {tokens}, {f'${caps.max_cost:g}' if caps.max_cost else 'none on cost'}")
    if live.forecast is not None:
        cost = "price unknown" if session.engine.usage.unpriced else f"${live.forecast.cost:.4f}"
        lines.append(f"the open steps may take {live.forecast.tokens:,} tokens, {cost}")
    return "\n".join(lines)


def kept_cost(memory: Memory) -> str:
    """What the sessions that a notebook remembers used of their models."""
    used = sum((one.usage for one in memory.sessions), Usage())
    return used.line() if used.calls else "No model has been asked."


def spent_lines(session: Session) -> list[str]:
    """The whole, one line a role with its model, and the escalations; empty where no model was asked."""
    usage = session.engine.usage
    if not usage.calls:
        return []
    roles = session.ledger.roles if session.ledger is not None else {}
    lines = [usage.line()]
    lines += [f"  {role} ({model}): {used.line()}" for (role, model), used in roles.items()]
    return [*lines, *_escalations(session)]


def _models(session: Session) -> list[str]:
    models = session.models
    named = {"planner": models.planner, "expert": models.expert, "worker": models.worker}
    return [f"  {role}: {model}" for role, model in named.items() if model]


def _escalations(session: Session) -> list[str]:
    record = session.memory.session
    if record is None or not record.escalations:
        return []
    steps = counted(record.escalations, "step")
    return [f"escalations: {steps} went to the planning expert, {record.recovered} of them done in the end"]
