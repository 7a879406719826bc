# ruff: noqa: E501
"""Methods that learn or draw as papers print their pseudocode, each with the same computation by hand."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.formal.procedures import START, Procedure, grad


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


PRINTED_TRAINING = [
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
]  # fmt: skip
