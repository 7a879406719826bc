"""The formal engine as the referee of code that a model wrote."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from rca_kernel.agents import formal_cells
from rca_kernel.agents.formal_compile import domain_of
from rca_kernel.agents.given_ranges import given_domain
from rca_kernel.contract import Contract, Requirement
from rca_kernel.errors import ActionError, FormalError
from rca_kernel.formal import CheckPoint, Translation, check_points, translate_equation
from rca_kernel.formal.ranges import Domain
from rca_kernel.paper.document import Equation
from rca_kernel.paper.passage import Passage

POINTS = 8
DISTRIBUTIONS = frozenset({r"\mathcal{N}", r"\mathcal N", r"\mathcal{U}", r"\mathcal U"})


_KINDS = {"array": ": array", "indices": ": indices", "integer": ": int", "set": ": set"}
_SHAPES = {"vector": ": array", "matrix": ": matrix"}


@dataclass(frozen=True, slots=True)
class Referee:
    """Judges calls at points inside the ranges that `passage` states."""

    passage: Passage | None = None

    def check_source(self, requirement: Requirement, call: str, ranges: tuple[str, ...] = ()) -> str:
        """A cell that holds `call`, an expression in the formula's names, against the formula's own values
        inside `ranges`, else where the paper says.

        Raises ActionError when the requirement is no equation, when its formula has no single formal
        meaning, or when `call` is no expression.
        """
        if requirement.kind != "equation":
            raise ActionError(
                f"{requirement.id} is a {requirement.kind}, not an equation.", hint="Write a check cell."
            )
        try:
            ast.parse(call, mode="eval")
        except SyntaxError as error:
            raise ActionError(
                f"The call is not a Python expression: {error.msg}.", hint="For instance f(a, b=c)."
            ) from None
        try:
            translation = _translated(requirement.quote)
            points = self._points(requirement, translation, ranges)
        except FormalError as error:
            raise ActionError(
                f"The formula of {requirement.id} cannot be evaluated formally: {error.reason}.",
                hint="Write a check cell of your own.",
            ) from None
        if says_nothing(translation):
            raise ActionError(
                f"{requirement.id} leans on a function that it names and does not define.",
                hint="Write a check cell of your own.",
            )
        if translation.needs_rng:
            raise ActionError("The formula draws random numbers.", hint="Write a check cell of your own.")
        return _cell(translation, points, requirement, call, ranges)

    def _points(
        self, requirement: Requirement, translation: Translation, ranges: tuple[str, ...]
    ) -> tuple[CheckPoint, ...]:
        integers = {role.name for role in translation.roles if role.kind == "integer"}
        given = given_domain(ranges, translation.parameters, integers)
        domain = self._domain(requirement, translation) | given
        try:
            return check_points(translation, POINTS, seed=1, domain=domain)
        except FormalError:
            if not domain or given:
                raise
            return check_points(translation, POINTS, seed=1)

    def _domain(self, requirement: Requirement, translation: Translation) -> Domain:
        if self.passage is None:
            return Domain()
        items = (item for item in self.passage.items if isinstance(item, Equation))
        item = next((one for one in items if one.id == requirement.id), None)
        return domain_of(self.passage, item).named(translation) if item is not None else Domain()


def checkable(contract: Contract) -> dict[str, str]:
    """The names that a call may use, with what stands under them, and what it is to give, for each equation
    that the referee can evaluate."""
    names = {}
    for requirement in contract:
        if requirement.kind != "equation":
            continue
        try:
            translation = _translated(requirement.quote)
            tried = _tried(requirement.quote)
        except FormalError:
            continue
        if not translation.needs_rng and not says_nothing(translation):
            names[requirement.id] = f"{_taken(translation)}; gives {_given(translation, tried)}"
    return names


def _taken(translation: Translation) -> str:
    kinds = {role.name: _KINDS.get(role.kind, _SHAPES.get(role.shape, "")) for role in translation.roles}
    arities = {role.name: role.arity for role in translation.roles if role.kind == "callable"}
    kinds |= {name: f": function of {n}" if n else ": function" for name, n in arities.items()}
    return ", ".join(f"{name}{kinds.get(name, '')}" for name in translation.parameters)


def _given(translation: Translation, tried: tuple[CheckPoint, ...]) -> str:
    """What a call gives: a number, an array, a tuple, or both numbers and arrays where it is elementwise."""
    from rca_kernel.formal.comparing import gives_set, is_elementwise

    first = tried[0].expected
    if gives_set(translation):
        return f"{' '.join(translation.returns)}: the elements, in any order".lstrip(": ")
    if isinstance(first, tuple):
        names = translation.returns if len(translation.returns) == len(first) else map(str, range(len(first)))
        return f"the tuple ({', '.join(map(_named, names, first))})"
    name = " ".join(translation.returns)
    if is_elementwise(translation):
        return f"{name}, elementwise".lstrip(", ")
    kinds = dict.fromkeys(_kind(point.expected) for point in tried)
    return f"{name}: {' or '.join(kinds)}".lstrip(": ")


def _named(name: str, value: Any) -> str:
    return f"{name}: {_kind(value)}"


def _kind(value: Any) -> str:
    from numpy import ndim

    return {0: "number", 1: "array", 2: "matrix"}.get(ndim(value), f"array of {ndim(value)} axes")


def says_nothing(translation: Translation) -> bool:
    """Whether the formula only sets a thing equal to a function that is given, with nothing computed, or
    leans on a distribution, whose density it does not say."""
    if not translation.callables:
        return False
    if any(translation.parameters[name] in DISTRIBUTIONS for name in translation.callables):
        return True
    (function,) = ast.parse(translation.source).body
    nodes = list(ast.walk(ast.Module(function.body if isinstance(function, ast.FunctionDef) else [], [])))
    calls = [node.func for node in nodes if isinstance(node, ast.Call)]
    given = all(isinstance(called, ast.Name) and called.id in translation.callables for called in calls)
    return given and not any(isinstance(node, ast.BinOp | ast.Compare | ast.Subscript) for node in nodes)


def _cell(
    translation: Translation,
    points: tuple[CheckPoint, ...],
    requirement: Requirement,
    call: str,
    ranges: tuple[str, ...] = (),
) -> str:
    from rca_kernel.formal import agreement
    from rca_kernel.formal.comparing import gives_set, is_elementwise, sorted_points

    around = agreement.one_at_a_time if is_elementwise(translation) else None
    if gives_set(translation):
        around, points = agreement.in_order, sorted_points(points)
    helpers: list[Callable[..., Any]] = [agreement.check_against_formula]
    helpers += [around] if around else []
    helpers += [agreement.smooth_probe] if translation.callables else []
    sources = "\n\n\n".join(agreement.source_of(helper) for helper in helpers)
    called = f"lambda {', '.join(translation.parameters)}: {call}"
    if around:
        called = f"{around.__name__}({called})"
    label, name = formal_cells.label_of(requirement), " ".join(call.split())
    name += f" where {', '.join(ranges)}" if ranges else ""
    return (
        f"import numpy as np\n\n\n{sources}\n\n\ncheck_against_formula(\n    {called},\n"
        f"    {formal_cells.quote(label)},\n{formal_cells.point_table(translation, points)}"
        f"    shown={formal_cells.quote(name)},\n)"
    )


@lru_cache(maxsize=256)
def _translated(latex: str) -> Translation:
    return translate_equation(latex)


@lru_cache(maxsize=256)
def _tried(latex: str) -> tuple[CheckPoint, ...]:
    """A few points, where the formula can be evaluated at all."""
    return check_points(_translated(latex), 4)
