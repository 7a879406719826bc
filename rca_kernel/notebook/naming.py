"""Cells by their place and first words: to their author these say more than an id."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rca_kernel.notebook.bounded import harmless
from rca_kernel.notebook.cells import Cell

LONGEST = 40
_ID = re.compile(r"(\bcell:? )?(['\"`]?)(?<![\w-])([A-Za-z0-9][\w-]{5,63})(?![\w-])\2")
_MADE = re.compile(r"rca-[0-9a-f]{12}|[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")
"""Ids as we and Jupyter make them; any other might be a word, and is one unless "cell" is before it."""


def first_words(source: str) -> str:
    """The first line that says something, in quotation marks; empty where none does."""
    line = next((line.strip() for line in harmless(source).splitlines() if line.strip()), "")
    return f"“{line if len(line) <= LONGEST else line[: LONGEST - 1] + '…'}”" if line else ""


def cell_name(cells: Sequence[Cell], id: str) -> str:
    """`cell 12, “train(model)”`, counted from 1; by its id where it is not among the cells."""
    for number, cell in enumerate(cells, 1):
        if cell.id == id:
            return ", ".join(filter(None, (f"cell {number}", first_words(cell.source))))
    return f"cell {id}"


def with_cell_names(text: str, cells: Sequence[Cell]) -> str:
    """The text with the names of these cells in place of their ids."""
    ids = {cell.id for cell in cells}

    def name(found: re.Match[str]) -> str:
        said, id = found[1], found[3]
        known = id in ids and (said or _MADE.fullmatch(id))
        return cell_name(cells, id) if known else found[0]

    return _ID.sub(name, text)
