"""The corpus of equations: translated, with the right name, parameters and values."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from rca_kernel.formal import translate_algorithm, translate_equation
from rca_kernel.formal.comparing import Agreement, compare
from tests.formal.algorithms import PROCEDURES
from tests.formal.algorithms_arrays import ARRAYS
from tests.formal.cases import Case
from tests.formal.corpus import EQUATIONS
from tests.formal.held_out import HELD_OUT
from tests.formal.second_algorithms import SECOND_PROCEDURES
from tests.formal.second_measures import MEASURES
from tests.formal.second_models import MODELS
from tests.formal.second_training import TRAINING
from tests.formal.third import THIRD

CORPORA = [*EQUATIONS, *HELD_OUT, *TRAINING, *MODELS, *MEASURES, *THIRD]


@pytest.mark.parametrize("case", EQUATIONS, ids=lambda c: c.latex[:60])
def test_equation(case: Case) -> None:
    translation = translate_equation(case.latex)
    inputs = case.inputs
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
    translated = [c for c in CORPORA if c.name is not None]
    assert len(translated) >= 400
    assert len(PROCEDURES) + len(ARRAYS) + len(SECOND_PROCEDURES) >= 45
    assert len({c.latex for c in EQUATIONS}) == len(EQUATIONS)


def sources() -> str:
    """All emitted functions in one file (names repeat, and `l` and `I` are the papers' own letters)."""
    found = [translate_equation(c.latex).source for c in CORPORA if c.name is not None]
    found += [translate_algorithm(p.latex).source for p in (*PROCEDURES, *ARRAYS, *SECOND_PROCEDURES)]

    return "import numpy as np\n\n\n" + "\n\n".join(found)


def ruff(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "ruff", *arguments, "--isolated", "--line-length", "88", "-"]
    return subprocess.run(command, input=sources(), capture_output=True, text=True, check=False)


def test_sources_are_what_black_prints() -> None:
    outcome = ruff("format", "--diff")
    assert outcome.returncode == 0, outcome.stdout[:2000]


def test_sources_have_no_lint() -> None:
    outcome = ruff("check", "--select", "E,F,I,UP", "--ignore", "F811,E741")
    assert outcome.returncode == 0, outcome.stdout[:2000]


def test_what_symbols_mean_stands_in_the_docstring_and_what_an_algorithm_requires_is_said_once() -> None:
    said = {r"\alpha": "step size", "g": "gradient of the loss", "z": "a symbol that does not occur"}
    source = translate_equation(r"\Delta = -\alpha g", meanings=said).source
    assert r"alpha: `\alpha`, step size" in source
    assert "g: `g`, gradient of the loss" in source
    assert "does not occur" not in source
    steps = r"""\begin{algorithmic}\Require $x$: the start, $\alpha$
        \State $x \gets x - \alpha x$ \State \Return $x$\end{algorithmic}"""
    source = translate_algorithm(steps, meanings={"x": "a point", r"\alpha": "step size"}).source
    assert "x: `x`, the start\n" in source
    assert r"alpha: `\alpha`, step size" in source
