"""Sums as papers print them: vectors where numbers were thought of, both indices of computed matrices."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from rca_kernel.formal import translate_equation

_DRAW = np.random.default_rng(5)
_SQUARE, _WIDE, _FLAT = _DRAW.normal(size=(3, 3)), _DRAW.normal(size=(3, 5)), _DRAW.normal(size=3)
_KEYS, _PAIRS = _DRAW.normal(size=(3, 3)), _DRAW.normal(size=(3, 3))
_AVERAGE = r"m_t = (1-\beta_1)\sum_{i=1}^{t}\beta_1^{t-i}g_i"
_ATTENTION = (
    r"Y_t = \frac{\sum_{t'=1}^{T}\exp(K_{t'}+w_{t,t'})\odot V_{t'}}{\sum_{t'=1}^{T}\exp(K_{t'}+w_{t,t'})}"
)


def _by_steps(weights: list[float], values: Any) -> Any:
    """The weighted sum, one term at a time."""
    total = np.zeros_like(values[0])
    for weight, value in zip(weights, values, strict=True):
        total = total + weight * value
    return total


@pytest.mark.parametrize("values", [_SQUARE, _WIDE, _FLAT], ids=["square", "wide", "numbers"])
@pytest.mark.parametrize(
    ("latex", "symbol", "given", "weights"),
    [
        (_AVERAGE, "g", {"beta_1": 0.5, "t": 3}, [0.125, 0.25, 0.5]),
        (r"\bar{\theta} = \frac{2}{T(T+1)}\sum_{t=1}^{T}t\theta_t", "theta", {"T": 3}, [1 / 6, 2 / 6, 3 / 6]),
        (r"R = \sum_{t=0}^{T}\gamma^tr_t", "r", {"T": 2, "gamma": 0.9}, [1.0, 0.9, 0.81]),
        (r"a = \sum_{i=1}^{n} \frac{x_i}{i}", "x", {"n": 3}, [1.0, 1 / 2, 1 / 3]),
        (r"a = \sum_{i=1}^{n} A_{ki}X_i", "X", {"n": 3, "A": _PAIRS, "k": 2}, _PAIRS[1].tolist()),
    ],
)
def test_weights_of_numbers_and_vectors(
    latex: str, symbol: str, given: dict[str, Any], weights: list[float], values: Any
) -> None:
    found = translate_equation(latex)(**given, **{symbol: values})
    np.testing.assert_allclose(found, _by_steps(weights, values), rtol=1e-12)


def test_the_largest_of_counted_vectors() -> None:
    expected = np.max(np.stack([1 * _SQUARE[0], 2 * _SQUARE[1], 3 * _SQUARE[2]]), axis=0)
    np.testing.assert_allclose(translate_equation(r"y = \max_{i=1}^{n} (i x_i)")(n=3, x=_SQUARE), expected)


def test_vectors_beside_a_matrix_of_numbers() -> None:
    weights = [np.exp(_KEYS[s] + _PAIRS[0, s]) for s in range(3)]
    expected = sum(w * v for w, v in zip(weights, _SQUARE, strict=True)) / sum(weights)
    found = translate_equation(_ATTENTION)(T=3, t=1, V=_SQUARE, K=_KEYS, w=_PAIRS)
    np.testing.assert_allclose(found, expected, rtol=1e-12)


_MATRIX = np.array([[1.0, 2.0], [3.0, 4.0]])
_CROSS = _MATRIX[:, 0] @ _MATRIX[:, 1]


@pytest.mark.parametrize(
    ("latex", "given", "expected"),
    [
        (r"c(Z) = \frac{1}{d}\sum_{i\neq j}[C(Z)]_{i,j}^2", {"Z": _MATRIX, "d": 2, "C": lambda z: z}, 13 / 2),
        (r"c(Z) = \sum_{i\neq j}C(Z)_{ij}^2", {"Z": _MATRIX, "C": lambda z: z}, 13.0),
        (r"s = \sum_{i\neq j}|(W^\top W)_{ij}|", {"W": _MATRIX}, 2 * _CROSS),
    ],
)
def test_both_indices_of_a_computed_matrix(latex: str, given: dict[str, Any], expected: float) -> None:
    assert translate_equation(latex)(**given) == pytest.approx(expected)
