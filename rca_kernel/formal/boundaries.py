"""Points at which a comparison of a formula is just met: there `<` and `<=` differ."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from rca_kernel.formal.checks import CheckPoint
from rca_kernel.formal.coverage import trees
from rca_kernel.formal.expected import FAILURES, reference_value
from rca_kernel.formal.ranges import Domain
from rca_kernel.formal.translation import Translation
from rca_kernel.formal.tree import Call, Compare, Expr, Number, Symbol, walk


def boundary_points(
    translation: Translation, points: Sequence[CheckPoint], domain: Domain, most: int = 4
) -> tuple[CheckPoint, ...]:
    """The first points that can be moved onto a boundary `x = c` or `|x| = c` inside the domain."""
    found: list[CheckPoint] = []
    kinds = {r.name: r.kind for r in translation.roles}
    for moved, other in dict.fromkeys(_boundaries(translation)):
        for point in points:
            value = other if isinstance(other, float) else point.inputs[other]
            if np.ndim(value) or np.ndim(point.inputs[moved]) or len(found) >= most:
                continue
            whole = kinds[moved] == "integer"
            if whole and value != int(value):
                continue
            inputs = {**point.inputs, moved: int(value) if whole else float(value)}
            if (expected := _value(translation, inputs, point.seed, domain)) is not None:
                found.append(CheckPoint(inputs, expected, point.seed))
                break
    return tuple(found)


def _boundaries(translation: Translation) -> Iterator[tuple[str, str | float]]:
    """A number that is compared, and the parameter or the number that it is compared with."""
    numbers = {r.name for r in translation.roles if r.kind in {"value", "integer"}}
    for tree in trees(translation):
        for node in walk(tree):
            for left, right in (
                zip(node.operands, node.operands[1:], strict=False) if isinstance(node, Compare) else ()
            ):
                for one, other in ((left, right), (right, left)):
                    moved, value = _name(one, translation.names), _side(other, translation.names)
                    if moved in numbers and (isinstance(value, float) or value in numbers):
                        yield moved, value


def _name(node: Expr, names: Mapping[str, str]) -> str:
    """The parameter of `x` or `|x|`."""
    if isinstance(node, Call) and node.function == "abs":
        (node,) = node.args
    return names.get(node.key, "") if isinstance(node, Symbol) else ""


def _side(node: Expr, names: Mapping[str, str]) -> str | float:
    return float(node.text) if isinstance(node, Number) else _name(node, names)


def _value(translation: Translation, inputs: dict[str, Any], seed: int, domain: Domain) -> Any:
    if any(not one.holds(inputs[name]) for name, one in domain.ranges.items() if name in inputs):
        return None
    for first, second, strict in domain.orders:
        low, high = inputs.get(first), inputs.get(second)
        if low is not None and high is not None and not np.all(low < high if strict else low <= high):
            return None
    try:
        expected = reference_value(translation, inputs, seed)
    except FAILURES:
        return None
    parts = expected if isinstance(expected, tuple) else (expected,)
    return expected if all(bool(np.all(np.isfinite(p))) for p in parts) else None
