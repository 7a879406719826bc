"""The cells of the formal engine: the quoted mathematics, the function, and its check."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rca_kernel.actions.kinds import CellType
from rca_kernel.contract import Requirement
from rca_kernel.formal import PROBE_SOURCE, CheckPoint, Translation
from rca_kernel.paper.passage import Passage

IMPORTS = "import inspect\n\nimport numpy as np"


@dataclass(frozen=True, slots=True)
class PlannedCell:
    """A cell the formal engine will write."""

    cell_type: CellType
    source: str
    requirements: tuple[str, ...] = ()


def opening(passage: Passage) -> tuple[PlannedCell, ...]:
    text = (
        f"# {passage.title}\n\nof “{passage.paper_title}”, implemented by the formal engine: display "
        "equations and pseudocode are compiled; what is only prose is left open by name."
    )
    text += "".join(f"\n* {warning}" for warning in passage.warnings)
    return PlannedCell("markdown", text), PlannedCell("code", IMPORTS)


def quoted(requirement: Requirement) -> PlannedCell:
    """The requirement as the paper prints it."""
    body = requirement.quote.strip().rstrip(" ,.;")
    shown = f"$$\n{body}\n$$" if requirement.kind == "equation" else f"```latex\n{body}\n```"
    return PlannedCell("markdown", f"### {requirement.title}\n\n{shown}", (requirement.id,))


def function(translation: Translation, requirement: Requirement) -> PlannedCell:
    return PlannedCell("code", translation.source.strip(), (requirement.id,))


def check(
    translation: Translation, points: tuple[CheckPoint, ...], requirement: Requirement, call: str = ""
) -> PlannedCell:
    """Calls the function at random points; what must come out was computed by the second evaluator.

    `call` is an expression in the formula's names that stands for a function of another author.
    """
    name = translation.function_name
    called = f"(lambda {', '.join(translation.parameters)}: {call})" if call else name
    generator = ", rng=np.random.default_rng(seed)" if translation.needs_rng else ""
    seeded = ", seed" if translation.needs_rng else ""
    rows = "\n".join(
        f"        ({_literal(dict(point.inputs))}, {_literal(point.expected)}"
        + (f", {point.seed})," if translation.needs_rng else "),")
        for point in points
    )
    lines = [
        f"# {call or name} at {len(points)} random points. What must come out was computed from the",
        "# formula by another path: its parse tree, in high-precision arithmetic.",
    ]
    checker = f"check_{_identifier(call) or name}"
    lines.append(f"def {checker}():")
    if translation.callables:
        lines.append(f"    probe = {PROBE_SOURCE}  # stands in for the functions it is given")
    lines += [
        f"    points = [\n{rows}\n    ]",
        f"    for inputs, expected{seeded} in points:",
        f"        found = {called}(**inputs{generator})",
    ]
    if any(isinstance(point.expected, tuple) for point in points):
        lines += [
            "        for one, wanted in zip(found, expected, strict=True):",
            "            np.testing.assert_allclose(one, wanted, rtol=1e-9, atol=1e-12)",
        ]
    else:
        lines.append("        np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-12)")
    label = requirement.title.split(":")[0]
    subject = call.replace('"', "'") if call else name
    lines.append(f'    print("{subject} agrees with {label} at", len(points), "of", len(points), "points")')
    lines.append(f"\n\n{checker}()")
    return PlannedCell("code", "\n".join(lines), (requirement.id,))


def stated_values(
    defaults: Mapping[str, Mapping[str, Any]], requirements: tuple[str, ...]
) -> tuple[PlannedCell, ...]:
    """Checks that the functions' defaults are the values that the paper states."""
    rows = "\n".join(f"        {name}: {_literal(dict(values))}," for name, values in defaults.items())
    source = (
        f"def check_stated_values():\n    stated = {{\n{rows}\n    }}\n"
        "    for function, values in stated.items():\n"
        "        signature = inspect.signature(function).parameters\n"
        "        for name, value in values.items():\n"
        "            assert signature[name].default == value, (function.__name__, name)\n"
        "    count = sum(map(len, stated.values()))\n"
        '    print(count, "defaults in", len(stated), "functions are the stated values")\n\n\n'
        "check_stated_values()"
    )
    text = "### Stated values\n\nThe values that the paper states are the defaults of the functions above."
    return PlannedCell("markdown", text, requirements), PlannedCell("code", source, requirements)


def _identifier(call: str) -> str:
    """The function that a call names."""
    name = call.split("(", 1)[0].strip()
    return name if name.isidentifier() else ""


def _literal(value: Any) -> str:
    """Python source of an input or of what must come out."""
    if callable(value):
        return "probe"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name!r}: {_literal(one)}" for name, one in value.items()) + "}"
    if isinstance(value, tuple):
        return "(" + "".join(f"{_literal(one)}, " for one in value).rstrip() + ")"
    if hasattr(value, "tolist"):
        listed = value.tolist()
        return f"np.array({listed!r})" if isinstance(listed, list) else repr(listed)
    return repr(value)
