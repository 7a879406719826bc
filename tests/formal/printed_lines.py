"""Pseudocode in the forms that papers print: headings, flags, suffixes, comments, outputs, calls."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.formal.procedures import START, Procedure, grad


def dampened(
    gamma: float, theta_0: Any, lambda_: float, mu: float, T: int, nesterov: bool, grad_f: Any
) -> Any:
    theta, b = theta_0, np.zeros_like(theta_0)
    for _ in range(T):
        g = grad_f(theta) + lambda_ * theta
        b = mu * b + g
        theta = theta - gamma * (g + mu * b if nesterov else b)
    return theta


def annealed(x: float, a: float, b: float, max_steps: int) -> float:
    for t in range(1, max_steps + 1):
        x = a * x + b / t
    return x


def fibonacci(n: int) -> tuple[int, int]:
    a, b = 0, 1
    for _ in range(n):
        a, b = b, a + b
    return a, b


def scaled(x: Any, c: float, n: int) -> Any:
    y = np.array([c * v for v in x[:n]])
    return y / y.sum()


def noisy(x: Any, T: int, f: Any, rng: Any) -> Any:
    for t in range(T, 0, -1):
        z = rng.standard_normal(3) if t > 1 else 0.0
        x = f(x, t) + z
    return x


def first_above(x: Any, n: int, c: float) -> int:
    return next((i for i in range(1, n + 1) if x[i - 1] > c), 0)


def epochs(theta: Any, eta: float, E: int, D: Any, grad_L: Any) -> Any:
    for _ in range(E):
        for batch in D:
            theta = theta - eta * grad_L(theta, batch)
    return theta


PRINTED_LINES = [
    Procedure(
        "a flag, a keyword before its colon, initial values in words",
        r"""\begin{algorithm}
\begin{algorithmic}[1]
\State {\bfseries Input:} rate $\gamma$, start $\theta_0$, weight decay $\lambda$, momentum $\mu$, $T$
\State Initialize $b_0 = 0$
\For{$t = 1$ {\bfseries to} $T$}
\State \textbf{Gradient:}
\State $g_t \gets \nabla f(\theta_{t-1}) + \lambda \theta_{t-1}$
\State Update momentum buffer $b_t \gets \mu b_{t-1} + g_t$ // heavy ball
\If{\textit{nesterov}}
\State $u_t \gets g_t + \mu b_t$
\Else
\State $u_t \gets b_t$
\EndIf
\State $\theta_t \gets \theta_{t-1} - \gamma u_t$
\EndFor
\State {\bf Output:} $\theta_T$
\end{algorithmic}
\end{algorithm}""",
        {
            "gamma": 0.1,
            "theta_0": START,
            "lambda_": 0.01,
            "mu": 0.9,
            "T": 4,
            "nesterov": True,
            "grad_f": grad,
        },
        dampened,
    ),
    Procedure(
        "a loop without an end, its output named before it",
        r"""\begin{algorithm}
\KwIn{$x$, $a$, $b$}
\KwOut{$x$}
\For{$t = 1, 2, \dots$}{
  $x \gets a x + b / t$ \tcp*[r]{shrink}
}
\end{algorithm}""",
        {"x": 2.0, "a": 0.5, "b": 3.0, "max_steps": 5},
        annealed,
    ),
    Procedure(
        "values read before any is written",
        r"""\begin{algorithmic}
\REQUIRE $n$
\STATE $(a, b) \gets (0, 1)$
\FOR{$i$ from $1$ to $n$}
\STATE $(a, b) \gets (b, a + b)$
\ENDFOR
\RETURN $a, b$
\end{algorithmic}""",
        {"n": 7},
        fibonacci,
    ),
    Procedure(
        "elements over a range at the end of the line",
        r"""\begin{algorithmic}
\REQUIRE $x$, $c \in \mathbb{R}$, $n$
\STATE $y_i \gets c x_i$ for $i = 1, \ldots, n$
\STATE $w_i \gets y_i / \sum_{j=1}^n y_j, \quad \forall i \in \{1, \ldots, n\}$
\OUTPUT $w$
\end{algorithmic}""",
        {"x": np.array([1.0, 2.0, 4.0]), "c": 3.0, "n": 3},
        scaled,
    ),
    Procedure(
        "a draw that depends on the step, within one line",
        r"""\begin{algorithm}\small
\begin{algorithmic}
{\footnotesize
\Require $\mathbf{x}_T$, $T$
\For{each step $t = T, T-1, \dotsc, 1$}
\State $\mathbf{z} \sim \mathcal{N}(\mathbf{0}, \mathbf{I})$ if $t > 1$, else $\mathbf{z} = \mathbf{0}$
\State $\mathbf{x}_{t-1} = f(\mathbf{x}_t, t) + \mathbf{z}$
\EndFor
\State \textbf{return} final sample $\mathbf{x}_0$
}
\end{algorithmic}\end{algorithm}""",
        {"x_T": START, "T": 3, "f": lambda x, t: x / t, "shape": 3},
        lambda x_T, T, f, shape, rng: noisy(x_T, T, f, rng),
    ),
    Procedure(
        "a function that returns from its loop",
        r"""\begin{algorithm}
\SetKwFunction{FFirst}{FirstAbove}
\SetKwProg{Fn}{Function}{:}{}
\Fn{\FFirst{$x$, $n$, $c$}}{
  \For{$i \gets 1$ \KwTo $n$}{
    \If{$x_i > c$}{ \KwRet $i$\; }
  }
  \KwRet $0$\;
}
\caption{First element above a threshold}
\end{algorithm}""",
        {"x": np.array([0.5, 1.5, 3.0]), "n": 3, "c": 1.0},
        first_above,
    ),
    Procedure(
        "epochs over minibatches",
        r"""\begin{algorithmic}
\Require $\theta$, $\eta$, $E$
\For{epoch $= 1, \ldots, E$}
\For{each minibatch $B \in \mathcal{D}$}
\State $\theta \gets \theta - \eta \nabla_\theta L(\theta; B)$
\EndFor
\EndFor
\Ensure trained parameters $\theta$
\end{algorithmic}""",
        {"theta": START, "eta": 0.1, "E": 2, "D": [0.5, 1.5, -1.0], "grad_L": lambda p, b: p - b},
        epochs,
    ),
    Procedure(
        "a procedure that is called and given",
        r"""\begin{algorithmic}
\Require $x$, $a$, $n$
\For{$n$ iterations}
\State $x \gets$ \Call{Refine}{$a, x$}
\EndFor
\State \Return $x$
\end{algorithmic}""",
        {"x": 2.0, "a": 0.5, "n": 3, "Refine": lambda a, x: a * x + 1},
        lambda x, a, n, Refine: Refine(a, Refine(a, Refine(a, x))),
    ),
]
