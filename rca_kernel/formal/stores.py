"""Arrays changed in place: `N_a <- N_a + 1` at a computed place, `p_i <- 0` in a branch, `V(s)` over sets.

A store is made by a loop that writes all its elements, by an assignment of the whole array, or it is given;
from then on it is a copy of its own. One over the members of a set is a mapping.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from rca_kernel.errors import FormalError
from rca_kernel.formal.elements import Loops, Written, element_uses, refuse_several
from rca_kernel.formal.integers import always_whole, whole_limits
from rca_kernel.formal.loops import mapped_one
from rca_kernel.formal.moments import offset
from rca_kernel.formal.state import expressions, flatten
from rca_kernel.formal.statements import Assign, For, Fresh, If, Own, Repeat, Settle, Statement, While
from rca_kernel.formal.symbols import stem_symbol
from rca_kernel.formal.tree import (
    Apply,
    Expr,
    Index,
    Members,
    Number,
    Reduce,
    Shape,
    Span,
    Symbol,
    rebuild,
    walk,
)


@dataclass(frozen=True, slots=True)
class Store:
    """`keyed`: a mapping over the members of a set."""

    array: Symbol
    base: int
    rank: int
    keyed: bool


def find_stores(
    statements: Sequence[Statement], others: Collection[str], declared: Mapping[str, Shape]
) -> dict[str, Store]:
    """The stems that must be stored, with the paper's first index of each."""
    known = _known(statements, declared)
    return {
        stem: _store(one)
        for stem, one in element_uses(statements).items()
        if stem not in others and _is_stored(stem, one, known)
    }


@dataclass(frozen=True, slots=True)
class _Known:
    """Names that hold whole numbers but count no steps, all names, indices of sums, declared arrays."""

    whole: frozenset[str]
    named: frozenset[str]
    bound: frozenset[str]
    arrays: frozenset[str]
    rewritten: frozenset[str]


def _known(statements: Sequence[Statement], declared: Mapping[str, Shape]) -> _Known:
    everything = flatten(statements)
    assigned = [s for s in everything if isinstance(s, Assign)]
    whole = always_whole(statements, frozenset(whole_limits(statements)))
    given = {s.target.key for s in assigned if isinstance(s.value, Apply)}
    nodes = [n for s in everything for e in expressions(s) for n in walk(e)]
    bound = frozenset(n.index.key for n in nodes if isinstance(n, Reduce))
    arrays = frozenset(k for k, shape in declared.items() if shape in {"vector", "matrix"})
    counters = {s.target.key for s in assigned if offset(s.value, s.target.key)}
    named = frozenset(t.key for s in assigned for t in s.targets)
    return _Known(
        ((named & whole) | given) - counters, named, bound, arrays, frozenset(_rewritten(statements))
    )


def _is_stored(stem: str, one: Written, known: _Known) -> bool:
    ranks = {len(t.subscripts) for t, _ in one.writes} | {len(s) for _, s, _ in one.reads if s}
    if len(ranks) != 1 or any(_moves(one, t, loops) for t, loops in one.writes if len(t.subscripts) == 1):
        return False
    bare = any(not s for _, s, _ in one.reads)
    if all(_is_counted(s, loops, known) for t, loops in one.writes for s in t.subscripts):
        computed = any(not _is_counted(s, loops, None) for t, loops in one.writes for s in t.subscripts)
        summed = any(isinstance(p, Symbol) and p.key in known.bound for _, s, _ in one.reads for p in s)
        members = any(isinstance(loop.domain, Members) for t, loops in one.writes for loop in _own(t, loops))
        return (
            (computed and (bare or summed or stem in known.rewritten))
            or members
            or _is_partial(stem, one, bare, known)
        )
    places = [s for t, _ in one.writes for s in t.subscripts]
    letters = {s.key for s in places if isinstance(s, Symbol)}
    if letters & known.named or not all(isinstance(s, Symbol | Number) for s in places):
        return False
    summed = any(isinstance(p, Symbol) and p.key in known.bound - letters for _, s, _ in one.reads for p in s)
    return bool(letters) and (stem in known.arrays or summed or (bare and ranks != {1}))


def _is_partial(stem: str, one: Written, bare: bool, known: _Known) -> bool:
    """Some loop writes its elements in some steps only, after they all have been written or given."""
    own = [(t, _own(t, loops)) for t, loops in one.writes]
    if not all(loops and len(loops) == len(t.subscripts) for t, loops in own):
        return False
    firsts = {id(loops[0]): loops[0] for _, loops in own}
    partial = any(not _covers(loop.body, stem) for loop in firsts.values())
    return partial and (len(firsts) > 1 or stem in known.rewritten or (stem in known.arrays and bare))


def _rewritten(statements: Sequence[Statement]) -> set[str]:
    """Stems of which an element is made of its own old value, or written where its old value is asked for."""
    found: set[str] = set()
    for statement in flatten(statements):
        if isinstance(statement, Assign):
            values, targets = [statement.value], statement.targets
        elif isinstance(statement, If):
            values = [c for c, _ in statement.branches]
            inner = [s for s in flatten((statement,)) if isinstance(s, Assign)]
            targets = tuple(t for s in inner for t in s.targets)
        else:
            continue
        read = {n.key for v in values for n in walk(v) if isinstance(n, Symbol)}
        found |= {t.stem for t in targets if t.key in read and t.subscripts}
    return found


def _covers(statements: Sequence[Statement], stem: str) -> bool:
    """Whether every pass writes the element."""
    for statement in statements:
        match statement:
            case Assign(targets=targets) if any(t.stem == stem and t.subscripts for t in targets):
                return True
            case For(body=body) | Repeat(body=body) if _covers(body, stem):
                return True
            case If(branches=branches, otherwise=otherwise):
                if all(_covers(b, stem) for b in (*(b for _, b in branches), otherwise)):
                    return True
    return False


def _own(target: Symbol, loops: Loops) -> list[For]:
    """The loops around whose index is one of the places."""
    keys = {s.key for s in target.subscripts if isinstance(s, Symbol)}
    return [loop for loop in loops if loop.index.key in keys]


def _is_counted(place: Expr, loops: Loops, known: _Known | None) -> bool:
    """A number, an index of a loop around with something added, or a whole number of the algorithm."""
    if isinstance(place, Number) or any(offset(place, loop.index.key) is not None for loop in loops):
        return True
    return known is not None and isinstance(place, Symbol) and place.key in known.whole


def _moves(one: Written, target: Symbol, loops: Loops) -> bool:
    """Whether some read is one step or more away from what is written: a recurrence in time."""
    for loop in loops:
        here = offset(target.subscripts[0], loop.index.key)
        for _, subscripts, around in one.reads:
            if here is None or loop not in around or len(subscripts) != 1:
                continue
            there = offset(subscripts[0], loop.index.key)
            if there is not None and there != here:
                return True
    return False


def _store(one: Written) -> Store:
    target = one.writes[0][0]
    loops = [loop for t, around in one.writes for loop in _own(t, around)]
    keyed = any(isinstance(loop.domain, Members) for loop in loops)
    lowers = [s for t, _ in one.writes for s in t.subscripts if isinstance(s, Number)]
    lowers += [loop.domain.lower for loop in loops if isinstance(loop.domain, Span)]  # type: ignore[misc]
    base = 0 if keyed or Number("0") in lowers else 1
    return Store(stem_symbol(target), base, len(target.subscripts), keyed)


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
