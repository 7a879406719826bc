"""Readings that no local rule of the parser can see."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rca_kernel.errors import FormalError
from rca_kernel.formal.bigops import uses
from rca_kernel.formal.tree import (
    Apply,
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
    children,
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
                    hint="Write one sum for each index, or both limits: 1 \\le i < j \\le n.",
                )


def _other(node: Reduce) -> Symbol | None:
    """The letter that bounds the index: k in `j \\neq k` and in `j < k`."""
    if isinstance(node.excluded, Symbol):
        return node.excluded
    upper = node.domain.upper if isinstance(node.domain, Span) else None
    below = isinstance(upper, Binary) and upper.op == "-" and upper.right == Number("1")
    if not below or not isinstance(upper, Binary) or not isinstance(upper.left, Symbol):
        return None
    inside = any(
        uses(s, {upper.left.key})
        for n in walk(node.body) if isinstance(n, Symbol | Index) for s in n.subscripts
    )  # fmt: skip
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


def refuse_whole_divisors(node: Expr, shown: frozenset[str]) -> None:
    """`\\frac{1}{2 \\sigma^2} + \\sum_j \\sigma_j`: the sigma below may be a number of its own."""
    arrays = {n.array.stem for n in walk(node) if isinstance(n, Index)} - shown
    for inner in walk(node):
        if isinstance(inner, Binary) and inner.op == "/":
            for symbol in _factors(inner.right):
                if symbol.key in arrays:
                    raise FormalError(
                        "an array indexed elsewhere is divided by as a whole: it may be a number of its own",
                        token=symbol.latex,
                        position=symbol.position,
                        hint="Give one of them another letter.",
                    )


def _factors(node: Expr) -> Iterator[Symbol]:
    """Symbols that stand in a divisor as values, not inside norms, sums and applications."""
    if isinstance(node, Symbol):
        yield node
    elif isinstance(node, Product | Binary | Neg):
        for child in children(node):
            yield from _factors(child)


def refuse_lengths(trees: Sequence[Expr]) -> None:
    """`|y|` beside `P(y)`: the length of a sequence, or an absolute value."""
    drawn = {
        a.key
        for tree in trees
        for n in walk(tree)
        if isinstance(n, Apply) and n.function.base in {"P", "p", "pi"}
        for a in n.args
        if isinstance(a, Symbol)
    }
    for inner in (n for tree in trees for n in walk(tree)):
        if isinstance(inner, Call) and inner.function == "abs":
            symbol = inner.args[0]
            if isinstance(symbol, Symbol) and symbol.key in drawn:
                raise FormalError("the length of a sequence, or an absolute value", token=symbol.latex,
                    position=symbol.position,
                                  hint="Write \\operatorname{len} or \\operatorname{abs}.")  # fmt: skip
