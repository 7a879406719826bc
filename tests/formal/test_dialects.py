# ruff: noqa: E501
"""Every form of pseudocode in every package: the same parameters and the same values."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import pytest

from rca_kernel.formal import translate_algorithm
from tests.formal.dialects import DIALECTS, Block, Branches, Line, Part


class Form(NamedTuple):
    name: str
    parts: tuple[Part, ...]
    inputs: dict[str, Any]
    expected: Callable[..., Any]


def given(*symbols: str) -> Line:
    return Line(", ".join(f"${symbol}$" for symbol in symbols), "input")


def returned(text: str) -> Line:
    return Line(f"${text}$", "return")


def steps(*texts: str) -> tuple[Part, ...]:
    return tuple(Line(f"${text}$") for text in texts)


def summed(x: float, n: int) -> float:
    return sum(x * i for i in range(1, n + 1))


HALVE = steps(r"x \gets x / 2", r"k \gets k + 1")
FORMS = [
    Form("input and output", (given("x", "y"), Line("the mean $m$", "output"), *steps(r"m \gets (x + y) / 2")),
         {"x": 1.0, "y": 4.0}, lambda x, y: 2.5),
    Form("values given with the inputs", (Line(r"rate $\eta = 0.5$, start $x$", "input"), *steps(r"x \gets x - \eta"), returned("x")),
         {"x": 1.0}, lambda x: 0.5),
    Form("a range with to", (given("x", "n"), *steps(r"s \gets 0"), Block("for", "$i = 1$ to $n$", steps(r"s \gets s + i x")), returned("s")),
         {"x": 0.5, "n": 4}, summed),
    Form("a range with dots", (given("x", "n"), *steps(r"s \gets 0"), Block("for", r"$i = 1, \ldots, n$", steps(r"s \gets s + i x")), returned("s")),
         {"x": 0.5, "n": 4}, summed),
    Form("a set of numbers", (given("x", "n"), *steps(r"s \gets 0"), Block("for", r"$i \in \{1, \ldots, n\}$", steps(r"s \gets s + i x")), returned("s")),
         {"x": 0.5, "n": 4}, summed),
    Form("downwards", (given("n"), *steps(r"s \gets 1"), Block("for", r"$i = n, n-1, \ldots, 1$", steps(r"s \gets s / 2 + i")), returned("s")),
         {"n": 3}, lambda n: ((0.5 + 3) / 2 + 2) / 2 + 1),
    Form("for all of a set", (given("S"), *steps(r"s \gets 0"), Block("forall", r"$a \in S$", steps(r"s \gets s + a^2")), returned("s")),
         {"S": [1.0, 2.0]}, lambda S: 5.0),
    Form("over batches", (given(r"\theta", r"\mathcal{B}", r"\eta"), Block("for", r"each batch $b \in \mathcal{B}$", steps(r"\theta \gets \theta - \eta \nabla L(\theta, b)")), returned(r"\theta")),
         {"theta": 1.0, "B": [2.0, 3.0], "eta": 0.1, "grad_L": lambda w, b: w * b}, lambda theta, B, eta, grad_L: 0.8 * 0.7),
    Form("while", (given("x"), *steps(r"k \gets 0"), Block("while", "$x > 1$", HALVE), returned("k")), {"x": 9.0}, lambda x: 4),
    Form("repeat until", (given("x"), *steps(r"k \gets 0"), Block("repeat", r"$x \le 1$", HALVE), returned("k")), {"x": 0.5}, lambda x: 1),
    Form("until convergence", (given("x"), Block("while", "not converged", steps(r"x \gets x / 2")), returned("x")),
         {"x": 8.0, "max_steps": 3}, lambda x, max_steps: 1.0),
    Form("branches", (given("x"), Branches((("$x > 1$", steps(r"y \gets 1")), ("$x < 0$", steps(r"y \gets -x")), ("", steps(r"y \gets x")))), returned("y")),
         {"x": -0.25}, lambda x: 0.25),
    Form("one branch", (given("x"), *steps(r"y \gets x"), Branches((("$x > 1$ and $x < 3$", steps(r"y \gets 0")),)), returned("y")),
         {"x": 2.0}, lambda x: 0.0),
    Form("state over time", (given("g"), *steps(r"m_0 \gets 0"), Block("for", "$t = 1$ to $T$", steps(r"m_t \gets \beta m_{t-1} + g", r"\hat{m}_t \gets m_t / (1 - \beta^t)")), returned(r"\hat{m}_T")),
         {"g": 1.0, "T": 2, "beta": 0.5}, lambda g, T, beta: 2.0),
    Form("a comment", (given("x"), Line("twice the input", "comment"), *steps(r"y \gets 2 x"), returned("y")), {"x": 2.0}, lambda x: 4.0),
    Form("words around a step", (given("x"), Line(r"Compute the value: $y \gets 2 x$"), returned("y")), {"x": 2.0}, lambda x: 4.0),
    Form("a gradient", (given(r"\theta", r"\eta"), *steps(r"\theta \gets \theta - \eta \nabla_\theta f(\theta)"), returned(r"\theta")),
         {"theta": 1.0, "eta": 0.1, "grad_f": lambda w: 3 * w}, lambda theta, eta, grad_f: 0.7),
    Form("a minibatch", (given(r"\mathcal{D}"), Line(r"Sample a minibatch $B$ from $\mathcal{D}$"), *steps(r"y \gets 2 B"), returned("y")),
         {"D": [3.0], "sample_minibatch": lambda data: data[0]}, lambda D, sample_minibatch: 6.0),
    Form("a draw from a policy", (given("s"), *steps(r"a \sim \pi_\theta(\cdot \mid s)", r"r \gets a^2"), returned("r")),
         {"s": 2.0, "sample_pi_theta": lambda s: s + 1}, lambda s, sample_pi_theta: 9.0),
    Form("normal noise", (given(r"\mu", r"\sigma"), *steps(r"x \sim \mathcal{N}(\mu, \sigma^2)"), returned("x")),
         {"mu": 1.0, "sigma": 2.0}, lambda mu, sigma, rng: rng.normal(mu, sigma)),
    Form("a Beta weight", (given(r"\alpha"), Line(r"Draw $\lambda \sim \mathrm{Beta}(\alpha, \alpha)$"), returned(r"\lambda")),
         {"alpha": 0.4}, lambda alpha, rng: rng.beta(alpha, alpha)),
    Form("a uniform number", (Line(r"Sample $u \sim U(0, 1)$"), *steps(r"v \gets 2 u"), returned("v")), {}, lambda rng: 2 * rng.uniform(0, 1)),
    Form("leaving a loop", (given("x", "n"), Block("for", "$i = 1$ to $n$", (*steps(r"x \gets 2 x"), Branches((("$x > 5$", (Line(r"\textbf{break}"),)),)))), returned("x")),
         {"x": 1.0, "n": 9}, lambda x, n: 8.0),
    Form("several results", (given("x"), *steps(r"y \gets 2 x"), returned("x, y")), {"x": 3.0}, lambda x: (3.0, 6.0)),
    Form("a procedure that is called", (given("x"), *steps(r"y \gets \mathrm{Project}(x, 2)"), returned("y")),
         {"x": 3.0, "Project": min}, lambda x, Project: 2),
]  # fmt: skip


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_a_form_in_a_package(form: Form, dialect: str) -> None:
    latex = DIALECTS[dialect](form.parts, form.name)
    found = translate_algorithm(latex)
    assert {n for n in found.parameters if n not in found.defaults} == set(form.inputs), latex
    draws = {"rng": np.random.default_rng(1)} if found.needs_rng else {}
    theirs = {"rng": np.random.default_rng(1)} if found.needs_rng else {}
    value = found(**form.inputs, **draws)
    np.testing.assert_allclose(value, form.expected(**form.inputs, **theirs), rtol=1e-12)


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_hook_in_a_package(dialect: str) -> None:
    parts = (given("x"), Line("Whiten $x$ with the saved statistics"), *steps(r"y \gets 2 x"), returned("y"))
    found = translate_algorithm(DIALECTS[dialect](parts, "Whitening"), hooks=True)
    assert list(found.hooks.values()) == ["Whiten $x$ with the saved statistics"]
    assert found(x=3.0, **dict.fromkeys(found.hooks, lambda x: x - 1)) == 4.0
