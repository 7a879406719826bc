"""Cells are named by their place and first words."""

from __future__ import annotations

import pytest

from rca_kernel.notebook import Cell, cell_name, first_words, with_cell_names

OURS = "rca-111111111111"
CELLS = (
    Cell("intro-cell", "markdown", "# A heading"),
    Cell(OURS, "code", "\n  train(model)\nmore()"),
    Cell("training", "code", " \n"),
    Cell("first", "code", "x = 1"),
    Cell("2", "code", "y = 1"),
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"run cell: {OURS}", "run cell 2, “train(model)”"),
        (f"edit cell {OURS!r}, then {OURS}", "edit cell 2, “train(model)”, then cell 2, “train(model)”"),
        ("cell training: ok", "cell 3: ok"),
        ("the training goes on", "the training goes on"),
        ("cell first failed before it, at first", "cell 4, “x = 1” failed before it, at first"),
        ("cell 2 is not known by its id", "cell 2 is not known by its id"),
        ("run cell: rca-222222222222", "run cell: rca-222222222222"),
        ("run cell: last", "run cell: last"),
    ],
)
def test_a_text_names_cells_not_their_ids(text: str, expected: str) -> None:
    assert with_cell_names(text, CELLS) == expected


def test_a_cell_that_is_not_there_keeps_its_id() -> None:
    assert cell_name(CELLS, "gone-by-now") == "cell gone-by-now"


def test_the_first_words_are_short_and_harmless() -> None:
    assert first_words("x" * 99) == f"“{'x' * 39}…”"
    assert first_words("\x1b[31mred\x1b[0m") == "“red”"
    assert first_words("\n\n") == ""
