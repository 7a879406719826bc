"""Small papers in the ways that authors write LaTeX: files, macros, displays, books, appendices."""

from __future__ import annotations

from pathlib import Path

import pytest

from rca_kernel.adapters.readers.latex.reader import read_latex
from rca_kernel.errors import PaperError
from rca_kernel.paper.closure import passage_of
from rca_kernel.paper.document import Paper
from rca_kernel.paper.targets import locate


def read(folder: Path, body: str, preamble: str = "", name: str = "article", **files: str) -> Paper:
    """The paper `main.tex` beside other files, `__` in whose names stands for a folder."""
    for file, text in files.items():
        path = folder / (file.replace("__", "/") + ".tex")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    main = f"\\documentclass{{{name}}}\n{preamble}\n\\begin{{document}}\n{body}\n\\end{{document}}\n"
    (folder / "main.tex").write_text(main, encoding="utf-8")
    return read_latex(folder)


def headings(found: Paper) -> list[tuple[str, str]]:
    return [(section.number, section.title) for section in found.sections]


def formulas(found: Paper) -> list[tuple[str, str]]:
    return [(entry.number, entry.latex) for entry in found.equations]


def test_nested_inputs_includes_and_subfiles_are_one_paper(tmp_path: Path) -> None:
    subfile = (
        "\\documentclass[../main]{subfiles}\n\\newcommand{\\inner}{i}\n\\begin{document}"
        "\\section{Sub}\\label{sub}$\\inner$\\end{document} ignored"
    )
    found = read(
        tmp_path,
        "\\section{A}\\input{p/one}\\include{two}\\subfile{p/three}\\section{Z}\\ref{deep} \\ref{sub}",
        "\\usepackage{subfiles}",
        p__one="\\subsection{One}\\input{p/deeper}",
        p__deeper="Deep.\\subsubsection{Deeper}\\label{deep}",
        two="\\section{Two}",
        p__three=subfile,
    )
    assert headings(found) == [
        ("1", "A"), ("1.1", "One"), ("1.1.1", "Deeper"), ("2", "Two"), ("3", "Sub"), ("4", "Z"),
    ]  # fmt: skip
    assert (found.sections[4].text, found.sections[5].text) == ("$i$", "1.1.1 3")
    assert found.health.lost == 0


@pytest.mark.parametrize(
    ("defined", "used", "printed"),
    [
        (r"\NewDocumentCommand{\n}{s O{2} m}{\IfBooleanTF{#1}{B}{S}_{#2}^{#3}}", r"\n{x}", "S_{2}^{x}"),
        (r"\NewDocumentCommand{\n}{s O{2} m}{\IfBooleanTF{#1}{B}{S}_{#2}^{#3}}", r"\n*[1]{x}", "B_{1}^{x}"),
        (r"\NewDocumentCommand{\n}{m o}{E\IfNoValueTF{#2}{}{_{#2}}[#1]}", r"\n{X}", "E[X]"),
        (r"\NewDocumentCommand{\n}{m o}{E\IfNoValueTF{#2}{}{_{#2}}[#1]}", r"\n{X}[p]", "E_{p}[X]"),
        (r"\NewDocumentCommand{\n}{t+ m}{\IfBooleanTF{#1}{P}{M}#2}", r"\n+{X}\n{Y}", "PXMY"),
        (r"\NewDocumentCommand{\n}{m d()}{#1\IfValueT{#2}{<#2>}}", r"\n{a}(b)\n{c}", "a<b>c"),
        (r"\NewDocumentCommand{\n}{D<>{0} m}{#1#2}", r"\n<1>{a}\n{b}", "1a0b"),
        (r"\NewDocumentCommand{\n}{m e{^_}}{[#1|#2|#3]}", r"\n{a}_b^c", "[a|c|b]"),
        (r"\NewDocumentCommand{\n}{g}{N\IfValueT{#1}{_{#1}}}", r"\n{k} + \n", "N_{k} + N"),
        (r"\newcommand\n[2][a]{\nabla_{#1} #2}", r"\n L + \n[w]{L}", r"\nabla_{a} L + \nabla_{w} L"),
        (r"\newcommand{\n}{\@ifstar\b\s}\newcommand{\b}[1]{B#1}\newcommand{\s}{S}", r"\n*{x}\n{y}", "BxS{y}"),
        (r"\newcommand{\n}{\@ifnextchar[\na\nb}\def\na[#1]{A}\newcommand{\nb}{C}", r"\n x", "Cx"),
        (r"\newcommand{\n}[1]{\@in{#1}}\newcommand{\@in}[1]{<#1>}", r"\n{x}", "<x>"),
        (r"\expandafter\def\csname n\endcsname{M}", r"\n + \csname n\endcsname", "M+ M"),
        (r"\def\n#1\stop{[#1]}\def\stop{}", r"\n a + b\stop", "[ a + b]"),
        (r"\DeclarePairedDelimiter{\n}{\langle}{\rangle}", r"\n*{y}", r"\left\langle y\right\rangle"),
        (r"\DeclareMathOperator*{\n}{arg\,min}", r"\n_x f", r"\operatorname*{arg\,min}_x f"),
        (r"\let\n\varepsilon", r"\n", r"\varepsilon"),
    ],
)  # fmt: skip
def test_macros_of_every_kind_are_expanded(tmp_path: Path, defined: str, used: str, printed: str) -> None:
    found = read(tmp_path, f"\\section{{S}}\\[ {used} \\]", f"\\makeatletter{defined}\\makeatother")
    assert (formulas(found), found.health.lost) == ([("", printed)], 0)


def test_macros_that_open_and_close_displays(tmp_path: Path) -> None:
    preamble = (
        r"\newcommand{\be}{\begin{equation}}\newcommand{\ee}{\end{equation}}"
        r"\def\bea#1\eea{\begin{align}#1\end{align}}\newenvironment{eqn}{\begin{equation}}{\end{equation}}"
    )
    body = r"\section{S}\be a\ee \bea b &= c\\ d &= e\eea\begin{eqn} f \end{eqn}"
    assert formulas(read(tmp_path, body, preamble)) == [
        ("1", "a"),
        ("2", "b = c"),
        ("3", "d = e"),
        ("4", "f"),
    ]


@pytest.mark.parametrize(
    ("display", "expected"),
    [
        (r"\begin{align} a &= b \nonumber\\ &= c\end{align}", [("1", "a = b = c")]),
        (r"\begin{align*} k = & l \\ = & m \\ \le & n \end{align*}", [("", r"k = l = m \le n")]),
        (r"\begin{align*} & k \\ & = m \end{align*}", [("", "k = m")]),
        (r"\begin{eqnarray*} s &=& t \\ &\leq& u \end{eqnarray*}", [("", r"s = t \leq u")]),
        (r"\begin{IEEEeqnarray}{rCl} x &=& y \IEEEnonumber\\ &=& z \end{IEEEeqnarray}", [("1", "x = y = z")]),
        (r"$$ q = 1 \eqno(17) $$", [("17", "q = 1")]),
        (r"\begin{equation}\tag{$\star$} d = 1\end{equation}", [(r"\star", "d = 1")]),
        (r"\begin{align} a \tag*{[I]}\\ b \end{align}", [("[I]", "a"), ("1", "b")]),
        (r"\begin{multline*} A + \\ B \\ = D\end{multline*}", [("", "A + B = D")]),
        (r"\begin{align}\intertext{so}m\\ \shortintertext{or} n\end{align}", [("1", "m"), ("2", "n")]),
        (r"\begin{flalign} && w &= 1 && \end{flalign}", [("1", "w = 1")]),
        (r"\begin{subequations}\begin{align} a\\ b\end{align}\end{subequations}", [("1a", "a"), ("1b", "b")]),
        (r"\begin{gather*} \quad u \\ \! v = \ w \end{gather*}", [("", "u"), ("", r"v = \ w")]),
    ],
)  # fmt: skip
def test_displays_are_the_statements_that_are_printed(
    tmp_path: Path, display: str, expected: list[tuple[str, str]]
) -> None:
    assert formulas(read(tmp_path, f"\\section{{S}}{display}")) == expected


def test_a_numbered_row_that_begins_with_a_relation_names_the_row_before(tmp_path: Path) -> None:
    found = read(tmp_path, r"\section{S}\begin{align} a &= b\\ &= c\\ d &= e\end{align}")
    assert [(entry.latex, entry.continues) for entry in found.equations] == [
        ("a = b", ""), ("= c", "equation-1"), ("d = e", ""),
    ]  # fmt: skip


def test_references_of_every_kind(tmp_path: Path) -> None:
    body = (
        r"\section{A}\label{a}\begin{subequations}\label{s}\begin{align}x\label{x}\\ y\label{y}\end{align}"
        r"\end{subequations}\begin{equation}z\label{z}\end{equation}"
        r"\cref{x,y}; \crefrange{x}{z}; \eqref{y}; \eqref{s}; \Cref{a,z}; \nameref{b}; \labelcref{z}"
        r"\appendix\section{Bold \textbf{end}}\label{b}\subsection{C}\label{c}\autoref{b}; \cref{b,c}"
    )
    found = read(tmp_path, body)
    shown = found.sections[0].text.rpartition("$$")[2].strip()
    assert shown == "Eqs. (1a) and (1b); Eqs. (1a) to (2); (1b); (1); Section 1 and Eq. (2); Bold end; (2)"
    assert found.sections[2].text == "Appendix A; Appendices A and A.1"
    assert found.health.resolved == found.health.references == 13


def test_a_book_has_parts_front_matter_and_appendices(tmp_path: Path) -> None:
    body = (
        r"\frontmatter\chapter{Foreword}\mainmatter\part{P}\chapter{C}\section{S}\begin{equation}a\end{equation}"
        r"\section*{No}\subsection{T}\appendix\chapter{X}\section{Y}\begin{equation}b\end{equation}"
    )
    found = read(tmp_path, body, name="book")
    assert headings(found) == [
        ("", "Foreword"), ("I", "P"), ("1", "C"), ("1.1", "S"), ("", "No"), ("1.1.1", "T"),
        ("A", "X"), ("A.1", "Y"),
    ]  # fmt: skip
    assert [entry.number for entry in found.equations] == ["1.1", "A.1"]


def test_code_of_every_kind_is_kept_and_never_read_as_latex(tmp_path: Path) -> None:
    body = (
        "\\section{A}\\begin{lstlisting}[language=C]\nint x; // \\section{no} %\n\\end{lstlisting}\n"
        "\\begin{minted}[fontsize=\\small]{python}\nx % 2  # \\begin{equation}\n\\end{minted}\n"
        "\\begin{verbatim}\n$ \\[ {\n\\end{verbatim}\\mintinline{python}{a % b} \\verb*!y z! \\lstinline|a_b|"
    )
    found = read(tmp_path, body)
    assert [(entry.language, entry.code) for entry in found.listings] == [
        ("c", "int x; // \\section{no} %"), ("python", "x % 2  # \\begin{equation}"), ("", "$ \\[ {"),
    ]  # fmt: skip
    assert found.sections[0].text.endswith("`a % b` `y z` `a_b`")
    assert len(found.sections) == 1


def test_algorithm2e_and_long_tables(tmp_path: Path) -> None:
    body = (
        "\\section{A}\\begin{algorithm}[H]\\SetAlgoLined\\KwData{$x$}\n\\eIf{$x$}{a\\;}{b\\;}\n"
        "\\caption{Down}\\label{d}\\end{algorithm}\\begin{longtable}{ll}\\caption{Long}\\label{t}\\\\ A & B "
        "\\\\ \\endfirsthead A & again \\\\ \\endhead next page & \\\\ \\endfoot 1 & 2 \\\\ \\end{longtable}"
        "\\Cref{d,t}"
    )
    found = read(tmp_path, body)
    assert found.algorithms[0].latex == "\\KwData{$x$}\n\\eIf{$x$}{a\\;}{b\\;}"
    assert found.tables[0].rows == (("A", "B"), ("1", "2"))
    assert found.sections[0].text.endswith("Algorithm 1 and Table 1")


@pytest.mark.parametrize("name", ["itemize", "equation", "figure", "algorithm"])
def test_an_environment_without_an_end_is_named_with_its_line(tmp_path: Path, name: str) -> None:
    with pytest.raises(PaperError) as caught:
        read(tmp_path, f"\\section{{A}}\nWords.\n\\begin{{{name}}}\nx")
    assert caught.value.message == (
        f"\\begin{{{name}}} on line 6 of main.tex is never closed "
        "before \\end{document} on line 8 of main.tex."
    )
    assert caught.value.hint == f"Add \\end{{{name}}}, or remove the \\begin."


def test_titles_print_what_is_for_print(tmp_path: Path) -> None:
    body = r"\section{Min-\texorpdfstring{$p$}{p} sampling}\section{\texorpdfstring{\textbf{A} $\beta$}{b}}"
    assert headings(read(tmp_path, body)) == [("1", "Min-$p$ sampling"), ("2", r"A $\beta$")]


def test_a_table_inside_a_cell_is_the_lines_of_that_cell(tmp_path: Path) -> None:
    body = (
        r"\section{A}\begin{table}\caption{T}\begin{tabular}{cc}"
        r"\begin{tabular}{c}two\\ lines\end{tabular} & b \\ 1 & 2\end{tabular}\end{table}"
    )
    (table,) = read(tmp_path, body).tables
    assert table.rows == (("two lines", "b"), ("1", "2"))


@pytest.mark.parametrize(
    ("target", "number"),
    [
        ("II", "II"), ("Section II", "II"), ("I-A", "I-A"), ("Section I-A", "I-A"), ("the method", "II"),
        ("Appendix A", "A"),
    ],
)  # fmt: skip
def test_roman_numbers_are_targets(tmp_path: Path, target: str, number: str) -> None:
    body = (
        r"\section{Start}\subsection{Part}\section{Method}\begin{equation}a=b\end{equation}"
        r"\appendix\section{Proofs}"
    )
    found = passage_of(read(tmp_path, body, name="IEEEtran"), target)
    assert found.sections[0].number == number
    assert locate(read(tmp_path, body, name="IEEEtran"), "Sections I–II").title == "I Start; II Method"
