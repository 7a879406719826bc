"""Arrays filled from their own earlier elements: `D_{i,j}` from `D_{i-1,j}`, `F_n` from `F_{n-2}`.

Every place must be a number, an index of a loop around, or the end of the array, so that none lies before
its first element; an element that is read unwritten has no value and fails loudly.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from rca_kernel.formal.elements import Loops, Written, element_uses, refuse_several
from rca_kernel.formal.loops import mapped_one
from rca_kernel.formal.moments import offset, shifted
from rca_kernel.formal.state import expressions, flatten
from rca_kernel.formal.statements import Assign, For, Fresh, Statement
from rca_kernel.formal.symbols import stem_symbol
from rca_kernel.formal.tree import Expr, Index, Number, Reduce, Span, Symbol, rebuild, walk


@dataclass(frozen=True, slots=True)
class Table:
    """An array with the paper's first index and the range of each axis."""

    array: Symbol
    base: int
    spans: tuple[Span, ...]


def find_tables(statements: Sequence[Statement]) -> dict[str, Table]:
    """The stems that are such arrays."""
    assigned = {t.key for s in flatten(statements) if isinstance(s, Assign) for t in s.targets}
    sums = _sums(statements, assigned)
    assigned |= {s.index.key for s in flatten(statements) if isinstance(s, For)}
    found = {stem: _table(one, assigned, sums) for stem, one in element_uses(statements).items()}
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
    moves = [
        shift
        for _, subscripts, loops in one.reads
        for place in subscripts
        for loop in loops
        if (shift := offset(place, loop.index.key))
    ]
    return rank > 1 and bool(moves) if rank != 1 else any(abs(shift) > 1 for shift in moves)


def _key(node: Expr) -> str:
    return node.key if isinstance(node, Symbol) else ""


def _range_of(place: Expr, loops: Loops) -> Span | None:
    """The range of the loop whose index the place is."""
    spans = [loop.domain for loop in loops if loop.index.key == _key(place)]
    return spans[-1] if spans and isinstance(spans[-1], Span) else None


def _axis(writes: Sequence[tuple[Expr, Loops]]) -> tuple[int | None, Expr | None]:
    """The least place written along one axis and the greatest; None where they are not known."""
    lowers: list[int] = []
    uppers: list[Expr] = []
    for place, loops in writes:
        span = Span(place, place) if isinstance(place, Number) else _range_of(place, loops)
        if span is None or span.upper is None or not _is_whole(span.lower):
            return None, None
        lowers.append(int(span.lower.text))  # type: ignore[union-attr]
        if not isinstance(place, Number):
            uppers.append(shifted(span.upper, 0))
    greatest = max((p for p, _ in writes if _is_whole(p)), key=lambda p: int(p.text), default=None)  # type: ignore[union-attr]
    ends: set[Expr | None] = {*uppers} or {greatest}
    return (min(lowers), ends.pop()) if len(ends) == 1 else (None, None)


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
    for statement in statements:
        written = {s.target.stem for s in flatten((statement,)) if isinstance(s, Assign)}
        for stem in sorted((written & tables.keys()) - made):
            found.append(Fresh(tables[stem].array, tables[stem].spans))
        made |= written
        found.append(mapped_one(statement, change, write))
    return tuple(found)
