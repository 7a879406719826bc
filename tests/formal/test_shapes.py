# ruff: noqa: E501
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


@pytest.mark.parametrize(
    ("latex", "inputs", "expected"),
    [
        (r"y = W^\top x + b, \quad W \in \mathbb{R}^{d}, x \in \mathbb{R}^{d}", {"W": C, "x": X, "b": 2.0}, C @ X + 2),
        (r"y = K x, \quad K \in \mathbb{R}", {"K": 3.0, "x": X}, 3 * X),
        (r"y = a x, \quad a \in \mathbb{R}^{n \times d}, x \in \mathbb{R}^d", {"a": B, "x": X}, B @ X),
        (r"s = x^\top M x, \quad M \in \mathbb{R}^{d \times d}", {"x": X, "M": np.outer(C, X)}, X @ np.outer(C, X) @ X),
        (r"Y = X W, \quad X \in \mathbb{R}^{n \times d}, W \in \mathbb{R}^{d \times k}", {"X": B, "W": B.T}, B @ B.T),
        (r"Z = P \odot Q, \quad P, Q \in \mathbb{R}^{n \times d}", {"P": B, "Q": B + 1}, B * (B + 1)),
        (r"W' = W + BA, \quad B \in \mathbb{R}^{d \times r}, A \in \mathbb{R}^{r \times k}",
         {"W": np.eye(2), "B": B, "A": B.T}, np.eye(2) + B @ B.T),
        (r"u = (v - w)^\top (v - w), \quad v, w \in \mathbb{R}^n", {"v": C, "w": X}, 3.0),
        (r"y = \|A x\|_2^2, \quad A \in \mathbb{R}^{m \times n}, x \in \mathbb{R}^n", {"A": B, "x": X}, ((B @ X) ** 2).sum()),
    ],
)  # fmt: skip
def test_products_follow_declarations(latex: str, inputs: dict[str, object], expected: object) -> None:
    np.testing.assert_allclose(translate_equation(latex)(**inputs), expected)


@pytest.mark.parametrize(
    ("latex", "reason"),
    [
        (r"y = \mathbf{w}^\top \mathbf{x}, \quad y \in \mathbb{R}^d", "declared as a vector, the right side is a number"),
        (r"y = \mathbf{W} \mathbf{x}, \quad y \in \mathbb{R}", "declared as a number, the right side is a vector"),
        (r"y = \mathbf{A} \odot \mathbf{x}", "matrix and a vector"),
        (r"y = A B, \quad A \in \mathbb{R}^{m \times n}, A \in \mathbb{R}^{n}", "two shapes"),
        (r"y = \exp(A), \quad A \in \mathbb{R}^{n \times n}", "elementwise or a matrix function"),
        (r"y = A^2, \quad A \in \mathbb{R}^{n \times n}", "elementwise or a matrix power"),
    ],
)  # fmt: skip
def test_declarations_that_contradict_are_refused(latex: str, reason: str) -> None:
    with pytest.raises(FormalError, match=reason):
        translate_equation(latex)


@pytest.mark.parametrize(
    "latex", [r"x_i = \sum_j w_{ij} x_j", r"x_i = x_i + \sum_j w_j", r"D_{ij} = \min_k (D_{ik} + D_{kj})"]
)
def test_elements_that_define_themselves_are_refused(latex: str) -> None:
    with pytest.raises(FormalError, match="equation to solve"):
        translate_equation(latex)


def test_a_sum_of_earlier_elements_is_a_definition() -> None:
    found = translate_equation(r"c_t = \sum_{s=1}^{t-1} c_s")
    assert found(c=X, t=3) == X[:2].sum()
