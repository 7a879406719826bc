"""Loops over steps that nobody counts: `while not converged: x_{k+1} <- f(x_k)` gets the counter implied."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from rca_kernel.errors import FormalError
from rca_kernel.formal.loops import mapped
from rca_kernel.formal.moments import offset, shifted
from rca_kernel.formal.state import bodies, expressions, flatten, symbols_read
from rca_kernel.formal.statements import Assign, For, If, Repeat, Statement, While
from rca_kernel.formal.tree import Binary, Expr, Neg, Number, Symbol, rebuild

Loop: TypeAlias = For | While | Repeat


@dataclass(frozen=True, slots=True)
class Uncounted:
    """An index that a loop moves only in its subscripts: the offset at which its recurrences are written."""

    index: Symbol
    write: int
    stems: frozenset[str]


def with_counters(
    statements: Sequence[Statement], given: frozenset[str]
) -> tuple[tuple[Statement, ...], frozenset[str]]:
    """The statements with the counters that they imply, and the keys of these; an index that is `given`
    is none."""
    everything = flatten(statements)
    counted = given | {t.key for s in everything if isinstance(s, Assign) for t in s.targets}
    counted |= {s.index.key for s in everything if isinstance(s, For)}
    found: tuple[Statement, ...] = tuple(statements)
    keys: set[str] = set()
    place = 0
    while place < len(found):
        statement = found[place]
        if isinstance(statement, For | While | Repeat):
            for one in _uncounted(statement, counted):
                counting, after = _counting(statement, one), _newest(found[place + 1 :], one)
                found = (*found[:place], _start(one, everything, 0), counting, *after)
                statement, place = counting, place + 1
                keys.add(one.index.key)
            moved = _unstarted(statement, given, everything)
            for one in _uncounted(statement, (counted | keys) - moved.keys()):
                found = (*found[:place], _start(one, everything, moved[one.index.key]), *found[place:])
                place += 1
                keys.add(one.index.key)
        place += 1
    return found, frozenset(keys)


def _start(one: Uncounted, everything: Sequence[Statement], late: int) -> Assign:
    """The number before the first step; `late` is 1 where the step is counted at its end."""
    first = _initial(one, everything) - one.write + late
    value = Number(str(first)) if first >= 0 else Neg(Number(str(-first)))
    return Assign(one.index, value, f"{one.index.latex} = {first}")


def _unstarted(loop: Loop, given: frozenset[str], everything: Sequence[Statement]) -> dict[str, int]:
    """Counters of the loop that nothing sets before they count; 1 where they do so at the end of a step."""
    found: dict[str, int] = {}
    for inner in _loops(loop):
        steps = [s for s in inner.body if isinstance(s, Assign)]
        for step in steps:
            key = step.target.key
            sets = [s for s in everything if isinstance(s, Assign) and s.target.key == key]
            if key not in given and sets == [step] and offset(step.value, key) == 1:
                found[key] = 0 if step is steps[0] and len(steps) > 1 else 1
    return found


def _uncounted(loop: Loop, counted: frozenset[str]) -> list[Uncounted]:
    inner = flatten((loop,))
    written = [t for s in inner if isinstance(s, Assign) for t in s.targets if len(t.subscripts) == 1]
    read = [s for one in inner for e in expressions(one) for s in symbols_read(e) if len(s.subscripts) == 1]
    found: dict[str, Uncounted] = {}
    for target in written:
        index = _index_of(target.subscripts[0])
        if index is None or index.key in counted:
            continue
        at = offset(target.subscripts[0], index.key)
        others = {offset(s.subscripts[0], index.key) for s in read if s.stem == target.stem} - {None, at}
        if not others:
            continue
        known = found.setdefault(index.key, Uncounted(index, at or 0, frozenset()))
        if others != {(at or 0) - 1} or known.write != at:
            raise FormalError(
                "no loop counts the steps of this recurrence, and its subscripts do not tell how it moves",
                token=target.latex,
                position=target.position,
                hint=f"Loop over {index.latex}, or write {index.latex} \\gets {index.latex} + 1 in the loop.",
            )
        found[index.key] = replace(known, stems=known.stems | {target.stem})
    return list(found.values())


def _index_of(subscript: Expr) -> Symbol | None:
    """The t of `t + c`."""
    if isinstance(subscript, Binary) and subscript.op in {"+", "-"} and isinstance(subscript.right, Number):
        subscript = subscript.left
    return subscript if isinstance(subscript, Symbol) else None


def _initial(one: Uncounted, everything: Sequence[Statement]) -> int:
    """The number of the value that the recurrence starts from, 0 where the text does not tell."""
    named = [t for s in everything if isinstance(s, Assign) for t in s.targets]
    named += [s for statement in everything for e in expressions(statement) for s in symbols_read(e)]
    numbers = {
        int(s.subscripts[0].text)
        for s in named
        if s.stem in one.stems
        and len(s.subscripts) == 1
        and isinstance(s.subscripts[0], Number)
        and s.subscripts[0].text.isdigit()
    }
    return min(numbers, default=0)


def _counting(loop: Loop, one: Uncounted) -> Loop:
    """The loop with the count as the first step of the innermost loop that writes."""
    writers = [inner for inner in _loops(loop) if _writes(inner.body, one)]
    innermost = [w for w in writers if not any(w is not v and v in _loops(w) for v in writers)]
    if len(innermost) != 1:
        raise FormalError(
            "several loops move the steps of one recurrence, and none counts them",
            token=one.index.latex,
            position=one.index.position,
            hint=f"Write {one.index.latex} \\gets {one.index.latex} + 1 where a step ends.",
        )
    latex = f"{one.index.latex} = {one.index.latex} + 1"
    count = Assign(one.index, Binary("+", one.index, Number("1")), latex)

    def change(statement: Statement) -> Statement:
        if statement is innermost[0] and isinstance(statement, For | While | Repeat):
            return replace(statement, body=(count, *statement.body))
        match statement:
            case For(body=body) | While(body=body) | Repeat(body=body):
                return replace(statement, body=tuple(map(change, body)))
            case If(branches=branches, otherwise=otherwise):
                changed = tuple((c, tuple(map(change, b))) for c, b in branches)
                return If(changed, tuple(map(change, otherwise)))
            case _:
                return statement

    counting = change(loop)
    assert isinstance(counting, For | While | Repeat)
    return counting


def _loops(loop: Loop) -> list[Loop]:
    return [s for s in flatten((loop,)) if isinstance(s, For | While | Repeat)]


def _writes(body: Sequence[Statement], one: Uncounted) -> bool:
    targets = [t for s in flatten(body) if isinstance(s, Assign) for t in s.targets]
    return any(t.stem in one.stems and t.subscripts for t in targets)


def _newest(after: Sequence[Statement], one: Uncounted) -> tuple[Statement, ...]:
    """After the loop `x_k` is the newest value, as `x_{k+1}` is, where nobody counts."""
    read = [s for inner in flatten(after) for e in expressions(inner) for s in symbols_read(e)]
    ours = [s for s in read if s.stem in one.stems and len(s.subscripts) == 1]
    offsets = {(s.stem, offset(s.subscripts[0], one.index.key)) for s in ours}
    if any((stem, one.write) in offsets and (stem, one.write - 1) in offsets for stem in one.stems):
        return tuple(after)

    def change(node: Expr) -> Expr:
        if isinstance(node, Symbol) and node.stem in one.stems and len(node.subscripts) == 1:
            if offset(node.subscripts[0], one.index.key) == one.write - 1:
                place = shifted(one.index, one.write)
                return replace(node, subscripts=(place,), key=f"{node.key}+")
            return node
        return rebuild(node, change)

    return mapped(after, change)


def without_idle(statements: Sequence[Statement], counters: frozenset[str]) -> tuple[Statement, ...]:
    """The statements without counters that nothing reads but their own count."""
    read = {
        symbol.key
        for statement in flatten(statements)
        for node in expressions(statement)
        for symbol in symbols_read(node)
        if not (isinstance(statement, Assign) and statement.target.key == symbol.key)
    }
    idle = counters - read
    return _without(statements, idle) if idle else tuple(statements)


def _without(statements: Sequence[Statement], idle: frozenset[str]) -> tuple[Statement, ...]:
    found: list[Statement] = []
    for statement in statements:
        match statement:
            case Assign(target=target) if target.key in idle:
                continue
            case For(body=body) | While(body=body) | Repeat(body=body):
                found.append(replace(statement, body=_without(body, idle)))
            case If(branches=branches, otherwise=otherwise):
                kept = tuple((c, _without(b, idle)) for c, b in branches)
                found.append(If(kept, _without(otherwise, idle)))
            case _:
                found.append(statement)
    return tuple(found)


def refuse_standing(statements: Sequence[Statement]) -> None:
    """A loop whose recurrence still stands under several names would compute one step again and again."""
    for loop in (s for s in flatten(statements) if isinstance(s, For | While | Repeat)):
        inner = [s for body in bodies(loop) for s in flatten(body)]
        written = [t for s in inner if isinstance(s, Assign) and not s.index for t in s.targets]
        read = [s for one in (loop, *inner) for e in expressions(one) for s in symbols_read(e)]
        for target in written:
            if any(s.stem == target.stem and _moved(s, target) for s in read):
                raise FormalError(
                    "no loop counts the steps of this recurrence",
                    token=target.latex,
                    position=target.position,
                    hint="Loop over its index, or count it with a line of its own.",
                )


def _moved(symbol: Symbol, target: Symbol) -> bool:
    if len(symbol.subscripts) != 1 or len(target.subscripts) != 1:
        return False
    index = _index_of(target.subscripts[0])
    if index is None:
        return False
    there, here = offset(symbol.subscripts[0], index.key), offset(target.subscripts[0], index.key)
    return there is not None and there != here
