"""Tables of HTML as rows of cells: spans filled with empty cells, so that columns stay in line."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from bs4.element import Tag

from rca_kernel.adapters.readers.html_parts import classes_of

MAX_SPAN = 60
_SPAN = re.compile(r"ltx_(col|row)span_(\d+)")


def rows_of(tag: Tag, words: Callable[[Tag], str]) -> tuple[tuple[str, ...], ...]:
    """The rows of a table, or of all tables in a float; LaTeXML also makes them of spans with classes."""
    rows: list[tuple[str, ...]] = []
    below: dict[int, int] = {}
    for row in _parts(tag, ("tr",), "ltx_tr"):
        cells: list[str] = []
        for cell in _parts(row, ("td", "th"), "ltx_td", "ltx_th"):
            _spanned(cells, below)
            width, height = _span(cell, "col"), _span(cell, "row")
            below |= {column: height - 1 for column in range(len(cells), len(cells) + width) if height > 1}
            cells += [words(cell), *[""] * (width - 1)]
        _spanned(cells, below)
        if any(cells):
            rows.append(tuple(cells))
    return tuple(rows)


def _spanned(cells: list[str], below: dict[int, int]) -> None:
    """Empty cells where a cell of a row above reaches down."""
    while below.get(len(cells), 0) > 0:
        below[len(cells)] -= 1
        cells.append("")


def _parts(tag: Tag, names: tuple[str, ...], *classes: str) -> Iterator[Tag]:
    """The nearest elements of a kind below a tag, not those nested in one another."""
    waiting: list[Tag] = [child for child in tag.children if isinstance(child, Tag)]
    waiting.reverse()
    while waiting:
        found = waiting.pop()
        if found.name in names or set(classes) & set(classes_of(found)):
            yield found
        else:
            waiting.extend(reversed([child for child in found.children if isinstance(child, Tag)]))


def _span(cell: Tag, kind: str) -> int:
    given = str(cell.get(f"{kind}span") or "")
    for name in classes_of(cell):
        found = _SPAN.fullmatch(name)
        given = found.group(2) if found and found.group(1) == kind else given
    return min(int(given), MAX_SPAN) if given.isdecimal() and len(given) < 5 and int(given) > 0 else 1
