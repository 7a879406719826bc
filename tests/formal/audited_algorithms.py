"""Algorithms that an audit found wrong or refused without need."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.formal.algorithms import Procedure

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


AUDITED_PROCEDURES = [
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
