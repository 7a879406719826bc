"""Actions as JSON Schemas made from the dataclasses, and values of JSON as actions."""

from __future__ import annotations

import ast
import dataclasses
import inspect
import itertools
import json
import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Literal, get_args, get_origin, get_type_hints

from rca_kernel.actions.kinds import KINDS, Action
from rca_kernel.errors import ActionError
from rca_kernel.models import ToolCall
from rca_kernel.models.salvage import unwrapped
from rca_kernel.models.validating import problems as schema_problems


def tool_name(kind: type[Action]) -> str:
    """`InsertCell` → "insert_cell"."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", kind.__name__).lower()


BY_NAME: dict[str, type[Action]] = {tool_name(kind): kind for kind in KINDS}


hints_of: Callable[[Any], dict[str, Any]] = cache(get_type_hints)
"""The types of an action's fields; each turn of a model asks for all of them."""


def parameters(kind: type[Any]) -> dict[str, Any]:
    """The JSON Schema of an action's arguments."""
    hints = hints_of(kind)
    notes = _field_notes(tool_name(kind))
    properties = {}
    for item in dataclasses.fields(kind):
        described = {"description": notes[item.name]} if item.name in notes else {}
        properties[item.name] = {**json_type(hints[item.name]), **described}
    required = [item.name for item in dataclasses.fields(kind) if item.default is dataclasses.MISSING]
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def arguments_of(call: ToolCall, schema: Mapping[str, Any]) -> Any:
    """The arguments of a call as JSON, freed of wrappings and of slips of type that the schema settles.

    Raises ActionError where they are no JSON.
    """
    properties: Mapping[str, Any] = schema["properties"]
    try:
        value = unwrapped(call.arguments, call.name, properties)
    except ValueError as error:
        raise ActionError(
            f"The arguments of {call.name} are not JSON: {error}.", hint="Send one JSON object."
        ) from None
    if not isinstance(value, dict):
        return value
    required = schema["required"]
    return {
        key: _settled(item, properties.get(key, {}).get("type", ""))
        for key, item in value.items()
        if item is not None or key in required
    }


def _settled(value: Any, wanted: str) -> Any:
    """A list or number that came as a string; one string where a list of them is wanted."""
    if not isinstance(value, str) or wanted not in ("array", "integer", "number", "boolean"):
        return value
    try:
        read = json.loads(value, strict=False)
    except (ValueError, RecursionError):
        read = None
    kinds = {"array": list, "integer": int, "number": int | float, "boolean": bool}
    if isinstance(read, kinds[wanted]):
        return read
    return [value] if wanted == "array" and value else value


def build(kind: type[Action], name: str, arguments: Any) -> Action:
    """The action with these arguments; ActionError says what does not fit."""
    problems = schema_problems(parameters(kind), arguments)
    if problems:
        where = "/".join(str(part) for part in problems[0].path)
        at = f" at {where}" if where else ""
        raise ActionError(
            f"The arguments of {name} do not fit{at}: {problems[0].message[:300]}.",
            hint=f"Schema: {json.dumps(parameters(kind)['properties'])}",
        )
    values = {key: tuple(value) if isinstance(value, list) else value for key, value in arguments.items()}
    action: Action = _constructor(kind)(**values)
    return action


def _constructor(kind: type[Any]) -> Callable[..., Any]:
    return kind


def json_type(hint: Any) -> dict[str, Any]:
    """The JSON Schema of one argument."""
    if get_origin(hint) is Literal:
        return {"type": "string", "enum": list(get_args(hint))}
    if get_origin(hint) is tuple:
        return {"type": "array", "items": json_type(get_args(hint)[0])}
    return {"type": {str: "string", int: "integer", float: "number", bool: "boolean"}[hint]}


def description(kind: type[Action]) -> str:
    """What the action does, on one line."""
    return " ".join((inspect.getdoc(kind) or "").split())


@cache
def _field_notes(name: str) -> dict[str, str]:
    """String literals that follow a field, as documentation tools read them."""
    source = inspect.cleandoc(inspect.getsource(BY_NAME[name]))
    body = next(node for node in ast.parse(source).body if isinstance(node, ast.ClassDef)).body
    notes = {}
    for field, note in itertools.pairwise(body):
        if (
            isinstance(field, ast.AnnAssign)
            and isinstance(field.target, ast.Name)
            and isinstance(note, ast.Expr)
            and isinstance(note.value, ast.Constant)
            and isinstance(note.value.value, str)
        ):
            notes[field.target.id] = " ".join(note.value.value.split())
    return notes
