"""Changes of the plan as a panel or a `%rca plan` line names them."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from typing import Any

from rca_kernel.plan import Add, Delete, Move, PlanEdit, Rename, Restate, Retry, Skip

_EDITS: Mapping[str, Callable[[Mapping[str, str]], PlanEdit]] = {
    "rename": lambda e: Rename(e["step"], e["title"]),
    "goal": lambda e: Restate(e["step"], e["goal"]),
    "add": lambda e: Add(e["parent"], e["after"], e["title"], e["goal"]),
    "delete": lambda e: Delete(e["step"]),
    "move": lambda e: Move(e["step"], e["parent"], e["after"]),
    "skip": lambda e: Skip(e["step"]),
    "retry": lambda e: Retry(e["step"]),
}


def plan_edit(edit: Mapping[str, Any]) -> PlanEdit:
    """The edit that the wire checked already."""
    return _EDITS[edit["kind"]](edit)


def edit_of(options: argparse.Namespace) -> PlanEdit:
    """The edit that a `%rca plan CHANGE …` line names."""
    words = vars(options)
    values = {
        "step": words.get("step", ""),
        "title": " ".join(words.get("title", ())),
        "goal": words["goal"] if isinstance(words.get("goal"), str) else " ".join(words.get("goal", ())),
        "parent": words.get("below", ""),
        "after": words.get("after", ""),
    }
    return _EDITS[options.change](values)
