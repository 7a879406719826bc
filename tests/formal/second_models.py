# ruff: noqa: B008, E501
"""Layers, diffusion, reinforcement learning, sampling and metrics: the second corpus, continued."""

from __future__ import annotations

import math

import numpy as np

from tests.formal.cases import M34, M43, M44, M53, POS, SPD, U3, V3, A, B, C, Case, D, P, Q, sigmoid, softmax

N = np.linalg.norm
ADJ = np.array([[0.0, 1, 1, 0], [1, 0, 0, 1], [1, 0, 0, 1], [0, 1, 1, 0]])
INV4 = np.diag([0.5, 1.0, 2.0, 0.25])

ATTENTION = [
    Case(r"\mathrm{Attention}(Q, K, V) = \mathrm{softmax}\!\left(\frac{QK^{\top}}{\sqrt{d_k}}\right)V", "Attention",
         lambda Q=M34, K=M44, V=M44 + 1, d_k=4.0: softmax(M34 @ M44.T / 2) @ (M44 + 1)),
    Case(r"\mathrm{head}_i = \mathrm{Attention}(QW_i^Q, KW_i^K, VW_i^V)", "head_i",
         lambda Attention=lambda a, b, c: a + b + c, Q=M44, W_i_Q=M43, K=M44, W_i_K=M43, V=M44, W_i_V=M43: 3 * M44 @ M43),
    Case(r"\mathrm{MultiHead}(Q, K, V) = \mathrm{Concat}(\mathrm{head}_1, \dots, \mathrm{head}_h) W^O", "MultiHead",
         lambda head=np.stack([M44, SPD]), h=2, W_O=np.vstack([M43, -M43]): M44 @ M43 - SPD @ M43),
    Case(r"a_{ij} = \frac{\exp(q_i^\top k_j / \sqrt{d})}{\sum_{l=1}^{n} \exp(q_i^\top k_l / \sqrt{d})}", "a_ij",
         lambda q_i=V3, k=M53, j=2, d=3.0, n=5: np.exp(M53[1] @ V3 / 3**0.5) / np.exp(M53 @ V3 / 3**0.5).sum()),
    Case(r"\mathrm{softmax}\left(\mathbf{q}_i \mathbf{K}^\top + m \cdot [-(i-1), \ldots, -2, -1, 0]\right)", None, lambda: 0),
    Case(r"\theta_i = 10000^{-2(i-1)/d}", "theta_i", lambda i=3, d=8: 10000 ** (-4 / 8)),
    Case(r"\begin{pmatrix} x_1' \\ x_2' \end{pmatrix} = \begin{pmatrix} \cos m\theta & -\sin m\theta \\ \sin m\theta & \cos m\theta \end{pmatrix} \begin{pmatrix} x_1 \\ x_2 \end{pmatrix}", None, lambda: 0),
    Case(r"\mathrm{PE}_{(pos, 2i)} = \sin\left(pos / 10000^{2i/d_{\mathrm{model}}}\right)", "PE_pos_2i",
         lambda pos=3.0, i=2, d_model=16.0: np.sin(3 / 10000 ** (4 / 16))),
    Case(r"\mathrm{FFN}(x) = \max(0, xW_1 + b_1) W_2 + b_2", "FFN",
         lambda x=V3, W_1=M34, b_1=A, W_2=M43, b_2=U3: np.maximum(0, V3 @ M34 + A) @ M43 + U3),
    Case(r"\mathrm{SwiGLU}(x, W, V) = \mathrm{Swish}(xW) \otimes (xV)", None, lambda: 0),
    Case(r"\mathrm{FFN}_{\mathrm{SwiGLU}}(x) = (\mathrm{SiLU}(x W_1) \odot x W_3) W_2", "FFN_SwiGLU",
         lambda x=V3, W_1=M34, W_3=M34 * 2, W_2=M43: (V3 @ M34 * sigmoid(V3 @ M34) * (2 * V3 @ M34)) @ M43),
    Case(r"\mathbf{h} = \mathbf{W}_0 \mathbf{x} + \frac{\alpha}{r} \mathbf{B}\mathbf{A}\mathbf{x}", "h",
         lambda W_0=M34, x=A, alpha=16.0, r=4, B=M34[:, :2], A=M44[:2]: W_0 @ x + 4 * B @ (A @ x)),
    Case(r"W' = m \frac{W_0 + BA}{\|W_0 + BA\|_F}", "W_prime",
         lambda m=0.7, W_0=M44, B=M43, A=M34: 0.7 * (M44 + M43 @ M34) / np.sqrt(((M44 + M43 @ M34) ** 2).sum())),
    Case(r"\mathrm{GELU}(x) \approx 0.5x\left(1 + \tanh\left[\sqrt{2/\pi}\left(x + 0.044715x^3\right)\right]\right)", None, lambda: 0),
    Case(r"\mathrm{GELU}(x) = x \cdot \frac{1}{2}\left[1 + \mathrm{erf}\left(x/\sqrt{2}\right)\right]", "GELU",
         lambda x=A: A * 0.5 * (1 + np.array([math.erf(v / 2**0.5) for v in A]))),
    Case(r"\mathrm{Swish}_\beta(x) = x \cdot \sigma(\beta x)", "Swish_beta", lambda x=A, beta=1.5: A * sigmoid(1.5 * A)),
    Case(r"\mathrm{Mish}(x) = x \tanh(\ln(1 + e^x))", "Mish", lambda x=A: A * np.tanh(np.log(1 + np.exp(A)))),
    Case(r"\mathrm{ELU}(x) = \begin{cases} x & x > 0 \\ \alpha(e^x - 1) & x \le 0 \end{cases}", "ELU",
         lambda x=A, alpha=1.3: np.where(A > 0, A, 1.3 * (np.exp(A) - 1))),
    Case(r"\mathrm{PReLU}(x_i) = \max(0, x_i) + a_i \min(0, x_i)", "PReLU", lambda x_i=A, a_i=0.2: np.where(A > 0, A, 0.2 * A)),
]  # fmt: skip
NORMS = [
    Case(r"\mathrm{LN}(\mathbf{x}) = \boldsymbol{\gamma} \odot \frac{\mathbf{x} - \mu}{\sqrt{\sigma^2 + \epsilon}} + \boldsymbol{\beta}, \quad \mu = \frac{1}{d}\sum_{i=1}^{d} x_i, \quad \sigma^2 = \frac{1}{d}\sum_{i=1}^{d} (x_i - \mu)^2", "LN",
         lambda x=A, gamma=B, epsilon=1e-5, beta=C, d=4: B * (A - A.mean()) / np.sqrt(A.var() + 1e-5) + C),
    Case(r"\mathrm{RMSNorm}(x) = \frac{x}{\sqrt{\frac{1}{n} \sum_{i=1}^n x_i^2 + \epsilon}} \odot g", "RMSNorm",
         lambda x=A, n=4, epsilon=1e-6, g=B: A / np.sqrt((A**2).mean() + 1e-6) * B),
    Case(r"\bar{a}_i = \frac{a_i}{\mathrm{RMS}(\mathbf{a})} g_i", "a_bar_i", lambda a_i=0.3, RMS=lambda z: np.sqrt((z**2).mean()), a=A, g_i=0.5: 0.15 / np.sqrt((A**2).mean())),
    Case(r"\mu_{\mathcal{B}} = \frac{1}{m} \sum_{i=1}^{m} x_i", "mu_B", lambda m=4, x=A: A.mean()),
    Case(r"\sigma_{\mathcal{B}}^2 = \frac{1}{m} \sum_{i=1}^m (x_i - \mu_{\mathcal{B}})^2", "sigma_B_squared", lambda m=4, x=A, mu_B=0.1: ((A - 0.1) ** 2).mean()),
    Case(r"\hat{x}_i = \frac{x_i - \mu_{\mathcal{B}}}{\sqrt{\sigma_{\mathcal{B}}^2 + \epsilon}}", "x_hat_i", lambda x_i=A, mu_B=0.1, sigma_B=0.7, epsilon=1e-5: (A - 0.1) / np.sqrt(0.49 + 1e-5)),
    Case(r"\mathbf{w} = \frac{g}{\|\mathbf{v}\|} \mathbf{v}", "w", lambda g=2.0, v=A: 2 * A / N(A)),
    Case(r"\mathbf{W}_{\mathrm{SN}} = \frac{\mathbf{W}}{\sigma(\mathbf{W})}", None, lambda: 0),
    Case(r"\mu_{ng} = \frac{1}{m H W} \sum_{c=1}^{m} \sum_{h=1}^{H} \sum_{w=1}^{W} x_{n,c,h,w}", "mu_ng",
         lambda m=2, H=2, W=3, x=np.arange(48.0).reshape(2, 3, 2, 4), n=2: np.arange(48.0).reshape(2, 3, 2, 4)[1, :2, :2, :3].mean()),
    Case(r"y = x + \mathrm{Dropout}(f(\mathrm{LN}(x)))", "y", lambda x=A, Dropout=lambda z: 0.5 * z, f=lambda z: z + 1, LN=lambda z: 2 * z: A + 0.5 * (2 * A + 1)),
]  # fmt: skip
RECURRENT = [
    Case(r"f_t = \sigma_g(W_f x_t + U_f h_{t-1} + b_f)", None, lambda: 0),
    Case(r"\mathbf{i}_t = \sigma(\mathbf{W}_i [\mathbf{h}_{t-1}, \mathbf{x}_t] + \mathbf{b}_i)", "i_t",
         lambda W_i=np.hstack([M44, M43]), h_t_minus_1=A, x_t=V3, b_i=B: sigmoid(M44 @ A + M43 @ V3 + B)),
    Case(r"\begin{align} z_t &= \sigma(W_z x_t + U_z h_{t-1} + b_z) \\ r_t &= \sigma(W_r x_t + U_r h_{t-1} + b_r) \\ \tilde{h}_t &= \tanh(W_h x_t + U_h (r_t \odot h_{t-1}) + b_h) \\ h_t &= (1 - z_t) \odot h_{t-1} + z_t \odot \tilde{h}_t \end{align}", "h_t",
         lambda W_z=M43, x_t=V3, U_z=M44, h_t_minus_1=A, b_z=B, W_r=-M43, U_r=-M44, b_r=C, W_h=M43 * 2, U_h=M44 / 2, b_h=D:
         (1 - sigmoid(M43 @ V3 + M44 @ A + B)) * A + sigmoid(M43 @ V3 + M44 @ A + B) * np.tanh(2 * M43 @ V3 + M44 / 2 @ (sigmoid(-M43 @ V3 - M44 @ A + C) * A) + D)),
    Case(r"h_t = o_t \odot \tanh(c_t)", "h_t", lambda o_t=A, c_t=B: A * np.tanh(B)),
    Case(r"\mathbf{h}_i' = \sigma\Big(\sum_{j \in \mathcal{N}_i} \alpha_{ij} \mathbf{W} \mathbf{h}_j\Big)", "h_prime_i",
         lambda N_i=[1, 3], alpha=M44, i=2, W=M34, h=M44 + 1: sigmoid(M44[1, 0] * M34 @ (M44[0] + 1) + M44[1, 2] * M34 @ (M44[2] + 1))),
    Case(r"\tilde{A}_{ij} = \frac{A_{ij}}{\sqrt{d_i d_j}}", "A_tilde_ij", lambda A_ij=0.5, d_i=4.0, d_j=9.0: 0.5 / 6),
    Case(r"h_v = \mathrm{ReLU}\left( W \cdot \frac{1}{|\mathcal{N}(v)|} \sum_{u \in \mathcal{N}(v)} h_u \right)", None, lambda: 0),
    Case(r"x_k = \bar{A} x_{k-1} + \bar{B} u_k, \quad y_k = C x_k", None, lambda: 0),
    Case(r"\bar{A} = \exp(\Delta A)", None, lambda: 0),
    Case(r"y_k = \sum_{j=0}^{k} c_{k-j} u_j", "y_k", lambda k=2, c=A, u=B: A[2] * B[0] + A[1] * B[1] + A[0] * B[2]),
]  # fmt: skip
DIFFUSION = [
    Case(r"x_t = \sqrt{\bar\alpha_t} x_0 + \sqrt{1 - \bar\alpha_t} \epsilon", "x_t", lambda alpha_bar_t=0.7, x_0=A, epsilon=B: 0.7**0.5 * A + 0.3**0.5 * B),
    Case(r"\mathbf{x}_{t-1} = \frac{1}{\sqrt{\alpha_t}}\left(\mathbf{x}_t - \frac{1-\alpha_t}{\sqrt{1-\bar\alpha_t}} \boldsymbol\epsilon_\theta(\mathbf{x}_t, t)\right) + \sigma_t \mathbf{z}", "x_t_minus_1",
         lambda alpha_t=0.9, x_t=A, alpha_bar_t=0.5, epsilon_theta=lambda x, t: x * t, t=3, sigma_t=0.1, z=B: (A - 0.1 / 0.5**0.5 * 3 * A) / 0.9**0.5 + 0.1 * B),
    Case(r"x_{t-1} = \sqrt{\alpha_{t-1}} \underbrace{\left( \frac{x_t - \sqrt{1-\alpha_t}\epsilon_\theta^{(t)}(x_t)}{\sqrt{\alpha_t}} \right)}_{\text{predicted } x_0} + \underbrace{\sqrt{1-\alpha_{t-1}-\sigma_t^2} \cdot \epsilon_\theta^{(t)}(x_t)}_{\text{direction}} + \underbrace{\sigma_t \epsilon_t}_{\text{noise}}", "x_t_minus_1",
         lambda alpha_t_minus_1=0.8, x_t=A, alpha_t=0.6, epsilon_theta_t=lambda z: z / 2, sigma_t=0.1, epsilon_t=B: 0.8**0.5 * (A - 0.4**0.5 * A / 2) / 0.6**0.5 + (0.2 - 0.01) ** 0.5 * A / 2 + 0.1 * B),
    Case(r"\tilde\beta_t = \frac{1-\bar\alpha_{t-1}}{1-\bar\alpha_t}\beta_t", "beta_tilde_t", lambda alpha_bar_t_minus_1=0.6, alpha_bar_t=0.5, beta_t=0.1: 0.4 / 0.5 * 0.1),
    Case(r"\tilde{\mu}_t(x_t, x_0) = \frac{\sqrt{\bar\alpha_{t-1}}\beta_t}{1-\bar\alpha_t}x_0 + \frac{\sqrt{\alpha_t}(1-\bar\alpha_{t-1})}{1-\bar\alpha_t} x_t", "mu_tilde_t",
         lambda x_t=A, x_0=B, alpha_bar_t_minus_1=0.6, beta_t=0.1, alpha_bar_t=0.5, alpha_t=0.9: 0.6**0.5 * 0.1 / 0.5 * B + 0.9**0.5 * 0.4 / 0.5 * A),
    Case(r"\mathbf{v} = \alpha_t \boldsymbol{\epsilon} - \sigma_t \mathbf{x}", "v", lambda alpha_t=0.8, epsilon=A, sigma_t=0.6, x=B: 0.8 * A - 0.6 * B),
    Case(r"\hat{\mathbf{x}} = \alpha_t \mathbf{z}_t - \sigma_t \hat{\mathbf{v}}_\theta(\mathbf{z}_t)", "x_hat", lambda alpha_t=0.8, z_t=A, sigma_t=0.6, v_hat_theta=lambda z: z**2: 0.8 * A - 0.6 * A**2),
    Case(r"\bar\alpha_t = \frac{f(t)}{f(0)}, \quad f(t) = \cos\left(\frac{t/T+s}{1+s}\cdot\frac{\pi}{2}\right)^2", "alpha_bar_t",
         lambda t=3.0, T=10.0, s=0.008: (np.cos((0.3 + 0.008) / 1.008 * np.pi / 2) / np.cos(0.008 / 1.008 * np.pi / 2)) ** 2),
    Case(r"\mathrm{SNR}(t) = \frac{\alpha_t^2}{\sigma_t^2}", "SNR", lambda alpha_t=0.8, sigma_t=0.6: (0.8 / 0.6) ** 2),
    Case(r"\sigma_i = \left( \sigma_{\max}^{1/\rho} + \frac{i}{N-1} \left( \sigma_{\min}^{1/\rho} - \sigma_{\max}^{1/\rho} \right) \right)^{\rho}", "sigma_i",
         lambda sigma_max=80.0, rho=7.0, i=3, N=10, sigma_min=0.002: (80 ** (1 / 7) + 3 / 9 * (0.002 ** (1 / 7) - 80 ** (1 / 7))) ** 7),
    Case(r"D_\theta(\mathbf{x}; \sigma) = c_{\text{skip}}(\sigma) \mathbf{x} + c_{\text{out}}(\sigma) F_\theta(c_{\text{in}}(\sigma)\mathbf{x}; c_{\text{noise}}(\sigma))", "D_theta",
         lambda x=A, sigma=0.5, c_skip=lambda s: s, c_out=lambda s: 2 * s, F_theta=lambda x, n: x * n, c_in=lambda s: 3 * s, c_noise=lambda s: s + 1: 0.5 * A + 1.0 * (1.5 * A) * 1.5),
    Case(r"x_t = (1 - t) x_0 + t x_1", "x_t", lambda t=0.3, x_0=A, x_1=B: 0.7 * A + 0.3 * B),
    Case(r"\mathcal{L}_{\mathrm{CFM}} = \left\| v_\theta(x_t, t) - (x_1 - (1-\sigma_{\min}) x_0) \right\|^2", "L_CFM",
         lambda v_theta=lambda x, t: x * t, x_t=A, t=0.3, x_1=B, sigma_min=0.01, x_0=C: ((0.3 * A - (B - 0.99 * C)) ** 2).sum()),
    Case(r"\psi_t(x) = (1 - (1 - \sigma_{\min})t)x + tx_1", "psi_t", lambda x=A, sigma_min=0.01, t=0.3, x_1=B: (1 - 0.99 * 0.3) * A + 0.3 * B),
    Case(r"q(x_t \mid x_{t-1}) = \mathcal{N}(x_t; \sqrt{1-\beta_t} x_{t-1}, \beta_t \mathbf{I})", "q",
         lambda x_t=A, x_t_minus_1=B, beta_t=0.1: np.exp(-((A - np.sqrt(0.9) * B) ** 2).sum() / 0.2) / (0.2 * np.pi) ** 2),
    Case(r"D_{KL} = \frac{1}{2}\left[\log\frac{|\Sigma_2|}{|\Sigma_1|} - d + \mathrm{tr}(\Sigma_2^{-1}\Sigma_1) + (\mu_2 - \mu_1)^\top \Sigma_2^{-1} (\mu_2 - \mu_1)\right]", "D_KL",
         lambda Sigma_2=SPD, Sigma_1=SPD + np.eye(4), d=4, mu_2=A, mu_1=B:
         0.5 * (np.log(np.linalg.det(SPD) / np.linalg.det(SPD + np.eye(4))) - 4 + np.trace(np.linalg.inv(SPD) @ (SPD + np.eye(4))) + (A - B) @ np.linalg.inv(SPD) @ (A - B))),
    Case(r"\mathrm{KL} = \log\frac{\sigma_2}{\sigma_1} + \frac{\sigma_1^2 + (\mu_1 - \mu_2)^2}{2\sigma_2^2} - \frac{1}{2}", "KL",
         lambda sigma_2=0.5, sigma_1=0.8, mu_1=0.1, mu_2=0.3: np.log(0.5 / 0.8) + (0.64 + 0.04) / 0.5 - 0.5),
    Case(r"z = \mu + \sigma \odot \epsilon", "z", lambda mu=A, sigma=POS, epsilon=B: A + POS * B),
    Case(r"s_\theta(x, \sigma) = -\frac{x - \mu}{\sigma^2}", "s_theta", lambda x=A, sigma=0.5, mu=B: -(A - B) / 0.25),
    Case(r"\mathbf{x}_{k+1} = \mathbf{x}_k + \frac{\epsilon}{2} \nabla_{\mathbf{x}} \log p(\mathbf{x}_k) + \sqrt{\epsilon}\, \mathbf{z}_k", "x_k_plus_1",
         lambda x_k=A, epsilon=0.1, grad_log_p=lambda z: -z, z_k=B: A - 0.05 * A + 0.1**0.5 * B),
]  # fmt: skip
REINFORCEMENT = [
    Case(r"G_t = \sum_{k=0}^{T-t-1} \gamma^k r_{t+k+1}", "G_t", lambda T=4, t=1, gamma=0.9, r=A: A[1] + 0.9 * A[2] + 0.81 * A[3]),
    Case(r"y_i = r_i + \gamma (1 - d_i) \min_{j=1,2} Q_{\theta_j'}(s', \tilde{a})", None, lambda: 0),
    Case(r"\pi(a \mid s) = \frac{\exp(Q(s,a)/\tau)}{\sum_{b=1}^{n} \exp(Q(s,b)/\tau)}", "pi",
         lambda a=2.0, s=1.0, Q=lambda s, a: s / a, tau=0.5, n=3: np.exp(0.5 / 0.5) / sum(np.exp(1 / b / 0.5) for b in (1, 2, 3))),
    Case(r"A^{\mathrm{GRPO}}_{i} = \frac{r_i - \mathrm{mean}(\{r_1, \ldots, r_G\})}{\mathrm{std}(\{r_1, \ldots, r_G\})}", "A_i_GRPO",
         lambda r=POS, i=2, G=4: (POS[1] - POS.mean()) / POS.std()),
    Case(r"\hat{A}_i = \frac{r_i - \bar{r}}{\sqrt{\frac{1}{n}\sum_{j=1}^n (r_j - \bar{r})^2}}", "A_hat_i",
         lambda r=POS, i=2, r_bar=0.8, n=4: (POS[1] - 0.8) / np.sqrt(((POS - 0.8) ** 2).mean())),
    Case(r"\mathbb{D}_{KL} = \frac{\pi_{ref}}{\pi_\theta} - \log\frac{\pi_{ref}}{\pi_\theta} - 1", "D_KL", lambda pi_ref=P, pi_theta=Q: P / Q - np.log(P / Q) - 1),
    Case(r"a = \mu_\theta(s) + \sigma_\theta(s)\,\xi", "a", lambda mu_theta=lambda s: 2 * s, s=A, sigma_theta=lambda s: s**2, xi=0.3: 2 * A + A**2 * 0.3),
    Case(r"\mathrm{UCB}_i = \bar{x}_i + \sqrt{\frac{2\ln t}{n_i}}", "UCB_i", lambda x_bar_i=0.5, t=10, n_i=3: 0.5 + np.sqrt(2 * np.log(10) / 3)),
    Case(r"r(x, y) = r_\phi(x, y) - \beta \log\frac{\pi_\theta(y|x)}{\pi_{\mathrm{ref}}(y|x)}", "r",
         lambda x=1.0, y=2.0, r_phi=lambda x, y: x + y, beta=0.1, pi_theta=lambda y, x: 0.5, pi_ref=lambda y, x: 0.25: 3 - 0.1 * np.log(2)),
    Case(r"\mathcal{L}_V = \frac{1}{2}\left(V_\phi(s_t) - \hat{R}_t\right)^2", "L_V", lambda V_phi=lambda s: 2 * s, s_t=1.5, R_hat_t=2.5: 0.125),
    Case(r"\rho_t = \min\left(\bar{\rho}, \frac{\pi(a_t|x_t)}{\mu(a_t|x_t)}\right)", "rho_t", lambda rho_bar=1.0, pi=lambda a, x: a + x, a_t=1.0, x_t=0.5, mu=lambda a, x: 2 * a: 0.75),
]  # fmt: skip
MODELS = [*ATTENTION, *NORMS, *RECURRENT, *DIFFUSION, *REINFORCEMENT]
