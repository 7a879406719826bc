"""`|y|` as the length of a sequence: the last index of a sum, or what a likelihood is divided by."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rca_kernel.errors import FormalError
from rca_kernel.formal.tree import (
    Apply,
    Binary,
    Call,
    Expr,
    Index,
    Product,
    Reduce,
    Span,
    Symbol,
    rebuild,
    walk,
)


def with_lengths(trees: Sequence[Expr]) -> list[Expr]:
    """The trees with such bars as lengths; refused where a sequence may as well be a number."""
    nodes = [n for tree in trees for n in walk(tree)]
    counted = {_key(n.args[0]) for node in nodes for n in _limits(node)}
    drawn = {
        _key(a) for n in nodes if isinstance(n, Apply) and n.function.base in {"P", "p", "pi"} for a in n.args
    }
    divided = {_key(n.args[0]) for node in nodes if isinstance(node, Binary) and node.op == "/"
               for n in _factors(node.right)}  # fmt: skip
    lengths = {key for key in counted | (drawn & divided) if key}
    for node in nodes:
        if isinstance(node, Call) and node.function == "abs" and _key(node.args[0]) in drawn - lengths - {""}:
            symbol = node.args[0]
            raise FormalError("the length of a sequence, or an absolute value", hint=_HINT,
                              token=symbol.latex if isinstance(symbol, Symbol) else "",
                              position=symbol.position if isinstance(symbol, Symbol) else -1)  # fmt: skip
    return [_changed(tree, lengths) for tree in trees] if lengths else list(trees)


_HINT = "Write \\operatorname{len} or \\operatorname{abs}."


def _changed(node: Expr, lengths: set[str]) -> Expr:
    found = rebuild(node, lambda child: _changed(child, lengths))
    if isinstance(found, Call) and found.function == "abs" and _key(found.args[0]) in lengths:
        return Call("len", found.args)
    return found


def _key(node: Expr) -> str:
    return node.key if isinstance(node, Symbol) else node.array.stem + "[]" if isinstance(node, Index) else ""


def _limits(node: Expr) -> Iterator[Call]:
    """Absolute values in the upper limit of a sum."""
    upper = node.domain.upper if isinstance(node, Reduce) and isinstance(node.domain, Span) else None
    if upper is not None:
        yield from (n for n in walk(upper) if isinstance(n, Call) and n.function == "abs")


def _factors(node: Expr) -> Iterator[Call]:
    """Absolute values among the factors of a divisor."""
    if isinstance(node, Call) and node.function == "abs":
        yield node
    elif isinstance(node, Product):
        for factor in node.factors:
            yield from _factors(factor)
