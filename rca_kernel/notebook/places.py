"""Paths of this machine in text that goes to models or into a notebook: made short and relative."""

from __future__ import annotations

import os
import re
import sys
import tempfile
from collections.abc import Iterable
from functools import lru_cache, partial
from pathlib import Path

_CELL = re.compile(r"(?:[A-Za-z]:)?[^\s\"'<>:]*[\\/]ipykernel_\d+[\\/](\d+)\.py")
_EDGE = r"(?<![\w.~-])"


def placeless(text: str, *roots: Path) -> str:
    """`text` without the absolute paths of `roots` and the working folder, the home, the temporary folder and
    the interpreter: what lies in a root or the working folder becomes relative, the rest begins with `~`,
    `<tmp>`, `<packages>` or `<python>`; the file of a cell is `<cell>`."""
    if "/" not in text and "\\" not in text:
        return text
    text = _CELL.sub("<cell>", text)
    for place, name in _places((*_here(), *roots)):
        if place in text:
            inside, itself = (f"{name}/", name) if name else ("", ".")
            text = _pattern(place).sub(partial(_named, inside, itself), text)
    return text


def _here() -> tuple[Path, ...]:
    try:
        return (Path.cwd(),)
    except FileNotFoundError:  # the folder was deleted under us
        return ()


def _named(inside: str, itself: str, found: re.Match[str]) -> str:
    return inside if found[1] else itself


def _places(roots: Iterable[Path]) -> list[tuple[str, str]]:
    """Each folder as it is written, with what stands for it, the longest first."""
    return _sorted(tuple(str(root) for root in roots))


@lru_cache(maxsize=16)
def _sorted(roots: tuple[str, ...]) -> list[tuple[str, str]]:
    library = Path(os.__file__).parent
    known = {
        str(Path.home()): "~",
        tempfile.gettempdir(): "<tmp>",
        str(library): "<python>",
        str(Path(sys.prefix) / "lib" / library.name / "site-packages"): "<packages>",
        **dict.fromkeys(roots, ""),
    }
    real = {os.path.realpath(place): name for place, name in known.items()}
    named = {place: name for place, name in {**real, **known}.items() if place.strip("/\\")}
    return sorted(named.items(), key=lambda one: -len(one[0]))


@lru_cache(maxsize=64)
def _pattern(place: str) -> re.Pattern[str]:
    return re.compile(rf"{_EDGE}{re.escape(place)}(?:([\\/])|(?![\w.-]))")
