"""Asking a model for one valid tool call: budget first, repairs after."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from rca_kernel.errors import ActionError, ModelError
from rca_kernel.models import Budget, ChatModel, Message, Reply, ToolCall, ToolSpec, Usage

T = TypeVar("T")
REPAIRS = 3
CHARACTERS_PER_TOKEN = 4
REPLY_TOKENS = 1500
"""Forecast for an answer, before it is known."""


@dataclass(slots=True)
class Ledger:
    """What all roles of a session have used together, and the caps on it."""

    budget: Budget = field(default_factory=Budget)
    usage: Usage = field(default_factory=Usage)


@dataclass(slots=True)
class Asking:
    """One role's model. The ledger is shared by the roles of a session."""

    model: ChatModel
    ledger: Ledger = field(default_factory=Ledger)
    on_text: Callable[[str], None] | None = None

    async def call(
        self,
        messages: Sequence[Message],
        tools: Sequence[ToolSpec],
        read: Callable[[ToolCall], T],
    ) -> T:
        """The first tool call of the answer as `read` understands it."""
        return (await self.calls(messages, tools, read))[0][1]

    async def calls(
        self,
        messages: Sequence[Message],
        tools: Sequence[ToolSpec],
        read: Callable[[ToolCall], T],
    ) -> list[tuple[ToolCall, T]]:
        """Every tool call of the answer, read. What does not fit is sent back, three times at most."""
        talk = list(messages)
        problem = ""
        for _ in range(REPAIRS + 1):
            reply = await self._ask(talk, tools)
            try:
                return [(call, read(call)) for call in self._tool_calls(reply, tools)]
            except ActionError as error:
                problem = str(error)
                talk += _sent_back(reply, problem)
        raise ModelError(
            f"{self.model.name} gave no usable answer in {REPAIRS + 1} tries; the last problem: {problem}",
            hint="Try a stronger model, or --model formal for what is formal.",
        )

    async def _ask(self, messages: Sequence[Message], tools: Sequence[ToolSpec]) -> Reply:
        prompt = sum(len(message.content) for message in messages) // CHARACTERS_PER_TOKEN
        self.ledger.budget.check(self.ledger.usage, prompt + REPLY_TOKENS)
        reply = await self.model.chat(messages, tools, on_text=self.on_text)
        self.ledger.usage = self.ledger.usage + reply.usage
        return reply

    @staticmethod
    def _tool_calls(reply: Reply, tools: Sequence[ToolSpec]) -> tuple[ToolCall, ...]:
        if reply.finish_reason == "refusal":
            raise ActionError("You declined to answer.", hint="The task is to implement a published method.")
        if reply.finish_reason == "length":
            raise ActionError("Your answer was cut off at its length limit.", hint="Answer with less text.")
        if not reply.tool_calls:
            names = ", ".join(tool.name for tool in tools)
            raise ActionError("You called no tool.", hint=f"Call one of: {names}.")
        return reply.tool_calls


def _sent_back(reply: Reply, problem: str) -> list[Message]:
    if reply.tool_calls and reply.finish_reason != "length":
        answered = [Message("tool", problem, tool_call_id=call.id) for call in reply.tool_calls]
        return [Message("assistant", reply.content, tool_calls=reply.tool_calls), *answered]
    return [Message("assistant", reply.content or "(nothing)"), Message("user", problem)]
