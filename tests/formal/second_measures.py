# ruff: noqa: B008, E501, E741
"""Augmentation, sampling, metrics, quantization, statistics: the second corpus, continued."""

from __future__ import annotations

import math

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
    A,
    B,
    Case,
    P,
    Q,
    gaussian,
    softmax,
)

N = np.linalg.norm

AUGMENTATION = [
    Case(r"\tilde{x} = \lambda x_i + (1 - \lambda) x_j", "x_tilde", lambda lambda_=0.3, x_i=A, x_j=B: 0.3 * A + 0.7 * B),
    Case(r"\tilde{x} = \mathbf{M} \odot x_A + (\mathbf{1} - \mathbf{M}) \odot x_B", "x_tilde", lambda M=(M34 > 0).astype(float), x_A=M34, x_B=M34 * 2: np.where(M34 > 0, M34, 2 * M34)),
    Case(r"r_w = W\sqrt{1-\lambda}, \quad r_h = H \sqrt{1-\lambda}", "r_h", lambda W=8.0, lambda_=0.75, H=6.0: (4.0, 3.0)),
    Case(r"\lambda' = \max(\lambda, 1 - \lambda)", "lambda_prime", lambda lambda_=0.3: 0.7),
    Case(r"\lambda = 1 - \frac{(x_2 - x_1)(y_2 - y_1)}{W H}", "lambda_", lambda x_2=5.0, x_1=2.0, y_2=7.0, y_1=3.0, W=10, H=8: 1 - 12 / 80),
    Case(r"\hat{x} = \frac{x - \mathrm{E}[x]}{\sqrt{\mathrm{Var}[x] + \epsilon}}", None, lambda: 0),
    Case(r"\tilde{y}_i = (1-\varepsilon)\,\mathbb{1}[i = y] + \varepsilon / K", "y_tilde_i", lambda varepsilon=0.1, i=2, y=2, K=4: 0.9 + 0.025),
    Case(r"x_{\mathrm{norm}} = \frac{x - \min(x)}{\max(x) - \min(x)}", "x_norm", lambda x=A: (A - A.min()) / (A.max() - A.min())),
    Case(r"x^{adv} = x + \epsilon \cdot \mathrm{sign}(\nabla_x J(\theta, x, y))", "x_adv", lambda x=A, epsilon=0.1, grad_J=lambda t, x, y: x - y, theta=0.0, y=B: A + 0.1 * np.sign(A - B)),
    Case(r"x^{t+1} = \Pi_{x + \mathcal{S}}\left(x^t + \alpha\, \mathrm{sgn}(\nabla_x L(\theta, x^t, y))\right)", None, lambda: 0),
]  # fmt: skip
SAMPLING = [
    Case(r"p_i = \frac{\exp(z_i / T)}{\sum_{j} \exp(z_j / T)}", "p_i", lambda z=A, i=2, T=0.7: softmax(A / 0.7)[1]),
    Case(r"p_i' = \frac{p_i\,\mathbb{1}[p_i \ge \alpha \max_j p_j]}{\sum_{k} p_k\,\mathbb{1}[p_k \geq \alpha \max_j p_j]}", "p_prime_i",
         lambda p=P, i=3, alpha=0.6: 0.3 / 0.7),
    Case(r"p_{\text{scaled}} = p_{\text{base}} \times p_{\max}", "p_scaled", lambda p_base=0.1, p_max=0.6: 0.06),
    Case(r"s(y) = \frac{\log P(y)}{\mathrm{lp}(y)}, \quad \mathrm{lp}(y) = \frac{(5 + |y|)^\alpha}{(5+1)^\alpha}", None, lambda: 0),
    Case(r"y_i = \frac{\exp((\log \pi_i + g_i)/\tau)}{\sum_{j=1}^{k} \exp((\log \pi_j + g_j)/\tau)}", "y_i",
         lambda pi=P, g=A, i=2, tau=0.5, k=4: softmax((np.log(P) + A) / 0.5)[1]),
    Case(r"g = -\log(-\log u)", "g", lambda u=P: -np.log(-np.log(P))),
    Case(r"z_i = z_i / \theta", None, lambda: 0),
    Case(r"\alpha = \min\left(1, \frac{p(x)}{q(x)}\right)", "alpha", lambda x=2.0, p=lambda v: v, q=lambda v: v**2: 0.5),
    Case(r"p_i = \frac{z_i^{1/T}}{\sum_{j=1}^{V} z_j^{1/T}}", "p_i", lambda z=POS, i=1, T=0.5, V=4: POS[0] ** 2 / (POS**2).sum()),
    Case(r"\mathrm{logit}(p) = \ln \frac{p}{1-p}", "logit", lambda p=P: np.log(P / (1 - P))),
    Case(r"x = \mu - b\,\mathrm{sgn}(u)\ln(1 - 2|u|)", "x", lambda mu=0.1, b=2.0, u=P - 0.25: 0.1 - 2 * np.sign(P - 0.25) * np.log(1 - 2 * np.abs(P - 0.25))),
    Case(r"E(x; f) = -T \cdot \log \sum_{i=1}^{K} e^{f_i(x)/T}", "E",
         lambda x=0.5, f=lambda i, v: i * v, T=2.0, K=2: -2 * np.log(np.exp(0.25) + np.exp(0.5))),
]  # fmt: skip
METRICS = [
    Case(r"F_1 = 2 \cdot \frac{\mathrm{precision} \cdot \mathrm{recall}}{\mathrm{precision} + \mathrm{recall}}", "F_1", lambda precision=0.5, recall=0.25: 2 * 0.125 / 0.75),
    Case(r"F_\beta = (1+\beta^2) \frac{P \cdot R}{\beta^2 P + R}", "F_beta", lambda beta=2.0, P=0.5, R=0.25: 5 * 0.125 / (4 * 0.5 + 0.25)),
    Case(r"\mathrm{Precision} = \frac{TP}{TP + FP}", "Precision", lambda TP=8, FP=2: 0.8),
    Case(r"\mathrm{Precision} = \frac{\mathrm{TP}}{\mathrm{TP} + \mathrm{FP}}", "Precision", lambda TP=8, FP=2: 0.8),
    Case(r"\mathrm{IoU} = \frac{|A \cap B|}{|A \cup B|}", "IoU", lambda A=[1, 2, 3], B=[2, 3, 4]: 0.5),
    Case(r"\mathrm{MCC} = \frac{TP \times TN - FP \times FN}{\sqrt{(TP+FP)(TP+FN)(TN+FP)(TN+FN)}}", "MCC", lambda TP=8.0, TN=5.0, FP=2.0, FN=1.0: 38 / math.sqrt(10 * 9 * 7 * 6)),
    Case(r"\mathrm{ECE} = \frac{1}{N}\sum_{m=1}^{M} b_m |a_m - c_m|", "ECE", lambda N=10.0, M=4, b=POS, a=A, c=B: (POS * np.abs(A - B)).sum() / 10),
    Case(r"\mathrm{BP} = \begin{cases} 1 & \text{if } c > r \\ e^{(1-r/c)} & \text{if } c \leq r \end{cases}", "BP", lambda c=8.0, r=10.0: math.exp(1 - 10 / 8)),
    Case(r"\mathrm{BLEU} = \mathrm{BP} \cdot \exp\left(\sum_{n=1}^{N} w_n \log p_n\right)", "BLEU", lambda BP=0.9, N=4, w=P, p=Q: 0.9 * np.exp((P * np.log(Q)).sum())),
    Case(r"\mathrm{DCG}_p = \sum_{i=1}^{p} \frac{2^{rel_i} - 1}{\log_2(i + 1)}", "DCG_p", lambda p=4, rel=np.array([3.0, 2, 0, 1]): sum((2**r - 1) / math.log2(i + 2) for i, r in enumerate([3, 2, 0, 1]))),
    Case(r"\mathrm{nDCG}_p = \frac{\mathrm{DCG}_p}{\mathrm{IDCG}_p}", "nDCG_p", lambda DCG_p=3.0, IDCG_p=4.0: 0.75),
    Case(r"R^2 = 1 - \frac{\sum_{i} (y_i - \hat{y}_i)^2}{\sum_{i} (y_i - \bar{y})^2}", "R_squared", lambda y=A, y_hat=B, y_bar=0.2: 1 - ((A - B) ** 2).sum() / ((A - 0.2) ** 2).sum()),
    Case(r"\mathrm{MAPE} = \frac{100}{n} \sum_{t=1}^{n} \left| \frac{y_t - \hat{y}_t}{y_t} \right|", "MAPE", lambda n=4, y=POS, y_hat=A: 25 * np.abs((POS - A) / POS).sum()),
    Case(r"r_{xy} = \frac{\sum_{i=1}^{n} (x_i - \bar{x})(y_i - \bar{y})}{\sqrt{\sum_{i=1}^{n} (x_i - \bar{x})^2} \sqrt{\sum_{i=1}^{n} (y_i - \bar{y})^2}}", "r_xy",
         lambda n=4, x=A, x_bar=0.1, y=B, y_bar=0.2: ((A - 0.1) * (B - 0.2)).sum() / np.sqrt(((A - 0.1) ** 2).sum()) / np.sqrt(((B - 0.2) ** 2).sum())),
    Case(r"\mathrm{PSNR} = 10 \log_{10} \left( \frac{\mathrm{MAX}^2}{\mathrm{MSE}} \right)", "PSNR", lambda MAX=255.0, MSE=4.0: 10 * math.log10(255**2 / 4)),
    Case(r"\mathrm{SSIM}(x, y) = \frac{(2\mu_x\mu_y + c_1)(2\sigma_{xy} + c_2)}{(\mu_x^2 + \mu_y^2 + c_1)(\sigma_x^2 + \sigma_y^2 + c_2)}", "SSIM",
         lambda mu_x=0.5, mu_y=0.4, c_1=0.01, sigma_xy=0.2, c_2=0.03, sigma_x=0.6, sigma_y=0.7: (2 * 0.5 * 0.4 + 0.01) * (0.4 + 0.03) / ((0.25 + 0.16 + 0.01) * (0.36 + 0.49 + 0.03))),
    Case(r"\cos(\mathbf{a}, \mathbf{b}) = \frac{\mathbf{a}^\top \mathbf{b}}{\|\mathbf{a}\| \, \|\mathbf{b}\|}", "cos", lambda a=A, b=B: A @ B / N(A) / N(B)),
    Case(r"\kappa = \frac{p_o - p_e}{1 - p_e}", "kappa", lambda p_o=0.8, p_e=0.5: 0.6),
    Case(r"\mathrm{Brier} = \frac{1}{N} \sum_{t=1}^{N} \sum_{i=1}^{R} (f_{ti} - o_{ti})^2", "Brier", lambda N=3, R=4, f=M34, o=M34 / 2: ((M34 / 2) ** 2).sum() / 3),
    Case(r"d(x, y) = \sqrt{(x - y)^\top S^{-1} (x - y)}", "d", lambda x=A, y=B, S=SPD: np.sqrt((A - B) @ np.linalg.inv(SPD) @ (A - B))),
    Case(r"\mathrm{tf\text{-}idf}_{t,d} = \mathrm{tf}_{t,d} \cdot \log \frac{N}{\mathrm{df}_t}", "tf_idf_t_d", lambda tf_t_d=3.0, N=100, df_t=5: 3 * math.log(20)),
    Case(r"\mathrm{acc} = \frac{1}{n} \sum_{i=1}^{n} \mathbb{1}(\hat{y}_i = y_i)", "acc", lambda n=4, y_hat=np.array([1, 0, 2, 1]), y=np.array([1, 1, 2, 0]): 0.5),
]  # fmt: skip
OTHERS = [
    Case(r"x_q = \mathrm{clip}\left(\left\lfloor \frac{x}{s} \right\rceil + z, 0, 2^b - 1\right)", "x_q", lambda x=A, s=0.1, z=8, b=4: np.clip(np.round(A / 0.1) + 8, 0, 15)),
    Case(r"s = \frac{\max(|X|)}{2^{n-1} - 1}", "s", lambda X=M34, n=8: np.abs(M34).max() / 127),
    Case(r"\hat{x} = s \cdot (x_q - z)", "x_hat", lambda s=0.1, x_q=np.array([1.0, 5.0]), z=3: 0.1 * np.array([-2.0, 2.0])),
    Case(r"Q(w) = \Delta \cdot \mathrm{Round}\left(\frac{w}{\Delta}\right), \quad \Delta = \frac{\max(|w|)}{2^{N-1}}", "Q", lambda w=A, N=4: np.abs(A).max() / 8 * np.round(A / (np.abs(A).max() / 8))),
    Case(r"\mathcal{L}_{\mathrm{aux}} = \alpha N \sum_{i=1}^{N} f_i P_i", "L_aux", lambda alpha=0.01, N=4, f=P, P=Q: 0.04 * (f * P).sum()),
    Case(r"\hat{\beta} = (X^\top X + \lambda I)^{-1} X^\top y", "beta_hat", lambda X=M43, lambda_=0.1, y=A: np.linalg.solve(M43.T @ M43 + 0.1 * np.eye(3), M43.T @ A)),
    Case(r"k(x, x') = \sigma^2 \exp\left(-\frac{\|x - x'\|^2}{2 l^2}\right)", "k", lambda x=A, x_prime=B, sigma=0.5, l=1.5: 0.25 * np.exp(-((A - B) ** 2).sum() / 4.5)),
    Case(r"K_{ij} = \left( \mathbf{x}_i^\top \mathbf{x}_j + c \right)^d", "K_ij", lambda x_i=A, x_j=B, c=1.0, d=3: (A @ B + 1) ** 3),
    Case(r"\mathcal{N}(x \mid \mu, \sigma^2) = \frac{1}{\sqrt{2\pi\sigma^2}} \exp\left(-\frac{(x-\mu)^2}{2\sigma^2}\right)", "N", lambda x=A, mu=0.1, sigma=0.5: np.exp(-((A - 0.1) ** 2) / 0.5) / np.sqrt(2 * np.pi * 0.25)),
    Case(r"\gamma_{nk} = \frac{\pi_k \mathcal{N}(x_n | \mu_k, \Sigma_k)}{\sum_{j=1}^{K} \pi_j \mathcal{N}(x_n | \mu_j, \Sigma_j)}", "gamma_nk",
         lambda pi=P, k=2, x_n=V3, mu=M43, Sigma=COVARIANCES, K=3: P[1] * gaussian(V3, M43[1], COVARIANCES[1]) / sum(P[j] * gaussian(V3, M43[j], COVARIANCES[j]) for j in range(3))),
    Case(r"\mathcal{L}_{\mathrm{ELBO}} = -\frac{1}{2\sigma^2}\|x - \hat{x}\|^2 + \frac{1}{2}\sum_{j=1}^{d}\left(1 + \log(\sigma_j^2) - \mu_j^2 - \sigma_j^2\right)", None, lambda: 0),
    Case(r"\hat{\Sigma} = \frac{1}{n-1} \sum_{i=1}^{n} (\mathbf{x}_i - \bar{\mathbf{x}})(\mathbf{x}_i - \bar{\mathbf{x}})^\top", "Sigma_hat", lambda n=5, x=M53, x_bar=V3: (M53 - V3).T @ (M53 - V3) / 4),
    Case(r"\mathrm{LSE}(x) = \log \sum_{i=1}^{n} e^{x_i}", "LSE", lambda x=A * 1000, n=4: (A * 1000).max() + np.log(np.exp(A * 1000 - (A * 1000).max()).sum())),
    Case(r"N_{\mathrm{params}} \approx 12 n_{\mathrm{layer}} d_{\mathrm{model}}^2", None, lambda: 0),
    Case(r"L(N, D) = E + \frac{A}{N^\alpha} + \frac{B}{D^\beta}", "L", lambda N=1e3, D=1e4, E=1.69, A=406.4, alpha=0.34, B=410.7, beta=0.28: 1.69 + 406.4 / 1e3**0.34 + 410.7 / 1e4**0.28),
    Case(r"o = \left\lfloor \frac{i + 2p - k}{s} \right\rfloor + 1", "o", lambda i=32, p=1, k=3, s=2: 16),
    Case(r"(f * g)[n] = \sum_{m=-M}^{M} f[n-m] g[m]", None, lambda: 0),
    Case(r"y_{i,j} = \sum_{a=0}^{k-1} \sum_{b=0}^{k-1} w_{a,b}\, x_{i+a, j+b}", "y_i_j", lambda k=2, w=M44[:2, :2], x=M44, i=2, j=1: (M44[:2, :2] * M44[1:3, 0:2]).sum()),
    Case(r"\mathbf{y} = \mathbf{x} \ast \mathbf{h}", None, lambda: 0),
    Case(r"D = \frac{1}{n} \sum_{i=1}^{n} \min_{j} \|\mathbf{x}_i - \mathbf{c}_j\|_2^2", "D", lambda n=5, x=M53, c=M43: ((M53[:, None] - M43) ** 2).sum(-1).min(1).mean()),
    Case(r"c_i = \arg\min_j \|x_i - \mu_j\|^2", "c_i", lambda x_i=V3, mu=M43: int(((V3 - M43) ** 2).sum(1).argmin()) + 1),
    Case(r"\hat{y} = \operatorname*{arg\,max}_{k \in \{1, \ldots, K\}} p_k", "y_hat", lambda K=4, p=P: 4),
    Case(r"\mu_k = \frac{\sum_{i=1}^{n} r_{ik} x_i}{\sum_{i=1}^{n} r_{ik}}", "mu_k", lambda r=np.abs(M53), k=2, x=M53 + 1, n=5: (np.abs(M53)[:, 1:2] * (M53 + 1)).sum(0) / np.abs(M53)[:, 1].sum()),
    Case(r"\mathrm{CKA}(K, L) = \frac{\mathrm{tr}(KL)}{\sqrt{\mathrm{tr}(KK)\,\mathrm{tr}(LL)}}", "CKA", lambda K=M44, L=SPD: np.trace(M44 @ SPD) / np.sqrt(np.trace(M44 @ M44) * np.trace(SPD @ SPD))),
]  # fmt: skip
MEASURES = [*AUGMENTATION, *SAMPLING, *METRICS, *OTHERS]
