"""The coverage tables: what is shown by which check, and what is unresolved by name."""

from __future__ import annotations

from html.parser import HTMLParser

from rca_kernel.contract import Contract, Requirement
from rca_kernel.notebook import Cell, CellNote
from rca_kernel.paper.document import Span
from rca_kernel.verify import coverage_markdown

SPAN = Span("a.tex", 0, 1)


def contract() -> Contract:
    found = Contract(
        [
            Requirement("eq-1", "equation", "Eq. (1)", "y = 2x", SPAN),
            Requirement("eq-2", "equation", "Eq. (2)", "z = |x|", SPAN),
            Requirement("eq-3", "equation", "Eq. (3)", r"x \leq y", SPAN),
            Requirement("text:3", "statement", "Prose of 3 Method", "Do this.", SPAN),
            Requirement("value:a", "hyperparameter", "$|a| = 1$", "with $|a| = 1$", SPAN),
            Requirement("value:b", "hyperparameter", "$b = 2$", "with $b = 2$", SPAN),
            Requirement("value:c", "hyperparameter", "$c = 3$", "with $c = 3$", SPAN),
        ]
    )
    found.mark(
        "eq-1", "verified", note="double agrees with Eq. (1) at 5 of 5 points (cell rca-1)", cell="rca-1"
    )
    found.mark("eq-2", "violated", note="AssertionError: found 3 | wanted 4", cell="rca-2")
    found.unresolve("eq-3", r"an inequality defines no value at `\leq`")
    found.unresolve("text:3", "1 sentences of prose")
    for id in ("value:a", "value:b"):
        found.mark(id, "verified", note="2 defaults are the stated values", cell="rca-3")
    found.unresolve("value:c", "no function compiled here takes it")
    return found


CELLS = (
    Cell("rca-0", "code", "def double(x):\n    return 2 * x", note=CellNote("1", requirements=("eq-1",))),
    Cell(
        "rca-1",
        "code",
        "def check_double():\n    pass\ndef smooth_probe(x):\n    pass",
        note=CellNote("1", requirements=("eq-1",)),
    ),
)


class Tables(HTMLParser):
    """The texts of table cells, row by row."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self.rows.append([])
        if tag in {"td", "th"}:
            self.rows[-1].append("")
            self.inside = True

    def handle_endtag(self, tag: str) -> None:
        if tag in {"td", "th"}:
            self.inside = False

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.rows[-1][-1] += data


def test_the_tables_as_html() -> None:
    from nbconvert.filters import markdown2html

    tables = Tables()
    tables.feed(markdown2html(coverage_markdown(contract(), CELLS, "Section 3")))
    model = 'a model: %rca implement "Section 3" --again --model provider/name'
    assert tables.rows == [
        ["Requirement", "Result", "Function", "Shown by"],
        ["Eq. (1)", "holds", "double", "double agrees with Eq. (1) at 5 of 5 points"],
        ["Eq. (2)", "violated", "", "AssertionError: found 3 | wanted 4"],
        [r"Stated values: $\vert a\vert  = 1$; $b = 2$", "holds", "", "2 defaults are the stated values"],
        ["Requirement", "Why", "What would help"],
        ["Eq. (3)", r"an inequality defines no value at \leq", model],
        ["Prose of 3 Method", "1 sentences of prose", model],
        ["$c = 3$", "no function compiled here takes it", "pass it to the code that needs it"],
    ]


def test_where_a_model_has_worked_the_users_word_would_help() -> None:
    said = coverage_markdown(contract(), CELLS, "Section 3", modelled=True)
    assert 'your word on it: `%rca implement "Section 3" --again --note "…"`' in said
    assert "provider/name" not in said


def test_nothing_unresolved_needs_no_second_table() -> None:
    found = Contract([Requirement("eq-1", "equation", "Eq. (1)", "y = 2x", SPAN)])
    found.mark("eq-1", "verified", note="it agrees")
    assert "Unresolved" not in coverage_markdown(found)
