# fmt: off
# ruff: noqa: E501
"""Systems and where-clauses that an audit found wrong or refused without need: values by LaTeX symbol."""

from __future__ import annotations

from typing import Any

import numpy as np

R = np.random.default_rng(8)
x3, h4, c4 = R.normal(size=3), R.normal(size=4), R.normal(size=4)
g4, b4 = R.normal(size=4), R.normal(size=4)
M43, M44, N44, M24 = R.normal(size=(4, 3)), R.normal(size=(4, 4)), R.normal(size=(4, 4)), R.normal(size=(2, 4))
X53, P32, Q32, V34 = R.normal(size=(5, 3)), R.normal(size=(3, 2)), R.normal(size=(3, 2)), R.normal(size=(3, 4))
U43, V43, L42, A23 = R.normal(size=(4, 3)), R.normal(size=(4, 3)), R.normal(size=(4, 2)), R.normal(size=(2, 3))
steps = R.normal(size=(6, 3))
N33, c3 = A23.T @ A23 + np.eye(3), R.normal(size=3)
noise = np.array([0.01, 0.03, 0.05, 0.08])
kept = np.cumprod(1 - noise)


def sigmoid(z: Any) -> Any:
    return 1 / (1 + np.exp(-z))


def softmax(z: Any) -> Any:
    powers = np.exp(z - z.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


def rnn() -> Any:
    state = np.zeros(4)
    for step in steps:
        state = np.tanh(M44 @ state + M43 @ step)
    return state


def contrast() -> float:
    cosines = np.array([[u @ v / np.linalg.norm(u) / np.linalg.norm(v) for v in V43] for u in U43]) / 0.2
    return float(np.mean([-np.log(np.exp(cosines[i, i]) / np.exp(cosines[i]).sum()) for i in range(4)]))


def gru() -> Any:
    z = sigmoid(M43 @ x3 + M44 @ h4 + b4)
    return (1 - z) * h4 + z * np.tanh(V43 @ x3 + N44 @ (z * h4))


VALUES: list[tuple[str, dict[str, Any], Any]] = [
    # prose after the display serves it; the last displayed left-hand side is returned
    (r"\begin{align} p &= u + v \\ q &= u v \end{align} where $r = 1 - s$.", {"u": 2., "v": 3.}, 6.),
    (r"\begin{equation} q = u v \end{equation} where $u = 1 - s$.", {"v": 3., "s": .2}, 2.4),
    (r"\begin{align*} q &= u v \end{align*} with $u = 1 - s$", {"v": 3., "s": .2}, 2.4),
    (r"\begin{align} p &= u v \\ q &= p + \kappa \end{align} Here $\kappa = 2$.", {"u": 2., "v": 3.}, 8.),
    (r"\[ q = u v^2 + \epsilon \] where $u$ is given by $1 - s$, and $\epsilon = 10^{-3}$.", {"v": 3., "s": .2}, 7.201),
    (r"$q = u v$, where $u = 1 - s$.", {"v": 3., "s": .2}, 2.4),
    (r"q = u v, \quad \text{where } u = 1 - s", {"v": 3., "s": .2}, 2.4),
    (r"q = u v, \quad \text{where $u = 1 - s$ and $s$ is a rate}", {"v": 3., "s": .2}, 2.4),
    (r"""\begin{align}
\tilde{\mathbf m}_t(\mathbf{x}_t, \mathbf{x}_0) &= \frac{\sqrt{\bar\alpha_{t-1}}\beta_t}{1-\bar\alpha_t}\mathbf{x}_0 + \frac{\sqrt{\alpha_t}(1-\bar\alpha_{t-1})}{1-\bar\alpha_t}\mathbf{x}_t
\end{align} with $\alpha_t = 1 - \beta_t$ and $\bar\alpha_t = \prod_{s=1}^t \alpha_s$.""",
     {r"\beta": noise, r"\mathbf{x}_0": h4, r"\mathbf{x}_t": c4, "t": 3},
     (np.sqrt(kept[1]) * noise[2] * h4 + np.sqrt(1 - noise[2]) * (1 - kept[1]) * c4) / (1 - kept[2])),
    (r"""\begin{align} z_t &= \sigma(W_z x_t + U_z h_{t-1} + b_z) \\
\tilde{h}_t &= \tanh(W_h x_t + U_h (z_t \odot h_{t-1})) \\ h_t &= (1 - z_t) \odot h_{t-1} + z_t \odot \tilde{h}_t
\end{align} where $\sigma$ denotes the logistic sigmoid function.""",
     {"W_z": M43, "U_z": M44, "b_z": b4, "W_h": V43, "U_h": N44, "x_t": x3, "h_{t-1}": h4}, gru()),
    (r"""\begin{gather} Q = X W^Q, \quad K = X W^K, \quad V = X W^V \\
\mathrm{Att}(Q, K, V) = \mathrm{softmax}\left(\frac{Q K^\top}{\sqrt{d}}\right) V \end{gather}
where $X \in \mathbb{R}^{n \times m}$, $W^Q, W^K \in \mathbb{R}^{m \times d}$ and $W^V \in \mathbb{R}^{m \times e}$.""",
     {"X": X53, "W^Q": P32, "W^K": Q32, "W^V": V34, "d": 2}, softmax((X53 @ P32) @ (X53 @ Q32).T / np.sqrt(2)) @ (X53 @ V34)),
    (r"""\begin{align} h &= W_0 x + \Delta W x \\ &= W_0 x + \frac{s}{r} B A x \end{align}
where $B \in \mathbb{R}^{m \times r}$, $A \in \mathbb{R}^{r \times k}$ and $x \in \mathbb{R}^k$.""",
     {"W_0": M43, "B": L42, "A": A23, "x": x3, "s": 8., "r": 2}, M43 @ x3 + 4 * L42 @ (A23 @ x3)),
    (r"\begin{equation} v = \beta v' + g \end{equation} where $g = 2x$. With $\beta = 0$ this reduces to SGD.", {r"\beta": .5, "v'": 2., "x": 3.}, 7.),
    (r"\[ y = a x \] Here $a = 2 b$. Note that $y = 0$ when $b = 0$.", {"b": .5, "x": 3.}, 3.),
    # functions said in words or by a formula
    (r"y = \sigma(w x + b), \quad \text{where } \sigma(z) = \max(z, 0)", {"w": 2., "x": x3, "b": .3}, np.maximum(2 * x3 + .3, 0)),
    (r"y = \phi(w x), \quad \text{where } \phi(u) = \frac{u}{1 + |u|}", {"w": 2., "x": x3}, 2 * x3 / (1 + np.abs(2 * x3))),
    (r"\begin{align} y &= g(w x) \\ g(u) &= \frac{u}{1 + |u|}\end{align}", {"w": 2., "x": x3}, 2 * x3 / (1 + np.abs(2 * x3))),
    (r"y = \sigma(w x) \text{ where $\sigma$ is the ReLU activation}", {"w": 2., "x": x3}, np.maximum(2 * x3, 0)),
    (r"\[ y = \phi(w x) \] where $\phi$ is the hyperbolic tangent.", {"w": 2., "x": x3}, np.tanh(2 * x3)),
    (r"\[ y = \sigma(w x) \] where $\sigma$ is a nonlinearity.", {"w": 2., "x": x3, r"\sigma": np.cos}, np.cos(2 * x3)),
    (r"\[ y = u \circ v \] where $\circ$ denotes the Hadamard product.", {"u": h4, "v": c4}, h4 * c4),
    (r"\[ y = \sigma(a x) + \phi(b x) \] where $\sigma$ and $\phi$ denote the sigmoid and tanh functions, respectively.", {"a": 2., "b": .5, "x": x3}, sigmoid(2 * x3) + np.tanh(x3 / 2)),
    (r"\[ y = \sigma(a x) + \phi(b x) \] where $\sigma$ is the sigmoid and $\phi$ the ReLU function.", {"a": 2., "b": .5, "x": x3}, sigmoid(2 * x3) + np.maximum(x3 / 2, 0)),
    # the symbol inside a logarithm
    (r"\begin{align} m &= W_1 h, \\ \log \sigma^2 &= W_2 h, \\ z &= m + \sigma \odot \epsilon \end{align}",
     {"W_1": M24, "W_2": M24 / 2, "h": h4, r"\epsilon": np.array([.3, -.7])}, M24 @ h4 + np.exp(M24 @ h4 / 4) * np.array([.3, -.7])),
    (r"\begin{align} \log(\sigma^2) &= w x \\ y &= \sigma \epsilon + \log \sigma^2 \end{align}", {"w": 2., "x": .3, r"\epsilon": .5}, .5 * np.exp(.3) + .6),
    (r"\begin{align} \log \sigma &= w x \\ y &= \sigma \epsilon \end{align}", {"w": 2., "x": .3, r"\epsilon": .5}, .5 * np.exp(.6)),
    (r"\begin{align} \ln q &= a x + b \\ L &= -y q \end{align}", {"a": 2., "x": .3, "b": .1, "y": 3.}, -3 * np.exp(.7)),
    # recurrences
    (r"\begin{align} h_t &= \tanh(A h_{t-1} + B x_t), \quad t = 1, \dots, T \\ y &= V h_T \end{align}",
     {"A": M44, "B": M43, "V": M24, "x": steps, "T": 6, "h_0": np.zeros(4)}, M24 @ rnn()),
    (r"\begin{align} h_0 &= 0 \\ h_t &= \tanh(W h_{t-1} + U x_t) \\ y &= V h_T \end{align}",
     {"W": M44, "U": M43, "V": M24, "x": steps, "T": 6, "h_0": np.zeros(4)}, M24 @ rnn()),
    (r"\begin{align} z_{k+1} &= z_k - \eta (c z_k - d), \quad k = 0, \ldots, K-1 \\ r &= z_K - d \end{align}",
     {"z_0": 1., r"\eta": .1, "c": 2., "d": .5, "K": 2}, (1 - .1 * 1.5) - .1 * (2 * (1 - .1 * 1.5) - .5) - .5),
    (r"s_t = \alpha x_t + (1 - \alpha) s_{t-1}, \quad s_0 = x_0", {r"\alpha": .3, "x_t": 2., "s_{t-1}": 1.}, 1.3),
    # a label for the map
    (r"""\begin{align} \mu_B &\leftarrow \frac{1}{m}\sum_{i=1}^m x_i \\ \sigma^2_B &\leftarrow \frac{1}{m}\sum_{i=1}^m (x_i-\mu_B)^2 \\
\hat{x}_i &\leftarrow \frac{x_i-\mu_B}{\sqrt{\sigma^2_B+\epsilon}} \\ y_i &\leftarrow \gamma \hat{x}_i + \beta \equiv \mathrm{BN}_{\gamma,\beta}(x_i) \end{align}""",
     {"x": h4, r"\epsilon": .1, r"\gamma": 1.3, r"\beta": .2, "m": 4}, 1.3 * (h4 - h4.mean()) / np.sqrt(h4.var() + .1) + .2),
    (r"y = a x + b \equiv g(x)", {"a": 2., "x": 3., "b": .5}, 6.5),
    (r"y = a x + b \triangleq g(x)", {"a": 2., "x": 3., "b": .5}, 6.5),
    (r"y = a x + b = g(x)", {"a": 2., "x": 3., "b": .5}, 6.5),
    (r"\begin{align} y &= a x + b \equiv g(x) \\ w &= g(u) + y \end{align}", {"a": 2., "x": 3., "b": .5, "u": 1.}, 9.),
    # the same definition at another index
    (r"\begin{align} \alpha_t &= 1 - \beta_t \\ y &= \alpha_{t-1} x \end{align}", {r"\beta_{t-1}": .2, "x": 3.}, 2.4),
    (r"\begin{align} d_t &= r_t + \gamma v_{t+1} - v_t \\ A_t &= d_t + \gamma\lambda d_{t+1} \end{align}",
     {"r_t": 1., "r_{t+1}": 2., r"\gamma": .9, r"\lambda": .5, "v_t": .3, "v_{t+1}": .2, "v_{t+2}": .1}, .88 + .45 * 1.89),
    (r"\begin{align} \alpha_t &= 1 - \beta_t \\ a_t &= \prod_{s=1}^t \alpha_s \\ x_t &= \sqrt{a_t} x_0 + \sqrt{1-a_t}\epsilon \end{align}",
     {r"\beta": noise, "t": 3, "x_0": h4, r"\epsilon": c4}, np.sqrt(kept[2]) * h4 + np.sqrt(1 - kept[2]) * c4),
    (r"\begin{align} d_t &= r_t + \gamma v_{t+1} - v_t \\ A_t &= \sum_{l=0}^{T-t} (\gamma\lambda)^l d_{t+l} \end{align}",
     {"r": h4, "v": np.append(c4, .3), r"\gamma": .9, r"\lambda": .5, "T": 4, "t": 2},
     sum(.45**k * (h4[1 + k] + .9 * np.append(c4, .3)[2 + k] - c4[1 + k]) for k in range(3))),
    (r"""\begin{align} s_{i,j} &= \frac{u_i^\top v_j}{\|u_i\| \|v_j\|} \\ \ell_i &= -\log \frac{\exp(s_{i,i}/\tau)}{\sum_{j=1}^{N}\exp(s_{i,j}/\tau)} \\
\mathcal{L} &= \frac{1}{N}\sum_{i=1}^{N} \ell_i \end{align}""", {"u": U43, "v": V43, r"\tau": .2, "N": 4}, contrast()),
    (r"\begin{align} r_i &= \sum_j a_{ij} x_j \\ E &= \sum_j r_j^2 \end{align}", {"a": M43, "x": x3}, ((M43 @ x3)**2).sum()),
    (r"\begin{align} r_t(\theta) &= \frac{p_t}{q_t} \\ L(\theta) &= \hat{\mathbb{E}}_t\left[\min(r_t(\theta) \hat{A}_t, \mathrm{clip}(r_t(\theta), 1-\epsilon, 1+\epsilon) \hat{A}_t)\right] \end{align}",
     {"p": noise, "q": kept, r"\hat{A}": h4, r"\epsilon": .2}, np.minimum(noise / kept * h4, np.clip(noise / kept, .8, 1.2) * h4).mean()),
    (r"\begin{align} u_i &= \frac{x_i}{\|x_i\|_2}, \\ S &= \sum_{i \neq j} u_i^\top u_j \end{align}", {"x": U43}, ((U43 / np.linalg.norm(U43, axis=1, keepdims=True)).sum(0)**2).sum() - 4),
    (r"\begin{align} k_t &= W_k h_t, \quad v_t = W_v h_t, \\ S_t &= S_{t-1} + v_t k_t^\top, \\ o_t &= S_t q_t \end{align}",
     {"W_k": M44, "W_v": N44, "h_t": h4, "S_{t-1}": M44, "q_t": c4}, (M44 + np.outer(N44 @ h4, M44 @ h4)) @ c4),
    # elements for every index of a sum
    (r"m = \frac{1}{H}\sum_{i=1}^{H} a_i, \quad \sigma = \sqrt{\frac{1}{H}\sum_{i=1}^{H}(a_i - m)^2}, \quad h_i = \frac{g_i}{\sigma}(a_i - m) + b_i",
     {"a": h4, "g": g4, "b": b4, "H": 4}, g4 / h4.std() * (h4 - h4.mean()) + b4),
    (r"\begin{align} L &= -\log p_y \\ p &= \mathrm{softmax}(z) \end{align}", {"y": 2, "z": h4}, -np.log(softmax(h4)[1])),
    (r"\begin{align} \mathbf{p} &= \mathrm{softmax}(\mathbf{z}) \\ L &= -\sum_k y_k \log p_k \end{align}", {"y": g4, r"\mathbf{z}": h4}, -(g4 * np.log(softmax(h4))).sum()),
    # the identity, and products through a matrix that only its place tells
    (r"\begin{align} S &= H P H^\top + R \\ K &= P H^\top S^{-1} \\ P' &= (I - K H) P \end{align}",
     {"H": A23, "P": N33, "R": np.eye(2)}, (np.eye(3) - N33 @ A23.T @ np.linalg.inv(A23 @ N33 @ A23.T + np.eye(2)) @ A23) @ N33),
    (r"H_{k+1} = (I - \rho s y^\top) H_k (I - \rho y s^\top) + \rho s s^\top", {r"\rho": .3, "s": x3, "y": c3, "H_k": N33},
     (np.eye(3) - .3 * np.outer(x3, c3)) @ N33 @ (np.eye(3) - .3 * np.outer(c3, x3)) + .3 * np.outer(x3, x3)),
    (r"J = M \odot I + (1 - M) \odot B", {"M": M44, "I": N44, "B": M44.T}, M44 * N44 + (1 - M44) * M44.T),
    # updates one after the other
    (r"\begin{align} m &\leftarrow \beta m + (1-\beta) g \\ \theta &\leftarrow \theta - \eta m \end{align}",
     {r"\beta": .9, "m": h4, "g": c4, r"\theta": g4, r"\eta": .1}, g4 - .1 * (.9 * h4 + .1 * c4)),
    # what only says where a formula holds
    (r"y = a x, \quad a > 0", {"a": 2., "x": 3.}, 6.),
    (r"x_t = a x_{t-1}, \quad t = 1, 2, \dots, T", {"a": 2., "x_{t-1}": 3.}, 6.),
    (r"\[ y = \phi(w x) \] where $\phi(\cdot) = \tanh(\cdot)$.", {"w": 2., "x": x3}, np.tanh(2 * x3)),
    (r"\[ u = s v \] where $s = \begin{cases} 1 & \text{if } v > 0 \\ -1 & \text{otherwise} \end{cases}$.", {"v": h4}, np.abs(h4)),
    (r"\[ y = \ell(b x) \] where $\ell$ is the loss (see \cite{a}) such that $\ell(t) = \log(1 + e^{-t})$.", {"b": 2., "x": .3}, np.log(1 + np.exp(-.6))),
    # running averages, cases, remainders
    (r"\begin{aligned} \mathbb{E}[g^2]_t &= \gamma \mathbb{E}[g^2]_{t-1} + (1-\gamma) g_t^2 \\ w_{t+1} &= w_t - \frac{\eta}{\sqrt{\mathbb{E}[g^2]_t + \epsilon}} g_t \end{aligned}",
     {r"\gamma": .9, r"\mathbb{E}[g^2]_{t-1}": h4**2, "g_t": c4, "w_t": g4, r"\eta": .1, r"\epsilon": 1e-3}, g4 - .1 / np.sqrt(.9 * h4**2 + .1 * c4**2 + 1e-3) * c4),
    (r"""\begin{align} p_t &= \begin{cases} p & \text{if } y = 1 \\ 1-p & \text{otherwise,} \end{cases} \\ \mathrm{FL}(p_t) &= -\alpha_t (1-p_t)^\gamma \log(p_t), \\
\alpha_t &= \begin{cases} \alpha & \text{if $y = 1$} \\ 1-\alpha & \text{otherwise.} \end{cases} \end{align}""",
     {"p": np.array([.3, .8]), "y": np.array([1, 0]), r"\alpha": .25, r"\gamma": 2.}, np.array([-.25 * .49 * np.log(.3), -.75 * .64 * np.log(.2)])),
    (r"t_i = \frac{1}{c} (\mathrm{mod}(i-1, c) + 1)", {"i": 6, "c": 4}, .5),
    (r"y = (a \;\mathrm{mod}\; b) + 1", {"a": 7, "b": 4}, 4),
]  # fmt: skip

WHERE_REFUSED = [
    (r"\begin{align} h_t &= \tanh(w h_{t-1} + u x_t) \\ y &= v h_T \end{align}", "another time"),
    (r"\begin{align} w_t &= w_{t-1} - \eta g_t \\ m &= \frac{1}{T}\sum_{t=1}^T w_t \end{align}", "another time"),
    (r"\begin{align} \log v^2 &= a x \\ y &= v \end{align}", "square is defined"),
    (r"\begin{align} \beta_t &= 1 - t^{-c} \\ m_t &= \beta_1 m_{t-1} + (1 - \beta_t) g_t \end{align}", "quantity of its own"),
    (r"y = u * v, \text{ where $*$ denotes convolution}", "convolution"),
    (r"\[ y = \sum_i x_i w_i \] where $i \neq k$", "restrict"),
    (r"\[ y = \sum_i x_i w_i \] where $i \in S$", "restrict"),
    (r"\[ y = a x + b \] where $b = 1$ if $a > 0$.", "condition"),
    (r"\[ y = a x \] for $a = 1$.", "condition"),
    (r"\[ H = -\sum_i p_i \log p_i \] where the logarithm is to base 2.", "condition"),
    (r"\[ y = \|x\| \] where $\|\cdot\|$ denotes the $\ell_1$ norm.", "Euclidean"),
    (r"\[ y = a x \] where $a = \int f(u) du$.", "integral"),
    (r"\[ y = \sigma(\phi(x) + \psi(x)) \] where $\sigma$, $\phi$ and $\psi$ are the sigmoid and ReLU.", "several functions"),
    (r"\[ D = (x - m)^\top S^{-1} (x - m) \] where $S = \sum_{i=1}^n (x_i - m)(x_i - m)^\top$ and $m$ is the mean.", "under the same letter"),
    (r"y = a s, \quad \text{where s} = \cos u", "stands in the words"),
    (r"x \sim \mathcal{N}(0, A B)", "matrix product"),
    (r"\begin{align} h_l &= \tanh(w h_{l-1}) \\ y &= h_L \end{align}", "another time"),
    (r"\begin{align} p &= \mathrm{softmax}(z) \\ L &= p_t - p_s \end{align}", "quantity of its own"),
    (r"\begin{align} f_i &= w x_i \\ y &= f_i - f_c \end{align}", "quantity of its own"),
    (r"f(x) = \sum_{i=1}^n a_i K(x_i, x)", "own elements"),
    (r"\hat{f}(x) = \frac{1}{n}\sum_{i=1}^n \exp(-(x - x_i)^2)", "own elements"),
    (r"\[ u = a v \] where $a = 1$ and, for text, $a = 2$.", "two values"),
    (r"\[ u = a v \] where $a$ is such that $\sum_i a_i = 1$.", "condition"),
]
