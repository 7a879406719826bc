"""Tokens, money and time: what was used, and the caps checked before a call."""

from __future__ import annotations

from dataclasses import dataclass, fields

from rca_kernel.errors import BudgetError, UnpricedError


@dataclass(frozen=True, slots=True)
class Usage:
    """Counts over `calls` model calls; `cost` in US dollars, 0 where the price is unknown.

    `cacheable_tokens` are prompt tokens that the call before of the same role began with too, `cached_tokens`
    those that the provider says it did not read again. `seconds` is the time spent waiting for answers.
    `unpriced` are the calls whose price is unknown.
    """

    calls: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    cost: float = 0.0
    cacheable_tokens: int = 0
    cached_tokens: int = 0
    seconds: float = 0.0
    unpriced: int = 0

    def __add__(self, other: Usage) -> Usage:
        return Usage(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(Usage)))

    def __sub__(self, other: Usage) -> Usage:
        """What was used since `other`."""
        names = [item.name for item in fields(self)]
        return Usage(**{name: getattr(self, name) - getattr(other, name) for name in names})

    def price(self) -> str:
        """What it cost, as far as that is known."""
        if not self.unpriced:
            return f"${self.cost:.4f}"
        if self.unpriced >= self.calls:
            return "price unknown"
        return f"${self.cost:.4f} and {_calls(self.unpriced, 'call')} of unknown price"

    def line(self) -> str:
        said = (
            f"{_calls(self.calls, 'model call')}, {self.prompt_tokens:,} prompt and "
            f"{self.completion_tokens:,} completion tokens, {self.price()}"
        )
        if self.prompt_tokens and self.cacheable_tokens:
            said += f"; {self.cacheable_tokens / self.prompt_tokens:.0%} of the prompt tokens cacheable"
        if self.prompt_tokens and self.cached_tokens:
            said += f", {self.cached_tokens / self.prompt_tokens:.0%} cached"
        return said


def _calls(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


@dataclass(frozen=True, slots=True)
class Price:
    """US dollars per million tokens read, and written."""

    prompt: float
    completion: float

    @staticmethod
    def of(text: str) -> Price:
        """Of "IN/OUT". Raises ValueError."""
        prompt, _, completion = text.partition("/")
        price = Price(float(prompt), float(completion))
        if not (0 <= price.prompt < float("inf") and 0 <= price.completion < float("inf")):
            raise ValueError(text)
        return price

    def cost(self, prompt_tokens: int, completion_tokens: int) -> float:
        return (self.prompt * prompt_tokens + self.completion * completion_tokens) / 1e6


@dataclass(frozen=True, slots=True)
class Budget:
    """Caps on a session; None is no cap. `seconds` is wall time, `steps` steps of the plan that are begun."""

    tokens: int | None = 2_000_000
    cost: float | None = None
    calls: int | None = 400
    seconds: float | None = None
    steps: int | None = None

    def check(self, used: Usage, forecast_tokens: int, elapsed: float = 0.0, unpriced: str = "") -> None:
        """Raise BudgetError when the next call would pass a cap: its tokens are forecast by the caller, its
        price and its time by the mean of the calls before. `elapsed` is in seconds, `unpriced` the model to
        call where its price is unknown."""
        total = used.prompt_tokens + used.completion_tokens + forecast_tokens
        if self.tokens is not None and total > self.tokens:
            raise BudgetError(
                f"The next call would bring the session to {total:,} tokens; the cap is {self.tokens:,}.",
                hint="Raise it with --max-tokens, then resume.",
            )
        if self.calls is not None and used.calls >= self.calls:
            raise BudgetError(
                f"The session has made its {_calls(self.calls, 'model call')}.", hint="Resume to go on."
            )
        if self.cost is not None and unpriced:
            raise UnpricedError(
                f"The price of {unpriced} is unknown, so the cap of ${self.cost:.2f} cannot be held.",
                hint="Give its price in US dollars per million tokens read and written (--price IN/OUT, %rca "
                "config price=IN/OUT; 0/0 where it costs nothing), or cap tokens (--max-tokens).",
            )
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
