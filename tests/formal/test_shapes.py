"""Shapes: declared in the formula, in a Require line, or by the caller; products follow them."""

from __future__ import annotations

import numpy as np
import pytest

from rca_kernel.errors import FormalError
from rca_kernel.formal import translate_algorithm, translate_equation

B, C, X = np.arange(6.0).reshape(2, 3), np.arange(3.0), np.arange(3.0) + 1


def test_undeclared_is_refused() -> None:
    with pytest.raises(FormalError, match="matrix product"):
        translate_equation("y = B x")


def test_declared_in_the_formula() -> None:
    found = translate_equation(r"y = B x, \quad B \in \mathbb{R}^{m \times n}, x \in \mathbb{R}^n")
    np.testing.assert_array_equal(found(B=B, x=X), B @ X)


@pytest.mark.parametrize("matrix", [r"m \times n", "m×n", r"\mathbb{R}^{m \times n}", "m x n"])
def test_declared_by_the_caller(matrix: str) -> None:
    found = translate_equation("y = B x", shapes={"B": matrix, "x": "n"})
    np.testing.assert_array_equal(found(B=B, x=X), B @ X)


def test_a_number_by_the_caller() -> None:
    found = translate_equation("y = B x", shapes={"B": ""})
    np.testing.assert_array_equal(found(B=2.0, x=X), 2.0 * X)


def test_declared_in_require() -> None:
    latex = r"""\begin{algorithmic}
\Require $B \in \mathbb{R}^{m \times n}$, $x \in \mathbb{R}^n$
\State $y \gets B x$
\State \Return $y$
\end{algorithmic}"""
    np.testing.assert_array_equal(translate_algorithm(latex)(B=B, x=X), B @ X)


def test_dot_of_declared_vectors_is_inner() -> None:
    found = translate_equation(r"s = q \cdot k", shapes={"q": "d", "k": "d"})
    assert found(q=C, k=X) == pytest.approx(C @ X)


def test_bold_beside_a_plain_letter_is_no_whole_array() -> None:
    """A vector under a sum of numbers is not multiplied place by place."""
    found = translate_equation(r"y = \sum_{i=1}^{n} a_i \mathbf{v}")
    np.testing.assert_allclose(found(n=3, a=C, v=X), C.sum() * X)
