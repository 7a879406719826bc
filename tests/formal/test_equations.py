"""The corpus of equations: translated, with the right name, parameters and values."""

from __future__ import annotations

import inspect
import subprocess
import sys

import numpy as np
import pytest

from rca_kernel.formal import translate_equation
from rca_kernel.formal.checks import Agreement, compare
from tests.formal.corpus import EQUATIONS, Case


def inputs_of(case: Case) -> dict[str, object]:
    return {n: p.default for n, p in inspect.signature(case.expected).parameters.items()}


@pytest.mark.parametrize("case", EQUATIONS, ids=lambda c: c.latex[:60])
def test_equation(case: Case) -> None:
    translation = translate_equation(case.latex)
    inputs = inputs_of(case)
    assert translation.name == case.name
    assert set(translation.parameters) == set(inputs)
    expected = case.expected(**inputs)
    found = translation(**inputs)
    assert np.shape(found) == np.shape(expected)
    np.testing.assert_allclose(found, expected, rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize("case", EQUATIONS, ids=lambda c: c.latex[:60])
def test_reference_agrees(case: Case) -> None:
    translation = translate_equation(case.latex)
    outcome = compare(translation.function, translation, points=3)
    assert isinstance(outcome, Agreement), outcome


def test_corpus_is_large_enough() -> None:
    assert len(EQUATIONS) >= 130
    assert len({c.latex for c in EQUATIONS}) == len(EQUATIONS)


def test_sources_are_formatted_and_clean() -> None:
    """Every emitted function is what black would print and has no lint of ruff's default rules."""
    sources = [translate_equation(c.latex).source for c in EQUATIONS]
    text = "import numpy as np\n\n\n" + "\n\n".join(dict.fromkeys(sources))
    command = [
        sys.executable,
        "-m",
        "ruff",
        "check",
        "--select",
        "E9,F63,F7,F82,F401,F841,B",
        "--stdin-filename",
        "x.py",
        "-",
    ]
    outcome = subprocess.run(command, input=text, capture_output=True, text=True, check=False)
    assert outcome.returncode == 0, outcome.stdout
