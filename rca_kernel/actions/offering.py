"""Actions ⇄ tools: the common ones with a tool each, the rarer ones through one; calls read back."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal, get_args, get_origin

from rca_kernel.actions import cell_kinds, file_kinds, paper_kinds, work_kinds
from rca_kernel.actions.kinds import KINDS, Action
from rca_kernel.actions.schema import (
    BY_NAME,
    arguments_of,
    build,
    description,
    hints_of,
    parameters,
    tool_name,
)
from rca_kernel.errors import ActionError
from rca_kernel.models import ToolCall, ToolSpec
from rca_kernel.models.salvage import ARGUMENT_KEYS, known_name, unwrapped

FURTHER = "further_action"
"""The one tool through which rarer actions are called, each by its name."""
WHAT, ARGUMENTS = "what", "arguments"
WRAPPERS = frozenset(ARGUMENT_KEYS)
REFUSING = frozenset({"additionalProperties", "pattern", "minItems", "maxItems"})
"""Keys of a schema that are not shown; what they refuse is told when it comes."""
HINTS: Mapping[type[Action], str] = {
    file_kinds.ExecuteScript: "in a process of its own",
    file_kinds.CompareBaseline: "one metric, of the starter's own command and of ours",
    file_kinds.UnderstandFile: "have it read for you",
    file_kinds.UnderstandFileWithContext: "have lines explained with their callers",
    file_kinds.FileDiff: "what this session changed",
    cell_kinds.InspectVariable: "type, shape, summary",
    cell_kinds.ReadOutput: "a long one, of a cell or run",
    cell_kinds.MoveCell: "to just below another",
    paper_kinds.ReadPaper: '"Section 4", "Eq. (3)", "Table 2", a title',
    paper_kinds.LookUpSymbol: "its meaning, value, equations",
    paper_kinds.TranslateEquation: "to NumPy source, nothing is run",
    work_kinds.RecordAssumption: "what the paper leaves open, your reading, and why",
    work_kinds.RecallLog: "earlier findings and decisions",
    work_kinds.InstallPackage: "asks the user",
    work_kinds.RequestHelp: "from the planning expert",
    work_kinds.AskUser: "what paper and code cannot tell, all at once; without an answer, the default",
    work_kinds.ReportPaperError: "with `quote`, word for word, and what it is against",
    work_kinds.LeaveUnresolved: "no code can meet it here",
    work_kinds.FailStep: "give it up",
}
"""What a name and its arguments do not say."""


def tools(
    kinds: Iterable[type[Action]], own: Container[type[Action]] = frozenset(KINDS)
) -> tuple[ToolSpec, ...]:
    """A tool for each of `kinds` that is in `own`; the others are called through one more, which names their
    arguments in a line: schemas are most of a prompt otherwise."""
    kinds = tuple(kinds)
    rest = [kind for kind in kinds if kind not in own]
    named = [
        lean(ToolSpec(tool_name(kind), description(kind), parameters(kind))) for kind in kinds if kind in own
    ]
    return (*named, *([_further(rest)] if rest else []))


def _further(kinds: Sequence[type[Action]]) -> ToolSpec:
    """One tool for all of `kinds`, whose arguments it names in a line each."""
    properties = {WHAT: {"type": "string"}, ARGUMENTS: {"type": "object"}}
    lines = [_signature(kind) + (f": {HINTS[kind]}" if kind in HINTS else "") for kind in kinds]
    said = f"Rarer actions: `{WHAT}` is one of these, `{ARGUMENTS}` are its (? may be left out).\n"
    schema = {"type": "object", "properties": properties, "required": [WHAT]}
    return ToolSpec(FURTHER, said + "\n".join(lines), schema)


def _signature(kind: type[Any]) -> str:
    hints = hints_of(kind)
    given = [
        item.name + ("" if item.default is dataclasses.MISSING else "?") + _values(hints[item.name])
        for item in dataclasses.fields(kind)
    ]
    return f"{tool_name(kind)}({', '.join(given)})"


def _values(hint: Any) -> str:
    """What an argument may be, where it is no text and no number."""
    if get_origin(hint) is tuple:
        return ": list"
    return f": {'|'.join(get_args(hint))}" if get_origin(hint) is Literal else ""


def lean(tool: ToolSpec) -> ToolSpec:
    """The tool as a model is shown it: its schema without what only refuses."""
    return replace(tool, parameters=_lean(tool.parameters))


def _lean(schema: Any) -> Any:
    match schema:
        case Mapping():
            return {key: _lean(value) for key, value in schema.items() if key not in REFUSING}
        case list():
            return [_lean(value) for value in schema]
        case _:
            return schema


def call_of(action: Action, own: Container[type[Action]] = frozenset(KINDS)) -> tuple[str, dict[str, Any]]:
    """The tool and the arguments with which a model asks for `action` where `own` have tools of their own."""
    given = {
        item.name: value
        for item in dataclasses.fields(action)
        if (value := getattr(action, item.name)) != item.default
    }
    name = tool_name(type(action))
    return (name, given) if type(action) in own else (FURTHER, {WHAT: name, ARGUMENTS: given})


def parse(call: ToolCall, allowed: Iterable[type[Action]] = KINDS) -> Action:
    """The action a model asks for; ActionError says what was wrong and what is allowed."""
    names = [tool_name(kind) for kind in allowed]
    call = _inner(call)
    name = known_name(call.name, names)
    if name not in names:
        raise ActionError(f"No tool {call.name!r} here.", hint=f"Tools: {', '.join(names)}.")
    return build(BY_NAME[name], name, arguments_of(call, parameters(BY_NAME[name])))


def _object(value: Any) -> Any:
    """An object that was written as a string of JSON."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value, strict=False)
    except (ValueError, RecursionError):
        return value


def _inner(call: ToolCall) -> ToolCall:
    """The action that a call of `further_action` names, as a call of its own."""
    if known_name(call.name, (FURTHER,)) != FURTHER:
        return call
    try:
        value = unwrapped(call.arguments, FURTHER, {WHAT})
    except ValueError as error:
        raise ActionError(
            f"The arguments of {FURTHER} are not JSON: {error}.", hint="Send one JSON object."
        ) from None
    if not isinstance(value, dict) or not isinstance(value.get(WHAT), str):
        raise ActionError(f"{FURTHER} names no action.", hint=f"Give its name as `{WHAT}`.")
    given = {key: item for key, item in value.items() if key != WHAT}
    for key in WRAPPERS & given.keys():
        if isinstance(held := _object(given[key]), dict):
            given = {other: item for other, item in given.items() if other != key} | held
    kind = BY_NAME.get(known_name(value[WHAT], BY_NAME))
    if kind is not None:  # arguments of its other actions, left empty
        own = parameters(kind)["properties"]
        given = {key: item for key, item in given.items() if key in own or item}
    return replace(call, name=value[WHAT], arguments=json.dumps(given, ensure_ascii=False))
