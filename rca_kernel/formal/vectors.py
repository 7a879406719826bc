"""`h_i = ...` beside `\\sum_i a_i`: an element for every i of a sum is a vector."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from rca_kernel.errors import FormalError
from rca_kernel.formal.bigops import uses
from rca_kernel.formal.definitions import Definition
from rca_kernel.formal.instances import general, recurrent
from rca_kernel.formal.lefts import Left
from rca_kernel.formal.serving import reads
from rca_kernel.formal.symbols import stem_symbol
from rca_kernel.formal.tree import Call, Expr, Index, Number, Reduce, Span, Symbol, children, rebuild, walk

_PLACES = {"i", "j", "k", "l", "m", "n", "y", "c"}


def with_vectors(definitions: Sequence[Definition]) -> list[Definition]:
    """The results of one index that is also the index of a displayed sum, for all its values."""
    spans = _spans(definitions)
    state = recurrent(general(definitions))
    read = [reads(d.right) for d in definitions]
    found: list[Definition] = []
    for number, definition in enumerate(definitions):
        left = definition.left
        others = {name for n, names in enumerate(read) if n != number for name in names}
        span = spans.get(_index_key(definition))
        result = left and not definition.served and left.symbol.stem not in state | others
        if left is None or span is None or not result or definition.chain:
            found.append(definition)
            continue
        index = left.symbol.subscripts[0]
        assert isinstance(index, Symbol)
        right = Reduce("list", index, span, definition.right)
        whole = dataclasses.replace(definition, left=Left(stem_symbol(left.symbol)), right=right)
        found.append(whole)
    names = [d.left.symbol.key for d in found if d.left]
    return found if len(set(names)) == len(names) else list(definitions)


def _index_key(definition: Definition) -> str:
    """The one plain letter that the element defined has as its index."""
    left = definition.left
    if left is None or left.applied or len(left.symbol.subscripts) != 1:
        return ""
    index = left.symbol.subscripts[0]
    return index.key if isinstance(index, Symbol) and not index.subscripts else ""


def _spans(definitions: Sequence[Definition]) -> dict[str, Span]:
    """The ranges of the sums in displayed equations, by index; an index with two ranges is left out."""
    found: dict[str, set[Span]] = {}
    for definition in definitions:
        if definition.served or definition.left is None or definition.left.applied:
            continue
        for node in walk(definition.right):
            if isinstance(node, Reduce) and isinstance(node.domain, Span) and node.excluded is None:
                found.setdefault(node.index.key, set()).add(node.domain)
    return {key: min(spans, key=repr) for key, spans in found.items() if len(spans) == 1}


def with_weights(definitions: Sequence[Definition]) -> list[Definition]:
    """`\\alpha_i = \\mathrm{softmax}(e_i)` read under a sum over all i is one array, made once."""
    kept = general(definitions)
    state = recurrent(kept)
    found: list[Definition] = []
    for definition in definitions:
        left = definition.left
        single = (
            bool(_index_key(definition)) and left is not None and kept.get(left.symbol.stem) == definition
        )
        if left is None or not single or left.symbol.stem in state or definition.chain:
            found.append(definition)
            continue
        index = left.symbol.subscripts[0]
        read = [_runs(d.right, left.symbol.stem, frozenset()) for d in definitions if d is not definition]
        costly = any(isinstance(n, Reduce) for n in walk(definition.right))
        summed = any(True in places for places in read)
        if not isinstance(index, Symbol) or not costly or not summed or any(None in p for p in read):
            found.append(definition)
            continue
        right = _every(index, definition.right)
        found.append(dataclasses.replace(definition, left=Left(stem_symbol(left.symbol)), right=right))
    names = [d.left.symbol.key for d in found if d.left]
    return found if len(set(names)) == len(names) else list(definitions)


def _every(index: Symbol, node: Expr) -> Expr:
    """The value at every place; all elements of a softmax are the softmax."""
    match node:
        case Call(function="item", args=(whole, place)) if place == index and not uses(whole, {index.key}):
            return whole
        case _:
            return Reduce("list", index, Span(Number("1"), None), node)


def _runs(node: Expr, stem: str, bound: frozenset[str]) -> set[bool | None]:
    """How elements of an array are read: under a sum over their index (True), at a letter, or otherwise."""
    if isinstance(node, Symbol) and node.stem == stem:
        place = node.subscripts[0] if len(node.subscripts) == 1 else None
        letter = isinstance(place, Symbol) and not place.subscripts and place.base in _PLACES
        return {place.key in bound} if letter and isinstance(place, Symbol) else {None}
    inner = bound | {node.index.key} if isinstance(node, Reduce) and isinstance(node.domain, Span) else bound
    return set().union(*(_runs(c, stem, inner) for c in children(node)), set())


def with_places(definitions: Sequence[Definition]) -> list[Definition]:
    """`p_y` where `p = \\mathrm{softmax}(z)` is defined is its element."""
    vectors = {
        d.left.symbol.key for d in definitions if d.left and not d.left.applied and _is_vector(d.right)
    }
    defined = {d.left.symbol.key for d in definitions if d.left}

    def change(node: Expr) -> Expr:
        if isinstance(node, Symbol) and node.stem in vectors and node.key not in defined:
            place = node.subscripts[0] if len(node.subscripts) == 1 else None
            if not isinstance(place, Symbol):
                return node
            if place.base not in _PLACES:
                raise FormalError("an element of the vector defined, or a quantity of its own",
                                  token=node.latex, position=node.position,
                                  hint="Define it, or give it another letter.")  # fmt: skip
            return Index(stem_symbol(node), node.subscripts)
        return rebuild(node, change)

    return [dataclasses.replace(d, right=change(d.right)) for d in definitions] if vectors else [*definitions]


def _is_vector(node: Expr) -> bool:
    listed = isinstance(node, Reduce) and node.kind == "list"
    return listed or (isinstance(node, Call) and node.function in {"softmax", "argsort"})
