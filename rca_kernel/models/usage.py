"""Tokens, money and time: what was used, and the caps checked before a call."""

from __future__ import annotations

from dataclasses import dataclass, fields

from rca_kernel.errors import BudgetError


@dataclass(frozen=True, slots=True)
class Usage:
    """Counts over `calls` model calls; `cost` in US dollars, 0 where the price is unknown.

    `cacheable_tokens` are prompt tokens that the call before of the same role began with too, `cached_tokens`
    those that the provider says it did not read again. `seconds` is the time spent waiting for answers.
    """

    calls: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    cost: float = 0.0
    cacheable_tokens: int = 0
    cached_tokens: int = 0
    seconds: float = 0.0

    def __add__(self, other: Usage) -> Usage:
        return Usage(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(Usage)))

    def __sub__(self, other: Usage) -> Usage:
        """What was used since `other`."""
        names = [item.name for item in fields(self)]
        return Usage(**{name: getattr(self, name) - getattr(other, name) for name in names})

    def line(self) -> str:
        said = (
            f"{self.calls} model calls, {self.prompt_tokens:,} prompt and "
            f"{self.completion_tokens:,} completion tokens, ${self.cost:.4f}"
        )
        if self.prompt_tokens and self.cacheable_tokens:
            said += f"; {self.cacheable_tokens / self.prompt_tokens:.0%} of the prompt tokens cacheable"
        if self.prompt_tokens and self.cached_tokens:
            said += f", {self.cached_tokens / self.prompt_tokens:.0%} cached"
        return said


@dataclass(frozen=True, slots=True)
class Budget:
    """Caps on a session; None is no cap. `seconds` is wall time, `steps` steps of the plan that are begun."""

    tokens: int | None = 2_000_000
    cost: float | None = None
    calls: int | None = 400
    seconds: float | None = None
    steps: int | None = None

    def check(self, used: Usage, forecast_tokens: int, elapsed: float = 0.0) -> None:
        """Raise BudgetError when the next call would pass a cap: its tokens are forecast by the caller, its
        price and its time by the mean of the calls before. `elapsed` is in seconds."""
        total = used.prompt_tokens + used.completion_tokens + forecast_tokens
        if self.tokens is not None and total > self.tokens:
            raise BudgetError(
                f"The next call would bring the session to {total:,} tokens; the cap is {self.tokens:,}.",
                hint="Raise it with --max-tokens, then resume.",
            )
        if self.calls is not None and used.calls >= self.calls:
            raise BudgetError(f"The session has made its {self.calls} model calls.", hint="Resume to go on.")
        spent = used.prompt_tokens + used.completion_tokens
        price = used.cost / spent * forecast_tokens if spent else 0.0
        if self.cost is not None and (used.cost >= self.cost or used.cost + price > self.cost):
            raise BudgetError(
                f"The session has cost ${used.cost:.4f} and the next call about ${price:.4f}; "
                f"the cap is ${self.cost:.2f}.",
                hint="Raise it with --max-cost, then resume.",
            )
        mean = used.seconds / used.calls if used.calls else 0.0
        if self.seconds is not None and elapsed + mean > self.seconds:
            raise BudgetError(
                f"The session has run for {elapsed:.0f} s and the next call takes about {mean:.0f} s; "
                f"the cap is {self.seconds:.0f} s.",
                hint="Raise it with --max-seconds, then resume.",
            )

    def check_steps(self, begun: int) -> None:
        """Raise BudgetError when another step would pass the cap; `begun` steps have been begun."""
        if self.steps is not None and begun >= self.steps:
            raise BudgetError(
                f"The session has begun its {self.steps} steps.",
                hint="Raise it with --max-steps, then resume.",
            )
