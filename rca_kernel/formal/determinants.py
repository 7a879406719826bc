"""Bars around an expression whose shape is known: a determinant or an absolute value."""

from __future__ import annotations

from rca_kernel.formal.products import Shaped, refusal
from rca_kernel.formal.tree import Binary, Call, walk


def between_bars(inner: Shaped) -> Shaped:
    """`|\\mathbf{K} + \\sigma^2 \\mathbf{I}|` is a determinant, `|a - b|` the absolute value."""
    if inner.shape != "matrix":
        return Shaped(Call("abs", (inner.node,)), "vector" if inner.shape == "row" else inner.shape)
    made = ("@", "outer")
    product = any(isinstance(n, Binary) and n.op in made for n in walk(inner.node))
    unit = any(isinstance(n, Call) and n.function in {"eye", "inv"} for n in walk(inner.node))
    if isinstance(inner.node, Binary) and inner.node.op in {"+", "-"} and not (product or unit):
        raise refusal("a determinant, or the absolute values of a matrix entry by entry", inner.node,
                      "Write \\det or \\operatorname{abs}.")  # fmt: skip
    return Shaped(Call("det", (inner.node,)), "scalar")
