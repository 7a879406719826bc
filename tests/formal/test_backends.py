"""The same formulas for torch, jax.numpy and SymPy: equal to NumPy, or refused by name."""

from __future__ import annotations

import importlib.util
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from rca_kernel.errors import FormalError
from rca_kernel.formal import translate_algorithm, translate_equation
from tests.formal.algorithms import PROCEDURES
from tests.formal.algorithms_arrays import ARRAYS
from tests.formal.cases import Case
from tests.formal.corpus import EQUATIONS
from tests.formal.decided import DECIDED
from tests.formal.held_out import HELD_OUT
from tests.formal.procedures import Procedure
from tests.formal.second_algorithms import SECOND_PROCEDURES
from tests.formal.second_measures import MEASURES
from tests.formal.second_models import MODELS
from tests.formal.second_training import TRAINING

CASES = [c for c in (*EQUATIONS, *HELD_OUT, *TRAINING, *MODELS, *MEASURES, *DECIDED) if c.name is not None]
REASONS = ("NumPy only", "counterpart", "numbers only")


def difference(case: Case, backend: str, convert: Callable[[Any], Any]) -> float | None:
    """The largest relative difference from NumPy; None where the backend refuses by name."""
    try:
        translation = translate_equation(case.latex, backend=backend)
    except FormalError as error:
        if not any(reason in str(error) for reason in REASONS):
            raise
        return None
    inputs = case.inputs
    kept = {r.name for r in translation.roles if r.kind in {"integer", "set", "callable"}}
    given = {n: v if n in kept or isinstance(v, list) else convert(v) for n, v in inputs.items()}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = np.asarray(translation(**given), dtype=float)
    expected = np.asarray(case.expected(**inputs), dtype=float)
    assert found.shape == expected.shape, case.latex
    return float(np.max(np.abs(found - expected) / (1 + np.abs(expected)), initial=0.0))


def compared(backend: str, convert: Callable[[Any], Any], tolerance: float, least: int) -> None:
    """Every formula whose functions are not given in NumPy."""
    cases = [c for c in CASES if not any(callable(v) for v in c.inputs.values())]
    found = {c.latex: difference(c, backend, convert) for c in cases}
    wrong = {latex: value for latex, value in found.items() if value is not None and not value < tolerance}
    assert wrong == {}
    assert sum(value is not None for value in found.values()) >= least


def algorithm_difference(procedure: Procedure, backend: str, convert: Callable[[Any], Any]) -> float | None:
    """As for equations, on pseudocode."""
    try:
        translation = translate_algorithm(procedure.latex, backend=backend)
    except FormalError as error:
        if not any(reason in str(error) for reason in REASONS):
            raise
        return None
    kept = {r.name for r in translation.roles if r.kind in {"integer", "set", "callable", "shape"}}
    given = {n: v if n in kept or isinstance(v, list) else convert(v) for n, v in procedure.inputs.items()}
    found = translation(**given)
    expected = procedure.expected(**procedure.inputs)
    pairs = zip(found, expected, strict=True) if isinstance(expected, tuple) else [(found, expected)]
    return max(float(np.max(np.abs(np.asarray(f, float) - e) / (1 + np.abs(e)))) for f, e in pairs)


def compared_algorithms(backend: str, convert: Callable[[Any], Any], tolerance: float, least: int) -> None:
    found = {
        p.name: algorithm_difference(p, backend, convert) for p in (*PROCEDURES, *ARRAYS, *SECOND_PROCEDURES)
    }
    assert {k: v for k, v in found.items() if v is not None and not v < tolerance} == {}
    assert sum(value is not None for value in found.values()) >= least


@pytest.mark.skipif(importlib.util.find_spec("torch") is None, reason="torch is not installed")
def test_torch() -> None:
    import torch

    compared("torch", lambda v: torch.as_tensor(v, dtype=torch.float64), 1e-9, 330)
    compared_algorithms("torch", lambda v: torch.as_tensor(v, dtype=torch.float64), 1e-9, 35)


@pytest.mark.skipif(importlib.util.find_spec("jax") is None, reason="jax is not installed")
def test_jax() -> None:
    import jax
    import jax.numpy as jnp

    def convert(value: Any) -> Any:
        return jnp.asarray(value, dtype=float)

    jax.config.update("jax_enable_x64", True)
    try:
        compared("jax", convert, 1e-9, 330)
        compared_algorithms("jax", convert, 1e-9, 35)
    finally:
        jax.config.update("jax_enable_x64", False)


def test_sympy() -> None:
    numbers = [c for c in CASES if all(isinstance(v, int | float) for v in c.inputs.values())]
    found = {c.latex: difference(c, "sympy", lambda v: v) for c in numbers}
    assert {k: v for k, v in found.items() if v is not None and not v < 1e-10} == {}
    assert sum(v is not None for v in found.values()) >= 40


def test_sympy_stays_symbolic() -> None:
    import sympy

    x = sympy.Symbol("x", real=True)
    sigmoid = translate_equation(r"\sigma(x) = \frac{1}{1 + e^{-x}}", backend="sympy")(x)
    assert sympy.simplify(sympy.diff(sigmoid, x) - sigmoid * (1 - sigmoid)) == 0
    assert translate_equation(r"y = \frac{1}{2} x", backend="sympy")(x) == x / 2


@pytest.mark.parametrize(
    ("latex", "backend", "reason"),
    [
        (r"z \sim \mathcal{N}(\mu, v)", "torch", "random draws"),
        (r"y = \sum_{i=1}^n x_i", "sympy", "numbers only"),
        (r"y = \binom{n}{k}", "torch", "no counterpart"),
    ],
)
def test_refused_by_name(latex: str, backend: str, reason: str) -> None:
    with pytest.raises(FormalError, match=reason):
        translate_equation(latex, backend=backend)
