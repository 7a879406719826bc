"""Messages and tools in the shape that LiteLLM takes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from rca_kernel.adapters.litellm.endpoint import Endpoint
from rca_kernel.models import Message, ToolSpec


def completion_request(
    endpoint: Endpoint, messages: Sequence[Message], tools: Sequence[ToolSpec]
) -> dict[str, Any]:
    """The arguments of `acompletion`, made afresh for each attempt because LiteLLM edits them."""
    request: dict[str, Any] = {
        "model": endpoint.model,
        "messages": [_message(message) for message in messages],
        "stream": True,
        "stream_options": {"include_usage": True},
        "timeout": endpoint.timeout,
        "max_retries": 0,
        "num_retries": 0,
    }
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


def _message(message: Message) -> dict[str, Any]:
    sent: dict[str, Any] = {"role": message.role, "content": message.content}
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


def _object(arguments: str) -> str:
    """Arguments that a provider accepts in the history: what was no JSON object is quoted in one."""
    try:
        parsed = json.loads(arguments or "{}")
    except ValueError:
        parsed = None
    if isinstance(parsed, dict):
        return arguments or "{}"
    return json.dumps({"malformed_arguments": arguments})
