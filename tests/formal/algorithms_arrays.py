# ruff: noqa: E501
"""Pseudocode that fills arrays element by element, or counts its steps in superscripts."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.formal.procedures import START, Procedure, grad

TABLE = np.array([[0.4, 1.0, -0.3], [0.2, -0.7, 0.9], [1.1, 0.3, 0.5], [0.6, 0.8, -1.2]])


def mixed_batch(x: Any, y: Any, B: int, alpha: float, pi: Any, rng: np.random.Generator) -> Any:
    weight = rng.beta(alpha, alpha)
    partners = [int(p) - 1 for p in pi]
    return (
        np.array([weight * x[b] + (1 - weight) * x[partners[b]] for b in range(B)]),
        np.array([weight * y[b] + (1 - weight) * y[partners[b]] for b in range(B)]),
    )


def paced(
    ell: Any,
    N: int,
    delta: float,
    B: int,
    T: int,
    g_0: float,
    T_g: float,
    tau: float,
    rng: np.random.Generator,
) -> Any:
    losses = ell[:N]
    d = (losses - losses.min()) / max(losses.max() - losses.min(), delta)
    order = sorted(range(N), key=lambda i: d[i])
    drawn = np.zeros((T, B))
    for t in range(1, T + 1):
        share = min(1.0, np.sqrt(g_0**2 + (1 - g_0**2) * t / T_g))
        n = max(B, int(np.floor(share * N + 0.5)))
        u = np.array([np.exp(-d[order[k]] / tau) for k in range(n)])
        for b in range(B):
            drawn[t - 1, b] = order[rng.choice(n, p=u / u.sum())] + 1
    return drawn


def attended(v: Any, h: Any, n: int) -> Any:
    scores = h[:n] @ v
    weights = np.exp(scores) / np.exp(scores).sum()
    return weights @ h[:n]


def clipped_entries(x: Any, n: int, c: float) -> Any:
    return np.clip(x[:n], None, c)


def scaled_table(A: Any, x: Any, n: int, m: int) -> Any:
    return A[:n, :m] * x[:m]


def descent(x_0: Any, eta: float, K: int, grad_f: Any) -> Any:
    x = x_0
    for _ in range(K):
        x = x - eta * grad_f(x)
    return x


def importance(K: int, rng: np.random.Generator) -> Any:
    x = np.array([rng.normal(0.0, 1.0) for _ in range(K)])
    w = np.exp(-(x**2))
    return x, w / w.sum()


def residuals(x: Any, n: int) -> Any:
    s, out = 0.0, []
    for i in range(n):
        z = x[i] - s
        s += z
        out.append(z**2)
    return np.array(out)


def ranked(s: Any, n: int) -> Any:
    order = np.argsort(s[:n], kind="stable")
    return s[order] / np.arange(1, n + 1)


def applied(A: Any, x: Any, n: int) -> Any:
    return A[:n, :n] @ x[:n]


def weighted(w: Any, ell: Any, eta: float, T: int, n: int) -> Any:
    return sum(w[i] * np.exp(-eta * ell[:T, i].sum()) for i in range(n))


ARRAYS = [
    Procedure("applied", r"""
\begin{algorithmic}
\For{$i = 1$ to $n$}
\State $y_i \gets \sum_{j=1}^{n} A_{ij} x_j$
\EndFor
\State \Return $y$
\end{algorithmic}""", {"A": TABLE, "x": START, "n": 3}, applied),
    Procedure("weighted", r"""
\begin{algorithmic}
\Require $w_1, \ldots, w_n$, $\eta$, $T$
\For{$t = 1$ to $T$}
\For{$i = 1$ to $n$}
\State $w_i \gets w_i e^{-\eta \ell_{t,i}}$
\EndFor
\State $W \gets \sum_{i=1}^n w_i$
\EndFor
\State \Return $W$
\end{algorithmic}""", {"w": START, "ell": TABLE, "eta": 0.3, "T": 4, "n": 3}, weighted),
    Procedure("mixed_batch", r"""
\begin{algorithm}
\caption{Mixing of a batch}
\begin{algorithmic}[1]
\Require inputs $x_1, \ldots, x_B$; targets $y_1, \ldots, y_B$; batch size $B$
\Require concentration $\alpha > 0$; permutation $\pi$ of $1, \ldots, B$
\State $\lambda \sim \mathrm{Beta}(\alpha, \alpha)$
\For{$b = 1, \ldots, B$}
  \State $\tilde{x}_b \gets \lambda x_b + (1 - \lambda) x_{\pi(b)}$
  \State $\tilde{y}_b \gets \lambda y_b + (1 - \lambda) y_{\pi(b)}$
\EndFor
\State \Return $\tilde{x}, \tilde{y}$
\end{algorithmic}
\end{algorithm}""", {"x": TABLE, "y": START, "B": 3, "alpha": 0.4, "pi": np.array([3, 1, 2])}, mixed_batch),
    Procedure("paced", r"""
\begin{algorithmic}[1]
\Require losses $\ell_1, \ldots, \ell_N$; number of examples $N$; constant $\delta$
\Require batch size $B$; number of steps $T$; share $g_0$; length $T_g$; temperature $\tau$
\State $\ell_{\min} \gets \min_{1 \leq i \leq N} \ell_i$
\State $\ell_{\max} \gets \max_{1 \leq i \leq N} \ell_i$
\For{$i = 1, \ldots, N$}
  \State $d_i \gets (\ell_i - \ell_{\min}) / \max(\ell_{\max} - \ell_{\min}, \delta)$
\EndFor
\State $\sigma \gets \mathrm{argsort}(d)$
\For{$t = 1, \ldots, T$}
  \State $\gamma_t \gets \min \left( 1, \sqrt{g_0^2 + (1 - g_0^2) t / T_g} \right)$
  \State $n_t \gets \max \left( B, \lfloor \gamma_t N + 1/2 \rfloor \right)$
  \For{$k = 1, \ldots, n_t$}
    \State $u_k \gets \exp(-d_{\sigma(k)} / \tau)$
  \EndFor
  \State $Z \gets \sum_{j=1}^{n_t} u_j$
  \For{$k = 1, \ldots, n_t$}
    \State $w_k \gets u_k / Z$
  \EndFor
  \For{$b = 1, \ldots, B$}
    \State $a \sim \mathrm{Categorical}(w_1, \ldots, w_{n_t})$
    \State $I_{t,b} \gets \sigma(a)$
  \EndFor
\EndFor
\State \Return $I$
\end{algorithmic}""", {"ell": np.array([0.7, 0.1, 1.4, 0.3, 0.9]), "N": 5, "delta": 1e-12, "B": 2, "T": 4, "g_0": 0.3, "T_g": 4.0, "tau": 0.5}, paced),
    Procedure("attended", r"""
\begin{algorithmic}
\Require $v$, $h_1, \ldots, h_n$, $n$
\For{$i = 1$ to $n$}
\State $e_i \gets v^\top h_i$
\EndFor
\State $\alpha \gets \mathrm{softmax}(e)$
\State \Return $\sum_{i=1}^{n} \alpha_i h_i$
\end{algorithmic}""", {"v": START, "h": TABLE, "n": 3}, attended),
    Procedure("clipped_entries", r"""
\begin{algorithm}
\KwIn{$x_1, \ldots, x_n$, $n$, $c$}
\For{$i \gets 1$ \KwTo $n$}{
  \eIf{$x_i > c$}{ $y_i \gets c$\; }{ $y_i \gets x_i$\; }
}
\Return{$y$}
\end{algorithm}""", {"x": START, "n": 3, "c": 0.2}, clipped_entries),
    Procedure("scaled_table", r"""
\begin{algorithmic}
\For{$i = 1$ to $n$}
\For{$j = 1$ to $m$}
\State $C_{i,j} \gets A_{i,j} x_j$
\EndFor
\EndFor
\State \Return $C$
\end{algorithmic}""", {"A": TABLE, "x": START, "n": 4, "m": 2}, scaled_table),
    Procedure("descent", r"""
\begin{algorithmic}
\Require $x^{(0)}$, $\eta$, $K$
\For{$k = 0, \ldots, K-1$}
\State $x^{(k+1)} \gets x^{(k)} - \eta \nabla f(x^{(k)})$
\EndFor
\State \Return $x^{(K)}$
\end{algorithmic}""", {"x_0": START, "eta": 0.1, "K": 4, "grad_f": grad}, descent),
    Procedure("importance", r"""
\begin{algorithmic}
\For{$k = 1$ to $K$}
\State $x_k \sim \mathcal{N}(0, 1)$
\State $w_k \gets \exp(-x_k^2)$
\EndFor
\State $W \gets \sum_{k=1}^K w_k$
\For{$k = 1$ to $K$}
\State $w_k \gets w_k / W$
\EndFor
\State \Return $x, w$
\end{algorithmic}""", {"K": 5}, importance),
    Procedure("residuals", r"""
\begin{algorithmic}
\State $s \gets 0$
\For{$i = 1$ to $n$}
\State $z \gets x_i - s$
\State $s \gets s + z$
\State $y_i \gets z^2$
\EndFor
\State \Return $y$
\end{algorithmic}""", {"x": START, "n": 3}, residuals),
    Procedure("ranked", r"""
\begin{algorithmic}
\Require $s_1, \ldots, s_n$, $n$
\State $\rho \gets \mathrm{argsort}(s)$
\For{$i = 1, \ldots, n$}
\State $r_i \gets s_{\rho(i)} / i$
\EndFor
\State \Return $r$
\end{algorithmic}""", {"s": START, "n": 3}, ranked),
]  # fmt: skip
