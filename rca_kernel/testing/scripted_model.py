"""A ChatModel that answers from a script: for tests of whatever talks to a model."""

from __future__ import annotations

import asyncio
import json
import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from rca_kernel.errors import ModelError
from rca_kernel.models import Message, Reply, ToolCall, ToolSpec, Usage


@dataclass(frozen=True, slots=True)
class Hang:
    """Says `said`, then nothing until the caller goes away."""

    said: str = ""


@dataclass(frozen=True, slots=True)
class Broken:
    """Says `said`, breaks off, and is asked again: what stands next in the script answers."""

    said: str
    why: str = "the answer broke off"


@dataclass(frozen=True, slots=True)
class ModelRequest:
    """One call as the model saw it."""

    messages: tuple[Message, ...]
    tools: tuple[ToolSpec, ...]


Scripted: TypeAlias = Reply | Hang | Broken | BaseException
Decide: TypeAlias = Callable[[Sequence[Message]], Scripted]


def text(content: str, *, usage: Usage | None = None) -> Reply:
    """A reply in words."""
    return Reply(content, usage=usage or Usage(calls=1))


def tool(name: str, /, **arguments: Any) -> Reply:
    """A reply that calls one tool; the call gets its id when it is served."""
    call = ToolCall("", name, json.dumps(arguments))
    return Reply("", (call,), finish_reason="tool_calls", usage=Usage(calls=1))


def parallel(*replies: Reply) -> Reply:
    """One reply that makes the calls of all of `replies`."""
    calls = tuple(call for reply in replies for call in reply.tool_calls)
    said = "".join(reply.content for reply in replies)
    return Reply(said, calls, finish_reason="tool_calls", usage=Usage(calls=1))


def truncated(content: str) -> Reply:
    """A reply cut off by the limit on completion tokens."""
    return Reply(content, finish_reason="length", usage=Usage(calls=1))


def numbered(reply: Reply, served: int) -> Reply:
    """`reply` with an id for each call that has none: call_<reply>_<position>."""
    calls = (
        replace(call, id=call.id or f"call_{served}_{position}")
        for position, call in enumerate(reply.tool_calls)
    )
    return replace(reply, tool_calls=tuple(calls))


class ScriptedModel:
    """Answers what was enqueued, in order, then what `decide` says; records what it was asked.

    `waiting` is set while a Hang holds a call, so that a test can stop it without guessing a time.
    """

    def __init__(self, *script: Scripted, decide: Decide | None = None, name: str = "scripted") -> None:
        self.name = name
        self.requests: list[ModelRequest] = []
        self.waiting = threading.Event()
        self._script: deque[Scripted] = deque(script)
        self._decide = decide

    def enqueue(self, *script: Scripted) -> None:
        """Add replies, hangs, or exceptions to raise."""
        self._script.extend(script)

    async def chat(
        self,
        messages: Sequence[Message],
        tools: Sequence[ToolSpec] = (),
        *,
        on_text: Callable[[str], None] | None = None,
        on_again: Callable[[str], None] | None = None,
    ) -> Reply:
        self.requests.append(ModelRequest(tuple(messages), tuple(tools)))
        match self._next(messages):
            case BaseException() as error:
                raise error
            case Broken(said, why):
                _speak(said, on_text)
                if on_again is not None:
                    on_again(why)
                return await self.chat(messages, tools, on_text=on_text, on_again=on_again)
            case Hang(said):
                _speak(said, on_text)
                await self._hang()
            case Reply() as reply:
                _speak(reply.content, on_text)
                await asyncio.sleep(0)
                return replace(numbered(reply, len(self.requests)), model=self.name)
        raise AssertionError("a hang ends only by being cancelled")

    def _next(self, messages: Sequence[Message]) -> Scripted:
        if self._script:
            return self._script.popleft()
        if self._decide is not None:
            return self._decide(messages)
        return ModelError(
            f"The script of {self.name} has no reply for request {len(self.requests)}.",
            hint="Enqueue one, or give a `decide`.",
        )

    async def _hang(self) -> None:
        self.waiting.set()
        try:
            await asyncio.Event().wait()
        finally:
            self.waiting.clear()


def _speak(said: str, on_text: Callable[[str], None] | None) -> None:
    """Hand over the text word by word, as a stream would."""
    if on_text is not None:
        for piece in said.splitlines(keepends=True):
            on_text(piece)
