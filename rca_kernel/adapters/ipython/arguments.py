"""How a `%rca` line's arguments are read: each error says what is wrong and how it goes."""

from __future__ import annotations

import argparse
import difflib
import re
from collections.abc import Callable, Sequence
from typing import NoReturn, TypeVar

from rca_kernel.errors import ConfigError

MODES = ("plan", "approve", "auto")
T = TypeVar("T")
EXAMPLES = {
    "paper": "%rca paper paper.tex --code starter/",
    "implement": '%rca implement "Section 3.2" --note "use PyTorch"',
    "ask": '%rca ask "why eps=1e-8?"',
    "log": "%rca log learning rate",
    "plan": "%rca plan rename 1.2 Another title",
    "mode": "%rca mode approve",
    "reject": '%rca reject "keep my signature"',
    "answer": '%rca answer "the second"',
    "undo": "%rca undo --step 1.2",
    "config": "%rca config model=openai/gpt-5.4 max_cost=2",
    "export": "%rca export method.py",
    "wait": "%rca wait 60",
}
_LACKS = re.compile(r"the following arguments are required: (.*)")
_VALUE = re.compile(r"argument (\S+): expected .*argument")


class Parser(argparse.ArgumentParser):
    """Errors as ours: what is wrong, an example, and where all that it takes is told."""

    def error(self, message: str) -> NoReturn:
        if lacks := _LACKS.fullmatch(message):
            what = f"{self.prog} lacks its {' and its '.join(lacks[1].upper().split(', '))}"
        elif value := _VALUE.fullmatch(message):
            what = f"{self.prog}: a value belongs after {value[1]}"
        else:
            what = f"{self.prog}: {message.removeprefix('argument ').replace(': ', ' ', 1)}"
        words = self.prog.split()[1:]
        example = EXAMPLES.get(words[0], "") if words else ""
        hint = f"For example: {example}; " if example else ""
        about = f"help {words[0]}" if words else "help"
        raise ConfigError(f"{what}.", hint=f"{hint}%rca {about} tells what it takes.")

    def exit(self, status: int = 0, message: str | None = None) -> NoReturn:
        raise ConfigError(message or "", hint="")


def whole(text: str) -> int:
    return _read(text, int, "takes a whole number")


def number(text: str) -> float:
    return _read(text, float, "takes a number")


def seconds(text: str) -> float:
    """A time to wait."""
    time = _read(text, float, "takes a number of seconds")
    if not 0 <= time < float("inf"):
        raise argparse.ArgumentTypeError(f"takes a number of seconds, not {text!r}")
    return time


def _read(text: str, kind: Callable[[str], T], what: str) -> T:
    try:
        return kind(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{what}, not {text!r}") from None


def mode_name(text: str) -> str:
    if text not in MODES:
        raise argparse.ArgumentTypeError(f"is {', '.join(MODES[:-1])} or {MODES[-1]}, not {text!r}")
    return text


def nearest(word: str, known: Sequence[str], written: Callable[[str], str]) -> str:
    """What may have been meant, as it is written; else all that there is."""
    near = difflib.get_close_matches(word, known, 1) or [
        one for one in known if word and one.startswith(word)
    ]
    return f"Did you mean {written(near[0])}?" if near else f"There is: {', '.join(known)}."
