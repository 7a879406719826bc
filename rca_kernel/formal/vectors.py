"""`h_i = ...` beside `\\sum_i a_i`: an element for every i of a sum is a vector."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence

from rca_kernel.errors import FormalError
from rca_kernel.formal.bigops import uses
from rca_kernel.formal.definitions import Definition
from rca_kernel.formal.instances import general, recurrent
from rca_kernel.formal.lefts import Left
from rca_kernel.formal.serving import reads
from rca_kernel.formal.stable import exponent
from rca_kernel.formal.symbols import stem_symbol
from rca_kernel.formal.tree import (
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
    walk,
)

_PLACES = {"i", "j", "k", "l", "m", "n", "y", "c"}
_ONE = Number("1")


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
            shown = isinstance(node, Reduce) and node.kind != "list"
            if shown and isinstance(node, Reduce) and isinstance(node.domain, Span) and node.excluded is None:
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
        costly = any(isinstance(n, Reduce) for n in walk(definition.right))
        others = [d.right for d in definitions if d is not definition]
        readings = [r for right in others for r in _readings(right, left.symbol.stem, {})]
        span = _places_of(definition.right, index, readings) if isinstance(index, Symbol) and costly else None
        if not isinstance(index, Symbol) or span is None:
            found.append(definition)
            continue
        right = _every(index, span, definition.right)
        found.append(dataclasses.replace(definition, left=Left(stem_symbol(left.symbol)), right=right))
    names = [d.left.symbol.key for d in found if d.left]
    return found if len(set(names)) == len(names) else list(definitions)


@dataclasses.dataclass(frozen=True, slots=True)
class _Reading:
    """An element read: at a letter or otherwise, the range of the sum over that letter, what is around it."""

    plain: bool
    span: Span | None
    within: frozenset[str]


def _readings(
    node: Expr, stem: str, bound: Mapping[str, Span], within: frozenset[str] = frozenset()
) -> Iterator[_Reading]:
    """How elements of an array are read."""
    if isinstance(node, Symbol) and node.stem == stem:
        place = node.subscripts[0] if len(node.subscripts) == 1 else None
        letter = isinstance(place, Symbol) and not place.subscripts and place.base in _PLACES
        yield _Reading(letter, bound.get(place.key) if isinstance(place, Symbol) else None, within)
        return
    if isinstance(node, Reduce):
        own = {node.index.key: node.domain} if isinstance(node.domain, Span) else {}
        bound = {key: span for key, span in bound.items() if key not in bound_keys(node)} | own
        within |= bound_keys(node)
    for child in children(node):
        log = isinstance(node, Call) and node.function.startswith("log")
        below = isinstance(node, Binary) and node.op == "/" and child is node.right
        yield from _readings(
            child, stem, bound, within | {"log"} if log else within | {"/"} if below else within
        )


def _places_of(right: Expr, index: Symbol, readings: Sequence[_Reading]) -> Span | None:
    """The places that an array of the elements has; None where each reading makes its own element.

    Sums that do not count from 1 read other places than the array is made for, and in a logarithm, or below
    a fraction, exponentials have a form of their own that does not overflow.
    """
    spans = {r.span for r in readings if r.span is not None}
    whole = isinstance(_every(index, Span(_ONE, None), right), Call)
    exponential = any(exponent(n) is not None for n in walk(right))
    for reading in readings:
        safe = not ("log" in reading.within or ("/" in reading.within and exponential))
        counted = whole or reading.span is None or reading.span.lower == _ONE
        if not (reading.plain and safe and counted):
            return None
    if any(index in n.subscripts for n in walk(right) if isinstance(n, Symbol | Index)):
        return Span(_ONE, None) if spans else None
    if len(spans) != 1 or any(r.span is None for r in readings):
        return None
    inside = {key for r in readings for key in r.within} | {index.key}
    upper = min(spans, key=repr).upper
    return Span(_ONE, upper) if upper is not None and not uses(upper, inside) else None


def _every(index: Symbol, span: Span, node: Expr) -> Expr:
    """The value at every place; all elements of a softmax are the softmax."""
    match node:
        case Call(function="item", args=(whole, place)) if place == index and not uses(whole, {index.key}):
            return whole
        case _:
            return Reduce("list", index, span, node)


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
