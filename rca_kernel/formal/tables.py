"""Arrays filled from their own earlier elements: `D_{i,j}` from `D_{i-1,j}`, `F_n` from `F_{n-2}`.

Every place must be a number, an index of a loop around, or the end of the array, so that none lies before
its first element; an element that is read unwritten has no value and fails loudly.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from rca_kernel.formal.bigops import uses
from rca_kernel.formal.elements import Loops, Written, element_uses, refuse_several
from rca_kernel.formal.loops import mapped_one
from rca_kernel.formal.moments import offset, shifted
from rca_kernel.formal.state import expressions, flatten
from rca_kernel.formal.statements import Assign, For, Fresh, Settle, Statement
from rca_kernel.formal.symbols import stem_symbol
from rca_kernel.formal.tree import Expr, Index, Number, Reduce, Span, Symbol, rebuild, walk


@dataclass(frozen=True, slots=True)
class Table:
    """An array with the paper's first index and the range of each axis.

    `initial` are the given values before the first one written; `settled` arrays are read as a whole.
    """

    array: Symbol
    base: int
    spans: tuple[Span, ...]
    initial: tuple[Symbol, ...] = ()
    settled: bool = False


def find_tables(statements: Sequence[Statement]) -> dict[str, Table]:
    """The stems that are such arrays."""
    assigned = {t.key for s in flatten(statements) if isinstance(s, Assign) for t in s.targets}
    sums = _sums(statements, assigned)
    assigned |= {s.index.key for s in flatten(statements) if isinstance(s, For)}
    listed = _listed(statements)
    found = {
        stem: _kept(one, assigned, settled=stem in listed) or _table(one, assigned, sums)
        for stem, one in element_uses(statements).items()
    }
    return {stem: table for stem, table in found.items() if table is not None}


def _sums(statements: Sequence[Statement], assigned: set[str]) -> dict[str, int]:
    """Indices of sums, with the least place of each (-1 where it is not known)."""
    found: dict[str, int] = {}
    for node in (n for s in flatten(statements) for e in expressions(s) for n in walk(e)):
        if isinstance(node, Reduce):
            lower = node.domain.lower if isinstance(node.domain, Span) else None
            least = int(lower.text) if isinstance(lower, Number) and lower.text.isdigit() else -1
            found[node.index.key] = min(least, found.get(node.index.key, least))
    return {key: least for key, least in found.items() if key not in assigned}


def _listed(statements: Sequence[Statement]) -> set[str]:
    """The stems whose elements a sum or a list reads at its own index."""
    nodes = [n for s in flatten(statements) for e in expressions(s) for n in walk(e)]
    return {
        n.stem
        for reduce in nodes
        if isinstance(reduce, Reduce)
        for n in walk(reduce.body)
        if isinstance(n, Symbol) and any(_key(p) == reduce.index.key for p in n.subscripts)
    }


def _kept(one: Written, assigned: set[str], *, settled: bool) -> Table | None:
    """A recurrence whose values are read after its loop (`settled`: their mean), or two steps later."""
    if {len(t.subscripts) for t, _ in one.writes} | {len(s) for _, s, _ in one.reads} != {1}:
        return None
    if not settled and _gap(one) < 2:
        return None
    moves = [_least(s[0], loops) for _, s, loops in one.reads if _moves(s[0], loops, one)]
    lower, upper = _axis([(t.subscripts[0], loops) for t, loops in one.writes])
    if not moves or lower is None or upper is None or any(_key(n) in assigned for n in walk(upper)):
        return None
    least = min((lower, *(m for m in moves if m is not None)))
    first = _first_step(one)
    if None in moves or least not in {0, 1} or first is None or first - least > 3:
        return None
    array = stem_symbol(one.writes[0][0])
    made = {int(p.text) for t, _ in one.writes for p in t.subscripts if isinstance(p, Number)}
    given = tuple(element_symbol(array, n) for n in range(least, first) if n not in made)
    if not settled and not given:
        return None
    return Table(array, least, (Span(Number(str(least)), upper),), given, settled=settled)


def _gap(one: Written) -> int:
    """How many steps apart a value is written and read in one loop."""
    gaps = [0]
    for target, around in one.writes:
        for _, subscripts, loops in one.reads:
            for loop in around:
                wrote, read = (offset(s, loop.index.key) for s in (target.subscripts[0], subscripts[0]))
                if loop in loops and wrote is not None and read is not None:
                    gaps.append(abs(wrote - read))
    return max(gaps)


def _first_step(one: Written) -> int | None:
    """The least place that a loop writes."""
    places = [_range_of(t.subscripts[0], loops) for t, loops in one.writes]
    lowers = [p.lower for p in places if p is not None]
    if not lowers or not all(_is_whole(low) for low in lowers):
        return None
    return min(int(low.text) for low in lowers)  # type: ignore[union-attr]


def _moves(place: Expr, loops: Loops, one: Written) -> bool:
    """Whether another place is read than the one that this loop writes."""
    for loop in loops:
        read = offset(place, loop.index.key)
        wrote = {offset(t.subscripts[0], loop.index.key) for t, around in one.writes if loop in around}
        if read is not None and wrote - {None, read}:
            return True
    return False


def _least(place: Expr, loops: Loops) -> int | None:
    """The least number that `k + c` is in the loop over k."""
    for loop in reversed(loops):
        shift = offset(place, loop.index.key)
        if shift is not None and isinstance(loop.domain, Span) and _is_whole(loop.domain.lower):
            return int(loop.domain.lower.text) + shift  # type: ignore[union-attr]
    return None


def element_symbol(array: Symbol, place: int) -> Symbol:
    """`x_0`, a value of its own."""
    names = tuple(f"{name}_{place}" for name in array.names)
    return replace(array, key=f"{array.stem}_{{{place}}}", latex=f"{array.latex}_{place}", names=names)


def _place(element: Symbol) -> Number:
    return Number(element.key[element.key.rindex("{") + 1 : -1])


def _table(one: Written, assigned: set[str], sums: Mapping[str, int]) -> Table | None:
    ranks = {len(t.subscripts) for t, _ in one.writes} | {len(s) for _, s, _ in one.reads}
    if len(ranks) != 1 or not _recurs(one, min(ranks)):
        return None
    axes = [_axis([(t.subscripts[n], loops) for t, loops in one.writes]) for n in range(min(ranks))]
    base = min((lower for lower, _ in axes if lower is not None), default=0)
    spans: list[Span] = []
    for lower, upper in axes:
        if lower is None or upper is None or any(_key(n) in assigned for n in walk(upper)):
            return None
        spans.append(Span(Number(str(base)), upper))
    inside = all(
        _is_inside(place, loops, base, span) or (len(axes) > 1 and sums.get(_key(place), -1) >= base)
        for _, subscripts, loops in one.reads
        for place, span in zip(subscripts, spans, strict=True)
    )
    return Table(stem_symbol(one.writes[0][0]), base, tuple(spans)) if inside and base in {0, 1} else None


def _recurs(one: Written, rank: int) -> bool:
    """Whether elements are made of others that no running variable can hold."""
    reads = [(subscripts, loops) for _, subscripts, loops in one.reads]
    written = [(t.subscripts, loops) for t, loops in one.writes] if rank > 1 else []
    moves = [
        shift
        for subscripts, loops in (*reads, *written)
        for place in subscripts
        for loop in loops
        if (shift := offset(place, loop.index.key))
    ]
    return rank > 1 and bool(moves) if rank != 1 else any(abs(shift) > 1 for shift in moves)


def _key(node: Expr) -> str:
    return node.key if isinstance(node, Symbol) else ""


def _range_of(place: Expr, loops: Loops) -> Span | None:
    """What the place is in the loop whose index it is, with something added or not."""
    for loop in reversed(loops):
        shift = offset(place, loop.index.key)
        if shift is None or not isinstance(loop.domain, Span):
            continue
        upper = loop.domain.upper
        return Span(shifted(loop.domain.lower, shift), None if upper is None else shifted(upper, shift))
    return None


def _axis(writes: Sequence[tuple[Expr, Loops]]) -> tuple[int | None, Expr | None]:
    """The least place written along one axis and the greatest; None where they are not known."""
    lowers: list[int] = []
    uppers: list[Expr] = []
    for place, loops in writes:
        span = Span(place, place) if isinstance(place, Number) else _range_of(place, loops)
        if span is None and not any(uses(place, {loop.index.key}) for loop in loops):
            uppers.append(shifted(place, 0))
            continue
        if span is None or span.upper is None or not _is_whole(span.lower):
            return None, None
        lowers.append(int(span.lower.text))  # type: ignore[union-attr]
        if not isinstance(place, Number):
            uppers.append(shifted(span.upper, 0))
    greatest = max((p for p, _ in writes if _is_whole(p)), key=lambda p: int(p.text), default=None)  # type: ignore[union-attr]
    ends: set[Expr | None] = {*_greatest(uppers)} or {greatest}
    return (min(lowers), ends.pop()) if len(ends) == 1 and lowers else (None, None)


def _greatest(uppers: Sequence[Expr]) -> set[Expr]:
    """Of `T` and `T + 1` the greater one."""
    kept = set(uppers)
    for one in uppers:
        below = {shifted(one, -by) for by in (1, 2)}
        kept -= below if not isinstance(one, Number) else set()
    return kept


def _is_whole(node: Expr) -> bool:
    return isinstance(node, Number) and node.text.isdigit()


def _is_inside(place: Expr, loops: Loops, base: int, span: Span) -> bool:
    """Whether a place that is read cannot lie before the first element."""
    if isinstance(place, Number):
        return _is_whole(place) and int(place.text) >= base
    if span.upper is not None and shifted(place, 0) == shifted(span.upper, 0):
        return True
    for loop in reversed(loops):
        shift = offset(place, loop.index.key)
        if shift is not None and isinstance(loop.domain, Span):
            lower = loop.domain.lower
            return _is_whole(lower) and int(lower.text) + shift >= base  # type: ignore[union-attr]
    return False


def with_tables(statements: Sequence[Statement], tables: Mapping[str, Table]) -> tuple[Statement, ...]:
    """Writes and reads as elements, each array made before the first statement that writes it."""

    def change(node: Expr) -> Expr:
        if isinstance(node, Symbol) and node.stem in tables and node.subscripts:
            places = tuple(change(s) for s in node.subscripts)
            return Index(stem_symbol(node), places, tables[node.stem].base)
        return rebuild(node, change)

    def write(one: Assign) -> Assign:
        refuse_several(one, tables)
        if one.target.stem not in tables:
            return one
        return replace(one, target=stem_symbol(one.target), index=one.target.subscripts)

    found: list[Statement] = []
    made: set[str] = set()
    for number, statement in enumerate(statements):
        written = {s.target.stem for s in flatten((statement,)) if isinstance(s, Assign)}
        for stem in sorted((written & tables.keys()) - made):
            table = tables[stem]
            found.append(Fresh(table.array, table.spans))
            for given in table.initial:
                found.append(Assign(table.array, given, given.latex, index=(_place(given),)))
        made |= written
        found.append(mapped_one(statement, change, write))
        later = {
            t.stem for s in flatten(statements[number + 1 :]) if isinstance(s, Assign) for t in s.targets
        }
        settled = sorted(k for k in (written & tables.keys()) - later if tables[k].settled)
        found += [Settle(tables[stem].array) for stem in settled]
    return tuple(found)
