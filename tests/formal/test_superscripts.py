"""What stands above a letter: transposes, labels, views and policies are no powers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from rca_kernel.errors import FormalError
from rca_kernel.formal import translate_algorithm, translate_equation
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

ABOVE: list[tuple[str, dict[str, Any], Any]] = [
    (r"L = \frac{1}{N}\sum_{i=1}^{N}|d_i-d_i^{gt}|", {"N": 2, "d": W2, "d^{gt}": V2}, np.abs(W2 - V2).mean()),
    (r"L = \|x^{gt}-x^{pred}\|_1", {"x^{gt}": W2, "x^{pred}": V2}, np.abs(W2 - V2).sum()),
    (r"L = \|I_i^{hr}-I_i^{sr}\|_1", {"I_i^{hr}": W2, "I_i^{sr}": V2}, np.abs(W2 - V2).sum()),
    (
        r"L = \frac1n\sum_{i=1}^n(x_i^{tr}-x_i^{pr})^2",
        {"n": 2, "x^{tr}": W2, "x^{pr}": V2},
        ((W2 - V2) ** 2).mean(),
    ),
    (
        r"\mathcal{L} = \mathcal{L}^{rec}+\lambda\mathcal{L}^{reg}",
        {r"\mathcal{L}^{rec}": 1.0, r"\lambda": 2.0, r"\mathcal{L}^{reg}": 3.0},
        7.0,
    ),
    (r"y = a^{bc}+bc", {"a": 2.0, "b": 3.0, "c": 2.0}, 64 + 6.0),
    (r"y = x_0e^{rt}", {"x_0": 2.0, "r": 0.5, "t": 3.0}, 2 * np.exp(1.5)),
    (r"L = \frac1N\sum_{i=1}^N|d_i-d_i^{in}|", {"N": 2, "d": W2, "d^{in}": V2}, np.abs(W2 - V2).mean()),
    (r"d^{gt} = 2x", {"x": 3.0}, 6.0),
    (r"\theta^{tr} = \theta-\alpha g^{tr}", {r"\theta": W2, r"\alpha": 0.5, "g^{tr}": V2}, W2 - V2 / 2),
    (r"d = \|x^{GT}-x\|", {"x^{GT}": W2, "x": V2}, np.linalg.norm(W2 - V2)),
    (r"G = \prod_{i=1}^n x_i^{w_i}", {"n": 2, "x": W2, "w": V2}, 2**0.2),
    (r"X_k = \sum_{n=1}^N x_n\omega^{kn}", {"k": 2, "N": 2, "x": W2, r"\omega": 0.5}, 0.25 + 2 * 0.0625),
    (r"y = (1+r)^{nt}", {"r": 0.5, "n": 2, "t": 2}, 1.5**4),
    (
        r"L = \frac1N\sum_{i=1}^N p_i^{y_i}(1-p_i)^{1-y_i}",
        {"N": 2, "p": V2, "y": np.array([1, 0])},
        (0.1 + 0.8) / 2,
    ),
    (r"y = \log p(x_i \mid x_{-i})", {"p": lambda x, z: x * z, "x_i": 2.0, "x_{-i}": 3.0}, np.log(6.0)),
    (r"y = \beta_1^t(1-\beta_1)", {r"\beta_1": 0.5, "t": 2}, 0.125),
    (
        r"A^\pi(s,a) = Q^\pi(s,a)-V^\pi(s)",
        {"s": 1.0, "a": 2.0, r"Q^{\pi}": lambda s, a: s + a, r"V^{\pi}": lambda s: s},
        2.0,
    ),
    (r"k = \frac1n\sum_{i=1}^n x_i^2+x_i^3", {"n": 2, "x": W2}, (2 + 12) / 2),
]

REFUSED = [
    (r"y = a^{bc}", "a label or a power"),
    (r"y = \frac1n\sum_{i=1}^n x_i^{in}", "a label or a power"),
    (r"L = \sum_{i=1}^n|x_{gt,i}-y_i|", "beside an index"),
    (r"e = \frac{1}{n}\sum_i(y_i-\hat{y}_{-i})^2", "all but the i-th"),
    (r"L = \sum_i\log p(x_i|x_{-i})", "all but the i-th"),
    (r"y = \sum_{k=-K}^{K}w_kx_{-k}", "before the first"),
    (r"e = \sum_{i=1}^n(y_i-\hat{f}^{-i}(x_i))", "all but the i-th"),
    (r"y = \hat{f}^{-\kappa(i)}(x_i)", "all but the i-th"),
    (r"y = \sum_{i=1}^n x_{i,-j}", "all but the i-th"),
    (r"R = \sum_{i=1}^n\sum_{j=1}^n g^{ij}x_ix_j", "indices above a symbol"),
    (r"y = \mathbf{h}_i^{z_i}", "a label or a power"),
    (r"J = \frac{1}{N}\sum_i R_i^\pi", "a policy"),
    (r"J = \frac{1}{N}\sum_i G_i^{\pi_\theta}", "a policy"),
    (r"L = \frac1N\sum_i z_i^1\cdot z_i^2", "a number above a symbol"),
    (r"L = \sum_i\|z_i^1-z_i^2\|^2", "a number above a symbol"),
    (r"L = \rho_{\hat{\tau}_i}^\kappa(r+\gamma\theta_j'-\theta_i)", "named by its superscript"),
    (r"L = \sum_i\ell_i^\kappa(\delta_i)", "named by its superscript"),
    (r"y = \ell^\kappa(\delta)", "named by its superscript"),
    (r"y = \gamma^Tx", "transpose or a power"),
    (r"J = \frac1T\sum_{t=1}^{T}\theta^Tx_t", "T is also a value"),
    (r"d = (\mu_1-\mu_2)^T\Sigma(\mu_1-\mu_2) + T", "T is also a value"),
    (r"y = \pi^TP", "of the number or of a vector"),
]


@pytest.mark.parametrize(
    ("latex", "values", "expected"), [*TRANSPOSES, *ABOVE], ids=[c[0][:70] for c in (*TRANSPOSES, *ABOVE)]
)
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


def test_negative_index_in_a_loop_is_refused() -> None:
    latex = r"""\begin{algorithmic}\Require $x, z, n$ \State $y \gets 0$
        \For{$i = 1, \dots, n$} \State $y \gets y + (x_i - z_{-i})^2$ \EndFor
        \State \Return $y$\end{algorithmic}"""
    with pytest.raises(FormalError, match="all but the i-th"):
        translate_algorithm(latex)
