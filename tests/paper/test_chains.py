"""A row of a chain with a number of its own keeps the left side of the chain, where equality reaches it."""

from __future__ import annotations

import pytest

from rca_kernel.paper.chains import with_left_side
from rca_kernel.paper.document import Equation, Span

HERE = Span("", 0, 0)


def chain(*rows: str) -> dict[str, Equation]:
    return {
        f"eq-{n}": Equation(f"eq-{n}", str(n), row, "s", HERE, continues=f"eq-{n - 1}" if n > 1 else "")
        for n, row in enumerate(rows, 1)
    }


def last(*rows: str) -> str:
    known = chain(*rows)
    return with_left_side(known[f"eq-{len(rows)}"], known).latex


def test_a_row_takes_the_left_side_of_its_chain() -> None:
    assert last("y &= a (x + b)", "&= a x + a b") == "y &= a x + a b"
    assert last(r"L(p) := p^2", "= p p", r"= \exp(2 \log p)") == r"L(p) = \exp(2 \log p)"


def test_an_equation_by_itself_stays_as_it_is() -> None:
    assert last("y = a x") == "y = a x"


@pytest.mark.parametrize(
    "rows",
    [
        (r"L &\le a", "&= b"),
        ("L &= a", r"&\approx b", "&= c"),
        ("L &= a", r"&\leq b"),
        (r"L \overset{(a)}{=} b", "= c"),
        ("a b c", "= d"),
        ("= b", "= c"),
    ],
)
def test_what_equality_does_not_reach_is_not_said(rows: tuple[str, ...]) -> None:
    assert last(*rows) == rows[-1]


def test_a_row_whose_beginning_is_not_in_the_passage_stays_as_it_is() -> None:
    known = chain("y = a", "= b")
    assert with_left_side(known["eq-2"], {}).latex == "= b"


def test_rows_that_name_each_other_end() -> None:
    one = Equation("a", "1", "= x", "s", HERE, continues="b")
    two = Equation("b", "2", "= y", "s", HERE, continues="a")
    assert with_left_side(one, {"a": one, "b": two}).latex == "= x"
