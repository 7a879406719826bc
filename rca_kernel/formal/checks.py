"""Checks of a function against the reference evaluator at random points."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from rca_kernel.errors import FormalError
from rca_kernel.formal.reference import evaluate
from rca_kernel.formal.reference_algorithm import run
from rca_kernel.formal.reference_scope import Scope, exact, plain
from rca_kernel.formal.translation import Role, Translation

PROBE_SOURCE = "lambda *args: 0.7 + sum(0.3 * (k + 1) * a + 0.1 * a * a for k, a in enumerate(args))"
TOLERANCE = 1e-8
_TRIES = 200
_STEPS = 4
_SIZES: tuple[dict[str, tuple[int, ...]], ...] = (
    {"scalar": (), "any": (), "latin": (), "vector": (3,), "row": (3,), "matrix": (3, 3)},
    {"scalar": (), "any": (), "latin": (3,), "vector": (3,), "row": (3,), "matrix": (3, 3)},
    {"scalar": (), "any": (3,), "latin": (3,), "vector": (3,), "row": (3,), "matrix": (3, 3)},
    {"scalar": (), "any": (), "latin": (3,), "vector": (3,), "row": (3,), "matrix": (3, 6)},
)
_FAILURES = (ArithmeticError, ValueError, TypeError, IndexError, FormalError)


def probe(*args: Any) -> Any:
    """A smooth function of anything, given where a formula needs one (its source is `PROBE_SOURCE`)."""
    return 0.7 + sum(0.3 * (k + 1) * a + 0.1 * a * a for k, a in enumerate(args))


@dataclass(frozen=True, slots=True)
class CheckPoint:
    """Inputs by parameter name and what must come out; `rng`, where needed, is `default_rng(seed)`."""

    inputs: Mapping[str, Any]
    expected: Any
    seed: int


@dataclass(frozen=True, slots=True)
class Agreement:
    points: int
    largest_difference: float


@dataclass(frozen=True, slots=True)
class Counterexample:
    """Inputs at which the function differs; `found` is its result, or `error` what it raised."""

    inputs: Mapping[str, Any]
    expected: Any
    found: Any
    error: str = ""


def sample_inputs(translation: Translation, seed: int, points: int = 1) -> list[dict[str, Any]]:
    """Random inputs at which the reference evaluator has finite real values."""
    return [dict(p.inputs) for p in check_points(translation, points, seed)]


def check_points(translation: Translation, n: int = 5, seed: int = 0) -> tuple[CheckPoint, ...]:
    """`n` points with expected values from the reference evaluator; `FormalError` where none is found."""
    found: list[CheckPoint] = []
    for attempt in range(_TRIES * n):
        rng = np.random.default_rng([seed, attempt])
        sizes = _SIZES[attempt // 3 % len(_SIZES)]
        inputs = {r.name: _draw(r, rng, attempt % 3, sizes) for r in translation.roles if r.kind != "rng"}
        try:
            expected = reference_value(translation, inputs, seed + attempt)
        except _FAILURES:
            continue
        if _finite(expected):
            found.append(CheckPoint(inputs, expected, seed + attempt))
        if len(found) == n:
            return tuple(found)
    raise FormalError(
        "no point was found where this formula has a finite value", token=translation.latex[:60]
    )


def _draw(role: Role, rng: np.random.Generator, regime: int, sizes: Mapping[str, tuple[int, ...]]) -> Any:
    if role.kind == "callable":
        return probe
    if role.kind == "optional":
        return None
    if role.kind == "shape":
        return (3,)
    if role.kind == "indices":
        return rng.permutation(6) + role.base
    if role.kind == "set":
        return [1, 3, 2]
    if role.kind == "integer":
        return _STEPS if role.name == "max_steps" else int(rng.integers(1, 5))
    latin = role.shape == "any" and role.kind == "value" and role.latex.strip("\\{}")[:1].islower()
    plain_latin = (latin and not role.latex.startswith("\\")) or "{" in role.latex[:8]
    dimensions = sizes[
        "latin" if plain_latin and role.shape == "any" and role.kind == "value" else role.shape
    ]
    size = (6,) * role.rank + dimensions if role.kind == "array" else dimensions
    if regime == 0:
        drawn = rng.uniform(0.1, 0.9, size)
    elif regime == 1:
        drawn = rng.uniform(0.5, 3.0, size)
    else:
        drawn = rng.normal(0.0, 1.0, size)
    drawn = np.round(drawn, 6)
    return drawn if size else float(drawn)


def reference_value(translation: Translation, inputs: Mapping[str, Any], seed: int = 0) -> Any:
    """What the formula gives at `inputs`, by the reference evaluator, as floats."""
    scope = _scope(translation, inputs, seed)
    if translation.algorithm is not None:
        return plain(run(translation.algorithm, scope, int(inputs.get("max_steps", _STEPS))))
    results: dict[str, Any] = {}
    names = {name: key for key, name in translation.names.items()}
    value: Any = None
    for step in translation.steps:
        value = evaluate(step.tree, scope)
        results[step.name] = value
        if step.name:
            scope.values[names[step.name]] = value
    if len(translation.steps) == 1:
        return plain(value)
    wanted = tuple(results[name] for name in translation.returns)
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


def _finite(value: Any) -> bool:
    parts = value if isinstance(value, tuple) else (value,)
    return all(bool(np.all(np.isfinite(p))) and float(np.max(np.abs(p), initial=0.0)) < 1e12 for p in parts)


def compare(
    function: Callable[..., Any], translation: Translation, points: int = 20, seed: int = 0
) -> Agreement | Counterexample:
    """Whether `function` (called by parameter names) gives what the formula gives."""
    largest = 0.0
    takes_rng = "rng" in inspect.signature(function).parameters
    for point in check_points(translation, points, seed):
        inputs = {k: np.copy(v) if isinstance(v, np.ndarray) else v for k, v in point.inputs.items()}
        if takes_rng:
            inputs["rng"] = np.random.default_rng(point.seed)
        try:
            with np.errstate(all="ignore"):
                found = function(**inputs)
            difference = _difference(found, point.expected)
        except Exception as error:  # noqa: BLE001 - whatever foreign code raises is a finding
            return Counterexample(point.inputs, point.expected, None, f"{type(error).__name__}: {error}")
        if not difference <= TOLERANCE:
            return Counterexample(point.inputs, point.expected, found)
        largest = max(largest, difference)
    return Agreement(points, largest)


def _difference(found: Any, expected: Any) -> float:
    """The largest relative difference; infinite where shapes differ."""
    if isinstance(expected, tuple):
        if not isinstance(found, tuple) or len(found) != len(expected):
            return float("inf")
        return max(_difference(f, e) for f, e in zip(found, expected, strict=True))
    left, right = np.asarray(found, dtype=float), np.asarray(expected, dtype=float)
    if left.shape != right.shape:
        return float("inf")
    return float(np.max(np.abs(left - right) / (1 + np.abs(right)), initial=0.0))


def refuse_disagreement(found: Translation, side: Translation, points: int = 3) -> None:
    """`FormalError` where two sides of one equation differ at a point at which both have values."""
    try:
        places = check_points(found, points)
    except FormalError:
        return
    wanted = {role.name for role in side.roles}
    for place in places:
        try:
            value = reference_value(side, {k: v for k, v in place.inputs.items() if k in wanted})
        except _FAILURES:
            continue
        if not _difference(value, place.expected) <= TOLERANCE:
            raise FormalError("the sides of this equation do not agree", token=found.latex[:40], position=0,
                              hint="Translate one of the sides alone.")  # fmt: skip
