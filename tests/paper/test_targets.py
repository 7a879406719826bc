"""Targets as users type them."""

from __future__ import annotations

from pathlib import Path

import pytest

from rca_kernel.adapters.readers.latex.reader import read_latex
from rca_kernel.errors import TargetError
from rca_kernel.paper.document import Paper
from rca_kernel.paper.targets import locate

SOURCE = r"""
\documentclass{article}\begin{document}
\section{Introduction}\section{Background of the method}
\section{Proposed Method}\label{sec:method}
\subsection{Update rule}\begin{equation}x=1\label{eq:x}\end{equation}\begin{align}y&=2\\z&=3\end{align}
\subsection{Step sizes}\begin{algorithm}\caption{Go}
\begin{algorithmic}\State $x$\end{algorithmic}\end{algorithm}
\subsection{Sampling sizes}
\begin{table}\caption{T}\begin{tabular}{cc}a&b\end{tabular}\end{table}
\section{Experiments}
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
    ],
)
def test_a_target_names_its_parts(paper: Paper, target: str, ids: list[str]) -> None:
    found = locate(paper, target)
    assert [part.id for part in (*found.sections, *found.items)] == ids


@pytest.mark.parametrize(
    ("target", "message", "candidate"),
    [
        ("Section 9", "no section 9", "Section 1"),
        ("Eq. (12)", "no equation 12", "Eq. (1)"),
        ("Algorithm 4", "no algorithm 4", "Algorithm 1"),
        ("sizes", "2 section titles", "Section 3.2 Step sizes"),
        ("quantum gravity", "no section, equation, algorithm or label", ""),
        ("Sections 3.3-3.1", "backwards", "Section 3.1"),
    ],
)
def test_what_is_not_there_is_answered_with_the_nearest(
    paper: Paper, target: str, message: str, candidate: str
) -> None:
    with pytest.raises(TargetError, match=message) as caught:
        locate(paper, target)
    assert not candidate or candidate in caught.value.candidates


def test_the_hint_holds_the_table_of_contents(paper: Paper) -> None:
    with pytest.raises(TargetError) as caught:
        locate(paper, "")
    assert "3.1 Update rule" in caught.value.hint
    assert "Algorithm 1" in caught.value.hint
