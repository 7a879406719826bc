"""Asking a model for valid tool calls: budget first, repairs after."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from rca_kernel.errors import ActionError, AnswerError, BudgetError
from rca_kernel.models import Budget, ChatModel, Message, Priced, Reply, ToolCall, ToolSpec, Usage
from rca_kernel.models.salvage import calls_in_text, words_beside

T = TypeVar("T")
REPAIRS = 3
CHARACTERS_PER_TOKEN = 4
REPLY_TOKENS = 1500
"""Forecast for an answer, before any is known."""
IMAGE_TOKENS = 1100
"""Forecast for a picture of the largest size that is sent."""
KNOWN_AS = {"replanning": "planner", "reading": "reader", "": "answers"}
"""Whose work a call counts as, where it is not named after its role."""
SALVAGEABLE = frozenset({"stop", "tool_calls"})

OnCap = Callable[[BudgetError], Awaitable[Budget | None]]
"""Asked when a cap would be passed: the budget to go on with, or None to pause the session."""


@dataclass(slots=True)
class Ledger:
    """What all roles of a session have used together, and the caps on it."""

    budget: Budget = field(default_factory=Budget)
    usage: Usage = field(default_factory=Usage)
    roles: dict[tuple[str, str], Usage] = field(default_factory=dict)
    """What of it each role used with each model."""
    on_cap: OnCap | None = None
    clock: Callable[[], float] = time.monotonic
    steps: set[str] = field(default_factory=set)
    """Ids of the steps that were begun."""
    begun: float | None = None

    async def allow(self, forecast_tokens: int, *, ask: bool = True, model: ChatModel | None = None) -> None:
        """Raise BudgetError where the next call, of `model`, would pass a cap and nobody raises it; only with
        `ask` is the user asked to."""
        now = self.clock()
        self.begun = now if self.begun is None else self.begun
        elapsed = now - self.begun
        unpriced = ""
        if self.budget.cost is not None and model is not None and not await _has_price(model):
            unpriced = model.name
        await self._held(lambda: self.budget.check(self.usage, forecast_tokens, elapsed, unpriced), ask)

    def count(self, role: str, model: str, used: Usage) -> None:
        """Add what one call of `role` used."""
        key = (KNOWN_AS.get(role, role), model)
        self.roles[key] = self.roles.get(key, Usage()) + used
        self.usage = self.usage + used

    async def begin(self, step: str) -> None:
        """Count a step that is about to be worked on."""
        if step not in self.steps:
            await self._held(lambda: self.budget.check_steps(len(self.steps)))
            self.steps.add(step)

    async def _held(self, check: Callable[[], None], ask: bool = True) -> None:
        try:
            check()
        except BudgetError as error:
            raised = await self.on_cap(error) if ask and self.on_cap is not None else None
            if raised is None:
                raise
            self.budget = raised
            check()

    def forecast(self, prompt: int, completion: int) -> Usage:
        """One call of that many tokens at the mean price of those before."""
        spent = self.usage.prompt_tokens + self.usage.completion_tokens
        price = self.usage.cost / spent if spent else 0.0
        unpriced = 1 if self.usage.unpriced else 0
        return Usage(1, prompt, completion, price * (prompt + completion), unpriced=unpriced)

    def answer_tokens(self) -> int:
        """Forecast for an answer: twice the mean so far."""
        return 2 * self.usage.completion_tokens // self.usage.calls if self.usage.calls else REPLY_TOKENS


async def _has_price(model: ChatModel) -> bool:
    return not isinstance(model, Priced) or await model.has_price()


NOT_DONE = "Not carried out: another call of this answer was refused. Make all of them again."


@dataclass(slots=True)
class Asking:
    """One role's model. The ledger is shared by the roles of a session."""

    model: ChatModel
    ledger: Ledger = field(default_factory=Ledger)
    said: str = ""
    """What the model wrote beside the calls of its last usable answer."""
    _before: dict[str, str] = field(default_factory=dict)
    """What was last asked, by role: roles that inherit a model share this value."""

    async def call(
        self,
        messages: Sequence[Message],
        tools: Sequence[ToolSpec],
        read: Callable[[ToolCall], T],
        role: str = "",
    ) -> T:
        """The first tool call of the answer as `read` understands it."""
        return (await self.calls(messages, tools, read, role))[0][1]

    async def calls(
        self,
        messages: Sequence[Message],
        tools: Sequence[ToolSpec],
        read: Callable[[ToolCall], T],
        role: str = "",
    ) -> list[tuple[ToolCall, T]]:
        """Every tool call of the answer, read. What does not fit is sent back, three times at most."""
        talk = list(messages)
        problem = ""
        for _ in range(REPAIRS + 1):
            reply = _salvaged(await self._ask(talk, tools, role), tools)
            understood: list[tuple[ToolCall, T]] = []
            try:
                for call in _tool_calls(reply, tools):
                    understood.append((call, read(call)))
                self.said = words_beside(reply.content, [tool.name for tool in tools])
                return understood
            except ActionError as error:
                problem = str(error)
                talk += _sent_back(reply, problem, len(understood))
        raise AnswerError(
            f"{self.model.name} gave no usable answer in {REPAIRS + 1} tries; the last problem: {problem}",
            hint="Try a stronger model, or --model formal for what is formal.",
        )

    async def text(
        self,
        messages: Sequence[Message],
        role: str = "",
        *,
        on_text: Callable[[str], None] | None = None,
        on_again: Callable[[str], None] | None = None,
    ) -> str:
        """An answer in words, for questions that need no tool. Raises AnswerError where none comes.

        With `on_text` (see the port) somebody looks on: at a cap they are told, not asked; and a call that
        they stop counts with what it sent and what had come, for that is paid.
        """
        reply = await self._ask(messages, (), role, on_text, on_again)
        if not reply.content.strip():
            raise AnswerError(f"{self.model.name} answered nothing.", hint="Ask again, or another model.")
        return reply.content.strip()

    async def _ask(
        self,
        messages: Sequence[Message],
        tools: Sequence[ToolSpec],
        role: str,
        on_text: Callable[[str], None] | None = None,
        on_again: Callable[[str], None] | None = None,
    ) -> Reply:
        ledger = self.ledger
        prompt = len(_written(messages, tools)) // CHARACTERS_PER_TOKEN
        prompt += sum(len(message.images) for message in messages) * IMAGE_TOKENS
        await ledger.allow(prompt + ledger.answer_tokens(), ask=on_text is None, model=self.model)
        began = ledger.clock()
        if on_text is None:
            reply = await self.model.chat(messages, tools)
        else:
            heard = _Counted(on_text)
            try:
                reply = await self.model.chat(messages, tools, on_text=heard, on_again=on_again)
            except asyncio.CancelledError:
                stopped = ledger.forecast(prompt, heard.characters // CHARACTERS_PER_TOKEN)
                ledger.count(role, self.model.name, stopped)
                raise
        share = self._shared(messages, tools, role)
        used = replace(
            reply.usage,
            cacheable_tokens=round(share * reply.usage.prompt_tokens),
            seconds=ledger.clock() - began,
        )
        ledger.count(role, self.model.name, used)
        return reply

    def _shared(self, messages: Sequence[Message], tools: Sequence[ToolSpec], role: str) -> float:
        """The share of the prompt that this role's call before began with too."""
        now = _written(messages, tools)
        before, self._before[role] = self._before.get(role, ""), now
        pairs = enumerate(zip(before, now, strict=False))
        same = next((n for n, (one, other) in pairs if one != other), min(len(before), len(now)))
        return same / len(now) if now else 0.0


class _Counted:
    """Hands text on, and counts its characters."""

    def __init__(self, on_text: Callable[[str], None]) -> None:
        self.characters = 0
        self._on_text = on_text

    def __call__(self, piece: str) -> None:
        self.characters += len(piece)
        self._on_text(piece)


def _written(messages: Sequence[Message], tools: Sequence[ToolSpec]) -> str:
    """All that a call makes a model read, pictures aside."""
    return "\n".join(
        [f"{tool.name} {tool.description} {tool.parameters}" for tool in tools]
        + [f"{message.role}\n{message.content}\n{message.tool_calls}" for message in messages]
    )


def _salvaged(reply: Reply, tools: Sequence[ToolSpec]) -> Reply:
    """Calls that were written as text count, where the model speaks of a tool that it was given."""
    if reply.tool_calls or reply.finish_reason not in SALVAGEABLE:
        return reply
    found = calls_in_text(reply.content, [tool.name for tool in tools])
    return replace(reply, tool_calls=found, finish_reason="tool_calls") if found else reply


def _tool_calls(reply: Reply, tools: Sequence[ToolSpec]) -> tuple[ToolCall, ...]:
    if reply.finish_reason == "refusal":
        raise ActionError("You declined to answer.", hint="The task is to implement a published method.")
    if reply.finish_reason == "length":
        raise ActionError(
            "Your answer was cut off at its length limit, and nothing of it was done.",
            hint="Make one call with less text: a smaller cell, a shorter plan.",
        )
    if not reply.tool_calls:
        names = ", ".join(tool.name for tool in tools)
        said = "called no tool" if reply.content.strip() else "answered nothing"
        raise ActionError(f"You {said}.", hint=f"Call one of: {names}.")
    return reply.tool_calls


def _sent_back(reply: Reply, problem: str, place: int) -> list[Message]:
    """The answer with what is wrong at its call number `place`; the others were not looked at."""
    if reply.tool_calls and reply.finish_reason != "length":
        told = [problem if n == place else NOT_DONE for n in range(len(reply.tool_calls))]
        answered = [
            Message("tool", text, tool_call_id=call.id)
            for call, text in zip(reply.tool_calls, told, strict=True)
        ]
        return [Message("assistant", reply.content, tool_calls=reply.tool_calls), *answered]
    return [Message("assistant", reply.content or "(nothing)"), Message("user", problem)]
