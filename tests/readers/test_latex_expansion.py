"""Macros, files and comments, before structure is read."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from rca_kernel.adapters.readers.latex import expansion
from rca_kernel.adapters.readers.latex.reader import read_latex
from rca_kernel.errors import PaperError
from rca_kernel.paper.document import Paper


def paper(folder: Path, body: str, preamble: str = "") -> Paper:
    path = folder / "main.tex"
    path.write_text(
        f"\\documentclass{{article}}\n{preamble}\n\\begin{{document}}\n\\section{{One}}\n{body}"
        f"\n\\end{{document}}\n",
        encoding="utf-8",
    )
    return read_latex(path)


def equation(folder: Path, preamble: str, latex: str) -> str:
    found = paper(folder, f"\\begin{{equation}}{latex}\\end{{equation}}", preamble)
    return found.equations[0].latex


@pytest.mark.parametrize(
    ("preamble", "written", "expanded"),
    [
        (r"\newcommand{\R}{\mathbb{R}}", r"x \in \R^d", r"x \in \mathbb{R}^d"),
        (r"\newcommand\norm[1]{\lVert #1\rVert}", r"\norm{x}_2", r"\lVert x\rVert_2"),
        (r"\newcommand{\E}[2][p]{E_{#1}[#2]}", r"\E{x} + \E[q]{y}", r"E_{p}[x] + E_{q}[y]"),
        (r"\def\inner#1#2{\langle #1, #2\rangle}", r"\inner{a}b", r"\langle a, b\rangle"),
        (r"\DeclareMathOperator*{\argmin}{arg\,min}", r"\argmin_x f", r"\operatorname*{arg\,min}_x f"),
        (r"\DeclareMathOperator{\tr}{tr}", r"\tr A", r"\operatorname{tr}A"),
        (r"\NewDocumentCommand{\p}{s m O{1}}{#2_{#3}}", r"\p{x}[2] \p*{y}", r"x_{2} y_{1}"),
        (r"\NewDocumentCommand{\p}{m o}{\IfNoValueTF{#2}{#1}{#1|#2}}", r"\p{x} \p{x}[y]", r"x x|y"),
        (r"\newcommand{\vx}{\mathbf{x}}", r"\hat\vx + y_\vx", r"\hat{\mathbf{x}} + y_{\mathbf{x}}"),
        (r"\let\eps\epsilon", r"\eps + 1", r"\epsilon+ 1"),
        (r"\providecommand{\a}{1}\providecommand{\a}{2}", r"x=\a", r"x=1"),
        (r"\newcommand{\a}{1}\renewcommand{\a}{2}", r"x=\a", r"x=2"),
        (r"\let\old\partial\renewcommand{\partial}{\mathop{}\!\old}", r"\partial x", r"\partial x"),
        (r"\DeclarePairedDelimiter{\abs}{|}{|}", r"\abs{x} + \abs*{y}", r"|x| + \left|y\right|"),
    ],
)
def test_a_macro_is_expanded_in_mathematics(
    tmp_path: Path, preamble: str, written: str, expanded: str
) -> None:
    assert equation(tmp_path, preamble, written).replace(" ", "") == expanded.replace(" ", "")


def test_a_macro_that_opens_an_environment_is_seen_as_that_environment(tmp_path: Path) -> None:
    found = paper(
        tmp_path,
        r"\be x=1 \label{e}\ee",
        r"\newcommand{\be}{\begin{equation}}\newcommand{\ee}{\end{equation}}",
    )
    assert [(entry.number, entry.label, entry.latex) for entry in found.equations] == [("1", "e", "x=1")]


def test_a_user_environment_is_unfolded(tmp_path: Path) -> None:
    found = paper(
        tmp_path,
        r"\begin{eqs} a &= 1 \\ b &= 2 \end{eqs}",
        r"\newenvironment{eqs}{\begin{align}}{\end{align}}",
    )
    assert [entry.number for entry in found.equations] == ["1", "2"]


def test_a_recursive_macro_is_stopped_and_said_to_be_lost(tmp_path: Path) -> None:
    found = paper(tmp_path, r"before \again after", r"\newcommand{\again}{x\again}")
    assert "after" in found.sections[0].text
    assert any("without end" in loss.why for loss in found.health.losses)


def test_macros_that_double_are_refused_within_bounds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(expansion, "MAX_TOKENS", 5_000)
    names = [chr(97 + i) * 2 for i in range(25)]
    lines = [f"\\newcommand{{\\{a}}}{{\\{b}\\{b}}}" for a, b in pairwise(names)]
    with pytest.raises(PaperError, match="tokens"):
        paper(tmp_path, "\\aa", "".join(lines))


def test_comments_are_gone_and_spans_still_point_at_the_source(tmp_path: Path) -> None:
    found = paper(
        tmp_path, "seen % hidden \\section{No}\nmore \\% kept\n\\begin{equation} y = 2 % c\n\\end{equation}"
    )
    assert "hidden" not in found.sections[0].text
    assert "more % kept" in found.sections[0].text
    span = found.equations[0].span
    source = (tmp_path / "main.tex").read_text(encoding="utf-8")[span.start : span.end]
    assert source.startswith("\\begin{equation}")
    assert source.endswith("\\end{equation}")


def test_text_points_back_at_its_source(tmp_path: Path) -> None:
    found = paper(tmp_path, "First words. % note\nWe set $\\alpha = 0.1$ here.")
    section = found.sections[0]
    at = section.text.index("$\\alpha")
    span = section.source(at, at + len("$\\alpha = 0.1$"))
    assert (tmp_path / "main.tex").read_text(encoding="utf-8")[span.start : span.end] == "$\\alpha = 0.1$"


def test_input_is_followed_inside_the_folder(tmp_path: Path) -> None:
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / "method.tex").write_text("\\section{Two}\\label{s:two} text", encoding="utf-8")
    found = paper(tmp_path, "See \\ref{s:two}. \\input{parts/method}")
    assert [(section.number, section.title) for section in found.sections] == [("1", "One"), ("2", "Two")]
    assert found.sections[1].span.file == "parts/method.tex"
    assert found.sections[0].text == "See 2."


def test_input_outside_the_folder_is_a_loss(tmp_path: Path) -> None:
    (tmp_path / "secret.tex").write_text("secret words", encoding="utf-8")
    inner = tmp_path / "paper"
    inner.mkdir()
    found = paper(inner, "text \\input{../secret} \\input{/etc/hostname}")
    assert "secret words" not in found.sections[0].text
    assert found.health.lost == 2


def test_recursive_input_is_refused_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "a.tex").write_text("x\n\\input{main}", encoding="utf-8")
    with pytest.raises(PaperError, match=r"main\.tex includes itself.*line 2 of a\.tex"):
        paper(tmp_path, "\\input{a}")


def test_a_folder_is_read_by_its_main_file(tmp_path: Path) -> None:
    (tmp_path / "notes.tex").write_text("no class here", encoding="utf-8")
    paper(tmp_path, "text")
    assert read_latex(tmp_path).file == "main.tex"


def test_a_false_branch_is_not_read(tmp_path: Path) -> None:
    found = paper(
        tmp_path,
        "a \\iffalse hidden \\else shown \\fi \\ifdraft draft \\else final \\fi b",
        "\\newif\\ifdraft\\drafttrue",
    )
    assert " ".join(found.sections[0].text.split()) == "a shown draft b"


def test_macros_of_a_style_file_in_the_folder_are_known(tmp_path: Path) -> None:
    (tmp_path / "mine.sty").write_text("\\newcommand{\\R}{\\mathbb{R}}", encoding="utf-8")
    assert equation(tmp_path, "\\usepackage{mine}", "x \\in \\R") == "x \\in \\mathbb{R}"


def test_broken_utf8_is_read_as_latin1_and_said(tmp_path: Path) -> None:
    path = tmp_path / "main.tex"
    path.write_bytes(b"\\documentclass{article}\\begin{document}\\section{Caf\xe9}x\\end{document}")
    found = read_latex(path)
    assert found.sections[0].title == "Café"
    assert found.health.losses[0].what == "characters"
