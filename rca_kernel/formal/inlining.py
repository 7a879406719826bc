"""A function that is defined here and applied to other arguments: its right side at these."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rca_kernel.formal.bigops import uses
from rca_kernel.formal.moments import shifted
from rca_kernel.formal.tree import Call, Expr, Number, Reduce, Span, Symbol, bound_keys, rebuild, walk


def substituted(node: Expr, values: Mapping[str, Expr]) -> Expr:
    """The tree with arguments in place of the names of `values`; `x_i` is an element of what stands for x.

    Where x stands beside the x_i in a sum, these are points of their own and stay.
    """
    bare = {n.key for n in walk(node) if isinstance(n, Symbol) and n.key in values}
    points = {
        n.key for r in walk(node) if isinstance(r, Reduce) for n in walk(r.body) if isinstance(n, Symbol)
    }
    elements = [n for n in walk(node) if isinstance(n, Symbol) and n.subscripts and n.stem in values]
    zeroth = {n.stem for n in elements if Number("0") in n.subscripts}
    zeroth |= {n.stem for n in elements if any(uses(s, _from_zero(node)) for s in n.subscripts)}
    return _replaced(node, _Given(values, bare, points & bare, zeroth), frozenset())


@dataclass(frozen=True, slots=True)
class _Given:
    """The arguments; names read as a whole, those that stand beside their elements, those that begin at 0."""

    values: Mapping[str, Expr]
    bare: set[str]
    points: set[str]
    zeroth: set[str]

    def element(self, node: Symbol, bound: frozenset[str]) -> bool:
        """Whether it is an element of an argument: `x_i` under a sum, `x_1` where no x stands alone."""
        if node.key in self.values or node.stem not in self.values or node.stem in self.points:
            return False
        numbers = all(isinstance(s, Number) for s in node.subscripts)
        inside = all(isinstance(s, Number) or uses(s, set(bound)) for s in node.subscripts)
        return bool(node.subscripts) and inside and not (numbers and node.stem in self.bare)


def _from_zero(node: Expr) -> set[str]:
    """Indices of sums that begin at 0."""
    sums = [n for n in walk(node) if isinstance(n, Reduce) and isinstance(n.domain, Span)]
    return {n.index.key for n in sums if isinstance(n.domain, Span) and n.domain.lower == Number("0")}


def _replaced(node: Expr, given: _Given, bound: frozenset[str]) -> Expr:
    if isinstance(node, Symbol):
        if not given.element(node, bound):
            return given.values.get(node.key, node)
        by = 1 if node.stem in given.zeroth else 0
        return Call("item", (given.values[node.stem], *(shifted(s, by) for s in node.subscripts)))
    inner = bound | bound_keys(node) if isinstance(node, Reduce) else bound
    return rebuild(node, lambda child: _replaced(child, given, inner))
