"""Softmax and its like at arguments of a thousand: no overflow, the value of the exact arithmetic."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pytest

from rca_kernel.formal import translate_equation
from rca_kernel.formal.checks import reference_value

BIG = np.array([1000.0, -1000.0, 990.0, 3.0])
CASES: list[tuple[str, dict[str, Any]]] = [
    (r"p_i = \frac{\exp(z_i / T)}{\sum_{j} \exp(z_j / T)}", {"z": BIG, "i": 3, "T": 1.0}),
    (r"p_i = \frac{e^{z_i}}{\sum_{j=1}^{n} e^{z_j}}", {"z": -BIG, "i": 2, "n": 4}),
    (r"L = -\log \frac{\exp(s_1)}{\exp(s_1) + \exp(s_2)}", {"s_1": -1000.0, "s_2": 1000.0}),
    (
        r"L = -\log \frac{e^{a}}{e^{a} + \sum_{j=1}^{n} e^{b_j}}",
        {"a": -1000.0, "b": BIG, "n": 4},
    ),
    (r"E = -T \log \sum_{i=1}^{n} e^{x_i / T}", {"T": 0.5, "x": BIG, "n": 4}),
    (r"y = \log(1 + e^{x})", {"x": BIG}),
    (r"y = \ln(e^{x} + 1)", {"x": BIG}),
    (r"L = -\log \sigma(x)", {"x": BIG}),
    (r"y = \frac{1}{1 + e^{-x}}", {"x": BIG}),
    (r"y = \frac{e^{x}}{1 + e^{x}}", {"x": BIG}),
    (r"y = \sigma(x) + \mathrm{softplus}(x)", {"x": BIG}),
    (r"y = \log \cosh(x)", {"x": BIG}),
    (r"y = \log \mathrm{softmax}(\mathbf{z})", {"z": BIG}),
    (r"y = \mathrm{softmax}(\mathbf{z})", {"z": BIG}),
    (r"o = \frac{\sum_{j} e^{s_j} v_j}{\sum_{j} e^{s_j}}", {"s": BIG, "v": BIG}),
    (
        r"o = \frac{\sum_{j=1}^{n} w_j v_j \exp(s_j)}{\sum_{k=1}^{n} \exp(s_k)}",
        {"w": BIG, "s": BIG, "v": BIG, "n": 4},
    ),
    (r"y = x \tanh(\ln(1 + e^x))", {"x": BIG}),
    (
        r"Z_i = \sum_j e^{s_{ij}}, \quad y = \sum_{i=1}^{n} \frac{e^{s_{ii}}}{Z_i}",
        {"s": np.diag(BIG), "n": 4},
    ),
]


@pytest.mark.parametrize(("latex", "inputs"), CASES, ids=[latex for latex, _ in CASES])
def test_large_arguments(latex: str, inputs: dict[str, Any]) -> None:
    translation = translate_equation(latex)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = translation(**inputs)
    np.testing.assert_allclose(found, reference_value(translation, inputs), rtol=1e-9, atol=1e-300)


def test_cross_entropy_of_large_logits() -> None:
    loss = translate_equation(r"L = -y \log \sigma(x) - (1 - y) \log(1 - \sigma(x))")
    found = loss(x=BIG, y=np.array([0.0, 1.0, 1.0, 0.0]))
    np.testing.assert_allclose(found, [1000.0, 1000.0, 0.0, 3.0 + np.log1p(np.exp(-3.0))], atol=1e-300)


@pytest.mark.parametrize(
    ("latex", "expected"),
    [
        (r"p_i = \frac{e^{z_i}}{\sum_j e^{z_j}}, \quad H = -\sum_i p_i \log p_i", 0.0),
        (r"p_i = \mathrm{softmax}(z_i), \quad H = -\sum_i p_i \log p_i", 0.0),
        (r"p_i = \mathrm{softmax}(z_i), \quad L = -\sum_i y_i \log p_i", 500.0),
    ],
)
def test_logarithm_of_what_is_defined_apart(latex: str, expected: float) -> None:
    translation = translate_equation(latex)
    inputs = {"z": np.array([0.0, -1000.0]), "y": np.array([0.5, 0.5])}
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert translation(**{name: inputs[name] for name in translation.parameters}) == expected
