"""Readings that no local rule of the parser can see."""

from __future__ import annotations

from rca_kernel.errors import FormalError
from rca_kernel.formal.bigops import uses
from rca_kernel.formal.tree import (
    Binary,
    Call,
    Constant,
    Expr,
    Index,
    Neg,
    Number,
    Product,
    Reduce,
    Span,
    Symbol,
    walk,
)


def refuse_imaginary(node: Expr) -> None:
    """A bare `i` in an exponent of e, or as in `x + iy`, may be the imaginary unit."""
    indices = {n.index.key for n in walk(node) if isinstance(n, Reduce)}
    indices |= {s.key for n in walk(node) if isinstance(n,
        Index | Symbol) for x in n.subscripts for s in walk(x)
                if isinstance(s, Symbol)}  # fmt: skip
    for inner in walk(node):
        if isinstance(inner, Binary) and inner.op == "^" and inner.left == Constant("e"):
            _check(inner.right, indices)
        elif isinstance(inner, Call) and inner.function == "exp":
            _check(inner.args[0], indices)
        elif isinstance(inner, Binary) and inner.op in {"+", "-"}:
            for side in (inner.left, inner.right):
                if isinstance(side, Product) and side.links[0] == "juxtaposed":
                    _refuse(side.factors[0], indices)


def refuse_double_sum(node: Expr, outside: frozenset[str]) -> None:
    """`\\sum_{k \\neq l}` runs over both letters where l is given nowhere else."""
    for inner in walk(node):
        if isinstance(inner, Reduce):
            outside = outside | {inner.index.key}
    for inner in walk(node):
        if isinstance(inner, Reduce) and (other := _other(inner)) is not None:
            key = other.key
            within = sum(_reads(n, key) for n in walk(inner))
            if key not in outside and within == sum(_reads(n, key) for n in walk(node)):
                raise FormalError(
                    "this may be a sum over both indices",
                    token=other.latex,
                    position=other.position,
                    hint="Write one sum for each index.",
                )


def _other(node: Reduce) -> Symbol | None:
    """The letter that bounds the index: k in `j \\neq k` and in `j < k`."""
    if isinstance(node.excluded, Symbol):
        return node.excluded
    upper = node.domain.upper if isinstance(node.domain, Span) else None
    below = isinstance(upper, Binary) and upper.op == "-" and upper.right == Number("1")
    if not below or not isinstance(upper, Binary) or not isinstance(upper.left, Symbol):
        return None
    inside = any(isinstance(n, Symbol) and uses(n, {upper.left.key}) for n in walk(node.body))
    return upper.left if inside else None


def _reads(node: Expr, key: str) -> bool:
    return isinstance(node, Symbol) and uses(node, {key})


def _check(exponent: Expr, indices: set[str]) -> None:
    body = exponent.body if isinstance(exponent, Neg) else exponent
    for factor in body.factors if isinstance(body, Product) else (body,):
        _refuse(factor, indices)


def _refuse(node: Expr, indices: set[str]) -> None:
    if isinstance(node, Symbol) and node.key == "|i||" and node.key not in indices:
        raise FormalError("i may be the imaginary unit", token="i", position=node.position,
                          hint="Rename the index, or write the real part.")  # fmt: skip
