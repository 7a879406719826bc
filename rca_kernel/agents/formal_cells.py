"""The cells of the formal engine: the quoted mathematics, the function, and its check."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rca_kernel.actions.kinds import CellType
from rca_kernel.contract import Requirement
from rca_kernel.formal import CheckPoint, Translation
from rca_kernel.formal.drawing import WIDE, Several, Truth, Wide
from rca_kernel.formal.wrapping import wrapped
from rca_kernel.paper.passage import Passage

WIDTH = 88


@dataclass(frozen=True, slots=True)
class PlannedCell:
    """A cell the formal engine will write. Where it `proves`, its last line of output is evidence and
    `remark` says what that evidence leaves out; `open` that something is left for the user to give."""

    cell_type: CellType
    source: str
    requirements: tuple[str, ...] = ()
    proves: bool = False
    remark: str = ""
    open: bool = False


def opening(passage: Passage, setup: PlannedCell) -> tuple[PlannedCell, ...]:
    text = (
        f"# {passage.title}\n\nof “{passage.paper_title}”, implemented by the formal engine: display "
        "equations and pseudocode are compiled; what is only prose is left open by name.\n\n"
        "Each function is held against values that another path computed beforehand: the formula's parse "
        "tree, evaluated with 40 digits at random points inside the ranges that the paper states."
    )
    text += "".join(f"\n* {warning}" for warning in passage.warnings)
    return PlannedCell("markdown", text), setup


def setup(
    *, probe: bool = False, gradients: bool = False, values: bool = False, plots: bool = False
) -> PlannedCell:
    """The imports and the helpers that the cells below need."""
    from rca_kernel.formal.agreement import check_against_formula, check_gradient, smooth_probe, source_of

    imports = ["import inspect\n"] if values else []
    imports += ["import matplotlib.pyplot as plt"] if plots else []
    wanted = ((check_against_formula, True), (check_gradient, gradients), (smooth_probe, probe))
    helpers = [helper for helper, needed in wanted if needed]
    lines = [*imports, "import numpy as np", *(f"\n\n{source_of(helper)}" for helper in helpers)]
    return PlannedCell("code", "\n".join(lines))


def quoted(requirement: Requirement, symbols: Sequence[tuple[str, str]] = ()) -> PlannedCell:
    """The requirement as the paper prints it, and what it says of the symbols (symbol, words)."""
    body = requirement.quote.strip().rstrip(" ,.;")
    shown = f"$$\n{body}\n$$" if requirement.kind == "equation" else f"```latex\n{body}\n```"
    said = "".join(f"\n* ${symbol}$: {words}" for symbol, words in symbols)
    return PlannedCell(
        "markdown", f"### {requirement.title}\n\n{shown}" + (f"\n{said}" if said else ""), (requirement.id,)
    )


def function(translation: Translation, requirement: Requirement) -> PlannedCell:
    return PlannedCell("code", translation.source.strip(), (requirement.id,))


def check(
    translation: Translation,
    points: Sequence[CheckPoint],
    requirement: Requirement,
    unreached: Sequence[str],
    remark: str = "",
) -> PlannedCell:
    """Calls the function at random points; what must come out was computed by the second evaluator."""
    label = label_of(requirement)
    source = f"check_against_formula(\n    {translation.function_name},\n    {quote(label)},\n"
    source += f"{point_table(translation, points)})"
    remarks = [f"not reached: {', '.join(unreached)}"] if unreached else []
    if translation.hooks:
        hooks = ", ".join(f"`{name}` (“{words}”)" for name, words in translation.hooks.items())
        remarks.append(f"with stand-ins for what the paper says in words only, which you give: {hooks}")
    remark = "; ".join([*remarks, *([remark] if remark else [])])
    return PlannedCell(
        "code", source, (requirement.id,), proves=True, remark=remark, open=bool(translation.hooks)
    )


def point_table(translation: Translation, points: Sequence[CheckPoint]) -> str:
    """The names of the inputs and the points, one a line where it fits."""
    rows = "".join(_row(point, translation.needs_rng) for point in points)
    return f"    {quote(' '.join(points[0].inputs))},\n    [\n{rows}    ],\n"


def input_table(points: Sequence[CheckPoint]) -> str:
    """The names of the inputs and their values at points, without what comes out."""
    rows = ""
    for point in points:
        values = [literal(value) for value in point.inputs.values()]
        line = f"        {_tuple(values)},"
        broken = f"        (\n{''.join(_line(one, 12) for one in values)}        ),"
        rows += f"{line if len(line) <= WIDTH else broken}\n"
    return f"    {quote(' '.join(points[0].inputs))},\n    [\n{rows}    ],\n"


def label_of(requirement: Requirement) -> str:
    """The short name of a requirement: "Eq. (3)", "Algorithm 1", "the equation in 4.1"."""
    title = requirement.title.split(":")[0]
    unnumbered = re.match(r"Unnumbered equation(?: in (\S+))?", title)
    if unnumbered is None:
        return title
    return f"the equation in {unnumbered.group(1)}" if unnumbered.group(1) else "the equation"


def stated_values(
    defaults: Mapping[str, Mapping[str, Any]], requirements: tuple[str, ...]
) -> tuple[PlannedCell, ...]:
    """Checks that the functions' defaults are the values that the paper states."""
    rows = "".join(_named_row(name, values) for name, values in defaults.items())
    source = (
        f"def check_stated_values(stated):\n"
        "    for function, values in stated.items():\n"
        "        signature = inspect.signature(function).parameters\n"
        "        for name, value in values.items():\n"
        "            assert signature[name].default == value, (function.__name__, name)\n"
        "    count = sum(map(len, stated.values()))\n"
        '    print("the defaults are the stated values:", count, "checked")\n\n\n'
        f"check_stated_values(\n    {{\n{rows}    }}\n)"
    )
    text = "### Stated values\n\nThe values that the paper states are the defaults of the functions above."
    return (
        PlannedCell("markdown", text, requirements),
        PlannedCell("code", source, requirements, proves=True),
    )


def _row(point: CheckPoint, seeded: bool) -> str:
    pad = " " * 8
    values = [literal(value) for value in point.inputs.values()]
    inside = ", ".join(values) + ("," if len(values) == 1 else "")
    rest = [_brief(point.expected), *([str(point.seed)] if seeded else [])]
    line = f"{pad}(({inside}), {', '.join(rest)}),"
    if len(line) <= WIDTH:
        return f"{line}\n"
    first = f"{pad}    ({inside}),"
    if len(first) > WIDTH:
        first = f"{pad}    (\n" + "".join(_line(one, 16) for one in values) + f"{pad}    ),"
    return f"{pad}(\n{first}\n" + "".join(_line(one, 12) for one in rest) + f"{pad}),\n"


def _line(value: str, indent: int) -> str:
    """One value and a comma, in lines that fit."""
    lines = wrapped("", value, indent + 1)
    return "".join(f"{' ' * indent}{line}\n" for line in (*lines[:-1], f"{lines[-1]},"))


def _named_row(name: str, values: Mapping[str, Any]) -> str:
    inner = [f"{quote(key)}: {literal(value)}" for key, value in values.items()]
    line = f"        {name}: {{{', '.join(inner)}}},"
    if len(line) <= WIDTH:
        return f"{line}\n"
    return f"        {name}: {{\n" + "".join(f"            {one},\n" for one in inner) + "        },\n"


def quote(text: str) -> str:
    """A string in double quotes, as black writes it."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def literal(value: Any) -> str:
    """Python source of an input."""
    if callable(value):
        return _probe(value)
    if isinstance(value, tuple):
        return _tuple([literal(one) for one in value])
    if hasattr(value, "tolist"):
        listed = value.tolist()
        return repr(listed)
    return repr(tuple(value) if isinstance(value, list) else value)


def _probe(value: Any) -> str:
    """What stands in for a function that is given."""
    if isinstance(value, Several):
        return f"lambda *args: ({', '.join(_probed(one) for one in value.probes)})"
    if isinstance(value, Truth):
        return f"lambda *args: np.sum({_probed(value.probe)}) > 1"
    if isinstance(value, Wide):
        values = f"{_probed(value.probe)} * np.array([1.0, 2.0, 3.0])"
        return (
            f"lambda *args: np.outer({values}, [1.0, -2.0, 0.5]) + np.array({WIDE})"
            if value.matrix
            else (f"lambda *args: {values}")
        )
    return f"lambda *args: {_probed(value)}" if getattr(value, "keywords", None) else "smooth_probe"


def _probed(probe: Any) -> str:
    tilt = getattr(probe, "keywords", {}).get("tilt")
    return "smooth_probe(*args)" if tilt is None else f"smooth_probe(*args, tilt={tilt})"


def _brief(value: Any) -> str:
    """Python source of what must come out, with twelve digits."""
    if isinstance(value, tuple):
        return _tuple([_brief(one) for one in value])
    if hasattr(value, "tolist"):
        return repr(_rounded(value.tolist()))
    return repr(_rounded(value))


def _tuple(items: Sequence[str]) -> str:
    return f"({items[0]},)" if len(items) == 1 else f"({', '.join(items)})"


def _rounded(value: Any) -> Any:
    if isinstance(value, list):
        return [_rounded(one) for one in value]
    return float(f"{value:.12g}") if isinstance(value, float) else value
