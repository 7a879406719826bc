"""The arguments of each command: what a page sends otherwise is refused before anybody obeys."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import get_args

from rca_kernel.adapters.comm.fields import CAP, ID, TEXT, WHOLE_CAP, Field, one_of, read_fields, refuse
from rca_kernel.adapters.comm.messages import Command, CommandName
from rca_kernel.notebook import Json, Mode, Models, Verdict

Arguments = Mapping[str, Field]
ROLES = ("model", *(field.name for field in fields(Models)))

_STEP: Arguments = {"step": TEXT}
EDITS: Mapping[str, Arguments] = {
    "rename": {"step": TEXT, "title": TEXT},
    "goal": {"step": TEXT, "goal": TEXT},
    "add": {"parent": TEXT, "after": TEXT, "title": TEXT, "goal": TEXT},
    "delete": _STEP,
    "move": {"step": TEXT, "parent": TEXT, "after": TEXT},
    "skip": _STEP,
    "retry": _STEP,
}


def _edit(value: object) -> Json:
    kind = value.get("kind") if isinstance(value, dict) else None
    if not isinstance(value, dict) or not isinstance(kind, str) or kind not in EDITS:
        raise refuse(f"unknown edit of the plan {kind!r}")
    read_fields(value, EDITS[kind])
    return value


ARGUMENTS: Mapping[CommandName, Arguments] = {
    "stop": {},
    "resume": {},
    "rerun_cell": {"cell_id": ID},
    "pause": {},
    "set_mode": {"mode": one_of(get_args(Mode))},
    "edit_plan": {"edit": Field(_edit)},
    "decide": {"request": TEXT, "verdict": one_of(get_args(Verdict)), "text": TEXT},
    "answer": {"request": TEXT, "text": TEXT},
    "undo": {"cell_id": ID},
    "rollback": _STEP,
    "set_model": {"role": one_of(ROLES), "model": TEXT},
    "set_budget": {"max_tokens": WHOLE_CAP, "max_cost": CAP},
    "ask": {"question": TEXT},
}


def check_arguments(command: Command) -> None:
    """HostError unless the command has every argument it needs, each of its type."""
    read_fields(command.args, ARGUMENTS[command.name])
