"""A quote is the passage's, or it is not."""

from __future__ import annotations

import pytest

from rca_kernel.paper.document import Equation, Section, Span
from rca_kernel.paper.passage import Passage
from rca_kernel.paper.quoting import nearly_quoted_in, quoted_in

SPAN = Span("a.tex", 0, 1)
SECTION = Section(
    "s", "2", "W", 2, SPAN, text="Biases are never decayed.\nWe set $\\beta_1 = 0.9$ in all runs."
)
PASSAGE = Passage("2", "2 W", "T", "a.tex", (SECTION,), (Equation("e", "1", r"y = 2 x", "s", SPAN),))


@pytest.mark.parametrize(
    ("quote", "exact", "near"),
    [
        ("biases are never  decayed", True, True),
        (r"We set \beta_1 = 0.9 in all runs.", True, True),
        ("y=2x", True, True),
        ("We set the β to 0.9 in all runs, and biases are never decayed", False, False),
        ("Biases are never decayed. We set beta in all runs", False, True),
        ("Weights are always decayed by 0.1", False, False),
        ("", False, False),
    ],
)
def test_quotes(quote: str, exact: bool, near: bool) -> None:
    assert (quoted_in(quote, PASSAGE), nearly_quoted_in(quote, PASSAGE)) == (exact, near)


def test_what_was_read_beside_the_passage_may_be_quoted() -> None:
    read = "Section 4. Gradients are clipped at one."
    assert quoted_in("gradients are clipped at one", PASSAGE, read)
    assert nearly_quoted_in("all gradients are clipped at one", PASSAGE, read)
    assert not nearly_quoted_in("gradients are clipped at one", PASSAGE)
