"""`\\sum_i y_i \\log p_i + (1 - y_i) \\log(1 - p_i)`: terms after a sum that carry its index."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rca_kernel.formal.bigops import uses
from rca_kernel.formal.depths import depths
from rca_kernel.formal.tokens import Token
from rca_kernel.formal.tree import Binary, Expr, Neg, Product, Reduce, Symbol, walk


def trailing_indices(node: Expr) -> set[str]:
    """Indices of the sums that the last term of `node` ends with."""
    if isinstance(node, Binary) and node.op in {"+", "-"}:
        return trailing_indices(node.right)
    if isinstance(node, Neg):
        return trailing_indices(node.body)
    if isinstance(node, Product):
        return trailing_indices(node.factors[-1])
    if isinstance(node, Reduce):
        return {node.index.key} | trailing_indices(node.body)
    return set()


def extended(node: Expr, term: Expr, written: Sequence[Token]) -> Expr | None:
    """The sum with a term more, where that only reads arrays at the index that the sum reads there too.

    None where the sum, which is `written` so, is one of several terms or ends with a parenthesis, or where
    the term has sums or arrays of its own.
    """
    sums = sum(not depth and t.kind == "command" and t.text == "sum"
               for t, depth in zip(written, depths(written), strict=True))  # fmt: skip
    if any(isinstance(n, Reduce) for n in walk(term)) or sums != _nested(node):
        return None
    return _longer(node, term)


def _nested(node: Expr) -> int:
    """How many sums the expression ends with, one directly inside of the other."""
    if isinstance(node, Neg):
        return _nested(node.body)
    if isinstance(node, Product):
        return _nested(node.factors[-1])
    return 1 + _nested(node.body) if isinstance(node, Reduce) else 0


def _longer(node: Expr, term: Expr) -> Expr | None:
    match node:
        case Neg(body):
            inner = _longer(body, term)
            return inner and Neg(inner)
        case Product(factors=(*others, last)):
            inner = _longer(last, term)
            return inner and replace(node, factors=(*others, inner))
        case Reduce(kind="sum", body=Reduce() as body):
            inner = _longer(body, term)
            return inner and replace(node, body=inner)
        case Reduce(kind="sum", index=index, body=body):
            mine, theirs = _arrays(body, index.key), _arrays(term, index.key)
            known = bool(theirs) and theirs <= mine
            return replace(node, body=Binary("+", body, term)) if known else None
        case _:
            return None


def _arrays(node: Expr, key: str) -> set[str]:
    return {n.stem for n in walk(node) if isinstance(n, Symbol) and any(uses(s, {key}) for s in n.subscripts)}
