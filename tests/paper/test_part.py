"""Reading one part of a paper: the part alone, what is said beside it, and where it stands."""

from __future__ import annotations

from pathlib import Path

from rca_kernel.adapters.readers.latex.reader import read_latex
from rca_kernel.app.papers import part_or_context
from rca_kernel.paper.part import BESIDE, LIMIT, part_text

SAMPLES = Path(__file__).resolve().parents[2] / "notebooks" / "papers"
PAPER = read_latex(SAMPLES / "adaptive-moments.tex")


def test_an_equation_comes_with_the_words_beside_it_and_its_place() -> None:
    shown = part_text(PAPER, "Eq. (10)").split("\n")
    assert shown[0] == "(Eq. (10), in 3 Method > 3.2 Update rule)"
    assert shown[1].endswith("The parameters move by")
    assert shown[2].startswith("$$ \\theta_t = ")
    assert shown[3].startswith("with step size $\\alpha > 0$, stability constant")
    assert len("\n".join(shown)) < 1200


def test_another_equation_is_no_word_on_this_one() -> None:
    assert part_text(PAPER, "Eq. (7)").count("$$") == 2


def test_a_section_comes_with_its_pseudocode_and_no_closure() -> None:
    shown = part_text(PAPER, "Section 3.2")
    assert shown.startswith("## 3.2 Update rule")
    assert "\\begin{algorithmic}" in shown
    assert "0.001" not in shown


def test_an_algorithm_comes_with_the_paragraph_that_names_it() -> None:
    shown = part_text(PAPER, "Algorithm 1")
    assert "Algorithm 1 states the whole procedure." in shown
    assert "Algorithm 1 Adaptive moments" in shown


def test_what_is_too_long_is_named_and_words_beside_are_cut_between_words(tmp_path: Path) -> None:
    body = r"\section{A}" + "long $x$ words " * 200 + r"\begin{equation}y=x\end{equation}"
    body += "".join(rf"\subsection{{B{i}}} " + "word " * 900 for i in range(5))
    path = tmp_path / "p.tex"
    path.write_text(f"\\documentclass{{article}}\\begin{{document}}{body}\\end{{document}}", encoding="utf-8")
    paper = read_latex(path)
    whole = part_text(paper, "1")
    assert len(whole) < LIMIT + 300
    assert "(not shown for its length, to be read one by one: Section 1.2, Section 1.3" in whole
    beside = part_text(paper, "Eq. (1)").split("\n")[1]
    assert beside.startswith("… ")
    assert len(beside) <= BESIDE + 4
    assert beside.count("$") % 2 == 0


def test_the_context_is_read_on_request_only() -> None:
    alone, context = part_or_context(PAPER, "Eq. (7)"), part_or_context(PAPER, "context of Eq. (7)")
    assert len(alone) < 700 < len(context)
    assert "needed because defines $g_t$, which Eq. (7) uses" in context
    assert "<untrusted" not in alone + context


def test_an_inexact_name_is_said_to_be_one() -> None:
    assert part_text(PAPER, "gradient clipping").startswith("(took “3.3 Step-size schedule")
