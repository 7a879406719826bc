# ruff: noqa: E501
"""Pseudocode as papers print it, each with the same computation written by hand."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.formal.procedures import START, Procedure, grad


def adam(
    alpha: float, beta_1: float, beta_2: float, theta_0: Any, epsilon: float, max_steps: int, grad_f: Any
) -> Any:
    m = v = np.zeros_like(theta_0)
    theta = theta_0
    for t in range(1, max_steps + 1):
        g = grad_f(theta)
        m = beta_1 * m + (1 - beta_1) * g
        v = beta_2 * v + (1 - beta_2) * g * g
        theta = theta - alpha * (m / (1 - beta_1**t)) / (np.sqrt(v / (1 - beta_2**t)) + epsilon)
    return theta


def adamw(
    theta_0: Any,
    T: int,
    eta: float,
    lambda_: float,
    beta_1: float,
    beta_2: float,
    grad_f: Any,
    epsilon: float,
) -> Any:
    m = v = 0.0
    theta = theta_0
    for t in range(1, T + 1):
        g = grad_f(theta)
        m, v = beta_1 * m + (1 - beta_1) * g, beta_2 * v + (1 - beta_2) * g**2
        step = m / (1 - beta_1**t) / (np.sqrt(v / (1 - beta_2**t)) + epsilon)
        theta = theta - eta * (step + lambda_ * theta)
    return theta


def momentum(x_0: Any, mu: float, eta: float, T: int, grad_f: Any) -> Any:
    x, v = x_0, 0.0
    for _ in range(T):
        v = mu * v - eta * grad_f(x + mu * v)
        x = x + v
    return x


def mixup(x_i: Any, x_j: Any, y_i: Any, y_j: Any, alpha: float, rng: np.random.Generator) -> Any:
    weight = rng.beta(alpha, alpha)
    return weight * x_i + (1 - weight) * x_j, weight * y_i + (1 - weight) * y_j


def ddpm(
    T: int, alpha: Any, alpha_bar: Any, sigma: Any, shape: Any, epsilon_theta: Any, rng: np.random.Generator
) -> Any:
    x = rng.standard_normal(shape)
    for t in range(T, 0, -1):
        z = rng.standard_normal(shape) if t > 1 else 0.0
        a, b = alpha[t - 1], alpha_bar[t - 1]
        x = (x - (1 - a) / np.sqrt(1 - b) * epsilon_theta(x, t)) / np.sqrt(a) + sigma[t - 1] * z
    return x


def newton(x: float, f: Any, grad_f: Any, epsilon: float) -> float:
    while True:
        delta = f(x) / grad_f(x)
        x = x - delta
        if abs(delta) < epsilon:
            return x


def nesterov(y_0: Any, s: float, T: int, grad_f: Any) -> Any:
    y, x_old = y_0, y_0
    for t in range(1, T + 1):
        x = y - s * grad_f(y)
        y = x + (t - 1) / (t + 2) * (x - x_old)
        x_old = x
    return x_old


def clipped(theta: Any, eta: float, c: float, T: int, grad_L: Any) -> Any:
    for _ in range(T):
        g = grad_L(theta)
        norm = np.sqrt((g**2).sum())
        if norm > c:
            g = c * g / norm
        theta = theta - eta * g
    return theta


def warmup(t: int, T_w: int, T: int, eta_max: float) -> float:
    if t < T_w:
        return eta_max * t / T_w
    return eta_max * 0.5 * (1 + np.cos(np.pi * (t - T_w) / (T - T_w)))


def power(A: Any, b_0: Any, K: int) -> Any:
    b = b_0
    for _ in range(K):
        b = A @ b / np.sqrt(((A @ b) ** 2).sum())
    return b


def welford(x: Any, n: int) -> Any:
    return x[:n].mean(), x[:n].var()


def lookahead(theta: Any, K: int, T: int, eta: float, alpha: float, grad_f: Any) -> Any:
    slow = theta
    for _ in range(T):
        fast = slow
        for _ in range(K):
            fast = fast - eta * grad_f(fast)
        slow = slow + alpha * (fast - slow)
    return slow


def double_up(x: float, b: float) -> float:
    while x < b:
        x = 2 * x
    return x


PROCEDURES = [
    Procedure("adam", r"""
\begin{algorithm}[t]
\caption{Adam, written for a test. $g_t^2$ is elementwise.}
\begin{algorithmic}[1]
\Require $\alpha$: step size
\Require $\beta_1, \beta_2 \in [0, 1)$: decay rates of the moments
\Require $f(\theta)$: objective with parameters $\theta$
\Require $\theta_0$: first parameters
\State $m_0 \gets 0$ (Initialize first moment)
\State $v_0 \gets 0$ (Initialize second moment)
\State $t \gets 0$
\While{$\theta_t$ not converged}
  \State $t \gets t + 1$
  \State $g_t \gets \nabla_\theta f_t(\theta_{t-1})$ (gradient at step $t$)
  \State $m_t \gets \beta_1 \cdot m_{t-1} + (1-\beta_1) \cdot g_t$
  \State $v_t \gets \beta_2 \cdot v_{t-1} + (1-\beta_2) \cdot g_t^2$ \Comment{raw moment}
  \State $\hat{m}_t \gets m_t / (1-\beta_1^t)$
  \State $\hat{v}_t \gets v_t / (1-\beta_2^t)$
  \State $\theta_t \gets \theta_{t-1} - \alpha \cdot \hat{m}_t / (\sqrt{\hat{v}_t} + \epsilon)$
\EndWhile
\State \Return $\theta_t$ (Resulting parameters)
\end{algorithmic}
\end{algorithm}""",
              {"alpha": 0.1, "beta_1": 0.9, "beta_2": 0.99, "theta_0": START, "epsilon": 1e-8, "max_steps": 7, "grad_f": grad}, adam),
    Procedure("adamw", r"""
\begin{algorithmic}
\REQUIRE initial $\theta_0$, steps $T$, $\eta$, $\lambda$, $\beta_1$, $\beta_2$, $\epsilon$
\STATE $m_0 = 0$, $v_0 = 0$
\FOR{$t = 1, 2, \ldots, T$}
\STATE $g_t = \nabla f(\theta_{t-1})$
\STATE $m_t = \beta_1 m_{t-1} + (1 - \beta_1) g_t$
\STATE $v_t = \beta_2 v_{t-1} + (1 - \beta_2) g_t \odot g_t$
\STATE $\hat m_t = \frac{m_t}{1 - \beta_1^t}$, $\hat v_t = \frac{v_t}{1 - \beta_2^t}$
\STATE $\theta_t = \theta_{t-1} - \eta \left( \frac{\hat m_t}{\sqrt{\hat v_t} + \epsilon} + \lambda \theta_{t-1} \right)$
\ENDFOR
\STATE \textbf{return} $\theta_T$
\end{algorithmic}""",
              {"theta_0": START, "T": 6, "eta": 0.05, "lambda_": 0.01, "beta_1": 0.9, "beta_2": 0.99, "epsilon": 1e-6, "grad_f": grad}, adamw),
    Procedure("momentum", r"""
\begin{algorithmic}
\Require $x_0$, $\mu$, $\eta$, $T$
\State $v_0 \gets 0$
\For{$t = 0, \dots, T-1$}
\State $v_{t+1} \gets \mu v_t - \eta \nabla f(x_t + \mu v_t)$
\State $x_{t+1} \gets x_t + v_{t+1}$
\EndFor
\State \Return $x_T$
\end{algorithmic}""", {"x_0": START, "mu": 0.8, "eta": 0.1, "T": 5, "grad_f": grad}, momentum),
    Procedure("mixup", r"""
\begin{algorithm}
\caption{Mixing}
\KwIn{pairs $(x_i, y_i)$ and $(x_j, y_j)$, parameter $\alpha$}
\KwOut{the mixed pair}
Sample $\lambda \sim \mathrm{Beta}(\alpha, \alpha)$\;
$\tilde{x} \gets \lambda x_i + (1 - \lambda) x_j$ \tcp*{inputs}
$\tilde{y} \gets \lambda y_i + (1 - \lambda) y_j$\;
\Return{$\tilde{x}, \tilde{y}$}\;
\end{algorithm}""",
              {"x_i": START, "x_j": START[::-1], "y_i": 1.0, "y_j": 0.0, "alpha": 0.4}, mixup),
    Procedure("ddpm", r"""
\begin{algorithmic}[1]
\State $\mathbf{x}_T \sim \mathcal{N}(\mathbf{0}, \mathbf{I})$
\For{$t = T, \dots, 1$}
\If{$t > 1$}
\State $\mathbf{z} \sim \mathcal{N}(\mathbf{0}, \mathbf{I})$
\Else
\State $\mathbf{z} = \mathbf{0}$
\EndIf
\State $\mathbf{x}_{t-1} = \frac{1}{\sqrt{\alpha_t}}\left(\mathbf{x}_t - \frac{1-\alpha_t}{\sqrt{1-\bar\alpha_t}} \boldsymbol\epsilon_\theta(\mathbf{x}_t, t)\right) + \sigma_t \mathbf{z}$
\EndFor
\State \Return $\mathbf{x}_0$
\end{algorithmic}""",
              {"T": 3, "alpha": np.array([0.9, 0.8, 0.7]), "alpha_bar": np.array([0.9, 0.72, 0.504]),
               "sigma": np.array([0.1, 0.2, 0.3]), "shape": (4,), "epsilon_theta": lambda x, t: 0.1 * x * t}, ddpm),
    Procedure("newton", r"""
\begin{algorithmic}
\Require $x$, $\epsilon$
\Repeat
\State $\delta \gets f(x) / \nabla f(x)$
\State $x \gets x - \delta$
\Until{$|\delta| < \epsilon$}
\State \Return $x$
\end{algorithmic}""",
              {"x": 2.0, "epsilon": 1e-3, "f": lambda x: x * x - 2, "grad_f": lambda x: 2 * x}, newton),
    Procedure("nesterov", r"""
\begin{algorithmic}
\State $x_0 \gets y_0$
\For{$t = 1$ to $T$}
\State $x_t \gets y_{t-1} - s \nabla f(y_{t-1})$
\State $y_t \gets x_t + \frac{t-1}{t+2} (x_t - x_{t-1})$
\EndFor
\State \Return $x_T$
\end{algorithmic}""", {"y_0": START, "s": 0.1, "T": 5, "grad_f": grad}, nesterov),
    Procedure("clipped", r"""
\begin{algorithm}
\caption{Clipped descent}
\KwData{$\theta$, $\eta$, $c$, $T$}
\KwResult{$\theta$}
\For{$t \gets 1$ \KwTo $T$}{
  $g \gets \nabla_\theta L(\theta)$\;
  \If{$\|g\| > c$}{
    $g \gets c \frac{g}{\|g\|}$\;
  }
  $\theta \gets \theta - \eta g$\;
}
\Return{$\theta$}
\end{algorithm}""", {"theta": START, "eta": 0.1, "c": 1.0, "T": 4, "grad_L": grad}, clipped),
    Procedure("warmup", r"""
\begin{algorithm}
\KwIn{$t$, $T_w$, $T$, $\eta_{\max}$}
\eIf{$t < T_w$}{
  $\eta \gets \eta_{\max} t / T_w$\;
}{
  $\eta \gets \frac{\eta_{\max}}{2} \left(1 + \cos\left(\pi \frac{t - T_w}{T - T_w}\right)\right)$\;
}
\Return{$\eta$}
\end{algorithm}""", {"t": 7, "T_w": 5, "T": 20, "eta_max": 0.1}, warmup),
    Procedure("power", r"""
\begin{algorithmic}
\Require matrix $\mathbf{A}$, start $\mathbf{b}_0$, $K$
\For{$k = 1, \dots, K$}
\State $\mathbf{b}_k \gets \frac{\mathbf{A} \mathbf{b}_{k-1}}{\|\mathbf{A} \mathbf{b}_{k-1}\|}$
\EndFor
\Return $\mathbf{b}_K$
\end{algorithmic}""",
              {"A": np.array([[2.0, 1.0], [1.0, 3.0]]), "b_0": np.array([1.0, 0.5]), "K": 4}, power),
    Procedure("welford", r"""
\begin{algorithmic}
\Require $x_1, \ldots, x_n$
\State $\mu_0 \gets 0$, $s_0 \gets 0$
\For{$i = 1$ \textbf{to} $n$}
\State $\mu_i \gets \mu_{i-1} + (x_i - \mu_{i-1}) / i$
\State $s_i \gets s_{i-1} + (x_i - \mu_{i-1})(x_i - \mu_i)$
\EndFor
\State \Return $\mu_n$, $s_n / n$
\end{algorithmic}""", {"x": np.array([1.0, 4.0, 2.0, 8.0]), "n": 4}, welford),
    Procedure("lookahead", r"""
\begin{algorithmic}
\Require $\theta$, $K$, $T$, $\eta$, $\alpha$
\For{$t = 1$ to $T$}
  \State $\phi \gets \theta$
  \For{$k = 1$ to $K$}
    \State $\phi \gets \phi - \eta \nabla f(\phi)$
  \EndFor
  \State $\theta \gets \theta + \alpha (\phi - \theta)$
\EndFor
\State \Return $\theta$
\end{algorithmic}""", {"theta": START, "K": 3, "T": 2, "eta": 0.1, "alpha": 0.5, "grad_f": grad}, lookahead),
    Procedure("double_up", r"""
\begin{algorithmic}
\Function{Double}{$x, b$}
\While{$x < b$}
\State $x \gets 2x$
\EndWhile
\State \Return $x$
\EndFunction
\end{algorithmic}""", {"x": 1.0, "b": 20.0}, double_up),
]  # fmt: skip
