"""Checks of trends that the text states: monotone along a grid, near its limit far out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rca_kernel.errors import FormalError
from rca_kernel.formal import CheckPoint, Translation
from rca_kernel.formal.ranges import Domain

STEPS = 9
_FAR = (1e12, 1e8, 1e4, 1e3, 1e2)


def monotone(
    translation: Translation, name: str, rising: bool, points: tuple[CheckPoint, ...], domain: Domain
) -> tuple[str, tuple[CheckPoint, ...]] | None:
    """An expression that is 0 where the value never turns along a grid of `name`, with its points; None
    where it turns. Raises FormalError where it has no values there or does not move at all."""
    import numpy as np

    low, high, whole = _grid(translation, name, domain)
    grid = np.arange(low, high + 1) if whole else np.linspace(low, high, STEPS)
    found: list[CheckPoint] = []
    moves = False
    for point in points:
        values = [
            _value(translation, {**point.inputs, name: _number(place, whole)}, point.seed) for place in grid
        ]
        if any(v is None for v in values):
            continue
        steps = np.diff(np.array(values, dtype=float), axis=0) * (1 if rising else -1)
        if np.any(steps < -1e-12):
            return None
        moves = moves or bool(np.any(steps > 1e-9))
        inputs = {k: v for k, v in point.inputs.items() if k != name}
        found.append(CheckPoint(inputs, np.zeros_like(steps), point.seed))
    if not found or not moves:
        raise FormalError("the value does not move along this symbol", hint="Check its range.")
    places = f"range({low:g}, {high + 1:g})" if whole else f"np.linspace({low:g}, {high:g}, {STEPS})"
    bound = "np.minimum" if rising else "np.maximum"
    called = call(translation, {name: "place"})
    return f"{bound}(np.diff([{called} for place in {places}], axis=0), 0)", tuple(found)


def limit(
    translation: Translation, name: str, place: str, wanted: str | float, points: tuple[CheckPoint, ...]
) -> tuple[str, tuple[CheckPoint, ...]] | None:
    """An expression that is 0 where the value is within 0.005 of its limit far out, with its points."""
    import numpy as np

    whole = any(r.name == name and r.kind == "integer" for r in translation.roles)
    if whole and place != "inf":
        raise FormalError("a whole number does not tend to zero", hint="State its value at zero.")
    for far in _FAR:
        at = far if place == "inf" else 1 / far
        found: list[CheckPoint] = []
        for point in points:
            value = _value(translation, {**point.inputs, name: _number(at, whole)}, point.seed)
            goal = point.inputs[wanted] if isinstance(wanted, str) else wanted
            if value is None:
                found = []
                break
            if np.any(np.abs(np.asarray(value) - goal) > 4e-3):
                return None
            inputs = {k: v for k, v in point.inputs.items() if k != name}
            zeros = np.zeros_like(np.asarray(value, dtype=float) - goal)
            found.append(CheckPoint(inputs, zeros, point.seed))
        if found:
            shown = wanted if isinstance(wanted, str) else f"{wanted:g}"
            there = f"{int(at)}" if whole else f"{at:g}"
            return f"np.round({call(translation, {name: there})} - {shown}, 2) + 0.0", tuple(found)
    raise FormalError("the value cannot be had far out", hint="State it at a number.")


def call(translation: Translation, given: Mapping[str, str]) -> str:
    inside = ", ".join(f"{n}={given.get(n, n)}" for n in translation.parameters)
    return f"{translation.function_name}({inside})"


def _grid(translation: Translation, name: str, domain: Domain) -> tuple[float, float, bool]:
    """Where the symbol runs: its stated range, as far as it is finite."""
    role = next(r for r in translation.roles if r.name == name)
    if role.kind not in {"value", "integer"}:
        raise FormalError("the symbol is no number", hint="State the trend of a number.")
    stated = domain.ranges.get(name)
    whole = role.kind == "integer" or (stated is not None and stated.whole)
    low = stated.lower if stated is not None and abs(stated.lower) < float("inf") else (1.0 if whole else 0.0)
    high = stated.upper if stated is not None and abs(stated.upper) < float("inf") else low + 8
    if stated is not None and not whole:
        edge = (high - low) / 100
        low, high = low + edge * stated.open_lower, high - edge * stated.open_upper
    return low, min(high, low + 50) if whole else high, whole


def _number(value: Any, whole: bool) -> float | int:
    return int(value) if whole else float(value)


def _value(translation: Translation, inputs: Mapping[str, Any], seed: int) -> Any:
    import numpy as np

    from rca_kernel.formal.expected import FAILURES, reference_value

    try:
        value = reference_value(translation, inputs, seed)
    except FAILURES:
        return None
    return value if bool(np.all(np.isfinite(np.asarray(value, dtype=float)))) else None
