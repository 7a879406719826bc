# ruff: noqa: E501
"""Random sums, norms, cases, applications and implicit products read back to the same numbers, or are refused."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from rca_kernel.errors import FormalError
from rca_kernel.formal import translate_equation

X, W = np.array([0.3, 1.2, 0.7]), np.array([0.5, 0.25, 2.0])
NUMBERS = {r"\lambda": 0.7, r"\eta": 1.3, "a": 0.4, "b": 2.1, "u^{(k)}": 0.9, "u^*": 1.7, r"u^{\text{new}}": 0.6,
           r"\bar{u}": 1.1, "T": 3.0, r"\tau_0": 0.8}  # fmt: skip
M = np.array([[0.4, 1.3, 0.6], [2.2, 0.9, 0.3], [0.8, 1.7, 1.1]])
ARRAYS = {"x": X, "w": W, "M": M, "n": 3}


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


PAIRS = [
    ("x_i w_j", np.outer(X, W)), ("|x_i - x_j|", abs(X[:, None] - X)), ("(x_i - w_j)^2", (X[:, None] - W) ** 2),
    (r"\frac{x_i}{w_j}", X[:, None] / W), (r"\exp(-x_i x_j)", np.exp(-np.outer(X, X))), (r"M_{ij} x_i w_j", M * np.outer(X, W)),
    (r"M_{ij}^2", M**2), (r"w_j \log M_{ij}", np.log(M) * W),
]  # fmt: skip


@st.composite
def pairs(draw: st.DrawFn) -> Printed:
    """A sum over two indices: all of them, those in order, those that differ."""
    body, each = draw(st.sampled_from(PAIRS))
    ordered, apart = np.triu(np.ones((3, 3)), 1), 1 - np.eye(3)
    sign, mask = draw(
        st.sampled_from([
            (r"\sum_{i<j}", ordered), (r"\sum_{i \neq j}", apart), (r"\sum_{1 \le i < j \le n}", ordered),
            (r"\sum_{i=1}^{n}\sum_{j=1}^{n}", np.ones((3, 3))), (r"\sum_{i=1}^{n} \sum_{j \neq i}", apart),
        ])
    )  # fmt: skip
    return Printed(rf"\left({sign} {body}\right)", float((each * mask).sum()), 2)


@st.composite
def reduced(draw: st.DrawFn) -> Printed:
    """Means, conditions, steps, places and spreads of arrays."""
    latex, value = draw(
        st.sampled_from([
            (r"\frac{1}{n} \sum_{i=1}^{n} x_i w_i", (X * W).mean()), (r"\sum_{i} (x_{i+1} - x_i)^2", (np.diff(X) ** 2).sum()),
            (r"\sum_{i=2}^{n} x_i x_{i-1}", (X[1:] * X[:-1]).sum()), (r"\sum_{i: w_i < x_i} x_i", X[W < X].sum()),
            (r"\sum_{i=n}^{1} x_i", X.sum()), (r"\mathbb{E}_{i}[x_i w_i]", (X * W).mean()),
            (r"\mathrm{softmax}(x)_2", (np.exp(X) / np.exp(X).sum())[1]), (r"\log \frac{1}{n} \sum_{i=1}^{n} x_i", np.log(X.mean())),
            (r"\sum_{i=1}^{n} i x_i", (np.arange(1, 4) * X).sum()), (r"\sum_i \|x_i - w_i\|^2", ((X - W) ** 2).sum()),
            (r"\sum_i \mathbb{1}[x_i > w_i]", float((X > W).sum())), (r"\sum_i M_{ii}", np.trace(M)),
        ])
    )  # fmt: skip
    return Printed(rf"\left({latex}\right)", float(value), 2)


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
    assume(right.value)
    return Printed(rf"\frac{{{left.latex}}}{{{right.latex}}}", left.value / right.value, 2)


@st.composite
def applied(draw: st.DrawFn, inner: st.SearchStrategy[Printed]) -> Printed:
    body, style = draw(inner), draw(styles)
    assume(abs(body.value) <= 1e9)
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
    st.one_of(leaves, terms(), norms(), pairs(), reduced()),
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
@given(st.one_of(terms(), norms(), pairs(), reduced(), choices(leaves), applied(leaves)))
def test_simple_ones_are_translated(node: Printed) -> None:
    translation = translate_equation(f"y = {node.latex}", callables=["f"])
    found = float(translation(**given_values(dict(translation.parameters))))
    assert math.isclose(found, node.value, rel_tol=1e-9, abs_tol=1e-9), translation.source
