"""Subscripts, limits and letters as papers print them: right values, or refused with the reason."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from rca_kernel.errors import FormalError
from rca_kernel.formal import translate_algorithm, translate_equation

_TABLE = np.array([[0.3, 0.7], [0.8, 0.2], [0.6, 0.4]])
_TWO = np.array([[1.0, 2.0, 4.0], [3.0, 5.0, 9.0]])
_X = np.array([1.0, 2.0, 4.0, 8.0, 16.0])
_RMS = r", \quad \mathrm{RMS}(x) = \sqrt{\frac{1}{n}\sum_{i=1}^{n}x_i^2}"
_NORM = r"y = \mathrm{Norm}(h), \quad \mathrm{Norm}(x) = \frac{x}{\sqrt{\frac{1}{n}\sum_{i=0}^{n-1} x_i^2}}"
_BANANA = r"y = f(z), \quad f(x) = (1-x_1)^2 + 100(x_2-x_1^2)^2"
_POINTS = r"y = f(z) + 1, \quad f(x) = \sum_{i=1}^n \alpha_i K(x_i, x)"


def _of(latex: str, **given: Any) -> Any:
    return translate_equation(latex)(**given)


@pytest.mark.parametrize(
    ("latex", "given", "expected"),
    [
        (
            r"\tau = \frac{1}{n}\sum_{i=1}^{n}(Y_{1i}-Y_{0i})",
            {"n": 3, "Y_1": _TWO[1], "Y_0": _TWO[0]},
            10 / 3,
        ),
        (r"\tau = \sum_{i=1}^{n}(Y_{1,i}-Y_{0,i})", {"n": 3, "Y_1": _TWO[1], "Y_0": _TWO[0]}, 10.0),
        (r"L = \sum_i p_{0i}g_{0i}", {"p_0": _TWO[0], "g_0": _TWO[1]}, 3 + 10 + 36),
        (r"L = \sum_{i=1}^{n} (x_{i0} + 2 x_{i1})", {"n": 3, "x_0": _TWO[0], "x_1": _TWO[1]}, 7 + 2 * 17),
        (r"L = \sum_i x_{i1}x_{i2}", {"x": _TABLE}, 0.3 * 0.7 + 0.8 * 0.2 + 0.6 * 0.4),
        (r"L = \sum_{i=1}^{n} x_{1i}x_{2i}", {"n": 3, "x": _TWO}, 3 + 10 + 36),
        (r"L = \sum_{i=1}^{n} x_{2i}", {"n": 2, "x": _X}, 2.0 + 8.0),
        (r"L = \sum_{i=1}^{n} x_{2i+1}", {"n": 2, "x": _X}, 4.0 + 16.0),
        (
            r"L = -\frac{1}{N}\sum_{i=1}^N \log p_{iy_i}",
            {"N": 3, "p": _TABLE, "y": np.array([1, 2, 2])},
            -(np.log(0.3) + np.log(0.2) + np.log(0.4)) / 3,
        ),
    ],
)
def test_places_beside_each_other(latex: str, given: dict[str, Any], expected: float) -> None:
    assert _of(latex, **given) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize(
    ("latex", "reason"),
    [
        (r"s = \sum_{i=1}^n \sum_{k=1}^m (w_{ik}+w_{i0})", "one index from 0 and another from 1"),
        (r"y = \sum_{i=1}^{n} (f_i(x) + w_i f_i)", "a function and as a value"),
        (
            r"V(j,k) = \sum_{i=1}^{N}\frac{e^{w_k^Tx_i+b_k}}{\sum_{k'}e^{w_{k'}^Tx_i+b_{k'}}}(x_i(j)-c_k(j))",
            "a function and as a value",
        ),
        (r"\theta = \sum_{i=1}^{n}\frac{n_i}{N}\theta_i", "the number of terms and as an array"),
        (r"a = \sum_{i=1}^{n-1} n_i", "the number of terms and as an array"),
    ],
)
def test_one_letter_for_two_things_is_refused(latex: str, reason: str) -> None:
    with pytest.raises(FormalError, match=reason):
        translate_equation(latex)


def test_functions_read_the_elements_of_their_arguments() -> None:
    g = np.array([1.0, -2.0, 5.0])
    rms = np.sqrt(np.mean(g * g))
    np.testing.assert_allclose(_of(r"u_t = \frac{g_t}{\mathrm{RMS}(g_t)}" + _RMS, g_t=g, n=3), g / rms)
    np.testing.assert_allclose(_of(_NORM, h=g, n=3), g / rms)
    assert _of(_BANANA, z=np.array([2.0, 3.0])) == pytest.approx(1 + 100)


def test_points_beside_the_argument_stay() -> None:
    points, weights = np.array([1.0, 2.0]), np.array([0.5, 2.0])
    found = _of(_POINTS, z=3.0, n=2, alpha=weights, x=points, K=lambda a, b: a * b)
    assert found == pytest.approx(0.5 * 1 * 3 + 2 * 2 * 3 + 1)
    assert _of(r"y = f(z), \quad f(x) = (x - x_0)^2", z=3.0, x_0=1.0) == pytest.approx(4.0)


@pytest.mark.parametrize(
    ("latex", "given", "expected"),
    [
        (r"y = \sum_{i=0}^{d/2-1} x_i", {"d": 4, "x": _X}, 3.0),
        (r"y = \sum_{i=0}^{\frac{d}{2}-1} \cos(m x_i)", {"d": 4, "m": 2, "x": _X}, np.cos(2) + np.cos(4)),
        (r"y = \sum_{i=d/2+1}^{d} x_i", {"d": 4, "x": _X}, 12.0),
        (r"y = \sum_{i=1}^{\lceil d/2 \rceil} x_i", {"d": 5, "x": _X}, 7.0),
        (r"y = \sum_{i=1}^{d/2} (x_i - c)^{x_i}", {"d": 4, "x": _X, "c": 1.0}, 1.0),
    ],
)
def test_limits_that_are_divided(latex: str, given: dict[str, Any], expected: float) -> None:
    assert _of(latex, **given) == pytest.approx(expected, rel=1e-12)


def test_loops_to_a_half() -> None:
    lines = r"\State $s \gets 0$ \For{$i = 1$ \To $d/2$} \State $s \gets s + x_i$ \EndFor \State \Return $s$"
    found = translate_algorithm(r"\begin{algorithmic}\Require $x$, $d$ " + lines + r"\end{algorithmic}")
    assert found(x=_X, d=4) == pytest.approx(3.0)


def test_kernels_of_numbers_and_of_matrices() -> None:
    latex = r"y_k = \sum_{j=0}^{k}\bar{K}_ju_{k-j}"
    assert _of(latex, k=1, K_bar=np.array([1.0, 2.0]), u=np.array([3.0, 5.0])) == pytest.approx(11.0)
    kernel, values = np.arange(8.0).reshape(2, 2, 2), np.array([[1.0, 2.0], [3.0, 4.0]])
    expected = kernel[0] @ values[1] + kernel[1] @ values[0]
    np.testing.assert_allclose(_of(latex, k=1, K_bar=kernel, u=values), expected)
