# ruff: noqa: E501
"""Algorithms that an auditor printed wrong or was refused without need, and what must be refused."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.formal import fifth_algorithms
from tests.formal.procedures import Procedure

R = np.random.default_rng(21)
START, DRAWS, GOAL = R.normal(size=3), R.integers(1, 5, size=6), R.normal(size=(4, 3))


def decayed(x_0: Any, alpha: float, T: int, grad_f: Any) -> Any:
    return fifth_algorithms.decayed(alpha, x_0, T, grad_f)


def sampled(w_0: Any, eta: float, T: int, i: Any, grad_f: Any) -> Any:
    return fifth_algorithms.by_indices(w_0, eta, i, T, grad_f)


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


def lasso(A: Any, b: Any, lambda_: float, rho: float, K: int) -> Any:
    z = u = np.zeros(A.shape[1])
    for _ in range(K):
        x = np.linalg.solve(A.T @ A + rho * np.eye(A.shape[1]), A.T @ b + rho * (z - u))
        w = x + u
        z = np.sign(w) * np.maximum(np.abs(w) - lambda_ / rho, 0)
        u = u + x - z
    return z


def hedge(eta: float, T: int, N: int, ell: Any) -> float:
    w, L = np.ones(N), 0.0
    for t in range(T):
        L += w / w.sum() @ ell[t]
        w = w * np.exp(-eta * ell[t])
    return L


def divisor(a: int, b: int) -> int:
    while b:
        a, b = b, a % b
    return a


def conditional(x_0: Any, T: int, LMO: Any, grad_f: Any) -> Any:
    for t in range(T + 1):
        x_0 = x_0 + 2 / (t + 2) * (LMO(grad_f(x_0)) - x_0)
    return x_0


def averaged(w_1: Any, eta: float, T: int, grad_f: Any) -> Any:
    seen = []
    for _ in range(T):
        seen.append(w_1)
        w_1 = w_1 - eta * grad_f(w_1)
    return np.mean(seen, axis=0)


def heavy(x_0: Any, x_1: Any, beta: float, eta: float, K: int, grad_f: Any) -> Any:
    for _ in range(K):
        x_0, x_1 = x_1, x_1 + beta * (x_1 - x_0) - eta * grad_f(x_1)
    return x_1


def streamed(x: Any, y: Any, eta: float, T: int) -> Any:
    w, seen = np.zeros(3), []
    for t in range(T):
        seen.append(w)
        w = w - eta * (w @ x[t] - y[t]) * x[t]
    return np.mean(seen, axis=0)


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
    Procedure("iterates_above", r"""
\begin{algorithm2e}
\KwIn{$\mathbf A$, $\mathbf b$, $\lambda$, $\rho$, $K$}
$\mathbf z^{0} \gets \mathbf 0$; $\mathbf u^{0} \gets \mathbf 0$\;
\For{$k \gets 0$ \KwTo $K-1$}{
  $\mathbf x^{k+1} \gets (\mathbf A^\top\mathbf A + \rho\mathbf I)^{-1}(\mathbf A^\top\mathbf b + \rho(\mathbf z^k - \mathbf u^k))$\;
  $\mathbf w \gets \mathbf x^{k+1} + \mathbf u^k$\;
  $\mathbf z^{k+1} \gets \operatorname{sign}(\mathbf w) \odot \max(|\mathbf w| - \lambda/\rho, 0)$\;
  $\mathbf u^{k+1} \gets \mathbf u^k + \mathbf x^{k+1} - \mathbf z^{k+1}$\;
}
\Return $\mathbf z^{K}$\;
\end{algorithm2e}""", {"A": GOAL, "b": R.normal(size=4), "lambda_": 0.3, "rho": 1.5, "K": 8}, lasso),
    Procedure("two_steps_in_a_line_and_weights_of_the_next_step", r"""
\begin{algorithmic}
\REQUIRE learning rate $\eta > 0$, $T$, $N$, losses $\ell_{t,i}$
\STATE $w_{1,i} = 1$ for $i = 1, \dots, N$; $L = 0$
\FOR{$t = 1, \dots, T$}
\STATE $p_{t,i} = \frac{w_{t,i}}{\sum_{j=1}^N w_{t,j}}$ for $i = 1, \dots, N$
\STATE $L = L + \sum_{i=1}^N p_{t,i} \ell_{t,i}$
\STATE $w_{t+1,i} = w_{t,i} e^{-\eta \ell_{t,i}}$ for $i = 1, \dots, N$
\ENDFOR
\STATE \textbf{return} total loss $L$
\end{algorithmic}""", {"eta": 0.4, "T": 4, "N": 3, "ell": GOAL**2}, hedge),
    Procedure("average_of_the_iterates", r"""
\begin{algorithmic}
\Require $w_1$, $\eta$, $T$
\For{$t = 1, \dots, T$}
\State $w_{t+1} \gets w_t - \eta\nabla f(w_t)$
\EndFor
\State \Return $\bar w = \frac1T\sum_{t=1}^T w_t$
\end{algorithmic}""", {"w_1": START, "eta": 0.3, "T": 5, "grad_f": lambda z: 2 * z}, averaged),
    Procedure("average_from_zero", r"""
\begin{algorithmic}
\Require $\mathbf x_1, \dots, \mathbf x_T$, $y_1, \dots, y_T$, $\eta$, $T$
\State $\mathbf w_1 \gets \mathbf 0$
\For{$t = 1, \dots, T$}
\State $\mathbf w_{t+1} \gets \mathbf w_t - \eta (\mathbf w_t^\top \mathbf x_t - y_t) \mathbf x_t$
\EndFor
\State \Return $\frac1T\sum_{t=1}^T \mathbf w_t$
\end{algorithmic}""", {"x": GOAL, "y": R.normal(size=4), "eta": 0.3, "T": 4}, streamed),
    Procedure("values_two_steps_apart", r"""
\begin{algorithmic}
\Require $x_0, x_1$, $\beta$, $\eta$, $K$
\For{$k = 1, \dots, K$}
\State $x_{k+1} \gets x_k + \beta(x_k - x_{k-1}) - \eta\nabla f(x_k)$
\EndFor
\State \Return $x_{K+1}$
\end{algorithmic}""", {"x_0": START, "x_1": START * 0.9, "beta": 0.5, "eta": 0.1, "K": 6, "grad_f": lambda z: 2 * z}, heavy),
    Procedure("words_that_are_assigned", r"""
\begin{algorithmic}
\Require $x, z$
\State $ab \gets x + 1$
\State $y \gets \frac{ab}{2} z + ab$
\State \Return $y$
\end{algorithmic}""", {"x": 2.0, "z": 5.0}, lambda x, z: (x + 1) / 2 * z + x + 1),
    Procedure("a_negated_equality", r"""
\begin{algorithmic}
\Require $a, b$
\State $r \gets a \bmod b$
\While{$r \not= 0$}
\State $a \gets b$
\State $b \gets r$
\State $r \gets a \bmod b$
\EndWhile
\State \Return $b$
\end{algorithmic}""", {"a": 84, "b": 30}, divisor),
    Procedure("a_first_point_that_is_chosen", r"""
\begin{algorithmic}
\State Let $\bm x^{(0)} \in \mathcal D$
\For{$t = 0 \dots T$}
\State Compute $\bm s := \mathrm{LMO}(\nabla f(\bm x^{(t)}))$
\State Let $\gamma := \frac{2}{t+2}$
\State Update $\bm x^{(t+1)} := (1-\gamma)\bm x^{(t)} + \gamma\bm s$
\EndFor
\State \Return $\bm x^{(T+1)}$
\end{algorithmic}""", {"x_0": START, "T": 4, "LMO": lambda g: -np.sign(g), "grad_f": lambda z: z - 0.3137}, conditional),
]  # fmt: skip

STEPS_REFUSED: list[tuple[str, str]] = [
    (
        r"\begin{algorithmic}\Require $x_0, \alpha, K$ \For{$k = 0, \dots, K-1$}\State $x_{k+1} \gets x_k - \alpha (x_k)^2$\EndFor\State \Return $x_K$\end{algorithmic}",
        "function applied or a product",
    ),
    (
        r"\begin{algorithmic}\Require $x$ \For{$i = 1, 4$}\State $x \gets 2 x$\EndFor\State \Return $x$\end{algorithmic}",
        "no formal range",
    ),
    (
        r"\begin{algorithmic}\Require $x$ \State $y \gets 2 x$\State \Return average of $y$\end{algorithmic}",
        "in words only",
    ),
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
