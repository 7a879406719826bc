# ruff: noqa: E501
"""Algorithms of the fifth corpus: vectors that begin as zeros, values of steps, indices drawn or given."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.formal.procedures import START, Procedure, grad

R = np.random.default_rng(12)
ROWS, SIGNS = R.normal(size=(5, 3)), np.array([1.0, -1, 1, 1, -1])
TALL, HEIGHTS = R.normal(size=(4, 3)), R.normal(size=4)
KERNEL = R.uniform(0.2, 1.0, size=(3, 4))
STOCHASTIC = np.array([[0.2, 0.5, 0.3], [0.3, 0.1, 0.3], [0.5, 0.4, 0.4]])


def of_row(i: Any, w: Any) -> Any:
    return 2 * w * i + np.cos(w)


def perceptron(x: Any, y: Any, n: int) -> Any:
    w = np.zeros(3)
    for row, sign in zip(x[:n], y[:n], strict=True):
        if sign * (w @ row) <= 0:
            w = w + sign * row
    return w


def with_bias(y: Any, n: int, T: int, x: Any) -> Any:
    w, b = np.zeros(3), 0.0
    for _ in range(T):
        for row, sign in zip(x[:n], y[:n], strict=True):
            if sign * (w @ row + b) <= 0:
                w, b = w + sign * row, b + sign
    return w, b


def scaling(K: Any, a: Any, b: Any, T: int) -> Any:
    v = np.ones(K.shape[1])
    for _ in range(T):
        u = a / (K @ v)
        v = b / (K.T @ u)
    return u, v


def ranks(M: Any, d: float, epsilon: float, n: int) -> Any:
    r = np.full(len(M), 1 / n)
    while True:
        old, r = r, d * M @ r + (1 - d) / n
        if abs(r - old).sum() < epsilon:
            return r


def least_mean_squares(x: Any, y: Any, eta: float, d: int, T: int) -> Any:
    w = np.zeros(d)
    for row, target in zip(x[:T], y[:T], strict=True):
        w = w + eta * (target - w @ row) * row
    return w


def landweber(A: Any, b: Any, tau: float, K: int) -> Any:
    x = np.zeros(A.shape[1])
    for _ in range(K):
        x = x + tau * A.T @ (b - A @ x)
    return x


def decayed(alpha: float, theta_0: Any, T: int, grad_f: Any) -> Any:
    for t in range(1, T + 1):
        theta_0 = theta_0 - alpha / np.sqrt(t) * grad_f(theta_0)
    return theta_0


def by_indices(w: Any, eta: float, i: Any, T: int, grad_f: Any) -> Any:
    for t in range(T):
        w = w - eta * grad_f(i[t], w)
    return w


def lion(
    beta_1: float, beta_2: float, lambda_: float, eta: Any, theta_0: Any, max_steps: int, grad_f: Any
) -> Any:
    m = np.zeros_like(theta_0)
    theta = theta_0
    for t in range(max_steps):
        g = grad_f(theta)
        c = beta_1 * m + (1 - beta_1) * g
        theta = theta - eta[t] * (np.sign(c) + lambda_ * theta)
        m = beta_2 * m + (1 - beta_2) * g
    return theta


def softened(q: Any, k: Any, v: Any, n: int) -> Any:
    e = np.exp(k[:n] @ q)
    return (e / e.sum()) @ v[:n]


FIFTH_PROCEDURES = [
    Procedure(
        "perceptron of vectors in bold",
        r"""\begin{algorithmic}
\Require $\mathbf{x}_1, \dots, \mathbf{x}_n$, $y$, $n$
\State $\mathbf{w} \gets \mathbf{0}$
\For{$i = 1, \dots, n$}
\If{$y_i \mathbf{w}^\top \mathbf{x}_i \le 0$} \State $\mathbf{w} \gets \mathbf{w} + y_i \mathbf{x}_i$ \EndIf
\EndFor
\State \Return $\mathbf{w}$
\end{algorithmic}""",
        {"x": ROWS, "y": SIGNS, "n": 5},
        perceptron,
    ),
    Procedure(
        "perceptron with a bias",
        r"""\begin{algorithmic}
\Require $y$, $n$, $T$
\State $w \gets 0$, $b \gets 0$
\For{$t = 1, \dots, T$} \For{$i = 1, \dots, n$}
\If{$y_i (w^\top x_i + b) \le 0$} \State $w \gets w + y_i x_i$ \State $b \gets b + y_i$ \EndIf
\EndFor \EndFor
\State \Return $w, b$
\end{algorithmic}""",
        {"y": SIGNS, "n": 5, "T": 2, "x": ROWS},
        with_bias,
    ),
    Procedure(
        "scaling that begins with ones",
        r"""\begin{algorithmic}
\Require $K \in \mathbb{R}^{n \times m}$, $a \in \mathbb{R}^n$, $b \in \mathbb{R}^m$, $T$
\State $v \gets \mathbf{1}$
\For{$t = 1, \dots, T$} \State $u \gets a / (K v)$ \State $v \gets b / (K^\top u)$ \EndFor
\State \Return $u, v$
\end{algorithmic}""",
        {"K": KERNEL, "a": np.ones(3) / 3, "b": np.ones(4) / 4, "T": 5},
        scaling,
    ),
    Procedure(
        "ranks of pages",
        r"""\begin{algorithmic}
\Require $M \in \mathbb{R}^{n \times n}$, damping factor $d$, tolerance $\epsilon$
\State $r \gets \frac{1}{n} \mathbf{1}$
\Repeat \State $r_{\text{old}} \gets r$ \State $r \gets d M r_{\text{old}} + \frac{1-d}{n} \mathbf{1}$
\Until{$\|r - r_{\text{old}}\|_1 < \epsilon$}
\State \Return $r$
\end{algorithmic}""",
        {"M": STOCHASTIC, "d": 0.85, "epsilon": 1e-9, "n": 3},
        ranks,
    ),
    Procedure(
        "least mean squares",
        r"""\begin{algorithmic}
\Require $\mathbf{x}_1, \dots, \mathbf{x}_T$, $y_1, \dots, y_T$, $\eta$, $d$, $T$
\State $\mathbf{w} \gets \mathbf{0}_d$
\For{$t = 1, \dots, T$} \State $\mathbf{w} \gets \mathbf{w} + \eta (y_t - \mathbf{w}^\top \mathbf{x}_t) \mathbf{x}_t$ \EndFor
\State \Return $\mathbf{w}$
\end{algorithmic}""",
        {"x": ROWS, "y": SIGNS, "eta": 0.1, "d": 3, "T": 5},
        least_mean_squares,
    ),
    Procedure(
        "landweber",
        r"""\begin{algorithmic}
\Require $A \in \mathbb{R}^{m \times n}$, $b \in \mathbb{R}^m$, $\tau$, $K$
\State $x \gets \mathbf{0}$
\For{$k = 1, \dots, K$} \State $x \gets x + \tau A^\top (b - A x)$ \EndFor
\State \Return $x$
\end{algorithmic}""",
        {"A": TALL, "b": HEIGHTS, "tau": 0.1, "K": 6},
        landweber,
    ),
    Procedure(
        "a step size that decays",
        r"""\begin{algorithmic}
\Require $\alpha$, $\theta_0$, $T$
\For{$t = 1, \dots, T$} \State $\alpha_t \gets \alpha / \sqrt{t}$
\State $\theta_t \gets \theta_{t-1} - \alpha_t \nabla f(\theta_{t-1})$ \EndFor
\State \Return $\theta_T$
\end{algorithmic}""",
        {"alpha": 0.1, "theta_0": START, "T": 4, "grad_f": grad},
        decayed,
    ),
    Procedure(
        "gradients of given indices",
        r"""\begin{algorithmic}
\Require $w$, $\eta$, indices $i_1, \dots, i_T$
\For{$t = 1, \dots, T$} \State $w \gets w - \eta \nabla f_{i_t}(w)$ \EndFor
\State \Return $w$
\end{algorithmic}""",
        {"w": START, "eta": 0.1, "i": np.array([2, 1, 3]), "T": 3, "grad_f": of_row},
        by_indices,
    ),
    Procedure(
        "signs of two momenta",
        r"""\begin{algorithmic}
\Require $\beta_1$, $\beta_2$, $\lambda$, $\eta$, $f$, $\theta_0$
\State $m_0 \gets 0$
\While{$\theta_t$ not converged}
\State $g_t \gets \nabla_\theta f(\theta_{t-1})$ \State $c_t \gets \beta_1 m_{t-1} + (1 - \beta_1) g_t$
\State $\theta_t \gets \theta_{t-1} - \eta_t (\text{sign}(c_t) + \lambda \theta_{t-1})$
\State $m_t \gets \beta_2 m_{t-1} + (1 - \beta_2) g_t$
\EndWhile
\State \Return $\theta_t$
\end{algorithmic}""",
        {
            "beta_1": 0.9,
            "beta_2": 0.99,
            "lambda_": 0.1,
            "eta": np.array([0.1, 0.05, 0.02]),
            "theta_0": START,
            "max_steps": 3,
            "grad_f": grad,
        },
        lion,
    ),
    Procedure(
        "attention in steps",
        r"""\begin{algorithmic}
\Require $q$, $k$, $v$, $n$
\For{$i = 1, \dots, n$} \State $e_i \gets q^\top k_i$ \EndFor
\For{$i = 1, \dots, n$} \State $\alpha_i \gets \mathrm{softmax}(e_i)$ \EndFor
\State $c \gets \sum_{i=1}^n \alpha_i v_i$
\State \Return $c$
\end{algorithmic}""",
        {"q": START, "k": ROWS, "v": ROWS[:, :2], "n": 4},
        softened,
    ),
]
