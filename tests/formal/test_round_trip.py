"""Random expressions printed to LaTeX in several styles read back to the same numbers."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from rca_kernel.formal import translate_equation

VALUES = {
    r"\alpha": 0.7,
    r"\beta_1": 1.3,
    "a": 0.4,
    "b": 2.1,
    "r_t": 0.9,
    r"\hat{m}": 1.7,
    r"\theta_{t-1}": 0.6,
}
NAMES = {r"\alpha": "alpha", r"\beta_1": "beta_1", "a": "a", "b": "b", "r_t": "r_t", r"\hat{m}": "m_hat",
         r"\theta_{t-1}": "theta_t_minus_1"}  # fmt: skip


@dataclass(frozen=True)
class Printed:
    """LaTeX, its value, and how tightly it binds (0 sum, 1 product, 2 operand)."""

    latex: str
    value: float
    level: int


def grouped(node: Printed, level: int, style: int) -> str:
    if node.level >= level:
        return node.latex
    return rf"\left({node.latex}\right)" if style % 2 else f"({node.latex})"


leaves = st.one_of(
    st.sampled_from(sorted(VALUES)).map(lambda s: Printed(s, VALUES[s], 2)),
    st.integers(1, 9).map(lambda n: Printed(str(n), float(n), 2)),
)
styles = st.integers(0, 5)


@st.composite
def sums(draw: st.DrawFn, inner: st.SearchStrategy[Printed]) -> Printed:
    left, right, style = draw(inner), draw(inner), draw(styles)
    sign = draw(st.sampled_from("+-"))
    value = left.value + right.value if sign == "+" else left.value - right.value
    return Printed(f"{left.latex} {sign} {grouped(right, 1, style)}", value, 0)


@st.composite
def products(draw: st.DrawFn, inner: st.SearchStrategy[Printed]) -> Printed:
    left, right, style = draw(inner), draw(inner), draw(styles)
    mark = draw(st.sampled_from([r" \cdot ", r" \times ", " * "]))
    return Printed(grouped(left, 2, style) + mark + grouped(right, 2, style), left.value * right.value, 1)


@st.composite
def fractions(draw: st.DrawFn, inner: st.SearchStrategy[Printed]) -> Printed:
    above, below, style = draw(inner), draw(inner), draw(styles)
    value = above.value / below.value if below.value else math.nan
    if style == 0:
        return Printed(f"{grouped(above, 2, style)} / {grouped(below, 2, style)}", value, 1)
    return Printed(rf"\{['frac', 'dfrac', 'tfrac'][style % 3]}{{{above.latex}}}{{{below.latex}}}", value, 2)


@st.composite
def powers(draw: st.DrawFn, inner: st.SearchStrategy[Printed]) -> Printed:
    base, exponent, style = draw(inner), draw(st.integers(2, 3)), draw(styles)
    power = f"^{exponent}" if style % 2 else f"^{{{exponent}}}"
    atom = base.latex if base.latex in VALUES else f"({base.latex})"
    return Printed(atom + power, base.value**exponent, 2)


@st.composite
def calls(draw: st.DrawFn, inner: st.SearchStrategy[Printed]) -> Printed:
    body, style = draw(inner), draw(styles)
    if style == 0:
        return Printed(rf"\sqrt{{{body.latex}}}", math.sqrt(body.value) if body.value >= 0 else math.nan, 2)
    if style == 1:
        return Printed(
            rf"|{body.latex}|" if "|" not in body.latex else rf"\lvert {body.latex} \rvert",
            abs(body.value),
            2,
        )
    if style == 2:
        return Printed(rf"\tanh({body.latex})", math.tanh(body.value), 2)
    if style == 3:
        return Printed(rf"\min({body.latex}, 1)", min(body.value, 1.0), 2)
    if style == 4:
        return Printed(rf"\mathrm{{sign}}\left[{body.latex}\right]", float(np.sign(body.value)), 2)
    return Printed(rf"\log\left(1 + ({body.latex})^2\right)", math.log(1 + body.value**2), 2)


expressions = st.recursive(
    leaves,
    lambda inner: st.one_of(sums(inner), products(inner), fractions(inner), powers(inner), calls(inner)),
    max_leaves=12,
)


@settings(max_examples=400)
@given(expressions)
def test_printed_expressions_read_back(node: Printed) -> None:
    if not math.isfinite(node.value) or abs(node.value) > 1e12:
        return
    translation = translate_equation(f"y = {node.latex}")
    assert {NAMES[s] for s in translation.parameters.values()} == set(translation.parameters)
    with np.errstate(all="ignore"):
        found = float(translation(**{name: VALUES[latex] for name, latex in translation.parameters.items()}))
    assert math.isclose(found, node.value, rel_tol=1e-9, abs_tol=1e-9), translation.source
