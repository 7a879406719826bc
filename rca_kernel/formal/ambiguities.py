"""Readings that no local rule of the parser can see."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from rca_kernel.errors import FormalError
from rca_kernel.formal.bigops import uses
from rca_kernel.formal.tree import (
    Apply,
    Binary,
    Call,
    Cases,
    Compare,
    Constant,
    Expr,
    Index,
    Indicator,
    Logic,
    Neg,
    Norm,
    Product,
    Reduce,
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


_WHOLE = {"mean", "var", "std", "len", "inner", "logsumexp", "softmax", "argsort", "log_softmax"}


def refuse_own_elements(node: Expr) -> None:
    """`\\sum_i K(x_i, x)`: the x among its own elements may be a point of its own."""
    for inner in walk(node):
        if not isinstance(inner, Reduce):
            continue
        parts = (inner.body,) if inner.where is None else (inner.body, inner.where)
        elements = {n.array.key: n.array for part in parts for n in walk(part) if isinstance(n, Index)
                    and any(uses(s, {inner.index.key}) for s in n.subscripts)}  # fmt: skip
        for key, array in elements.items():
            for part in parts:
                refuse_beside_elements(part, key, array)


def refuse_beside_elements(node: Expr, key: str, symbol: Symbol) -> None:
    """The letter itself as a term beside one of its elements."""
    if _mixes(node, key):
        raise FormalError(
            "an array and its own elements in one term: the array may be a point of its own",
            token=symbol.latex, position=symbol.position, hint="Give the point another letter.",
        )  # fmt: skip


def refuse_points(trees: Sequence[Expr], shapes: Mapping[str, str]) -> None:
    """`x^\\top S^{-1} x` beside vectors `x_i`: the x is a point of its own, no array of them."""
    wide = {"vector", "row", "matrix"}
    nodes = [n for tree in trees for n in walk(tree)]
    inside = Counter(n.array.key for n in nodes if isinstance(n, Index))
    for symbol in (n for n in nodes if isinstance(n, Symbol)):
        inside[symbol.key] -= 1
        vectors = shapes.get(symbol.key) in {"vector", "row"} and shapes.get(f"{symbol.stem}[]") in wide
        if vectors and inside[symbol.key] < 0:
            raise FormalError("a vector, and an array of vectors under the same letter", token=symbol.latex,
                              position=symbol.position, hint="Give the vector another letter.")  # fmt: skip


def _is_element(node: Expr, key: str) -> bool:
    if isinstance(node, Index):
        return node.array.key == key
    return isinstance(node, Symbol) and node.stem == key and bool(node.subscripts)


def _mixes(node: Expr, key: str) -> bool:
    """Whether the whole array is a term or factor here, or an argument beside one of its elements."""
    match node:
        case Symbol():
            return node.key == key
        case Binary() | Product() | Neg() | Compare() | Indicator() | Logic() | Cases():
            return any(_mixes(child, key) for child in children(node))
        case Call(function=function, args=args) if function not in _WHOLE and not (
            function in {"max", "min"} and len(args) == 1
        ):
            return any(_mixes(arg, key) for arg in args)
        case Apply(args=args):
            held = [any(_is_element(n, key) for n in walk(a)) for a in args]
            beside = any(held) and any(isinstance(a, Symbol) and a.key == key for a in args)
            return beside or any(_mixes(a, key) for a, holds in zip(args, held, strict=True) if holds)
        case Norm(body=body):
            return not isinstance(body, Symbol) and _mixes(body, key)
        case Reduce(body=body):
            return _mixes(body, key)
        case _:
            return False
