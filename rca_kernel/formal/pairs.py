"""`\\sum_{i<j}` and `\\sum_{i \\neq j}` run over both letters where the second one is given nowhere else."""

from __future__ import annotations

from collections.abc import Iterator

from rca_kernel.errors import FormalError
from rca_kernel.formal.bigops import uses
from rca_kernel.formal.tree import (
    Apply,
    Binary,
    Expr,
    Index,
    Number,
    Reduce,
    Span,
    Symbol,
    bound_keys,
    children,
    rebuild,
    walk,
)


def over_both(node: Expr, given: frozenset[str]) -> Expr:
    """The tree with sums over pairs written as two; `given` are the letters that the left side shows."""
    found = list(_open_pairs(node, given))
    pairs: dict[int, Symbol] = {}
    for reduction, other in found:
        inside = sum(_free_reads(one, other.key) for one, symbol in found if symbol.key == other.key)
        if inside == _free_reads(node, other.key):
            _refuse_lengths(reduction, other)
            pairs[id(reduction)] = other
    return _paired(node, pairs) if pairs else node


def _open_pairs(node: Expr, bound: frozenset[str]) -> Iterator[tuple[Reduce, Symbol]]:
    """Sums with a second letter that nothing around them binds."""
    if isinstance(node, Reduce) and (other := _other(node)) is not None and other.key not in bound:
        yield node, other
    inner = bound | bound_keys(node) if isinstance(node, Reduce) else bound
    for child in children(node):
        yield from _open_pairs(child, inner)


def _free_reads(node: Expr, key: str) -> int:
    """How often a letter is read where no sum binds it."""
    if isinstance(node, Reduce) and key in bound_keys(node):
        return 0
    return int(_reads(node, key)) + sum(_free_reads(child, key) for child in children(node))


def _paired(node: Expr, pairs: dict[int, Symbol]) -> Expr:
    found = rebuild(node, lambda child: _paired(child, pairs))
    other = pairs.get(id(node))
    if other is None or not isinstance(found, Reduce):
        return found
    upper = found.domain.upper if isinstance(found.domain, Span) and found.excluded is not None else None
    return Reduce(found.kind, other, Span(Number("1"), upper), found)


def _refuse_lengths(node: Reduce, other: Symbol) -> None:
    """A maximum over pairs of a list has no first one; a search returns a pair."""
    if node.kind in {"argmax", "argmin", "list"}:
        raise FormalError("a search over pairs of indices", token=other.latex, position=other.position,
                          hint="Name the pairs as a set.")  # fmt: skip


def _other(node: Reduce) -> Symbol | None:
    """The letter that bounds the index: k in `j \\neq k` and in `j < k`, and is an index of the terms."""
    if isinstance(node.excluded, Symbol):
        limit = node.excluded
    else:
        upper = node.domain.upper if isinstance(node.domain, Span) else None
        strict = isinstance(upper, Binary) and upper.op == "-" and upper.right == Number("1")
        bound = upper.left if strict and isinstance(upper, Binary) else upper
        if not isinstance(bound, Symbol) or not isinstance(node.domain, Span) or not node.domain.paired:
            return None
        limit = bound
    return limit if any(_indexes(n, limit.key) for n in walk(node.body)) else None


def _indexes(node: Expr, key: str) -> bool:
    if isinstance(node, Symbol | Index):
        return any(uses(s, {key}) for s in node.subscripts)
    return isinstance(node, Apply) and any(uses(s, {key}) for s in node.function.subscripts)


def _reads(node: Expr, key: str) -> bool:
    return isinstance(node, Symbol) and uses(node, {key})
