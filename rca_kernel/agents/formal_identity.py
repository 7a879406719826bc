"""Equations that state an identity: both sides are compiled, and must have the same values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rca_kernel.agents.formal_cells import PlannedCell, label_of, point_table, quote
from rca_kernel.contract import Requirement
from rca_kernel.errors import FormalError
from rca_kernel.formal import CheckPoint, Translation, check_points, translate_equation
from rca_kernel.formal.ranges import Domain
from rca_kernel.formal.sides import sides_of
from rca_kernel.paper.document import Equation

POINTS = 5


@dataclass(frozen=True, slots=True)
class Identity:
    """Both sides of an equation, and points with the values that each side has there."""

    requirement: Requirement
    section: str
    left: Translation
    right: Translation
    points: tuple[CheckPoint, ...]
    symbols: tuple[tuple[str, str], ...] = ()

    def cells(self) -> tuple[PlannedCell, ...]:
        """Both functions, and the check that they agree with each other and with the formula."""
        id = (self.requirement.id,)
        wider = self._wider
        names = ", ".join(wider.parameters)
        calls = ", ".join(f"{one.function_name}({', '.join(one.parameters)})" for one in self._sides)
        shown = " = ".join(one.function_name for one in self._sides)
        check = (
            f"check_against_formula(\n    lambda {names}: ({calls}),\n"
            f"    {quote(label_of(self.requirement))},\n"
            f"{point_table(wider, self.points)}    shown={quote(shown)},\n)"
        )
        return (
            *(PlannedCell("code", one.source.strip(), id) for one in self._sides),
            PlannedCell("code", check, id, proves=True),
        )

    @property
    def _sides(self) -> tuple[Translation, Translation]:
        return self.left, self.right

    @property
    def _wider(self) -> Translation:
        return _wider(self.left, self.right)


def identity_of(
    item: Equation, requirement: Requirement, domain: Domain, shapes: Mapping[str, str], suffix: str
) -> Identity | None:
    """The identity that an equation states; None where a side has no single formal meaning.

    Raises FormalError where the sides differ at a point: then it is an equation to be solved.
    """
    from rca_kernel.formal.expected import FAILURES, difference, reference_value

    sides = sides_of(item.latex)
    if sides is None:
        return None
    try:
        left, right = (
            translate_equation(
                side, name=f"{word}_of_eq_{suffix}", shapes=shapes, equation_number=item.number
            )
            for side, word in zip(sides, ("left", "right"), strict=True)
        )
        wider = _wider(left, right)
        points = check_points(wider, POINTS, domain=domain.named(wider))
    except FormalError:
        return None
    places = []
    for point in points:
        try:
            values = [reference_value(one, _inputs(one, point), point.seed) for one in (left, right)]
        except FAILURES:
            return None
        if not difference(values[0], values[1]) <= 1e-9:
            raise FormalError("its two sides are not the same for all values: an equation to be solved")
        places.append(CheckPoint(point.inputs, tuple(values), point.seed))
    return Identity(requirement, item.section, left, right, tuple(places))


def _wider(left: Translation, right: Translation) -> Translation:
    """The side that takes every parameter, with whole numbers where either side needs them."""
    first, second = (left, right) if len(left.parameters) >= len(right.parameters) else (right, left)
    if not second.parameters.items() <= first.parameters.items() or first.needs_rng or second.needs_rng:
        raise FormalError("the sides of this equation have other symbols")
    whole = [
        sum(role.kind == "integer" for role in one.roles)
        for one in (first, second)
    ]  # fmt: skip
    same = first.parameters.keys() == second.parameters.keys()
    return second if same and whole[1] > whole[0] else first


def _inputs(side: Translation, point: CheckPoint) -> dict[str, object]:
    return {name: value for name, value in point.inputs.items() if name in side.parameters}
