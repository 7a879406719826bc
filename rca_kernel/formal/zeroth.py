"""`Y_{0i}` and `Y_{1i}` under a sum over i from 1: one array for each number, as no array begins at both."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from rca_kernel.formal.bigops import uses
from rca_kernel.formal.indexing import refuse_two_firsts
from rca_kernel.formal.tree import Expr, Number, Reduce, Span, Symbol, bound_keys, children, rebuild


def named_by_numbers(trees: Sequence[Expr]) -> list[Expr]:
    """The trees with such numbers as part of the name; refused where letters stand in their place too."""
    marked = {found for tree in trees for found in _zeroth(tree, frozenset())}
    return [_named(tree, dict(marked)) for tree in trees] if marked else list(trees)


def _zeroth(node: Expr, bound: frozenset[str]) -> Iterator[tuple[str, int]]:
    """Stems with a 0 beside an index that counts from 1, and the place of the 0."""
    if isinstance(node, Symbol) and len(node.subscripts) > 1 and Number("0") in node.subscripts:
        if any(uses(s, set(bound)) for s in node.subscripts):
            yield node.stem, node.subscripts.index(Number("0"))
        return
    inner = bound
    if isinstance(node, Reduce) and isinstance(node.domain, Span):
        inner = bound - bound_keys(node) if node.domain.lower == Number("0") else bound | bound_keys(node)
    for child in children(node):
        yield from _zeroth(child, inner)


def _named(node: Expr, places: dict[str, int]) -> Expr:
    if not isinstance(node, Symbol) or node.stem not in places or len(node.subscripts) < 2:
        return rebuild(node, lambda child: _named(child, places))
    place = places[node.stem]
    number = node.subscripts[place] if place < len(node.subscripts) else None
    others = node.subscripts[:place] + node.subscripts[place + 1 :]
    if not isinstance(number, Number) or Number("0") in others:
        refuse_two_firsts(node)
    names = tuple(f"{n}_{number.text}" for n in node.stem_names)
    head, caret, tail = node.stem_latex.partition("^")
    return replace(node, stem=f"{node.stem}_{number.text}", stem_names=names, subscripts=others,
                   stem_latex=f"{head}_{{{number.text}}}{caret}{tail}")  # fmt: skip
