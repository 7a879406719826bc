"""`\\sum_{i<j}` and `\\sum_{i \\neq j}` run over both letters where the second one is given nowhere else."""

from __future__ import annotations

from rca_kernel.errors import FormalError
from rca_kernel.formal.bigops import uses
from rca_kernel.formal.tree import Apply, Binary, Expr, Index, Number, Reduce, Span, Symbol, rebuild, walk


def over_both(node: Expr, given: frozenset[str]) -> Expr:
    """The tree with sums over pairs written as two; `given` are the letters that the left side shows."""
    known = given | {n.index.key for n in walk(node) if isinstance(n, Reduce)}
    found = [(n, other) for n in walk(node) if isinstance(n, Reduce) if (other := _other(n)) is not None]
    pairs: dict[int, Symbol] = {}
    for reduction, other in found:
        same = [n for n, symbol in found if symbol.key == other.key]
        inside = sum(_reads(n, other.key) for one in same for n in walk(one))
        if other.key not in known and inside == sum(_reads(n, other.key) for n in walk(node)):
            _refuse_lengths(reduction, other)
            pairs[id(reduction)] = other
    return _paired(node, pairs) if pairs else node


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
