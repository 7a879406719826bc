"""Arrays changed in place: `N_a <- N_a + 1` at a computed place, `p_i <- 0` in a branch, `V(s)` over sets.

A store is made by a loop that writes all its elements, by an assignment of the whole array, or it is given;
from then on it is a copy of its own. One over the members of a set is a mapping.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from rca_kernel.errors import FormalError
from rca_kernel.formal.elements import refuse_several
from rca_kernel.formal.loops import mapped_one
from rca_kernel.formal.state import flatten
from rca_kernel.formal.statements import Assign, For, Fresh, If, Own, Repeat, Settle, Statement, While
from rca_kernel.formal.store_uses import Store
from rca_kernel.formal.symbols import stem_symbol
from rca_kernel.formal.tree import (
    Expr,
    Index,
    Number,
    Span,
    Symbol,
    rebuild,
)


def with_stores(statements: Sequence[Statement], stores: Mapping[str, Store]) -> tuple[Statement, ...]:
    """Writes and reads as elements; each store is made where it is first written, or owned from the start."""
    if not stores:
        return tuple(statements)
    converted = tuple(mapped_one(s, _change(stores), _write(stores)) for s in statements)
    made: set[str] = set()
    found: list[Statement] = []
    given: list[Statement] = []
    for statement in converted:
        keys = {s.target.stem for s in flatten((statement,)) if isinstance(s, Assign)} & stores.keys()
        fresh: list[Fresh] = []
        for stem in sorted(keys - made):
            first = _first(statement, stores[stem])
            if isinstance(first, Fresh):
                fresh.append(first)
            elif first is None:
                given.append(_given(stores[stem]))
        made |= keys
        settled = [Settle(f.array) for f in fresh if f.spans]
        found += [*fresh, *_owning(statement, stores), *settled]
    return (*given, *found)


def _change(stores: Mapping[str, Store]) -> Callable[[Expr], Expr]:
    def change(node: Expr) -> Expr:
        if isinstance(node, Symbol) and node.stem in stores and node.subscripts:
            store = stores[node.stem]
            return Index(store.array, tuple(change(s) for s in node.subscripts), store.base)
        return rebuild(node, change)

    return change


def _write(stores: Mapping[str, Store]) -> Callable[[Assign], Assign]:
    change = _change(stores)

    def write(one: Assign) -> Assign:
        refuse_several(one, stores)
        if one.target.stem not in stores or not one.target.subscripts:
            return one
        places = tuple(change(s) for s in one.target.subscripts)
        return replace(one, target=stem_symbol(one.target), index=places)

    return write


def _first(statement: Statement, store: Store) -> Fresh | Assign | None:
    """How the first statement that writes a store makes it; None where it only changes what is given."""
    if store.given:
        return None
    if isinstance(statement, Assign) and statement.target.stem == store.array.stem and not statement.index:
        if isinstance(statement.value, Number):
            raise _unsized(store)
        return statement
    loops: list[For] = []
    inner: Statement = statement
    while isinstance(inner, For):
        loops.append(inner)
        writing = [s for s in inner.body if store.array.stem in _written(s)]
        if len(writing) != 1:
            return None
        inner = writing[0]
    if not isinstance(inner, Assign) or tuple(i.key for i in _symbols(inner)) != tuple(
        loop.index.key for loop in loops if loop.index.key in {i.key for i in _symbols(inner)}
    ):
        return None
    own = [loop for loop in loops if loop.index.key in {i.key for i in _symbols(inner)}]
    if len(own) != len(inner.index) or not own or own != loops:
        return None
    if store.keyed:
        return Fresh(store.array, (), stored=True)
    spans = tuple(loop.domain for loop in own if isinstance(loop.domain, Span))
    lowest = all(span.lower == Number(str(store.base)) for span in spans)
    return Fresh(store.array, spans, stored=True) if lowest and len(spans) == len(own) else None


def _symbols(one: Assign) -> list[Symbol]:
    return [i for i in one.index if isinstance(i, Symbol)]


def _written(statement: Statement) -> set[str]:
    return {s.target.stem for s in flatten((statement,)) if isinstance(s, Assign)}


def _owning(statement: Statement, stores: Mapping[str, Store]) -> list[Statement]:
    """The statement, with each assignment of a whole store followed by its copy."""

    def many(body: Sequence[Statement]) -> tuple[Statement, ...]:
        return tuple(x for s in body for x in _owning(s, stores))

    match statement:
        case Assign(target=target, index=index) if target.key in stores and not index:
            if isinstance(statement.value, Number):
                raise _unsized(stores[target.key])
            return [statement, _given(stores[target.key], given=False)]
        case For(body=body) | While(body=body) | Repeat(body=body):
            return [replace(statement, body=many(body))]
        case If(branches=branches, otherwise=otherwise):
            return [If(tuple((c, many(b)) for c, b in branches), many(otherwise))]
        case _:
            return [statement]


def _given(store: Store, *, given: bool = True) -> Own:
    if store.keyed:
        raise FormalError("the first values of this mapping are not said", token=store.array.latex,
                          position=store.array.position,
                          hint="Write them in a loop over the members of the set.")  # fmt: skip
    return Own(store.array, store.base, store.rank, given)


def _unsized(store: Store) -> FormalError:
    return FormalError("the size of this array is not said", token=store.array.latex,
                       position=store.array.position,
                       hint="Write its first values in a loop over its indices.")  # fmt: skip
