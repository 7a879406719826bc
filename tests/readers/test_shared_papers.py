"""Real papers that stand beside the repository on the machines that have them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rca_kernel.adapters.readers.registry import read_paper

ROOT = Path(__file__).resolve().parents[2]
PAPERS = ROOT.parent / "shared" / "papers"
EXPECTED = json.loads(
    (ROOT / "tests" / "paper" / "fixtures" / "shared_sections.json").read_text(encoding="utf-8")
)
FILES = sorted(PAPERS.glob("*.tex"))

pytestmark = pytest.mark.skipif(not FILES, reason="the shared papers are not on this machine")


@pytest.mark.parametrize("name", EXPECTED)
def test_sections_have_the_numbers_and_titles_that_latex_prints(name: str) -> None:
    found = read_paper(PAPERS / f"{name}.tex")
    assert [[s.number, s.title, s.level] for s in found.sections] == EXPECTED[name]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_references_are_resolved_and_only_pictures_are_lost(path: Path) -> None:
    found = read_paper(path)
    assert found.health.resolved >= 0.99 * found.health.references > 0
    assert {loss.what for loss in found.health.losses} <= {"picture"}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_macro_of_the_paper_is_left_in_its_equations(path: Path) -> None:
    found = read_paper(path)
    for name in ("\\vx", "\\vz", "\\mF", "\\gO", "\\E", "\\R", "\\eps", "\\vtheta", "\\modelname"):
        assert not [
            entry.id for entry in found.equations if f"{name}{{" in entry.latex or f"{name}_" in entry.latex
        ]
