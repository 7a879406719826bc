"""Arrays that pseudocode writes element by element: `d_i` in a loop over i, read later as an array."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace

from rca_kernel.errors import FormalError
from rca_kernel.formal.exits import own_exits
from rca_kernel.formal.moments import offset, shifted
from rca_kernel.formal.state import expressions
from rca_kernel.formal.statements import Assign, For, Fresh, If, Repeat, Settle, Statement, While
from rca_kernel.formal.symbols import stem_symbol
from rca_kernel.formal.tree import Expr, Index, Number, Reduce, Span, Symbol, children, rebuild, walk

Loops = tuple[For, ...]


@dataclass(slots=True)
class Written:
    """One stem with all its writes and reads, each with the loops around it (outermost first)."""

    writes: list[tuple[Symbol, Loops]] = field(default_factory=list)
    reads: list[tuple[Symbol, tuple[Expr, ...], Loops]] = field(default_factory=list)


def find_elements(statements: Sequence[Statement], tables: Collection[str] = ()) -> dict[str, int]:
    """The stems that are arrays written in loops, with the paper's first index of each."""
    found = element_uses(statements)
    return {stem: _base(one) for stem, one in found.items() if stem not in tables and _is_array(one)}


def element_uses(statements: Sequence[Statement]) -> dict[str, Written]:
    """Every stem that is written with subscripts, with its writes and reads."""
    found: dict[str, Written] = {}
    for target, loops in _writes(statements, ()):
        if target.subscripts:
            found.setdefault(target.stem, Written()).writes.append((target, loops))
    for symbol, subscripts, loops in _reads(statements, ()):
        if symbol.stem in found:
            found[symbol.stem].reads.append((symbol, subscripts, loops))
    return found


def _writes(statements: Sequence[Statement], loops: Loops) -> Iterator[tuple[Symbol, Loops]]:
    for statement in statements:
        for target in statement.targets if isinstance(statement, Assign) else ():
            yield target, loops
        for body, around in _inside(statement, loops):
            yield from _writes(body, around)


def _reads(statements: Sequence[Statement], loops: Loops) -> Iterator[tuple[Symbol, tuple[Expr, ...], Loops]]:
    for statement in statements:
        for node in expressions(statement):
            yield from ((s, i, loops) for s, i in _values(node, frozenset()))
        for body, around in _inside(statement, loops):
            yield from _reads(body, around)


def _inside(statement: Statement, loops: Loops) -> list[tuple[tuple[Statement, ...], Loops]]:
    match statement:
        case For(body=body):
            return [(body, (*loops, statement))]
        case While(body=body) | Repeat(body=body):
            return [(body, loops)]
        case If(branches=branches, otherwise=otherwise):
            return [*((b, loops) for _, b in branches), (otherwise, loops)]
        case _:
            return []


def _values(node: Expr, bound: frozenset[str]) -> Iterator[tuple[Symbol, tuple[Expr, ...]]]:
    """Symbols read, each with its subscripts, those under a sum included."""
    if isinstance(node, Symbol | Index):
        symbol = node if isinstance(node, Symbol) else node.array
        if symbol.key not in bound:
            yield symbol, node.subscripts
        for subscript in node.subscripts:
            yield from _values(subscript, bound)
        return
    inner = bound | {node.index.key} if isinstance(node, Reduce) else bound
    for child in children(node):
        yield from _values(child, inner)


def _is_array(one: Written) -> bool:
    """Whether the elements must be kept: several indices, or a read that is not the newest value."""
    ranks = {len(target.subscripts) for target, _ in one.writes}
    own = all(_own_loops(target, loops) is not None for target, loops in one.writes)
    if ranks != {1}:
        if any(_moves(subscripts, loops) for _, subscripts, loops in one.reads):
            raise _refusal("elements computed from other elements of the same array", one)
        if own and len(ranks) == 1:
            return True
        raise _refusal("elements written at places that are not the indices of the loops around", one)
    if not own:
        return False
    recurrent, kept = False, False
    for symbol, subscripts, loops in one.reads:
        shifts = [offset(subscripts[0], loop.index.key) for loop in loops if subscripts]
        near = [s for s in shifts if s is not None]
        recurrent = recurrent or any(near)
        inside = bool(near) and all(_shared(target, around, loops) for target, around in one.writes)
        kept = kept or (not inside and not _final(symbol, subscripts, one))
    return kept and not recurrent


def _moves(subscripts: tuple[Expr, ...], loops: Loops) -> bool:
    """Whether a place is an index of the loops around with something added."""
    shifts = [offset(s, loop.index.key) for s in subscripts for loop in loops]
    return any(shifts)


def _shared(target: Symbol, around: Loops, loops: Loops) -> bool:
    """Whether a read in `loops` stands in the very loop that writes the element."""
    own = _own_loops(target, around)
    return own is not None and any(own[0] is loop for loop in loops)


def _own_loops(target: Symbol, loops: Loops) -> Loops | None:
    """The loops whose indices the target has as subscripts, in the order of the subscripts."""
    by_key = {loop.index.key: loop for loop in loops if isinstance(loop.domain, Span) and loop.step == 1}
    keys = [s.key if isinstance(s, Symbol) else "" for s in target.subscripts]
    if len(set(keys)) != len(keys) or not set(keys) <= set(by_key):
        return None
    return tuple(by_key[key] for key in keys)


def _final(symbol: Symbol, subscripts: tuple[Expr, ...], one: Written) -> bool:
    """`x_T` after a loop up to T: the newest value."""
    if len(subscripts) != 1 or symbol.key == symbol.stem:
        return False
    ends = [_own_loops(target, loops) for target, loops in one.writes]
    lasts = [e[0].domain.upper for e in ends if e and isinstance(e[0].domain, Span)]
    return all(last is not None and shifted(last, 0) == shifted(subscripts[0], 0) for last in lasts)


def _base(one: Written) -> int:
    found: set[int] = set()
    for target, loops in one.writes:
        for loop in _own_loops(target, loops) or ():
            assert isinstance(loop.domain, Span)
            if loop.domain.lower not in (Number("0"), Number("1")):
                raise _refusal("elements written from a first index that is neither 0 nor 1", one)
            found.add(int(loop.domain.lower.text))
    if len(found) != 1:
        raise _refusal("elements counted from 0 and from 1", one)
    return found.pop()


def _refusal(reason: str, one: Written) -> FormalError:
    target = one.writes[0][0]
    return FormalError(reason, token=target.latex, position=target.position,
                       hint="Write plain variables, or one array for each step.")  # fmt: skip


def with_elements(statements: Sequence[Statement], bases: dict[str, int]) -> tuple[Statement, ...]:
    """Writes and reads of the arrays as elements, each array made anew before its outermost loop."""
    converted = tuple(_converted(s, bases) for s in statements)
    return _declared(converted, ())


def _converted(statement: Statement, bases: dict[str, int]) -> Statement:
    from rca_kernel.formal.loops import mapped_one

    def change(node: Expr) -> Expr:
        if isinstance(node, Symbol) and node.stem in bases and node.subscripts:
            return Index(stem_symbol(node), tuple(change(s) for s in node.subscripts), bases[node.stem])
        return rebuild(node, change)

    def write(one: Assign) -> Assign:
        refuse_several(one, bases)
        if one.target.stem not in bases or not one.target.subscripts:
            return one
        return replace(one, target=stem_symbol(one.target), index=one.target.subscripts)

    return mapped_one(statement, change, write)


def refuse_several(one: Assign, arrays: Collection[str]) -> None:
    """An element among several values given at once."""
    if one.others and any(t.stem in arrays for t in one.targets):
        raise FormalError(
            "an element of an array is written together with other values",
            token=one.target.latex,
            position=one.target.position,
            hint="Write the values to plain names first, then the element.",
        )


def _declared(statements: Sequence[Statement], outer: tuple[str, ...]) -> tuple[Statement, ...]:
    found: list[Statement] = []
    for statement in statements:
        if not isinstance(statement, For):
            found.append(_nested(statement, outer))
            continue
        key = statement.index.key
        arrays: dict[str, tuple[Assign, Loops]] = {}
        for assign, loops in _element_writes(statement.body, (statement,)):
            keys = {s.key for s in assign.index if isinstance(s, Symbol)}
            if key in keys and not keys & set(outer):
                arrays.setdefault(assign.target.key, (assign, loops))
        fresh = [_fresh(assign, loops) for assign, loops in arrays.values()]
        body = _declared(statement.body, (*outer, key))
        found += [*fresh, replace(statement, body=body), *(Settle(f.array) for f in fresh)]
    return tuple(found)


def _nested(statement: Statement, outer: tuple[str, ...]) -> Statement:
    match statement:
        case While(condition=condition, body=body):
            return While(condition, _declared(body, outer))
        case Repeat(body=body, until=until):
            return Repeat(_declared(body, outer), until)
        case If(branches=branches, otherwise=otherwise):
            return If(tuple((c, _declared(b, outer)) for c, b in branches), _declared(otherwise, outer))
        case _:
            return statement


def _element_writes(statements: Sequence[Statement], loops: Loops) -> Iterator[tuple[Assign, Loops]]:
    for statement in statements:
        if isinstance(statement, Assign) and statement.index:
            yield statement, loops
        for body, around in _inside(statement, loops):
            yield from _element_writes(body, around)


def _fresh(assign: Assign, loops: Loops) -> Fresh:
    """The array with the ranges of its loops; those must not change while it is filled."""
    by_key = {loop.index.key: loop for loop in loops}
    own = [by_key[s.key] for s in assign.index if isinstance(s, Symbol)]
    spans = tuple(loop.domain for loop in own if isinstance(loop.domain, Span))
    moving = {t.key for t, _ in _writes(loops[0].body, ())} | {loop.index.key for loop in loops}
    used = {
        n.key
        for span in spans[1:]
        for e in (span.lower, span.upper)
        if e
        for n in walk(e)
        if isinstance(n, Symbol)
    }
    if used & moving:
        raise FormalError(
            "rows of different lengths",
            token=assign.target.latex,
            position=assign.target.position,
            hint="Give the inner loop a range that stays the same.",
        )
    if any(own_exits(loop.body) for loop in own) or not _covers(loops[0].body, assign.target.key):
        raise FormalError(
            "its elements are written in some branches or steps only",
            token=assign.target.latex,
            position=assign.target.position,
            hint="Write the element in every branch and every step.",
        )
    return Fresh(assign.target, spans)


def _covers(statements: Sequence[Statement], key: str) -> bool:
    """Whether every pass writes the element."""
    for statement in statements:
        match statement:
            case Assign(target=target, index=index) if index and target.key == key:
                return True
            case For(body=body) | Repeat(body=body) if _covers(body, key):
                return True
            case If(branches=branches, otherwise=otherwise):
                if all(_covers(b, key) for b in (*(b for _, b in branches), otherwise)):
                    return True
    return False
