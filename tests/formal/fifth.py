# fmt: off
# ruff: noqa: E501
"""A fifth corpus: softmaxes over an index, densities, infinite sums of arrays; values by LaTeX symbol."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.formal.cases import COVARIANCES, V3, gaussian

R = np.random.default_rng(11)
E4, Z4 = R.normal(size=4), R.normal(size=4)
E34, H43, K43, V42 = R.normal(size=(3, 4)), R.normal(size=(4, 3)), R.normal(size=(4, 3)), R.normal(size=(4, 2))
Q3, W3 = R.normal(size=3), R.normal(size=3)
W33 = R.normal(size=(3, 3))


def soft(z: Any) -> Any:
    powers = np.exp(z - np.max(z, axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


SOFTMAXES: list[tuple[str, dict[str, Any], Any]] = [
    (r"\alpha_i = \mathrm{softmax}(e_i)", {"e": E4, "i": 3}, soft(E4)[2]),
    (r"\alpha_i = \mathrm{softmax}_i(e_i)", {"e": E4, "i": 3}, soft(E4)[2]),
    (r"p_k = \mathrm{softmax}(z_k / \tau)", {"z": Z4, "k": 2, r"\tau": 0.7}, soft(Z4 / 0.7)[1]),
    (r"p_k = \mathrm{softmax}_k(\mathbf{z})", {r"\mathbf{z}": Z4, "k": 2}, soft(Z4)[1]),
    (r"\alpha_{ij} = \mathrm{softmax}_j(e_{ij})", {"e": E34, "i": 2, "j": 4}, soft(E34[1])[3]),
    (r"\alpha_{ij} = \mathrm{softmax}_i(e_{ij})", {"e": E34, "i": 2, "j": 4}, soft(E34[:, 3])[1]),
    (r"\alpha_i = \operatorname{softmax}(w^\top h_i)", {"w": W3, "h": H43, "i": 2}, soft(H43 @ W3)[1]),
    (r"\alpha_{ij} = \mathrm{softmax}_j(\mathbf{q}_i^\top \mathbf{k}_j / \sqrt{d})", {r"\mathbf{q}_i": Q3, r"\mathbf{k}": K43, "d": 3, "j": 1}, soft(K43 @ Q3 / np.sqrt(3))[0]),
    (r"o_i = \sum_j \mathrm{softmax}_j(q_i^\top k_j) v_j", {"q_i": Q3, "k": K43, "v": V42}, soft(K43 @ Q3) @ V42),
    (r"\alpha_t = \mathrm{softmax}(e_t)", {"e": E4, "t": 1}, soft(E4)[0]),
    (r"\mathbf{p}_i = \mathrm{softmax}(\mathbf{z}_i)", {r"\mathbf{z}_i": Z4}, soft(Z4)),
    (r"p_t = \mathrm{softmax}(W h_t + b)", {"W": W33, "h_t": Q3, "b": W3}, soft(W33 @ Q3 + W3)),
    (r"L = -\sum_i y_i \log \mathrm{softmax}(z_i)", {"y": soft(E4), "z": Z4}, -(soft(E4) * np.log(soft(Z4))).sum()),
    (r"p(y \mid x) = \mathrm{softmax}(z_y)", {"y": 3, "z": Z4}, soft(Z4)[2]),
    (r"\begin{align} \alpha_i &= \mathrm{softmax}(e_i) \\ c &= \sum_i \alpha_i h_i \end{align}", {"e": E4, "h": H43}, soft(E4) @ H43),
    (r"\begin{align} e_i &= v^\top \tanh(W h_i) \\ \alpha_i &= \mathrm{softmax}(e_i) \\ c &= \sum_i \alpha_i h_i \end{align}", {"v": Q3, "W": W33, "h": H43}, soft(np.tanh(H43 @ W33.T) @ Q3) @ H43),
    (r"\begin{align} z_i &= W x_i + b \\ p_i &= \mathrm{softmax}(z_i) \end{align}", {"W": W33, "x_i": Q3, "b": W3}, soft(W33 @ Q3 + W3)),
]
S3 = COVARIANCES[1]
DENSITIES: list[tuple[str, dict[str, Any], Any]] = [
    (r"p(x) = \mathcal{N}(x \mid \mu, \sigma^2)", {"x": 0.7, r"\mu": 0.2, r"\sigma": 0.5}, np.exp(-0.5) / np.sqrt(2 * np.pi * 0.25)),
    (r"p(\mathbf{x}) = \mathcal{N}(\mathbf{x}; \boldsymbol\mu, \boldsymbol\Sigma)", {r"\mathbf{x}": Q3, r"\boldsymbol\mu": W3, r"\boldsymbol\Sigma": S3}, gaussian(Q3, W3, S3)),
    (r"p(x) = \sum_{k=1}^K \pi_k \mathcal{N}(x; \mu_k, \sigma_k^2)", {"x": 0.3, "K": 4, r"\pi": soft(E4), r"\mu": Z4, r"\sigma": abs(E4)}, (soft(E4) * np.exp(-((0.3 - Z4) ** 2) / 2 / E4**2) / np.sqrt(2 * np.pi * E4**2)).sum()),
    (r"p(x) = \mathcal{N}(x; 0, I)", {"x": Q3}, np.exp(-Q3 @ Q3 / 2) / (2 * np.pi) ** 1.5),
    (r"q(x_t \mid x_{t-1}) = \mathcal{N}(x_t; \sqrt{1-\beta_t} x_{t-1}, \beta_t I)", {"x_t": Q3, "x_{t-1}": W3, r"\beta_t": 0.2}, gaussian(Q3, np.sqrt(0.8) * W3, 0.2 * np.eye(3))),
    (r"L = -\log \mathcal{N}(y; f(x), \sigma^2)", {"y": 90.0, "x": 2.0, "f": np.exp, r"\sigma": 0.5}, (90 - np.e**2) ** 2 / 0.5 + np.log(2 * np.pi * 0.25) / 2),
    (r"L = -\log \mathcal{N}(y; \mu, \Sigma)", {"y": 100 * Q3, r"\mu": W3, r"\Sigma": S3}, (100 * Q3 - W3) @ np.linalg.inv(S3) @ (100 * Q3 - W3) / 2 + np.log(np.linalg.det(2 * np.pi * S3)) / 2),
    (r"p = \mathcal{N}(\mathbf{z}; \boldsymbol\mu, \mathrm{diag}(\boldsymbol\sigma^2))", {r"\mathbf{z}": Q3, r"\boldsymbol\mu": W3, r"\boldsymbol\sigma": V3}, gaussian(Q3, W3, np.diag(V3**2))),
    (r"p = \mathcal{N}(\mathbf{x} \mid \boldsymbol\mu, \mathrm{diag}(\boldsymbol\Sigma)), \quad \boldsymbol\Sigma \in \mathbb{R}^{d\times d}", {r"\mathbf{x}": Q3, r"\boldsymbol\mu": W3, r"\boldsymbol\Sigma": S3}, gaussian(Q3, W3, np.diag(np.diag(S3)))),
    (r"p = \mathcal{N}(\mathbf{x} \mid \boldsymbol\mu, \frac{1}{2}\, \mathrm{diag}(\mathbf{S}))", {r"\mathbf{x}": Q3, r"\boldsymbol\mu": W3, r"\mathbf{S}": S3}, gaussian(Q3, W3, np.diag(np.diag(S3)) / 2)),
    (r"p = \mathcal{N}(x; \mu, \Lambda^{-1})", {"x": Q3, r"\mu": W3, r"\Lambda": S3}, gaussian(Q3, W3, np.linalg.inv(S3))),
    (r"p = \mathcal{N}(y; A z, Q)", {"y": Q3, "A": W33, "z": W3, "Q": S3}, gaussian(Q3, W33 @ W3, S3)),
]
X43, KM, T4 = H43, S3, np.array([0.5, 1.5, 2.5, 3.5])
LABELS = np.array([1, 2, 1, 3])


def turn(angle: float) -> Any:
    return np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])


def features(z: Any) -> Any:
    return np.array([z[0], z[1] * z[2], 1.0])


def stretch(z: Any) -> Any:
    return np.outer(z, z) + np.arange(9.0).reshape(3, 3)


AUDITED_AGAIN: list[tuple[str, dict[str, Any], Any]] = [
    (r"J = \log|\mathbf{X}^\top \mathbf{X}|", {r"\mathbf{X}": X43}, np.log(np.linalg.det(X43.T @ X43))),
    (r"I = \frac12 \log|\mathbf{I} + \sigma^{-2}\mathbf{K}|", {r"\sigma": 0.5, r"\mathbf{K}": KM}, np.log(np.linalg.det(np.eye(3) + 4 * KM)) / 2),
    (r"\ell = -\frac12 \mathbf{y}^\top (K + \sigma^2 I)^{-1} \mathbf{y} - \frac12 \log|K + \sigma^2 I|", {r"\mathbf{y}": Q3, "K": KM, r"\sigma": 0.3}, -Q3 @ np.linalg.solve(KM + 0.09 * np.eye(3), Q3) / 2 - np.linalg.slogdet(KM + 0.09 * np.eye(3))[1] / 2),
    (r"J = |\mathbf{X} \mathbf{K} \mathbf{X}^\top + \mathbf{S}|", {r"\mathbf{X}": W33, r"\mathbf{K}": KM, r"\mathbf{S}": S3}, np.linalg.det(W33 @ KM @ W33.T + S3)),
    (r"J = |\frac{1}{2} (\mathbf{K} + \mathbf{X}^\top \mathbf{X})|", {r"\mathbf{X}": X43, r"\mathbf{K}": KM}, np.linalg.det((KM + X43.T @ X43) / 2)),
    (r"J = |\mathbf{K} - \mathbf{B} \mathbf{C}^{-1} \mathbf{B}^\top|", {r"\mathbf{K}": KM, r"\mathbf{B}": W33, r"\mathbf{C}": S3}, np.linalg.det(KM - W33 @ np.linalg.inv(S3) @ W33.T)),
    (r"J = |\sum_{i=1}^4 \mathbf{x}_i \mathbf{x}_i^\top|", {r"\mathbf{x}": X43}, np.linalg.det(X43.T @ X43)),
    (r"J = |\lambda\, \mathrm{diag}(\mathbf{v})|", {r"\lambda": 0.5, r"\mathbf{v}": Q3}, np.prod(Q3) / 8),
    (r"e = |\mathbf{a} - \mathbf{b}|", {r"\mathbf{a}": Q3, r"\mathbf{b}": W3}, abs(Q3 - W3)),
    (r"v = \sigma^2(x) + \mu^2(x)", {"x": 0.3, r"\sigma": np.exp, r"\mu": np.sin}, np.exp(0.6) + np.sin(0.3) ** 2),
    (r"d = \frac{\rho^2(a, b)}{c^2}", {"a": Q3, "b": W3, "c": 2.0, r"\rho": lambda a, b: np.linalg.norm(a - b)}, ((Q3 - W3) ** 2).sum() / 4),
    (r"s = \sigma^2(1 - \rho)", {r"\sigma": 0.5, r"\rho": 0.2}, 0.2),
    (r"\mathbf{p}' = \mathbf{R}(\theta)\,\mathbf{p} + \mathbf{t}", {r"\theta": 0.4, r"\mathbf{p}": Q3[:2], r"\mathbf{t}": W3[:2], r"\mathbf{R}": turn}, turn(0.4) @ Q3[:2] + W3[:2]),
    (r"k = \mathbf{g}^\top \mathbf{H}(\mathbf{x})\, \mathbf{g}", {r"\mathbf{g}": W3, r"\mathbf{H}": stretch, r"\mathbf{x}": Q3}, W3 @ stretch(Q3) @ W3),
    (r"\mathbf{P} = \mathbf{A}(\mathbf{x})\mathbf{B}(\mathbf{x})", {r"\mathbf{x}": Q3, r"\mathbf{A}": stretch, r"\mathbf{B}": lambda z: stretch(-2 * z)}, stretch(Q3) @ stretch(-2 * Q3)),
    (r"k = \boldsymbol{\phi}(\mathbf{x}) \boldsymbol{\phi}(\mathbf{x})^\top", {r"\mathbf{x}": Q3, r"\boldsymbol{\phi}": features}, np.outer(features(Q3), features(Q3))),
    (r"\mathbf{C} = \frac{1}{n} \sum_{i=1}^n f(\mathbf{x}_i) f(\mathbf{x}_i)^\top", {"n": 4, r"\mathbf{x}": X43, "f": features}, sum(np.outer(features(x), features(x)) for x in X43) / 4),
    (r"a = \frac{|\{i : \hat{y}_i = y_i\}|}{n}", {r"\hat{y}": np.array([1, 1, 1, 3]), "y": LABELS, "n": 4}, 0.75),
    (r"\mathrm{rank}_i = 1 + |\{j : s_j > s_i\}|", {"s": T4, "i": 2}, 3),
    (r"\hat{S} = \prod_{t_i \le \tau} \left(1 - \frac{d_i}{n_i}\right)", {"t": T4, r"\tau": 2.5, "d": np.ones(4), "n": np.array([5.0, 4, 3, 2])}, 0.8 * 0.75 * 2 / 3),
    (r"s = \sum_{y_i = k} x_i", {"y": LABELS, "k": 1, "x": T4}, 3.0),
    (r"s = \sum_{i : x_i \in R} y_i", {"x": LABELS, "R": [1, 3], "y": T4}, 6.5),
    (r"x = \sum_{i=1}^m p_i \cdot \eta d_i", {"m": 4, "p": T4, r"\eta": 0.1, "d": X43}, 0.1 * T4 @ X43),
    (r"\bar{g} = \frac{1}{n} \sum_{i=1}^n w_i \eta d_i", {"n": 4, "w": T4, r"\eta": 0.1, "d": X43}, 0.1 * T4 @ X43 / 4),
    (r"r = \frac{\sum_{i=1}^n (x_i - \bar{x})(y_i - \bar{y})}{\sqrt{\sum_{i=1}^n (x_i - \bar{x})^2 \sum_{i=1}^n (y_i - \bar{y})^2}}", {"n": 4, "x": E4, r"\bar{x}": E4.mean(), "y": Z4, r"\bar{y}": Z4.mean()}, np.corrcoef(E4, Z4)[0, 1]),
]
G2, D2 = lambda z: 0.3 * z, lambda x: 1 / (1 + np.exp(-np.sum(x)))
PRINTED: list[tuple[str, dict[str, Any], Any]] = [
    (r"d = \frac{1}{k} \sum_{i=1}^k \max_{j \ne i} \left(\frac{s_i + s_j}{m_{ij}}\right)", {"k": 3, "s": T4[:3], "m": KM**2 + 1}, np.mean([max((T4[i] + T4[j]) / (KM**2 + 1)[i, j] for j in range(3) if j != i) for i in range(3)])),
    (r"L = f(w) + \lambda (\alpha \|w\|_1 + \|w\|_2^2)", {"w": Q3, "f": np.sum, r"\lambda": 0.1, r"\alpha": 0.5}, Q3.sum() + 0.1 * (0.5 * abs(Q3).sum() + Q3 @ Q3)),
    (r"s = \mathbf{a} \boldsymbol{\cdot} \mathbf{b}", {r"\mathbf{a}": Q3, r"\mathbf{b}": W3}, Q3 @ W3),
    (r"\ell = \langle \mathbf{C}, \mathbf{P} \rangle_F", {r"\mathbf{C}": S3, r"\mathbf{P}": W33}, (S3 * W33).sum()),
    (r"e_{ij} = \mathrm{LeakyReLU}(\mathbf{a}^\top [\mathbf{W} \mathbf{h}_i \,\|\, \mathbf{W} \mathbf{h}_j])", {r"\mathbf{a}": np.arange(6.0), r"\mathbf{W}": W33, r"\mathbf{h}_i": Q3, r"\mathbf{h}_j": W3, r"\mathrm{LeakyReLU}": np.tanh}, np.tanh(np.arange(6.0) @ np.concatenate([W33 @ Q3, W33 @ W3]))),
    (r"\ell = -\frac{1}{N} \sum_{i=1}^N y_i \log p_i + (1 - y_i) \log(1 - p_i)", {"N": 4, "y": np.array([1.0, 0, 0, 1]), "p": soft(E4)}, -(np.log(soft(E4))[[0, 3]].sum() + np.log(1 - soft(E4))[[1, 2]].sum()) / 4),
    (r"\ell = -\sum_i y_i \log p_i + (1 - y_i) \log(1 - p_i) + \lambda \|w\|_2^2", {"y": np.array([1.0, 0, 0, 1]), "p": soft(E4), r"\lambda": 0.1, "w": Q3}, -(np.log(soft(E4))[[0, 3]].sum() + np.log(1 - soft(E4))[[1, 2]].sum()) + 0.1 * Q3 @ Q3),
    (r"G_t = \sum_{k=0}^{\infty} \gamma^k R_{t+k+1}", {r"\gamma": 0.9, "R": T4, "t": 1}, 1.5 + 0.9 * 2.5 + 0.81 * 3.5),
    (r"A_t = \sum_{l=0}^\infty (\gamma \lambda)^l \delta_{t+l}", {r"\gamma": 0.9, r"\lambda": 0.5, r"\delta": T4, "t": 2}, 1.5 + 0.45 * 2.5 + 0.45**2 * 3.5),
    (r"y_t = \sum_{l=1}^\infty \beta^l x_{t+l-1}", {r"\beta": 0.5, "x": T4, "t": 2}, (0.5 ** np.arange(1, 4) * T4[1:]).sum()),
    (r"y_{t+1} = \sum_{i=0}^\infty \beta^i x_{t+i}", {r"\beta": 0.5, "x": T4, "t": 1}, (0.5 ** np.arange(4) * T4).sum()),
    (r"S = \sum_{l=0}^\infty \gamma^l r_l", {r"\gamma": 0.9, "r": T4}, (0.9 ** np.arange(4) * T4).sum()),
    (r"\min_G \max_D V(D, G) = \mathbb{E}_{x \sim p_{data}(x)}[\log D(x)] + \mathbb{E}_{z \sim p_z(z)}[\log(1 - D(G(z)))]", {r"x\sim p_{data}(x)": X43, r"z\sim p_z(z)": K43, "D": D2, "G": G2}, np.mean([np.log(D2(x)) for x in X43]) + np.mean([np.log(1 - D2(0.3 * z)) for z in K43])),
]
ATTENTION = soft(E34)
MADE_ONCE: list[tuple[str, dict[str, Any], Any]] = [
    (r"s_k = \sum_{i=1}^n w_{i,k+1} e^{-k}, \quad y = \sum_{k=0}^{K-1} s_k", {"n": 3, "w": E34, "K": 3}, (E34[:, :3].sum(0) * np.exp(-np.arange(3))).sum()),
    (r"s_k = \sum_{i=1}^n x_i u^k, \quad y = \sum_{k=0}^{K-1} s_k", {"n": 4, "x": E4, "u": 0.5, "K": 3}, E4.sum() * 1.75),
    (r"s_k = \sum_{i=1}^k x_i, \quad y = \sum_{k=1}^K s_k", {"x": E4, "K": 3}, np.cumsum(E4)[:3].sum()),
    (r"c_k = \sum_{n=0}^{N-1} x_n\cos(kn), \quad E = \sum_{k=0}^{N-1} c_k^2", {"x": E4, "N": 4}, ((np.cos(np.outer(np.arange(4), np.arange(4))) @ E4) ** 2).sum()),
    (r"p_i = \mathrm{softmax}(z_i), \quad L = -\sum_{i=0}^{n-1} y_i \log p_i", {"z": Z4, "n": 4, "y": E4}, -(E4 * np.log(soft(Z4))).sum()),
    (r"c = \sum_{i=0}^{n-1} \mathrm{softmax}(e_i) h_i", {"n": 4, "e": E4, "h": Z4}, soft(E4) @ Z4),
    (r"\alpha_{ij} = \mathrm{softmax}(e_{ij}), \quad h_j = \sum_i \alpha_{ij}x_i", {"e": E34, "j": 2, "x": Q3}, ATTENTION[:, 1] @ Q3),
]
OFF = W33 - np.diag(np.diag(W33))
TIMES = np.array([0.3, 2.0, 1.1])
RESTRICTED: list[tuple[str, dict[str, Any], Any]] = [
    (r"E = \frac12\sum_{i,j, i\neq j} w_{ij}s_is_j", {"w": W33, "s": Q3}, Q3 @ OFF @ Q3 / 2),
    (r"y = \sum_{i,j: i\neq j} w_{ij}", {"w": W33}, OFF.sum()),
    (r"y = \sum_{i,j=1, i\neq j}^n w_{ij}", {"n": 3, "w": W33}, OFF.sum()),
    (r"y = \sum_{i \neq j, j} w_{ij}", {"w": W33}, OFF.sum()),
    (r"y = \sum_{i,j,k, i\neq j, j\neq k, i\neq k} w_{ij}w_{jk}", {"w": W33}, (OFF @ OFF).sum() - np.trace(OFF @ OFF)),
    (r"y_j = \sum_{i, i\neq j, i\neq k} w_{ij}", {"j": 1, "k": 3, "w": W33}, W33[1, 0]),
    (r"R_i = \sum_{t_i \le t_j} e_j", {"i": 3, "t": TIMES, "e": Q3}, Q3[1] + Q3[2]),
    (r"R_i = \sum_{t_i \le t_j} \exp(h_j)", {"i": 2, "t": TIMES, "h": Q3}, np.exp(Q3[1])),
    (r"R_i = \sum_{j: t_i \le t_j} e_j", {"i": 3, "t": TIMES, "e": Q3}, Q3[1] + Q3[2]),
    (r"h_i = \sum_{d_{ij} < r} x_j", {"d": W33, "i": 2, "r": 0.2, "x": Q3}, Q3[W33[1] < 0.2].sum()),
    (r"L = \sum_i \sum_{t_i \le t_j} h_j", {"t": TIMES, "h": Q3}, Q3[0] + 3 * Q3[1] + 2 * Q3[2]),
    (r"y = \sum_{c_i \neq 1} z_i", {"c": LABELS, "z": E4}, E4[1] + E4[3]),
]
FIFTH = [*SOFTMAXES, *DENSITIES, *AUDITED_AGAIN, *PRINTED, *MADE_ONCE, *RESTRICTED]
FIFTH_REFUSED = [
    (r"y = \sum_{t_i \le t_j} w_{ij}", "which letter the sum is over"),
    (r"R_i = \sum_{t_i \le t} e_i", "which letter the sum is over"),
    (r"y_i = \sum_{d_{jk} < r} x_j", "which letter the sum is over"),
    (r"s_k = \sum_{i=1}^n w_{ik} e^{-k}, \quad y = \sum_{k=0}^{K-1} s_k", "one index from 0 and another from 1"),
    (r"y = \sum_{k=0}^{K-1} \sum_{i=1}^n w_{ik} e^{-k}", "one index from 0 and another from 1"),
    (r"y = (\sum_i x_i) + x_i^2", "is used after the sum ends"),
    (r"y = \sum_i w_i (\sum_j x_{ij}) + x_{ij}", "is used after the sum ends"),
    (r"y = (\sum_{1 \le i < j \le n} x_i w_j) + (\sum_{i<j} x_i w_j)", "is used after the sum ends"),
    (r"m = \max_i (a_i) / (b_i)", "where the max ends"),
    (r"s = \langle x, y \rangle_M", "its own metric"),
    (r"e = \sum_i x_i + y_i", "is used after the sum ends"),
    (r"\ell = -\sum_i y_i \log p_i - (1 - y_i) \log(1 - p_i)", "is used after the sum ends"),
    (r"s = \sum_{n=0}^\infty \frac{x^n}{n!}", "no finite evaluation"),
    (r"y_n = \sum_{k=0}^\infty h_k x_{n-k}", "no finite evaluation"),
    (r"y_t = (1-\beta) \sum_{i=0}^\infty \beta^i x_{t+i-1}", "before the first of its array"),
    (r"G_t = \sum_{k=t-1}^\infty \gamma^{k-t} r_k", "before the first of its array"),
    (r"G_t = \sum_{k=0}^\infty \gamma^k r_{t+k-n}", "before the first of its array"),
    (r"\min_w L = \|w\|", "a search"),
    (r"\begin{algorithmic}\Require $\mathbf{x}_1, \dots, \mathbf{x}_n$, query $\mathbf{x}$ \For{$i = 1, \dots, n$} \State $d_i \gets \|\mathbf{x} - \mathbf{x}_i\|_2$ \EndFor \State \Return $\arg\min_i d_i$\end{algorithmic}", "an array and its own elements"),
    (r"\begin{algorithmic}\Require $x$, $n$ \For{$i = 1, \dots, n$} \State $x_i \gets x_i / \|x\|$ \EndFor \State \Return $x$\end{algorithmic}", "changed element by element"),
    (r"y = d x, \text{ where } \frac{1}{d} = a + b", "to be solved for it"),
    (r"g(t) = \sum_i w_i \mathbb{1}\{t \ge t_i\}", "an array and its own elements"),
    (r"p(x) = \frac{1}{n h} \sum_i \phi\left(\frac{x - x_i}{h}\right)", "an array and its own elements"),
    (r"\dot{\mathbf{x}} = \mathbf{f}(\mathbf{x}) + \mathbf{G}(\mathbf{x})\mathbf{u}", "a matrix product or a scaling"),
    (r"e = |\mathbf{A} - \mathbf{B}|", "a determinant, or the absolute values"),
    (r"d = |\mathbf{X} - \mathbf{U}\mathbf{V}^\top|", "a determinant, or the absolute values"),
    (r"r = \mathrm{mean}(|AB - C|), \quad A,B,C \in \mathbb{R}^{n\times n}", "a determinant, or the absolute values"),
    (r"r = \mathrm{mean}(|\mathbf{X}|)", "a determinant, or the absolute values"),
    (r"r = \| |\mathbf{X}| - |\mathbf{Y}| \|_F", "a determinant, or the absolute values"),
    (r"y = \frac{1}{n}|A A^\top - B|", "a determinant, or the absolute values"),
    (r"y = |\frac{1}{n}(\mathbf{A}\mathbf{A}^\top - \mathbf{B})|", "a determinant, or the absolute values"),
    (r"d = |\mathbf{x}\mathbf{y}^\top|", "a determinant, or the absolute values"),
    (r"d = |\mathbf{A} + \mathbf{x}\mathbf{y}^\top|", "a determinant, or the absolute values"),
    (r"d = |\mathbf{A} \odot \mathbf{B}|", "a determinant, or the absolute values"),
    (r"d = |\tanh(\mathbf{W}\mathbf{X})|", "a determinant, or the absolute values"),
    (r"d = |\sum_{i=1}^n \mathbf{W}_i|", "a determinant, or the absolute values"),
    (r"y = \sigma(x) + \sigma^2(x)", "square of the logistic function"),
    (r"\hat{S}(t) = \prod_{t_i \le t} \left(1 - \frac{d_i}{n_i}\right)", "an array and its own elements"),
    (r"\hat{F}(x) = \frac{1}{n} \sum_{i=1}^n \mathbb{1}\{x_i \le x\}", "an array and its own elements"),
    (r"\bar{y} = \frac{1}{|R|} \sum_{x_i \in R} y_i", "other letters carry"),
    (r"h_i = \sum_{v_j \in \mathcal{N}(v_i)} a_{ij} h_j", "other letters carry"),
    (r"p = \frac{1}{S} \sum_{s=1}^S f(x, \theta^s)", "an index or a power"),
    (r"W = \frac{1}{n} \sum_{i=1}^n |x_{(i)} - y_{(i)}|", "sorted values"),
    (r"k(r) = K_\nu\left(\frac{r}{\ell}\right)", "a function applied or a product"),
    (r"Q(s, a; \theta) = V(s; \theta) - \sum_{a'} A(s, a'; \theta)", "a function with parameters"),
    (r"y = \mathbf{b}^{gt}", "a label or a power"),
    (r"p = \mathcal{N}(x; \mu, \sigma)", "variance or its standard deviation"),
    (r"p = \mathcal{N}(\mathbf{x}; \boldsymbol\mu, \sigma^2)", "a vector with one variance"),
    (r"p = \mathcal{N}(\mathbf{x}; \boldsymbol\mu, \mathrm{diag}(V))", "the variances of a diagonal"),
    (r"\mathbf{z} \sim \mathcal{N}(\boldsymbol\mu, \mathrm{diag}(V^2))", "the variances of a diagonal"),
    (r"L = -\log \mathrm{softmax}_y(z)", "does not have"),
    (r"p = \mathrm{softmax}_{\tau}(z)", "no index"),
    (r"p_i = \mathrm{softmax}_i(W x_i), \quad W \in \mathbb{R}^{m \times n}", "an index of vectors"),
    (r"\begin{algorithmic}\Require $W$, $x$, $n$ \For{$i = 1, \dots, n$} \State $p_i \gets \mathrm{softmax}_i(W x_i)$ \EndFor \State \Return $p$\end{algorithmic}", "an index of vectors"),
    (r"\begin{algorithmic}\Require $q, h, T$ \For{$t = 1, \dots, T$} \State $z_t \gets q^\top h_t$ \State $p_t \gets \mathrm{softmax}(z_t)$ \EndFor \State \Return $p$\end{algorithmic}", "still computing"),
    (r"\begin{algorithmic}\Require $q, k, n$ \For{$i = 1, \dots, n$} \State $e_i \gets q^\top k_i$ \State $\alpha_i \gets \mathrm{softmax}(e_i)$ \EndFor \State \Return $\alpha$\end{algorithmic}", "still computing"),
    (r"\begin{algorithmic}\Require $e, v, n$ \State $\alpha_i \gets \mathrm{softmax}(e_i)$ \State $c \gets \sum_{i=1}^n \alpha_i v_i$ \State \Return $c$\end{algorithmic}", "outside of a loop"),
]
