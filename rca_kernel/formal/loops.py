"""Statements with time-indexed names turned into statements over plain variables."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from rca_kernel.errors import FormalError
from rca_kernel.formal.clocks import clocks
from rca_kernel.formal.guards import never_first
from rca_kernel.formal.moments import previous_symbol, state_symbol, time_offset
from rca_kernel.formal.state import (
    Rewriter,
    Timeline,
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
from rca_kernel.formal.tree import Expr, Members, Number, Span, Symbol, rebuild


def unrolled(statements: Sequence[Statement]) -> tuple[Statement, ...]:
    """The statements over running variables; inner loops first see their own index."""
    return _unrolled(statements)[0]


def _unrolled(statements: Sequence[Statement]) -> tuple[tuple[Statement, ...], list[Timeline]]:
    """With what the loops inside do to time-indexed names, for the statements that follow."""
    found: tuple[Statement, ...] = tuple(statements)
    lines: list[Timeline] = []
    place = 0
    while place < len(found):
        statement = found[place]
        inner: list[Timeline] = []
        if isinstance(statement, For | While | Repeat):
            before, after = found[:place], found[place + 1 :]
            for clock in clocks(statement, before):
                until = statement.until if isinstance(statement, Repeat) else None
                series = timeline(statement.body, clock, until)
                before, body, after = _converted(before, statement.body, after, series)
                statement = _header(replace(statement, body=body), series)
                lines.append(series)
            body, inner = _unrolled(statement.body)
            statement = replace(statement, body=body)
            found = (*before, statement, *after)
            place = len(before)
        elif isinstance(statement, If):
            branches = [(c, _unrolled(b)) for c, b in statement.branches]
            otherwise, inner = _unrolled(statement.otherwise)
            inner = [*(line for _, (_, more) in branches for line in more), *inner]
            chosen = If(tuple((c, b) for c, (b, _) in branches), otherwise)
            found = (*found[:place], chosen, *found[place + 1 :])
        for line in inner:
            found = (*found[: place + 1], *_after(found[place + 1 :], line))
        lines += inner
        place += 1
    return found, lines


def _after(statements: Sequence[Statement], found: Timeline) -> tuple[Statement, ...]:
    """What follows a loop: the final values are the running variables."""
    rewriter = Rewriter(found)
    return tuple(_mapped(s, rewriter.outside, lambda t: _later(t, found)) for s in statements)


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
            if never_first(body, found.clock, series):
                earlier.append(Assign(state_symbol(series.sample), Number("0"), ""))
                continue
            earlier.append(Assign(state_symbol(series.sample), first, first.latex))
    return tuple(earlier), (*kept, *inside), _after(after, found)


def _header(loop: For | While | Repeat, found: Timeline) -> For | While | Repeat:
    """The loop with its condition over running variables."""
    if isinstance(loop, Repeat) and loop.until is not None:
        return replace(loop, until=Rewriter(found).ending(loop.until))
    if not isinstance(loop, While) or loop.condition is None:
        return loop
    for symbol in symbols_read(loop.condition):
        series = found.series.get(symbol.stem)
        shift = time_offset(symbol, found.clock.key)
        if series is None or not symbol.subscripts:
            continue
        if not series.recurrent or shift != series.write - found.clock.ahead:
            raise FormalError(
                "the condition reads a value that is not there before the first step",
                token=symbol.latex,
                position=symbol.position,
                hint="Compare the running value itself, or repeat until the condition.",
            )
    return replace(loop, condition=_at_top(loop.condition, found))


def _at_top(node: Expr, found: Timeline) -> Expr:
    if isinstance(node, Symbol):
        return state_symbol(node) if node.stem in found.series and node.subscripts else node
    return rebuild(node, lambda child: _at_top(child, found))


def _target(target: Symbol, found: Timeline) -> Symbol:
    return state_symbol(target) if target.stem in found.series and target.subscripts else target


def _first(target: Symbol, found: Timeline, started: set[str]) -> Symbol:
    if is_initial(target, found):
        started.add(target.stem)
        return state_symbol(target)
    if target.stem in found.series:
        raise FormalError("this first value is not the one that the loop starts from", token=target.latex,
                          position=target.position,
                          hint="Start with the value that the first step reads.")  # fmt: skip
    return target


def _later(target: Symbol, found: Timeline) -> Symbol:
    if target.stem in found.series and target.subscripts and not is_initial(target, found):
        raise FormalError("a running variable is written after its loop", token=target.latex,
                          position=target.position,
                          hint="Write it inside the loop, or give it a symbol of its own.")  # fmt: skip
    return target


def mapped_one(
    statement: Statement, change: Callable[[Expr], Expr], write: Callable[[Assign], Assign]
) -> Statement:
    """The statement with every expression and assignment changed."""

    def many(body: Sequence[Statement]) -> tuple[Statement, ...]:
        return tuple(mapped_one(s, change, write) for s in body)

    match statement:
        case Assign():
            places = tuple(change(i) for i in statement.index)
            return write(replace(statement, value=change(statement.value), index=places))
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
        case Fresh(spans=spans):
            return replace(statement, spans=tuple(_span(s, change) for s in spans))
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
