"""Statements with time-indexed names turned into statements over plain variables."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from rca_kernel.errors import FormalError
from rca_kernel.formal.moments import offset, previous_symbol, shifted, state_symbol
from rca_kernel.formal.state import (
    Clock,
    Rewriter,
    Timeline,
    expressions,
    flatten,
    initial_symbol,
    is_initial,
    symbols_read,
    timeline,
)
from rca_kernel.formal.statements import (
    Assign,
    Effect,
    For,
    Fresh,
    If,
    Keep,
    Repeat,
    Return,
    Statement,
    While,
)
from rca_kernel.formal.tree import Expr, Members, Span, Symbol


def unrolled(statements: Sequence[Statement]) -> tuple[Statement, ...]:
    """The statements over running variables; inner loops first see their own index."""
    found: tuple[Statement, ...] = tuple(statements)
    place = 0
    while place < len(found):
        statement = found[place]
        if isinstance(statement, For | While | Repeat):
            before, after = found[:place], found[place + 1 :]
            clock = _clock(statement, before)
            body = statement.body
            if clock is not None:
                series = timeline(body, clock)
                before, body, after = _converted(before, body, after, series)
            inner = unrolled(body)
            statement = replace(statement, body=inner)
            if clock is not None and not isinstance(statement, For):
                statement = _header(statement, series)
            found = (*before, statement, *after)
            place = len(before)
        elif isinstance(statement, If):
            branches = tuple((c, unrolled(b)) for c, b in statement.branches)
            found = (*found[:place], If(branches, unrolled(statement.otherwise)), *found[place + 1 :])
        place += 1
    return found


def _clock(loop: For | While | Repeat, before: Sequence[Statement]) -> Clock | None:
    """The index that time subscripts of this loop refer to."""
    if isinstance(loop, For):
        if isinstance(loop.domain, Members) or loop.domain.upper is None:
            return Clock(loop.index.key, Symbol("?", "?", "?", "?", ("i",), ("i",)), None, 1)
        ends = (loop.domain.lower, loop.domain.upper)
        return Clock(loop.index.key, *(ends if loop.step == 1 else ends[::-1]), loop.step)
    for statement in loop.body:
        if isinstance(statement, Assign) and offset(statement.value, statement.target.key) in {1, -1}:
            step = offset(statement.value, statement.target.key) or 1
            start = next((s.value for s in reversed(before) if isinstance(s,
                Assign) and s.target.key == statement.target.key),
                         None)  # fmt: skip
            real = [s for s in loop.body if isinstance(s, Assign)]
            if statement not in (real[0], real[-1]):
                if any(_mentions(s, statement.target.key) for s in loop.body if s is not statement):
                    raise FormalError("a counter that moves in the middle of its loop", token=statement.latex)
                continue
            if start is None:
                return None
            first = shifted(start, step) if statement is real[0] else start
            return Clock(statement.target.key, first, None, step)
    return None


def _mentions(statement: Statement, key: str) -> bool:
    return any(
        s.key == key or any(offset(x, key) is not None for x in s.subscripts)
        for inner in flatten([statement])
        for node in expressions(inner)
        for s in symbols_read(node)
    )


def _converted(
    before: Sequence[Statement], body: Sequence[Statement], after: Sequence[Statement], found: Timeline
) -> tuple[tuple[Statement, ...], tuple[Statement, ...], tuple[Statement, ...]]:
    rewriter = Rewriter(found)
    inside = tuple(_mapped(s, rewriter.inside, lambda t: _target(t, found)) for s in body)
    kept = [Keep(previous_symbol(s.sample), state_symbol(s.sample)) for s in found.series.values() if s.kept]
    started: set[str] = set()
    earlier: list[Statement] = []
    for statement in before:
        known = frozenset(started)
        earlier.append(
            _mapped(statement, lambda n: rewriter.early(n, known), lambda t: _first(t, found, started))  # noqa: B023
        )
    for series in found.series.values():
        if series.recurrent and series.stem not in started:
            first = initial_symbol(series, found.clock)
            earlier.append(Assign(state_symbol(series.sample), first, first.latex))
    later = tuple(_mapped(s, rewriter.outside, lambda t: _later(t, found)) for s in after)
    return tuple(earlier), (*kept, *inside), later


def _header(loop: While | Repeat, found: Timeline) -> While | Repeat:
    """The condition reads the newest value: at the top the last one written, whatever its subscript."""
    condition = loop.condition if isinstance(loop, While) else loop.until
    if condition is None:
        return loop
    for symbol in symbols_read(condition):
        if symbol.stem in found.series and symbol.subscripts:
            raise FormalError("a condition on a running variable", token=symbol.latex,
                position=symbol.position,
                              hint="Compare a plain variable.")  # fmt: skip
    return loop


def _target(target: Symbol, found: Timeline) -> Symbol:
    return state_symbol(target) if target.stem in found.series and target.subscripts else target


def _first(target: Symbol, found: Timeline, started: set[str]) -> Symbol:
    if is_initial(target, found):
        started.add(target.stem)
        return state_symbol(target)
    if target.stem in found.series:
        raise FormalError("this first value is not the one that the loop starts from", token=target.latex,
                          position=target.position)  # fmt: skip
    return target


def _later(target: Symbol, found: Timeline) -> Symbol:
    if target.stem in found.series and target.subscripts:
        raise FormalError("a running variable is written after its loop", token=target.latex,
                          position=target.position)  # fmt: skip
    return target


def mapped_one(
    statement: Statement, change: Callable[[Expr], Expr], write: Callable[[Assign], Assign]
) -> Statement:
    """The statement with every expression and assignment changed."""

    def many(body: Sequence[Statement]) -> tuple[Statement, ...]:
        return tuple(mapped_one(s, change, write) for s in body)

    match statement:
        case Assign():
            return write(replace(statement, value=change(statement.value)))
        case Effect(value=value):
            return Effect(change(value))
        case For(domain=domain):
            if isinstance(domain, Span):
                return replace(statement, domain=_span(domain, change), body=many(statement.body))
            return replace(statement, domain=Members(change(domain.collection)), body=many(statement.body))
        case While(condition=condition):
            return While(None if condition is None else change(condition), many(statement.body))
        case Repeat(until=until):
            return Repeat(many(statement.body), None if until is None else change(until))
        case If(branches=branches, otherwise=otherwise):
            return If(tuple((change(c), many(b)) for c, b in branches), many(otherwise))
        case Return(values=values):
            return Return(tuple(change(v) for v in values))
        case Fresh(array=array, spans=spans):
            return Fresh(array, tuple(_span(s, change) for s in spans))
        case _:
            return statement


def _span(span: Span, change: Callable[[Expr], Expr]) -> Span:
    return Span(change(span.lower), None if span.upper is None else change(span.upper))


def _mapped(
    statement: Statement, change: Callable[[Expr], Expr], target: Callable[[Symbol], Symbol]
) -> Statement:
    """The statement with every expression and target changed."""
    return mapped_one(
        statement, change, lambda a: replace(a, target=target(a.target), others=tuple(map(target, a.others)))
    )


def mapped(statements: Sequence[Statement], change: Callable[[Expr], Expr]) -> tuple[Statement, ...]:
    """All statements with their expressions changed, targets kept."""
    return tuple(_mapped(s, change, lambda t: t) for s in statements)
