"""Quadratic forms where another product divides, dots behind a scale, rows and columns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from rca_kernel.errors import FormalError
from rca_kernel.formal import translate_algorithm, translate_equation
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


X, Y = np.array([[1.0, 0.5], [0.25, 2.0]]), np.array([[0.5, -1.0], [2.0, 1.5]])
LOGITS = 0.5 * X @ Y.T

DOTS: list[tuple[str, dict[str, Any], Any]] = [
    (r"y = \exp(\frac{1}{\tau}q\cdot k_i)", {r"\tau": 2.0, "q": W, "k_i": U}, np.exp(0.25)),
    (
        r"p = \frac{\exp(\frac{1}{\tau}q\cdot k_i)}{\sum_{j=1}^{K}\exp(\frac{1}{\tau}q\cdot k_j)}",
        {r"\tau": 2.0, "q": W, "k": X, "i": 2, "K": 2},
        1 / (1 + np.exp((X[0] - X[1]) @ W / 2)),
    ),
    (r"z = s\,w_y\cdot x", {"s": 3.0, "w_y": W, "x": U}, 1.5),
    (r"s_{ij} = \exp(t\,x_i\cdot y_j)", {"t": 0.5, "x_i": W, "y_j": U}, np.exp(0.25)),
    (r"z = 2 w\cdot x + b", {"w": W, "x": U, "b": 1.0}, 2.0),
    (r"z = \frac{w\cdot x}{2}", {"w": W, "x": U}, 0.25),
    (r"z = \alpha\,\mathbf{w}\cdot\mathbf{x}", {r"\alpha": 3.0, r"\mathbf{w}": W, r"\mathbf{x}": U}, 1.5),
    (
        r"L = -\frac{1}{N}\sum_{i=1}^N \log\frac{e^{t x_i\cdot y_i}}{\sum_{j=1}^N e^{t x_i\cdot y_j}}",
        {"N": 2, "t": 0.5, "x": X, "y": Y},
        -np.mean(np.diag(LOGITS) - np.log(np.exp(LOGITS).sum(axis=1))),
    ),
    (r"z = n x \cdot y", {"n": 3.0, "x": 2.0, "y": 0.5}, 3.0),
]


def test_an_undecided_dot_stays_undecided_behind_a_scale() -> None:
    for scale in ("", r"\eta\,"):
        with pytest.raises(FormalError, match="an inner product or a product of numbers"):
            translate_equation(rf"z = {scale} u \cdot z_i")


SCORES = np.exp(X @ Y.T)
ROWS: list[tuple[str, dict[str, Any], Any]] = [
    (r"\alpha_{ij} = \frac{q_ik_j^T}{\sqrt{d}}", {"q_i": W, "k_j": U, "d": 4}, 0.25),
    (
        r"e_{ij} = \frac{(x_iW^Q)(x_jW^K)^T}{\sqrt{d_z}}",
        {"x_i": W, "x_j": U, "W^Q": S, "W^K": D, "d_z": 4},
        W @ S @ D.T @ U / 2,
    ),
    (
        r"a_{ij} = \mathrm{softmax}_j(\frac{q_i k_j^\top}{\sqrt{d}} - m|i-j|)",
        {"q_i": W, "k": Y, "d": 4, "m": 0.5, "i": 1, "j": 2},
        1 / (1 + np.exp((Y[0] - Y[1]) @ W / 2 + 0.5)),
    ),
    (r"\hat A_{ij}=\sigma(z_iz_j^\top)", {"z_i": W, "z_j": U}, 1 / (1 + np.exp(-0.5))),
    (
        r"A_{ij}=\frac{\exp(q_i k_j^\top)}{\sum_{l=1}^n \exp(q_i k_l^\top)}",
        {"q_i": X[0], "k": Y, "j": 2, "n": 2},
        SCORES[0, 1] / SCORES[0].sum(),
    ),
    (r"e_{ij} = q_i W k_j^\top", {"q_i": W, "W": D, "k_j": U}, W @ D @ U),
    (r"K_{ij} = (x_i - \mu)(x_j - \mu)^\top", {"x_i": W, "x_j": U, r"\mu": X[0]}, (W - X[0]) @ (U - X[0])),
    (r"M_t = x_t y_t^\top", {"x_t": W, "y_t": U}, np.outer(W, U)),
    (r"S = x_i x_i^\top", {"x_i": W}, np.outer(W, W)),
    (r"o_t = q_t S_t, \quad S_t \in \mathbb{R}^{d \times d}", {"q_t": W, "S_t": D}, W @ D),
    (
        r"A = \sigma((xW^Q)(xW^K)^\top), \quad x \in \mathbb{R}^{n \times d}",
        {"x": X, "W^Q": S, "W^K": D},
        1 / (1 + np.exp(-X @ S @ D.T @ X.T)),
    ),
]


@pytest.mark.parametrize(("latex", "reason"), [
    (r"s = \frac{1}{w^\top \Sigma^{1/2} w}", "a power of a matrix"),
    (r"s = \frac{1}{w^\top A^2 w}", "a power of a matrix"),
    (r"o_t = q_tS_t", "a row vector before a matrix"),
    (r"S_t = S_{t-1}+k_t^\top v_t", "row or column vectors"),
    (r"S_t = (\alpha_t^\top\mathbf{1})\odot S_{t-1}+k_t^\top v_t", "row or column vectors"),
    (r"o_i = \sum_j \exp(q_i k_j^\top) v_j", "row or column vectors"),
    (r"A = \mathrm{softmax}(\frac{(xW^Q)(xW^K)^\top}{\sqrt{d}})", "row or column vectors"),
])  # fmt: skip
def test_refusal(latex: str, reason: str) -> None:
    with pytest.raises(FormalError, match=reason) as caught:
        translate_equation(latex)
    assert len(caught.value.hint) > 10


def test_rows_of_an_algorithm() -> None:
    latex = r"""\begin{algorithmic}\Require $q, k, n$
        \For{$i = 1, \dots, n$} \For{$j = 1, \dots, n$}
        \State $\alpha_{ij} \gets \exp(q_i k_j^\top)$ \EndFor \EndFor
        \State \Return $\alpha$\end{algorithmic}"""
    np.testing.assert_allclose(translate_algorithm(latex)(q=X, k=Y, n=2), SCORES)
    with pytest.raises(FormalError, match="row or column vectors"):
        translate_algorithm(latex.replace(r"\alpha_{ij}", r"\alpha_i"))


@pytest.mark.parametrize(("latex", "values", "expected"), [*FORMS, *DOTS, *ROWS])
def test_value(latex: str, values: Mapping[str, Any], expected: Any) -> None:
    translation = translate_equation(latex)
    found = translation(**{n: given(values, n, symbol) for n, symbol in translation.parameters.items()})
    assert np.shape(found) == np.shape(expected)
    np.testing.assert_allclose(found, expected, rtol=1e-12)
