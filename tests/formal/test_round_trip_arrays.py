# ruff: noqa: E501
"""Random sums, norms, cases, applications and implicit products read back to the same numbers, or are refused."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from hypothesis import example, given, settings
from hypothesis import strategies as st

from rca_kernel.errors import FormalError
from rca_kernel.formal import translate_equation

X, W = np.array([0.3, 1.2, 0.7]), np.array([0.5, 0.25, 2.0])
NUMBERS = {r"\lambda": 0.7, r"\eta": 1.3, "a": 0.4, "b": 2.1, "u^{(k)}": 0.9, "u^*": 1.7, r"u^{\text{new}}": 0.6,
           r"\bar{u}": 1.1, "T": 3.0, r"\tau_0": 0.8}  # fmt: skip
ARRAYS = {"x": X, "w": W, "n": 3}


@dataclass(frozen=True)
class Printed:
    """LaTeX, its value, and how tightly it binds (0 sum, 1 product, 2 operand)."""

    latex: str
    value: float
    level: int


def grouped(node: Printed, level: int) -> str:
    return node.latex if node.level >= level else rf"\left({node.latex}\right)"


leaves = st.one_of(
    st.sampled_from(sorted(NUMBERS)).map(lambda s: Printed(s, NUMBERS[s], 2)),
    st.integers(2, 9).map(lambda n: Printed(str(n), float(n), 2)),
)
styles = st.integers(0, 5)


@st.composite
def terms(draw: st.DrawFn) -> Printed:
    """A sum, product or maximum over one index, in the ways papers write the range."""
    style, weight = draw(styles), draw(st.sampled_from(sorted(NUMBERS)))
    below, above = [("_{i=1}", "^{n}"), ("_{i=1}", "^n"), ("_i", ""), ("_{i}", "^{n}"), (r"_{i \in \{1, \dots, n\}}", ""),
                    (r"_{1 \le i \le n}", "")][style]  # fmt: skip
    body, each = draw(
        st.sampled_from([
            ("x_i", X), ("x_i^2", X**2), ("w_i x_i", W * X), (r"\frac{x_i}{w_i}", X / W), (r"|x_i - w_i|", abs(X - W)),
            (rf"\left(x_i - {weight}\right)^2", (X - NUMBERS[weight]) ** 2), (r"\log x_i", np.log(X)),
            (r"w_i \exp(-x_i)", W * np.exp(-X)), (rf"x_i^{{{2}}} w_i", X**2 * W),
        ])
    )  # fmt: skip
    sign, value = draw(st.sampled_from([("sum", each.sum()), ("prod", each.prod()), ("max", each.max())]))
    if sign == "max" and above:
        below, above = "_{i}", ""
    return Printed(rf"\left(\{sign}{below}{above} {body}\right)", float(value), 2)


@st.composite
def norms(draw: st.DrawFn) -> Printed:
    inside, value = draw(st.sampled_from([("x - w", X - W), ("x", X), ("x + 2 w", X + 2 * W)]))
    left, right = draw(
        st.sampled_from([(r"\|", r"\|"), (r"\lVert", r"\rVert"), (r"\left\|", r"\right\|"), ("||", "||")])
    )
    order = draw(st.sampled_from([("_2^2", (value**2).sum()), ("_1", abs(value).sum()), ("^2", (value**2).sum()),
                                  (r"_\infty", abs(value).max()), ("", math.sqrt((value**2).sum()))]))  # fmt: skip
    return Printed(f"{left} {inside} {right}{order[0]}", float(order[1]), 2)


@st.composite
def choices(draw: st.DrawFn, inner: st.SearchStrategy[Printed]) -> Printed:
    yes, no, limit = draw(inner), draw(inner), draw(st.sampled_from(sorted(NUMBERS)))
    word = draw(st.sampled_from([r"\text{if } ", "", r"\text{for } ", r"\mathrm{if}\ "]))
    other = draw(st.sampled_from([r"\text{otherwise}", r"\text{else}", rf"\text{{if }} {limit} \ge b"]))
    latex = rf"\begin{{cases}} {yes.latex} & {word}{limit} < b \\ {no.latex} & {other} \end{{cases}}"
    return Printed(latex, yes.value if NUMBERS[limit] < NUMBERS["b"] else no.value, 1)


@st.composite
def joined(draw: st.DrawFn, inner: st.SearchStrategy[Printed]) -> Printed:
    """Sums, implicit products and fractions of two."""
    left, right, style = draw(inner), draw(inner), draw(styles)
    if style < 2:
        return Printed(f"{left.latex} + {grouped(right, 1)}", left.value + right.value, 0)
    if style < 4:
        number = right.latex[:1].isdigit()
        factor = rf"\left({right.latex}\right)" if number else grouped(right, 2)
        return Printed(f"{grouped(left, 2)} {factor}", left.value * right.value, 1)
    value = left.value / right.value if right.value else math.nan
    return Printed(rf"\frac{{{left.latex}}}{{{right.latex}}}", value, 2)


@st.composite
def applied(draw: st.DrawFn, inner: st.SearchStrategy[Printed]) -> Printed:
    body, style = draw(inner), draw(styles)
    value = 2 * body.value + 1
    if style == 0:
        return Printed(f"f({body.latex})^2", value**2, 2)
    if style == 1:
        return Printed(rf"f\left({body.latex}\right)", value, 2)
    if style == 2:
        return Printed(
            rf"\sigma({body.latex})", 1 / (1 + math.exp(-body.value)) if body.value > -700 else 0.0, 2
        )
    if style == 3:
        return Printed(rf"\mathrm{{ReLU}}({body.latex})", max(body.value, 0.0), 2)
    if style == 4:
        return Printed(rf"\mathbb{{1}}[{body.latex} > 1]", float(body.value > 1), 2)
    return Printed(rf"\lfloor {body.latex} \rfloor", float(math.floor(body.value)), 2)


expressions = st.recursive(
    st.one_of(leaves, terms(), norms()),
    lambda inner: st.one_of(choices(inner), joined(inner), applied(inner)),
    max_leaves=6,
)


def given_values(parameters: dict[str, str]) -> dict[str, object]:
    known = {**NUMBERS, **ARRAYS, "f": lambda z: 2 * z + 1}
    return {name: known[latex] for name, latex in parameters.items()}


@settings(max_examples=400)
@given(expressions)
@example(Printed(r"\frac{\sum_i w_i x_i}{\sum_i w_i}", float((W * X).sum() / W.sum()), 2))
def test_never_wrong(node: Printed) -> None:
    if not math.isfinite(node.value) or abs(node.value) > 1e9:
        return
    try:
        translation = translate_equation(f"y = {node.latex}", callables=["f"])
    except FormalError:
        return
    with np.errstate(all="ignore"):
        found = float(translation(**given_values(dict(translation.parameters))))
    assert math.isclose(found, node.value, rel_tol=1e-9, abs_tol=1e-9), translation.source


@settings(max_examples=100)
@given(st.one_of(terms(), norms(), choices(leaves), applied(leaves)))
def test_simple_ones_are_translated(node: Printed) -> None:
    translation = translate_equation(f"y = {node.latex}", callables=["f"])
    found = float(translation(**given_values(dict(translation.parameters))))
    assert math.isclose(found, node.value, rel_tol=1e-9, abs_tol=1e-9), translation.source
