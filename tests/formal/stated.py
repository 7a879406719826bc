# ruff: noqa: E501
"""Equations beside the one that is displayed which define no plain name: solved, put in place, or refused."""

from __future__ import annotations

from typing import Any

import numpy as np

R = np.random.default_rng(22)
A33, P23, b3, x3 = (
    R.normal(size=(3, 3)) + 4 * np.eye(3),
    R.normal(size=(2, 3)),
    R.normal(size=3),
    R.normal(size=3),
)

STATED: list[tuple[str, dict[str, Any], Any]] = [
    (r"\mathbf m = \mathbf S \mathbf b \quad\text{where } \mathbf S^{-1} = \mathbf A + \beta \mathbf P^\top\mathbf P",
     {r"\mathbf b": b3, r"\mathbf A": A33, r"\beta": 0.5, r"\mathbf P": P23}, np.linalg.solve(A33 + 0.5 * P23.T @ P23, b3)),
    (r"\begin{align} \mathbf S^{-1} &= \mathbf A + \mathbf P^\top\mathbf P \\ m &= \mathbf b^\top \mathbf S^{-1} \mathbf b \end{align}",
     {r"\mathbf b": b3, r"\mathbf A": A33, r"\mathbf P": P23}, b3 @ (A33 + P23.T @ P23) @ b3),
    (r"y = d x \quad\text{where } d^{-1} = a + f", {"x": 3.0, "a": 1.5, "f": 2.0}, 3 / 3.5),
    (r"\begin{align} y &= x \cos\theta \end{align} where $\cos\theta = a + f$.", {"x": 3.0, "a": 0.5, "f": 0.25}, 2.25),
    (r"\begin{align} y &= x \|d\| \\ \|d\| &= a + f \end{align}", {"x": 3.0, "a": 0.5, "f": 0.25}, 2.25),
    (r"f = \sum_k \pi_k x_k \quad\text{where } \sum_k \pi_k = 1", {r"\pi": b3, "x": x3}, b3 @ x3),
    (r"\left\{\begin{aligned} a &= x + y \\ b &= a z \end{aligned}\right.", {"x": 1.0, "y": 2.0, "z": 3.0}, 9.0),
    (r"\begin{cases} a = x + y \\ b = a z \end{cases}", {"x": 1.0, "y": 2.0, "z": 3.0}, 9.0),
    (r"\begin{equation}\left\{\begin{array}{l} a = x + y \\ b = a z \end{array}\right.\end{equation}", {"x": 1.0, "y": 2.0, "z": 3.0}, 9.0),
    (r"\begin{align} p_{i+1/2} &= p_i - \frac{\epsilon}{2} w q_i \\ q_{i+1} &= q_i + \epsilon p_{i+1/2} \\ p_{i+1} &= p_{i+1/2} - \frac{\epsilon}{2} w q_{i+1} \end{align}",
     {"p_i": 1.0, "q_i": 2.0, r"\epsilon": 0.5, "w": 3.0}, -0.5 - 0.25 * 3 * 1.75),
    (r"\begin{align} I_{t+1} &= I_t + \frac{\beta S_t I_t}{N} \end{align} where $N = S_t + I_t + R_t$.",
     {r"\beta": 0.5, "S_t": 3.0, "I_t": 1.0, "R_t": 2.0}, 1.25),
    (r"\begin{align} ab &= x + 1 \\ y &= ab z \end{align}", {"x": 2.0, "z": 3.0}, 9.0),
    (r"y = d x + a \quad\text{where } a + d = 1", {"d": 0.25, "x": 2.0, "a": 0.75}, 1.25),
]  # fmt: skip

STATED_REFUSED = [
    (r"y = d x \quad\text{where } \frac1d = e + f", "to be solved"),
    (r"y = d x \quad\text{where } a + d = b", "to be solved"),
    (r"y = d x \quad\text{where } \log\frac{d}{1-d} = e + f", "to be solved"),
    (r"\begin{align} y &= d x \end{align} where $2d = a + f$.", "to be solved"),
    (r"\begin{align} y &= d x \end{align} where $\tanh(d) = a + f$.", "equation to solve"),
    (r"\begin{align} y &= \theta x \\ \cos\theta &= a + f \end{align}", "equation to solve"),
    (r"y = d x, \quad \|d\| = a + f", "equation to solve"),
    (r"\begin{align} y &= d x \end{align} where $-d = a + f$.", "equation to solve"),
]
