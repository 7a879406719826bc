"""The reference page of the action suite, generated from the actions themselves."""

from __future__ import annotations

from typing import Any

from rca_kernel.actions.cell_kinds import CellAction
from rca_kernel.actions.file_kinds import FileAction
from rca_kernel.actions.kinds import KINDS, RISK, Action
from rca_kernel.actions.paper_kinds import PaperAction
from rca_kernel.actions.schema import description, parameters, tool_name
from rca_kernel.actions.work_kinds import WorkAction

FAMILIES: dict[str, Any] = {
    "The notebook": CellAction,
    "Files of the starter code": FileAction,
    "The paper": PaperAction,
    "The work": WorkAction,
}


def as_markdown() -> str:
    """Every action by family: name, risk, description and arguments."""
    parts = ["# Actions", "What an agent can do, each with its risk."]
    for title, family in FAMILIES.items():
        parts.append(f"## {title}")
        parts += [_section(kind) for kind in KINDS if kind in family.__args__]
    return "\n\n".join(parts) + "\n"


def _section(kind: type[Action]) -> str:
    schema = parameters(kind)
    lines = [f"### `{tool_name(kind)}`", "", f"*Risk: {RISK[kind]}.* {description(kind)}"]
    rows = [
        f"| `{name}` | {_type(field)} | {'yes' if name in schema['required'] else 'no'} "
        f"| {field.get('description', '')} |"
        for name, field in schema["properties"].items()
    ]
    if rows:
        lines += ["", "| argument | type | required | |", "| --- | --- | --- | --- |", *rows]
    return "\n".join(lines)


def _type(field: dict[str, Any]) -> str:
    if "enum" in field:
        return ", ".join(f"“{value}”" for value in field["enum"])
    if field["type"] == "array":
        return f"list of {field['items']['type']}"
    return str(field["type"])
