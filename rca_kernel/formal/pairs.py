"""`\\sum_{i<j}` and `\\sum_{i \\neq j}` run over both letters where the second one is given nowhere else.

`\\sum_{j \\neq i}` and `\\sum_{j \\neq y}` hold the second letter fixed: pairs are named in order.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rca_kernel.errors import FormalError
from rca_kernel.formal.bigops import uses
from rca_kernel.formal.tree import (
    Apply,
    Binary,
    Call,
    Expr,
    Index,
    Number,
    Reduce,
    Span,
    Symbol,
    bound_keys,
    children,
    rebuild,
)
from rca_kernel.formal.vocabulary import INDEX_LETTERS


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
    return Reduce(found.kind, other, Span(Number("1"), upper, paired=True), found)


def pair_notes(nodes: Sequence[Expr]) -> list[str]:
    """What is said of sums that the paper writes once and that run over two letters."""
    pairs = [
        (node.body.index, node.index)
        for node in nodes
        if isinstance(node, Reduce) and isinstance(node.domain, Span) and node.domain.paired
        if isinstance(node.body, Reduce) and _limit(node.body) == node.index
    ]
    return [f"Taken over both {one.latex} and {other.latex}, which nothing fixes." for one, other in pairs]


def _refuse_lengths(node: Reduce, other: Symbol) -> None:
    """A maximum over pairs of a list has no first one; a search returns a pair."""
    if node.kind in {"argmax", "argmin", "list"}:
        raise FormalError("a search over pairs of indices", token=other.latex, position=other.position,
                          hint="Name the pairs as a set.")  # fmt: skip


def _other(node: Reduce) -> Symbol | None:
    """The letter that bounds the index and is an index of the terms."""
    limit = _limit(node)
    if limit is None or (node.excluded is limit and not _in_order(node.index, limit)):
        return None
    return limit if _indexed(node.body, limit.key) else None


def _indexed(node: Expr, key: str) -> bool:
    """Whether terms have the letter as an index that no sum inside binds."""
    if isinstance(node, Reduce) and key in bound_keys(node):
        return False
    return _indexes(node, key) or any(_indexed(child, key) for child in children(node))


def _limit(node: Reduce) -> Symbol | None:
    """The letter that bounds the index: k in `j \\neq k` and in `j < k`."""
    if isinstance(node.excluded, Symbol):
        return node.excluded
    upper = node.domain.upper if isinstance(node.domain, Span) and node.domain.paired else None
    strict = isinstance(upper, Binary) and upper.op == "-" and upper.right == Number("1")
    bound = upper.left if strict and isinstance(upper, Binary) else upper
    return bound if isinstance(bound, Symbol) else None


def _indexes(node: Expr, key: str) -> bool:
    if isinstance(node, Symbol | Index):
        return any(uses(s, {key}) for s in node.subscripts)
    if isinstance(node, Call) and node.function == "item":
        return any(uses(s, {key}) for s in node.args[1:])
    return isinstance(node, Apply) and any(uses(s, {key}) for s in node.function.subscripts)


def _reads(node: Expr, key: str) -> bool:
    return isinstance(node, Symbol) and uses(node, {key})


def _in_order(first: Symbol, second: Symbol) -> bool:
    """i and j, k and l, m and n, also x and x': never a label y."""
    if second.base == first.base:
        return len(second.key) > len(first.key)
    return second.base in INDEX_LETTERS and first.base < second.base
