"""Quadratic forms where another product divides, dots behind a scale, rows and columns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from rca_kernel.errors import FormalError
from rca_kernel.formal import translate_equation
from tests.formal.test_fourth import given

W, U = np.array([1.0, 2.0]), np.array([0.1, 0.2])
S, D = np.array([[2.0, 1.0], [1.0, 3.0]]), np.array([[1.5, -0.25], [-0.25, 0.75]])
INVERSE = np.linalg.inv(S)

FORMS: list[tuple[str, dict[str, Any], Any]] = [
    (r"S = \frac{w^\top\mu}{\sqrt{w^\top\Sigma w}}", {"w": W, r"\mu": U, r"\Sigma": S}, 0.5 / np.sqrt(18)),
    (r"\alpha = \frac{r^\top r}{p^\top Ap}", {"r": W, "p": W, "A": S}, 5 / 18),
    (r"J(w) = \frac{w^\top S_Bw}{w^\top S_Ww}", {"w": W, "S_B": D, "S_W": S}, W @ D @ W / 18),
    (r"L = \frac{y^\top(D-W)y}{y^\top Dy}", {"y": W, "D": S, "W": D}, (18 - W @ D @ W) / 18),
    (r"K = \frac{P\phi}{1+\phi^\top P\phi}", {"P": S, r"\phi": W}, S @ W / 19),
    (
        r"\rho = \frac{a^T\Sigma_{XY}b}{\sqrt{a^T\Sigma_{XX}a}\sqrt{b^T\Sigma_{YY}b}}",
        {"a": W, "b": U, r"\Sigma_{XY}": D, r"\Sigma_{XX}": S, r"\Sigma_{YY}": S},
        W @ D @ U / np.sqrt(18 * 0.18),
    ),
    (
        r"B = A^{-1}-\frac{A^{-1}xx^\top A^{-1}}{1+x^\top A^{-1}x}",
        {"A": S, "x": W},
        np.linalg.inv(S + np.outer(W, W)),
    ),
    (
        r"L = \frac{r^\top r}{p^\top (A + \lambda I) p}",
        {"r": U, "p": W, "A": S, r"\lambda": 0.5},
        0.05 / 20.5,
    ),
    (r"k = \frac{\Sigma w}{\sqrt{w^\top \Sigma w}}", {r"\Sigma": S, "w": W}, S @ W / np.sqrt(18)),
    (r"s = \frac{1}{2 w^\top D^{-1} w}", {"w": W, "D": S}, 0.5 / (W @ INVERSE @ W)),
    (r"s = \frac{1-A}{w^\top A w}", {"A": S, "w": W}, (1 - S) / 18),
    (r"s = \frac{1}{N w^\top w}", {"N": 4, "w": W}, 1 / 20),
    (r"s = \frac{w^\top A w}{w^\top w N}", {"A": S, "w": W, "N": 4}, 18 / 20),
]


@pytest.mark.parametrize(("latex", "values", "expected"), FORMS)
def test_a_form_in_a_divisor_is_the_form(latex: str, values: Mapping[str, Any], expected: Any) -> None:
    _check(latex, values, expected)


@pytest.mark.parametrize(("latex", "reason"), [
    (r"s = \frac{1}{w^\top \Sigma^{1/2} w}", "a power of a matrix"),
    (r"s = \frac{1}{w^\top A^2 w}", "a power of a matrix"),
])  # fmt: skip
def test_an_elementwise_power_is_not_taken_in_a_form(latex: str, reason: str) -> None:
    with pytest.raises(FormalError, match=reason) as caught:
        translate_equation(latex)
    assert len(caught.value.hint) > 10


def _check(latex: str, values: Mapping[str, Any], expected: Any) -> None:
    translation = translate_equation(latex)
    found = translation(**{n: given(values, n, symbol) for n, symbol in translation.parameters.items()})
    assert np.shape(found) == np.shape(expected)
    np.testing.assert_allclose(found, expected, rtol=1e-12)
