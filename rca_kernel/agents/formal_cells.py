"""The cells of the formal engine: the quoted mathematics, the function, and its check."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rca_kernel.actions.kinds import CellType
from rca_kernel.contract import Contract, Requirement
from rca_kernel.formal import CheckPoint, Translation
from rca_kernel.paper.passage import Passage


@dataclass(frozen=True, slots=True)
class PlannedCell:
    """A cell the formal engine will write."""

    cell_type: CellType
    source: str
    requirements: tuple[str, ...] = ()


def opening(passage: Passage, reason: str) -> tuple[PlannedCell, ...]:
    text = (
        f"# {passage.title}\n\nof “{passage.paper_title}”, implemented by the formal engine: the display "
        "equations and the pseudocode are compiled, what is only prose is left open by name."
    )
    if passage.warnings:
        text += "\n\n" + "\n".join(f"* {warning}" for warning in passage.warnings)
    return (PlannedCell("markdown", text + (f"\n\n{reason}" if reason else "")), PlannedCell("code", IMPORTS))


IMPORTS = "import inspect\n\nimport numpy as np"


def quoted(requirement: Requirement) -> PlannedCell:
    """The requirement as the paper prints it."""
    if requirement.kind == "equation":
        body = f"$$\n{requirement.quote.strip()}\n$$"
    else:
        body = f"```latex\n{requirement.quote.strip()}\n```"
    return PlannedCell("markdown", f"### {requirement.title}\n\n{body}", (requirement.id,))


def function(translation: Translation, requirement: Requirement) -> PlannedCell:
    return PlannedCell("code", translation.source.strip(), (requirement.id,))


def check(
    translation: Translation, points: tuple[CheckPoint, ...], requirement: Requirement, name: str
) -> PlannedCell:
    """Calls the function at random points and compares with values of the second evaluator."""
    return PlannedCell("code", translation.check_source(points, title=requirement.title), (requirement.id,))


def stated_values(
    defaults: Mapping[str, Mapping[str, float]], requirements: tuple[str, ...]
) -> tuple[PlannedCell, ...]:
    """Checks that the functions' defaults are the values that the paper states."""
    rows = "\n".join(
        f"    {function}: {{{', '.join(f'{name!r}: {value!r}' for name, value in values.items())}}},"
        for function, values in defaults.items()
    )
    source = (
        f"stated = {{\n{rows}\n}}\n"
        "for function, values in stated.items():\n"
        "    signature = inspect.signature(function).parameters\n"
        "    for name, value in values.items():\n"
        "        assert signature[name].default == value, (function.__name__, name)\n"
        'print(f"{sum(map(len, stated.values()))} defaults in {len(stated)} functions are the stated values")'
    )
    text = "### Stated values\n\nThe values that the paper states are the defaults of the functions above."
    return PlannedCell("markdown", text, requirements), PlannedCell("code", source, requirements)


def values_table(contract: Contract) -> str:
    rows = [
        f"| {item.title} | {' '.join(item.quote.split())[:160]} |"
        for item in contract
        if item.kind == "hyperparameter"
    ]
    return "\n".join(["| value | stated in |", "| --- | --- |", *rows]) if rows else ""
