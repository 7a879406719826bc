# ruff: noqa: B008, E501
"""Equations written down before the engine had seen them: the honest measure of what it does out of sample."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from tests.formal.cases import (
    COVARIANCES,
    M34,
    M43,
    M44,
    M53,
    POS,
    SPD,
    V3,
    V5,
    A,
    B,
    C,
    Case,
    D,
    P,
    Q,
    Y,
    gaussian,
    sigmoid,
    softmax,
)

I4 = np.eye(4)
ADJ = np.array([[1.0, 1, 0, 0], [1, 1, 1, 0], [0, 1, 1, 1], [0, 0, 1, 1]])
DEG = np.diag(ADJ.sum(1))
GRAPH = np.array([[0.0, 0.5, 0.5, 0.0], [0.3, 0, 0.3, 0.4], [1, 0, 0, 0], [0.2, 0.2, 0.6, 0]])


def unit(z: Any) -> Any:
    return z / np.sqrt((z**2).sum())


HELD_OUT_NETWORKS = [
    Case(r"r_t = \sigma(W_r x_t + U_r h_{t-1} + b_r)", "r_t",
         lambda W_r=M43, x_t=V3, U_r=M44, h_t_minus_1=A, b_r=B: sigmoid(M43 @ V3 + M44 @ A + B)),
    Case(r"\mathbf{i}_t = \sigma(\mathbf{W}_{xi} \mathbf{x}_t + \mathbf{W}_{hi} \mathbf{h}_{t-1} + \mathbf{b}_i)", "i_t",
         lambda W_xi=M43, x_t=V3, W_hi=M44, h_t_minus_1=A, b_i=B: sigmoid(M43 @ V3 + M44 @ A + B)),
    Case(r"C_t = f_t * C_{t-1} + i_t * \tilde{C}_t", "C_t", lambda f_t=P, C_t_minus_1=A, i_t=Q, C_tilde_t=B: P * A + Q * B),
    Case(r"\text{head}_i = \text{Attention}(QW_i^Q, KW_i^K, VW_i^V)", "head_i",
         lambda Q=M44, W_i_Q=M43, K=SPD, W_i_K=M43, V=M44, W_i_V=M43, Attention=lambda a, b, c: a - b + 2 * c: 3 * M44 @ M43 - SPD @ M43),
    Case(r"\text{LN}(x) = \frac{x - \mu}{\sqrt{\sigma^2 + \epsilon}} \odot \gamma + \beta", "LN",
         lambda x=A, mu=0.3, sigma=1.2, epsilon=1e-5, gamma=POS, beta=B: (A - 0.3) / np.sqrt(1.44 + 1e-5) * POS + B),
    Case(r"\mathrm{RMSNorm}(x_i) = \frac{x_i}{\sqrt{\frac{1}{d} \sum_{j=1}^{d} x_j^2}} g_i", "RMSNorm",
         lambda x=A, i=2, d=4, g_i=0.7: A[1] / np.sqrt((A**2).mean()) * 0.7),
    Case(r"\sigma_B^2 = \frac{1}{m} \sum_{i=1}^{m} (x_i - \mu_B)^2", "sigma_B_squared",
         lambda m=4, x=A, mu_B=0.1: ((A - 0.1) ** 2).mean()),
    Case(r"\hat{x}_{nc} = \frac{x_{nc} - \mu_{ng}}{\sqrt{\sigma_{ng}^2 + \epsilon}}", "x_hat_nc",
         lambda x_nc=A, mu_ng=0.1, sigma_ng=1.4, epsilon=1e-5: (A - 0.1) / np.sqrt(1.96 + 1e-5)),
    Case(r"\mathrm{GELU}(x) = \frac{x}{2} \left[ 1 + \mathrm{erf}\left( \frac{x}{\sqrt{2}} \right) \right]", "GELU",
         lambda x=A: A / 2 * (1 + np.array([math.erf(v / math.sqrt(2)) for v in A]))),
    Case(r"\text{Mish}(x) = x \tanh(\ln(1 + e^x))", "Mish", lambda x=A: A * np.tanh(np.log(1 + np.exp(A)))),
    Case(r"\mathrm{softplus}(x) = \frac{1}{\beta} \log(1 + \exp(\beta x))", "softplus",
         lambda beta=2.0, x=A: np.log(1 + np.exp(2 * A)) / 2),
    Case(r"\mathrm{SwiGLU}(x) = \mathrm{SiLU}(xW) \odot (xV)", "SwiGLU",
         lambda x=V3, W=M34, V=M34 + 1: (V3 @ M34) * sigmoid(V3 @ M34) * (V3 @ (M34 + 1))),
    Case(r"q'_1 = q_1 \cos(m\theta) - q_2 \sin(m\theta)", "q_prime_1",
         lambda q_1=1.2, m=3.0, theta=0.2, q_2=0.7: 1.2 * math.cos(0.6) - 0.7 * math.sin(0.6)),
    Case(r"\theta_i = 10000^{-2(i-1)/d}", "theta_i", lambda i=3, d=8: 10000 ** (-2 * 2 / 8)),
    Case(r"PE_{(pos,2i+1)} = \cos(pos/10000^{2i/d_{\text{model}}})", "PE_pos_2i_plus_1",
         lambda pos=5.0, i=2, d_model=16: math.cos(5 / 10000 ** (4 / 16))),
    Case(r"\alpha_{ij} = \frac{\exp(e_{ij})}{\sum_{k=1}^{T} \exp(e_{ik})}", "alpha_ij",
         lambda e=M44, i=2, j=3, T=4: softmax(M44[1])[2]),
    Case(r"y_{i} = \frac{\sum_{j=1}^{N} \phi(q_i)^\top \phi(k_j) v_j}{\sum_{j=1}^{N} \phi(q_i)^\top \phi(k_j)}", "y_i",
         lambda q_i=A, N=3, k=M34, v=M43[:3], phi=lambda z: np.abs(z) + 1:
         sum((np.abs(A) + 1) @ (np.abs(M34[j]) + 1) * M43[j] for j in range(3)) / sum((np.abs(A) + 1) @ (np.abs(M34[j]) + 1) for j in range(3))),
    Case(r"\mathbf{H}^{(l+1)} = \mathrm{ReLU}\left(\tilde{\mathbf{D}}^{-1} \tilde{\mathbf{A}} \mathbf{H}^{(l)} \mathbf{W}^{(l)}\right)", "H_l_plus_1",
         lambda D_tilde=DEG, A_tilde=ADJ, H_l=M43, W_l=M34: np.maximum(np.linalg.inv(DEG) @ ADJ @ M43 @ M34, 0)),
    Case(r"h_v = \sigma\left(W \frac{1}{|N(v)|} \sum_{u \in N(v)} h_u\right)", None, lambda: 0),
    Case(r"o = \mathbf{x} + \mathrm{MLP}(\mathrm{LN}(\mathbf{x}))", "o",
         lambda x=A, MLP=lambda z: z * 2, LN=lambda z: z - z.mean(): A + 2 * (A - A.mean())),
    Case(r"\tilde{x} = \frac{m \odot x}{1 - p}", "x_tilde", lambda m=Y, x=A, p=0.5: Y * A / 0.5),
    Case(r"\mathrm{LeakyReLU}(x) = \max(0, x) + \alpha \min(0, x)", "LeakyReLU", lambda x=A, alpha=0.1: np.where(A > 0, A, 0.1 * A)),
    Case(r"y = \mathrm{softmax}(z / T)", "y", lambda z=A, T=2.0: softmax(A / 2)),
    Case(r"W' = W + \frac{\alpha}{r} BA", "W_prime", lambda W=M44, alpha=2.0, r=4.0, B=M43, A=M34: M44 + M43 @ M34 / 2),
]  # fmt: skip
HELD_OUT_LOSSES = [
    Case(r"\mathcal{L}_{\text{VAE}} = \|x - \hat{x}\|_2^2 - \frac{1}{2} \sum_{j=1}^{d} \left(1 + \log \sigma_j^2 - \mu_j^2 - \sigma_j^2\right)", "L_VAE",
         lambda x=A, x_hat=B, d=4, sigma=POS, mu=C: ((A - B) ** 2).sum() - 0.5 * (1 + np.log(POS**2) - C**2 - POS**2).sum()),
    Case(r"\mathrm{JS}(p, q) = \frac{1}{2} \sum_i p_i \log \frac{2 p_i}{p_i + q_i} + \frac{1}{2} \sum_i q_i \log \frac{2 q_i}{p_i + q_i}", "JS",
         lambda p=P, q=Q: 0.5 * (P * np.log(2 * P / (P + Q))).sum() + 0.5 * (Q * np.log(2 * Q / (P + Q))).sum()),
    Case(r"\mathrm{FL} = -\alpha y (1 - p)^\gamma \log p - (1 - \alpha)(1 - y) p^\gamma \log(1 - p)", "FL",
         lambda alpha=0.25, y=Y, p=P, gamma=2.0: -0.25 * Y * (1 - P) ** 2 * np.log(P) - 0.75 * (1 - Y) * P**2 * np.log(1 - P)),
    Case(r"\ell_i = -\log \frac{e^{\mathrm{sim}(z_i, z_j)/\tau}}{\sum_{k=1}^{2N} \mathbb{1}_{[k \neq i]} e^{\mathrm{sim}(z_i, z_k)/\tau}}", "ell_i",
         lambda z=np.array([0.3, 0.8, -0.2, 0.5]), i=1, j=2, N=2, tau=0.5, sim=lambda a, b: a * b:
         -np.log(np.exp(0.24 / 0.5) / (np.exp(0.24 / 0.5) + np.exp(-0.06 / 0.5) + np.exp(0.15 / 0.5)))),
    Case(r"\mathcal{L}_{\text{triplet}} = \left[ d(a, p) - d(a, n) + m \right]_+", "L_triplet",
         lambda a=0.2, p=0.5, n=0.9, m=0.7, d=lambda a, b: abs(a - b): max(0.3 - 0.7 + 0.7, 0)),
    Case(r"y_k^{LS} = y_k (1 - \alpha) + \alpha / K", "y_k_LS", lambda y_k=Y, alpha=0.1, K=4: Y * 0.9 + 0.025),
    Case(r"\mathcal{L}_{KD} = (1 - \alpha) \mathcal{L}_{CE} + \alpha T^2 \mathcal{L}_{KL}", "L_KD",
         lambda alpha=0.3, L_CE=1.2, T=4.0, L_KL=0.5: 0.7 * 1.2 + 0.3 * 16 * 0.5),
    Case(r"\mathcal{L}_{\delta} = \delta^2 \left( \sqrt{1 + (a/\delta)^2} - 1 \right)", "L_delta",
         lambda delta=1.5, a=A: 2.25 * (np.sqrt(1 + (A / 1.5) ** 2) - 1)),
    Case(r"L = \frac{1}{n}\sum_{i=1}^{n} \max(0, 1 - y_i (w^\top x_i + b)) + \frac{\lambda}{2} \|w\|^2", "L",
         lambda n=3, y=np.array([1.0, -1, 1]), w=A, x=M34, b=0.1, lambda_=0.3:
         np.maximum(0, 1 - np.array([1.0, -1, 1]) * (M34 @ A + 0.1)).mean() + 0.15 * (A**2).sum()),
    Case(r"\mathcal{L}_{\text{Tversky}} = 1 - \frac{TP}{TP + \alpha FP + \beta FN}", "L_Tversky",
         lambda TP=8.0, alpha=0.3, FP=2.0, beta=0.7, FN=1.0: 1 - 8 / (8 + 0.6 + 0.7)),
    Case(r"\mathcal{L}_{\text{MLM}} = -\sum_{i \in \mathcal{M}} \log p_i", "L_MLM",
         lambda M=[1, 3], p=P: -np.log(0.1) - np.log(0.3)),
    Case(r"\mathrm{MMD}^2 = \frac{1}{m^2} \sum_{i=1}^{m} \sum_{j=1}^{m} k(x_i, x_j) - \frac{2}{mn} \sum_{i=1}^{m} \sum_{j=1}^{n} k(x_i, y_j) + \frac{1}{n^2} \sum_{i=1}^{n} \sum_{j=1}^{n} k(y_i, y_j)",
         "MMD_squared", lambda m=3, x=V3, n=4, y=A, k=lambda a, b: np.exp(-((a - b) ** 2)):
         np.exp(-((V3[:, None] - V3) ** 2)).mean() - 2 * np.exp(-((V3[:, None] - A) ** 2)).mean() + np.exp(-((A[:, None] - A) ** 2)).mean()),
    Case(r"\mathcal{L} = -\frac{1}{N} \sum_{i=1}^{N} \log \sigma(s_i^+ - s_i^-)", "L",
         lambda N=4, s_plus=A, s_minus=B: -np.log(sigmoid(A - B)).mean()),
    Case(r"\mathcal{L}_{\mathrm{simple}} = \left\| \epsilon - \epsilon_\theta\left(\sqrt{\bar{\alpha}_t} x_0 + \sqrt{1 - \bar{\alpha}_t} \epsilon, t\right) \right\|^2", "L_simple",
         lambda epsilon=A, alpha_bar_t=0.4, x_0=B, t=3.0, epsilon_theta=lambda x, t: x * t:
         ((A - 3 * (np.sqrt(0.4) * B + np.sqrt(0.6) * A)) ** 2).sum()),
    Case(r"\mathcal{L}_{\mathrm{smooth}} = \begin{cases} 0.5 (x - y)^2 / \beta, & \text{if } |x - y| < \beta \\ |x - y| - 0.5 \beta, & \text{otherwise} \end{cases}", "L_smooth",
         lambda x=A, y=B, beta=1.0: np.where(np.abs(A - B) < 1, 0.5 * (A - B) ** 2, np.abs(A - B) - 0.5)),
    Case(r"\mathcal{R}(\theta) = \lambda_1 \sum_{j} |\theta_j| + \lambda_2 \sum_{j} \theta_j^2", "R",
         lambda theta=A, lambda_1=0.1, lambda_2=0.2: 0.1 * np.abs(A).sum() + 0.2 * (A**2).sum()),
]  # fmt: skip
HELD_OUT_OPTIMIZERS = [
    Case(r"\eta_t = \eta_0 \min\left(\frac{1}{\sqrt{t}}, \frac{t}{T_w^{3/2}}\right)", "eta_t",
         lambda eta_0=0.1, t=5.0, T_w=10.0: 0.1 * min(1 / math.sqrt(5), 5 / 10**1.5)),
    Case(r"\theta_t = \theta_{t-1} - \eta_t \left( \mathrm{sign}(c_t) + \lambda \theta_{t-1} \right)", "theta_t",
         lambda theta_t_minus_1=A, eta_t=0.1, c_t=B, lambda_=0.01: A - 0.1 * (np.sign(B) + 0.01 * A)),
    Case(r"G_t = G_{t-1} + g_t^2", "G_t", lambda G_t_minus_1=POS, g_t=A: POS + A**2),
    Case(r"\theta_{t+1} = y_t - \eta \nabla f(y_t), \quad y_t = \theta_t + \frac{t-1}{t+2} (\theta_t - \theta_{t-1})", "theta_t_plus_1",
         lambda theta_t=A, theta_t_minus_1=B, t=4.0, eta=0.1, grad_f=lambda z: 2 * z: 0.8 * (A + 0.5 * (A - B))),
    Case(r"x_{t+1}^{(i)} = x_t^{(i)} - \eta_t \frac{\phi(\|x_t^{(i)}\|)}{\|r_t^{(i)} + \lambda x_t^{(i)}\|} (r_t^{(i)} + \lambda x_t^{(i)})", "x_t_plus_1_i",
         lambda x_t_i=A, eta_t=0.1, r_t_i=B, lambda_=0.01, phi=lambda z: min(z, 1.0):
         A - 0.1 * min(np.sqrt(A @ A), 1) * unit(B + 0.01 * A)),
    Case(r"\theta_{\text{EMA}} \leftarrow \beta \theta_{\text{EMA}} + (1 - \beta) \theta", "theta_EMA",
         lambda beta=0.99, theta_EMA=A, theta=B: 0.99 * A + 0.01 * B),
    Case(r"\bar{w}_T = \frac{1}{T} \sum_{t=1}^{T} w_t", "w_bar_T", lambda T=3, w=M34: M34.mean(0)),
    Case(r"\theta_{t+1} = \theta_t - \eta H^{-1} g", None, lambda: 0),
    Case(r"\beta_k = \frac{g_{k+1}^\top g_{k+1}}{g_k^\top g_k}", "beta_k", lambda g_k_plus_1=A, g_k=B: A @ A / (B @ B)),
    Case(r"\eta_t = \eta_{\text{max}} \cdot \left(1 - \frac{t}{T}\right)^{0.9}", "eta_t", lambda eta_max=0.1, t=3.0, T=10.0: 0.1 * 0.7**0.9),
    Case(r"x_{k+1} = \mathrm{sign}(z_k) \max(|z_k| - \lambda \eta, 0)", "x_k_plus_1",
         lambda z_k=A, lambda_=0.5, eta=0.4: np.sign(A) * np.maximum(np.abs(A) - 0.2, 0)),
    Case(r"\alpha = \frac{\mathbf{r}^\top \mathbf{r}}{\mathbf{p}^\top \mathbf{A} \mathbf{p}}", "alpha", lambda r=A, p=B, A=SPD: globals()["A"] @ globals()["A"] / (B @ SPD @ B)),
]  # fmt: skip
HELD_OUT_DIFFUSION = [
    Case(r"q(x_t | x_{t-1}) = \mathcal{N}(x_t; \sqrt{1 - \beta_t} x_{t-1}, \beta_t I)", "q",
         lambda x_t=A, x_t_minus_1=B, beta_t=0.1: np.exp(-((A - np.sqrt(0.9) * B) ** 2).sum() / 0.2) / (0.2 * np.pi) ** 2),
    Case(r"\mu_\theta(x_t, t) = \frac{1}{\sqrt{\alpha_t}} \left( x_t - \frac{\beta_t}{\sqrt{1 - \bar{\alpha}_t}} \epsilon_\theta(x_t, t) \right)", "mu_theta",
         lambda x_t=A, t=2.0, alpha_t=0.9, beta_t=0.1, alpha_bar_t=0.5, epsilon_theta=lambda x, t: x * t:
         (A - 0.1 / np.sqrt(0.5) * A * 2) / np.sqrt(0.9)),
    Case(r"x_{t-1} = \sqrt{\bar\alpha_{t-1}} \left( \frac{x_t - \sqrt{1 - \bar\alpha_t} \epsilon_\theta(x_t)}{\sqrt{\bar\alpha_t}} \right) + \sqrt{1 - \bar\alpha_{t-1} - \sigma_t^2} \cdot \epsilon_\theta(x_t) + \sigma_t z", "x_t_minus_1",
         lambda alpha_bar_t_minus_1=0.6, x_t=A, alpha_bar_t=0.5, sigma_t=0.1, z=B, epsilon_theta=lambda x: 0.3 * x:
         np.sqrt(0.6) * (A - np.sqrt(0.5) * 0.3 * A) / np.sqrt(0.5) + np.sqrt(0.39) * 0.3 * A + 0.1 * B),
    Case(r"\hat{\epsilon} = \epsilon_\theta(x_t, \varnothing) + s \left(\epsilon_\theta(x_t, c) - \epsilon_\theta(x_t, \varnothing)\right)", None, lambda: 0),
    Case(r"\bar{\alpha}_t = \frac{f(t)}{f(0)}", "alpha_bar_t", lambda t=3.0, f=lambda t: math.cos(t / 10): math.cos(0.3)),
    Case(r"\mathrm{SNR}(t) = \frac{\bar\alpha_t}{1 - \bar\alpha_t}", "SNR", lambda alpha_bar_t=0.4: 0.4 / 0.6),
    Case(r"v = \sqrt{\bar\alpha_t} \epsilon - \sqrt{1 - \bar\alpha_t} x_0", "v", lambda alpha_bar_t=0.4, epsilon=A, x_0=B: np.sqrt(0.4) * A - np.sqrt(0.6) * B),
    Case(r"\sigma_i = \left( \sigma_{\max}^{1/\rho} + \frac{i}{N-1} \left( \sigma_{\min}^{1/\rho} - \sigma_{\max}^{1/\rho} \right) \right)^\rho", "sigma_i",
         lambda sigma_max=80.0, rho=7.0, i=3, N=10, sigma_min=0.002: (80 ** (1 / 7) + 3 / 9 * (0.002 ** (1 / 7) - 80 ** (1 / 7))) ** 7),
    Case(r"c_{\text{skip}}(\sigma) = \frac{\sigma_{\text{data}}^2}{\sigma^2 + \sigma_{\text{data}}^2}", "c_skip", lambda sigma=1.5, sigma_data=0.5: 0.25 / 2.5),
    Case(r"x_{i+1} = x_i + (t_{i+1} - t_i) \frac{d_i + d'_i}{2}", "x_i_plus_1",
         lambda x_i=A, t_i_plus_1=0.3, t_i=0.5, d_i=B, d_prime_i=C: A - 0.2 * (B + C) / 2),
]  # fmt: skip
HELD_OUT_REINFORCEMENT = [
    Case(r"x = \sin \theta \cos \phi", "x", lambda theta=0.4, phi=1.1: math.sin(0.4) * math.cos(1.1)),
    Case(r"b_j = \sum_{i<j} w_i", "b_j", lambda j=3, w=P: P[0] + P[1]),
    Case(r"v = \sum_{t=1}^{T} (x_t - x_{t-1})^2", "v", lambda T=3, x=A: (np.diff(A) ** 2).sum()),
    Case(r"\hat{A}_t = \sum_{l=0}^{T-t-1} (\gamma \lambda)^l \delta_{t+l}", "A_hat_t",
         lambda T=4, t=2, gamma=0.9, lambda_=0.8, delta=A: A[1] + 0.72 * A[2]),
    Case(r"L^{VF} = (V_\theta(s_t) - V_t^{\text{targ}})^2", "L_VF", lambda s_t=1.5, V_t_targ=2.0, V_theta=lambda s: s * 2: 1.0),
    Case(r"y = r + \gamma (1 - d) \left( \min_{i=1,2} Q_i - \alpha \log \pi \right)", None, lambda: 0),
    Case(r"y = r + \gamma (1 - d) \left( \min(Q_1, Q_2) - \alpha \ell \right)", "y",
         lambda r=1.0, gamma=0.9, d=0.0, Q_1=2.0, Q_2=3.0, alpha=0.2, ell=-1.0: 1 + 0.9 * 2.2),
    Case(r"R_t = \sum_{k=0}^{\infty} \gamma^k r_{t+k+1}", "R_t", lambda gamma=0.9, r=POS, t=1: POS[1] + 0.9 * POS[2] + 0.81 * POS[3]),
    Case(r"\rho_t = \min\left(\bar\rho, \frac{\pi(a_t | s_t)}{\mu(a_t | s_t)}\right)", "rho_t",
         lambda rho_bar=1.0, a_t=0.5, s_t=2.0, pi=lambda a, s: a * s, mu=lambda a, s: a + s: min(1, 1 / 2.5)),
    Case(r"\mathrm{UCB}_i = \hat{\mu}_i + \sqrt{\frac{2 \ln t}{n_i}}", "UCB_i", lambda mu_hat_i=0.4, t=20.0, n_i=3.0: 0.4 + math.sqrt(2 * math.log(20) / 3)),
    Case(r"V = \alpha \log \sum_{a} \exp(Q_a / \alpha)", "V", lambda alpha=0.5, Q=A: 0.5 * np.log(np.exp(A / 0.5).sum())),
    Case(r"p_i = \frac{|\delta_i|^\alpha + \epsilon}{\sum_k (|\delta_k|^\alpha + \epsilon)}", "p_i",
         lambda delta=A, i=2, alpha=0.6, epsilon=0.01: (abs(A[1]) ** 0.6 + 0.01) / (np.abs(A) ** 0.6 + 0.01).sum()),
    Case(r"w_i = \left( \frac{1}{N} \cdot \frac{1}{P(i)} \right)^\beta", "w_i", lambda N=10, i=2, beta=0.5, P=lambda i: 0.1 * i: (0.1 / 0.2) ** 0.5),
    Case(r"\hat{A}_{i} = \frac{r_i - \frac{1}{G} \sum_{j=1}^{G} r_j}{\sqrt{\frac{1}{G} \sum_{j=1}^{G} \left(r_j - \frac{1}{G} \sum_{k=1}^{G} r_k\right)^2} + \varepsilon}", "A_hat_i",
         lambda r=A, i=3, G=4, varepsilon=1e-4: (A[2] - A.mean()) / (A.std() + 1e-4)),
    Case(r"k_3 = \frac{\pi_{\mathrm{ref}}}{\pi_\theta} - \log \frac{\pi_{\mathrm{ref}}}{\pi_\theta} - 1", "k_3",
         lambda pi_ref=0.4, pi_theta=0.5: 0.8 - math.log(0.8) - 1),
]  # fmt: skip
HELD_OUT_METRICS = [
    Case(r"\mathrm{IoU} = \frac{|A \cap B|}{|A \cup B|}", "IoU", lambda A=[1, 2, 3], B=[2, 3, 4]: 0.5),
    Case(r"\mathrm{IoU} = \frac{TP}{TP + FP + FN}", "IoU", lambda TP=8, FP=2, FN=1: 8 / 11),
    Case(r"\mathrm{BP} = \begin{cases} 1 & \text{if } c > r \\ e^{1 - r/c} & \text{if } c \leq r \end{cases}", "BP", lambda c=9.0, r=10.0: math.exp(1 - 10 / 9)),
    Case(r"\mathrm{BLEU} = \mathrm{BP} \cdot \exp\left( \sum_{n=1}^{N} w_n \log p_n \right)", "BLEU", lambda BP=0.9, N=4, w=Q, p=P: 0.9 * np.exp((Q * np.log(P)).sum())),
    Case(r"W_2^2 = \|\mu_1 - \mu_2\|^2 + \|\sigma_1 - \sigma_2\|^2", "W_2_squared",
         lambda mu_1=A, mu_2=B, sigma_1=POS, sigma_2=P: ((A - B) ** 2).sum() + ((POS - P) ** 2).sum()),
    Case(r"W_1(P, Q) = \inf_{\gamma \in \Pi(P, Q)} \mathbb{E}_{(x, y) \sim \gamma}[\|x - y\|]", None, lambda: 0),
    Case(r"\mathrm{MCC} = \frac{TP \times TN - FP \times FN}{\sqrt{(TP+FP)(TP+FN)(TN+FP)(TN+FN)}}", "MCC",
         lambda TP=8.0, TN=5.0, FP=2.0, FN=1.0: 38 / math.sqrt(10 * 9 * 7 * 6)),
    Case(r"p_{j|i} = \frac{\exp(-\|x_i - x_j\|^2 / 2\sigma_i^2)}{\sum_{k \neq i} \exp(-\|x_i - x_k\|^2 / 2\sigma_i^2)}", None, lambda: 0),
    Case(r"q_{ij} = \frac{(1 + \|y_i - y_j\|^2)^{-1}}{\sum_{k} \sum_{l \neq k} (1 + \|y_k - y_l\|^2)^{-1}}", "q_ij",
         lambda y=M43, i=1, j=3: 1 / (1 + ((M43[0] - M43[2]) ** 2).sum()) / sum(1 / (1 + ((M43[k] - M43[m]) ** 2).sum()) for k in range(4) for m in range(4) if k != m)),
    Case(r"\mathbf{r}_{t+1} = d \mathbf{M} \mathbf{r}_t + \frac{1 - d}{N} \mathbf{1}", None, lambda: 0),
    Case(r"\mathrm{PR}(i) = \frac{1-d}{N} + d \sum_{j=1}^{N} \frac{a_{ji}}{L_j} \mathrm{PR}_j", "PR",
         lambda i=2, d=0.85, N=4, a=ADJ, L=POS, PR=P: 0.15 / 4 + 0.85 * (ADJ[:, 1] / POS * P).sum()),
    Case(r"A^* = \arg\max_{A} \mathcal{T}(A)", None, lambda: 0),
    Case(r"\sigma(W) = \max_{h \neq 0} \frac{\|Wh\|_2}{\|h\|_2}", None, lambda: 0),
    Case(r"H(p) = -\sum_{k=1}^{K} p_k \ln p_k", "H", lambda p=P, K=4: -(P * np.log(P)).sum()),
    Case(r"\mathrm{PPL} = 2^{-\frac{1}{N} \sum_{i=1}^{N} \log_2 p_i}", "PPL", lambda N=4, p=P: 2 ** (-np.log2(P).mean())),
    Case(r"\mathrm{sMAPE} = \frac{100}{n} \sum_{t=1}^{n} \frac{|F_t - A_t|}{(|A_t| + |F_t|)/2}", None, lambda: 0),
    Case(r"\kappa = \frac{p_o - p_e}{1 - p_e}", "kappa", lambda p_o=0.8, p_e=0.3: 0.5 / 0.7),
    Case(r"z_i = \frac{x_i - \bar{x}}{s}", "z_i", lambda x_i=A, x_bar=0.2, s=1.5: (A - 0.2) / 1.5),
    Case(r"k(\mathbf{x}, \mathbf{x}') = \sigma_f^2 \exp\left(-\frac{1}{2} (\mathbf{x} - \mathbf{x}')^\top \mathbf{L}^{-1} (\mathbf{x} - \mathbf{x}')\right)", "k",
         lambda x=A, x_prime=B, sigma_f=1.2, L=SPD: 1.44 * np.exp(-0.5 * (A - B) @ np.linalg.inv(SPD) @ (A - B))),
    Case(r"\boldsymbol{\mu}_* = \mathbf{K}_*^\top (\mathbf{K} + \sigma_n^2 \mathbf{I})^{-1} \mathbf{y}", "mu_star",
         lambda K_star=M43, K=SPD, sigma_n=0.3, y=A: M43.T @ np.linalg.solve(SPD + 0.09 * I4, A)),
    Case(r"\log p(\mathbf{x}) = -\frac{1}{2} \left( d \log 2\pi + \log |\boldsymbol{\Sigma}| + (\mathbf{x} - \boldsymbol{\mu})^\top \boldsymbol{\Sigma}^{-1} (\mathbf{x} - \boldsymbol{\mu}) \right)", "log_p",
         lambda x=A, d=4, Sigma=SPD, mu=B: -0.5 * (4 * np.log(2 * np.pi) + np.log(np.linalg.det(SPD)) + (A - B) @ np.linalg.inv(SPD) @ (A - B))),
    Case(r"\mathrm{EI}(x) = (\mu - f^* - \xi) \Phi(Z) + \sigma \phi(Z)", "EI",
         lambda mu=1.0, f_star=0.4, xi=0.01, Z=0.5, sigma=0.7, Phi=lambda z: z * 0.9, phi=lambda z: z + 0.1: 0.59 * 0.45 + 0.7 * 0.6),
    Case(r"\tilde{y} = \lambda y_A + (1 - \lambda) y_B", "y_tilde", lambda lambda_=0.3, y_A=Y, y_B=P: 0.3 * Y + 0.7 * P),
    Case(r"\hat{y} = \frac{1}{1 + \exp(-(\mathbf{w}^\top \mathbf{x} + b))}", "y_hat", lambda w=A, x=B, b=0.1: sigmoid(A @ B + 0.1)),
    Case(r"\gamma_{nk} = \frac{\pi_k \mathcal{N}(x_n | \mu_k, \Sigma_k)}{\sum_{j=1}^{K} \pi_j \mathcal{N}(x_n | \mu_j, \Sigma_j)}", "gamma_nk",
         lambda k=2, x_n=V3, K=3, pi=P, mu=M43, Sigma=COVARIANCES:
         P[1] * gaussian(V3, M43[1], COVARIANCES[1]) / sum(P[j] * gaussian(V3, M43[j], COVARIANCES[j]) for j in range(3))),
    Case(r"\mu_k = \frac{\sum_{n=1}^{N} \gamma_{nk} x_n}{\sum_{n=1}^{N} \gamma_{nk}}", "mu_k",
         lambda N=3, gamma=np.abs(M34), k=2, x=M34: np.abs(M34)[:, 1] @ M34 / np.abs(M34)[:, 1].sum()),
]  # fmt: skip
HELD_OUT = [
    *HELD_OUT_NETWORKS,
    *HELD_OUT_LOSSES,
    *HELD_OUT_OPTIMIZERS,
    *HELD_OUT_DIFFUSION,
    *HELD_OUT_REINFORCEMENT,
    *HELD_OUT_METRICS,
]
_ = (V5, M53, D, GRAPH)
