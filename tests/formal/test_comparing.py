"""`compare`: right code agrees at the inputs that it expects, wrong code and wrong signatures are told."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from rca_kernel.formal import Agreement, Counterexample, FormalError, compare, translate_equation
from rca_kernel.formal.implied import implied_domain, lengths

NORM = r"""\begin{align}
\mu &= \frac{1}{m} \sum_{i=1}^m u_i \\
\sigma^2 &= \frac{1}{m} \sum_{i=1}^m (u_i - \mu)^2 \\
y &= g \odot \frac{u - \mu}{\sqrt{\sigma^2 + \epsilon}} + b
\end{align}"""
DIVERGENCE = r"D = -\frac{1}{2} \sum_{j=1}^{J} \left(1 + \log s_j^2 - \mu_j^2 - s_j^2\right)"
STEP = r"""\begin{aligned}
v_t &= \beta v_{t-1} + (1 - \beta) g_t^2 \\
x_t &= x_{t-1} - \eta \frac{g_t}{\sqrt{v_t / (1 - \beta^t)} + \epsilon}
\end{aligned}"""
HINGED = r"f = \begin{cases} 0 & \text{if } a < \delta \\ a & \text{otherwise} \end{cases}"
RAMP = r"r_t = \begin{cases} t / W & \text{if } t < W \\ 2 & \text{otherwise} \end{cases}"


def normed(u: Any, g: Any, b: Any, epsilon: float) -> Any:
    return g * (u - u.mean()) / np.sqrt(u.var() + epsilon) + b


def divergence(s: Any, mu: Any) -> Any:
    return 0.5 * np.sum(mu**2 + s**2 - np.log(s**2) - 1)


def stepped(
    beta: float, v_t_minus_1: Any, g_t: Any, x_t_minus_1: Any, eta: float, t: int, epsilon: float
) -> Any:
    v = beta * v_t_minus_1 + (1 - beta) * g_t**2
    return x_t_minus_1 - eta * g_t / (np.sqrt(v) / np.sqrt(1 - beta**t) + epsilon)


@pytest.mark.parametrize(
    ("function", "latex"),
    [(normed, NORM), (divergence, DIVERGENCE), (stepped, STEP)],
    ids=["norm", "divergence", "step"],
)
def test_right_code_agrees(function: Any, latex: str) -> None:
    outcome = compare(function, latex)
    assert isinstance(outcome, Agreement), outcome
    assert outcome.points >= 20
    assert "agrees at" in str(outcome)


@pytest.mark.parametrize(
    ("function", "latex"),
    [
        (lambda u, g, b, epsilon: g * (u - u.mean()) / np.sqrt(u.var(ddof=1) + epsilon) + b, NORM),
        (lambda u, g, b, epsilon: g * (u - u.mean()) / (u.std() + epsilon) + b, NORM),
        (lambda s, mu: 0.5 * np.sum(mu**2 + s**2 - np.log(s) - 1), DIVERGENCE),
        (lambda a, delta: 0.0 if a <= delta else a, HINGED),
        (lambda t, W: t / W if t <= W else 2, RAMP),
    ],
)
def test_wrong_code_is_found(function: Any, latex: str) -> None:
    assert isinstance(compare(function, latex), Counterexample)


def test_a_counterexample_says_where_and_by_how_much() -> None:
    def scaled(u: Any, c: float) -> Any:
        return np.where(np.arange(len(u)) == 1, 2.0, 1.0) * c * u

    outcome = compare(scaled, r"y = c u, \quad u \in \mathbb{R}^n")
    assert isinstance(outcome, Counterexample)
    first = str(outcome).splitlines()[0]
    assert first.startswith("scaled differs from the formula in entry 1 by ")
    assert "np.float64" not in str(outcome)


def test_other_parameters_are_told_before_anything_is_called() -> None:
    with pytest.raises(FormalError, match=r"Not compared.*it lacks b; the formula has no bias") as caught:
        compare(lambda a, x, bias: a * x + bias, "y = a x + b")
    assert "a, x, b" in caught.value.hint


def test_samplers_and_domains_are_over_what_is_implied() -> None:
    seen: list[float] = []

    def mixed(lam: float, x: Any, y: Any) -> Any:
        seen.append(lam)
        return lam * x + (1 - lam) * y

    latex = r"m = \mathrm{lam} \cdot x + (1 - \mathrm{lam}) \cdot y"
    assert isinstance(compare(mixed, latex), Agreement)
    assert all(np.all((one > 0) & (one < 1)) for one in seen)
    seen.clear()
    assert isinstance(compare(mixed, latex, {"lam": lambda rng: float(rng.uniform(2, 3))}), Agreement)
    assert all(2 <= one <= 3 for one in seen)


def test_what_a_formula_implies() -> None:
    step = translate_equation(STEP)
    ranges = implied_domain(step).ranges
    assert ranges["beta"].words() == "(0, 1)"
    assert ranges["t"].whole
    assert ranges["t"].lower == 1
    assert not {"eta", "epsilon", "x_t_minus_1"} & ranges.keys()
    assert lengths(translate_equation(NORM)) == {"u": ("m",)}
    assert not implied_domain(translate_equation(r"h = \max(0, 1 - x)")).ranges
