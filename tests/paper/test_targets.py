"""Targets as users type them."""

from __future__ import annotations

from pathlib import Path

import pytest

from rca_kernel.adapters.readers.latex.reader import read_latex
from rca_kernel.errors import TargetError
from rca_kernel.paper.closure import passage_of
from rca_kernel.paper.document import Paper, Section
from rca_kernel.paper.targets import locate

SOURCE = r"""
\documentclass{article}\newtheorem{theorem}{Theorem}\newtheorem{lemma}{Lemma}[section]\begin{document}
\section{Introduction}\section{Background of the method}
\section{Proposed Method}\label{sec:method}
\subsection{Update rule}\begin{equation}x=1\label{eq:x}\end{equation}\begin{align}y&=2\\z&=3\end{align}
\subsection{Step sizes}\begin{algorithm}\caption{Go}
\begin{algorithmic}\State $x$\end{algorithmic}\end{algorithm}
\subsection{Sampling sizes}
\begin{table}\caption{T}\begin{tabular}{cc}a&b\end{tabular}\end{table}
\section{Experiments}\subsection{Training set}\subsection{Settings offset}
\begin{theorem}[Descent]\label{thm:d} By Lemma~\ref{lem:a} we have \[ a = 1 \] always.\end{theorem}
\begin{theorem} Second.\end{theorem}\begin{lemma}\label{lem:a} Small.\end{lemma}
\appendix\section{Proofs}\subsection{First proof}
\end{document}
"""


@pytest.fixture(scope="module")
def paper(tmp_path_factory: pytest.TempPathFactory) -> Paper:
    path: Path = tmp_path_factory.mktemp("paper") / "p.tex"
    path.write_text(SOURCE, encoding="utf-8")
    return read_latex(path)


@pytest.mark.parametrize(
    ("target", "ids"),
    [
        ("Section 3.2", ["section-3.2"]),
        ("section 3.2", ["section-3.2"]),
        ("Sec. 3.2", ["section-3.2"]),
        ("3.2", ["section-3.2"]),
        ("§3.2", ["section-3.2"]),
        ("Appendix A.1", ["section-A.1"]),
        ("A.1", ["section-A.1"]),
        ("Algorithm 1", ["algorithm-1"]),
        ("Alg. 1", ["algorithm-1"]),
        ("Eq. (2)", ["equation-2"]),
        ("Equation 2", ["equation-2"]),
        ("(2)", ["equation-2"]),
        ("Eqs. (1)–(3)", ["equation-1", "equation-2", "equation-3"]),
        ("Table 1", ["table-1"]),
        ("eq:x", ["equation-1"]),
        ("sec:method", ["section-3"]),
        ("Update rule", ["section-3.1"]),
        ("update RULE", ["section-3.1"]),
        ("3.1 Update rule", ["section-3.1"]),
        ("Updat rule", ["section-3.1"]),
        ("sampling", ["section-3.3"]),
        ("Sections 3.1-3.3, Algorithm 1", ["section-3.1", "section-3.2", "section-3.3", "algorithm-1"]),
        ("Sections 1 and 3.1", ["section-1", "section-3.1"]),
        ("Section 3.1, Eq. (3) and Table 1", ["section-3.1", "equation-3", "table-1"]),
        ("the method", ["section-3"]),
        ("our approach", ["section-3"]),
        ("Theorem 2", ["theorem-2"]),
        ("Thm. 1", ["theorem-1", "equation-u1"]),
        ("Theorems 1-2", ["theorem-1", "theorem-2", "equation-u1"]),
        ("Lemma 4.1", ["lemma-4.1"]),
        ("Section 4 and Lemma 4.1", ["section-4", "lemma-4.1"]),
        ("thm:d", ["theorem-1", "equation-u1"]),
        ("set", ["section-4.1"]),
        ("experi", ["section-4"]),
        ("Trainnig set", ["section-4.1"]),
        ("Section 3.2.", ["section-3.2"]),
        ("Section 3.1: Update rule", ["section-3.1"]),
        ("Section 3.1 (update rule)", ["section-3.1"]),
        ("the method section", ["section-3"]),
        (r"\eqref{eq:x}", ["equation-1"]),
        (r"\ref{sec:method}", ["section-3"]),
        ("Algorithm 1, line 2", ["algorithm-1"]),
        ("lines 1-3 of Algorithm 1", ["algorithm-1"]),
        ("Eq. (2) in Section 3.1", ["equation-2"]),
        ("the update", ["section-3.1"]),
        (
            "Sections 3.1 to 3.2, Eqs. 1-2 and Appendix A.1",
            ["section-3.1", "section-3.2", "section-A.1", "equation-1", "equation-2"],
        ),
    ],
)
def test_a_target_names_its_parts(paper: Paper, target: str, ids: list[str]) -> None:
    found = locate(paper, target)
    within = [
        item
        for part in found.sections
        if part.id.startswith("theorem")
        for item in passage_of(paper, part.id).items
    ]
    assert [part.id for part in (*found.sections, *found.items, *within)] == ids


@pytest.mark.parametrize(
    ("target", "message", "candidate"),
    [
        ("Section 9", "no section 9", "Section 1"),
        ("Eq. (12)", "no equation 12", "Eq. (1)"),
        ("Algorithm 4", "no algorithm 4", "Algorithm 1"),
        ("sizes", "2 section titles", "Section 3.2 Step sizes"),
        ("quantum gravity", "no section, equation, algorithm or label", ""),
        ("Sections 3.3-3.1", "backwards", "Section 3.1"),
        ("Theorem 7", "no theorem 7", "Theorem 1 (Descent)"),
        ("Section 3.1: Sampling", "is called “Update rule”", "3.3 Sampling sizes"),
        ("always", "no section", "4.2 Settings offset (speaks of it)"),
        ("ing", "no section, equation, algorithm or label", ""),
    ],
)
def test_what_is_not_there_is_answered_with_the_nearest(
    paper: Paper, target: str, message: str, candidate: str
) -> None:
    with pytest.raises(TargetError, match=message) as caught:
        locate(paper, target)
    assert not candidate or candidate in caught.value.candidates


@pytest.mark.parametrize(
    ("target", "note"),
    [
        ("Section 3.1", ""),
        ("update rule", ""),
        ("3.1 Update rule", ""),
        ("Updat rule", "took “3.1 Update rule” for “Updat rule”"),
        ("sampling", "took “3.3 Sampling sizes” for “sampling”"),
        ("the method", "took “3 Proposed Method” for “the method”"),
        ("Algorithm 1, line 2", "took Algorithm 1 as a whole for “Algorithm 1, line 2”"),
    ],
)
def test_what_is_not_named_exactly_is_said(paper: Paper, target: str, note: str) -> None:
    assert locate(paper, target).note == note
    warnings = passage_of(paper, target).warnings
    assert [one for one in warnings if one.startswith("Took")] == ([f"T{note[1:]}."] if note else [])


def test_the_hint_holds_the_table_of_contents(paper: Paper) -> None:
    with pytest.raises(TargetError) as caught:
        locate(paper, "")
    assert "3.1 Update rule" in caught.value.hint
    assert "Algorithm 1" in caught.value.hint


def test_a_theorem_leans_on_what_it_refers_to(paper: Paper) -> None:
    found = passage_of(paper, "Theorem 1")
    assert (found.title, [section.text for section in found.sections]) == (
        "Theorem 1 (Descent)",
        ["By Lemma 4.1 we have\n\n$$ a = 1 $$\n\nalways."],
    )
    leaned = {entry.item.id: entry.why for entry in found.leaned}
    assert "lemma-4.1" not in leaned  # it is read in the section around the theorem
    assert "Small." in next(entry.item.text for entry in found.leaned if isinstance(entry.item, Section))
    assert leaned["section-4.2"] == "Theorem 1 (Descent) stands in it"
