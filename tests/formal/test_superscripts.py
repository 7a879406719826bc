"""What stands above a letter: transposes, labels, views and policies are no powers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from rca_kernel.errors import FormalError
from rca_kernel.formal import translate_equation
from tests.formal.test_fourth import given

W2, V2 = np.array([1.0, 2.0]), np.array([0.1, 0.2])
S2 = np.array([[2.0, 1.0], [1.0, 3.0]])
INV = np.linalg.inv(S2)
X32 = np.array([[1.0, 2.0], [0.5, -1.0], [0.0, 3.0]])
SQUARED = {r"\mu_1": W2, r"\mu_2": V2}


def phi(s: Any, a: Any = 0.0) -> Any:
    return np.array([s + a, s * 2.0])


TRANSPOSES: list[tuple[str, dict[str, Any], Any]] = [
    (
        r"h(t|x) = h_0(t)\exp(\beta^Tx)",
        {"h_0": lambda t: 2.0 * t, "t": 1.0, r"\beta": V2, "x": W2},
        2 * np.exp(0.5),
    ),
    (r"\hat{y} = \sigma(\theta^Tx)", {r"\theta": V2, "x": W2}, 1 / (1 + np.exp(-0.5))),
    (r"p = \frac1{1+e^{-\theta^{T}x}}", {r"\theta": V2, "x": W2}, 1 / (1 + np.exp(-0.5))),
    (
        r"d^2 = (\mu_1-\mu_2)^T\Sigma^{-1}(\mu_1-\mu_2)",
        SQUARED | {r"\Sigma": S2},
        (W2 - V2) @ INV @ (W2 - V2),
    ),
    (r"S_B = (\mu_1-\mu_2)(\mu_1-\mu_2)^T", SQUARED, np.outer(W2 - V2, W2 - V2)),
    (
        r"C = \frac1N\sum_{i=1}^N(\theta_i-\mu)(\theta_i-\mu)^T",
        {"N": 3, r"\theta": X32, r"\mu": V2},
        (X32 - V2).T @ (X32 - V2) / 3,
    ),
    (r"\eta_i = \beta_0+\beta^Tx_i", {r"\beta_0": 3.0, r"\beta": V2, "x_i": W2}, 3.5),
    (r"Q(s,a) = \theta^T\phi(s,a)", {r"\theta": V2, r"\phi": phi, "s": 1.0, "a": 2.0}, 0.3 + 0.4),
    (r"y = \phi(\theta)^Tw", {r"\phi": phi, r"\theta": 2.0, "w": W2}, 2.0 + 8.0),
    (r"v = \alpha^T\Sigma\alpha", {r"\alpha": W2, r"\Sigma": S2}, W2 @ S2 @ W2),
    (
        r"p_k = \frac{e^{\theta_k^Tx}}{\sum_{j=1}^K e^{\theta_j^Tx}}",
        {"k": 2, "K": 3, r"\theta": X32, "x": W2},
        np.exp(X32[1] @ W2) / np.exp(X32 @ W2).sum(),
    ),
    (
        r"L = f(x) + \lambda^Tg(x)",
        {"f": lambda x: x.sum(), "x": W2, r"\lambda": V2, "g": lambda x: 2 * x},
        4.0,
    ),
    (r"y = \gamma^TV_T", {r"\gamma": 0.5, "T": 3, "V_T": 4.0}, 0.5),
    (r"G = \sum_{t=0}^{T}\gamma^tr_t + \gamma^TV", {r"\gamma": 0.5, "T": 1, "r": W2, "V": 4.0}, 1 + 1 + 2.0),
    (r"y = 1 - \beta^T", {r"\beta": 0.5, "T": 3}, 1 - 0.125),
    (r"y = (1-\gamma)^Tx", {r"\gamma": 0.5, "T": 3, "x": 8.0}, 1.0),
]

REFUSED = [
    (r"y = \gamma^Tx", "transpose or a power"),
    (r"J = \frac1T\sum_{t=1}^{T}\theta^Tx_t", "T is also a value"),
    (r"d = (\mu_1-\mu_2)^T\Sigma(\mu_1-\mu_2) + T", "T is also a value"),
    (r"y = \pi^TP", "of the number or of a vector"),
]


@pytest.mark.parametrize(("latex", "values", "expected"), TRANSPOSES, ids=[c[0][:70] for c in TRANSPOSES])
def test_value(latex: str, values: Mapping[str, Any], expected: Any) -> None:
    translation = translate_equation(latex)
    found = translation(**{n: given(values, n, symbol) for n, symbol in translation.parameters.items()})
    assert np.shape(found) == np.shape(expected)
    np.testing.assert_allclose(found, expected, rtol=1e-9)


@pytest.mark.parametrize(("latex", "reason"), REFUSED)
def test_refusal(latex: str, reason: str) -> None:
    with pytest.raises(FormalError, match=reason) as caught:
        translate_equation(latex)
    assert len(caught.value.hint) > 10
    assert 0 <= caught.value.position <= len(latex)
