# ruff: noqa: B008, E501, E741
"""Optimizers, schedules and losses: a second corpus, written before the compiler saw it."""

from __future__ import annotations

import math

import numpy as np

from tests.formal.cases import M34, M43, M44, POS, SPD, A, B, C, Case, P, Q, Y, sigmoid

N = np.linalg.norm


OPTIMIZERS = [
    Case(r"\mathbf{b}_t \gets \mu \mathbf{b}_{t-1} + (1-\tau)\mathbf{g}_t", "b_t",
         lambda mu=0.9, b_t_minus_1=A, tau=0.1, g_t=B: mu * A + (1 - tau) * B),
    Case(r"\theta_{t+1} = \theta_t - \eta \left( g_t + \mu b_t \right)", "theta_t_plus_1",
         lambda theta_t=A, eta=0.1, g_t=B, mu=0.9, b_t=C: A - 0.1 * (B + 0.9 * C)),
    Case(r"""\begin{aligned}
m_t &= \beta_1 m_{t-1} + (1-\beta_1) g_t, \\
v_t &= \beta_2 v_{t-1} + (1-\beta_2) g_t^2, \\
\theta_t &= (1 - \eta\lambda)\,\theta_{t-1} - \eta \,\frac{m_t / (1-\beta_1^t)}{\sqrt{v_t/(1-\beta_2^t)} + \epsilon}
\end{aligned}""", "theta_t",
         lambda beta_1=0.9, m_t_minus_1=A, g_t=B, beta_2=0.99, v_t_minus_1=POS, eta=0.1, lambda_=0.01, theta_t_minus_1=C, t=3, epsilon=1e-8:
         (1 - 0.001) * C - 0.1 * ((0.9 * A + 0.1 * B) / (1 - 0.9**3)) / (np.sqrt((0.99 * POS + 0.01 * B**2) / (1 - 0.99**3)) + 1e-8)),
    Case(r"\theta_t \leftarrow \theta_{t-1} - \eta_t \left(\operatorname{sign}\left(\beta_1 m_{t-1} + (1 - \beta_1) g_t\right) + \lambda \theta_{t-1}\right)", "theta_t",
         lambda theta_t_minus_1=A, eta_t=0.1, beta_1=0.9, m_t_minus_1=B, g_t=C, lambda_=0.2: A - 0.1 * (np.sign(0.9 * B + 0.1 * C) + 0.2 * A)),
    Case(r"x_{t+1}^{(i)} = x_t^{(i)} - \eta_t \frac{\phi(\|x_t^{(i)}\|)}{\|r_t^{(i)} + \lambda x_t^{(i)}\|}\left(r_t^{(i)} + \lambda x_t^{(i)}\right)", "x_t_plus_1_i",
         lambda x_t_i=A, eta_t=0.1, phi=lambda z: 2 * z, r_t_i=B, lambda_=0.2: A - 0.1 * 2 * N(A) / N(B + 0.2 * A) * (B + 0.2 * A)),
    Case(r"\hat V_{ij} = \frac{r_i c_j}{\sum_{k=1}^n r_k}", "V_hat_ij", lambda r=POS, i=2, c_j=0.3, n=4: POS[1] * 0.3 / POS.sum()),
    Case(r"\hat{\beta}_{2t} = 1 - t^{-0.8}", "beta_hat_2t", lambda t=7: 1 - 7**-0.8),
    Case(r"\mathrm{RMS}(U_t) = \sqrt{\frac{1}{n}\sum_{i=1}^{n} u_i^2}", "RMS", lambda n=4, u=A: np.sqrt((A**2).mean())),
    Case(r"L_t = L_{t-1} + G_t G_t^\top", "L_t", lambda L_t_minus_1=SPD, G_t=M43: SPD + M43 @ M43.T),
    Case(r"\theta_{t+1} = \theta_t - \frac{\alpha}{\sqrt{v_t - \bar{g}_t^2} + \epsilon} g_t", "theta_t_plus_1",
         lambda theta_t=A, alpha=0.1, v_t=POS + 1, g_bar_t=POS / 4, epsilon=1e-3, g_t=C: A - 0.1 / (np.sqrt(POS + 1 - POS**2 / 16) + 1e-3) * C),
    Case(r"\hat{v}_t = \max(\hat{v}_{t-1}, v_t)", "v_hat_t", lambda v_hat_t_minus_1=A, v_t=B: np.maximum(A, B)),
    Case(r"s_t = \beta_2 s_{t-1} + (1 - \beta_2)(g_t - m_t)^2 + \epsilon", "s_t",
         lambda beta_2=0.9, s_t_minus_1=POS, g_t=A, m_t=B, epsilon=1e-8: 0.9 * POS + 0.1 * (A - B) ** 2 + 1e-8),
    Case(r"\mathbf{w}_{t+1} = \mathbf{w}_t - \eta \nabla L\left(\mathbf{w}_t + \rho \tfrac{\nabla L(\mathbf{w}_t)}{\|\nabla L(\mathbf{w}_t)\|_2}\right)", "w_t_plus_1",
         lambda w_t=A, eta=0.1, grad_L=lambda z: z**3, rho=0.05: A - 0.1 * (A + 0.05 * A**3 / N(A**3)) ** 3),
    Case(r"\phi_{t+1} = \phi_t + \alpha (\theta_{t,k} - \phi_t)", "phi_t_plus_1", lambda phi_t=A, alpha=0.5, theta_t_k=B: A + 0.5 * (B - A)),
    Case(r"X_{k} = a X_{k-1} + b (X_{k-1} X_{k-1}^\top) X_{k-1} + c (X_{k-1}X_{k-1}^\top)^2 X_{k-1}", "X_k",
         lambda a=3.4, X_k_minus_1=M34, b=-4.7, c=2.0: 3.4 * M34 - 4.7 * M34 @ M34.T @ M34 + 2 * M34 @ M34.T @ M34 @ M34.T @ M34),
    Case(r"g \leftarrow \max(\min(g, c), -c)", "g", lambda g=A, c=0.4: np.clip(A, -0.4, 0.4)),
    Case(r"\gamma_t = \frac{f(x_t) - f^*}{\|\nabla f(x_t)\|^2}", "gamma_t",
         lambda f=lambda z: (z**2).sum(), x_t=A, f_star=0.1, grad_f=lambda z: 2 * z: ((A**2).sum() - 0.1) / (4 * (A**2).sum())),
    Case(r"S_\lambda(x) = \mathrm{sign}(x) \max(|x| - \lambda, 0)", "S_lambda",
         lambda x=A, lambda_=0.3: np.sign(A) * np.maximum(np.abs(A) - 0.3, 0)),
    Case(r"w_{\mathrm{SWA}} \leftarrow \frac{w_{\mathrm{SWA}} \cdot n_{\mathrm{models}} + w}{n_{\mathrm{models}} + 1}", "w_SWA",
         lambda w_SWA=A, n_models=3, w=B: (A * 3 + B) / 4),
]  # fmt: skip
SCHEDULES = [
    Case(r"\eta_t = \eta_{\max} \cdot \min\left(\frac{t}{T_{\mathrm{warmup}}}, 1\right)", "eta_t",
         lambda eta_max=0.1, t=3, T_warmup=10: 0.1 * min(3 / 10, 1)),
    Case(r"\eta_t = \begin{cases} \eta_{\max} \frac{t}{T_w} & \text{if } t \leq T_w \\ \eta_{\min} + \frac{\eta_{\max}-\eta_{\min}}{2}\left(1+\cos\frac{\pi (t-T_w)}{T-T_w}\right) & \text{if } t > T_w \end{cases}",
         "eta_t", lambda eta_max=0.1, t=13.0, T_w=5.0, eta_min=0.01, T=50.0: 0.01 + 0.09 / 2 * (1 + np.cos(np.pi * 8 / 45))),
    Case(r"T_{i+1} = T_{\mathrm{mult}} \cdot T_i", "T_i_plus_1", lambda T_mult=2, T_i=10: 20),
    Case(r"\alpha_t = \alpha_{0} \left(1 - \frac{t}{T_{\max}}\right)^{0.9}", "alpha_t", lambda alpha_0=0.1, t=3, T_max=10: 0.1 * 0.7**0.9),
    Case(r"\mathrm{lr}(t) = \mathrm{lr}_0 \cdot \frac{1}{\sqrt{\max(t, k)}}", "lr", lambda t=3, lr_0=0.1, k=10: 0.1 / np.sqrt(10)),
    Case(r"\eta_t = \frac{\eta_0}{\sqrt{t}}", "eta_t", lambda eta_0=0.3, t=4: 0.15),
    Case(r"\tau_i = \tau_{\max} \left(\frac{\tau_{\min}}{\tau_{\max}}\right)^{i/N}", "tau_i",
         lambda tau_max=5.0, tau_min=0.1, i=3, N=10: 5 * (0.1 / 5) ** 0.3),
    Case(r"\varepsilon_t = \varepsilon_{\text{end}} + (\varepsilon_{\text{start}} - \varepsilon_{\text{end}}) \exp(-t / \lambda)", "varepsilon_t",
         lambda varepsilon_end=0.05, varepsilon_start=0.9, t=30.0, lambda_=20.0: 0.05 + 0.85 * np.exp(-1.5)),
    Case(r"p = 1 - \frac{l}{L}(1 - p_L)", "p", lambda l=3, L=12, p_L=0.5: 1 - 3 / 12 * 0.5),
    Case(r"\mathrm{cycle} = \left\lfloor 1 + \frac{t}{2 s} \right\rfloor, \quad x = \left| \frac{t}{s} - 2\,\mathrm{cycle} + 1 \right|", "x",
         lambda t=17, s=5: abs(17 / 5 - 2 * math.floor(1 + 1.7) + 1)),
]  # fmt: skip
LOSSES = [
    Case(r"\mathrm{FL}(p) = -\alpha\, y\,(1-p)^{\gamma}\log p - (1-\alpha)(1-y)\,p^{\gamma}\log(1-p)", "FL",
         lambda p=P, alpha=0.25, y=Y, gamma=2.0: -0.25 * Y * (1 - P) ** 2 * np.log(P) - 0.75 * (1 - Y) * P**2 * np.log(1 - P)),
    Case(r"\mathcal{L}_i = -\log \frac{\exp(\mathrm{sim}(z_i, z_j)/\tau)}{\sum_{k=1}^{2N} \mathbb{1}_{[k\neq i]} \exp(\mathrm{sim}(z_i, z_k)/\tau)}", "L_i",
         lambda sim=lambda a, b: a @ b, z=M43, i=1, j=3, tau=0.5, N=2:
         -np.log(np.exp(M43[0] @ M43[2] / 0.5) / sum(np.exp(M43[0] @ M43[k] / 0.5) for k in (1, 2, 3)))),
    Case(r"\mathcal{L}(a, p, n) = \max\left(0, \|f(a) - f(p)\|_2^2 - \|f(a) - f(n)\|_2^2 + \alpha\right)", "L",
         lambda a=A, p=B, n=C, f=lambda z: 2 * z, alpha=0.2: max(0, 4 * ((A - B) ** 2).sum() - 4 * ((A - C) ** 2).sum() + 0.2)),
    Case(r"\mathcal{L}_{\delta}(r) = \delta^2\left(\sqrt{1+(r/\delta)^2}-1\right)", "L_delta",
         lambda r=A, delta=0.7: 0.49 * (np.sqrt(1 + (A / 0.7) ** 2) - 1)),
    Case(r"\ell_i = \begin{cases} 0.5 (x_i - y_i)^2 / \beta, & \text{if } |x_i - y_i| < \beta \\ |x_i - y_i| - 0.5 \beta, & \text{otherwise} \end{cases}", "ell_i",
         lambda x_i=A, y_i=B, beta=1.0: np.where(np.abs(A - B) < 1, 0.5 * (A - B) ** 2, np.abs(A - B) - 0.5)),
    Case(r"y_k^{LS} = y_k(1-\alpha) + \alpha / K", "y_k_LS", lambda y_k=Y, alpha=0.1, K=4: Y * 0.9 + 0.025),
    Case(r"\mathcal{L} = \sum_{k=1}^{K} -y_k^{LS} \log p_k", "L", lambda K=4, y_LS=Q, p=P: -(Q * np.log(P)).sum()),
    Case(r"\mathcal{L}_{\mathrm{VAE}} = \frac{1}{2} \sum_{j=1}^{J} \left( 1 + \log \sigma_j^2 - \mu_j^2 - \sigma_j^2 \right) + \log p", "L_VAE",
         lambda J=4, sigma=POS, mu=A, p=0.3: 0.5 * (1 + np.log(POS**2) - A**2 - POS**2).sum() + np.log(0.3)),
    Case(r"\mathcal{L}_{\mathrm{DPO}} = -\log \sigma\left(\beta \log \frac{\pi_\theta(y_w \mid x)}{\pi_{\mathrm{ref}}(y_w \mid x)} - \beta \log \frac{\pi_\theta(y_l \mid x)}{\pi_{\mathrm{ref}}(y_l \mid x)}\right)", "L_DPO",
         lambda beta=0.1, pi_theta=lambda y, x: np.exp(-y * x), y_w=1.0, x=2.0, pi_ref=lambda y, x: np.exp(-y - x), y_l=3.0:
         -np.log(sigmoid(0.1 * (-2 + 3) - 0.1 * (-6 + 5)))),
    Case(r"L^{CLIP} = \min\left(r_t(\theta)\hat{A}_t, \mathrm{clip}(r_t(\theta), 1-\epsilon, 1+\epsilon)\hat{A}_t\right)", "L_CLIP",
         lambda r_t=lambda z: z + 1, theta=A, A_hat_t=B, epsilon=0.2: np.minimum((A + 1) * B, np.clip(A + 1, 0.8, 1.2) * B)),
    Case(r"\hat{A}_t = \sum_{l=0}^{T-t} (\gamma\lambda)^l \delta_{t+l}", "A_hat_t",
         lambda T=4, t=2, gamma=0.9, lambda_=0.8, delta=A: A[1] + 0.72 * A[2] + 0.72**2 * A[3]),
    Case(r"\delta_t = r_t + \gamma V(s_{t+1}) - V(s_t)", "delta_t",
         lambda r_t=1.0, gamma=0.9, V=lambda s: 3 * s, s_t_plus_1=2.0, s_t=1.5: 1 + 0.9 * 6 - 4.5),
    Case(r"\mathcal{L}_{\mathrm{hinge}} = \frac{1}{N}\sum_{i=1}^{N}\max(0, 1 - y_i f(x_i))", "L_hinge",
         lambda N=4, y=2 * Y - 1, f=lambda z: 2 * z, x=A: np.maximum(0, 1 - (2 * Y - 1) * 2 * A).mean()),
    Case(r"\mathcal{L}_{\text{Dice}} = 1 - \frac{2\sum_i p_i g_i + \epsilon}{\sum_i p_i + \sum_i g_i + \epsilon}", "L_Dice",
         lambda p=P, g=Y, epsilon=1e-3: 1 - (2 * (P * Y).sum() + 1e-3) / (P.sum() + Y.sum() + 1e-3)),
    Case(r"\mathrm{TI} = \frac{\sum_{i=1}^{N} p_{i} g_{i}}{\sum_{i=1}^{N} p_{i} g_{i} + \alpha \sum_{i=1}^{N} (1-p_{i}) g_{i} + \beta \sum_{i=1}^{N} p_{i}(1- g_{i})}", "TI",
         lambda N=4, p=P, g=Y, alpha=0.7, beta=0.3: (P * Y).sum() / ((P * Y).sum() + 0.7 * ((1 - P) * Y).sum() + 0.3 * (P * (1 - Y)).sum())),
    Case(r"\mathcal{L}_{\mathrm{KD}} = \alpha T^2 \sum_{i} q_i \log \frac{q_i}{p_i} + (1-\alpha) \ell", "L_KD",
         lambda alpha=0.5, T=2.0, q=Q, p=P, ell=0.3: 0.5 * 4 * (Q * np.log(Q / P)).sum() + 0.15),
    Case(r"\mathrm{JS} = \frac{1}{2}\sum_i p_i \log\frac{p_i}{m_i} + \frac{1}{2}\sum_i q_i\log\frac{q_i}{m_i}, \quad m_i = \frac{1}{2}(p_i + q_i)", "JS",
         lambda p=P, q=Q: 0.5 * (P * np.log(2 * P / (P + Q))).sum() + 0.5 * (Q * np.log(2 * Q / (P + Q))).sum()),
    Case(r"L(y, \hat{y}) = \log\cosh(\hat{y} - y)", "L", lambda y=A, y_hat=B: np.log(np.cosh(B - A))),
    Case(r"\rho_\tau(u) = u(\tau - \mathbb{1}\{u < 0\})", "rho_tau", lambda u=A, tau=0.3: A * (0.3 - (A < 0))),
    Case(r"\mathcal{L}_{\text{con}} = \frac{1}{2}\left( y\, d^2 + (1-y) \max(0, m - d)^2 \right)", "L_con",
         lambda y=Y, d=POS, m=1.0: 0.5 * (Y * POS**2 + (1 - Y) * np.maximum(0, 1 - POS) ** 2)),
    Case(r"\mathcal{L}_{\text{BPR}} = -\sum_{i=1}^{n} \ln \sigma(\hat{x}_{i} - \hat{y}_{i}) + \lambda \|\Theta\|^2_F", "L_BPR",
         lambda n=4, x_hat=A, y_hat=B, lambda_=0.1, Theta=M34: -np.log(sigmoid(A - B)).sum() + 0.1 * (M34**2).sum()),
    Case(r"\mathcal{L} = \frac{1}{N} \sum_{n=1}^{N} \left\lVert \mathbf{x}_n - \hat{\mathbf{x}}_n \right\rVert_2^2", "L",
         lambda N=3, x=M34, x_hat=M34 * 0.5: (((M34 * 0.5) ** 2).sum(1)).mean()),
    Case(r"\mathcal{L}_{s} = -\log\frac{e^{s\cos(\theta_y + m)}}{e^{s\cos(\theta_y+m)} + \sum_{j \neq y} e^{s\cos\theta_j}}", "L_s",
         lambda s=4.0, theta=POS, y=2, m=0.1: -np.log(np.exp(4 * np.cos(POS[1] + 0.1)) / (np.exp(4 * np.cos(POS[1] + 0.1)) + np.exp(4 * np.cos(POS[[0, 2, 3]])).sum()))),
    Case(r"\mathcal{L}_{D} = \max(0, 1 - D(x)) + \max(0, 1 + D(G(z)))", "L_D",
         lambda D=lambda v: 2 * v, x=A, G=lambda v: v + 1, z=B: np.maximum(0, 1 - 2 * A) + np.maximum(0, 1 + 2 * (B + 1))),
    Case(r"\mathcal{L}_{\mathrm{GP}} = \lambda \left( \|\nabla_{\hat{x}} D(\hat{x})\|_2 - 1 \right)^2", "L_GP",
         lambda lambda_=10.0, grad_D=lambda z: z**2, x_hat=A: 10 * (N(A**2) - 1) ** 2),
    Case(r"\mathcal L_{\rm reg} = \lambda_1 \|w\|_1 + \frac{\lambda_2}{2}\|w\|_2^2", "L_reg",
         lambda lambda_1=0.1, w=A, lambda_2=0.2: 0.1 * np.abs(A).sum() + 0.1 * (A**2).sum()),
    Case(r"R(w) = \sum_{g=1}^{G} \sqrt{n_g} \, \| w_g \|_2", "R", lambda w=M34, G=3, n=np.array([1.0, 2.0, 4.0]): (np.sqrt([1, 2, 4]) * np.sqrt((M34**2).sum(1))).sum()),
    Case(r"\mathcal{L}_{\mathrm{Barlow}} = \sum_{i} (1 - C_{ii})^2 + \lambda \sum_{i} \sum_{j \neq i} C_{ij}^2", "L_Barlow",
         lambda C=M44, lambda_=0.1: ((1 - np.diag(M44)) ** 2).sum() + 0.1 * ((M44**2).sum() - (np.diag(M44) ** 2).sum())),
    Case(r"v(Z) = \frac{1}{d} \sum_{j=1}^{d} \max\left(0, \gamma - \sqrt{\mathrm{Var}(z_j) + \epsilon}\right)", "v",
         lambda d=3, gamma=1.0, z=M34, epsilon=1e-4: np.maximum(0, 1 - np.sqrt(M34.var(1) + 1e-4)).mean()),
    Case(r"\mathcal{L}_{\mathrm{SimSiam}} = -\frac{p}{\|p\|_2} \cdot \frac{z}{\|z\|_2}", "L_SimSiam",
         lambda p=A, z=B: -(A @ B) / N(A) / N(B)),
    Case(r"\mathcal{L}_{\mathrm{NLL}} = \frac{1}{2}\log(2\pi\sigma^2) + \frac{(y-\mu)^2}{2\sigma^2}", "L_NLL",
         lambda sigma=POS, y=A, mu=B: 0.5 * np.log(2 * np.pi * POS**2) + (A - B) ** 2 / (2 * POS**2)),
    Case(r"\mathcal{L}_{\text{IPO}} = \left( h - \frac{1}{2\tau} \right)^2", "L_IPO", lambda h=A, tau=0.3: (A - 1 / 0.6) ** 2),
    Case(r"\mathcal{L}_{\text{rank}} = -\frac{1}{\binom{K}{2}} \sum_{i=1}^{n} \log\left(\sigma\left(r_i - s_i\right)\right)", "L_rank",
         lambda K=4, n=4, r=A, s=B: -np.log(sigmoid(A - B)).sum() / 6),
    Case(r"\mathcal{L}_{\mathrm{CTC}} = -\ln p(l|x)", "L_CTC", lambda p=lambda a, b: a * b, l=0.5, x=0.3: -np.log(0.15)),
    Case(r"H(p) = -\sum_{i=1}^{n} p_i \log_2 p_i", "H", lambda p=P, n=4: -(P * np.log2(P)).sum()),
]  # fmt: skip
TRAINING = [*OPTIMIZERS, *SCHEDULES, *LOSSES]
