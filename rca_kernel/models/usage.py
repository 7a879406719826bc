"""Tokens and money: what was used, and the caps checked before a call."""

from __future__ import annotations

from dataclasses import dataclass

from rca_kernel.errors import BudgetError


@dataclass(frozen=True, slots=True)
class Usage:
    """Counts over `calls` model calls; `cost` in US dollars, 0 where the price is unknown."""

    calls: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    cost: float = 0.0

    def __add__(self, other: Usage) -> Usage:
        return Usage(
            self.calls + other.calls,
            self.prompt_tokens + other.prompt_tokens,
            self.completion_tokens + other.completion_tokens,
            self.cost + other.cost,
        )

    def line(self) -> str:
        return (
            f"{self.calls} model calls, {self.prompt_tokens:,} prompt and "
            f"{self.completion_tokens:,} completion tokens, ${self.cost:.4f}"
        )


@dataclass(frozen=True, slots=True)
class Budget:
    """Caps on a session; None is no cap."""

    tokens: int | None = 2_000_000
    cost: float | None = None
    calls: int | None = 400

    def check(self, used: Usage, forecast_tokens: int) -> None:
        """Raise BudgetError when the next call would pass a cap."""
        total = used.prompt_tokens + used.completion_tokens + forecast_tokens
        if self.tokens is not None and total > self.tokens:
            raise BudgetError(
                f"The next call would bring the session to {total:,} tokens; the cap is {self.tokens:,}.",
                hint="Raise it with --max-tokens, then resume.",
            )
        if self.calls is not None and used.calls >= self.calls:
            raise BudgetError(f"The session has made its {self.calls} model calls.", hint="Resume to go on.")
        if self.cost is not None and used.cost >= self.cost:
            raise BudgetError(
                f"The session has cost ${used.cost:.4f}; the cap is ${self.cost:.2f}.",
                hint="Raise it with --max-cost, then resume.",
            )
