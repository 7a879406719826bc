"""Tool calls as models write them when they miss the form: in text, wrapped twice, spelt otherwise."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from rca_kernel.models.messages import ToolCall

_NAMES = ("name", "tool", "tool_name", "function", "action", "recipient_name")
ARGUMENT_KEYS = ("arguments", "parameters", "args", "input", "action_input", "tool_input")
_WRAPPERS = frozenset({*ARGUMENT_KEYS, "action", "properties", "kwargs", "payload"})
_THOUGHT = re.compile(r"<think(?:ing)?>.*?(?:</think(?:ing)?>|\Z)", re.DOTALL)
_DECODER = json.JSONDecoder(strict=False)
_OPENING = re.compile(r"[{\[]")
_FENCE = re.compile(r"(?:```\w*|<\w+>)\s*\Z")
_DEPTH = 4


def known_name(name: str, names: Collection[str]) -> str:
    """The one of `names` that is meant by `functions.InsertCell`, `insert-cell` and the like; else `name`."""
    if name in names:
        return name
    bare = re.split(r"[.:/]", name.strip().strip("`\"'()"))[-1]
    spelt = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", bare).replace("-", "_").replace(" ", "_").lower()
    return spelt if spelt in names else name


def unwrapped(arguments: str, name: str, properties: Collection[str]) -> Any:
    """The arguments as JSON, without strings around the JSON and objects around the arguments.

    Raises ValueError where `arguments` is no JSON.
    """
    value = _read(arguments.strip() or "{}")
    for _ in range(_DEPTH):
        if isinstance(value, str):
            try:
                value = _read(value)
            except ValueError:
                return value
            continue
        inner = _inside(value, name, properties)
        if inner is None:
            return value
        value = inner
    return value


def _read(text: str) -> Any:
    try:
        return json.loads(text, strict=False)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None


def _inside(value: Any, name: str, properties: Collection[str]) -> Any:
    """What an object around the arguments holds; None where there is none."""
    if not isinstance(value, dict) or set(value) & set(properties):
        return None
    holders = [key for key in value if key in _WRAPPERS or key == name]
    others = [key for key in value if key not in holders and key not in _NAMES]
    if len(holders) == 2 and "action" in holders and isinstance(value["action"], str):
        holders.remove("action")  # {"action": "insert_cell", "action_input": {…}}
    if len(holders) != 1 or others or not isinstance(value[holders[0]], dict | str):
        return None
    return value[holders[0]]


def calls_in_text(text: str, names: Collection[str]) -> tuple[ToolCall, ...]:
    """The calls of `names` that stand in `text` as JSON objects, in order; () where there are none."""
    found = [call for _, value in _objects(_THOUGHT.sub("", text)) for call in _calls(value, names)]
    return tuple(ToolCall(f"text_{n}", name, arguments) for n, (name, arguments) in enumerate(found))


def words_beside(text: str, names: Collection[str]) -> str:
    """What a model says in `text` before a call of `names` that stands there too, without its thoughts."""
    plain = _THOUGHT.sub("", text)
    opening = next((start for start, value in _objects(plain) if any(_calls(value, names))), -1)
    said = plain if opening < 0 else _FENCE.sub("", plain[:opening])
    return said.strip()


def _calls(value: Any, names: Collection[str], depth: int = 0) -> Iterator[tuple[str, str]]:
    if isinstance(value, list):
        for item in value:
            yield from _calls(item, names, depth + 1)
        return
    if not isinstance(value, dict) or depth > _DEPTH:
        return
    name = next((value[key] for key in _NAMES if isinstance(value.get(key), str)), "")
    if (known := known_name(name, names)) in names:
        yield known, _arguments(value)
        return
    if len(value) == 1:
        (key, inner), *_ = value.items()
        if (known := known_name(str(key), names)) in names and isinstance(inner, dict):
            yield known, json.dumps(inner, ensure_ascii=False)
            return
    for key in ("function", "action", "tool_call", "tool_calls", "actions", "calls", "tool"):
        if key in value:
            yield from _calls(value[key], names, depth + 1)


def _arguments(value: Mapping[str, Any]) -> str:
    """What the call says beside its name."""
    held = next((value[key] for key in ARGUMENT_KEYS if key in value), None)
    if held is None:
        held = {key: item for key, item in value.items() if key not in _NAMES and key not in ("type", "id")}
    return held if isinstance(held, str) else json.dumps(held, ensure_ascii=False)


def _objects(text: str) -> Iterator[tuple[int, Any]]:
    """Where each begins, and what it is."""
    position = 0
    while (opening := _OPENING.search(text, position)) is not None:
        try:
            value, position = _DECODER.raw_decode(text, opening.start())
        except (ValueError, RecursionError):
            position = opening.end()
            continue
        yield opening.start(), value
