# ruff: noqa: E501
"""Algorithms that an auditor printed wrong or was refused without need, and what must be refused."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.formal.algorithms import Procedure

R = np.random.default_rng(21)
START, DRAWS, GOAL = R.normal(size=3), R.integers(1, 5, size=6), R.normal(size=(4, 3))


def decayed(x_0: Any, alpha: float, T: int, grad_f: Any) -> Any:
    for t in range(1, T + 1):
        x_0 = x_0 - alpha / np.sqrt(t) * grad_f(x_0)
    return x_0


def sampled(w_0: Any, eta: float, T: int, i: Any, grad_f: Any) -> Any:
    for t in range(T):
        w_0 = w_0 - eta * grad_f(i[t], w_0)
    return w_0


def reduced(w_0: Any, eta: float, n: int, T: int, i: Any, grad_f: Any) -> Any:
    mean = sum(grad_f(k, w_0) for k in range(1, n + 1)) / n
    w = w_0
    for t in range(T):
        w = w - eta * (grad_f(i[t], w) - grad_f(i[t], w_0) + mean)
    return w


def shifted(x: Any, n: int) -> Any:
    x, s = np.array(x), 0.0
    for i in range(n):
        s += x[i]
        x[i] += s
    return x


def pull(i: int, w: Any) -> Any:
    return w - GOAL[i - 1]


STEPS: list[Procedure] = [
    Procedure("decayed_step_sizes", r"""
\begin{algorithmic}
\Require $x_0$, $\alpha$, $T$
\For{$t = 1, \dots, T$}
\State $\alpha_t \gets \alpha / \sqrt{t}$
\State $x_t \gets x_{t-1} - \alpha_t \nabla f(x_{t-1})$
\EndFor
\State \Return $x_T$
\end{algorithmic}""", {"x_0": START, "alpha": 0.3, "T": 5, "grad_f": lambda z: 2 * z}, decayed),
    Procedure("indices_given_for_each_step", r"""
\begin{algorithmic}
\Require $w_0$, $\eta$, $T$, indices $i_1, \dots, i_T$
\For{$t = 1, \dots, T$}
\State $w_t \gets w_{t-1} - \eta \nabla f_{i_t}(w_{t-1})$
\EndFor
\State \Return $w_T$
\end{algorithmic}""", {"w_0": START, "eta": 0.3, "T": 6, "i": DRAWS, "grad_f": pull}, sampled),
    Procedure("variance_reduced", r"""
\begin{algorithmic}
\Require $w_0$, $\eta$, $n$, $T$
\State $\mu \gets \frac{1}{n} \sum_{i=1}^n \nabla f_i(w_0)$
\State $u \gets w_0$
\For{$t = 1, \dots, T$}
\State $u \gets u - \eta (\nabla f_{i_t}(u) - \nabla f_{i_t}(w_0) + \mu)$
\EndFor
\State \Return $u$
\end{algorithmic}""", {"w_0": START, "eta": 0.3, "n": 4, "T": 6, "i": DRAWS, "grad_f": pull}, reduced),
    Procedure("changed_in_place", r"""
\begin{algorithmic}
\Require $x$, $n$
\State $s \gets 0$
\For{$i = 1, \dots, n$}
\State $s \gets s + x_i$
\State $x_i \gets x_i + s$
\EndFor
\State \Return $x$
\end{algorithmic}""", {"x": START, "n": 3}, shifted),
]  # fmt: skip

STEPS_REFUSED: list[tuple[str, str]] = [
    (
        r"\begin{algorithmic}\Require $x, n$ \For{$i = 1, \dots, n$}\State $x_i \gets x_i / \|x\|$\EndFor\State \Return $x$\end{algorithmic}",
        "read as a whole",
    ),
    (
        r"\begin{algorithmic}\Require $a, n$ \For{$i = 1, \dots, n$}\State $d_i \gets a_i / d$\EndFor\State \Return $d$\end{algorithmic}",
        "first written",
    ),
    (
        r"\begin{algorithmic}\Require $\mathbf P, \mathbf x$\State $\mathbf P^{-1} \gets \mathbf P^{-1} + \mathbf x\mathbf x^\top$\State $\mathbf P \gets 2\mathbf P$\State \Return $\mathbf P$\end{algorithmic}",
        "both assigned",
    ),
]
