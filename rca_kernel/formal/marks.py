"""What an evaluation reached: which side of each comparison, maximum, rounding, sum and loop."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

Seen = set[tuple[int, str]]

CALL_OUTCOMES: dict[str, tuple[str, ...]] = {
    "abs": ("below 0", "above 0"), "relu": ("below 0", "above 0"), "sign": ("below 0", "above 0"),
    "clip": ("below", "inside", "above"), "floor": ("a fraction", "beyond 1"),
    "ceil": ("a fraction", "beyond 1"), "round": ("up", "down", "beyond 1"),
}  # fmt: skip
CHOICES = {"max", "min"}


def mark_truth(node: object, part: str, truth: Any, seen: Seen) -> None:
    """A condition's outcomes, element by element."""
    for one in np.ravel(np.asarray(truth, dtype=object)):
        seen.add((id(node), f"{part}{'holds' if one else 'fails'}"))


def mark_branches(node: object, conditions: Sequence[Any], seen: Seen) -> None:
    """The branches that the conditions choose, element by element; the last one is 'otherwise'."""
    arrays = np.broadcast_arrays(*(np.asarray(c, dtype=object) for c in conditions))
    for items in zip(*(a.ravel() for a in arrays), strict=True):
        place = next((n for n, one in enumerate(items) if one), len(items))
        mark_branch(node, place, seen)


def mark_branch(node: object, place: int, seen: Seen) -> None:
    seen.add((id(node), f"branch {place + 1}"))


def mark_call(node: object, function: str, args: Sequence[Any], seen: Seen) -> None:
    """The argument a maximum alone chooses, the side of 0 of an absolute value, how a number is rounded."""
    if function not in CALL_OUTCOMES and function not in CHOICES:
        return
    arrays = np.broadcast_arrays(*(np.asarray(a, dtype=object) for a in args))
    for items in zip(*(a.ravel() for a in arrays), strict=True):
        if function in CHOICES and len(items) == 1:
            continue
        if function in CHOICES:
            best = max(items) if function == "max" else min(items)
            winners = [n for n, value in enumerate(items) if value == best]
            seen.update((id(node), f"argument {n + 1}") for n in winners if len(winners) == 1)
        elif function == "clip":
            value, low, high = items
            side = "below" if value < low else "above" if value > high else "inside"
            seen.add((id(node), side))
        elif function in {"floor", "ceil", "round"}:
            _mark_rounding(node, items[0], seen)
        elif items[0] != 0:
            seen.add((id(node), "below 0" if items[0] < 0 else "above 0"))


def _mark_rounding(node: object, value: Any, seen: Seen) -> None:
    part = value % 1
    if part != 0:
        seen.add((id(node), "a fraction"))
        seen.add((id(node), "up" if 2 * part > 1 else "down"))
    if abs(value) > 2:
        seen.add((id(node), "beyond 1"))


def mark_remainder(node: object, value: Any, divisor: Any, seen: Seen) -> None:
    """Whether a remainder is more than the number itself."""
    for one, by in zip(*(a.ravel() for a in np.broadcast_arrays(value, divisor)), strict=True):
        if abs(one) > abs(by):
            seen.add((id(node), "more than once"))


def mark_terms(node: object, count: int, seen: Seen) -> None:
    """How many terms a sum has, or steps a loop."""
    if count == 0:
        seen.add((id(node), "empty"))
    if count >= 2:
        seen.add((id(node), "several terms"))
    if count >= 3:
        seen.add((id(node), "three steps"))
