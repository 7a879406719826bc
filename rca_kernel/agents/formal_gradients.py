"""Gradients that a passage states beside a loss are held against central differences of the loss."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from rca_kernel.agents.formal_cells import PlannedCell, input_table, label_of, quote
from rca_kernel.agents.formal_compile import Compiled
from rca_kernel.agents.formal_composing import composed
from rca_kernel.errors import FormalError
from rca_kernel.formal import CheckPoint, Translation, check_points
from rca_kernel.formal.comparing import is_elementwise
from rca_kernel.formal.declarations import symbol_keys
from rca_kernel.formal.ranges import Domain

POINTS = 5
_GRADIENT = re.compile(r"^\\nabla\s*(?:_\s*(?P<by>\{[^{}]*\}|\\?\w+))?\s*(?P<of>[^=]+?)\s*$")
_PARTIAL = re.compile(
    r"^\\[dt]?frac\s*\{\s*(?:\\partial|d|\\mathrm\{d\})\s*(?P<of>.+?)\}"
    r"\s*\{\s*(?:\\partial|d|\\mathrm\{d\})\s*(?P<by>.+?)\}\s*$"
)
_APPLIED = re.compile(r"^(?P<of>.+?)\s*\((?P<args>[^()]*)\)\s*$")


def gradient_checks(found: Sequence[Compiled], shapes: Mapping[str, str]) -> dict[str, PlannedCell]:
    """By requirement id, the check of a gradient against its loss; only where both are compiled. `shapes` are
    declared ones by symbol."""
    checks: dict[str, PlannedCell] = {}
    for one in found:
        stated = stated_gradient(one.requirement.quote)
        if one.requirement.kind != "equation" or stated is None:
            continue
        of, by = stated
        losses = [other for other in found if other is not one and _defines(other, of)]
        near = [other for other in losses if other.section == one.section]
        choice = near if len(near) == 1 else losses
        if len(choice) == 1 and (cell := _found_check(one, choice[0], by, found, shapes)) is not None:
            checks[one.requirement.id] = cell
    return checks


def _found_check(
    gradient: Compiled, loss: Compiled, by: str, found: Sequence[Compiled], shapes: Mapping[str, str]
) -> PlannedCell | None:
    """The check, with the passage's other definitions put in where the loss alone does not take `by`."""
    direct = _check(gradient, loss, by)
    whole = composed(loss, found, shapes, by) if direct is None else None
    if whole is None:
        return direct
    value = replace(loss, translation=whole.translation)
    checked = _check(gradient, value, by, whole.source)
    inner = composed(gradient, found, shapes, by) if checked is None else None
    if inner is None:
        return checked
    slope = replace(gradient, translation=inner.translation)
    return _check(slope, value, by, f"{whole.source}\n\n\n{inner.source}")


def stated_gradient(latex: str) -> tuple[str, str] | None:
    """What is differentiated and by what (LaTeX), of `\\nabla_\\theta L(\\theta) = ...` and the like."""
    left = re.split(r":=|=", latex, maxsplit=1)[0].strip(" &")
    match = _GRADIENT.match(left) or _PARTIAL.match(left)
    if match is None:
        return None
    of, by = match.group("of"), (match.group("by") or "").strip("{} ")
    applied = _APPLIED.match(of)
    if applied is not None:
        of = applied.group("of")
        by = by or (applied.group("args").strip() if "," not in applied.group("args") else "")
    return (of, by) if by else None


def _defines(one: Compiled, symbol: str) -> bool:
    if one.requirement.kind != "equation" or stated_gradient(one.requirement.quote) is not None:
        return False
    left = re.split(r":=|=", one.requirement.quote, maxsplit=1)[0].strip(" &")
    applied = _APPLIED.match(left)
    keys = set(symbol_keys(applied.group("of") if applied else left))
    return bool(keys & set(symbol_keys(symbol)))


def _check(gradient: Compiled, loss: Compiled, by: str, before: str = "") -> PlannedCell | None:
    """None where the two functions do not take the same inputs."""
    slope, value = gradient.translation, loss.translation
    names = (value.names[key] for key in symbol_keys(by) if key in value.names)
    variable = next((name for name in names if name in value.parameters), None)
    fits = slope.parameters.items() <= value.parameters.items()
    several = len(slope.returns) > 1 or len(value.returns) > 1
    if several or variable is None or not fits or value.callables or value.needs_rng or slope.needs_rng:
        return None
    points = _points(
        slope, value, Domain({**loss.domain.ranges, **gradient.domain.ranges}, loss.domain.orders)
    )
    if not points:
        return None
    label = f"{label_of(gradient.requirement)}, of {label_of(loss.requirement)}"
    source = f"{before}\n\n\n" if before else ""
    source += (
        f"check_gradient(\n    {slope.function_name},\n    {value.function_name},\n    {quote(variable)},\n"
        f"{input_table(points)}    {quote(label)},\n)"
    )
    return PlannedCell("code", source, (gradient.requirement.id,), proves=True)


def _points(slope: Translation, value: Translation, domain: Domain) -> list[CheckPoint]:
    """Points at which the loss is one number, or both formulas are elementwise."""
    try:
        points = check_points(value, POINTS, seed=2, domain=domain)
    except FormalError:
        return []
    if is_elementwise(slope) and is_elementwise(value):
        return list(points)
    return [point for point in points if getattr(point.expected, "shape", ()) == ()]
