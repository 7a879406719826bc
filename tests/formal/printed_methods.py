# ruff: noqa: E501
"""Methods as papers print their pseudocode, each with the same computation by hand."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.formal.algorithms import START, Procedure, grad

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


def advantages(r: Any, V: Any, gamma: float, lambda_: float, T: int) -> Any:
    out = np.zeros(T + 1)
    for t in range(T - 1, -1, -1):
        out[t] = r[t] + gamma * V[t + 1] - V[t] + gamma * lambda_ * out[t + 1]
    return out[:T]


def values(s: Any, r: Any, V: Any, alpha: float, gamma: float, T: int) -> Any:
    out = np.array(V, float)
    for t in range(T):
        out[s[t] - 1] += alpha * (r[t] + gamma * out[s[t + 1] - 1] - out[s[t] - 1])
    return out


def clusters(x: Any, mu: Any, T: int, n: int, K: int) -> Any:
    for _ in range(T):
        part = np.exp(-0.5 * (x[:n, None] - mu[None, :K]) ** 2)
        part = part / part.sum(axis=1, keepdims=True)
        mu = (part * x[:n, None]).sum(axis=0) / part.sum(axis=0)
    return mu


def federated(w_0: Any, p: Any, T: int, K: int, ClientUpdate: Any) -> Any:
    w = w_0
    for _ in range(T):
        w = sum(p[k] * ClientUpdate(k + 1, w) for k in range(K))
    return w


def chain(x_0: float, sigma: float, N: int, p_tilde: Any, rng: Any) -> Any:
    x, out = x_0, []
    for _ in range(N):
        y, u = rng.normal(x, sigma), rng.uniform()
        x = y if u < p_tilde(y) / p_tilde(x) else x
        out.append(x)
    return np.array(out)


def looked_ahead(phi_0: Any, alpha: float, k: int, max_steps: int, A: Any) -> Any:
    phi = phi_0
    for _ in range(max_steps):
        theta = phi
        for _ in range(k):
            theta = theta + A(theta)
        phi = phi + alpha * (theta - phi)
    return phi


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


def annealed(x_0: float, s: float, rho: float, K: int, E: Any, rng: Any) -> float:
    x, t = x_0, 1.0
    for _ in range(K):
        y = x + s * rng.normal()
        d, u = E(y) - E(x), rng.uniform()
        if d < 0 or u < np.exp(-d / t):
            x = y
        t = rho * t
    return x


def dampened(gamma: float, theta_0: Any, mu: float, tau: float, T: int, grad_f: Any) -> Any:
    theta, b = theta_0, None
    for _ in range(T):
        g = grad_f(theta)
        if mu != 0:
            b = g if b is None else mu * b + (1 - tau) * g
            g = b
        theta = theta - gamma * g
    return theta


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
    Procedure("advantages backwards in time", r"""\begin{algorithmic}
\Require rewards $r_1, \ldots, r_T$, values $V_1, \ldots, V_{T+1}$, $\gamma$, $\lambda$
\State $A_{T+1} \gets 0$
\For{$t = T$ down to $1$}
\State $\delta_t \gets r_t + \gamma V_{t+1} - V_t$
\State $A_t \gets \delta_t + \gamma \lambda A_{t+1}$
\EndFor
\State \Return $A_1, \ldots, A_T$
\end{algorithmic}""",
    {"r": np.array([1.0, 0.5, -0.2]), "V": np.array([0.1, 0.2, 0.3, 0.4]), "gamma": 0.9, "lambda_": 0.95, "T": 3},
    advantages),
    Procedure("temporal differences along an episode", r"""\begin{algorithmic}
\Require states $s_1, \ldots, s_{T+1}$, rewards $r_1, \ldots, r_T$, $V \in \mathbb{R}^S$, $\alpha$, $\gamma$
\For{$t = 1, \dots, T$}
\State $\delta_t \gets r_t + \gamma V(s_{t+1}) - V(s_t)$
\State $V(s_t) \gets V(s_t) + \alpha \delta_t$
\EndFor
\State \Return $V$
\end{algorithmic}""",
    {"s": np.array([1, 2, 3, 1]), "r": np.array([0.5, 1.0, 0.0]), "V": np.zeros(3), "alpha": 0.1, "gamma": 0.9, "T": 3},
    values),
    Procedure("soft clusters", r"""\begin{algorithm}\begin{algorithmic}[1]
\Require data $x_1, \ldots, x_n$, means $\mu_1, \ldots, \mu_K$, $T$
\For{$t = 1$ to $T$}
\State \textbf{E-step:}
\For{$i = 1$ to $n$}
\For{$k = 1$ to $K$}
\State $r_{ik} \gets \frac{\exp(-\frac{1}{2}(x_i - \mu_k)^2)}{\sum_{j=1}^K \exp(-\frac{1}{2}(x_i - \mu_j)^2)}$
\EndFor
\EndFor
\State \textbf{M-step:}
\For{$k = 1$ to $K$}
\State $\mu_k \gets \frac{\sum_{i=1}^n r_{ik} x_i}{\sum_{i=1}^n r_{ik}}$
\EndFor
\EndFor
\State \Return $\mu_1, \ldots, \mu_K$
\end{algorithmic}\end{algorithm}""",
    {"x": np.array([-1.2, -0.7, 0.1, 0.9, 1.4]), "mu": np.array([-1.0, 1.0]), "T": 3, "n": 5, "K": 2}, clusters),
    Procedure("federated rounds", r"""\begin{algorithmic}
\Require $w_0$, shares $p_1, \ldots, p_K$, rounds $T$
\For{each round $t = 1, \ldots, T$}
\For{each client $k = 1, \ldots, K$ \textbf{in parallel}}
\State $w_{t,k} \gets \Call{ClientUpdate}{k, w_{t-1}}$
\EndFor
\State $w_t \gets \sum_{k=1}^K p_k w_{t,k}$
\EndFor
\State \Return $w_T$
\end{algorithmic}""",
    {"w_0": START, "p": np.array([0.75, 0.25]), "T": 2, "K": 2, "ClientUpdate": lambda k, w: w - 0.1 * k}, federated),
    Procedure("a chain accepted within one line", r"""\begin{algorithmic}
\Require $x_0$, $\sigma$, $N$, target $\tilde p(x)$
\For{$n=1$ to $N$}
\State $y \sim \mathcal{N}(x_{n-1}, \sigma^2)$
\State $u \sim U(0,1)$
\State $x_n \gets y$ if $u < \tilde p(y)/\tilde p(x_{n-1})$, otherwise $x_n \gets x_{n-1}$
\EndFor
\State \Return $x_1, \ldots, x_N$
\end{algorithmic}""",
    {"x_0": 0.2, "sigma": 0.5, "N": 5, "p_tilde": lambda x: np.exp(-0.5 * x * x)},
    chain),
    Procedure("slow and fast weights", r"""\begin{algorithmic}
\REQUIRE Initial parameters $\phi_0$, slow step $\alpha$, period $k$
\FOR{$t=1, 2, \dots$}
\STATE Synchronize parameters $\theta_{t, 0} \gets \phi_{t-1}$
\FOR{$i = 1, 2, \dots, k$}
\STATE $\theta_{t, i} \gets \theta_{t, i-1} + A(\theta_{t, i-1})$
\ENDFOR
\STATE Perform outer update $\phi_{t} \gets \phi_{t-1} + \alpha (\theta_{t, k} - \phi_{t-1})$
\ENDFOR
\RETURN parameters $\phi$
\end{algorithmic}""",
    {"phi_0": START, "alpha": 0.5, "k": 3, "max_steps": 4, "A": lambda x: -0.1 * grad(x)}, looked_ahead),
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
    Procedure("annealing in a listing", r"""\begin{lstlisting}[mathescape=true, caption={Annealing}]
Input: $x_0$, $s$, $\rho$, objective $E$, steps $K$
$x \leftarrow x_0$
$T \leftarrow 1$
for $k = 1$ to $K$ do
  $\xi \sim \mathcal{N}(0, 1)$
  $x' \leftarrow x + s \xi$
  $\Delta \leftarrow E(x') - E(x)$
  $u \sim U(0, 1)$
  if $\Delta < 0$ or $u < \exp(-\Delta / T)$ then
    $x \leftarrow x'$
  end if
  $T \leftarrow \rho T$
end for
return $x$
\end{lstlisting}""", {"x_0": 2.0, "s": 0.5, "rho": 0.9, "K": 8, "E": lambda x: x * x}, annealed),
    Procedure("momentum that the first step begins", r"""\begin{algorithmic}
\Require $\gamma$, $\theta_0$, $\mu$, $\tau$, $T$
\For{$t=1$ \textbf{to} $T$}
\State $g_t \gets \nabla f(\theta_{t-1})$
\If{$\mu \neq 0$}
\If{$t > 1$}
\State $b_t \gets \mu b_{t-1} + (1-\tau) g_t$
\Else
\State $b_t \gets g_t$
\EndIf
\State $g_t \gets b_t$
\EndIf
\State $\theta_t \gets \theta_{t-1} - \gamma g_t$
\EndFor
\State \Return $\theta_T$
\end{algorithmic}""", {"gamma": 0.1, "theta_0": START, "mu": 0.9, "tau": 0.2, "T": 4, "grad_f": grad}, dampened),
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
