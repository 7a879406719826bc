# ruff: noqa: E501
"""More pseudocode, in the styles of three packages, written before the compiler saw it."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.formal.by_hand import (
    adagrad,
    bisect,
    clip_noise,
    collatz,
    conjugate,
    dual,
    ema,
    euler,
    frobenius,
    gae,
    heun,
    horner,
    ista,
    kalman,
    langevin,
    largest,
    lion,
    polyak,
    returns,
    rmsprop,
    sam,
    shifted,
    swa,
    td,
)
from tests.formal.procedures import START, Procedure, grad

M = np.array([[4.0, 1.0, 0.5], [1.0, 3.0, 0.2], [0.5, 0.2, 2.0]])
R5 = np.array([1.0, 0.5, -0.3, 2.0, 0.1])
SECOND_PROCEDURES: list[Any] = [
    Procedure("lion", r"""
\begin{algorithm}
\caption{Sign momentum}
\begin{algorithmic}[1]
\Require $\theta_0$, $m_0$, $\eta$, $\beta_1$, $\beta_2$, $\lambda$, $T$
\For{$t = 1$ \textbf{to} $T$}
  \State $g_t \gets \nabla f(\theta_{t-1})$
  \State $c_t \gets \operatorname{sign}(\beta_1 m_{t-1} + (1-\beta_1) g_t)$ \Comment{update}
  \State $m_t \gets \beta_2 m_{t-1} + (1-\beta_2) g_t$
  \State $\theta_t \gets \theta_{t-1} - \eta (c_t + \lambda \theta_{t-1})$
\EndFor
\State \Return $\theta_T$
\end{algorithmic}
\end{algorithm}""", {"theta_0": START, "m_0": START * 0, "eta": 0.1, "beta_1": 0.9, "beta_2": 0.99, "lambda_": 0.1, "T": 4, "grad_f": grad}, lion),
    Procedure("rmsprop", r"""
\begin{algorithmic}
\REQUIRE $\theta$, step size $\eta$, decay rate $\rho$, small constant $\epsilon$, number of steps $T$
\STATE $v \leftarrow 0$
\FOR{$t = 1$ to $T$}
\STATE $g \leftarrow \nabla_\theta \mathcal{L}(\theta)$
\STATE $v \leftarrow \rho v + (1-\rho) g^2$
\STATE $\theta \leftarrow \theta - \frac{\eta g}{\sqrt{v} + \epsilon}$
\ENDFOR
\RETURN $\theta$
\end{algorithmic}""", {"theta": START, "eta": 0.1, "rho": 0.9, "epsilon": 1e-6, "T": 4, "grad_L": grad}, rmsprop),
    Procedure("adagrad", r"""
\begin{algorithm2e}
\KwIn{initial point $x_1$, $\eta$, $\epsilon$, $T$}
$G_0 \leftarrow 0$\;
\For{$t = 1, \ldots, T$}{
  $g_t \leftarrow \nabla f(x_t)$\;
  $G_t \leftarrow G_{t-1} + g_t \odot g_t$\;
  $x_{t+1} \leftarrow x_t - \frac{\eta}{\sqrt{G_t + \epsilon}} \odot g_t$\;
}
\Return{$x_{T+1}$}
\end{algorithm2e}""", {"x_1": START, "eta": 0.2, "epsilon": 1e-8, "T": 4, "grad_f": grad}, adagrad),
    Procedure("sam", r"""
\begin{algorithmic}[1]
\Require weights $w$, radius $\rho$, learning rate $\eta$, steps $T$
\For{$k = 1, \dots, T$}
\State $g \gets \nabla L(w)$
\State $\hat{\epsilon} \gets \rho \, g / \|g\|_2$
\State $w \gets w - \eta \nabla L(w + \hat{\epsilon})$
\EndFor
\State \textbf{return} $w$
\end{algorithmic}""", {"w": START, "rho": 0.05, "eta": 0.1, "T": 3, "grad_L": grad}, sam),
    Procedure("swa", r"""
\begin{algorithmic}
\REQUIRE weights $w$, learning rate $\alpha$, number of iterations $n$, cycle length $c$
\STATE $\bar{w} \leftarrow w$
\STATE $m \leftarrow 0$
\FOR{$i \leftarrow 1, 2, \ldots, n$}
\STATE $w \leftarrow w - \alpha \nabla L(w)$
\IF{$i \bmod c = 0$}
\STATE $\bar{w} \leftarrow \frac{\bar{w} \cdot m + w}{m + 1}$
\STATE $m \leftarrow m + 1$
\ENDIF
\ENDFOR
\RETURN $\bar{w}$
\end{algorithmic}""", {"w": START, "alpha": 0.1, "n": 5, "c": 2, "grad_L": grad}, swa),
    Procedure("ema", r"""
\begin{algorithm}[H]
\SetAlgoLined
\KwData{target $\bar\theta$, online $\theta$, rate $\tau$}
\KwResult{new target}
$\bar\theta \leftarrow \tau \bar\theta + (1 - \tau) \theta$\;
\KwRet $\bar\theta$\;
\end{algorithm}""", {"theta_bar": START, "theta": START**2, "tau": 0.99}, ema),
    Procedure("conjugate", r"""
\begin{algorithmic}
\Require $\mathbf{A} \in \mathbb{R}^{d \times d}$, $\mathbf{b}$, $\mathbf{x}_0$, $n$
\State $\mathbf{r}_0 \gets \mathbf{b} - \mathbf{A}\mathbf{x}_0$
\State $\mathbf{p}_0 \gets \mathbf{r}_0$
\For{$k = 0, \ldots, n-1$}
\State $\alpha_k \gets \frac{\mathbf{r}_k^\top \mathbf{r}_k}{\mathbf{p}_k^\top \mathbf{A} \mathbf{p}_k}$
\State $\mathbf{x}_{k+1} \gets \mathbf{x}_k + \alpha_k \mathbf{p}_k$
\State $\mathbf{r}_{k+1} \gets \mathbf{r}_k - \alpha_k \mathbf{A} \mathbf{p}_k$
\State $\beta_k \gets \frac{\mathbf{r}_{k+1}^\top \mathbf{r}_{k+1}}{\mathbf{r}_k^\top \mathbf{r}_k}$
\State $\mathbf{p}_{k+1} \gets \mathbf{r}_{k+1} + \beta_k \mathbf{p}_k$
\EndFor
\State \Return $\mathbf{x}_n$
\end{algorithmic}""", {"A": M, "b": START, "x_0": np.ones(3), "n": 2}, conjugate),
    Procedure("euler", r"""
\begin{algorithmic}
\Require $x_0$, number of steps $N$, field $v(x, t)$
\For{$k = 0, 1, \dots, N-1$}
\State $t \gets k / N$
\State $x_{k+1} \gets x_k + \frac{1}{N} v(x_k, t)$
\EndFor
\State \Return $x_N$
\end{algorithmic}""", {"x_0": START, "N": 4, "v": lambda x, t: x * t - 1}, euler),
    Procedure("heun", r"""
\begin{algorithm}
\KwIn{$x$, $h$, $N$}
$t \gets 0$\;
\For{$i \gets 1$ \KwTo $N$}{
  $d \gets f(x, t)$\;
  $x' \gets x + h d$\;
  $x \gets x + \frac{h}{2}\left(d + f(x', t + h)\right)$\;
  $t \gets t + h$\;
}
\Return{$x$}\;
\end{algorithm}""", {"x": START, "h": 0.1, "N": 3, "f": lambda x, t: t - x}, heun),
    Procedure("bisect", r"""
\begin{algorithmic}
\Require $a$, $b$, $\epsilon$
\While{$b - a > \epsilon$}
\State $m \gets (a + b) / 2$
\If{$f(m) > 0$}
\State $b \gets m$
\Else
\State $a \gets m$
\EndIf
\EndWhile
\State \Return $(a + b)/2$
\end{algorithmic}""", {"a": 0.0, "b": 2.0, "epsilon": 1e-3, "f": lambda x: x * x - 2}, bisect),
    Procedure("gae", r"""
\begin{algorithmic}[1]
\Require rewards $r_1, \ldots, r_T$, values $V_1, \ldots, V_{T+1}$, $\gamma$, $\lambda$, $T$
\State $A_{T+1} \gets 0$
\For{$t = T$ \textbf{down to} $1$}
\State $\delta_t \gets r_t + \gamma V_{t+1} - V_t$
\State $A_t \gets \delta_t + \gamma \lambda A_{t+1}$
\EndFor
\State \Return $A_1$
\end{algorithmic}""", {"r": R5, "V": np.arange(6.0), "gamma": 0.9, "lambda_": 0.8, "T": 5}, lambda r, V, gamma, lambda_, T: gae(r, V, gamma, lambda_, T)[0]),
    Procedure("returns", r"""
\begin{algorithmic}
\STATE $G \leftarrow 0$
\FOR{$t = T, T-1, \dots, 1$}
\STATE $G \leftarrow r_t + \gamma G$
\ENDFOR
\RETURN $G$
\end{algorithmic}""", {"r": R5, "gamma": 0.9, "T": 5}, returns),
    Procedure("langevin", r"""
\begin{algorithmic}
\Require $\mathbf{x}_0$, step size $\epsilon$, $K$
\For{$k = 1$ to $K$}
\State Draw $\mathbf{z}_k \sim \mathcal{N}(\mathbf{0}, \mathbf{I})$
\State $\mathbf{x}_k \gets \mathbf{x}_{k-1} + \frac{\epsilon}{2} \nabla_{\mathbf{x}} \log p(\mathbf{x}_{k-1}) + \sqrt{\epsilon}\, \mathbf{z}_k$
\EndFor
\State \Return $\mathbf{x}_K$
\end{algorithmic}""", {"x_0": START, "epsilon": 0.1, "K": 3, "grad_log_p": lambda x: -x, "shape": (3,)}, langevin),
    Procedure("ista", r"""
\begin{algorithmic}
\Require $\mathbf{x}$, $\mathbf{b}$, $\mathbf{A}$, $\lambda$, $L$, $K$
\For{$k = 1, \ldots, K$}
\State $\mathbf{z} \gets \mathbf{x} - \frac{1}{L} \mathbf{A}^\top (\mathbf{A}\mathbf{x} - \mathbf{b})$
\State $\mathbf{x} \gets \mathrm{sign}(\mathbf{z}) \odot \max(|\mathbf{z}| - \lambda / L, 0)$
\EndFor
\State \Return $\mathbf{x}$
\end{algorithmic}""", {"x": START * 0, "b": START, "A": M, "lambda_": 0.1, "L": 20.0, "K": 4}, ista),
    Procedure("norm", r"""
\begin{algorithmic}
\State $s \gets 0$
\ForAll{$i \in \{1, \ldots, n\}$}
\State $s \gets s + w_i^2$
\EndFor
\State \Return $\sqrt{s}$
\end{algorithmic}""", {"w": R5, "n": 4}, frobenius),
    Procedure("horner", r"""
\begin{algorithmic}
\State $p \gets a_n$
\For{$k = n-1, \ldots, 0$}
\State $p \gets p \cdot x + a_k$
\EndFor
\State \Return $p$
\end{algorithmic}""", {"a": R5, "x": 1.5, "n": 4}, horner),
    Procedure("collatz", r"""
\begin{algorithm}
\KwData{$n$}
$k \gets 0$\;
\While{$n > 1$}{
  \uIf{$n \bmod 2 = 0$}{
    $n \gets n / 2$\;
  }
  \Else{
    $n \gets 3 n + 1$\;
  }
  $k \gets k + 1$\;
}
\Return{$k$}
\end{algorithm}""", {"n": 7}, collatz),
    Procedure("largest", r"""
\begin{algorithmic}
\State $m \gets x_1$
\For{$i = 2$ to $n$}
\If{$x_i > m$}
\State $m \gets x_i$
\EndIf
\EndFor
\State \Return $m$
\end{algorithmic}""", {"x": R5, "n": 5}, largest),
    Procedure("private", r"""
\begin{algorithm}
\caption{Clip and add noise}
\begin{algorithmic}
\Require gradient $\mathbf{g}$, bound $C$, noise $\sigma$
\State $\bar{\mathbf{g}} \gets \mathbf{g} / \max\left(1, \frac{\|\mathbf{g}\|_2}{C}\right)$
\State $\xi \sim \mathcal{N}(\mathbf{0}, \mathbf{I})$
\State $\tilde{\mathbf{g}} \gets \bar{\mathbf{g}} + \sigma C \xi$
\State \Return $\tilde{\mathbf{g}}$
\end{algorithmic}
\end{algorithm}""", {"g": START, "C": 1.0, "sigma": 0.5, "shape": (3,)}, lambda g, C, sigma, shape, rng: clip_noise(g, C, sigma, rng)),
    Procedure("polyak", r"""
\begin{algorithmic}
\Require $\theta$, $f^*$, $T$
\For{$t \gets 1$ to $T$}
\State $g \gets \nabla f(\theta)$
\State $\gamma \gets \frac{f(\theta) - f^*}{\|g\|^2}$
\State $\theta \gets \theta - \gamma g$
\EndFor
\Ensure $\theta$
\State \Return $\theta$
\end{algorithmic}""", {"theta": START, "f_star": 0.0, "T": 3, "f": lambda z: (z**2).sum(), "grad_f": lambda z: 2 * z}, polyak),
    Procedure("epsilon", r"""
\begin{algorithmic}
\Require $T$, $\epsilon_0$, $\epsilon_{\min}$, $\gamma$
\For{$t = 1$ to $T$}
\State $\epsilon_t \gets \max(\epsilon_{\min}, \gamma \epsilon_{t-1})$
\EndFor
\State \Return $\epsilon_T$
\end{algorithmic}""", {"T": 5, "epsilon_0": 1.0, "epsilon_min": 0.5, "gamma": 0.8}, shifted),
    Procedure("td", r"""
\begin{algorithm2e}
\KwIn{$s$, $s'$, $r$, $\gamma$, $\alpha$, weights $w$}
$\delta \gets r + \gamma V(s') - V(s)$ \tcp{TD error}
$w \gets w + \alpha \delta \nabla V(s)$\;
\Return{$w$}
\end{algorithm2e}""", {"s": 0.5, "s_prime": 1.0, "r": 1.0, "gamma": 0.9, "alpha": 0.1, "w": START, "V": lambda s: s * s, "grad_V": lambda s: 2 * s}, td),
    Procedure("kalman", r"""
\begin{algorithmic}
\Require $\mathbf{x}$, $\mathbf{P}$, $\mathbf{A}$, $\mathbf{H}$, $\mathbf{Q}$, $\mathbf{R}$, $\mathbf{z}$
\State $\mathbf{x} \gets \mathbf{A} \mathbf{x}$
\State $\mathbf{P} \gets \mathbf{A} \mathbf{P} \mathbf{A}^\top + \mathbf{Q}$
\State $\mathbf{K} \gets \mathbf{P} \mathbf{H}^\top (\mathbf{H} \mathbf{P} \mathbf{H}^\top + \mathbf{R})^{-1}$
\State $\mathbf{x} \gets \mathbf{x} + \mathbf{K} (\mathbf{z} - \mathbf{H} \mathbf{x})$
\State \Return $\mathbf{x}$
\end{algorithmic}""", {"x": START, "P": M, "A": M / 4, "H": M[:2], "Q": np.eye(3), "R": np.eye(2), "z": START[:2]}, kalman),
    Procedure("splitting", r"""
\begin{algorithmic}
\REQUIRE $x$, $u$, $\rho$, $T$
\STATE $z \leftarrow x$
\FOR{$k = 1, \ldots, T$}
\STATE $x \leftarrow f(z - u, \rho)$
\STATE $z \leftarrow \max(0, x + u)$
\STATE $u \leftarrow u + x - z$
\ENDFOR
\RETURN $z$
\end{algorithmic}""", {"x": START, "u": START * 0, "rho": 2.0, "T": 3, "f": lambda v, r: v / (1 + r) + 0.1}, dual),
]  # fmt: skip
