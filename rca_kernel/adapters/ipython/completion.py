"""Completion of `%rca` lines: commands, options, and what the present paper, plan and contract hold."""

from __future__ import annotations

from glob import glob
from pathlib import Path
from typing import Protocol, get_args

from rca_kernel.adapters.ipython.commands import MODES, grammar, names, option_names, subparsers
from rca_kernel.plan import Persona


class Known(Protocol):
    """What can be named on a line; every method answers at once."""

    def targets(self) -> list[str]: ...

    def steps(self) -> list[str]: ...

    def cells(self) -> list[str]: ...

    def requirements(self) -> list[str]: ...

    def models(self) -> list[str]: ...


MODEL_OPTIONS = frozenset({"--model", "-m", "--planner", "--expert", "--worker"})
ROLES = ("worker", *get_args(Persona))
STEP_OPTIONS = frozenset({"--below", "--after", "--step"})


def complete(known: Known, line: str) -> list[str]:
    """What may follow on the line: candidates for the word that is being typed."""
    words = line.split()
    done = words[1:] if line[-1:].isspace() else words[1:-1]
    typed = "" if line[-1:].isspace() else words[-1]
    if not done:
        return names()
    last = done[-1]
    if last in MODEL_OPTIONS:
        return known.models()
    if last == "--role":
        return [f"{role}=" for role in ROLES]
    if last in STEP_OPTIONS:
        return known.steps()
    if last == "--mode":
        return list(MODES)
    if last == "--code":
        return _paths(typed, folders_only=True)
    if last in ("--section", "-s"):
        return known.targets()
    if typed.startswith("-"):
        return option_names(*done)
    return _arguments(known, done, typed)


def _arguments(known: Known, done: list[str], typed: str) -> list[str]:
    match done:
        case ["paper"]:
            return _paths(typed)
        case ["implement", *_]:
            return known.targets()
        case ["rerun"]:
            return ["failed", *known.cells()]
        case ["undo"]:
            return [*known.cells(), "--step"]
        case ["mode"]:
            return list(MODES)
        case ["help"]:
            return names()
        case ["plan"]:
            return list(subparsers(subparsers(grammar())["plan"]))
        case ["plan", "rename" | "goal" | "delete" | "move" | "skip" | "retry"]:
            return known.steps()
        case ["ask" | "log", *_]:
            return [*known.requirements(), *known.steps()]
        case ["export"]:
            return _paths(typed)
        case [command, *_]:
            return option_names(command)
        case _:
            return []


def _paths(typed: str, *, folders_only: bool = False) -> list[str]:
    """Files and folders whose path begins as typed; hidden ones only when asked for."""
    found = sorted(glob(f"{_literal(typed)}*"))
    paths = [f"{path}/" if Path(path).is_dir() else path for path in found]
    return [path for path in paths if path.endswith("/") or not folders_only]


def _literal(typed: str) -> str:
    return "".join(f"[{letter}]" if letter in "*?[" else letter for letter in typed)
