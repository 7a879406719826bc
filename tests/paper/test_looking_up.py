"""What running text says of a symbol or of words, beyond what was taken for its meaning or value."""

from __future__ import annotations

from pathlib import Path

from rca_kernel.adapters.readers.latex.reader import read_latex
from rca_kernel.paper.closure import passage_of
from rca_kernel.paper.looking_up import displays_of, sentences_with, statements_of
from rca_kernel.paper.passage import Passage


def passage(folder: Path) -> Passage:
    path = folder / "p.tex"
    body = (
        r"\section{Setting}\label{s} A run has \begin{equation} f = a + b \end{equation} as its aim. "
        r"\section{Method} By Section~\ref{s}, we take a chosen list of tokens $T = \{t_i\}$. "
        r"Then $x_T$ is kept. "
        r"Noise is $u \sim U$, and $T = \{t_i\}$ stays. Intervals come from the bootstrap. "
        r"\section{Run} We use $x = 3$ and batches of $B = 64$ images."
    )
    path.write_text(f"\\documentclass{{article}}\\begin{{document}}{body}\\end{{document}}", encoding="utf-8")
    return passage_of(read_latex(path), "2")


def test_a_symbol_is_found_in_the_sentences_that_define_draw_or_state_it(tmp_path: Path) -> None:
    found = passage(tmp_path)
    first, *others = statements_of(found, {"T"})
    assert first == r"“By Section 1, we take a chosen list of tokens $T = \{t_i\}$.” [Section 2]"
    assert len(others) == 1
    assert [one.partition(",")[0] for one in statements_of(found, {"u"})] == [r"“Noise is $u \sim U$"]
    assert list(statements_of(found, {"u"}, first + others[0])) == []
    assert list(statements_of(found, {"i"})) == []


def test_a_formula_of_a_section_that_the_target_leans_on_is_found_by_its_left_side(tmp_path: Path) -> None:
    found = passage(tmp_path)
    assert [line.partition(" \\tag")[0] for line in displays_of(found, {"f"})] == ["in Section 1: f = a + b"]
    assert list(displays_of(found, {"a"})) == []


def test_words_are_answered_with_the_sentences_that_hold_them(tmp_path: Path) -> None:
    found = passage(tmp_path)
    assert list(sentences_with(found, "bootstrap")) == ["“Intervals come from the bootstrap.” [Section 2]"]
    assert list(sentences_with(found, "jackknife")) == []
