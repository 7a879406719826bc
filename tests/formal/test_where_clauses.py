"""Systems and where-clauses: the value of the mathematics, on every backend that takes them, or a refusal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from rca_kernel.errors import FormalError
from rca_kernel.formal import Agreement, compare, translate_algorithm, translate_equation
from tests.formal.stated import STATED, STATED_REFUSED
from tests.formal.systems import SYSTEMS
from tests.formal.test_fourth import given
from tests.formal.where_clauses import VALUES, WHERE_REFUSED

ALL = [*VALUES, *SYSTEMS, *STATED]


@pytest.mark.parametrize(("latex", "values", "expected"), ALL, ids=[latex[:60] for latex, _, _ in ALL])
def test_value(latex: str, values: Mapping[str, Any], expected: Any) -> None:
    translation = translate_equation(latex)
    wanted = {n: s for n, s in translation.parameters.items() if n not in translation.defaults}
    found = translation(**{n: given(values, n, symbol) for n, symbol in wanted.items()})
    last = found[-1] if isinstance(found, tuple) else found
    assert np.shape(last) == np.shape(expected)
    np.testing.assert_allclose(last, expected, rtol=1e-10)
    assert len(wanted) == len(values)


@pytest.mark.parametrize(("latex", "part"), [*WHERE_REFUSED, *STATED_REFUSED], ids=lambda text: text[:60])
def test_refusal(latex: str, part: str) -> None:
    with pytest.raises(FormalError, match=part):
        translate_equation(latex)


def test_the_code_agrees_with_the_tree() -> None:
    for latex, _, _ in ALL:
        translation = translate_equation(latex)
        turns = r"\omega_i" in latex  # angles drawn so large that doubles do not hold their turns
        if translation.algorithm is None and not translation.callables and not turns:
            outcome = compare(translation.function, translation, points=3)
            assert isinstance(outcome, Agreement), (latex, outcome)


def test_a_constant_of_a_where_clause_is_a_default() -> None:
    translation = translate_equation(r"\[ y = \frac{x}{x + \epsilon} \] where $\epsilon = 10^{-3}$.")
    assert translation.defaults == {"epsilon": 1e-3}
    assert translation(x=1.0) == pytest.approx(1 / 1.001)
    assert translation(x=1.0, epsilon=1.0) == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("latex", "inputs", "spread"),
    [
        (r"x \sim \mathcal{N}(\mu, \mathrm{diag}(\sigma^2))", {"sigma": np.array([1.0, 2.0, 3.0])}, None),
        (r"x \sim \mathcal{N}(\mu, \operatorname{diag}(v))", {"v": np.array([1.0, 4.0, 9.0])}, None),
        (r"x \sim \mathcal{N}(\mu, s^2 C)", {"s": 2.0, "C": np.diag([1.0, 2.0, 3.0])}, "matrix"),
    ],
)
def test_draws(latex: str, inputs: Mapping[str, Any], spread: str | None) -> None:
    mean = np.array([1.0, -1.0, 2.0])
    found = translate_equation(latex)(mu=mean, rng=np.random.default_rng(3), **inputs)
    rng = np.random.default_rng(3)
    if spread:
        expected = rng.multivariate_normal(mean, 4.0 * np.diag([1.0, 2.0, 3.0]))
    else:
        expected = rng.normal(mean, [1.0, 2.0, 3.0])
    np.testing.assert_allclose(found, expected)


def test_a_draw_inside_a_formula() -> None:
    translation = translate_equation(r"y = x + \mathcal{N}(0, \sigma^2 C^2 I)")
    found = translation(x=1.0, sigma=0.5, C=3.0, shape=4, rng=np.random.default_rng(1))
    np.testing.assert_allclose(found, 1 + 1.5 * np.random.default_rng(1).standard_normal(4))


def test_an_algorithm_reads_the_symbol_inside_a_logarithm() -> None:
    steps = r"\Require $h$, $\epsilon$ \State $\log \sigma^2 \gets 2 h$"
    steps += r"\State $z \gets \sigma \epsilon + \log \sigma^2$"
    found = translate_algorithm(rf"\begin{{algorithmic}}{steps} \State \Return $z$\end{{algorithmic}}")
    assert set(found.parameters) == {"h", "epsilon"}
    assert found(h=0.3, epsilon=0.5) == pytest.approx(0.5 * np.exp(0.3) + 0.6)


def test_the_corpus_of_systems_is_large() -> None:
    assert len(SYSTEMS) >= 40
