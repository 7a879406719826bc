"""Checks of what the text around an equation states of its value, each with its quote."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from rca_kernel.agents.formal_cells import PlannedCell, point_table, quote
from rca_kernel.agents.formal_compile import Compiled
from rca_kernel.agents.formal_trends import limit, monotone
from rca_kernel.errors import FormalError
from rca_kernel.formal import CheckPoint, Translation, check_points
from rca_kernel.formal.declarations import symbol_keys
from rca_kernel.formal.properties import Property, stated_properties
from rca_kernel.formal.ranges import Domain, stated_domain
from rca_kernel.paper.passage import Passage

POINTS = 5


@dataclass(frozen=True, slots=True)
class Stated:
    """A property as an expression in the function's parameters and what it must come to at points."""

    expression: str
    parameters: tuple[str, ...]
    points: tuple[CheckPoint, ...]
    shown: str


def property_cells(passage: Passage, one: Compiled) -> tuple[tuple[PlannedCell, ...], str]:
    """The checks, and a remark on what is stated but does not hold at random points."""
    translation = one.translation
    several = len(translation.returns) > 1
    if one.requirement.kind != "equation" or several or translation.callables or translation.needs_rng:
        return (), ""
    written, missed = [], []
    for stated in dict.fromkeys(_properties(passage, one)):
        try:
            found = _stated(one, stated)
        except FormalError:
            continue
        if found is None:
            missed.append(f"stated “{stated.quote}”, which random inputs need not meet")
        else:
            written.append(_cell(one, stated, found))
    return tuple(written), "; ".join(missed)


def _properties(passage: Passage, one: Compiled) -> Iterator[Property]:
    text = next((section.text for section in passage.sections if section.id == one.section), "")
    left = re.split(r":=|=|\\sim|\\gets|\\leftarrow", one.requirement.quote, maxsplit=1)[0].strip(" &")
    symbol = re.sub(r"\s*\([^()]*\)$", "", left)
    yield from stated_properties(text, symbol, one.requirement.quote)
    ranges = stated_domain(text).ranges
    for key in symbol_keys(symbol):
        if key in ranges and not ranges[key].whole:
            low, high = ranges[key].lower, ranges[key].upper
            yield Property("between", f"${symbol} \\in {ranges[key].words()}$", f"{low:g}", f"{high:g}")


def _stated(one: Compiled, stated: Property) -> Stated | None:
    """None where the property does not hold at the points that are tried.

    Raises FormalError where it cannot be written in the function's parameters.
    """
    translation = one.translation
    points = _points(translation, one.domain)
    match stated.kind:
        case "between":
            return _between(translation, stated, points)
        case "value":
            return _value(translation, stated, points)
        case "sum":
            return _sum(translation, points)
        case "increasing" | "decreasing" | "limit":
            return _trend(one, stated, points)


def _trend(one: Compiled, stated: Property, points: tuple[CheckPoint, ...]) -> Stated | None:
    translation = one.translation
    name = _term(translation, stated.at[0])
    if not isinstance(name, str):
        raise FormalError("the symbol that moves is no parameter", hint="Name a symbol of the formula.")
    if stated.kind == "limit":
        found = limit(translation, name, stated.at[1], _term(translation, stated.low), points)
        shown = f"{translation.function_name} near its limit in {name}"
    else:
        found = monotone(translation, name, stated.kind == "increasing", points, one.domain)
        shown = f"{translation.function_name}, {stated.kind} in {name},"
    if found is None:
        return None
    rest = tuple(n for n in translation.parameters if n != name)
    return Stated(found[0], rest, found[1], shown)


def _points(translation: Translation, domain: Domain) -> tuple[CheckPoint, ...]:
    """Points, with numbers where the formula takes numbers or arrays."""
    points = check_points(translation, 3 * POINTS, seed=3, domain=domain)
    free = {role.name for role in translation.roles if role.kind == "value" and role.shape == "any"}
    plain = [p for p in points if not any(hasattr(p.inputs[name], "shape") for name in free)]
    return tuple((plain or points)[:POINTS])


def _between(translation: Translation, stated: Property, points: tuple[CheckPoint, ...]) -> Stated | None:
    import numpy as np

    low, high = _term(translation, stated.low), _term(translation, stated.high)
    called = _called(translation, {})
    found = []
    for point in points:
        ends: list[Any] = [point.inputs[end] if isinstance(end, str) else end for end in (low, high)]
        try:
            outside = np.clip(point.expected, *ends) - np.asarray(point.expected)
        except ValueError:  # a bound of another shape
            raise FormalError("the bounds have another shape than the value") from None
        if np.any(np.abs(outside) > 1e-12):
            return None
        found.append(CheckPoint(point.inputs, np.zeros_like(outside), point.seed))
    shown = [end if isinstance(end, str) else _number(end) for end in (low, high)]
    expression = f"np.clip({called}, {', '.join(shown)}) - {called}"
    name = f"{translation.function_name} within [{', '.join(shown)}]"
    return Stated(expression, tuple(translation.parameters), tuple(found), name)


def _value(translation: Translation, stated: Property, points: tuple[CheckPoint, ...]) -> Stated | None:
    import numpy as np

    from rca_kernel.formal.expected import FAILURES, difference, reference_value

    where, there = _term(translation, stated.at[0]), _term(translation, stated.at[1])
    wanted = _term(translation, stated.low)
    if not isinstance(where, str):
        raise FormalError("the place is no parameter")
    found = []
    for point in points:
        inputs = {**point.inputs, where: point.inputs[there] if isinstance(there, str) else there}
        expected = inputs[wanted] if isinstance(wanted, str) else wanted
        try:
            value = np.asarray(reference_value(translation, inputs, point.seed))
            expected = np.broadcast_to(expected, value.shape)
        except FAILURES:
            continue
        if not difference(value, expected) <= 1e-9:
            return None
        del inputs[where]
        found.append(CheckPoint(inputs, expected, point.seed))
    if not found:
        raise FormalError("no point has a value there")
    place = there if isinstance(there, str) else _number(there)
    rest = tuple(name for name in translation.parameters if name != where)
    name = f"{translation.function_name} at {where} = {place}"
    return Stated(_called(translation, {where: place}), rest, tuple(found), name)


def _sum(translation: Translation, points: tuple[CheckPoint, ...]) -> Stated | None:
    import numpy as np

    whole = [p for p in points if np.ndim(p.expected) == 1 and any(r.rank for r in translation.roles)]
    if not whole:
        raise FormalError("the function gives one entry at a time")
    if any(abs(float(np.sum(p.expected)) - 1) > 1e-9 for p in whole):
        return None
    name = f"the sum of {translation.function_name}"
    found = tuple(CheckPoint(p.inputs, 1.0, p.seed) for p in whole)
    return Stated(f"np.sum({_called(translation, {})})", tuple(translation.parameters), found, name)


def _term(translation: Translation, latex: str) -> str | float:
    """A number, or the parameter that a symbol is."""
    try:
        return float(latex)
    except ValueError:
        pass
    for key in symbol_keys(latex):
        if key in translation.names and translation.names[key] in translation.parameters:
            return translation.names[key]
    raise FormalError("the text names something that the formula does not take", token=latex)


def _called(translation: Translation, given: dict[str, str]) -> str:
    return (
        f"{translation.function_name}({', '.join(f'{n}={given.get(n, n)}' for n in translation.parameters)})"
    )


def _cell(one: Compiled, stated: Property, found: Stated) -> PlannedCell:
    label, called = quote(f"“{stated.quote}”"), f"lambda {', '.join(found.parameters)}: {found.expression}"
    source = (
        f"check_against_formula(\n    {called},\n    {label},\n"
        f"{point_table(one.translation, found.points)}    shown={quote(found.shown)},\n)"
    )
    return PlannedCell("code", source, (one.requirement.id,), proves=True)


def _number(value: Any) -> str:
    if value in (float("inf"), float("-inf")):
        return f"{'-' if value < 0 else ''}np.inf"
    return f"{value:g}"
