"""Draws: whole numbers, elements of a set, and what may be either."""

from __future__ import annotations

import numpy as np
import pytest

from rca_kernel.errors import FormalError
from rca_kernel.formal import translate_equation
from rca_kernel.formal.comparing import Agreement, compare


def drawn(latex: str, **inputs: object) -> set[float]:
    translation = translate_equation(latex)
    rng = np.random.default_rng(0)
    return {float(translation(**inputs, rng=rng)) for _ in range(200)}


@pytest.mark.parametrize(
    ("latex", "inputs", "values"),
    [
        (r"t \sim \mathcal{U}(\{0, \ldots, n\})", {"n": 3}, {0, 1, 2, 3}),
        (r"t \sim \mathrm{Uniform}(\{1, 2, \dots, T\})", {"T": 3}, {1, 2, 3}),
        (r"t \sim \mathcal{U}\{0, \dots, T-1\}", {"T": 3}, {0, 1, 2}),
        (r"k \sim \mathrm{Unif}[1:K]", {"K": 2}, {1, 2}),
        (r"i \sim \mathrm{Uniform}([n])", {"n": 3}, {1, 2, 3}),
        (r"x \sim \mathrm{Uniform}(\mathcal{D})", {"D": [2, 5, 7]}, {2, 5, 7}),
    ],
)
def test_whole_numbers_and_elements(latex: str, inputs: dict[str, object], values: set[int]) -> None:
    assert drawn(latex, **inputs) == values
    translation = translate_equation(latex)
    assert isinstance(compare(translation.function, translation, points=3), Agreement)


def test_numbers_between() -> None:
    values = drawn(r"t \sim \mathcal{U}[0, 1]")
    assert len(values) == 200
    assert 0 < min(values) < 0.1
    assert 0.9 < max(values) < 1


@pytest.mark.parametrize(
    "latex", [r"i \sim \mathcal{U}([1, n])", r"t \sim \mathcal{U}(1, T)", r"k \sim U(0, K)"]
)
def test_an_index_from_an_interval_is_refused(latex: str) -> None:
    with pytest.raises(FormalError, match="whole numbers or any numbers"):
        translate_equation(latex)
