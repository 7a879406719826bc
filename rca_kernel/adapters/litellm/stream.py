"""One answer, put together from the chunks of its stream, or come whole."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from rca_kernel.models import FinishReason, ToolCall

_FINISH: dict[str, FinishReason] = {
    "length": "length",
    "max_tokens": "length",
    "content_filter": "refusal",
    "refusal": "refusal",
}


@dataclass(slots=True)
class _PartialCall:
    id: str
    name: str = ""
    arguments: str = ""


@dataclass(slots=True)
class Assembly:
    """What has arrived of one answer; `usage` is LiteLLM's usage object once it came."""

    on_text: Callable[[str], None] | None = None
    content: str = ""
    finish: str = ""
    usage: Any = None
    thought: bool = False
    _calls: list[_PartialCall] = field(default_factory=list)
    _open: dict[int, _PartialCall] = field(default_factory=dict)

    def add(self, chunk: Any) -> None:
        """Merge a chunk of the OpenAI shape, which LiteLLM gives for every provider."""
        if (usage := getattr(chunk, "usage", None)) is not None:
            self.usage = usage
        for choice in chunk.choices[:1]:
            if choice.finish_reason:
                self.finish = choice.finish_reason
            if getattr(choice.delta, "reasoning_content", None):
                self.thought = True
            self._say(choice.delta.content)
            for delta in choice.delta.tool_calls or ():
                self._add_call(delta)

    def add_whole(self, response: Any) -> None:
        """Take over an answer that was not streamed, in the same shape."""
        self.usage = getattr(response, "usage", None)
        for choice in response.choices[:1]:
            self.finish = choice.finish_reason or ""
            self.thought = bool(getattr(choice.message, "reasoning_content", None))
            self._say(choice.message.content)
            for call in choice.message.tool_calls or ():
                made = call.id or f"call_{uuid.uuid4().hex[:12]}"
                self._calls.append(
                    _PartialCall(made, call.function.name or "", call.function.arguments or "")
                )

    def _say(self, piece: str | None) -> None:
        if not piece:
            return
        self.content += piece
        if self.on_text is not None:
            self.on_text(piece)

    def _add_call(self, delta: Any) -> None:
        """A piece continues the call of its index, unless it begins another (some send index 0 for all)."""
        index = delta.index if delta.index is not None else max(len(self._calls) - 1, 0)
        call = self._open.get(index)
        if call is None or (delta.id and delta.id != call.id) or (delta.function.name and call.arguments):
            call = _PartialCall(delta.id or f"call_{uuid.uuid4().hex[:12]}")
            self._open[index] = call
            self._calls.append(call)
        call.name += delta.function.name or ""
        call.arguments += delta.function.arguments or ""

    @property
    def tool_calls(self) -> tuple[ToolCall, ...]:
        return tuple(ToolCall(call.id, call.name, call.arguments) for call in self._calls)

    @property
    def finish_reason(self) -> FinishReason:
        """The port's word; an answer cut by a limit stays "length" even where calls came."""
        return _FINISH.get(self.finish, "tool_calls" if self._calls else "stop")
