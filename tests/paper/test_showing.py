"""What is shown of a paper: mathematics is kept, and nothing of the paper's can act."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from rca_kernel.adapters.readers.latex.reader import read_latex
from rca_kernel.adapters.readers.registry import read_paper
from rca_kernel.paper.closure import passage_of
from rca_kernel.paper.outline import outline
from rca_kernel.paper.showing import (
    escaped,
    outline_markdown,
    passage_json,
    passage_markdown,
    passage_outline,
)

SAMPLES = Path(__file__).resolve().parents[2] / "notebooks" / "papers"
ATTACKS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "![x](https://evil.example/x.png)",
    "[x](javascript:alert(1))",
    "<https://evil.example>",
    "$\\href{javascript:alert(1)}{x}$",
    "$x</span><img src=x onerror=alert(1)>$",
    "`</code><script>x</script>`",
    "[x]: https://evil.example",
    "$\\includegraphics{https://evil.example/x.png}$",
    "a $ b <b>c</b> $ d",
    "\\<b>x</b>",
    "&lt;script&gt;",
    "a | b",
    "$\\hr\\hrefef{javascript:alert(1)}{x}$",
    "$\\let\\x\\href \\x{javascript:alert(1)}{x}$",
)


def rendered(markdown: str) -> BeautifulSoup:
    """The Markdown as Jupyter's converter makes HTML of it."""
    mistune = pytest.importorskip("mistune", reason="mistune comes with nbconvert")
    return BeautifulSoup(
        str(mistune.create_markdown(escape=False, plugins=["table"])(markdown)), "html.parser"
    )


@pytest.mark.parametrize("attack", ATTACKS)
def test_text_of_a_paper_cannot_act(attack: str) -> None:
    shown = escaped(attack)
    page = rendered(f"* {shown}")
    assert page.find(["script", "img", "a", "b"]) is None
    assert not re.search(r"\\(?:href|includegraphics|let)(?![A-Za-z])", shown)
    assert "<" not in shown


def test_text_begins_no_mathematics_of_its_own() -> None:
    shown = escaped("\\(\\href{x}{y}\\) \\begin{equation} a \\end{equation} 1$ 2 $3")
    assert "$" not in shown
    assert "\\begin" not in shown
    assert "\\\\" not in shown


@given(text=st.text(alphabet="<>!()[]$\\`*_#|&;:/ahrefscipt \n\"'=", max_size=60))
def test_no_text_becomes_html(text: str) -> None:
    assert "<" not in escaped(text)
    words = re.sub(r"\$[^$]*\$", "x", escaped(text))  # Jupyter takes mathematics out before Markdown
    assert rendered(f"* {words}").find(["script", "img", "a", "h1", "table", "code", "em"]) is None


def test_an_attacking_paper_is_shown_without_acting(tmp_path: Path) -> None:
    attack = " ".join(ATTACKS[:5]) + "\n\n"
    source = (
        f"# T {ATTACKS[0]}\n\n## 1 Alpha {ATTACKS[1]}\n\nWe set $x = 0.5$. {attack}\n\n"
        f"$$ x < y \\href{{javascript:a}}{{b}} $$\n\n"
        f"```\n```` {ATTACKS[0]}\n```\n\n| {ATTACKS[1]} | {ATTACKS[2]} |\n|---|---|\n| {ATTACKS[0]} | 2 |\n"
    )
    path = tmp_path / "p.md"
    path.write_text(source, encoding="utf-8")
    paper = read_paper(path)
    for shown in (outline_markdown(paper), passage_markdown(passage_of(paper, "1"))):
        page = rendered(shown)
        assert page.find(["script", "img", "a"]) is None
        assert "\\href" not in shown


def test_mathematics_stays_mathematics() -> None:
    assert escaped("a rate of $\\beta_1 < 1$, 5*x") == "a rate of $\\beta_1 \\lt 1$, 5\\*x"
    assert escaped("it costs 5$ and 6$ more") == "it costs 5＄ and 6＄ more"


def test_a_passage_of_the_sample_is_shown_whole() -> None:
    passage = passage_of(read_latex(SAMPLES / "adaptive-moments.tex"), "Section 3.2")
    shown = passage_markdown(passage)
    assert shown.startswith("### 3.2 Update rule")
    for number in range(6, 11):
        assert f"\\tag{{{number}}}" in shown
    assert "| $\\beta_1$ | 0.9 | decay rates |" in shown
    assert "| $\\epsilon$ | $10^{-8}$ | stability constant |" in shown
    assert "\\begin{algorithmic}" in shown
    assert shown.count("$$") % 2 == 0
    assert rendered(shown).find("table") is not None


def test_an_outline_names_sections_items_and_losses() -> None:
    paper = read_latex(SAMPLES / "adaptive-moments.tex")
    shown = outline_markdown(paper)
    assert "15 equations, 1 algorithm, 19 of 19 references resolved, 0 lost" in shown
    assert "  * 3.2 Update rule — *Eqs. 6–10, Algorithm 1*" in shown
    assert "Lost in reading" in outline_markdown(read_paper(SAMPLES / "adaptive-moments.pdf"))


def test_a_level_that_the_paper_skips_is_no_level_of_the_outline(tmp_path: Path) -> None:
    file = tmp_path / "p.tex"
    body = r"\section{One}\paragraph{Data.} Text.\section{Two}\subsection{Part}\paragraph{Model.} Text."
    file.write_text(rf"\documentclass{{article}}\begin{{document}}{body}\end{{document}}")
    paper = read_latex(file)
    items = rendered(outline_markdown(paper)).find_all("li")
    assert [len(item.find_parents("li")) for item in items] == [0, 1, 0, 1, 2]
    assert "\n  Data.\n2 Two\n  2.1 Part\n    Model." in outline(paper)


def test_values_named_in_words_are_shown_by_name(tmp_path: Path) -> None:
    path = tmp_path / "p.md"
    path.write_text("# T\n\n## 1 Alpha\n\nWe use a batch size of 64 here.\n", encoding="utf-8")
    passage = passage_of(read_paper(path), "1")
    assert "batch size = 64" in passage_outline(passage)
    assert re.search(r"\|\s+\| 64 \| batch size \|", passage_markdown(passage))
    value = passage_json(passage)["hyperparameters"][0]
    assert (value["symbol"], value["name"], value["number"]) == ("", "batch size", 64.0)
