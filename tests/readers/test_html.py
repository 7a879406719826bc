"""HTML as LaTeXML and ar5iv write it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rca_kernel.adapters.readers.registry import read_paper
from rca_kernel.errors import RcaError
from rca_kernel.paper.closure import passage_of
from rca_kernel.paper.document import Paper

SAMPLES = Path(__file__).resolve().parents[2] / "notebooks" / "papers"
SOURCES = {
    "p.html": (SAMPLES / "adaptive-moments.html").read_text(encoding="utf-8"),
    "p.md": (
        "# T\n\n## 1 A {#a}\n\nWe set $x = 0.5$.\n\n$$\ny = 2 \\tag{3}\n$$\n\nTable 1: V\n\n"
        "| $x$ | 1 |\n|---|---|\n| a | b |\n\n```python\nz = 1\n```\n\n1. one\n\n"
        "\\begin{align} a &= b \\\\ c &= d \\end{align}\n"
    ),
}


def math(tex: str, display: str = "inline") -> str:
    return (
        f'<math display="{display}"><semantics><mi>x</mi><annotation encoding="application/x-tex">{tex}'
        "</annotation></semantics></math>"
    )


def row(tex: str, number: str = "") -> str:
    tag = f'<td><span class="ltx_tag ltx_tag_equation">({number})</span></td>' if number else ""
    return f'<tr class="ltx_equation ltx_eqn_row"><td>{math(tex)}</td>{tag}</tr>'


def page(folder: Path, body: str) -> Paper:
    path = folder / "p.html"
    heading = (
        '<h2 class="ltx_title ltx_title_section"><span class="ltx_tag ltx_tag_section">1 </span>Alpha</h2>'
    )
    path.write_text(
        f'<!DOCTYPE html><html><h1 class="ltx_title ltx_title_document">T</h1>'
        f'<section class="ltx_section" id="S1">{heading}{body}</section></html>',
        encoding="utf-8",
    )
    return read_paper(path)


def test_a_theorem_is_a_statement_and_not_a_heading(tmp_path: Path) -> None:
    body = (
        '<div class="ltx_theorem ltx_theorem_lemma" id="S1.Thm1">'
        '<h6 class="ltx_title ltx_runin ltx_title_theorem">'
        '<span class="ltx_tag ltx_tag_theorem">Lemma 1.2</span> (Descent).</h6>'
        f'<div class="ltx_para"><p class="ltx_p">We have {math("a=1")} always.</p></div></div>'
        '<div class="ltx_proof"><h6 class="ltx_title ltx_title_proof">Proof.</h6>'
        '<p class="ltx_p">Clear.</p></div>'
    )
    found = page(tmp_path, body)
    assert [(section.number, section.title) for section in found.sections] == [("1", "Alpha")]
    assert found.sections[0].text == (
        "**Lemma 1.2 (Descent).**\n\nWe have $a=1$ always.\n\n*Proof.*\n\nClear."
    )
    lemma = found.statements[0]
    assert (lemma.number, lemma.kind, lemma.title, lemma.text) == (
        "1.2", "Lemma", "Descent", "We have $a=1$ always.",
    )  # fmt: skip
    assert passage_of(found, "Lemma 1.2").title == "Lemma 1.2 (Descent)"


def test_rows_that_go_on_are_one_equation(tmp_path: Path) -> None:
    rows = row("a") + row("=b+c") + row("\\leq d", "1") + row("e=f", "2") + row("g=h")
    found = page(tmp_path, f'<table class="ltx_equationgroup ltx_eqn_align">{rows}</table>')
    assert [(entry.number, entry.latex) for entry in found.equations] == [
        ("1", "a =b+c \\leq d"),
        ("2", "e=f"),
        ("", "g=h"),
    ]


def test_figures_and_tables_have_their_captions(tmp_path: Path) -> None:
    body = (
        '<figure class="ltx_figure" id="S1.F3"><img src="a.png"><img src="b.png">'
        '<figcaption class="ltx_caption">'
        '<span class="ltx_tag ltx_tag_figure">Figure 3: </span>What happens.</figcaption></figure>'
        '<figure class="ltx_table" id="S1.T2"><figcaption class="ltx_caption">'
        f'<span class="ltx_tag ltx_tag_table">Table 2: </span>Values of {math("x")}.</figcaption>'
        '<table class="ltx_tabular"><tr><td>a</td><td>1</td></tr>'
        "</table></figure><p>See Table 2.</p>"
    )
    found = page(tmp_path, body)
    assert [(figure.number, figure.caption, figure.files) for figure in found.figures] == [
        ("3", "What happens.", ("a.png", "b.png"))
    ]
    table = found.tables[0]
    assert (table.number, table.caption, table.rows) == ("2", "Values of $x$.", (("a", "1"),))
    assert found.health.resolved == found.health.references == 1


def test_spans_keep_the_columns_of_a_table_in_line(tmp_path: Path) -> None:
    body = (
        "<table><tr><th rowspan=2>Name</th><th colspan=2>Both</th></tr><tr><th>x</th><th>y</th></tr>"
        "<tr><td>a</td><td rowspan=9>1</td><td>2</td></tr>"
        "<tr><td>b<table><tr><td>in</td></tr></table></td><td>3</td></tr></table>"
    )
    assert page(tmp_path, body).tables[0].rows == (
        ("Name", "Both", ""), ("", "x", "y"), ("a", "1", "2"), ("bin", "", "3"),
    )  # fmt: skip


def test_a_table_made_of_spans_is_a_table_too(tmp_path: Path) -> None:
    body = (
        '<figure class="ltx_table"><figcaption><span class="ltx_tag">Table 1: </span>T</figcaption>'
        '<span class="ltx_tabular"><span class="ltx_tbody"><span class="ltx_tr">'
        '<span class="ltx_td ltx_th ltx_colspan ltx_colspan_2">Both</span></span><span class="ltx_tr">'
        '<span class="ltx_td">1</span><span class="ltx_td">2</span></span></span></span></figure>'
    )
    assert page(tmp_path, body).tables[0].rows == (("Both", ""), ("1", "2"))


def test_links_are_references_by_what_they_lead_to(tmp_path: Path) -> None:
    display = f'<table class="ltx_equation ltx_eqn_table" id="S1.E1"><tbody>{row("a=1", "1")}</tbody></table>'
    links = (
        '<p>See <a class="ltx_ref" href="#S1.E1">Eq. (1)</a>, <a class="ltx_ref" href="#S1">1</a>, '
        '<a class="ltx_ref" href="#gone">2</a>, <a class="ltx_ref" href="#bib.bib1">[3]</a>, '
        '<a class="ltx_ref" href="http://example.org/#S1">there</a> and <a href="#S1">up</a>.</p>'
    )
    found = page(tmp_path, display + links)
    assert [(entry.label, entry.target) for entry in found.references] == [
        ("S1.E1", "equation-1"), ("S1", "section-1"), ("gone", ""),
    ]  # fmt: skip
    assert found.equations[0].label == "S1.E1"


def aligned(left: str, right: str, number: str = "") -> str:
    cells = "".join(
        f'<td class="ltx_td ltx_eqn_cell">{math(tex) if tex else ""}</td>' for tex in (left, right)
    )
    tag = f'<td><span class="ltx_tag ltx_tag_equation">({number})</span></td>' if number else ""
    return f'<tbody id="R{number}{len(right)}"><tr class="ltx_equation ltx_eqn_row">{cells}{tag}</tr></tbody>'


def test_a_row_with_an_empty_left_side_goes_on_even_after_a_number(tmp_path: Path) -> None:
    rows = (
        aligned("a", "=b", "1") + aligned("", "\\Big[c\\Big]") + aligned("", "=d", "2") + aligned("e", "=f")
    )
    link = '<p><a class="ltx_ref" href="#R22">2</a> <a class="ltx_ref" href="#S1.F1.sf2">1b</a></p>'
    figure = '<figure class="ltx_figure" id="S1.F1"><img src="a.png"><figcaption>x</figcaption></figure>'
    found = page(tmp_path, f'<table class="ltx_equationgroup">{rows}</table>{figure}{link}')
    assert [(entry.number, entry.latex) for entry in found.equations] == [
        ("1", "a =b \\Big[c\\Big]"), ("2", "=d"), ("", "e =f"),
    ]  # fmt: skip
    assert [entry.target for entry in found.references] == ["equation-2", found.figures[0].id]


def test_a_row_with_a_number_of_its_own_names_the_row_before(tmp_path: Path) -> None:
    rows = row("a=b", "1") + row("=c", "2")
    found = page(tmp_path, f'<table class="ltx_equationgroup ltx_eqn_align">{rows}</table>')
    assert [(entry.number, entry.continues) for entry in found.equations] == [("1", ""), ("2", "equation-1")]


@pytest.mark.parametrize("name", SOURCES)
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_mutilated_page_raises_nothing_but_our_errors(
    tmp_path: Path, name: str, data: st.DataObject
) -> None:
    source = SOURCES[name]
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(source) - 1))
        piece = data.draw(
            st.sampled_from(["<", "</math>", "<table>", "<h2>", "$$", "$", "|", "```", "\n\n", "#", ""])
        )
        source = source[:start] + piece + source[start + data.draw(st.integers(0, 80)) :]
    path = tmp_path / name
    path.write_text(source, encoding="utf-8")
    assert _refused(path) or read_paper(path).digest


def _refused(path: Path) -> bool:
    """Whether reading raises one of our errors; any other error fails the test."""
    try:
        found = read_paper(path)
        for section in found.sections[:3]:
            passage_of(found, section.id)
    except RcaError:
        return True
    return False


MATHJAX = r"""<p>We set \(x = 1\) and <em>then</em> \[ y = 2x \tag{7} \] so that $$ z = y^2 $$ holds.</p>
<p>\begin{equation} a = b + 1 \label{eq:a} \end{equation}</p>
<div>Also \begin{align} c &= d \\ &= e + 1 \\ f &= g \nonumber \end{align} here.</div>
<p><code>\[ not = this \]</code></p><pre>$$ nor = that $$</pre>
<script type="math/tex; mode=display">h = k</script>"""


LATEX = ["y = 2x", "z = y^2", "a = b + 1", "c = d = e + 1", "f = g", "h = k"]


@pytest.mark.parametrize(
    ("script", "numbers"),
    [("", ["7", "", "", "", "", ""]), ("<script>x={tags: 'ams'}</script>", ["7", "", "1", "2", "", ""])],
)
def test_what_mathjax_sets_is_mathematics(tmp_path: Path, script: str, numbers: list[str]) -> None:
    paper = page(tmp_path, script + MATHJAX)
    found = {equation.latex: equation.number for equation in paper.equations}
    assert found == dict(zip(LATEX, numbers, strict=True))
    text = str(passage_of(paper, "1"))
    for words in ("$x = 1$", "not = this", "nor = that", "so that", "holds.", "Also", "here."):
        assert words in text
