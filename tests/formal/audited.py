# ruff: noqa: B008, E501
"""Equations that an audit found wrong or refused without need; the expected values are NumPy by hand."""

from __future__ import annotations

import math

import numpy as np

from tests.formal.cases import M34, M43, M44, U3, V3, V5, A, B, Case, softmax

SAMPLES = np.array([0.3, -1.2, 0.8, 2.1])
POINTS = np.array([[0.3, -1.2, 0.8], [2.1, 0.4, -0.6]])
W33 = np.arange(9.0).reshape(3, 3) / 7 - 0.4

AUDITED = [
    Case(r"W = W_0 + BA", "W", lambda W_0=W33, B=M34, A=M43: W33 + M34 @ M43),
    Case(
        r"W' = W + \frac{\alpha}{r} B A",
        "W_prime",
        lambda W=W33, alpha=2.0, r=4.0, B=M34, A=M43: W33 + M34 @ M43 / 2,
    ),
    Case(r"h = W_0 x + BAx", "h", lambda W_0=W33, x=V3, B=M34, A=M43: W33 @ V3 + M34 @ (M43 @ V3)),
    Case(
        r"h = W_0 x + \frac{\alpha}{r} B A x",
        "h",
        lambda W_0=W33, x=V3, alpha=2.0, r=4.0, B=M34, A=M43: W33 @ V3 + M34 @ (M43 @ V3) / 2,
    ),
    Case(r"C = 6ND", "C", lambda N=1e3, D=20.0: 120e3),
    Case(
        r"X_{k+1} = aX_k + b(X_kX_k^\top)X_k + c(X_kX_k^\top)^2X_k",
        "X_k_plus_1",
        lambda a=3.4, X_k=M34, b=-4.7, c=2.0: (
            3.4 * M34 - 4.7 * M34 @ M34.T @ M34 + 2 * M34 @ M34.T @ M34 @ M34.T @ M34
        ),
    ),
    Case(r"K = (\mathbf{A}^\top \mathbf{A})^3", "K", lambda A=M34: M34.T @ M34 @ M34.T @ M34 @ M34.T @ M34),
    Case(
        r"\mathcal{L}(\theta) = \mathbb{E}_{x\sim\mathcal{D}}\left[(f_\theta(x)-x)^2\right]",
        "L",
        lambda D=SAMPLES, f_theta=lambda v: 3 * v: (4 * SAMPLES**2).mean(),
    ),
    Case(
        r"L = \mathbb{E}_{\mathbf{x} \sim \mathcal{D}} \|\mathbf{x} - \mathbf{c}\|_2^2",
        "L",
        lambda D=POINTS, c=V3: ((POINTS - V3) ** 2).sum(1).mean(),
    ),
    Case(r"\nu = \mathbb{E}_{x \in B}[x]^2", "nu", lambda B=SAMPLES: SAMPLES.mean() ** 2),
    Case(
        r"L = \hat{\mathbb{E}}_t\left[\min(r_t \hat{A}_t, \operatorname{clip}(r_t, 1-\epsilon, 1+\epsilon) \hat{A}_t)\right]",
        "L",
        lambda r=np.abs(A), A_hat=B, epsilon=0.2: np.minimum(
            np.abs(A) * B, np.clip(np.abs(A), 0.8, 1.2) * B
        ).mean(),
    ),
    Case(r"L = -\mathbb{E}_{i}[\log p_i]", "L", lambda p=np.abs(A): -np.log(np.abs(A)).mean()),
    Case(r"y = \sum_{x \in D} w^\top x", "y", lambda D=POINTS, w=V3: (POINTS @ V3).sum()),
    Case(
        r"\ell = \sum_{1 \le i < j \le n} (x_i - x_j)^2",
        "ell",
        lambda n=5, x=V5: sum((V5[i] - V5[j]) ** 2 for i in range(5) for j in range(i + 1, 5)),
    ),
    Case(
        r"\ell = \sum_{1 \le i \le j \le n} x_i x_j",
        "ell",
        lambda n=5, x=V5: sum(V5[i] * V5[j] for i in range(5) for j in range(i, 5)),
    ),
    Case(
        r"o = \frac{\sum_{j=1}^{n} w_j e^{s_j/\tau} v_j}{\sum_{j=1}^{n} e^{s_j/\tau}}",
        "o",
        lambda n=4, w=np.abs(B), s=A, tau=0.7, v=M43: (softmax(A / 0.7) * np.abs(B)) @ M43,
    ),
    Case(
        r"\mathbf{o}_i = \frac{\sum_{j=1}^{n} \exp(\mathbf{q}_i^\top \mathbf{k}_j)\,\mathbf{v}_j}{\sum_{j=1}^{n} \exp(\mathbf{q}_i^\top \mathbf{k}_j)}",
        "o_i",
        lambda n=4, q_i=V3, k=M43, v=M44: softmax(M43 @ V3) @ M44,
    ),
    Case(
        r"\bm{X}=\lbrack\bm{X}_{\text{a}};\bm{X}_{\text{b}}\rbrack",
        "X",
        lambda X_a=M34, X_b=M44: np.vstack([M34, M44]),
    ),
    Case(r"\mathbf{Z} = [\mathbf{A}, \mathbf{B}]", "Z", lambda A=M43, B=M44: np.hstack([M43, M44])),
    Case(r"\mathbf{z} = [\mathbf{x}; \mathbf{y}]", "z", lambda x=V3, y=U3: np.concatenate([V3, U3])),
    Case(r"{\bm{z}} = {\bm{A}} {\bm{x}}", "z", lambda A=M34, x=B: M34 @ B),
    Case(r"c = \frac{2}{\binom{n}{2}} a_0", "c", lambda n=5, a_0=0.3: 0.6 / math.comb(5, 2)),
]
AUDITED_REFUSED = [
    (r"Z = [E; P]", "below or beside"),
    (r"\mathbf{Z} = [\mathbf{x}; \mathbf{X}]", "below or beside"),
    (r"Z = [a, b; c]", "rows are not clear"),
    (r"C = 2AB", "name or a product"),
    (r"y = c(x + 1)", "applied or a product"),
    (r"y = a x + b x^2 + d c(x + 1)", "applied or a product"),
    (r"K = \mathbf{A}^2", "power of a matrix"),
    (r"K = (\mathbf{A}^\top \mathbf{A})^0", "power of a matrix"),
    (r"K = (\mathbf{A}^\top \mathbf{A})^{1/2}", "power of a matrix"),
    (r"f(x) \le g(x) = h", "inequality"),
    (r"\min_{x \in X} f(x) = \frac{1}{2} x^2", "a search"),
    (r"y = \mathbb{E}_{x \sim \mathcal{N}}[f(x)]", "expectation"),
    (r"y = \mathbb{E}[x^2]", "expectation"),
]
