"""Cells by their place and first words: to their author these say more than an id."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from rca_kernel.notebook.bounded import harmless
from rca_kernel.notebook.cells import Cell

LONGEST = 40
_ID = re.compile(r"(\bcell:? )?(['\"`]?)(?<![\w-])(?!\d{1,5}(?![\w-]))([A-Za-z0-9][\w-]{0,63})(?![\w-])\2")
_MADE = re.compile(r"rca-[0-9a-f]{12}|[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")
"""Ids as we and Jupyter make them; any other might be a word, and is one unless "cell" is before it."""


def first_words(source: str) -> str:
    """The first line that says something, in quotation marks; empty where none does."""
    line = next((line.strip() for line in harmless(source).splitlines() if line.strip()), "")
    return f"“{line if len(line) <= LONGEST else line[: LONGEST - 1] + '…'}”" if line else ""


def cell_name(cells: Sequence[Cell], id: str) -> str:
    """`cell 12, “train(model)”`, counted from 1; by its id where it is not among the cells."""
    place = next((place for place, cell in enumerate(cells) if cell.id == id), None)
    return f"cell {id}" if place is None else _named(cells, place)


def _named(cells: Sequence[Cell], place: int) -> str:
    return ", ".join(filter(None, (f"cell {place + 1}", first_words(cells[place].source))))


def with_cell_names(text: str, cells: Sequence[Cell]) -> str:
    """The text with the names of these cells in place of their ids."""
    return cell_names_in(cells)(text)


def cell_names_in(cells: Sequence[Cell]) -> Callable[[str], str]:
    """The same for many texts."""
    places: dict[str, int] = {}

    def name(found: re.Match[str]) -> str:
        said, id = found[1], found[3]
        if not said and not _MADE.fullmatch(id):
            return found[0]
        if not places:  # looked for once something may be a cell: most texts name none
            places.update((cell.id, place) for place, cell in reversed([*enumerate(cells)]))
        return _named(cells, places[id]) if id in places else found[0]

    return lambda text: _ID.sub(name, text)
