"""What a formula gives at inputs, by the reference evaluator, in floats."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from rca_kernel.errors import FormalError
from rca_kernel.formal.drawing import STEPS
from rca_kernel.formal.marks import Seen
from rca_kernel.formal.reference import evaluate
from rca_kernel.formal.reference_algorithm import run
from rca_kernel.formal.reference_scope import Scope, exact, plain
from rca_kernel.formal.translation import Translation

FAILURES = (ArithmeticError, ValueError, TypeError, IndexError, FormalError)


def reference_value(
    translation: Translation, inputs: Mapping[str, Any], seed: int = 0, marks: Seen | None = None
) -> Any:
    """What the formula gives at `inputs`, by the reference evaluator, in floats; `marks` takes the sides."""
    scope = _scope(translation, inputs, seed)
    if marks is not None:
        scope.seen = marks
    if translation.algorithm is not None:
        return plain(run(translation.algorithm, scope, int(inputs.get("max_steps", STEPS))))
    results: dict[str, Any] = {}
    names = {name: key for key, name in translation.names.items()}
    value: Any = None
    for step in translation.steps:
        value = evaluate(step.tree, scope)
        results[step.name] = value
        if step.name:
            scope.values[names[step.name]] = value
    if len(translation.returns) < 2:
        return plain(value if len(translation.steps) == 1 else results[translation.returns[0]])
    wanted = tuple(results[name] if name in results else exact(inputs[name]) for name in translation.returns)
    return plain(wanted[0] if len(wanted) == 1 else wanted)


def _scope(translation: Translation, inputs: Mapping[str, Any], seed: int) -> Scope:
    values: dict[str, Any] = {}
    functions: dict[str, Callable[..., Any]] = {}
    bases: dict[str, int] = {}
    kinds = {r.name: r for r in translation.roles}
    for key, name in translation.names.items():
        if name not in inputs:
            continue
        if kinds[name].kind == "callable":
            functions[key] = inputs[name]
        else:
            values[key] = exact(inputs[name])
            bases[key] = kinds[name].base
    return Scope(
        values,
        functions,
        np.random.default_rng(seed),
        inputs.get("shape", ()),
        bases=bases,
        evaluate=evaluate,
    )


def on_a_jump(translation: Translation, inputs: Mapping[str, Any], seed: int, expected: Any) -> bool:
    """Whether the last digit of a fraction decides how it is rounded: no arithmetic in floats could tell."""
    for step in (1e-9, -1e-9):
        moved = {name: _moved(value, 1 + step) for name, value in inputs.items()}
        try:
            if not difference(reference_value(translation, moved, seed), expected) <= 1e-6:
                return True
        except FAILURES:
            return True
    return False


def _moved(value: Any, factor: float) -> Any:
    """A fraction, or what a function gives, times `factor`; a whole number as it is."""
    if callable(value):
        return lambda *args: value(*args) * factor
    if isinstance(value, float | np.ndarray):
        given = np.asarray(value, dtype=float)
        found = np.where(given == np.round(given), given, given * factor)
        return found if isinstance(value, np.ndarray) else float(found)
    return value


def difference(found: Any, expected: Any) -> float:
    """The largest relative difference; infinite where shapes differ."""
    if isinstance(expected, tuple):
        if not isinstance(found, tuple) or len(found) != len(expected):
            return float("inf")
        return max(difference(f, e) for f, e in zip(found, expected, strict=True))
    left, right = np.asarray(found, dtype=float), np.asarray(expected, dtype=float)
    if left.shape != right.shape and not left.size == right.size == 1:
        return float("inf")
    return float(np.max(np.abs(left.ravel() - right.ravel()) / (1 + np.abs(right.ravel())), initial=0.0))
