# ruff: noqa: E501
"""Methods as papers print their pseudocode, each with the same computation by hand."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.formal.procedures import START, Procedure

CURVED = np.array([[3.0, 0.5, 0.0], [0.5, 2.0, 0.3], [0.0, 0.3, 1.5]])


def slope(x: Any) -> Any:
    return CURVED @ np.asarray(x) - 1.0


def inside(x: Any) -> Any:
    return x / max(1.0, float(np.linalg.norm(x)))


def newton(x_0: Any, K: int, hess_f: Any, grad_f: Any) -> Any:
    x = x_0
    for _ in range(K):
        x = x - np.linalg.solve(hess_f(x), grad_f(x))
    return x


def projected(x_0: Any, eta: Any, K: int, Pi_C: Any, grad_f: Any) -> Any:
    x = x_0
    for k in range(K):
        x = Pi_C(x - eta[k] * grad_f(x))
    return x


def seidel(b: Any, x: Any, K: int, a: Any, n: int) -> Any:
    out = np.array(x, float)
    for _ in range(K):
        for i in range(n):
            out[i] = (b[i] - a[i] @ out + a[i, i] * out[i]) / a[i, i]
    return out


def filtered(
    F: Any, H: Any, Q: Any, R: Any, z: Any, x_hat_0_given_0: Any, P_0_given_0: Any, T: int
) -> tuple[Any, Any]:
    x, P = x_hat_0_given_0, P_0_given_0
    for t in range(T):
        x, P = F @ x, F @ P @ F.T + Q
        gain = P @ H.T @ np.linalg.inv(H @ P @ H.T + R)
        x, P = x + gain @ (z[t] - H @ x), (np.eye(len(P)) - gain @ H) @ P
    return x, P


def thresholded(A: Any, b: Any, lambda_: float, rho: float, K: int, S: Any) -> Any:
    n = A.shape[1]
    z = u = np.zeros(n)
    for _ in range(K):
        x = np.linalg.solve(A.T @ A + rho * np.eye(n), A.T @ b + rho * (z - u))
        z = S(lambda_ / rho, x + u)
        u = u + x - z
    return z


def ordered(a: Any, n: int) -> Any:
    return np.sort(a[:n])


def transported(a: Any, b: Any, C: Any, varepsilon: float, L: int, m: int) -> Any:
    kernel, v = np.exp(-C / varepsilon), np.ones(m)
    for _ in range(L):
        u = a / (kernel @ v)
        v = b / (kernel.T @ u)
    return u[:, None] * kernel * v[None, :]


PRINTED_METHODS = [
    Procedure("newton's method", r"""\begin{algorithm}
\KwIn{$x_0 \in \mathbb{R}^n$, $K$}
\For{$k \gets 0$ \KwTo $K-1$}{
 $x_{k+1} \gets x_k - [\nabla^2 f(x_k)]^{-1} \nabla f(x_k)$\;
}
\KwRet{$x_K$}
\end{algorithm}""", {"x_0": START, "K": 3, "hess_f": lambda x: CURVED, "grad_f": slope}, newton),
    Procedure("projected gradients", r"""\begin{algorithmic}
\State \textbf{Input:} starting point $x_0 \in \mathcal{C}$, steps $\{\eta_t\}_{t \ge 1}$, $K$
\For{$t$ from $1$ to $K$}
\State $x_t \gets \Pi_{\mathcal{C}}\left(x_{t-1} - \eta_t \nabla f(x_{t-1})\right)$
\EndFor
\State \textbf{Output:} $x_K$
\end{algorithmic}""",
    {"x_0": START, "eta": np.array([0.1, 0.2, 0.3]), "K": 3, "Pi_C": inside, "grad_f": slope}, projected),
    Procedure("gauss-seidel", r"""\begin{algorithmic}
\Require $b \in \mathbb{R}^n$, $x \in \mathbb{R}^n$, $K$
\For{$k = 1$ to $K$}
\For{$i = 1$ to $n$}
\State $x_i \gets \frac{1}{a_{ii}} \left( b_i - \sum_{j \neq i} a_{ij} x_j \right)$
\EndFor
\EndFor
\State \Return $x$
\end{algorithmic}""", {"b": np.ones(3), "x": np.zeros(3), "K": 4, "a": CURVED, "n": 3},
    seidel),
    Procedure("a filter that predicts and corrects", r"""\begin{algorithmic}
\Require $F$, $H$, $Q$, $R$, observations $z_1, \dots, z_T$, prior $\hat{x}_{0|0}$, $P_{0|0}$
\For{$t = 1, \dots, T$}
\State \textbf{Predict:}
\State $\hat{x}_{t|t-1} = F \hat{x}_{t-1|t-1}$
\State $P_{t|t-1} = F P_{t-1|t-1} F^\top + Q$
\State \textbf{Update:}
\State $K_t = P_{t|t-1} H^\top (H P_{t|t-1} H^\top + R)^{-1}$
\State $\hat{x}_{t|t} = \hat{x}_{t|t-1} + K_t (z_t - H \hat{x}_{t|t-1})$
\State $P_{t|t} = (I - K_t H) P_{t|t-1}$
\EndFor
\State \Return $\hat{x}_{T|T}$, $P_{T|T}$
\end{algorithmic}""",
    {"F": np.array([[1.0, 0.1], [0.0, 1.0]]), "H": np.array([[1.0, 0.0]]), "Q": 0.1 * np.eye(2), "R": 0.5 * np.eye(1),
     "z": np.array([[0.1], [0.3]]), "x_hat_0_given_0": np.zeros(2), "P_0_given_0": np.eye(2), "T": 2}, filtered),
    Procedure("soft thresholds by their parameter", r"""\begin{algorithm}
\KwIn{$A \in \mathbb{R}^{m \times n}$, $b \in \mathbb{R}^m$, $\lambda$, $\rho$, $K$}
\KwOut{$z$}
$z \gets 0$; $u \gets 0$\;
\For{$k=1$ \KwTo $K$}{
$x \gets (A^\top A + \rho I)^{-1} (A^\top b + \rho (z - u))$\;
$z \gets S_{\lambda/\rho}(x + u)$ \tcp{soft thresholding}
$u \gets u + x - z$\;
}
\end{algorithm}""",
    {"A": CURVED[:, :2], "b": np.ones(3), "lambda_": 0.1, "rho": 2.0, "K": 5,
     "S": lambda k, v: np.sign(v) * np.maximum(np.abs(v) - k, 0)}, thresholded),
    Procedure("neighbours exchanged", r"""\begin{algorithmic}
\Procedure{Sort}{$a, n$}
\For{$i \gets 1$ to $n - 1$}
\For{$j \gets 1$ to $n - i$}
\If{$a_j > a_{j+1}$}
\State $(a_j, a_{j+1}) \gets (a_{j+1}, a_j)$
\EndIf
\EndFor
\EndFor
\State \Return $a$
\EndProcedure
\end{algorithmic}""", {"a": np.array([3.0, 1.0, 2.5, -1.0]), "n": 4}, ordered),
    Procedure("transport by scaling", r"""\begin{algorithmic}
\INPUT $a \in \Delta^n$, $b \in \Delta^m$, cost $C \in \mathbb{R}^{n\times m}$, $\varepsilon > 0$, $L \in \mathbb{N}$
\STATE $K \gets \exp(-C/\varepsilon)$ \quad // elementwise
\STATE $v \gets \mathbf{1}_m$
\FOR{$\ell = 1, \ldots, L$}
\STATE $u \gets a \oslash (K v)$
\STATE $v \gets b \oslash (K^\top u)$
\ENDFOR
\OUTPUT $P = \mathrm{diag}(u) K \mathrm{diag}(v)$
\end{algorithmic}""",
    {"a": np.array([0.4, 0.6]), "b": np.array([0.2, 0.5, 0.3]), "C": np.array([[0.1, 0.5, 0.9], [0.7, 0.2, 0.4]]),
     "varepsilon": 0.3, "L": 10, "m": 3}, transported),
]  # fmt: skip
