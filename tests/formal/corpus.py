# ruff: noqa: B008, E501, E741
"""Equations as ML papers print them; the expected value is NumPy written by hand, its defaults are the inputs."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

_rng = np.random.default_rng(7)
A, B, C, D = (_rng.normal(size=4) for _ in range(4))
POS = _rng.uniform(0.3, 2.0, 4)
P = np.array([0.1, 0.2, 0.3, 0.4])
Q = np.array([0.25, 0.15, 0.35, 0.25])
Y = np.array([0.0, 1.0, 0.0, 1.0])
M34, M43, M44, M53 = (_rng.normal(size=s) for s in ((3, 4), (4, 3), (4, 4), (5, 3)))
V3, U3, V5 = _rng.normal(size=3), _rng.normal(size=3), _rng.normal(size=5)
SPD = M44 @ M44.T + np.eye(4)
COVARIANCES = np.stack(
    [np.diag([1.0, 2.0, 0.5]), np.outer(V3, V3) + np.eye(3), np.outer(U3, U3) + 2 * np.eye(3)]
)


class Case(NamedTuple):
    latex: str
    name: str | None
    expected: Callable[..., Any]


def softmax(z: Any) -> Any:
    e = np.exp(z - z.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


def gaussian(x: Any, mean: Any, covariance: Any) -> Any:
    """The density by the inverse and the eigenvalues: another way than that of the code."""
    off = x - mean
    scale = np.prod(np.sqrt(2 * np.pi * np.linalg.eigvalsh(covariance)))
    return np.exp(-0.5 * off @ np.linalg.inv(covariance) @ off) / scale


def sigmoid(z: Any) -> Any:
    return 1 / (1 + np.exp(-z))


OPTIMIZERS = [
    Case(r"m_t = \beta_1 m_{t-1} + (1 - \beta_1) g_t", "m_t",
         lambda beta_1=0.9, m_t_minus_1=A, g_t=B: beta_1 * m_t_minus_1 + (1 - beta_1) * g_t),
    Case(r"v_t = \beta_2 v_{t-1} + (1 - \beta_2) g_t^2", "v_t",
         lambda beta_2=0.99, v_t_minus_1=POS, g_t=B: beta_2 * v_t_minus_1 + (1 - beta_2) * g_t**2),
    Case(r"\hat{m}_t = \frac{m_t}{1-\beta_1^t}", "m_hat_t", lambda m_t=A, beta_1=0.9, t=3: m_t / (1 - beta_1**t)),
    Case(r"\hat v_t = v_t / (1 - \beta_2^t)", "v_hat_t", lambda v_t=A, beta_2=0.9, t=3: v_t / (1 - beta_2**t)),
    Case(r"\theta_t = \theta_{t-1} - \alpha \cdot \hat{m}_t / (\sqrt{\hat{v}_t} + \epsilon)", "theta_t",
         lambda theta_t_minus_1=A, alpha=0.1, m_hat_t=B, v_hat_t=POS, epsilon=1e-8:
         theta_t_minus_1 - alpha * m_hat_t / (np.sqrt(v_hat_t) + epsilon)),
    Case(r"\theta_{t+1} \leftarrow \theta_t - \eta \left( \frac{\hat m_t}{\sqrt{\hat v_t} + \varepsilon} + \lambda \theta_t \right)",
         "theta_t_plus_1", lambda theta_t=A, eta=0.1, m_hat_t=B, v_hat_t=POS, varepsilon=1e-6, lambda_=0.01:
         theta_t - eta * (m_hat_t / (np.sqrt(v_hat_t) + varepsilon) + lambda_ * theta_t)),
    Case(r"v_{t+1} = \mu v_t - \eta \nabla f(\theta_t + \mu v_t)", "v_t_plus_1",
         lambda mu=0.9, v_t=A, eta=0.1, theta_t=B, grad_f=lambda z: 2 * z: mu * v_t - eta * 2 * (theta_t + mu * v_t)),
    Case(r"\theta_{t+1} = \theta_t - \frac{\eta}{\sqrt{G_t + \epsilon}} \odot g_t", "theta_t_plus_1",
         lambda theta_t=A, eta=0.1, G_t=POS, epsilon=1e-8, g_t=B: theta_t - eta / np.sqrt(G_t + epsilon) * g_t),
    Case(r"s_t = \rho s_{t-1} + (1-\rho) g_t \odot g_t", "s_t",
         lambda rho=0.9, s_t_minus_1=POS, g_t=A: rho * s_t_minus_1 + (1 - rho) * g_t * g_t),
    Case(r"\Delta \theta_t = - \frac{\sqrt{u_{t-1} + \epsilon}}{\sqrt{s_t + \epsilon}} g_t", "Delta_theta_t",
         lambda u_t_minus_1=POS, epsilon=1e-3, s_t=POS + 1, g_t=A: -np.sqrt(u_t_minus_1 + epsilon) / np.sqrt(s_t + epsilon) * g_t),
    Case(r"u_t = \max(\beta_2 \cdot u_{t-1}, |g_t|)", "u_t",
         lambda beta_2=0.9, u_t_minus_1=POS, g_t=A: np.maximum(beta_2 * u_t_minus_1, np.abs(g_t))),
    Case(r"c_t = \mathrm{sign}(\beta_1 m_{t-1} + (1-\beta_1) g_t)", "c_t",
         lambda beta_1=0.9, m_t_minus_1=A, g_t=B: np.sign(beta_1 * m_t_minus_1 + (1 - beta_1) * g_t)),
    Case(r"\rho_t = \rho_\infty - \frac{2 t \beta_2^t}{1 - \beta_2^t}", "rho_t",
         lambda rho_inf=19.0, t=5, beta_2=0.9: rho_inf - 2 * t * beta_2**t / (1 - beta_2**t)),
    Case(r"r_t = \sqrt{\frac{(\rho_t - 4)(\rho_t - 2)\rho_\infty}{(\rho_\infty - 4)(\rho_\infty - 2)\rho_t}}", "r_t",
         lambda rho_t=8.0, rho_inf=19.0: math.sqrt((rho_t - 4) * (rho_t - 2) * rho_inf / ((rho_inf - 4) * (rho_inf - 2) * rho_t))),
    Case(r"\hat{g} = \frac{g}{\max(1, \|g\|_2 / c)}", "g_hat", lambda g=A, c=0.5: g / max(1, np.linalg.norm(g) / c)),
    Case(r"\tilde{g} = \min\left(1, \frac{\tau}{\lVert g \rVert}\right) g", "g_tilde",
         lambda tau=0.5, g=A: min(1, tau / np.sqrt((g**2).sum())) * g),
    Case(r"\phi_t = \frac{\|\theta_t\|}{\|u_t\|}", "phi_t",
         lambda theta_t=A, u_t=B: np.sqrt((theta_t**2).sum()) / np.sqrt((u_t**2).sum())),
    Case(r"\hat{\epsilon} = \rho \frac{g}{\|g\|_2}", "epsilon_hat", lambda rho=0.05, g=A: rho * g / np.sqrt(g @ g)),
    Case(r"\bar\theta_t = \tau \theta_t + (1 - \tau) \bar\theta_{t-1}", "theta_bar_t",
         lambda tau=0.005, theta_t=A, theta_bar_t_minus_1=B: tau * theta_t + (1 - tau) * theta_bar_t_minus_1),
    Case(r"x^{(k+1)} = x^{(k)} - \gamma g^{(k)}", "x_k_plus_1",
         lambda x_k=A, gamma=0.1, g_k=B: x_k - gamma * g_k),
    Case(r"\theta' = \theta - \alpha \nabla_\theta \mathcal{L}(\theta)", "theta_prime",
         lambda theta=A, alpha=0.1, grad_L=lambda z: 2 * z: theta - 0.1 * 2 * theta),
]  # fmt: skip
SCHEDULES = [
    Case(r"\eta_t = \eta_{\min} + \frac{1}{2}(\eta_{\max} - \eta_{\min})\left(1 + \cos\left(\frac{T_{cur}}{T_i}\pi\right)\right)",
         "eta_t", lambda eta_min=0.01, eta_max=0.1, T_cur=3.0, T_i=10.0:
         eta_min + 0.5 * (eta_max - eta_min) * (1 + np.cos(T_cur / T_i * np.pi))),
    Case(r"\eta_t = \eta_0 \cdot \gamma^{\lfloor t / s \rfloor}", "eta_t",
         lambda eta_0=0.1, gamma=0.5, t=17, s=5: eta_0 * gamma ** (17 // 5)),
    Case(r"\mathrm{lrate} = d_{\text{model}}^{-0.5} \cdot \min(s^{-0.5}, s \cdot w^{-1.5})", "lrate",
         lambda d_model=64.0, s=10.0, w=100.0: d_model**-0.5 * min(s**-0.5, s * w**-1.5)),
    Case(r"\alpha_t = \frac{\alpha_0}{1 + k t}", "alpha_t", lambda alpha_0=0.1, k=0.5, t=4: alpha_0 / (1 + k * t)),
    Case(r"\eta_t = \eta_0 \left(1 - \frac{t}{T}\right)^p", "eta_t", lambda eta_0=0.1, t=3, T=10, p=0.9: eta_0 * (1 - t / T) ** p),
    Case(r"\eta(t) = \eta_0 e^{-k t}", "eta", lambda t=3.0, eta_0=0.1, k=0.2: eta_0 * np.exp(-k * t)),
    Case(r"\lambda(t) = \min\left(1, \sqrt{t \frac{1 - \lambda_0^2}{T} + \lambda_0^2}\right)", "lambda_",
         lambda t=3.0, lambda_0=0.1, T=10.0: min(1, np.sqrt(t * (1 - lambda_0**2) / T + lambda_0**2))),
    Case(r"g(t) = \min\left(1, c_0 + \frac{1 - c_0}{T} t\right)", "g",
         lambda t=3.0, c_0=0.1, T=10.0: min(1, c_0 + (1 - c_0) / T * t)),
    Case(r"w(t) = \begin{cases} \exp\left(-5(1 - t/T)^2\right) & t < T \\ 1 & \text{otherwise} \end{cases}", "w",
         lambda t=3.0, T=10.0: np.exp(-5 * (1 - t / T) ** 2)),
    Case(r"\bar\alpha_t = \prod_{s=1}^{t} \alpha_s", "alpha_bar_t", lambda t=3, alpha=P: np.prod(alpha[:3])),
    Case(r"f(t) = \cos\left(\frac{t/T + s}{1+s} \cdot \frac{\pi}{2}\right)^2", "f",
         lambda t=3.0, T=10.0, s=0.008: np.cos((t / T + s) / (1 + s) * np.pi / 2) ** 2),
    Case(r"\beta_t = \beta_{\text{start}} + \frac{t-1}{T-1}(\beta_{\text{end}} - \beta_{\text{start}})", "beta_t",
         lambda beta_start=1e-4, t=5, T=10, beta_end=0.02: beta_start + (t - 1) / (T - 1) * (beta_end - beta_start)),
    Case(r"\tau_t = \max(\tau_{\min}, \tau_0 e^{-r t})", "tau_t",
         lambda tau_min=0.1, tau_0=1.0, r=0.3, t=4.0: max(tau_min, tau_0 * math.exp(-r * t))),
]  # fmt: skip
LOSSES = [
    Case(r"\mathcal{L} = -\sum_{i=1}^{N} y_i \log \hat{y}_i", "L", lambda N=4, y=Y, y_hat=P: -(Y * np.log(P)).sum()),
    Case(r"\mathcal{L}_{CE} = -\frac{1}{N} \sum_{i=1}^{N} \sum_{c=1}^{C} y_{i,c} \log p_{i,c}", "L_CE",
         lambda N=3, C=4, y=np.eye(4)[[0, 2, 1]], p=softmax(M34): -(np.eye(4)[[0, 2, 1]] * np.log(softmax(M34))).sum() / 3),
    Case(r"\ell = -\left[ y \log p + (1-y) \log(1-p) \right]", "ell",
         lambda y=Y, p=P: -(y * np.log(p) + (1 - y) * np.log(1 - p))),
    Case(r"\mathrm{BCE} = -\frac1N\sum_{i=1}^N \left( y_i \log \hat p_i + (1 - y_i)\log(1 - \hat p_i) \right)", "BCE",
         lambda N=4, y=Y, p_hat=P: -(Y * np.log(P) + (1 - Y) * np.log(1 - P)).mean()),
    Case(r"\mathrm{MSE} = \frac{1}{n} \sum_{i=1}^{n} (y_i - \hat{y}_i)^2", "MSE", lambda n=4, y=A, y_hat=B: ((A - B) ** 2).mean()),
    Case(r"\text{MAE} = \frac{1}{n}\sum_{i=1}^n |y_i - \hat y_i|", "MAE", lambda n=4, y=A, y_hat=B: np.abs(A - B).mean()),
    Case(r"\mathrm{RMSE} = \sqrt{\frac{1}{n} \sum_{i=1}^n (y_i - \hat y_i)^2}", "RMSE",
         lambda n=4, y=A, y_hat=B: np.sqrt(((A - B) ** 2).mean())),
    Case(r"\mathrm{FL}(p_t) = -\alpha_t (1 - p_t)^\gamma \log(p_t)", "FL",
         lambda p_t=P, alpha_t=0.25, gamma=2.0: -alpha_t * (1 - p_t) ** gamma * np.log(p_t)),
    Case(r"L_\delta(a) = \begin{cases} \frac{1}{2} a^2 & \text{for } |a| \le \delta, \\ \delta \cdot \left(|a| - \frac{1}{2}\delta\right) & \text{otherwise.} \end{cases}",
         "L_delta", lambda a=A * 2, delta=1.0: np.where(np.abs(a) <= 1, 0.5 * a**2, 1.0 * (np.abs(a) - 0.5))),
    Case(r"\mathcal{L}_{hinge} = \max(0, 1 - y \cdot f)", "L_hinge", lambda y=1.0, f=A: np.maximum(0, 1 - y * f)),
    Case(r"\mathcal{L} = \max\{0, \|a - p\|_2^2 - \|a - n\|_2^2 + m\}", "L",
         lambda a=A, p=B, n=C, m=0.2: max(0, ((a - p) ** 2).sum() - ((a - n) ** 2).sum() + m)),
    Case(r"D_{\mathrm{KL}}(p \,\|\, q) = \sum_i p_i \log \frac{p_i}{q_i}", "D_KL", lambda p=P, q=Q: (P * np.log(P / Q)).sum()),
    Case(r"\mathrm{KL} = \frac{1}{2} \sum_{j=1}^{J} \left( \mu_j^2 + \sigma_j^2 - \log \sigma_j^2 - 1 \right)", "KL",
         lambda J=4, mu=A, sigma=POS: 0.5 * (A**2 + POS**2 - np.log(POS**2) - 1).sum()),
    Case(r"H(p) = -\sum_{x} p_x \log_2 p_x", "H", lambda p=P: -(P * np.log2(P)).sum()),
    Case(r"\mathcal{L} = \mathcal{L}_{\text{rec}} + \beta \mathcal{L}_{\text{KL}}", "L",
         lambda L_rec=1.5, beta=4.0, L_KL=0.3: L_rec + beta * L_KL),
    Case(r"\mathcal{L}_i = -\log \frac{\exp(s_i / \tau)}{\sum_{j=1}^{N} \exp(s_j / \tau)}", "L_i",
         lambda s=A, i=2, tau=0.5, N=4: -np.log(softmax(A / 0.5)[1])),
    Case(r"J = \frac{1}{2m} \sum_{i=1}^m \left(h_i - y_i\right)^2 + \frac{\lambda}{2m} \sum_{j=1}^{n} \theta_j^2", "J",
         lambda m=4, h=A, y=B, lambda_=0.1, n=4, theta=C: ((A - B) ** 2).sum() / 8 + 0.1 / 8 * (C**2).sum()),
    Case(r"\mathcal{L}(w) = \|y - Xw\|_2^2 + \lambda \|w\|_1", "L",
         lambda w=V3, y=V5, X=M53, lambda_=0.1: ((V5 - M53 @ V3) ** 2).sum() + 0.1 * np.abs(V3).sum()),
    Case(r"\mathcal{L}_{\mathrm{DPO}} = -\log \sigma\left(\beta \log \frac{\pi_w}{\rho_w} - \beta \log \frac{\pi_l}{\rho_l}\right)",
         "L_DPO", lambda beta=0.1, pi_w=0.4, rho_w=0.3, pi_l=0.2, rho_l=0.5:
         -np.log(sigmoid(beta * np.log(pi_w / rho_w) - beta * np.log(pi_l / rho_l)))),
    Case(r"\mathcal{L} = \log(1 + e^{-y z})", "L", lambda y=1.0, z=A: np.log(1 + np.exp(-y * z))),
    Case(r"\mathrm{Dice} = \frac{2 \sum_i p_i g_i}{\sum_i p_i^2 + \sum_i g_i^2}", "Dice",
         lambda p=P, g=Y: 2 * (P * Y).sum() / ((P**2).sum() + (Y**2).sum())),
    Case(r"\mathcal{L} = \frac{1}{N}\sum_{n=1}^{N} w_n \ell_n", "L", lambda N=4, w=P, ell=A: (P * A).mean()),
    Case(r"\mathcal{L}_{\text{total}} = \lambda_1 \mathcal{L}_1 + \lambda_2 \mathcal{L}_2", "L_total",
         lambda lambda_1=0.2, L_1=1.0, lambda_2=0.7, L_2=2.0: 0.2 + 1.4),
]  # fmt: skip
NETWORKS = [
    Case(r"\mathrm{Attention}(Q, K, V) = \mathrm{softmax}\left(\frac{QK^\top}{\sqrt{d_k}}\right)V", "Attention",
         lambda Q=M34, K=M34 * 0.5, V=M34 + 1, d_k=4: softmax(M34 @ (M34 * 0.5).T / 2) @ (M34 + 1)),
    Case(r"\text{softmax}(z)_i = \frac{e^{z_i}}{\sum_{j=1}^K e^{z_j}}", "softmax_i", lambda z=A, i=2, K=4: softmax(A)[1]),
    Case(r"\sigma(x) = \frac{1}{1 + e^{-x}}", "sigma", lambda x=A: sigmoid(A)),
    Case(r"\mathrm{FFN}(x) = \max(0, xW_1 + b_1)W_2 + b_2", "FFN",
         lambda x=V3, W_1=M34, b_1=A, W_2=M43, b_2=U3: np.maximum(0, V3 @ M34 + A) @ M43 + U3),
    Case(r"z_t = \sigma(W_z x_t + U_z h_{t-1} + b_z)", "z_t",
         lambda W_z=M43, x_t=V3, U_z=M44, h_t_minus_1=A, b_z=B: sigmoid(M43 @ V3 + M44 @ A + B)),
    Case(r"\tilde{h}_t = \tanh(W_h x_t + U_h (r_t \odot h_{t-1}) + b_h)", "h_tilde_t",
         lambda W_h=M43, x_t=V3, U_h=M44, r_t=P, h_t_minus_1=A, b_h=B: np.tanh(M43 @ V3 + M44 @ (P * A) + B)),
    Case(r"h_t = (1 - z_t) \odot h_{t-1} + z_t \odot \tilde{h}_t", "h_t",
         lambda z_t=P, h_t_minus_1=A, h_tilde_t=B: (1 - P) * A + P * B),
    Case(r"f_t = \sigma(W_f \cdot [h_{t-1}, x_t] + b_f)", "f_t",
         lambda W_f=np.hstack([M44, M43]), h_t_minus_1=A, x_t=V3, b_f=B: sigmoid(M44 @ A + M43 @ V3 + B)),
    Case(r"c_t = f_t \odot c_{t-1} + i_t \odot \tilde c_t", "c_t",
         lambda f_t=P, c_t_minus_1=A, i_t=Q, c_tilde_t=B: P * A + Q * B),
    Case(r"h_t = o_t \odot \tanh(c_t)", "h_t", lambda o_t=P, c_t=A: P * np.tanh(A)),
    Case(r"\hat{x}_i = \frac{x_i - \mu_B}{\sqrt{\sigma_B^2 + \epsilon}}", "x_hat_i",
         lambda x_i=A, mu_B=0.2, sigma_B=1.3, epsilon=1e-5: (A - 0.2) / np.sqrt(1.3**2 + 1e-5)),
    Case(r"y_i = \gamma \hat{x}_i + \beta", "y_i", lambda gamma=1.5, x_hat_i=A, beta=0.1: 1.5 * A + 0.1),
    Case(r"\mu = \frac{1}{H} \sum_{i=1}^{H} a_i, \qquad \sigma = \sqrt{\frac{1}{H} \sum_{i=1}^{H} (a_i - \mu)^2}", "sigma",
         lambda H=4, a=A: A.std()),
    Case(r"\bar{a}_i = \frac{a_i}{\sqrt{\frac{1}{n} \sum_{j=1}^{n} a_j^2 + \epsilon}} g_i", "a_bar_i",
         lambda a=A, i=3, n=4, epsilon=1e-6, g_i=0.7: A[2] / np.sqrt((A**2).mean() + 1e-6) * 0.7),
    Case(r"\mathrm{GELU}(x) = 0.5x\left(1 + \tanh\left(\sqrt{2/\pi}\left(x + 0.044715x^3\right)\right)\right)", "GELU",
         lambda x=A: 0.5 * A * (1 + np.tanh(np.sqrt(2 / np.pi) * (A + 0.044715 * A**3)))),
    Case(r"\mathrm{ELU}(x) = \begin{cases} x & \text{if } x > 0 \\ \alpha(e^x - 1) & \text{if } x \le 0 \end{cases}", "ELU",
         lambda x=A, alpha=1.2: np.where(A > 0, A, 1.2 * (np.exp(A) - 1))),
    Case(r"\mathrm{swish}(x) = x \cdot \sigma(\beta x)", "swish", lambda x=A, beta=1.3: A * sigmoid(1.3 * A)),
    Case(r"y = \mathrm{ReLU}(\mathbf{W}\mathbf{x} + \mathbf{b})", "y", lambda W=M43, x=V3, b=A: np.maximum(M43 @ V3 + A, 0)),
    Case(r"\mathbf{y} = \mathbf{W}_2 \tanh(\mathbf{W}_1 \mathbf{x} + \mathbf{b}_1) + \mathbf{b}_2", "y",
         lambda W_2=M34, W_1=M43, x=V3, b_1=A, b_2=U3: M34 @ np.tanh(M43 @ V3 + A) + U3),
    Case(r"s(x, y) = x^\top W y", "s", lambda x=V3, y=A, W=M34: V3 @ M34 @ A),
    Case(r"\cos(u, v) = \frac{u^\top v}{\|u\| \|v\|}", "cos", lambda u=A, v=B: A @ B / np.sqrt((A @ A) * (B @ B))),
    Case(r"\mathrm{sim}(\mathbf{a}, \mathbf{b}) = \frac{\mathbf{a} \cdot \mathbf{b}}{\|\mathbf{a}\| \, \|\mathbf{b}\|}", "sim",
         lambda a=A, b=B: A @ B / np.sqrt((A @ A) * (B @ B))),
    Case(r"\mathrm{PE}_{i} = \sin\left(\frac{p}{10000^{2i/d}}\right)", "PE_i", lambda p=3.0, i=2, d=8: np.sin(3 / 10000 ** (4 / 8))),
    Case(r"\mathbf{h} = \mathbf{W} \mathbf{x} + \frac{\alpha}{r} \mathbf{B} \mathbf{A} \mathbf{x}", "h",
         lambda W=M44, x=C, alpha=2.0, r=3.0, B=M43, A=M34: M44 @ C + 2 / 3 * M43 @ M34 @ C),
    Case(r"c_i = \sum_{j=1}^{T} \alpha_{ij} h_j", "c_i", lambda i=2, T=4, alpha=M34, h=M43: M34[1] @ M43),
    Case(r"e_{ij} = v^\top \tanh(W s_{i-1} + U h_j)", "e_ij",
         lambda v=A, W=M43, s_i_minus_1=V3, U=M44, h_j=B: A @ np.tanh(M43 @ V3 + M44 @ B)),
]  # fmt: skip
PROBABILITY = [
    Case(r"p(x) = \frac{1}{\sqrt{2\pi\sigma^2}} \exp\left(-\frac{(x-\mu)^2}{2\sigma^2}\right)", "p",
         lambda x=A, sigma=1.3, mu=0.2: np.exp(-((A - 0.2) ** 2) / (2 * 1.3**2)) / np.sqrt(2 * np.pi * 1.3**2)),
    Case(r"\log p(x) = -\frac{1}{2}\log(2\pi) - \log\sigma - \frac{(x-\mu)^2}{2\sigma^2}", "log_p",
         lambda x=A, sigma=1.3, mu=0.2: -0.5 * np.log(2 * np.pi) - np.log(1.3) - (A - 0.2) ** 2 / (2 * 1.3**2)),
    Case(r"x_t = \sqrt{\bar\alpha_t} x_0 + \sqrt{1 - \bar\alpha_t} \epsilon", "x_t",
         lambda alpha_bar_t=0.4, x_0=A, epsilon=B: np.sqrt(0.4) * A + np.sqrt(0.6) * B),
    Case(r"\tilde\mu_t = \frac{\sqrt{\bar\alpha_{t-1}}\beta_t}{1-\bar\alpha_t} x_0 + \frac{\sqrt{\alpha_t}(1-\bar\alpha_{t-1})}{1-\bar\alpha_t} x_t",
         "mu_tilde_t", lambda alpha_bar_t_minus_1=0.5, beta_t=0.1, alpha_bar_t=0.4, x_0=A, alpha_t=0.9, x_t=B:
         np.sqrt(0.5) * 0.1 / 0.6 * A + np.sqrt(0.9) * 0.5 / 0.6 * B),
    Case(r"\tilde\beta_t = \frac{1 - \bar\alpha_{t-1}}{1 - \bar\alpha_t} \cdot \beta_t", "beta_tilde_t",
         lambda alpha_bar_t_minus_1=0.5, alpha_bar_t=0.4, beta_t=0.1: 0.5 / 0.6 * 0.1),
    Case(r"\tilde\epsilon = (1 + w) \epsilon_c - w \epsilon_u", "epsilon_tilde", lambda w=2.0, epsilon_c=A, epsilon_u=B: 3 * A - 2 * B),
    Case(r"z = \mu + \sigma \odot \epsilon", "z", lambda mu=A, sigma=POS, epsilon=B: A + POS * B),
    Case(r"x_t = (1 - t) x_0 + t x_1", "x_t", lambda t=0.3, x_0=A, x_1=B: 0.7 * A + 0.3 * B),
    Case(r"k(x, y) = \exp\left(-\frac{\|x - y\|^2}{2\ell^2}\right)", "k",
         lambda x=A, y=B, ell=1.5: np.exp(-((A - B) ** 2).sum() / (2 * 1.5**2))),
    Case(r"d^2 = (x - \mu)^\top \Sigma^{-1} (x - \mu)", "d_squared",
         lambda x=A, mu=B, Sigma=SPD: (A - B) @ np.linalg.inv(SPD) @ (A - B)),
    Case(r"w = (X^\top X + \lambda I)^{-1} X^\top y", "w",
         lambda X=M53, lambda_=0.3, y=V5: np.linalg.solve(M53.T @ M53 + 0.3 * np.eye(3), M53.T @ V5)),
    Case(r"\sigma^2 = \frac{1}{n-1} \sum_{i=1}^{n} (x_i - \bar{x})^2", "sigma_squared",
         lambda n=4, x=A, x_bar=0.1: ((A - 0.1) ** 2).sum() / 3),
    Case(r"r = \frac{\sum_i (x_i - \bar x)(y_i - \bar y)}{\sqrt{\sum_i (x_i - \bar x)^2} \sqrt{\sum_i (y_i - \bar y)^2}}", "r",
         lambda x=A, x_bar=A.mean(), y=B, y_bar=B.mean(): np.corrcoef(A, B)[0, 1]),
    Case(r"P(k) = \binom{n}{k} p^k (1-p)^{n-k}", "P", lambda k=2, n=5, p=0.3: 10 * 0.09 * 0.7**3),
    Case(r"P = \frac{\lambda^k e^{-\lambda}}{k!}", "P", lambda lambda_=2.0, k=3: 8 * np.exp(-2) / 6),
    Case(r"\mathbf{K} = \mathbf{A} \mathbf{B}^\top + \sigma^2 \mathbf{I}", "K",
         lambda A=M34, B=M34 + 1, sigma=0.5: M34 @ (M34 + 1).T + 0.25 * np.eye(3)),
    Case(r"S = \frac{1}{n} \sum_{i=1}^n x_i x_i^\top", "S", lambda n=5, x=M53: M53.T @ M53 / 5),
    Case(r"\hat{p} = \frac{1}{M} \sum_{m=1}^{M} \mathbb{1}[x_m > \tau]", "p_hat", lambda M=4, x=P, tau=0.15: 0.75),
]  # fmt: skip
LEARNING = [
    Case(r"\delta_t = r_t + \gamma V(s_{t+1}) - V(s_t)", "delta_t",
         lambda r_t=1.0, gamma=0.9, s_t_plus_1=2.0, s_t=3.0, V=lambda s: s**2: 1 + 0.9 * 4 - 9),
    Case(r"Q_{t+1} = Q_t + \alpha (r + \gamma m - Q_t)", "Q_t_plus_1",
         lambda Q_t=1.0, alpha=0.1, r=0.5, gamma=0.9, m=2.0: 1 + 0.1 * (0.5 + 1.8 - 1)),
    Case(r"G_t = \sum_{k=0}^{n} \gamma^k r_{t+k}", "G_t", lambda n=2, gamma=0.9, r=A, t=2: A[1] + 0.9 * A[2] + 0.81 * A[3]),
    Case(r"L^{CLIP} = \min\left(r_t \hat{A}_t, \mathrm{clip}(r_t, 1-\epsilon, 1+\epsilon)\hat{A}_t\right)", "L_CLIP",
         lambda r_t=POS, A_hat_t=A, epsilon=0.2: np.minimum(POS * A, np.clip(POS, 0.8, 1.2) * A)),
    Case(r"\hat A_t = \sum_{l=0}^{T-t} (\gamma\lambda)^l \delta_{t+l}", "A_hat_t",
         lambda T=4, t=2, gamma=0.9, lambda_=0.8, delta=A: sum(0.72**l * A[1 + l] for l in range(3))),
    Case(r"\hat{A}_i = \frac{r_i - \operatorname{mean}(r)}{\operatorname{std}(r)}", "A_hat_i",
         lambda r_i=0.5, r=A: (0.5 - A.mean()) / A.std()),
    Case(r"J = r - \beta \log \frac{\pi_\theta(y|x)}{\pi_{\text{ref}}(y|x)}", "J",
         lambda r=1.0, beta=0.1, y=2.0, x=3.0, pi_theta=lambda y, x: y * x, pi_ref=lambda y, x: y + x: 1 - 0.1 * np.log(6 / 5)),
    Case(r"a_t = \mu_\theta(s_t) + \sigma \epsilon_t", "a_t",
         lambda s_t=A, sigma=0.1, epsilon_t=B, mu_theta=lambda s: s * 2: 2 * A + 0.1 * B),
    Case(r"U = \bar{x} + c \sqrt{\frac{\ln N}{n}}", "U", lambda x_bar=0.3, c=1.4, N=10, n=3: 0.3 + 1.4 * np.sqrt(np.log(10) / 3)),
    Case(r"\theta \leftarrow \theta + \alpha \delta_t \nabla_\theta \log \pi_\theta(a \mid s)", "theta",
         lambda theta=A, alpha=0.1, delta_t=2.0, a=1.0, s=3.0, grad_log_pi_theta=lambda a, s: a + s: A + 0.1 * 2 * 4),
]  # fmt: skip
DATA_AND_METRICS = [
    Case(r"\tilde{x} = \lambda x_i + (1 - \lambda) x_j", "x_tilde", lambda lambda_=0.3, x_i=A, x_j=B: 0.3 * A + 0.7 * B),
    Case(r"\tilde{x} = M \odot x_A + (1 - M) \odot x_B", "x_tilde", lambda M=Y, x_A=A, x_B=B: Y * A + (1 - Y) * B),
    Case(r"r_w = W \sqrt{1 - \lambda}", "r_w", lambda W=32.0, lambda_=0.3: 32 * np.sqrt(0.7)),
    Case(r"\lambda = 1 - \frac{r_w r_h}{w h}", "lambda_",
         lambda r_w=4.0, r_h=5.0, w=10.0, h=10.0: 0.8),
    Case(r"F_1 = \frac{2 P R}{P + R}", "F_1", lambda P=0.8, R=0.6: 0.96 / 1.4),
    Case(r"F_\beta = (1 + \beta^2) \cdot \frac{\mathrm{precision} \cdot \mathrm{recall}}{\beta^2 \cdot \mathrm{precision} + \mathrm{recall}}",
         "F_beta", lambda beta=2.0, precision=0.8, recall=0.6: 5 * 0.48 / (3.2 + 0.6)),
    Case(r"\mathrm{Precision} = \frac{TP}{TP + FP}", "Precision", lambda TP=8, FP=2: 0.8),
    Case(r"\text{Accuracy} = \frac{TP + TN}{TP + TN + FP + FN}", "Accuracy", lambda TP=8, TN=5, FP=2, FN=1: 13 / 16),
    Case(r"\mathrm{PSNR} = 10 \log_{10} \left( \frac{m^2}{\mathrm{MSE}} \right)", "PSNR",
         lambda m=255.0, MSE=30.0: 10 * np.log10(255**2 / 30)),
    Case(r"R^2 = 1 - \frac{\sum_i (y_i - \hat{y}_i)^2}{\sum_i (y_i - \bar{y})^2}", "R_squared",
         lambda y=A, y_hat=B, y_bar=A.mean(): 1 - ((A - B) ** 2).sum() / ((A - A.mean()) ** 2).sum()),
    Case(r"\mathrm{PPL} = \exp\left(-\frac{1}{T}\sum_{t=1}^T \log p_t\right)", "PPL", lambda T=4, p=P: np.exp(-np.log(P).mean())),
    Case(r"\mathrm{DCG}_k = \sum_{i=1}^{k} \frac{2^{r_i} - 1}{\log_2(i + 1)}", "DCG_k",
         lambda k=3, r=np.array([3.0, 1.0, 2.0, 0.0]): 7 / 1 + 1 / np.log2(3) + 3 / 2),
    Case(r"\mathrm{BLEU} = \mathrm{BP} \cdot \exp\left( \sum_{n=1}^{N} w_n \log p_n \right)", "BLEU",
         lambda BP=0.9, N=4, w=np.full(4, 0.25), p=P: 0.9 * np.prod(P) ** 0.25),
    Case(r"\mathrm{ECE} = \sum_{m=1}^{M} \frac{n_m}{N} |a_m - c_m|", "ECE",
         lambda M=4, n=np.array([5.0, 3, 2, 10]), N=20, a=P, c=Q: (np.array([5.0, 3, 2, 10]) / 20 * np.abs(P - Q)).sum()),
    Case(r"x' = \frac{x - x_{\min}}{x_{\max} - x_{\min}}", "x_prime", lambda x=A, x_min=-2.0, x_max=2.0: (A + 2) / 4),
    Case(r"n = \left\lceil \frac{N}{B} \right\rceil", "n", lambda N=10, B=4: 3),
    Case(r"C = 1 - \frac{6 \sum_{i=1}^n d_i^2}{n(n^2 - 1)}", "C", lambda n=4, d=A: 1 - 6 * (A**2).sum() / 60),
    Case(r"w_c = \frac{N}{K n_c}", "w_c", lambda N=100, K=5, n_c=20: 1.0),
    Case(r"\bar{w} = \frac{\sum_{k=1}^{K} n_k w_k}{\sum_{k=1}^{K} n_k}", "w_bar",
         lambda K=4, n=POS, w=M43: POS @ M43 / POS.sum()),
    Case(r"d_{\infty} = \|x - y\|_\infty", "d_inf", lambda x=A, y=B: np.abs(A - B).max()),
    Case(r"\|W\|_F^2 + \operatorname{tr}(W^\top W)", None, lambda W=M34: 2 * (M34**2).sum()),
    Case(r"\frac{a}{b} + \sqrt[3]{c}", None, lambda a=3.0, b=2.0, c=8.0: 3.5),
    Case(r"\log \sum_{k=1}^{K} \exp(a_k)", None, lambda K=4, a=A: np.log(np.exp(A).sum())),
    Case(r"\max_i x_i - \min_i x_i", None, lambda x=A: A.max() - A.min()),
    Case(r"\sum_{i \in S} x_i", None, lambda S=[1, 3], x=A: A[0] + A[2]),
    Case(r"\frac{1}{|S|} \sum_{i \in S} x_i", None, lambda S=[1, 3], x=A: (A[0] + A[2]) / 2),
    Case(r"\sum_{i=1}^{n} \sum_{j \neq i} x_i y_j", None, lambda n=4, x=A, y=B: A.sum() * B.sum() - A @ B),
    Case(r"\mathbf{x}^T \mathbf{A} \mathbf{x}", None, lambda x=A, A=M44: x @ M44 @ x),
    Case(r"\left(\sum_{i} |x_i|^p\right)^{1/p}", None, lambda x=A, p=3.0: (np.abs(A) ** 3).sum() ** (1 / 3)),
    Case(r"\langle x, y \rangle", None, lambda x=A, y=B: A @ B),
]  # fmt: skip
MORE = [
    Case(
        r"i_t = \sigma(W_{xi} x_t + W_{hi} h_{t-1} + b_i)",
        "i_t",
        lambda W_xi=M43, x_t=V3, W_hi=M44, h_t_minus_1=A, b_i=B: sigmoid(M43 @ V3 + M44 @ A + B),
    ),
    Case(
        r"T(n) = 2T(n/2) + n",
        "T",
        lambda n=8.0, T=lambda k: k * k: 2 * 16 + 8.0,
    ),
    Case(r"y_i = \sum_j A_{ij} x_j", "y_i", lambda A=M44, i=2, x=B: A[1] @ x),
    Case(r"E(x) = \frac12 x^\top A x - b^\top x", "E", lambda x=A, A=M44, b=B: 0.5 * x @ M44 @ x - B @ x),
    Case(
        r"a_i = \frac{\exp(q^\top k_i)}{\sum_j \exp(q^\top k_j)}",
        "a_i",
        lambda q=V3, i=2, k=M43: softmax(M43 @ V3)[1],
    ),
]
EQUATIONS = [*OPTIMIZERS, *SCHEDULES, *LOSSES, *NETWORKS, *PROBABILITY, *LEARNING, *DATA_AND_METRICS, *MORE]
