"""Messages and tools in the shape that LiteLLM takes."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from typing import Any

from rca_kernel.adapters.litellm.endpoint import Endpoint
from rca_kernel.models import Message, ToolSpec

CACHED = {"cache_control": {"type": "ephemeral"}}


def completion_request(
    endpoint: Endpoint,
    messages: Sequence[Message],
    tools: Sequence[ToolSpec],
    *,
    sees: bool = False,
    caches: bool = False,
    streams: bool = True,
) -> dict[str, Any]:
    """The arguments of `acompletion`, made afresh for each attempt because LiteLLM edits them.

    `sees`: pictures are sent, else they are left out, which is said. `caches`: what stays the same from
    call to call, and the conversation so far, are marked for the provider to keep. `streams`: in pieces.
    """
    last = len(messages) - 1
    request: dict[str, Any] = {
        "model": endpoint.model,
        "messages": [
            _message(message, sees=sees, stable=message.stable if caches else 0, end=caches and n == last)
            for n, message in enumerate(messages)
        ],
        "stream": streams,
        "timeout": endpoint.timeout,
        "max_retries": 0,
        "num_retries": 0,
    }
    if streams:
        request["stream_options"] = {"include_usage": True}
    if tools:
        request["tools"] = [
            {
                "type": "function",
                "function": {
                    "name": tool.name,
                    "description": tool.description,
                    "parameters": dict(tool.parameters),
                },
            }
            for tool in tools
        ]
    if endpoint.api_base:
        request["api_base"] = endpoint.api_base
    if endpoint.api_key:
        request["api_key"] = endpoint.api_key
    return request


def _message(message: Message, *, sees: bool, stable: int, end: bool) -> dict[str, Any]:
    sent: dict[str, Any] = {"role": message.role, "content": _content(message, sees, stable, end)}
    if message.tool_call_id:
        sent["tool_call_id"] = message.tool_call_id
    if message.tool_calls:
        sent["content"] = message.content or None
        sent["tool_calls"] = [
            {
                "id": call.id,
                "type": "function",
                "function": {"name": call.name, "arguments": _object(call.arguments)},
            }
            for call in message.tool_calls
        ]
    return sent


def _content(message: Message, sees: bool, stable: int, end: bool) -> str | list[dict[str, Any]]:
    """Plain text as long as that says it all; else its parts."""
    text = message.content
    if message.images and not sees:
        captions = ", ".join(image.caption or "untitled" for image in message.images)
        text += f"\n({len(message.images)} pictures left out, since you take none: {captions})"
    shown = message.images if sees else ()
    if not shown and not stable and not (end and text and message.role != "assistant"):
        return text
    parts: list[dict[str, Any]] = []
    if stable:
        parts.append({"type": "text", "text": text[:stable], **CACHED})
    if text[stable:]:
        parts.append({"type": "text", "text": text[stable:]})
    for image in shown:
        data = base64.b64encode(image.data).decode()
        parts.append({"type": "image_url", "image_url": {"url": f"data:{image.media_type};base64,{data}"}})
    if end and message.role != "assistant":
        parts[-1] = {**parts[-1], **CACHED}
    return parts


def _object(arguments: str) -> str:
    """Arguments that a provider accepts in the history: what was no JSON object is quoted in one."""
    try:
        parsed = json.loads(arguments or "{}")
    except ValueError:
        parsed = None
    if isinstance(parsed, dict):
        return arguments or "{}"
    return json.dumps({"malformed_arguments": arguments})
