"""Checks of a function against the reference evaluator at random points."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from rca_kernel.errors import FormalError
from rca_kernel.formal.coverage import Candidate, Goal, chosen, goals, is_constant, reached
from rca_kernel.formal.drawing import STEPS, draws_of
from rca_kernel.formal.marks import Seen
from rca_kernel.formal.reference import evaluate
from rca_kernel.formal.reference_algorithm import run
from rca_kernel.formal.reference_scope import Scope, exact, plain
from rca_kernel.formal.translation import Translation

PROBE_SOURCE = "lambda *args: 0.7 + sum(0.3 * (k + 1) * a + 0.1 * a * a for k, a in enumerate(args))"
TOLERANCE = 1e-8
_TRIES = 200
_MORE = 90
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
    return [dict(p.inputs) for p in check_points(translation, points, seed)][:points]


def check_points(translation: Translation, n: int = 5, seed: int = 0) -> tuple[CheckPoint, ...]:
    """At least `n` points (at most `2 n`) with expected values from the reference evaluator.

    They are chosen from a pool of draws so that together they take every branch of a formula and both sides
    of its comparisons, maxima and roundings where a draw does; `uncovered` says what none did. `FormalError`
    where no draw has a finite value, or where all of them have the same value whatever the inputs.
    """
    pool = _pool(translation, n, seed)
    picked = chosen(pool, set(goals(translation)), n)
    if is_constant([c.expected for c in picked]):
        first = picked[0].expected
        picked += [c for c in pool if not is_constant([first, c.expected])][:1]
    if n > 1 and _has_inputs(translation) and is_constant([c.expected for c in picked]):
        raise FormalError("this formula has one and the same value at all inputs that were tried",
                          token=translation.latex[:60],
                          hint="A check could not tell it from a constant.")  # fmt: skip
    return tuple(CheckPoint(c.inputs, c.expected, c.seed) for c in picked)


def uncovered(translation: Translation, points: Sequence[CheckPoint]) -> tuple[str, ...]:
    """What of a formula no point reaches, in words (`cases: branch 2`)."""
    seen: set[Goal] = set()
    for point in points:
        marks: Seen = set()
        reference_value(translation, point.inputs, point.seed, marks)
        seen |= reached(marks, point.inputs, translation)
    return tuple(words for goal, words in goals(translation).items() if goal not in seen)


def _has_inputs(translation: Translation) -> bool:
    return any(r.kind not in {"shape", "optional"} for r in translation.roles)


def _pool(translation: Translation, n: int, seed: int) -> list[Candidate]:
    """Draws with finite values: `n` that reach every goal, or all that a bounded number of tries gives."""
    wanted = set(goals(translation))
    draws = draws_of(translation, probe)
    found: list[Candidate] = []
    plain, enough = 0, 2 * n + 4 if wanted else n
    for attempt in range(_TRIES * n):
        varied = not is_constant([c.expected for c in found])
        if plain >= enough and not wanted and (varied or attempt >= _MORE):
            break
        if len(found) >= n and attempt >= _MORE + n:
            break
        inputs = draws.inputs(seed, attempt, wide=bool(wanted) or plain >= n)
        marks: Seen = set()
        try:
            expected = reference_value(translation, inputs, seed + attempt, marks)
        except _FAILURES:
            continue
        if _finite(expected):
            one = Candidate(inputs, expected, seed + attempt, reached(marks, inputs, translation))
            found.append(one)
            wanted -= one.seen
            plain += not one.is_empty
    if len(found) < n:
        raise FormalError(
            "no point was found where this formula has a finite value", token=translation.latex[:60]
        )
    return found


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
    places = check_points(translation, points, seed)
    for point in places:
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
    return Agreement(len(places), largest)


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
