# fmt: off
# ruff: noqa: E501, PLC3002
"""Systems and displays with where-clauses as papers print them, written before the compiler saw them."""

from __future__ import annotations

from typing import Any

import numpy as np

R = np.random.default_rng(21)
x3, y3, z3 = R.normal(size=3), R.normal(size=3), R.normal(size=3)
h4, c4, g4, b4 = R.normal(size=4), R.normal(size=4), R.normal(size=4), R.normal(size=4)
v4 = np.abs(R.normal(size=4)) + .2
A43, B43, A44, B44, C24 = R.normal(size=(4, 3)), R.normal(size=(4, 3)), R.normal(size=(4, 4)), R.normal(size=(4, 4)), R.normal(size=(2, 4))
X53, Y53 = R.normal(size=(5, 3)), R.normal(size=(5, 3))
F22, H12 = np.array([[1., .1], [0., 1.]]), np.array([[1., 0.]])
y5 = R.normal(size=5)
p4, q4 = np.exp(h4) / np.exp(h4).sum(), np.exp(c4) / np.exp(c4).sum()


def sg(z: Any) -> Any:
    return 1 / (1 + np.exp(-z))


def sm(z: Any) -> Any:
    powers = np.exp(z - np.max(z, axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


def adamw() -> Any:
    m, v = .9 * h4 + .1 * g4, .99 * v4 + .01 * g4**2
    return c4 - .1 * (m / (1 - .9**3) / (np.sqrt(v / (1 - .99**3)) + 1e-8) + .05 * c4)


def lstm() -> Any:
    i, f, o = sg(A43 @ x3 + A44 @ h4 + b4), sg(B43 @ x3 + B44 @ h4), sg(A43 @ x3 - B44 @ h4)
    c = f * c4 + i * np.tanh(B43 @ x3 + A44 @ h4)
    return o * np.tanh(c)


def kalman() -> Any:
    P = F22 @ np.eye(2) @ F22.T + .1 * np.eye(2)
    S = H12 @ P @ H12.T + np.array([[.5]])
    return (np.eye(2) - P @ H12.T @ np.linalg.inv(S) @ H12) @ P


def ntxent() -> float:
    s = np.array([[a @ b / np.linalg.norm(a) / np.linalg.norm(b) for b in X53] for a in X53]) / .3
    return float(-s[0, 1] + np.log(sum(np.exp(s[0, k]) for k in range(5) if k != 0)))


def dice() -> float:
    return float(1 - (2 * (p4 * q4).sum() + 1) / (p4.sum() + q4.sum() + 1))


SYSTEMS: list[tuple[str, dict[str, Any], Any]] = [
    (r"""\begin{align}
m_t &= \beta_1 m_{t-1} + (1-\beta_1) g_t, & v_t &= \beta_2 v_{t-1} + (1-\beta_2) g_t^2, \\
\theta_t &= \theta_{t-1} - \eta\left(\frac{\hat m_t}{\sqrt{\hat v_t} + \epsilon} + \lambda \theta_{t-1}\right),
\end{align}
where $\hat m_t = m_t / (1-\beta_1^t)$ and $\hat v_t = v_t / (1-\beta_2^t)$ are the bias-corrected moments, and $\epsilon = 10^{-8}$.""",
     {"m_{t-1}": h4, "v_{t-1}": v4, "g_t": g4, r"\beta_1": .9, r"\beta_2": .99, r"\theta_{t-1}": c4, r"\eta": .1, r"\lambda": .05, "t": 3}, adamw()),
    (r"""\begin{equation}
\mathrm{RMSNorm}(x)_i = \frac{x_i}{\mathrm{rms}} g_i, \quad \text{where } \mathrm{rms} = \sqrt{\frac{1}{n}\sum_{j=1}^n x_j^2 + \epsilon}
\end{equation}""", {"x": h4, "g_i": g4[1], "i": 2, "n": 4, r"\epsilon": .1}, h4[1] / np.sqrt((h4**2).mean() + .1) * g4[1]),
    (r"""\begin{align} i_t &= \sigma(W_i x_t + U_i h_{t-1} + b_i) \\ f_t &= \sigma(W_f x_t + U_f h_{t-1}) \\ o_t &= \sigma(W_o x_t + U_o h_{t-1}) \\
c_t &= f_t \odot c_{t-1} + i_t \odot \tanh(W_c x_t + U_c h_{t-1}) \\ h_t &= o_t \odot \tanh(c_t) \end{align}
where $\sigma(\cdot)$ is the sigmoid function and $\odot$ denotes element-wise multiplication.""",
     {"W_i": A43, "U_i": A44, "b_i": b4, "W_f": B43, "U_f": B44, "W_o": A43, "U_o": -B44, "W_c": B43, "U_c": A44, "x_t": x3, "h_{t-1}": h4, "c_{t-1}": c4}, lstm()),
    (r"""\begin{align} P^- &= F P F^\top + Q \\ S &= H P^- H^\top + R \\ K &= P^- H^\top S^{-1} \\ P^+ &= (I - K H) P^- \end{align}""",
     {"F": F22, "P": np.eye(2), "Q": .1 * np.eye(2), "H": H12, "R": np.array([[.5]])}, kalman()),
    (r"""\begin{equation} \ell_{i,j} = -\log \frac{\exp(s_{i,j}/\tau)}{\sum_{k=1}^{N} \mathbb{1}_{[k \neq i]} \exp(s_{i,k}/\tau)} \end{equation}
where $s_{i,j} = z_i^\top z_j / (\|z_i\| \|z_j\|)$ is the cosine similarity and $\tau$ a temperature parameter.""",
     {"z": X53, r"\tau": .3, "N": 5, "i": 1, "j": 2}, ntxent()),
    (r"""\begin{equation} \mathcal{L}_{\mathrm{DPO}} = -\log \sigma\left(\beta (r_w - r_l)\right), \end{equation} where $\sigma$ is the logistic function, $r_w = \log \pi_w - \log \rho_w$ and $r_l = \log \pi_l - \log \rho_l$.""",
     {r"\beta": .2, r"\pi_w": .3, r"\rho_w": .2, r"\pi_l": .1, r"\rho_l": .4}, -np.log(sg(.2 * (np.log(1.5) - np.log(.25))))),
    (r"""\[ L = \min\left(\rho A, \mathrm{clip}(\rho, 1-\epsilon, 1+\epsilon) A\right), \] with the importance ratio $\rho = \pi_{\text{new}} / \pi_{\text{old}}$ and $\epsilon = 0.2$.""",
     {r"\pi_{\text{new}}": .5, r"\pi_{\text{old}}": .2, "A": 2.}, 2.4),
    (r"""\begin{align} \mathbf{z} &= \mathbf{W}\mathbf{x} + \mathbf{b} \\ \hat{\mathbf{y}} &= \mathrm{softmax}(\mathbf{z}) \\ \mathcal{L} &= -\sum_{k} y_k \log \hat{y}_k \end{align}""",
     {r"\mathbf{W}": A43, r"\mathbf{x}": x3, r"\mathbf{b}": b4, "y": p4}, -(p4 * np.log(sm(A43 @ x3 + b4))).sum()),
    (r"""\begin{equation} \mathcal{L} = \frac{(y - \mu)^2}{2 \sigma^2} + \frac{1}{2} s, \qquad \text{with } s = \log \sigma^2. \end{equation}""",
     {"y": 1., r"\mu": .3, r"\sigma": .5}, .49 / .5 + .5 * np.log(.25)),
    (r"""\begin{align} \log \lambda &= w^\top x + b, \\ \mathcal{L} &= \lambda - y \log \lambda. \end{align}""",
     {"w": x3, "x": y3, "b": .1, "y": 2.}, np.exp(x3 @ y3 + .1) - 2 * (x3 @ y3 + .1)),
    (r"""\begin{equation} x_t = \sqrt{\bar\alpha_t}\, x_0 + \sqrt{1 - \bar\alpha_t}\, \epsilon \end{equation} where $\bar\alpha_t = \prod_{s=1}^{t} (1 - \beta_s)$.""",
     {"x_0": h4, r"\epsilon": c4, r"\beta": np.array([.1, .2, .3]), "t": 2}, np.sqrt(.72) * h4 + np.sqrt(.28) * c4),
    (r"""\begin{align} D_\theta(x; \sigma) &= c_{\mathrm{skip}} x + c_{\mathrm{out}} F_\theta(c_{\mathrm{in}} x), \\ \text{where}\quad c_{\mathrm{skip}} &= \frac{\sigma_d^2}{\sigma^2 + \sigma_d^2}, \\ c_{\mathrm{out}} &= \frac{\sigma \sigma_d}{\sqrt{\sigma^2 + \sigma_d^2}}, \\ c_{\mathrm{in}} &= \frac{1}{\sqrt{\sigma^2 + \sigma_d^2}}. \end{align}""",
     {"x": h4, r"\sigma": 2., r"\sigma_d": .5, r"F_\theta": np.tanh}, .25 / 4.25 * h4 + 1 / np.sqrt(4.25) * np.tanh(h4 / np.sqrt(4.25))),
    (r"""\begin{equation} \tilde\epsilon = (1 + w) \epsilon_c - w \epsilon_u, \end{equation} where $w \geq 0$ is the guidance weight, and $\epsilon_c$, $\epsilon_u$ are the conditional and unconditional predictions.""",
     {"w": 2., r"\epsilon_c": h4, r"\epsilon_u": c4}, 3 * h4 - 2 * c4),
    (r"""\begin{align} \tilde{x} &= \lambda x_i + (1-\lambda) x_j, \\ \tilde{y} &= \lambda y_i + (1-\lambda) y_j, \end{align} where $\lambda \in [0, 1]$.""",
     {r"\lambda": .3, "x_i": x3, "x_j": y3, "y_i": 1., "y_j": 0.}, .3),
    (r"""\begin{equation} \mathcal{L}_{\mathrm{KD}} = (1-\alpha) H + \alpha T^2 \sum_k p_k \log \frac{p_k}{q_k}, \end{equation} where $p_k = \frac{\exp(z_k/T)}{\sum_j \exp(z_j/T)}$ and $q_k = \frac{\exp(u_k/T)}{\sum_j \exp(u_j/T)}$ are the softened probabilities of teacher and student, and $T$ is the temperature.""",
     {r"\alpha": .4, "H": .7, "T": 2., "z": h4, "u": c4}, .6 * .7 + 1.6 * (sm(h4 / 2) * np.log(sm(h4 / 2) / sm(c4 / 2))).sum()),
    (r"""\begin{equation} \mathcal{L}_{\text{Dice}} = 1 - \frac{2 I + s}{U + s}, \quad I = \sum_i p_i q_i, \quad U = \sum_i p_i + \sum_i q_i \end{equation} with smoothing constant $s = 1$.""",
     {"p": p4, "q": q4}, dice()),
    (r"""\begin{equation} \theta' \leftarrow \tau_k \theta' + (1 - \tau_k) \theta, \quad \text{where } \tau_k = 1 - (1 - \tau_0)\frac{\cos(\pi k / K) + 1}{2} \end{equation}""",
     {r"\theta'": h4, r"\theta": c4, r"\tau_0": .9, "k": 2, "K": 8}, (lambda t: t * h4 + (1 - t) * c4)(1 - .1 * (np.cos(np.pi / 4) + 1) / 2)),
    (r"""\begin{align} \omega_i &= 10000^{-2i/d} \\ \phi_{t,i} &= t\, \omega_i \\ y_{t,i} &= x_i \cos \phi_{t,i} - x'_i \sin \phi_{t,i} \end{align}""",
     {"i": 1, "d": 4, "t": 3, "x_i": .7, "x'_i": .2}, .7 * np.cos(.03) - .2 * np.sin(.03)),
    (r"""\begin{equation} \mathbf{w} = \frac{g}{\|\mathbf{v}\|} \mathbf{v}, \qquad y = \phi(\mathbf{w} \cdot \mathbf{x} + b) \end{equation} where $\phi$ is an elementwise nonlinearity.""",
     {"g": 2., r"\mathbf{v}": x3, r"\mathbf{x}": y3, "b": .1, r"\phi": np.tanh}, np.tanh(2 / np.linalg.norm(x3) * x3 @ y3 + .1)),
    (r"""\begin{align} \mu &= \frac{1}{C}\sum_{c=1}^C x_c, & \sigma^2 &= \frac{1}{C}\sum_{c=1}^C (x_c - \mu)^2, \\ y_c &= \gamma_c \frac{x_c - \mu}{\sqrt{\sigma^2 + \epsilon}} + \beta_c \end{align}""",
     {"x": h4, "C": 4, r"\gamma": g4, r"\beta": b4, r"\epsilon": .1}, g4 * (h4 - h4.mean()) / np.sqrt(h4.var() + .1) + b4),
    (r"""\begin{equation} \mathrm{UCB}_a = \hat\mu_a + c \sqrt{\frac{\ln t}{n_a}}, \end{equation} where $n_a$ is the number of times arm $a$ was pulled, and $c = 2$.""",
     {r"\hat\mu_a": .4, "t": 10, "n_a": 3}, .4 + 2 * np.sqrt(np.log(10) / 3)),
    (r"""\begin{align} \text{idf}_q &= \ln\left(\frac{N - n_q + 0.5}{n_q + 0.5} + 1\right) \\ s &= \text{idf}_q \frac{\mathrm{tf} \cdot (k_1 + 1)}{\mathrm{tf} + k_1 \cdot (1 - b + b \ell)} \end{align} where $k_1 = 1.2$ and $b = 0.75$.""",
     {"N": 100, "n_q": 7, r"\mathrm{tf}": 3., r"\ell": 1.1}, np.log(93.5 / 7.5 + 1) * 6.6 / (3 + 1.2 * (.25 + .825))),
    (r"""\begin{align} q &= W_q x, \quad k_i = W_k c_i, \quad v_i = W_v c_i, \\ \alpha_i &= \frac{\exp(q^\top k_i / \sqrt{d})}{\sum_{j=1}^n \exp(q^\top k_j / \sqrt{d})}, \\ o &= \sum_{i=1}^n \alpha_i v_i \end{align}""",
     {"W_q": A43, "x": x3, "W_k": B43, "W_v": A43, "c": X53, "d": 4, "n": 5}, sm((X53 @ B43.T) @ (A43 @ x3) / 2) @ (X53 @ A43.T)),
    (r"""\begin{equation} \hat{f} = \frac{\sum_{i=1}^n w_i y_i}{\sum_{i=1}^n w_i}, \quad \text{where } w_i = \exp\left(-\frac{(u - x_i)^2}{2 h^2}\right) \end{equation}""",
     {"u": .3, "x": h4, "y": c4, "n": 4, "h": .5}, (lambda w: (w * c4).sum() / w.sum())(np.exp(-(.3 - h4)**2 / .5))),
    (r"""\begin{align} r_t &= \frac{\pi_t}{\mu_t}, & c_t &= \min(\bar c, r_t), & \delta_t &= \min(\bar\rho, r_t) (R_t + \gamma V_{t+1} - V_t), \\ v_t &= V_t + \delta_t + \gamma c_t (v_{t+1} - V_{t+1}) \end{align}""",
     {r"\pi_t": .4, r"\mu_t": .2, r"\bar c": 1., r"\bar\rho": 1.5, "R_t": 1., r"\gamma": .9, "V_{t+1}": .3, "V_t": .2, "v_{t+1}": .5}, .2 + 1.5 * (1 + .27 - .2) + .9 * .2),
    (r"""\begin{align} G_t &= \sum_{k=0}^{T-t-1} \gamma^k r_{t+k+1} \\ A_t &= G_t - b_t \end{align}""",
     {"r": h4, r"\gamma": .9, "T": 4, "t": 1, "b_t": .3}, sum(.9**k * h4[k + 1] for k in range(3)) - .3),
    (r"""\begin{align} s_k &= \theta_{k+1} - \theta_k, & y_k &= g_{k+1} - g_k, & \rho_k &= \frac{1}{y_k^\top s_k} \end{align}""",
     {r"\theta_{k+1}": h4, r"\theta_k": c4, "g_{k+1}": g4, "g_k": b4}, 1 / ((g4 - b4) @ (h4 - c4))),
    (r"""\begin{equation} \mathrm{SwiGLU}(x) = \left(\mathrm{Swish}(x W_1) \odot x W_2\right) W_3, \end{equation} where $\mathrm{Swish}(z) = z \sigma(z)$ and $\sigma$ is the sigmoid.""",
     {"x": x3, "W_1": A43.T, "W_2": B43.T, "W_3": C24.T}, ((lambda z: z * sg(z))(x3 @ A43.T) * (x3 @ B43.T)) @ C24.T),
    (r"""\begin{align} h_i &= \max(0, w_i^\top x), \quad i = 1, \dots, n, \\ y &= \sum_{i=1}^n a_i h_i \end{align}""",
     {"w": A43, "x": x3, "a": c4, "n": 4}, c4 @ np.maximum(0, A43 @ x3)),
    (r"""\begin{equation} L(N, D) = E + \frac{A}{N^\alpha} + \frac{B}{D^\beta}, \end{equation} where $E = 1.69$, $A = 406.4$, $B = 410.7$, $\alpha = 0.34$ and $\beta = 0.28$.""",
     {"N": 1e6, "D": 1e7}, 1.69 + 406.4 / 1e6**.34 + 410.7 / 1e7**.28),
    (r"""\begin{equation} \eta_t = \eta_{\min} + \frac{1}{2}(\eta_{\max} - \eta_{\min})(1 + \cos(\pi u)), \quad u = \frac{t}{T} \end{equation}""",
     {r"\eta_{\min}": .01, r"\eta_{\max}": .1, "t": 3, "T": 10}, .01 + .045 * (1 + np.cos(.3 * np.pi))),
    (r"""\begin{align} \mathcal{L} &= \mathcal{L}_{\text{sup}} + \lambda_u \mathcal{L}_{\text{cons}}, \\ \mathcal{L}_{\text{sup}} &= -\frac{1}{B}\sum_{b=1}^B \log p_b, \\ \mathcal{L}_{\text{cons}} &= \frac{1}{M}\sum_{m=1}^M \|u_m - v_m\|_2^2 \end{align}""",
     {r"\lambda_u": .5, "B": 4, "p": p4, "M": 5, "u": X53, "v": Y53}, -np.log(p4).mean() + .5 * ((X53 - Y53)**2).sum(1).mean()),
    (r"""\[ \mathrm{ECE} = \sum_{m=1}^{M} \frac{n_m}{N} \left| a_m - c_m \right| \] where $N = \sum_{m=1}^M n_m$.""",
     {"n": np.array([3., 5., 2., 4.]), "a": p4, "c": q4, "M": 4}, (np.array([3, 5, 2, 4]) / 14 * np.abs(p4 - q4)).sum()),
    (r"""\begin{align} d_{ij} &= \|x_i - x_j\|_2, \\ K_{ij} &= \exp(-d_{ij}^2 / (2\ell^2)), \\ S &= \sum_{i=1}^n \sum_{j=1}^n K_{ij} \end{align}""",
     {"x": X53, r"\ell": .8, "n": 5}, np.exp(-((X53[:, None] - X53[None])**2).sum(-1) / 1.28).sum()),
    (r"""\begin{align} u &= x + \mathrm{Attn}(\mathrm{LN}(x)), \\ y &= u + \mathrm{MLP}(\mathrm{LN}(u)) \end{align}""",
     {"x": h4, r"\mathrm{Attn}": np.tanh, r"\mathrm{LN}": lambda z: z - z.mean(), r"\mathrm{MLP}": np.sin}, (lambda u: u + np.sin(u - u.mean()))(h4 + np.tanh(h4 - h4.mean()))),
    (r"""\begin{align} \hat\beta &= (X^\top X + \lambda I)^{-1} X^\top y, \\ \hat y &= X \hat\beta, \end{align} where $X \in \mathbb{R}^{n \times d}$ and $y \in \mathbb{R}^n$.""",
     {"X": X53, r"\lambda": .3, "y": y5}, X53 @ np.linalg.solve(X53.T @ X53 + .3 * np.eye(3), X53.T @ y5)),
    (r"""\begin{equation} w_{t+1} = w_t - \eta_t \nabla \ell(w_t), \quad \eta_t = \frac{\eta_0}{\sqrt{t + 1}} \end{equation}""",
     {"w_t": h4, r"\nabla \ell": lambda w: 2 * w, r"\eta_0": .1, "t": 3}, h4 - .05 * 2 * h4),
    (r"""\begin{equation} e_{ij} = v^\top \tanh(W s_{i-1} + U h_j), \qquad \alpha_{ij} = \frac{\exp(e_{ij})}{\sum_{k=1}^{T} \exp(e_{ik})}, \qquad c_i = \sum_{j=1}^T \alpha_{ij} h_j \end{equation}""",
     {"v": c4, "W": A44, "s_{i-1}": h4, "U": A43, "h": X53, "T": 5}, sm(np.tanh(A44 @ h4 + X53 @ A43.T) @ c4) @ X53),
    (r"""\begin{align} \bar x &= \frac{1}{n}\sum_{i=1}^n x_i, \\ s^2 &= \frac{1}{n-1}\sum_{i=1}^n (x_i - \bar x)^2, \\ t &= \frac{\bar x - \mu_0}{s / \sqrt{n}} \end{align}""",
     {"x": h4, "n": 4, r"\mu_0": .1}, (h4.mean() - .1) / (h4.std(ddof=1) / 2)),
    (r"""\begin{equation} F_\beta = (1 + \beta^2) \frac{P R}{\beta^2 P + R}, \quad \text{where} \quad P = \frac{\mathrm{TP}}{\mathrm{TP} + \mathrm{FP}} \quad\text{and}\quad R = \frac{\mathrm{TP}}{\mathrm{TP} + \mathrm{FN}}. \end{equation}""",
     {r"\beta": 2., r"\mathrm{TP}": 6., r"\mathrm{FP}": 2., r"\mathrm{FN}": 3.}, 5 * .75 * (6 / 9) / (4 * .75 + 6 / 9)),
]  # fmt: skip
