"""Tool calls for models that have none: described in the prompt, answered as JSON text."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from importlib import resources
from string import Template
from typing import Any

from rca_kernel.models.chat import ChatModel
from rca_kernel.models.messages import Message, Reply, ToolCall, ToolSpec

_THOUGHT = re.compile(r"^\s*<think(?:ing)?>.*?</think(?:ing)?>", re.DOTALL)
_BETWEEN = re.compile(r"(?:\s|,|```(?:json)?)*", re.IGNORECASE)
_OPENING = re.compile(r"[{\[]")
_BEGUN = re.compile(r"(?:\[\s*)?\{\s*[\"'](?:tool|arguments)[\"']\s*:")
_DECODER = json.JSONDecoder(strict=False)


class JsonToolModel:
    """`model` as one that calls tools. Calls and results of the past are put into words either way.

    An answer that holds no call, a malformed one, or calls with prose between them comes back as text:
    who asked says what was wrong, and asks again.
    """

    def __init__(self, model: ChatModel) -> None:
        self.name = model.name
        self._model = model

    async def chat(
        self,
        messages: Sequence[Message],
        tools: Sequence[ToolSpec] = (),
        *,
        on_text: Callable[[str], None] | None = None,
        on_again: Callable[[str], None] | None = None,
    ) -> Reply:
        """See the port; ids of calls are unique within a conversation."""
        if not tools:
            return await self._model.chat(as_plain(messages), on_text=on_text, on_again=on_again)
        reply = await self._model.chat(as_plain(_told(messages, tools)), on_text=on_text, on_again=on_again)
        if reply.tool_calls or reply.finish_reason != "stop":
            return reply
        prose, calls = read_calls(reply.content)
        if not calls:
            return reply
        named = tuple(
            ToolCall(f"json_{len(messages)}_{position}", call["tool"], _arguments(call))
            for position, call in enumerate(calls)
        )
        return replace(reply, content=prose, tool_calls=named, finish_reason="tool_calls")


def tools_prompt(tools: Sequence[ToolSpec]) -> str:
    """How to call `tools` in JSON, with their schemas."""
    described = (
        f"### {tool.name}\n{tool.description}\n"
        f"arguments: {json.dumps(dict(tool.parameters), ensure_ascii=False)}"
        for tool in tools
    )
    return _template().substitute(tools="\n\n".join(described))


def read_calls(text: str) -> tuple[str, list[Mapping[str, Any]]]:
    """The prose in front of the calls, and the calls that `text` makes: {"tool": …, "arguments": …} each.

    Fences, thinking in front, prose before or after are tolerated. No calls where one of them is broken,
    or where prose stands between two: then nobody knows what was meant.
    """
    text = _THOUGHT.sub("", text)
    calls: list[Mapping[str, Any]] = []
    first = last = -1
    for start, end, items in _values(text):
        if items is None or (calls and not _BETWEEN.fullmatch(text, last, start)):
            return text, []
        first = start if not calls else first
        last = end
        calls += items
    prose = re.sub(r"```(?:json)?\s*\Z", "", text[:first], flags=re.IGNORECASE).strip() if calls else text
    return prose, calls


def as_plain(messages: Sequence[Message]) -> list[Message]:
    """The conversation without tool calls: calls as the JSON that stands for them, results as the user's
    messages; neighbours of one role are joined, since some models insist on taking turns."""
    plain: list[Message] = []
    names = {call.id: call.name for message in messages for call in message.tool_calls}
    for message in messages:
        role, content = message.role, message.content
        if message.role == "tool":
            name = names.get(message.tool_call_id, "the tool")
            role, content = "user", f"Result of {name}:\n{message.content}"
        elif message.tool_calls:
            content = "\n\n".join(filter(None, (message.content, _written(message.tool_calls))))
        if plain and plain[-1].role == role:
            images = (*plain[-1].images, *message.images)
            plain[-1] = replace(plain[-1], content=f"{plain[-1].content}\n\n{content}", images=images)
        else:
            plain.append(Message(role, content, images=message.images, stable=message.stable))
    return plain


def _told(messages: Sequence[Message], tools: Sequence[ToolSpec]) -> list[Message]:
    """`messages` with the tools at the end of the leading system message."""
    told = Message("system", tools_prompt(tools))
    if messages and messages[0].role == "system":
        return [messages[0], told, *messages[1:]]
    return [told, *messages]


def _values(text: str) -> Iterator[tuple[int, int, list[Mapping[str, Any]] | None]]:
    """Each JSON value of calls in `text`: where it starts and ends, and its calls (None: malformed)."""
    position = 0
    while (opening := _OPENING.search(text, position)) is not None:
        start = opening.start()
        try:
            value, position = _DECODER.raw_decode(text, start)
        except (ValueError, RecursionError):
            position = opening.end()
            if _BEGUN.match(text, start):
                yield start, position, None
            continue
        items = value if isinstance(value, list) else [value]
        if any(isinstance(item, dict) and "tool" in item for item in items):
            yield start, position, items if all(map(_is_call, items)) else None


def _is_call(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and isinstance(value.get("tool"), str)
        and isinstance(value.get("arguments", {}), dict | str)
    )


def _arguments(call: Mapping[str, Any]) -> str:
    arguments = call.get("arguments", {})
    return arguments if isinstance(arguments, str) else json.dumps(arguments, ensure_ascii=False)


def _written(calls: Sequence[ToolCall]) -> str:
    written = [
        f'{{"tool": {json.dumps(call.name)}, "arguments": {_object(call.arguments)}}}' for call in calls
    ]
    return written[0] if len(written) == 1 else f"[{', '.join(written)}]"


def _object(arguments: str) -> str:
    """Arguments as they stand where they are a JSON object, else quoted: the history stays valid JSON."""
    try:
        parsed = json.loads(arguments or "{}", strict=False)
    except ValueError:
        parsed = None
    return json.dumps(parsed if isinstance(parsed, dict) else arguments, ensure_ascii=False)


@cache
def _template() -> Template:
    text = resources.files("rca_kernel.models").joinpath("json_fallback.md").read_text(encoding="utf-8")
    return Template(text)
