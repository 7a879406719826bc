"""`compare`: a function against a formula, at points that code for the formula expects."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from rca_kernel.errors import FormalError
from rca_kernel.formal.agreement import in_order, one_at_a_time
from rca_kernel.formal.boundaries import boundary_points
from rca_kernel.formal.checks import TOLERANCE, CheckPoint, Sampler, check_points
from rca_kernel.formal.expected import difference
from rca_kernel.formal.implied import implied_domain, lengths
from rca_kernel.formal.ranges import Domain
from rca_kernel.formal.translation import Translation
from rca_kernel.formal.tree import Reduce


@dataclass(frozen=True, slots=True)
class Agreement:
    points: int
    largest_difference: float

    def __str__(self) -> str:
        return (
            f"agrees at {self.points} points; relative differences are at most {self.largest_difference:.1g}"
        )


@dataclass(frozen=True, slots=True)
class Counterexample:
    """Inputs at which the function differs; `found` is its result, or `error` what it raised."""

    inputs: Mapping[str, Any]
    expected: Any
    found: Any
    error: str = ""
    name: str = "the function"

    def __str__(self) -> str:
        at = "\n".join(f"    {name} = {_shown(value)}" for name, value in self.inputs.items())
        said = f"raises {self.error}" if self.error else f"gives {_shown(self.found)}"
        apart = "" if self.error else _apart(self.found, self.expected)
        return (
            f"{self.name} differs from the formula{apart} at\n{at}\n"
            f"the formula gives {_shown(self.expected)}\n{self.name} {said}"
        )


def compare(
    function: Callable[..., Any],
    equation: str | Translation,
    samplers: Mapping[str, Sampler] | None = None,
    *,
    domain: Domain | None = None,
    points: int = 20,
    seed: int = 0,
) -> Agreement | Counterexample:
    """Whether `function` (called by parameter names) gives what the formula gives.

    `equation` is LaTeX or its translation. `samplers` draw chosen parameters: each is called with a
    `numpy.random.Generator` and returns one value. `domain` says where the others lie; without it arrays are
    as long as the formula counts, what it mixes with its complement is between 0 and 1, steps are whole.
    Points at which a comparison of the formula is just met are tried too. Code for single numbers only, or
    for arrays only, is compared element by element where the formula is elementwise; a length that the
    function does not take is left out. Raises `FormalError` where the equation has no single meaning, or
    where the function takes other parameters than the formula has.
    """
    translation = _translated(equation) if isinstance(equation, str) else equation
    left_out = _left_out(function, translation)
    largest = 0.0
    called = one_at_a_time(function) if is_elementwise(translation) else function  # type: ignore[no-untyped-call]
    places = check_points(translation, points, seed, domain=domain, samplers=samplers, natural=True)
    within = implied_domain(translation) | (domain or Domain())
    places = (*places, *boundary_points(translation, places, within))
    if gives_set(translation):
        called, places = in_order(function), sorted_points(places)  # type: ignore[no-untyped-call]
    shown = getattr(function, "__name__", "")
    shown = shown if shown.isidentifier() else "the function"
    for point, inputs in _inputs(function, places, left_out):
        try:
            with np.errstate(all="ignore"):
                found = called(**inputs)
            apart = difference(found, point.expected)
        except Exception as error:  # noqa: BLE001 - whatever foreign code raises is a finding
            said = f"{type(error).__name__}: {error}"
            return Counterexample(point.inputs, point.expected, None, said, shown)
        if not apart <= TOLERANCE:
            return Counterexample(point.inputs, point.expected, found, name=shown)
        largest = max(largest, apart)
    return Agreement(len(places), largest)


def _inputs(
    function: Callable[..., Any], places: Sequence[CheckPoint], left_out: frozenset[str]
) -> Iterator[tuple[CheckPoint, dict[str, Any]]]:
    takes_rng = "rng" in inspect.signature(function).parameters
    for point in places:
        given = {k: v for k, v in point.inputs.items() if k not in left_out}
        inputs = {k: np.copy(v) if isinstance(v, np.ndarray) else v for k, v in given.items()}
        if takes_rng:
            inputs["rng"] = np.random.default_rng(point.seed)
        yield point, inputs


def _left_out(function: Callable[..., Any], translation: Translation) -> frozenset[str]:
    """Lengths that the function reads off its arrays; FormalError where the signatures do not fit."""
    taken = inspect.signature(function).parameters.values()
    if any(p.kind is inspect.Parameter.VAR_KEYWORD for p in taken):
        return frozenset()
    names = {
        p.name
        for p in taken
        if p.kind not in (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.VAR_POSITIONAL)
    }
    wanted = {r.name for r in translation.roles if r.kind not in {"rng", "optional", "shape"}}
    measured = {name for axes in lengths(translation).values() for name in axes}
    needed = {p.name for p in taken if p.default is inspect.Parameter.empty and p.name in names} - {"rng"}
    unknown, missing = sorted(needed - {r.name for r in translation.roles}), sorted(wanted - names - measured)
    if unknown or missing:
        said = [f"it lacks {', '.join(missing)}"] * bool(missing)
        said += [f"the formula has no {', '.join(unknown)}"] * bool(unknown)
        raise FormalError(
            f"the function takes other parameters than the formula: {'; '.join(said)}",
            what="Not compared",
            hint=f"Wrap it in one that takes {', '.join(translation.parameters)}.",
        )
    return frozenset((set(translation.parameters) | {"shape"}) - names)


def is_elementwise(translation: Translation) -> bool:
    """Whether a formula acts on each element alone: numbers and arrays of one shape, nothing summed."""
    free = all(r.kind == "value" and r.shape in {"any", "scalar"} for r in translation.roles)
    return free and translation.algorithm is None and not translation.needs_rng


def gives_set(translation: Translation) -> bool:
    """Whether what a formula gives is the elements, or the indices, that meet a condition."""
    tree = translation.steps[-1].tree if translation.steps else None
    return isinstance(tree, Reduce) and tree.kind == "set" and len(translation.returns) < 2


def sorted_points(points: Sequence[CheckPoint]) -> tuple[CheckPoint, ...]:
    """Points at which a set must come out, its elements in their order."""
    return tuple(replace(point, expected=np.sort(np.ravel(point.expected))) for point in points)


def _translated(latex: str) -> Translation:
    from rca_kernel.formal.translate import translate_equation

    return translate_equation(latex)


def _shown(value: Any) -> str:
    """A value without NumPy's names for numbers."""
    if isinstance(value, tuple):
        return f"({', '.join(map(_shown, value))})"
    if isinstance(value, np.generic):
        return repr(value.item())
    if isinstance(value, np.ndarray):
        return repr(value.item()) if value.shape == () else repr(value)
    if callable(value):
        return "a smooth function"
    return repr(value)


def _apart(found: Any, expected: Any) -> str:
    """By how much, and in which entry."""
    if isinstance(expected, tuple):
        if not isinstance(found, tuple) or len(found) != len(expected):
            return f" (it gives {len(expected)} values)"
        place = next(
            (
                n
                for n, (f, e) in enumerate(zip(found, expected, strict=True))
                if not difference(f, e) <= TOLERANCE
            ),
            0,
        )
        return f" in value {place + 1}" + _apart(found[place], expected[place])
    try:
        left, right = np.asarray(found, dtype=float), np.asarray(expected, dtype=float)
    except (TypeError, ValueError):
        return " in its type"
    if left.shape != right.shape and not left.size == right.size == 1:
        return f" in its shape {left.shape}, not {right.shape},"
    gaps = np.abs(left.ravel() - right.ravel())
    worst = int(np.argmax(np.where(np.isnan(gaps), np.inf, gaps)))
    entry = np.unravel_index(worst, right.shape) if right.ndim else ()
    where = f" in entry {', '.join(str(int(n)) for n in entry)}" if right.ndim else ""
    return f"{where} by {gaps[worst]:.3g}"
