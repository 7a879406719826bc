"""`S_t = S_{t-1} (I - k k^\\top) + v k^\\top`: a matrix on the left is one on the right too."""

from __future__ import annotations

from collections.abc import Iterator

from rca_kernel.formal.definitions import Definition
from rca_kernel.formal.letters import Shapes, is_upper
from rca_kernel.formal.neighbours import known
from rca_kernel.formal.tree import Binary, Expr, Neg, Product, Symbol, Transpose, walk


def carried_over(definition: Definition, tree: Expr, shapes: Shapes) -> Shapes:
    """The shapes of symbols that are the defined one at another time."""
    left = definition.left
    if left is not None and shapes.get(left.symbol.key) == "scalar":
        return _summands(tree, shapes)
    if left is None or not is_upper(left.symbol) or left.symbol.stem == left.symbol.key:
        return {}
    if not any(_is_matrix(term, shapes) for term in _terms(tree)):
        return {}
    same = [n for n in walk(tree) if isinstance(n, Symbol) and n.stem == left.symbol.stem]
    return {n.key: "matrix" for n in same if n.key not in shapes}


def _summands(tree: Expr, shapes: Shapes) -> Shapes:
    """`N = S + I + R` of a number N: the terms are numbers."""
    terms = list(_terms(tree))
    if len(terms) < 2 or not all(isinstance(t, Symbol) for t in terms):
        return {}
    return {t.key: "scalar" for t in terms if isinstance(t, Symbol) and shapes.get(t.key, "any") == "any"}


def _terms(node: Expr) -> Iterator[Expr]:
    if isinstance(node, Binary) and node.op in {"+", "-"}:
        yield from _terms(node.left)
        yield from _terms(node.right)
    elif isinstance(node, Neg):
        yield from _terms(node.body)
    else:
        yield node


def _is_matrix(node: Expr, shapes: Shapes) -> bool:
    """A known matrix, or a column times a row."""
    if isinstance(node, Product) and len(node.factors) > 1 and isinstance(node.factors[-1], Transpose):
        column, row = node.factors[-2], node.factors[-1].body
        small = [n.base.islower() or n.is_greek for n in (column, row) if isinstance(n, Symbol)]
        return len(small) == 2 and all(small)
    return known(node, shapes) == "matrix"
