# ruff: noqa: E501
"""Pseudocode of the second audit: steps that nobody counts, computed places, conditions on running values."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.formal.procedures import Procedure, grad


def listing(*lines: str) -> str:
    body = "\n".join(f"\\State {line}" if not line.startswith("\\") else line for line in lines)
    return f"\\begin{{algorithmic}}\n{body}\n\\end{{algorithmic}}"


def descended(x: Any, eta: float, steps: int) -> Any:
    for _ in range(steps):
        x = x - eta * grad(x)
    return x


def until_close(x_0: float, eta: float, epsilon: float, grad_f: Any) -> float:
    x, last = x_0, np.inf
    while abs(x - last) >= epsilon:
        x, last = x - eta * grad_f(x), x
    return x


def while_steep(x_0: float, eta: float, epsilon: float, grad_f: Any) -> float:
    x = x_0
    while abs(grad_f(x)) > epsilon:
        x = x - eta * grad_f(x)
    return x


def epochs(w_0: float, E: int, S: Any, rho: float) -> float:
    w, t = w_0, 0
    for _ in range(E):
        for s in S:
            t += 1
            w = w - rho * (w - s) / (1 + t)
    return w


def momentum(u_0: float, rho: float, mu: float, max_steps: int, grad_f: Any) -> float:
    u, z = u_0, 0.0
    for _ in range(max_steps):
        z = mu * z + grad_f(u)
        u = u - rho * z
    return u


COUNTS = [
    Procedure("an iteration whose step no line counts",
              listing(r"\Require $x_0$, $\eta$", r"\Repeat", r"$x_{j+1} \gets x_j - \eta \nabla f(x_j)$", r"\Until{convergence}", r"\Return $x_j$"),
              {"x_0": 1.2, "eta": 0.1, "max_steps": 7, "grad_f": grad},
              lambda x_0, eta, max_steps, grad_f: descended(x_0, eta, max_steps)),
    Procedure("the same until two values are close",
              listing(r"\Require $x_0$, $\eta$, $\epsilon$", r"\Repeat", r"$x_{j+1} \gets x_j - \eta \nabla f(x_j)$", r"\Until{$|x_{j+1} - x_j| < \epsilon$}", r"\Return $x_{j+1}$"),
              {"x_0": 1.2, "eta": 0.1, "epsilon": 0.05, "grad_f": grad}, until_close),
    Procedure("a counter at the end of the step",
              listing(r"\Require $x_0$, $\eta$, $\epsilon$", r"$j \gets 0$", r"\Repeat", r"$x_{j+1} \gets x_j - \eta \nabla f(x_j)$", r"$j \gets j + 1$", r"\Until{$|x_j - x_{j-1}| < \epsilon$}", r"\Return $x_j$"),
              {"x_0": 1.2, "eta": 0.1, "epsilon": 0.05, "grad_f": grad}, until_close),
    Procedure("a condition on the running value",
              listing(r"\Require $x_0$", r"$j \gets 0$", r"\While{$|\nabla f(x_j)| > \epsilon$}", r"$x_{j+1} \gets x_j - \eta \nabla f(x_j)$", r"$j \gets j + 1$", r"\EndWhile", r"\Return $x_j$"),
              {"x_0": 1.2, "eta": 0.1, "epsilon": 0.05, "grad_f": grad}, while_steep),
    Procedure("steps counted by another index",
              listing(r"\For{$e = 1$ to $E$}", r"$w_t \gets w_{t-1} - \rho \nabla f(w_{t-1})$", r"\EndFor", r"\Return $w_t$"),
              {"w_0": 0.8, "rho": 0.05, "E": 6, "grad_f": grad},
              lambda w_0, rho, E, grad_f: descended(w_0, rho, E)),
    Procedure("a counter that nothing starts",
              listing(r"\For{$e = 1$ to $E$}", r"$w_{t+1} \gets w_t - \rho \nabla f(w_t)$", r"$t \gets t + 1$", r"\EndFor", r"\Return $w_t$"),
              {"w_0": 0.8, "rho": 0.05, "E": 6, "grad_f": grad},
              lambda w_0, rho, E, grad_f: descended(w_0, rho, E)),
    Procedure("steps through epochs and a count that is read",
              listing(r"\For{$e = 1$ to $E$}", r"\For{$s \in \mathcal{S}$}", r"$w_t \gets w_{t-1} - \rho \cdot (w_{t-1} - s) / (1 + t)$", r"\EndFor", r"\EndFor", r"\Return $w_t$"),
              {"w_0": 0.8, "E": 3, "S": [1.0, -2.0, 0.5], "rho": 0.4}, epochs),
    Procedure("several running values until convergence",
              listing(r"\Require $\rho$, $\mu$", r"\Require $u_0$", r"$z_0 \gets 0$", r"\While{$u_t$ not converged}", r"$g_t \gets \nabla f(u_{t-1})$", r"$z_t \gets \mu z_{t-1} + g_t$", r"$u_t \gets u_{t-1} - \rho z_t$", r"\EndWhile", r"\Return $u_t$"),
              {"u_0": 0.8, "rho": 0.05, "mu": 0.9, "max_steps": 5, "grad_f": grad}, momentum),
]  # fmt: skip


def bisected(c: Any, q: int, v: float) -> int:
    return int(np.searchsorted(c[:q], v)) + 1


def noised(T: int, c: Any, z_0: float, u: float, rng: np.random.Generator) -> float:
    level = c[rng.integers(1, T, endpoint=True) - 1]
    return float(np.sqrt(level) * z_0 + np.sqrt(1 - level) * u)


PLACES = [
    Procedure("the element at the place of another's maximum",
              listing(r"\Require $u, w \in \mathbb{R}^n$", r"$k \gets \arg\max_i u_i$", r"\Return $w_k$"),
              {"u": np.array([0.1, 3.0, 2.0]), "w": np.array([5.0, 6.0, 7.0])}, lambda u, w: 6.0),
    Procedure("bisection",
              listing(r"\Require $c$, $q$, $v$", r"$l \gets 1$, $r \gets q$", r"\While{$l < r$}", r"$m \gets \lfloor (l + r) / 2 \rfloor$", r"\If{$c_m < v$}", r"$l \gets m + 1$", r"\Else", r"$r \gets m$", r"\EndIf", r"\EndWhile", r"\Return $l$"),
              {"c": np.array([1.0, 2.0, 4.0, 8.0, 16.0]), "q": 5, "v": 3.5}, bisected),
    Procedure("the middle and what follows it",
              listing(r"\Require $c \in \mathbb{R}^n$, $n$", r"$m \gets \lfloor n / 2 \rfloor$", r"$y \gets c_m + c_{m+1}$", r"\Return $y$"),
              {"c": np.array([1.0, 2.0, 4.0, 8.0, 16.0]), "n": 5}, lambda c, n: 6.0),
    Procedure("the nearest example's label",
              listing(r"\Require $p$, $X$, $y$, $n$", r"\For{$i = 1$ to $n$}", r"$d_i \gets \|p - X_i\|_2$", r"\EndFor", r"$j \gets \arg\min_i d_i$", r"\Return $y_j$"),
              {"p": np.array([0.0, 1.0]), "X": np.array([[3.0, 3.0], [0.0, 2.0], [5.0, 0.0]]), "y": np.array([7.0, 8.0, 9.0]), "n": 3}, lambda p, X, y, n: 8.0),
    Procedure("a level of noise that is drawn",
              listing(r"$t \sim \mathrm{Uniform}(\{1, \ldots, T\})$", r"$z_t \gets \sqrt{c_t} z_0 + \sqrt{1 - c_t} u$", r"\Return $z_t$"),
              {"T": 3, "c": np.array([0.9, 0.5, 0.1]), "z_0": 2.0, "u": -1.0},
              noised),
]  # fmt: skip

LOOPS = [*COUNTS, *PLACES]

REFUSED_LOOPS = [
    (listing(r"$i \gets 0$", r"\While{$x_i > c$}", r"\If{$c > 2$}", r"$i \gets i + 1$", r"\EndIf", r"$s \gets s + 1$", r"\EndWhile", r"\Return $s$"), "from 0 or from 1"),
    (listing(r"\Repeat", r"$x_{j+1} \gets x_j + x_{j-1}$", r"\Until{convergence}", r"\Return $x_j$"), "no loop counts"),
    (listing(r"\For{$a \in S$}", r"$x_t \gets x_{t-1} + a$", r"\EndFor", r"\For{$a \in Q$}", r"$x_t \gets x_{t-1} - a$", r"\EndFor", r"\Return $x_t$"), "after its loop"),
]  # fmt: skip
