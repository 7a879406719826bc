"""Names of compiled functions: readable, and never one that the notebook uses."""

from __future__ import annotations

import pytest

from rca_kernel.agents.formal_names import names_of_others, readable, told_apart
from rca_kernel.formal import translate_equation
from rca_kernel.notebook import Cell, CellNote


@pytest.mark.parametrize(
    ("latex", "name"),
    [
        (r"w = \lfloor W \sqrt{1 - \lambda} \rfloor", "compute_w"),
        (r"\lambda \sim \mathrm{Beta}(\alpha, \alpha)", "sample_lambda"),
        (r"\hat{m}_t = \frac{m_t}{1 - \beta_1^t}", "m_hat_t"),
    ],
)
def test_readable_names(latex: str, name: str) -> None:
    assert readable(translate_equation(latex)) == name


def test_a_builtin_is_not_overwritten() -> None:
    assert readable(translate_equation("s = x + y", name="sum")) == "compute_sum"


def test_functions_of_ours_are_told_apart_by_number_and_those_of_others_by_prefix() -> None:
    assert told_apart("m_t", {"m_t"}, set(), "6") == "m_t_6"
    assert told_apart("m_t", set(), {"m_t"}, "6") == "compute_m_t"
    assert told_apart("m_t", set(), {"m_t", "compute_m_t"}, "6") == "compute_m_t_6"


def test_names_of_the_users_cells_are_found_and_those_of_the_same_passage_are_not() -> None:
    cells = (
        Cell("a", "code", "%matplotlib inline\nimport scipy.linalg as la\nw, h = 3, 4\nfor p in w: q = p"),
        Cell("b", "code", "def m_t(x):\n    inner = x", note=CellNote("1", requirements=("eq-6",))),
        Cell("c", "code", "def v_t(x):\n    return x", note=CellNote("1", requirements=("eq-1",))),
        Cell("d", "markdown", "z = 3"),
        Cell("e", "code", "this is no python"),
    )
    assert names_of_others(cells, {"eq-1"}) == {"la", "w", "h", "p", "q", "m_t"}
