# ruff: noqa: E501
"""Pseudocode as papers print it: right values, and the interpreter of the tree agrees."""

from __future__ import annotations

import numpy as np
import pytest

from rca_kernel.errors import FormalError
from rca_kernel.formal import translate_algorithm
from tests.formal import test_algorithms as algorithms
from tests.formal.printed_arrays import GAIN, PRINTED_ARRAYS, STAY, VALUE_ITERATION, solved
from tests.formal.printed_lines import PRINTED_LINES
from tests.formal.printed_methods import PRINTED_METHODS
from tests.formal.printed_training import PRINTED_TRAINING
from tests.formal.procedures import Procedure

PRINTED = [*PRINTED_LINES, *PRINTED_ARRAYS, *PRINTED_METHODS, *PRINTED_TRAINING]

# Their random inputs do not fit each other: shapes of matrices, elements that are arrays beside a number.
UNDRAWN = {"newton's method", "advantages backwards in time", "a filter that predicts and corrects"}


@pytest.mark.parametrize("procedure", PRINTED, ids=lambda p: p.name)
def test_algorithm(procedure: Procedure) -> None:
    algorithms.test_algorithm(procedure)


@pytest.mark.parametrize("procedure", [p for p in PRINTED if p.name not in UNDRAWN], ids=lambda p: p.name)
def test_reference_agrees(procedure: Procedure) -> None:
    algorithms.test_reference_agrees(procedure)


def test_values_over_the_members_of_a_set_are_a_mapping() -> None:
    given = {
        "S": range(3), "A": range(2), "gamma": 0.9, "theta": 1e-9,
        "P": lambda n, s, a: STAY[s, a, n], "R": lambda s, a: GAIN[s, a],
    }  # fmt: skip
    found = translate_algorithm(VALUE_ITERATION)(**given)
    assert list(found) == [0, 1, 2]
    np.testing.assert_allclose(tuple(found.values()), solved(**given), rtol=1e-12)


@pytest.mark.parametrize(("latex", "reason"), [
    (r"\begin{algorithmic} \Require $n_1, \dots, n_K$, $n = \sum_{k=1}^K n_k$ \State \Return $n_1 / n$ \end{algorithmic}",
     "a number and an array"),
    (r"\begin{algorithmic} \Require $x$, $c$ \State $y \gets x$ (if $c > 0$) \State \Return $y$ \end{algorithmic}",
     "say more"),
    (r"\begin{algorithmic} \Require $x$ \State On odd iterations: $y \gets 2 x$ \State \Return $y$ \end{algorithmic}",
     "say more"),
    (r"\begin{lstlisting} def f(x): return 2 * x \end{lstlisting}", "a program"),
])  # fmt: skip
def test_what_two_readings_share_is_refused(latex: str, reason: str) -> None:
    with pytest.raises(FormalError, match=reason):
        translate_algorithm(latex)
