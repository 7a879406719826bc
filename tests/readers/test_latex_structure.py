"""Sections, displays, labels and floats as LaTeX numbers them."""

from __future__ import annotations

from pathlib import Path

import pytest

from rca_kernel.adapters.readers.latex.reader import read_latex
from rca_kernel.errors import PaperError
from rca_kernel.paper.document import Paper

# Checked by running pdflatex on the same source and reading its .aux file.
DISPLAYS = r"""
\begin{align} L &=E\Bigg[ -\log \exp \Bigg( \notag \\[-0.5em] &-\frac{1}{2 s^2} \Bigg) \Bigg],
\label{joined}\end{align}
\begin{align} a&=b\label{a}\\ c&=d\label{c} \\ \end{align}
\begin{equation}x\label{after}\end{equation}
\begin{eqnarray} a&=&b\label{ea}\\ c&=&d\label{ec} \\ \end{eqnarray}
\begin{equation}x\label{eafter}\end{equation}
\begin{gather} a \\ b\notag \\ c\label{gc}\end{gather}
\begin{subequations}\label{sub}\begin{align} a\label{sa}\\ b\label{sb}\end{align}\end{subequations}
\begin{multline} a\\b\label{ml}\end{multline}
\begin{align} a &= b \tag{T}\label{tg}\\ &= c\label{tn}\end{align}
\begin{equation}\begin{split}a&=b\\&=c\end{split}\notag\end{equation}
\begin{equation}y\label{last}\end{equation}
"""
NUMBERS = {
    "joined": "1", "a": "2", "c": "3", "after": "5", "ea": "6", "ec": "7", "eafter": "9", "gc": "11",
    "sub": "12",
    "sa": "12a", "sb": "12b", "ml": "13", "tg": "T", "tn": "14", "last": "15",
}  # fmt: skip


def paper(folder: Path, body: str, preamble: str = "", name: str = "article") -> Paper:
    path = folder / "main.tex"
    path.write_text(
        f"\\documentclass{{{name}}}\n{preamble}\n\\begin{{document}}\n{body}\n\\end{{document}}\n",
        encoding="utf-8",
    )
    return read_latex(path)


def headings(found: Paper) -> list[tuple[str, str]]:
    return [(section.number, section.title) for section in found.sections]


@pytest.mark.parametrize("label", NUMBERS)
def test_a_display_has_the_number_that_latex_prints(tmp_path: Path, label: str) -> None:
    found = paper(tmp_path, f"\\section{{S}}{DISPLAYS}\nSEE-\\ref{{{label}}}-")
    assert f"SEE-{NUMBERS[label]}-" in found.sections[0].text
    assert found.health.resolved == found.health.references == 1


def test_unnumbered_lines_join_the_statement_they_continue(tmp_path: Path) -> None:
    found = paper(tmp_path, "\\section{S}" + DISPLAYS)
    assert found.equations[0].latex.endswith(r"\Bigg( -\frac{1}{2 s^2} \Bigg) \Bigg],")


def test_statements_of_a_starred_align_are_told_apart(tmp_path: Path) -> None:
    found = paper(
        tmp_path,
        r"\section{S}\begin{align*} m &= 1 \\ v &= 2 \\ &\quad + 3 \end{align*} \[ z = 4 \] $$ w = 5 $$",
    )
    assert [entry.latex for entry in found.equations] == ["m = 1", r"v = 2 \quad + 3", "z = 4", "w = 5"]
    assert {entry.number for entry in found.equations} == {""}


def test_a_split_inside_an_equation_counts_once(tmp_path: Path) -> None:
    found = paper(
        tmp_path, r"\section{S}\begin{equation}\begin{aligned} a &= b \\ c &= d \end{aligned}\end{equation}"
    )
    assert len(found.equations) == 1
    assert r"\begin{aligned}" in found.equations[0].latex


def test_sections_are_numbered_as_latex_numbers_them(tmp_path: Path) -> None:
    body = (
        r"\section{A}\subsection{B}\subsubsection{C}\paragraph{D}\section*{E}\section[short]{F "
        r"$x_1$}\subsection{G}"
        r"\appendix\section{H}\subsection{I}"
    )
    assert headings(paper(tmp_path, body)) == [
        ("1", "A"), ("1.1", "B"), ("1.1.1", "C"), ("", "D"), ("", "E"), ("2", "F $x_1$"), ("2.1", "G"),
        ("A", "H"), ("A.1", "I"),
    ]  # fmt: skip


def test_a_redefined_section_format_is_followed(tmp_path: Path) -> None:
    body = (
        r"\section{A}\setcounter{section}{0}\renewcommand{\thesection}{S\arabic{section}}"
        r"\section{B}\subsection{C}"
    )
    assert headings(paper(tmp_path, body)) == [("1", "A"), ("S1", "B"), ("S1.1", "C")]


def test_equations_are_numbered_within_sections_when_asked(tmp_path: Path) -> None:
    body = r"\section{A}\section{B}\begin{equation}x\label{x}\end{equation}\eqref{x}"
    assert "(2.1)" in paper(tmp_path, body, r"\numberwithin{equation}{section}").sections[1].text


def test_sections_of_a_report_stand_in_chapters(tmp_path: Path) -> None:
    assert headings(paper(tmp_path, r"\chapter{A}\section{B}", name="report")) == [("1", "A"), ("1.1", "B")]


def test_clever_references_print_kinds_lists_and_ranges(tmp_path: Path) -> None:
    body = (
        r"\section{A}\label{a}\section{B}\label{b}\begin{equation}x\label{e}\end{equation}"
        r"\cref{a,b}; \Cref{e}; \autoref{a}; \crefrange{a}{b}; \ref{none}; \eqref{e}"
    )
    found = paper(tmp_path, body)
    assert "Sections 1 and 2; Eq. (1); Section 1; Sections 1 to 2; ??; (1)" in found.sections[1].text
    assert (found.health.references, found.health.resolved) == (8, 7)


def test_a_theorem_is_numbered_and_kept_in_the_text(tmp_path: Path) -> None:
    preamble = r"\newtheorem{thm}{Theorem}[section]\newtheorem{lem}[thm]{Lemma}"
    body = (
        r"\section{A}\begin{thm}[Name]\label{t}All is well.\end{thm}\begin{lem}\label{l}x"
        r"\end{lem}\begin{proof}y\end{proof}\ref{l}"
    )
    found = paper(tmp_path, body, preamble)
    assert [(s.kind, s.number, s.title, s.label) for s in found.statements] == [
        ("Theorem", "1.1", "Name", "t"),
        ("Lemma", "1.2", "", "l"),
    ]
    assert "**Theorem 1.1 (Name).** All is well." in found.sections[0].text
    assert found.sections[0].text.endswith("1.2")


def test_an_algorithm_keeps_its_body_and_its_caption_apart(tmp_path: Path) -> None:
    body = (
        r"\section{A}\begin{algorithm}[t]\caption{Do \vx}\label{alg}\begin{algorithmic}[1]"
        r"\State $x \gets \vx$ "
        r"\State $y$ \label{line}\end{algorithmic}\end{algorithm} Algorithm~\ref{alg}, line \ref{line}"
    )
    found = paper(tmp_path, body, r"\newcommand{\vx}{$v$}")
    entry = found.algorithms[0]
    assert (entry.number, entry.caption, entry.label) == ("1", "Do $v$", "alg")
    assert entry.latex.startswith(r"\begin{algorithmic}[1]")
    assert r"\label" not in entry.latex
    assert "Algorithm 1, line 2" in found.sections[0].text


def test_algorithm2e_is_an_algorithm_too(tmp_path: Path) -> None:
    body = (
        r"\section{A}\begin{algorithm}\KwIn{$x$}\For{$i$}{$x \gets 1$\;}\caption{Loop}"
        r"\label{l}\end{algorithm}\ref{l}"
    )
    entry = paper(tmp_path, body).algorithms[0]
    assert (entry.number, entry.label) == ("1", "l")
    assert entry.latex == r"\KwIn{$x$}\For{$i$}{$x \gets 1$\;}"


def test_a_table_is_read_as_rows(tmp_path: Path) -> None:
    body = (
        r"\section{A}\begin{table}\caption{Values}\label{t}\begin{tabular}{l|c@{}c}\toprule "
        r"Name & \multicolumn{2}{c}{Both} \\"
        r"\cmidrule(lr){2-3} $a\&b$ & {1 & 2} & 3 \\ \multirow{2}{*}{\textbf{x}} & & 5\% \\ "
        r"\bottomrule\end{tabular}\end{table}"
    )
    table = paper(tmp_path, body).tables[0]
    assert (table.number, table.label, table.caption) == ("1", "t", "Values")
    assert table.rows == (("Name", "Both", ""), (r"$a\&b$", "1 2", "3"), ("**x**", "", "5%"))


def test_a_figure_keeps_caption_files_and_parts(tmp_path: Path) -> None:
    body = (
        r"\section{A}\begin{figure}\begin{subfigure}{1cm}\includegraphics[width=1cm]{a.pdf}"
        r"\caption{L}\label{fa}\end{subfigure}"
        r"\begin{subfigure}{1cm}\includegraphics{b}\caption{R}\label{fb}\end{subfigure}"
        r"\caption{Both}\label{f}\end{figure}"
        r"\ref{fa} \ref{fb} \ref{f}"
    )
    found = paper(tmp_path, body)
    assert found.figures[0].files == ("a.pdf", "b")
    assert found.sections[0].text.endswith("1a 1b 1")


def test_code_is_kept_as_it_stands(tmp_path: Path) -> None:
    body = (
        "\\section{A}\\begin{lstlisting}[language=Python, caption={Run}, label=code]\nx = "
        "{1: '%'}\n\\end{lstlisting} \\verb|\\section{no}| \\ref{code}"
    )
    found = paper(tmp_path, body)
    assert (found.listings[0].code, found.listings[0].language) == ("x = {1: '%'}", "python")
    assert len(found.sections) == 1
    assert found.health.resolved == 1


def test_title_abstract_footnotes_and_citations_are_read(tmp_path: Path) -> None:
    body = (
        r"\maketitle\begin{abstract}Short.\end{abstract}\section{A}Word\footnote{Aside.} "
        r"\citep[see][]{k, l} ``q'' caf\'e --- \S\ref{x}"
        r"\begin{thebibliography}{9}\bibitem{k} K. \emph{Title}. \end{thebibliography}"
    )
    found = paper(tmp_path, body, r"\title{A \textbf{big} \\ title}\author{N}")
    assert (found.title, found.abstract) == ("A big title", "Short.")
    assert found.sections[0].text.startswith("Word (footnote: Aside.) [@k; @l] “q” café — §??")
    assert found.bibliography == {"k": "K. *Title*."}


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (
            "\\section{A}\n\\begin{itemize}\nx",
            r"\\begin\{itemize\} on line 5 .*never closed before \\end\{document\}",
        ),
        ("\\section{A}\n\\begin{equation}x\n\\end{align}", r"\\begin\{equation\} on line 5 .* line 6"),
        ("\\section{A}\n\n\\end{proof}", r"\\begin\{document\} on line 3 .*line 6"),
        ("{" * 60, "60 braces are never closed"),
    ],
)
def test_latex_that_does_not_parse_is_refused_with_its_line(tmp_path: Path, body: str, message: str) -> None:
    with pytest.raises(PaperError, match=message):
        paper(tmp_path, body)


def test_lost_mathematics_is_said(tmp_path: Path) -> None:
    found = paper(tmp_path, "\\section{A}\nopen $x = 1\n\nnext")
    assert [loss.what for loss in found.health.losses] == ["mathematics"]


def test_deep_nesting_does_not_overflow(tmp_path: Path) -> None:
    body = "\\section{A}" + "{" * 20_000 + "x" + "}" * 20_000
    assert paper(tmp_path, body).sections[0].text == "x"
