"""Algorithms that an audit found wrong or refused without need."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.formal.procedures import Procedure

VALUES = np.array([0.7, -0.4, -1.6, 1.3, 0.2])


def signed(x: Any, n: int) -> float:
    return float(sum(v if v > 0 else -1 if v < -1 else v * v for v in x[:n]))


def normalised(x: Any, m: int, gamma: float, beta: float, epsilon: float, i: int) -> float:
    return float((x[i - 1] - x[:m].mean()) / np.sqrt(x[:m].var() + epsilon) * gamma + beta)


def smoothed(g: Any, rho: float, T: int) -> tuple[float, float]:
    square = 0.0
    for t in range(T):
        square = rho * square + (1 - rho) * g[t] ** 2
    return square, float(np.sqrt(square))


def distance(x: Any, y: Any, n: int, m: int) -> float:
    if min(n, m) == 0:
        return float(max(n, m))
    return min(
        distance(x, y, n - 1, m) + 1,
        distance(x, y, n, m - 1) + 1,
        distance(x, y, n - 1, m - 1) + float(x[n - 1] != y[m - 1]),
    )


def likelihood(a: Any, b: Any, pi: Any, S: int, T: int) -> float:
    forward = pi[:S]
    for t in range(T):
        forward = b[:S, t] * (forward @ a[:S, :S])
    return float(forward.sum())


def tribonacci(n: int) -> int:
    a, b, c = 0, 1, 1
    for _ in range(n):
        a, b, c = b, c, a + b + c
    return a


AUDITED_PROCEDURES = [
    Procedure(
        "edit distance",
        r"""\begin{algorithmic}
\Require $x$, $y$, $n$, $m$
\For{$i = 0$ to $n$}
\State $D_{i,0} \gets i$
\EndFor
\For{$j = 0$ to $m$}
\State $D_{0,j} \gets j$
\EndFor
\For{$i = 1$ to $n$}
\For{$j = 1$ to $m$}
\State $D_{i,j} \gets \min(D_{i-1,j} + 1, D_{i,j-1} + 1, D_{i-1,j-1} + \mathbb{1}[x_i \neq y_j])$
\EndFor
\EndFor
\State \Return $D_{n,m}$
\end{algorithmic}""",
        {"x": np.array([1, 2, 3, 4, 2]), "y": np.array([2, 3, 2, 1]), "n": 5, "m": 4},
        distance,
    ),
    Procedure(
        "the forward pass of a hidden Markov model",
        r"""\begin{algorithmic}
\Require $a$, $b$, $\pi$, $S$, $T$
\For{$s = 1$ to $S$}
\State $f_{0,s} \gets \pi_s$
\EndFor
\For{$t = 1$ to $T$}
\For{$s = 1$ to $S$}
\State $f_{t,s} \gets b_{s,t} \sum_{k=1}^{S} f_{t-1,k} a_{k,s}$
\EndFor
\EndFor
\State \Return $\sum_{s=1}^{S} f_{T,s}$
\end{algorithmic}""",
        {
            "a": np.array([[0.7, 0.3], [0.4, 0.6]]),
            "b": np.array([[0.5, 0.1, 0.3, 0.5], [0.2, 0.6, 0.4, 0.1]]),
            "pi": np.array([0.6, 0.4]),
            "S": 2,
            "T": 4,
        },
        likelihood,
    ),
    Procedure(
        "a recurrence of three steps",
        r"""\begin{algorithmic}
\Require $n$
\State $F_0 \gets 0$, $F_1 \gets 1$, $F_2 \gets 1$
\For{$i = 3$ to $n$}
\State $F_i \gets F_{i-1} + F_{i-2} + F_{i-3}$
\EndFor
\State \Return $F_n$
\end{algorithmic}""",
        {"n": 9},
        tribonacci,
    ),
    Procedure(
        "a sum that is not always whole",
        r"""\begin{algorithmic}
\Require $x_1, \dots, x_n$
\State $s \gets 0$
\ForAll{$i \in \{1, \ldots, n\}$}
\If{$x_i > 0$}
\State $s \gets s + x_i$
\ElsIf{$x_i < -1$}
\State $s \gets s - 1$
\Else
\State $s \gets s + x_i^2$
\EndIf
\EndFor
\State \Return $s$
\end{algorithmic}""",
        {"x": VALUES, "n": 5},
        signed,
    ),
    Procedure(
        "batch normalisation",
        r"""\begin{algorithmic}
\Require batch $B = \{x_1, \dots, x_m\}$, $\gamma$, $\beta$, $\epsilon$
\State $\mu \gets \frac{1}{m} \sum_{i=1}^m x_i$
\State $\sigma^2 \gets \frac{1}{m} \sum_{i=1}^m (x_i - \mu)^2$
\State $\hat x_i \gets \frac{x_i - \mu}{\sqrt{\sigma^2 + \epsilon}}$
\State $y_i \gets \gamma \hat x_i + \beta$
\State \Return $y_i$
\end{algorithmic}""",
        {"x": VALUES, "m": 5, "gamma": 1.2, "beta": 0.3, "epsilon": 1e-5, "i": 2},
        normalised,
    ),
    Procedure(
        "a running square and its root",
        r"""\begin{algorithmic}
\Require $g_1, \dots, g_T$, $\rho$
\State $\sigma_0^2 \gets 0$
\For{$t = 1$ to $T$}
\State $\sigma_t^2 \gets \rho \sigma_{t-1}^2 + (1 - \rho) g_t^2$
\EndFor
\State \Return $\sigma_T^2, \sigma_T$
\end{algorithmic}""",
        {"g": VALUES, "rho": 0.9, "T": 5},
        smoothed,
    ),
]

_HEAD = r"\begin{algorithmic}" + "\n"
_BEFORE_THE_FIRST = r"""\Require $c$, $n$, $m$
\State $D_{0,0} \gets 0$
\For{$i = 0$ to $n$}
\For{$j = 1$ to $m$}
\State $D_{i,j} \gets c_{i,j} + \min(D_{i-1,j}, D_{i,j-1})$
\EndFor
\EndFor
\State \Return $D_{n,m}$
\end{algorithmic}"""
_PLACE_OF_A_VALUE = r"""\Require $v$, $w$, $n$, $C$
\For{$c = 0$ to $C$}
\State $D_{0,c} \gets 0$
\EndFor
\For{$i = 1$ to $n$}
\For{$c = 0$ to $C$}
\State $D_{i,c} \gets \max(D_{i-1,c}, D_{i-1,c-w_i} + v_i)$
\EndFor
\EndFor
\State \Return $D_{n,C}$
\end{algorithmic}"""
AUDITED_REFUSED_ALGORITHMS = [(_HEAD + body, "same array") for body in (_BEFORE_THE_FIRST, _PLACE_OF_A_VALUE)]
