"""Checks of a function against the reference evaluator at random points."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from rca_kernel.errors import FormalError
from rca_kernel.formal.agreement import smooth_probe
from rca_kernel.formal.coverage import (
    Candidate,
    Goal,
    chosen,
    goals,
    is_constant,
    is_rounding,
    reached,
    trees,
)
from rca_kernel.formal.drawing import draws_of
from rca_kernel.formal.expected import FAILURES, difference, on_a_jump, reference_value
from rca_kernel.formal.implied import implied_domain
from rca_kernel.formal.marks import Seen
from rca_kernel.formal.ranges import Domain
from rca_kernel.formal.translation import Translation
from rca_kernel.formal.tree import walk

TOLERANCE = 1e-8
_TRIES = 200
_MORE = 90


Sampler = Callable[[np.random.Generator], Any]
"""Draws one value of a parameter."""


@dataclass(frozen=True, slots=True)
class CheckPoint:
    """Inputs by parameter name and what must come out; `rng`, where needed, is `default_rng(seed)`."""

    inputs: Mapping[str, Any]
    expected: Any
    seed: int


def sample_inputs(translation: Translation, seed: int, points: int = 1) -> list[dict[str, Any]]:
    """Random inputs at which the reference evaluator has finite real values."""
    return [dict(p.inputs) for p in check_points(translation, points, seed)][:points]


def check_points(
    translation: Translation,
    n: int = 5,
    seed: int = 0,
    *,
    domain: Domain | None = None,
    samplers: Mapping[str, Sampler] | None = None,
    natural: bool = False,
) -> tuple[CheckPoint, ...]:
    """At least `n` points (at most `2 n`) with expected values from the reference evaluator.

    They are chosen from a pool of draws so that together they take every branch of a formula and both sides
    of its comparisons, maxima and roundings where a draw does; `uncovered` says what none did. `samplers`
    draw parameters by name, `domain` keeps the others where the paper says that they lie, `natural` keeps
    them where code for this formula expects them (`rca_kernel.formal.implied`). `FormalError`
    where no draw has a finite value, or where all of them have the same value whatever the inputs.
    """
    within = (implied_domain(translation) if natural else Domain()) | (domain or Domain())
    try:
        pool = _pool(translation, n, seed, within, samplers or {}, natural=natural)
    except FormalError:
        if not natural:
            raise
        pool = _pool(translation, n, seed, domain or Domain(), samplers or {}, natural=False)
    picked = chosen(pool, set(goals(translation)), n)
    if is_constant([c.expected for c in picked]):
        first = picked[0].expected
        picked += [c for c in pool if not is_constant([first, c.expected])][:1]
    if n > 1 and _has_inputs(translation) and is_constant([c.expected for c in picked]):
        raise FormalError("this formula has one and the same value at all inputs that were tried",
                          what="Not checked",
                          hint="A check could not tell it from a constant.")  # fmt: skip
    return tuple(CheckPoint(c.inputs, c.expected, c.seed) for c in picked)


def edge_points(
    translation: Translation, points: Sequence[CheckPoint], domain: Domain, most: int = 3
) -> tuple[CheckPoint, ...]:
    """The first of the points moved to ends of stated ranges that no point has, where there is a value."""
    found: list[CheckPoint] = []
    for name, one in domain.ranges.items():
        for edge in one.edges():
            if any(np.any(np.asarray(p.inputs[name]) == edge) for p in (*points, *found)):
                continue
            first = next((p for p in points if np.ndim(p.inputs[name]) == 0), points[0])
            inputs = {**first.inputs, name: np.zeros_like(first.inputs[name]) + edge}
            if np.ndim(first.inputs[name]) == 0:
                inputs[name] = edge
            point = _point(translation, inputs, first.seed, domain)
            if point is not None and len(found) < most:
                found.append(point)
    return tuple(found)


def _point(translation: Translation, inputs: dict[str, Any], seed: int, domain: Domain) -> CheckPoint | None:
    """The value there, None where there is none or the inputs are outside the domain."""
    fitted = domain.fitted(inputs, np.random.default_rng(seed))
    if fitted is None or any(np.any(fitted[name] != inputs[name]) for name in domain.ranges):
        return None
    try:
        expected = reference_value(translation, inputs, seed)
    except FAILURES:
        return None
    unsure = not _finite(expected) or on_a_jump(translation, inputs, seed, expected)
    return None if unsure else CheckPoint(inputs, expected, seed)


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


def _pool(
    translation: Translation, n: int, seed: int, domain: Domain, samplers: Mapping[str, Sampler],
    *, natural: bool,
) -> list[Candidate]:  # fmt: skip
    """Draws with finite values: `n` that reach every goal, or all that a bounded number of tries gives."""
    wanted = set(goals(translation))
    draws = draws_of(translation, smooth_probe)
    rounds = any(is_rounding(node) for tree in trees(translation) for node in walk(tree))
    found: list[Candidate] = []
    plain, enough = 0, 2 * n + 4 if wanted else n
    for attempt in range(_TRIES * n):
        varied = not is_constant([c.expected for c in found])
        if plain >= enough and not wanted and (varied or attempt >= _MORE):
            break
        if len(found) >= n and attempt >= _MORE + n:
            break
        inputs = draws.inputs(seed, attempt, wide=bool(wanted) or plain >= n, natural=natural)
        rng = np.random.default_rng([seed, attempt, 1])
        fitted = domain.fitted(inputs, rng)
        if fitted is None:
            continue
        inputs = fitted | {name: draw(rng) for name, draw in samplers.items()}
        marks: Seen = set()
        try:
            expected = reference_value(translation, inputs, seed + attempt, marks)
        except FAILURES:
            continue
        if _finite(expected) and not (rounds and on_a_jump(translation, inputs, seed + attempt, expected)):
            one = Candidate(inputs, expected, seed + attempt, reached(marks, inputs, translation))
            found.append(one)
            wanted -= one.seen
            plain += not one.is_empty
    if len(found) < n:
        raise FormalError(
            "no inputs were found at which this formula has a finite value",
            what="Not checked",
            hint="Say in what range its symbols lie.",
        )
    return found


def _finite(value: Any) -> bool:
    parts = value if isinstance(value, tuple) else (value,)
    return all(bool(np.all(np.isfinite(p))) and float(np.max(np.abs(p), initial=0.0)) < 1e12 for p in parts)


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
        except FAILURES:
            continue
        if not difference(value, place.expected) <= TOLERANCE:
            raise FormalError("the sides of this equation do not agree", token=found.latex[:40], position=0,
                              hint="Translate one of the sides alone.")  # fmt: skip
