"""Pseudocode as papers print it: right values, and the interpreter of the tree agrees."""

from __future__ import annotations

import pytest

from tests.formal import test_algorithms as algorithms
from tests.formal.algorithms import Procedure
from tests.formal.printed_lines import PRINTED_LINES

PRINTED = [*PRINTED_LINES]


@pytest.mark.parametrize("procedure", PRINTED, ids=lambda p: p.name)
def test_algorithm(procedure: Procedure) -> None:
    algorithms.test_algorithm(procedure)


@pytest.mark.parametrize("procedure", PRINTED, ids=lambda p: p.name)
def test_reference_agrees(procedure: Procedure) -> None:
    algorithms.test_reference_agrees(procedure)
