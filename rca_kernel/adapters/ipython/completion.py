"""Completion of `%rca` lines: commands, options, and what the present paper, plan and contract hold."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Sequence
from glob import glob
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, get_args

from rca_kernel.adapters.ipython.arguments import MODES
from rca_kernel.adapters.ipython.commands import (
    cell_grammar,
    grammar,
    names,
    option_names,
    subparsers,
)
from rca_kernel.adapters.ipython.typed import Typed, typed_in, written
from rca_kernel.plan import Persona

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell


class Known(Protocol):
    """What can be named on a line; every method answers at once."""

    def targets(self) -> list[str]: ...

    def steps(self) -> list[str]: ...

    def cells(self) -> list[str]: ...

    def requirements(self) -> list[str]: ...

    def models(self) -> list[str]: ...

    def settings(self) -> list[str]: ...


MODEL_OPTIONS = frozenset({"--model", "-m", "--planner", "--expert", "--worker"})
ROLES = ("worker", *get_args(Persona))
STEP_OPTIONS = frozenset({"--below", "--after", "--step"})
IN_CELLS = ("implement", "resume", "approve")
"""Commands that take the cell below them."""


class _Alone(tuple[Any, ...]):
    """Completions beside which Python's own are not offered, also where there are none."""

    def __len__(self) -> int:
        return max(super().__len__(), 1)


def matcher(known: Callable[[], Known], names: Callable[[], dict[str, object]]) -> Any:
    """For IPython's completer. `names` are the user's: one called rca is no magic."""
    from IPython.core.completer import SimpleCompletion, context_matcher

    @context_matcher(identifier="rca", priority=1000)
    def rca(context: Any) -> dict[str, object]:
        lines = context.full_text.split("\n")
        at = sum(len(line) + 1 for line in lines[: context.cursor_line]) + context.cursor_position
        before, after = context.full_text[:at], context.full_text[at:]
        typed = typed_in(before)
        if typed is None or (not typed.magic and "rca" in names()):
            return {"completions": []}
        found = [SimpleCompletion(text, type="magic") for text in complete(known(), typed, after)]
        return {
            "completions": _Alone(found),
            "suppress": True,
            "ordered": True,
            "matched_fragment": typed.fragment,
        }

    return rca


def install(shell: InteractiveShell, known: Callable[[], Known]) -> None:
    completer = shell.Completer
    if completer is not None:
        uninstall(shell)
        completer.custom_matchers.append(matcher(known, lambda: shell.user_ns))


def uninstall(shell: InteractiveShell) -> None:
    completer = shell.Completer
    if completer is not None:
        others = [one for one in completer.custom_matchers if getattr(one, "matcher_identifier", "") != "rca"]
        completer.custom_matchers[:] = others


def complete(known: Known, typed: Typed, after: str = "") -> list[str]:
    """What may stand in place of the word that is typed: first what begins with it, then what holds it."""
    wanted = typed.value.lower()
    found = dict.fromkeys(candidates(known, typed))
    first = [one for one in found if one.lower().startswith(wanted)]
    inner = [one for one in found if one not in first and f" {wanted}" in f" {one.lower()}"]
    return [written(one, typed, after) for one in [*first, *inner]]


def candidates(known: Known, typed: Typed) -> list[str]:
    """Every word that may stand there."""
    words, value = list(typed.words), typed.value
    cell = typed.magic == "%%"
    if not words and not value.startswith("-"):
        return [*IN_CELLS, *option_names(cell_grammar())] if cell else names()
    if cell and words[:1] not in (["implement"], ["resume"], ["approve"]):
        parser, words = cell_grammar(), ["", *words]
    else:
        parser = _parser(words)
    option, equals, _ = value.partition("=")
    if equals and option.startswith("--"):
        return [f"{option}={one}" for one in _values(known, option, value[len(option) + 1 :])]
    if words and words[-1].startswith("-") and _takes_value(parser, words[-1]):
        return _values(known, words[-1], value)
    if value.startswith("-"):
        return option_names(parser)
    return _arguments(known, _positional(parser, words), value) or option_names(parser)


def _parser(words: Sequence[str]) -> argparse.ArgumentParser:
    parser = grammar()
    for word in words:
        parser = subparsers(parser).get(word, parser)
    return parser


def _takes_value(parser: argparse.ArgumentParser, option: str) -> bool:
    return any(option in action.option_strings and action.nargs != 0 for action in parser._actions)


def _positional(parser: argparse.ArgumentParser, words: Sequence[str]) -> list[str]:
    """`words` without options and their values."""
    kept: list[str] = []
    value = False
    for word in words:
        if not value and not word.startswith("-"):
            kept.append(word)
        value = not value and _takes_value(parser, word)
    return kept


def _values(known: Known, option: str, value: str) -> list[str]:
    if option in MODEL_OPTIONS:
        return known.models()
    if option == "--role":
        return _roles(known, value)
    if option in STEP_OPTIONS:
        return known.steps()
    if option == "--mode":
        return list(MODES)
    if option == "--code":
        return _paths(value, folders_only=True)
    return known.targets() if option in ("--section", "-s") else []


def _roles(known: Known, value: str) -> list[str]:
    role, equals, _ = value.partition("=")
    return [f"{role}={one}" for one in known.models()] if equals else [f"{one}=" for one in ROLES]


def _settings(known: Known, value: str) -> list[str]:
    """NAME= for each setting, then the values that are known for it."""
    name, equals, _ = value.partition("=")
    if not equals:
        return [f"{one}=" for one in known.settings()]
    values = MODES if name == "mode" else ("default", *known.models())
    return [f"{name}={one}" for one in values] if name in ("mode", "model", *ROLES) else []


def _arguments(known: Known, words: list[str], value: str) -> list[str]:
    match words:
        case ["paper"] | ["export"]:
            return _paths(value)
        case ["implement", *_]:
            return known.targets()
        case ["rerun"]:
            return ["failed", *known.cells()]
        case ["undo"]:
            return [*known.cells(), "--step"]
        case ["mode"]:
            return list(MODES)
        case ["config", *_]:
            return _settings(known, value)
        case ["help"]:
            return names()
        case ["plan"] | ["help", "plan"]:
            return list(subparsers(subparsers(grammar())["plan"]))
        case ["plan", "rename" | "goal" | "delete" | "move" | "skip" | "retry"]:
            return known.steps()
        case ["ask" | "log", *_]:
            return [*known.requirements(), *known.steps()]
        case _:
            return []


def _paths(typed: str, *, folders_only: bool = False) -> list[str]:
    """Files and folders whose path begins as typed; hidden ones only when asked for."""
    found = sorted(glob(f"{_literal(os.path.expanduser(typed))}*"))
    paths = [f"{path}/" if Path(path).is_dir() else path for path in found]
    kept = [path for path in paths if path.endswith("/") or not folders_only]
    home = os.path.expanduser("~")
    return [f"~{path.removeprefix(home)}" for path in kept] if typed.startswith("~/") else kept


def _literal(typed: str) -> str:
    return "".join(f"[{letter}]" if letter in "*?[" else letter for letter in typed)
