"""Which cells depend on which, read from their trees."""

from __future__ import annotations

import pytest

from rca_kernel.notebook import Cell
from rca_kernel.notebook.dependencies import dependents, names_of


@pytest.mark.parametrize(
    ("source", "assigns", "uses"),
    [
        ("x = y + 1", {"x"}, {"y"}),
        ("def f(a):\n    b = a * c\n    return b", {"f"}, {"c"}),
        ("import numpy as np\nx = np.ones(3)", {"np", "x"}, set()),
        ("p['w'] = 1\nq.r += s", {"p", "q"}, {"p", "q", "s"}),
        ("z = [i * k for i in items]", {"z"}, {"k", "items"}),
        ("for i, j in pairs:\n    total = i", {"i", "j", "total"}, {"pairs"}),
        ("a, *rest = values", {"a", "rest"}, {"values"}),
        ("class A(B):\n    c = d", {"A"}, {"B", "d"}),
        ("f = lambda t: t + u", {"f"}, {"u"}),
        ("%matplotlib inline\nx = 1", {"x"}, set()),
        ("def broken(", set(), set()),
    ],
)
def test_names_are_told_apart(source: str, assigns: set[str], uses: set[str]) -> None:
    names = names_of(source)
    assert (names.assigns, names.uses) == (assigns, uses)


def test_what_depends_on_a_cell_follows_through_others_and_stops_where_a_name_is_made_anew() -> None:
    sources = ["a = 1", "b = a + 1", "c = 5", "a = 2", "d = a", "e = b"]
    cells = [Cell(str(n), "code", source) for n, source in enumerate(sources)]
    assert [cell.id for cell in dependents(cells, "0")] == ["1", "5"]
    assert [cell.id for cell in dependents(cells, "2", before="b = 1")] == ["5"]
    assert dependents(cells, "missing") == []
