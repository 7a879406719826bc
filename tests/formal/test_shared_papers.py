"""The displays of the papers beside the repository: translated or refused by name, never a crash."""

from __future__ import annotations

from pathlib import Path

import pytest

from rca_kernel.adapters.readers.registry import read_paper
from rca_kernel.errors import FormalError
from rca_kernel.formal import translate_equation

PAPERS = Path(__file__).resolve().parents[3] / "shared" / "papers"
FOUND, TRANSLATED = 180, 50


def displays() -> list[str]:
    """Every display, with the rows that go on with it."""
    found: list[str] = []
    for path in sorted(PAPERS.glob("*.tex")):
        for equation in read_paper(path).equations:
            if equation.continues and found:
                found[-1] += f" {equation.latex}"
            else:
                found.append(equation.latex)
    return found


@pytest.mark.skipif(not PAPERS.is_dir(), reason="the shared papers are not beside the repository")
def test_share_of_the_displays() -> None:
    refused: list[FormalError] = []
    latex = displays()
    for display in latex:
        try:
            translate_equation(display)
        except FormalError as error:
            refused.append(error)
    assert len(latex) >= FOUND
    assert len(latex) - len(refused) >= TRANSLATED
    assert all(error.reason and len(error.reason) > 10 for error in refused)
