"""A figure where a curve says more: a value over its one varying argument, an optimizer at work."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from rca_kernel.agents.formal_cells import PlannedCell
from rca_kernel.agents.formal_compile import Compiled, domain_of, stated_numbers
from rca_kernel.errors import FormalError
from rca_kernel.formal.declarations import symbol_keys
from rca_kernel.formal.expected import FAILURES
from rca_kernel.formal.translation import Role, Translation
from rca_kernel.formal.tree import Call, Cases, walk
from rca_kernel.paper.document import Algorithm, Equation
from rca_kernel.paper.passage import Passage

POINTS, MOST_STEPS = 301, 5000
_BENT = {"exp", "tanh", "sigmoid", "relu", "gelu", "silu", "softplus", "erf", "max", "min", "log", "clip"}
_COMMAND = re.compile(r"\\[a-zA-Z]+")
_GREEK = (
    "alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda mu nu xi pi rho "
    "sigma tau upsilon phi varphi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Phi Psi Omega"
)
_DRAWN = {
    f"\\{name}" for name in f"{_GREEK} ell hat tilde bar dot min max mathrm mathbf mathcal prime".split()
}


@dataclass(frozen=True, slots=True)
class Span:
    """From where to where a curve is drawn."""

    low: float
    high: float
    whole: bool = False


def can_plot() -> bool:
    """Whether this environment has Matplotlib; without it figures are left out."""
    return importlib.util.find_spec("matplotlib") is not None


def plots_of(passage: Passage, found: Sequence[Compiled]) -> dict[str, PlannedCell]:
    """By requirement id, the figures that this environment can draw."""
    if not can_plot():
        return {}
    drawn = ((one.requirement.id, plot_of(passage, one)) for one in found)
    return {id: cell for id, cell in drawn if cell is not None}


def plot_of(passage: Passage, one: Compiled) -> PlannedCell | None:
    """The figure of a function, None where no argument evidently varies."""
    item = next((item for item in passage.items if item.id == one.requirement.id), None)
    if isinstance(item, Equation):
        return _curve(passage, one, item)
    return _convergence(one) if isinstance(item, Algorithm) else None


def _curve(passage: Passage, one: Compiled, item: Equation) -> PlannedCell | None:
    translation = one.translation
    variable = _variable(translation)
    if variable is None:
        return None
    span = _span(passage, one, item, variable)
    if span is None or not _has_curve(translation, variable, span):
        return None
    name, latex = translation.function_name, variable.latex
    left = re.split(r":=|=", item.latex, maxsplit=1)[0].strip(" &")
    places = f"np.linspace({span.low:g}, {span.high:g}, {POINTS})"
    if span.whole and span.high - span.low <= MOST_STEPS:
        places = f"np.arange({span.low:g}, {span.high + 1:g})"
    source = (
        f"def plot_{name}():\n    places = {places}\n"
        f"    values = [{name}({variable.name}=place) for place in places]\n"
        "    _, axes = plt.subplots(figsize=(5, 3))\n    axes.plot(places, values)\n"
        f"    axes.set(xlabel={_label(latex, variable.name)}, ylabel={_label(left, name)})\n"
        f"    plt.show()\n\n\nplot_{name}()"
    )
    return PlannedCell("code", source, (one.requirement.id,))


def _variable(translation: Translation) -> Role | None:
    """The one number that the function takes and the paper gives no value."""
    if translation.callables or translation.needs_rng or len(translation.returns) > 1:
        return None
    free = [role for role in translation.roles if role.name not in translation.defaults]
    if len(free) != 1 or free[0].kind != "value" or free[0].shape not in {"any", "scalar"}:
        return None
    return free[0]


def _span(passage: Passage, one: Compiled, item: Equation, variable: Role) -> Span | None:
    """Where the argument lies as stated; an activation that takes nothing else is drawn around zero."""
    key = next((key for key, name in one.translation.names.items() if name == variable.name), "")
    domain = domain_of(passage, item)
    stated = domain.ranges.get(key)
    places = [*(one.section for one in passage.algorithms()), item.section]  # an algorithm counts in its own
    stated_there = {s: n for place in places for s, n in stated_numbers(passage, place).items()}
    numbers = {key: n for symbol, n in stated_there.items() for key in symbol_keys(symbol)}
    tops = [numbers[high] for low, high, _ in domain.orders if low == key and high in numbers]
    low = stated.lower if stated is not None and stated.lower > float("-inf") else 0.0
    whole = stated is not None and stated.whole
    if tops:
        return Span(low, float(min(tops)), whole)
    if stated is not None and abs(stated.lower) < float("inf") and abs(stated.upper) < float("inf"):
        edge = (stated.upper - stated.lower) / POINTS
        return Span(
            stated.lower + edge * stated.open_lower, stated.upper - edge * stated.open_upper, stated.whole
        )
    nodes = (node for step in one.translation.steps for node in walk(step.tree))
    bent = any(isinstance(n, Cases) or (isinstance(n, Call) and n.function in _BENT) for n in nodes)
    return Span(-4.0, 4.0) if stated is None and bent and len(one.translation.roles) == 1 else None


def _has_curve(translation: Translation, variable: Role, span: Span) -> bool:
    """Whether the function gives finite numbers there, and not one number everywhere."""
    import numpy as np

    function = translation.function
    places: Any = np.linspace(span.low, span.high, 23)
    try:
        with np.errstate(all="ignore"):
            values = [np.asarray(function(**{variable.name: place}), float) for place in places]
    except FAILURES:
        return False
    flat = all(value.shape == () for value in values)
    return flat and bool(np.all(np.isfinite(values))) and float(np.ptp(values)) > 0


def _convergence(one: Compiled) -> PlannedCell | None:
    """An optimizer on a quadratic, where it takes a start and a gradient, and the paper gives the rest."""
    translation = one.translation
    free = [role for role in translation.roles if role.name not in translation.defaults]
    starts = [role for role in free if role.kind == "value" and role.shape in {"any", "vector"}]
    slopes = [role for role in free if role.kind == "callable" and role.latex.startswith(r"\nabla")]
    counts = [n for role in translation.roles if isinstance(n := translation.defaults.get(role.name), int)
              and role.kind == "integer"]  # fmt: skip
    if len(free) != 2 or len(starts) != 1 or len(slopes) != 1 or slopes[0].arity != 1 or not counts:
        return None
    if max(counts) > MOST_STEPS or not _descends(translation, starts[0].name, slopes[0].name):
        return None
    name, start, slope = translation.function_name, starts[0].name, slopes[0].name
    source = (
        f"def plot_{name}():\n"
        '    """On a quadratic that is not from the paper: the sum of s x ** 2 / 2, for three scales s."""\n'
        "    scales, visited = np.array([0.1, 1.0, 10.0]), []\n\n"
        f"    def {slope}(x):\n        visited.append(x)\n        return scales * x\n\n"
        f"    visited.append({name}({start}=np.array([1.0, -2.0, 0.5]), {slope}={slope}))\n"
        "    values = [np.sum(scales * x**2) / 2 for x in visited]\n"
        "    _, axes = plt.subplots(figsize=(5, 3))\n    axes.plot(values)\n"
        '    axes.set(xlabel="step", ylabel=r"$\\sum_i s_i x_i^2 / 2$")\n'
        f"    plt.show()\n\n\nplot_{name}()"
    )
    return PlannedCell("code", source, (one.requirement.id,))


def _descends(translation: Translation, start: str, slope: str) -> bool:
    """Whether it can be called so, with finite values that fall."""
    import numpy as np

    scales = np.array([0.1, 1.0, 10.0])
    first = np.array([1.0, -2.0, 0.5])
    try:
        with np.errstate(all="ignore"):
            last = translation.function(**{start: first, slope: lambda x: scales * x})
        values = [float(np.sum(scales * np.asarray(x, float) ** 2)) for x in (first, last)]
    except (*FAILURES, FormalError):
        return False
    return bool(np.isfinite(values[1])) and values[1] < values[0]


def _label(latex: str, name: str) -> str:
    """A raw string for Matplotlib, which knows only some of LaTeX; the Python name where it does not."""
    drawn = set(_COMMAND.findall(latex)) <= _DRAWN and '"' not in latex and "&" not in latex
    return f'r"${latex}$"' if drawn else f'"{name}"'
