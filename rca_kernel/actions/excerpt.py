"""Long texts within a bound, saying how the rest is read."""

from __future__ import annotations

from rca_kernel.errors import ActionError
from rca_kernel.notebook import bounded

PAGE = 12_000
"""Characters of a file or an output shown at a time."""
LINE = 2_000
"""Characters of one line shown."""


def excerpt(text: str, limit: int, rest: str) -> str:
    """Head and tail of `text`; where something was left out, how many lines there are and `rest`."""
    if len(text) <= limit:
        return text
    return f"{bounded(text, limit)}\n[{len(text.splitlines())} lines in all: {rest}]"


def page(text: str, first: int, last: int) -> str:
    """Lines `first` to `last` (counted from 1; 0: the end) with their numbers, as many as fit."""
    lines = text.splitlines()
    if not lines:
        return "(empty)"
    first, end = max(first, 1), min(last or len(lines), len(lines))
    if first > end:
        raise ActionError(f"There are {len(lines)} lines; {first} to {last or 'the end'} is none of them.")
    shown: list[str] = []
    size = 0
    for number in range(first, end + 1):
        line = _within(lines[number - 1])
        size += len(line) + 7
        if shown and size > PAGE:
            shown.append(f"[lines {number} to {end} of {len(lines)} not shown: go on with first={number}]")
            break
        shown.append(f"{number:4d}  {line}")
    return "\n".join(shown)


def _within(line: str) -> str:
    more = len(line) - LINE
    return line if more <= 0 else f"{line[:LINE]} [{more} more characters in this line]"
