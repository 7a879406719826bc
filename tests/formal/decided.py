# ruff: noqa: B008, E501, E741
"""Equations once refused whose one sound reading is now read; expected values are NumPy by hand."""

from __future__ import annotations

import math

import numpy as np

from tests.formal.cases import (
    M34,
    M43,
    M44,
    M53,
    POS,
    SPD,
    U3,
    V3,
    V5,
    A,
    B,
    C,
    Case,
    P,
    Q,
    Y,
    sigmoid,
    softmax,
)

SPD3 = M34 @ M34.T + np.eye(3)
PAIRS = [(1.0, 0.3), (2.0, -0.4), (0.5, 1.2)]
TABLE = np.stack([M44 % 1, M44.T % 1, SPD % 1, M44 % 2])
BINS = [[1, 2], [3], [4, 5, 6]]
PREFERRED = [(1.0, 2.0, 0.5), (0.3, 1.5, 2.5)]


def fractional(matrix: np.ndarray, power: float) -> np.ndarray:
    values, vectors = np.linalg.eigh(matrix)
    return (vectors * values**power) @ vectors.T


def step(z: np.ndarray) -> np.ndarray:
    return np.abs(z) + 1


def likelihood(word: float, before: np.ndarray) -> float:
    return 1 / (2 + abs(word) + 0.1 * len(before))


def policy(answer: float, prompt: float) -> float:
    return 1 / (1 + answer + prompt)


def reference(answer: float, prompt: float) -> float:
    return 1 / (2 + answer * prompt)


def optional(x: np.ndarray, c: float = 0.0) -> np.ndarray:
    return 2 * x + c


DEGREES = np.diag([2.0, 3, 3, 2])
LAPLACE = np.diag(1 / np.sqrt([2.0, 3, 3, 2]))
DECIDED = [
    Case(r"\mathrm{MRR} = \frac{1}{|Q|} \sum_{i=1}^{|Q|} \frac{1}{\mathrm{rank}_i}", "MRR", lambda Q=["a", "b", "c"], rank=POS: (1 / POS[:3]).mean()),
    Case(r"u = \frac{a}{K v}", "u", lambda a=U3, K=abs(M34), v=POS: U3 / (abs(M34) @ POS)),
    Case(r"\alpha_{ij} = \mathrm{softmax}_j(e_{ij})", "alpha_ij", lambda e=M44, i=2, j=3: softmax(M44)[1, 2]),
    Case(r"R^2_{\text{adj}} = 1 - (1 - R^2) \frac{n-1}{n-p-1}", "R_adj_squared", lambda R=0.8, n=20.0, p=3.0: 1 - 0.36 * 19 / 16),
    Case(r"D_{KL}(P \| Q) = \sum_{x} P(x) \log \frac{P(x)}{Q(x)}", "D_KL", lambda P=P, Q=Q: (P * np.log(P / Q)).sum()),
    Case(r"H(p, q) = -\sum_{x} p(x) \log q(x)", "H", lambda p=P, q=Q: -(P * np.log(Q)).sum()),
    Case(r"\mathcal{L}_{q} = -\log \frac{\exp(q \cdot k_+ / \tau)}{\sum_{i=0}^{K} \exp(q \cdot k_i / \tau)}", "L_q",
         lambda q=V3, k_plus=U3, tau=0.5, K=4, k=M53: -np.log(np.exp(V3 @ U3 / 0.5) / np.exp(M53 @ V3 / 0.5).sum())),
    Case(r"lrate = d_{\text{model}}^{-0.5} \cdot \min(step\_num^{-0.5}, step\_num \cdot warmup\_steps^{-1.5})", "lrate",
         lambda d_model=64.0, step_num=9.0, warmup_steps=4.0: 64**-0.5 * min(1 / 3, 9 / 8)),
    Case(r"\Delta x_t = -\frac{\mathrm{RMS}[\Delta x]_{t-1}}{\mathrm{RMS}[g]_t} g_t", "Delta_x_t",
         lambda RMS_Delta_x_t_minus_1=0.3, RMS_g_t=0.7, g_t=A: -0.3 / 0.7 * A),
    Case(r"E[g^2]_t = \gamma E[g^2]_{t-1} + (1 - \gamma) g_t^2", "E_g_squared_t",
         lambda gamma=0.9, E_g_squared_t_minus_1=POS, g_t=A: 0.9 * POS + 0.1 * A**2),
    Case(r"Q(s, a) \leftarrow Q(s, a) + \alpha \left[ r + \gamma \max_{a'} Q(s', a') - Q(s, a) \right]", "Q",
         lambda s=2, a=3, alpha=0.1, r=1.0, gamma=0.9, s_prime=4, Q=M44: M44[1, 2] + 0.1 * (1 + 0.9 * M44[3].max() - M44[1, 2])),
    Case(r"V(s) = \max_{a} \left( R(s, a) + \gamma \sum_{s'} P(s' | s, a) V(s') \right)", "V",
         lambda s=2, R=M44, gamma=0.9, P=TABLE, V=A: (M44[1] + 0.9 * np.einsum("ia,i->a", TABLE[:, 1], A)).max()),
    Case(r"v(s) = \max_a \sum_{s'} p(s'|s,a) [r + \gamma v(s')]", "v",
         lambda s=1, p=TABLE, r=0.4, gamma=0.9, v=A: np.einsum("ia,i->a", TABLE[:, 0], 0.4 + 0.9 * A).max()),
    Case(r"\mathrm{NDCG}@k = \frac{\mathrm{DCG}@k}{\mathrm{IDCG}@k}", "NDCG_at_k", lambda DCG_at_k=2.0, IDCG_at_k=5.0: 0.4),
    Case(r"\text{pass@}k = 1 - \frac{\binom{n-c}{k}}{\binom{n}{k}}", "pass_at_k", lambda n=10, c=3, k=4: 1 - math.comb(7, 4) / math.comb(10, 4)),
    Case(r"\mathrm{ECE} = \sum_{m=1}^{M} \frac{|B_m|}{n} \left| \mathrm{acc}(B_m) - \mathrm{conf}(B_m) \right|", "ECE",
         lambda M=3, n=6, B=BINS, acc=lambda b: len(b) / 4, conf=lambda b: sum(b) / 9: sum(len(b) / 6 * abs(len(b) / 4 - sum(b) / 9) for b in BINS)),
    Case(r"\mathrm{FID} = \|\mu_r - \mu_g\|_2^2 + \mathrm{Tr}\left(\Sigma_r + \Sigma_g - 2 (\Sigma_r \Sigma_g)^{1/2}\right)", "FID",
         lambda mu_r=A, mu_g=B, Sigma_r=SPD, Sigma_g=SPD + M44 @ M44.T:
         ((A - B) ** 2).sum() + np.trace(2 * SPD + M44 @ M44.T) - 2 * np.sqrt(np.linalg.eigvals(SPD @ (SPD + M44 @ M44.T)).real).sum()),
    Case(r"W_{t+1} = W_t - \eta L_t^{-1/4} G_t R_t^{-1/4}", "W_t_plus_1",
         lambda W_t=M34, eta=0.1, L_t=SPD3, G_t=M34 + 1, R_t=SPD: M34 - 0.1 * fractional(SPD3, -0.25) @ (M34 + 1) @ fractional(SPD, -0.25)),
    Case(r"H^{(l+1)} = \sigma\left(\tilde{D}^{-1/2} \tilde{A} \tilde{D}^{-1/2} H^{(l)} W^{(l)}\right)", "H_l_plus_1",
         lambda D_tilde=DEGREES, A_tilde=SPD, H_l=M43, W_l=M34: sigmoid(LAPLACE @ SPD @ LAPLACE @ M43 @ M34)),
    Case(r"L = I_N - D^{-1/2} A D^{-1/2}", "L", lambda D=DEGREES, A=SPD: np.eye(4) - LAPLACE @ SPD @ LAPLACE),
    Case(r"\eta_t = \eta^i_{\min} + \frac{1}{2}(\eta^i_{\max} - \eta^i_{\min})\left(1 + \cos\left(\frac{T_{cur}}{T_i}\pi\right)\right)", "eta_t",
         lambda eta_min_i=0.1, eta_max_i=0.9, T_cur=3.0, T_i=8.0: 0.1 + 0.4 * (1 + math.cos(3 * math.pi / 8))),
    Case(r"\mathrm{PPL} = \exp\left( -\frac{1}{N} \sum_{i=1}^{N} \log p(w_i \mid w_{<i}) \right)", "PPL",
         lambda N=4, w=A, p=likelihood: math.exp(-np.mean([math.log(likelihood(A[i], A[:i])) for i in range(4)]))),
    Case(r"V'_i = \frac{\phi(Q_i)^\top \sum_{j=1}^{N} \phi(K_j) V_j^\top}{\phi(Q_i)^\top \sum_{j=1}^{N} \phi(K_j)}", "V_prime_i",
         lambda Q_i=V3, N=5, V=M53 + 1, K=M53, phi=step: step(V3) @ step(M53).T @ (M53 + 1) / (step(V3) @ step(M53).sum(0))),
    Case(r"c_t = f_t \circ c_{t-1} + i_t \circ \tilde{c}_t", "c_t", lambda f_t=P, c_t_minus_1=A, i_t=Q, c_tilde_t=B: P * A + Q * B),
    Case(r"\tilde\epsilon_\theta(x_t, c) = (1 + w) \epsilon_\theta(x_t, c) - w \epsilon_\theta(x_t)", "epsilon_tilde_theta",
         lambda x_t=A, c=0.5, w=2.0, epsilon_theta=optional: 3 * (2 * A + 0.5) - 4 * A),
    Case(r"\mathbf{y} = \sum_{i=1}^{n} G(\mathbf{x})_i E_i(\mathbf{x})", "y",
         lambda n=2, x=A, G=softmax, E=lambda i, z: z * i: softmax(A)[0] * A + softmax(A)[1] * 2 * A),
    Case(r"\delta^{l} = ((W^{l+1})^T \delta^{l+1}) \odot \sigma'(z^l)", "delta_l",
         lambda W_l_plus_1=M34, delta_l_plus_1=V3, z_l=A: M34.T @ V3 * sigmoid(A) * (1 - sigmoid(A))),
    Case(r"\mathcal{L}_{\text{SupCon}} = \sum_{i=1}^{N} \frac{-1}{|P(i)|} \sum_{p \in P(i)} \log \frac{\exp(z_i \cdot z_p/\tau)}{\sum_{a=1}^{N} \exp(z_i \cdot z_a/\tau)}", "L_SupCon",
         lambda N=3, tau=0.7, z=M34, P=lambda i: [j for j in (1, 2, 3) if j != i]:
         -sum(np.log(softmax(M34 @ M34.T / 0.7))[i, j] / 2 for i in range(3) for j in range(3) if i != j)),
    Case(r"\tilde{z} = \frac{z - \mathbb{E}[z]}{\sqrt{\mathrm{Var}[z]}}", "z_tilde", lambda z=A: (A - A.mean()) / A.std()),
    Case(r"\mathrm{Var}[X] = \mathbb{E}[X^2]-\mathbb{E}[X]^2", "Var", lambda X=A: A.var()),
    Case(r"\tau = \frac{1}{n(n-1)} \sum_{i \neq j} \mathrm{sign}(x_i - x_j)\,\mathrm{sign}(y_i - y_j)", "tau",
         lambda n=4, x=A, y=B: (np.sign(A[:, None] - A) * np.sign(B[:, None] - B)).sum() / 12),
    Case(r"E = -\sum_{i<j} w_{ij} s_i s_j", "E", lambda w=M44, s=A: -(np.triu(M44, 1) * np.outer(A, A)).sum()),
    Case(r"\ell = \sum_{i < j} (x_i - x_j)^2", "ell", lambda x=V5: ((V5[:, None] - V5) ** 2).sum() / 2),
    Case(r"q_{ij} = \frac{(1+\|y_i-y_j\|^2)^{-1}}{\sum_{k\neq l}(1+\|y_k-y_l\|^2)^{-1}}", "q_ij",
         lambda i=1, j=3, y=M53: 1 / (1 + ((M53[0] - M53[2]) ** 2).sum()) / ((1 / (1 + ((M53[:, None] - M53) ** 2).sum(2))).sum() - 5)),
    Case(r"\mathcal{L}_{\text{rank}} = -\frac{1}{\binom{K}{2}}\sum_{i<j}\log\sigma(r_i-r_j)", "L_rank",
         lambda K=4, r=A: -sum(np.log(sigmoid(A[i] - A[j])) for j in range(4) for i in range(j)) / 6),
    Case(r"\|W\|_* = \sum_i \sigma_i", "norm_W_star", lambda sigma=POS: POS.sum()),
    Case(r"\lVert W \rVert_{2,1} = \sum_{i=1}^{n} \sqrt{\sum_{j=1}^{m} w_{ij}^2}", "norm_W_2_1", lambda n=3, m=4, w=M34: np.sqrt((M34**2).sum(1)).sum()),
    Case(r"\|W\|_F = \sqrt{\sum_{i=1}^{m}\sum_{j=1}^{n}|w_{ij}|^2}", "norm_W_F", lambda m=3, n=4, w=M34: np.linalg.norm(M34)),
    Case(r"\langle x, y \rangle = \sum_{i=1}^n x_i y_i", "inner_x_y", lambda n=4, x=A, y=B: A @ B),
    Case(r"x^{k+1} = \mathrm{prox}_{\lambda g}(x^k - \lambda \nabla f(x^k))", "x_k_plus_1",
         lambda x_k=A, lambda_=0.1, prox_lambda_g=np.tanh, grad_f=lambda z: 2 * z: np.tanh(0.8 * A)),
    Case(r"\mathrm{SwiGLU}(x) = \left(xW\,\sigma(xW)\right) \odot xV", "SwiGLU",
         lambda x=V3, W=M34, V=M34 + 1: V3 @ M34 * sigmoid(V3 @ M34) * (V3 @ (M34 + 1))),
    Case(r"\mathcal{L} = -\mathbb{E}_{(x,y_w,y_l)\sim\mathcal{D}}\left[\log\sigma\left(\beta\log\frac{\pi_\theta(y_w|x)}{\pi_{\mathrm{ref}}(y_w|x)} - \beta\log\frac{\pi_\theta(y_l|x)}{\pi_{\mathrm{ref}}(y_l|x)}\right)\right]", "L",
         lambda D=PREFERRED, beta=0.3, pi_theta=policy, pi_ref=reference:
         -np.mean([np.log(sigmoid(0.3 * np.log(policy(w, x) / reference(w, x)) - 0.3 * np.log(policy(l, x) / reference(l, x)))) for x, w, l in PREFERRED])),
    Case(r"y = \mathbb{E}_{(x, y) \sim \mathcal{D}}[f(x) y]", "y", lambda D=PAIRS, f=lambda z: z**2: np.mean([a**2 * b for a, b in PAIRS])),
    Case(r"G(x)_i = \frac{\exp(h(x)_i)}{\sum_{j=1}^n \exp(h(x)_j)}", "G_i", lambda x=A, i=2, n=4, h=lambda z: 2 * z: softmax(2 * A)[1]),
    Case(r"a_{t} = \frac{1}{1+e^{-\kappa(t-t_0)}}", "a_t", lambda kappa=0.7, t=3.0, t_0=1.0: sigmoid(1.4)),
    Case(r"a^l = \sigma(W^l a^{l-1} + b^l)", "a_l", lambda W_l=M34, a_l_minus_1=A, b_l=U3: sigmoid(M34 @ A + U3)),
    Case(r"y = x \circ z", "y", lambda x=A, z=B: A * B),
    Case(r"\frac{dx}{dt} = a (y - x)", "dx_dt", lambda a=2.0, y=A, x=B: 2 * (A - B)),
    Case(r"y = q \cdot k", "y", lambda q=A, k=B: A @ B),
    Case(r"\tilde{W} = \mathrm{RoundClip}\left(\frac{W}{\gamma + \epsilon}, -1, 1\right), \quad \gamma = \frac{1}{nm} \sum_{ij} |W_{ij}|", "W_tilde",
         lambda epsilon=0.1, n=3, m=4, W=M34, RoundClip=lambda z, a, b: np.clip(np.round(z), a, b): np.clip(np.round(M34 / (abs(M34).mean() + 0.1)), -1, 1)),
    Case(r"U(s,a) = V(s) + c\, P(s,a) \frac{\sqrt{N(s)}}{1 + N(s,a)}", "U",
         lambda s=2.0, a=3.0, V=lambda s: s, c=0.5, P=lambda s, a: s * a, N=lambda s, a=0.0: s + a: 2 + 0.5 * 6 * math.sqrt(2) / 6),
    Case(r"S_t = S_{t-1}(I - \beta_t k_t k_t^\top) + \beta_t v_t k_t^\top", "S_t",
         lambda S_t_minus_1=M34, beta_t=0.3, k_t=A, v_t=V3: M34 @ (np.eye(4) - 0.3 * np.outer(A, A)) + 0.3 * np.outer(V3, A)),
    Case(r"s = \sum_{i=N}^{1} x_i", "s", lambda N=3, x=A: A[:3].sum()),
    Case(r"y[n] = \sum_{k=0}^{M-1} h[k] x[n-k]", "y_n", lambda n=3, M=2, h=A, x=V5: A[0] * V5[3] + A[1] * V5[2]),
    Case(r"v = \sum_{i} (x_{i+1} - x_i)^2", "v", lambda x=V5: (np.diff(V5) ** 2).sum()),
    Case(r"v = \sum_{i} (x_i - x_{i-1})^2", "v", lambda x=V5: (np.diff(V5) ** 2).sum()),
    Case(r"\theta_{t+1} = \frac{1}{K}\sum_{k=1}^{K} \theta_t^{(k)}", "theta_t_plus_1", lambda K=3, theta_t=M34: M34.mean(0)),
    Case(r"\mathcal{L} = -\frac{1}{N}\sum_{i=1}^N \sum_{c=1}^C y_c^{(i)} \log \hat{y}_c^{(i)}", "L",
         lambda N=3, C=4, y=np.eye(4)[:3], y_hat=softmax(M34): -np.log(np.diag(softmax(M34))).mean()),
    Case(r"Y = \mathbf{Q}\mathbf{K}^\top\frac{1}{\sqrt{d}}", "Y", lambda Q=M34, K=M44, d=4.0: M34 @ M44.T / 2),
    Case(r"W' = \mathbf{W} \cdot \min(1, c/s)", "W_prime", lambda W=M34, c=0.5, s=2.0: M34 / 4),
    Case(r"z = \mu(x) + \sigma(x) \odot \epsilon", "z", lambda x=A, epsilon=B, mu=np.sin, sigma=np.exp: np.sin(A) + np.exp(A) * B),
    Case(r"y = f^{-1}(x) + \sigma'(x)", "y", lambda x=A, f_inv=np.arctan: np.arctan(A) + sigmoid(A) * (1 - sigmoid(A))),
    Case(r"\mathcal{F}(x, v_\theta, \{t, s\}) = x + v_\theta (s - t)", "F", lambda x=A, v_theta=B, t=1.0, s=3.0: A + 2 * B),
    Case(r"J = \frac{1}{G}\sum_{i=1}^{G}\frac{1}{|o_i|}\sum_{t=1}^{|o_i|} \rho_{i,t}", "J",
         lambda G=3, o=BINS, rho=M34: sum(M34[i, : len(o)].mean() for i, o in enumerate(BINS)) / 3),
    Case(r"\mathcal{V}_{\min} = \{v \in \mathcal{V} : P(v \mid x) \geq p_{\text{base}} \}", "V_min",
         lambda V=[1, 2, 3, 4], x=0.5, p_base=0.7, P=lambda v, x: v * x: [2, 3, 4]),
    Case(r"S = \{ i \mid l'_i \geq M - n \}", "S", lambda l_prime=Y, M=1.0, n=0.5: [2, 4]),
    Case(r"B_{a} = \frac{\Gamma(a)\Gamma(b)}{\Gamma(a+b)}", "B_a", lambda a=2.5, b=1.5: math.gamma(2.5) * math.gamma(1.5) / math.gamma(4)),
    Case(r"\mathcal{L} = T^2 \, D_{\mathrm{KL}}\left( \mathrm{softmax}(\mathbf{z}/T) \,\|\, \mathrm{softmax}(\mathbf{s}/T) \right)", "L",
         lambda T=2.0, z=A, s=B: 4 * (softmax(A / 2) * np.log(softmax(A / 2) / softmax(B / 2))).sum()),
    Case(r"H = I_n - \frac{1}{n}\mathbf{1}\mathbf{1}^\top, \quad s = \mathrm{tr}(K H)", "s", lambda n=4, K=SPD: np.trace(SPD @ (np.eye(4) - 1 / 4))),
    Case(r"m = \frac{1}{n} \mathbf{1}^\top \mathbf{x}", "m", lambda n=4, x=A: A.mean()),
    Case(r"\mathcal{L}_k = \log \frac{1}{k}\sum_{i=1}^{k} w_i", "L_k", lambda k=4, w=POS: np.log(POS.mean())),
    Case(r"\ell = \log\sigma_1\sigma_2", "ell", lambda sigma_1=0.7, sigma_2=1.6: math.log(1.12)),
    Case(r"\mathrm{AUC} = \frac{1}{n_+ n_-}\sum_{i:y_i=1}\sum_{j:y_j=0}\mathbb{I}[s_i>s_j]", "AUC",
         lambda n_plus=2, n_minus=2, y=Y, s=C: sum(C[i] > C[j] for i in (1, 3) for j in (0, 2)) / 4),
    Case(r"f = \sum_{x \in B} \mathbb{1}\{\operatorname{argmax}\, p(x) = i\}", "f", lambda B=[0.5, 1.5], i=2, p=lambda x: np.array([1.0, x]): 1.0),
]  # fmt: skip
