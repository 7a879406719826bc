"""Which arrays of an algorithm must be stored: changed at computed places, in branches, over sets."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from rca_kernel.errors import FormalError
from rca_kernel.formal.elements import Loops, Written, element_uses
from rca_kernel.formal.integers import always_whole, whole_limits
from rca_kernel.formal.moments import offset
from rca_kernel.formal.state import expressions, flatten
from rca_kernel.formal.statements import Assign, For, If, Remark, Repeat, Statement
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
    walk,
)


@dataclass(frozen=True, slots=True)
class Store:
    """`keyed`: a mapping over the members of a set."""

    array: Symbol
    base: int
    rank: int
    keyed: bool
    given: bool = False


def find_stores(
    statements: Sequence[Statement],
    others: Collection[str],
    declared: Mapping[str, Shape],
    required: Collection[str] = (),
) -> dict[str, Store]:
    """The stems that must be stored, with the paper's first index of each."""
    known = _known(statements, declared)
    found: dict[str, Store] = {}
    for stem, one in element_uses(statements).items():
        given = stem in known.arrays or stem in required
        if stem not in others and (
            (given and _is_changed_in_place(one, known)) or _is_there(stem, one, statements, given)
        ):
            found[stem] = replace(_store(one), given=True)
        elif stem not in others and _is_stored(stem, one, known):
            found[stem] = _store(one)
    return found


def _is_there(stem: str, one: Written, statements: Sequence[Statement], given: bool) -> bool:
    """An array that is read element by element before its loop writes it, and that no step makes."""
    own = [own_loops(t, loops) for t, loops in one.writes]
    ranks = {len(t.subscripts) for t, _ in one.writes} | {len(s) for _, s, _ in one.reads if s}
    if ranks != {1} or not all(len(loops) == 1 and isinstance(loops[0].domain, Span) for loops in own):
        return False
    if not given and any(_moves(one, t, loops) for t, loops in one.writes):
        return False
    made = any(t.key == stem for s in flatten(statements) if isinstance(s, Assign) for t in s.targets)
    if made or not _changed_in_place(stem, statements) or all(_elementwise(w[0], stem) for w in own):
        return False
    whole = next((s for s, at, loops in one.reads if not at and any(w[0] in loops for w in own)), None)
    if whole is not None:
        raise FormalError("an array is read as a whole while its elements are being rewritten",
                          token=whole.latex, position=whole.position,
                          hint="Compute what is read of it before the loop.")  # fmt: skip
    return True


def _changed_in_place(stem: str, statements: Sequence[Statement]) -> bool:
    """Whether an element is read where it is written, or before: it was there already."""
    steps = flatten(statements)
    places = [t.subscripts for s in steps if isinstance(s, Assign) for t in s.targets if t.stem == stem]
    keys = {p.key for place in places for p in place if isinstance(p, Symbol)}
    for statement in steps:
        for node in (n for e in expressions(statement) for n in walk(e)):
            if not isinstance(node, Symbol | Index) or not node.subscripts:
                continue
            symbol = node.array if isinstance(node, Index) else node
            if symbol.stem == stem and any(offset(node.subscripts[0], key) == 0 for key in keys):
                return True
        if isinstance(statement, Assign) and any(t.stem == stem and t.subscripts for t in statement.targets):
            return False
    return False


def _elementwise(loop: For, stem: str) -> bool:
    """Whether every step only writes elements at its own place, and reads no other one of this array."""
    steps = [s for s in loop.body if not isinstance(s, Remark)]
    if not all(isinstance(s, Assign) and s.target.subscripts == (loop.index,) for s in steps):
        return False
    nodes = [n for s in steps for e in expressions(s) for n in walk(e) if isinstance(n, Symbol)]
    return all(n.subscripts == (loop.index,) for n in nodes if n.stem == stem)


def _is_changed_in_place(one: Written, known: _Known) -> bool:
    """A given array: summed in the very loop that writes it, or written at two places in one step."""
    ranks = {len(t.subscripts) for t, _ in one.writes} | {len(s) for _, s, _ in one.reads if s}
    own = [(t, own_loops(t, loops)) for t, loops in one.writes]
    if ranks != {1}:
        return False
    summed = any(
        isinstance(p, Symbol) and p.key in known.bound and w and w[-1] in loops and p.key != w[-1].index.key
        for _, w in own
        for _, s, loops in one.reads
        for p in s
    )
    places: dict[str, set[int | None]] = {}
    for target, loops in one.writes:
        for loop in loops:
            places.setdefault(loop.index.key, set()).add(offset(target.subscripts[0], loop.index.key))
    return summed or any(len(at - {None}) > 1 for at in places.values())


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
        members = any(
            isinstance(loop.domain, Members) for t, loops in one.writes for loop in own_loops(t, loops)
        )
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
    own = [(t, own_loops(t, loops)) for t, loops in one.writes]
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


def own_loops(target: Symbol, loops: Loops) -> list[For]:
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
    loops = [loop for t, around in one.writes for loop in own_loops(t, around)]
    keyed = any(isinstance(loop.domain, Members) for loop in loops)
    lowers = [s for t, _ in one.writes for s in t.subscripts if isinstance(s, Number)]
    lowers += [loop.domain.lower for loop in loops if isinstance(loop.domain, Span)]  # type: ignore[misc]
    base = 0 if keyed or Number("0") in lowers else 1
    return Store(stem_symbol(target), base, len(target.subscripts), keyed)
