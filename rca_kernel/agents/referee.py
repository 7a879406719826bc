"""The formal engine as the referee of code that a model wrote."""

from __future__ import annotations

import ast
from functools import lru_cache

from rca_kernel.agents import formal_cells
from rca_kernel.contract import Contract, Requirement
from rca_kernel.errors import ActionError, FormalError
from rca_kernel.formal import CheckPoint, Translation, check_points, translate_equation

POINTS = 8


def check_source(requirement: Requirement, call: str) -> str:
    """A cell that holds `call`, an expression in the formula's names, against the formula's own values.

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
        translation, points = _compiled(requirement.quote)
    except FormalError as error:
        raise ActionError(
            f"The formula of {requirement.id} cannot be evaluated formally: {error.reason}.",
            hint="Write a check cell of your own.",
        ) from None
    if translation.needs_rng:
        raise ActionError("The formula draws random numbers.", hint="Write a check cell of your own.")
    cell = formal_cells.check(translation, points, requirement, call)
    return f"import numpy as np\n\n{cell.source}"


def checkable(contract: Contract) -> dict[str, str]:
    """The names that a call may use, for each equation that the referee can evaluate."""
    names = {}
    for requirement in contract:
        if requirement.kind != "equation":
            continue
        try:
            translation, _ = _compiled(requirement.quote)
        except FormalError:
            continue
        if not translation.needs_rng:
            names[requirement.id] = ", ".join(translation.parameters)
    return names


@lru_cache(maxsize=256)
def _compiled(latex: str) -> tuple[Translation, tuple[CheckPoint, ...]]:
    translation = translate_equation(latex)
    return translation, check_points(translation, POINTS, seed=1)
