"""Check points reach every side of a formula: a function that leaves one out fails at one of them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from rca_kernel.errors import FormalError
from rca_kernel.formal import CheckPoint, check_points, translate_algorithm, translate_equation
from rca_kernel.formal.checks import reference_value, uncovered
from rca_kernel.formal.coverage import goals
from rca_kernel.formal.translation import Translation
from tests.formal.algorithms import PROCEDURES
from tests.formal.algorithms_arrays import ARRAYS
from tests.formal.corpus import EQUATIONS
from tests.formal.held_out import HELD_OUT
from tests.formal.mutations import mutants
from tests.formal.procedures import Procedure

POINTS = 5
CORPUS = [c.latex for c in (*EQUATIONS, *HELD_OUT) if c.name is not None]
MASK = (
    r"M_{r,s} = \begin{cases} 0 & \text{if } r_x \le r < r_x + w \text{ and } r_y \le s < r_y + h \\"
    r" 1 & \text{otherwise} \end{cases}"
)
FOCAL = (
    r"L = \begin{cases} -(1-p)^\gamma \log p & \text{if } y = 1 \\"
    r" -p^\gamma \log(1-p) & \text{otherwise} \end{cases}"
)
SIDED = [
    r"w = \lfloor W \sqrt{1-\lambda} \rfloor",
    MASK,
    FOCAL,
    r"\eta_t = \eta \gamma^{\lfloor t / 30 \rfloor}",
    r"y = \mathbb{1}[i = j]",
    r"y = x \bmod m",
    r"k = \max(1, \lceil \rho n \rceil)",
    r"b = \mathrm{clip}(x, -1, 1)",
    r"s = \sum_{i=a}^{b} x_i",
    r"y = |x - 1000|",
]
# Both functions given to it are the same probe, so that its step is always 1.
NEWTON = {"comparison <: part 1 fails", "abs: below 0", "Repeat: three steps"}
ONE_NUMBER = {"newton", "double_up", "paced", "clipped_entries"}
ARRAY = "arrays in place of numbers"


def survives(wrong: Translation, points: Sequence[CheckPoint]) -> bool:
    """Whether the wrong formula has the right value at every point."""
    for point in points:
        try:
            found = reference_value(wrong, point.inputs, point.seed)
        except (ArithmeticError, ValueError, TypeError, IndexError, FormalError):
            return False
        if not agrees(found, point.expected):
            return False
    return True


def agrees(found: object, expected: object) -> bool:
    if isinstance(expected, tuple) and isinstance(found, tuple):
        return all(agrees(f, e) for f, e in zip(found, expected, strict=True))
    left, right = np.asarray(found), np.asarray(expected)
    return left.shape == right.shape and np.allclose(left, right, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("latex", SIDED)
def test_both_sides_are_reached(latex: str) -> None:
    translation = translate_equation(latex)
    points = check_points(translation, POINTS)
    assert goals(translation)
    assert uncovered(translation, points) == ()
    assert POINTS <= len(points) <= 2 * POINTS
    values = np.concatenate([np.ravel(point.expected) for point in points])
    assert np.ptp(values) > 0


@pytest.mark.parametrize("latex", SIDED)
def test_a_function_without_one_side_fails(latex: str) -> None:
    translation = translate_equation(latex)
    points = check_points(translation, POINTS)
    wrong = list(mutants(translation))
    assert [words for words, other in wrong if survives(other, points)] == []


def test_wrong_variants_of_the_corpus_fail() -> None:
    tried = 0
    for latex in CORPUS:
        translation = translate_equation(latex)
        points = check_points(translation, POINTS)
        for words, other in mutants(translation):
            tried += 1
            assert not survives(other, points), (words, latex)
    assert tried > 140


@pytest.mark.parametrize("procedure", [*PROCEDURES, *ARRAYS], ids=lambda p: p.name)
def test_points_of_an_algorithm(procedure: Procedure) -> None:
    """Loops run three steps, branches are taken, arrays are given, and leaving any of it out fails."""
    translation = translate_algorithm(procedure.latex)
    points = check_points(translation, POINTS)
    excused = (NEWTON if procedure.name == "newton" else set()) | (
        {ARRAY} if procedure.name in ONE_NUMBER else set()
    )
    assert set(uncovered(translation, points)) == excused
    assert [words for words, other in mutants(translation) if survives(other, points)] == []


def test_initial_values_are_vectors_and_rates_are_numbers() -> None:
    points = check_points(translate_algorithm(PROCEDURES[0].latex), POINTS)
    assert any(np.shape(p.inputs["theta_0"]) == (3,) and np.shape(p.inputs["alpha"]) == () for p in points)


def test_sizes_are_whole_numbers() -> None:
    points = check_points(translate_equation(SIDED[0]), POINTS)
    sizes = np.concatenate([np.ravel(p.inputs["W"]) for p in points])
    assert sum(size >= 2 and size == int(size) for size in sizes) >= 3


def test_sums_have_terms_at_every_point() -> None:
    points = check_points(translate_equation(r"s = \sum_{i=a}^{b} x_i"), POINTS)
    assert all(p.inputs["a"] <= p.inputs["b"] for p in points)


def test_what_no_point_reaches_is_said() -> None:
    translation = translate_equation(r"y = \max(x^2, -1)")
    assert uncovered(translation, check_points(translation, POINTS)) == ("max: argument 2",)


def test_a_formula_with_one_value_is_refused() -> None:
    with pytest.raises(FormalError, match="one and the same value"):
        check_points(translate_equation(r"y = \frac{x}{x}"), POINTS)


def test_a_value_stated_beside_an_update_is_a_default() -> None:
    translation = translate_equation(r"\theta' \leftarrow \mu \theta' + (1 - \mu) \theta, \quad \mu = 0.996")
    assert dict(translation.defaults) == {"mu": 0.996}
    assert translation(theta_prime=2.0, theta=1.0) == pytest.approx(1.996)
    assert len(check_points(translation, POINTS)) == POINTS
