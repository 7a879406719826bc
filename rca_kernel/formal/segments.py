"""A line of pseudocode cut into prose and mathematics."""

from __future__ import annotations

import re
from dataclasses import dataclass

_MATH = re.compile(r"\$\$?(.+?)\$\$?|\\\((.+?)\\\)|\\\[(.+?)\\\]", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Segment:
    math: bool
    text: str
    position: int


def segments(text: str, position: int = 0) -> list[Segment]:
    """Prose and mathematics in turn; positions count from `position`."""
    found: list[Segment] = []
    place = 0
    for match in _MATH.finditer(text):
        if match.start() > place:
            found.append(Segment(False, text[place : match.start()], position + place))
        group = next(n for n in (1, 2, 3) if match.group(n) is not None)
        found.append(Segment(True, match.group(group), position + match.start(group)))
        place = match.end()
    if place < len(text):
        found.append(Segment(False, text[place:], position + place))
    return found


def prose_of(text: str) -> str:
    """A line as readable words, on one line."""
    return " ".join(text.replace("~", " ").split())
