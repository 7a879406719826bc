"""What is live of a session: controls, spending, forecast."""

from __future__ import annotations

from rca_kernel.agents.gate import Gate
from rca_kernel.models import Budget, Usage
from rca_kernel.notebook import Caps, Forecast, Live, Mode, Models, Spent
from rca_kernel.plan import Plan


def live_of(
    gate: Gate,
    *,
    models: Models | None = None,
    usage: Usage | None = None,
    budget: Budget | None = None,
    begun: str = "",
    forecast: Forecast | None = None,
    amended: tuple[str, ...] = (),
) -> Live:
    # What holds at its plan acts after that, and wherever the user resumes it, as if it were never to ask.
    mode: Mode = "auto" if gate.mode == "plan" and gate.acting and begun else gate.mode
    used, caps = usage or Usage(), budget or Budget(tokens=None)
    return Live(
        mode,
        gate.paused,
        begun,
        models or Models(),
        Spent(
            used.prompt_tokens,
            used.completion_tokens,
            used.calls,
            used.cost,
            used.cached_tokens,
            used.unpriced,
        ),
        Caps(caps.tokens or 0, caps.cost or 0.0),
        forecast,
        gate.waiting,
        amended,
    )


def forecast_of(plan: Plan, settled_before: int, planned: Usage, used: Usage) -> Forecast | None:
    """What the open steps may use if each uses as much as those that this session settled; None before
    the first. `planned` is what had been used when the work on the steps began."""
    settled, total = plan.progress()
    worked = settled - settled_before
    tokens = used.prompt_tokens + used.completion_tokens - planned.prompt_tokens - planned.completion_tokens
    if worked <= 0 or tokens <= 0 or settled >= total:
        return None
    share = (total - settled) / worked
    return Forecast(round(tokens * share), (used.cost - planned.cost) * share)
