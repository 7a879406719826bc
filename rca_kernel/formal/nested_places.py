"""`B_{j, o_t}`: an array read at a place that is itself an element of another one."""

from __future__ import annotations

from collections.abc import Sequence

from rca_kernel.formal.loops import mapped
from rca_kernel.formal.state import flatten
from rca_kernel.formal.statements import Assign, For, Statement
from rca_kernel.formal.symbols import stem_symbol
from rca_kernel.formal.tree import Expr, Index, Number, Product, Span, Symbol, rebuild, walk


def with_nested_places(statements: Sequence[Statement]) -> tuple[Statement, ...]:
    """Such elements of arrays that the algorithm does not write; they count from 0 where the steps do."""
    everything = flatten(statements)
    written = {t.stem for s in everything if isinstance(s, Assign) for t in s.targets}
    from_zero = {
        s.index.key
        for s in everything
        if isinstance(s, For) and isinstance(s.domain, Span) and s.domain.lower == Number("0")
    }
    counted = {s.index.key for s in everything if isinstance(s, For)}

    def change(node: Expr) -> Expr:
        if isinstance(node, Symbol) and node.stem not in written:
            split = tuple(p for s in node.subscripts for p in _beside(s))
            nested = [s for s in split if isinstance(s, Symbol) and s.subscripts]
            inner = {n.key for s in nested for p in s.subscripts for n in walk(p) if isinstance(n, Symbol)}
            fixed = any(isinstance(p, Number) for s in nested for p in s.subscripts)
            if nested and (inner & counted or fixed):
                places = tuple(change(s) for s in split)
                return Index(stem_symbol(node), places, 0 if inner & from_zero else 1)
        return rebuild(node, change)

    return mapped(statements, change)


def _beside(place: Expr) -> tuple[Expr, ...]:
    """`j o_t` as two places."""
    if isinstance(place, Product) and all(isinstance(f, Symbol) for f in place.factors):
        return place.factors if set(place.links) == {"juxtaposed"} else (place,)
    return (place,)
