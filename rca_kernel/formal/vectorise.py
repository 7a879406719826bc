"""Whether a sum over an index may be written as one NumPy reduction."""

from __future__ import annotations

from rca_kernel.formal.tree import (
    Apply,
    Binary,
    Call,
    Cases,
    Compare,
    Expr,
    Index,
    Indicator,
    Neg,
    Norm,
    Reduce,
    Span,
    Symbol,
    Transpose,
    children,
    walk,
)
from rca_kernel.formal.vocabulary import ELEMENTWISE


def vectorised_axes(node: Reduce) -> bool:
    """True for a whole-array reduction of one array (or of arrays that are only added).

    Arrays that are multiplied may differ in rank, where only the loop is right for every shape.
    """
    if not isinstance(node.domain, Span) or node.excluded is not None:
        return False
    arrays: set[str] = set()
    bold = any(isinstance(n, Index) and n.array.font == "bold" for n in walk(node.body))
    for inner in walk(node.body):
        if isinstance(inner, Index):
            if len(inner.subscripts) != 1 or not _runs(inner.subscripts[0], node.index):
                return False
            arrays.add(inner.array.stem)
        elif (isinstance(inner, Symbol) and inner.font == "bold" and not (bold and inner.base.islower())) or (
            isinstance(inner, Reduce | Apply | Norm | Cases | Compare | Indicator | Transpose)
            or (isinstance(inner, Call) and inner.function not in ELEMENTWISE)
            or (isinstance(inner, Binary) and inner.op in {"@", "outer", "inner"})
        ):
            return False
    outside = [n for n in _values(node.body) if isinstance(n, Symbol) and n.key == node.index.key]
    return bool(arrays) and not outside and (len(arrays) == 1 or _only_added(node.body))


def _runs(subscript: Expr, index: Symbol) -> bool:
    """The index itself, or a sequence of indices at its place."""
    if isinstance(subscript, Index):
        return len(subscript.subscripts) == 1 and subscript.subscripts[0] == index
    return subscript == index


def _values(node: Expr) -> list[Expr]:
    """Nodes below, without the subscripts of elements."""
    if isinstance(node, Index):
        return []
    return [node, *(n for c in children(node) for n in _values(c))]


def _indexed(node: Expr) -> set[str]:
    inner = {
        s.array.stem for n in walk(node) if isinstance(n, Index) for s in n.subscripts if isinstance(s, Index)
    }
    return {n.array.stem for n in walk(node) if isinstance(n, Index)} - inner


def _only_added(node: Expr) -> bool:
    """Different arrays meet only in sums and differences."""
    if isinstance(node, Neg):
        return _only_added(node.body)
    if isinstance(node, Binary):
        both = _indexed(node.left) and _indexed(node.right) and _indexed(node.left) != _indexed(node.right)
        if both and node.op not in {"+", "-"}:
            return False
        return _only_added(node.left) and _only_added(node.right)
    return all(_only_added(child) for child in children(node) if not isinstance(node, Index))
