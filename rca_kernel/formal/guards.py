"""Branches of a loop: reads that the first step leaves out, steps written under a condition that stays."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rca_kernel.formal.moments import shifted, time_offset
from rca_kernel.formal.state import Clock, Series, expressions, flatten, symbols_read
from rca_kernel.formal.statements import Assign, For, If, Repeat, Statement, While
from rca_kernel.formal.tree import Compare, Expr, Symbol


def never_first(body: Sequence[Statement], clock: Clock, series: Series) -> bool:
    """Whether every read of the step before stands where `t > 1` holds, so that no value comes before."""
    reads = [
        guarded
        for symbol, guarded in _reads(body, clock, guarded=False)
        if symbol.stem == series.stem and time_offset(symbol, clock.key) != series.write
    ]
    return bool(reads) and all(reads)


def _reads(body: Sequence[Statement], clock: Clock, *, guarded: bool) -> Iterator[tuple[Symbol, bool]]:
    """The reads of values over time, and whether the first step leaves them out."""
    for statement in body:
        for node in expressions(statement):
            for symbol in symbols_read(node):
                if time_offset(symbol, clock.key) is not None:
                    yield symbol, guarded
        match statement:
            case If(branches=branches, otherwise=otherwise):
                later = guarded
                for condition, inner in branches:
                    yield from _reads(inner, clock, guarded=later or _is_later(condition, clock))
                    later = later or _is_first(condition, clock)
                yield from _reads(otherwise, clock, guarded=later)
            case For(body=inner) | While(body=inner) | Repeat(body=inner):
                yield from _reads(inner, clock, guarded=guarded)
            case _:
                pass


def _is_later(condition: Expr, clock: Clock) -> bool:
    """`t > 1`, `t \\ne 1`, `t \\ge 2` where t begins at 1."""
    if not isinstance(condition, Compare) or len(condition.ops) != 1 or clock.step != 1:
        return False
    left, right = condition.operands
    if not isinstance(left, Symbol) or left.key != clock.key:
        return False
    second = right == shifted(clock.first, 1)
    return (condition.ops[0] in {">", "!="} and right == clock.first) or (condition.ops[0] == ">=" and second)


def _is_first(condition: Expr, clock: Clock) -> bool:
    """`t = 1`."""
    if not isinstance(condition, Compare) or condition.ops != ("==",):
        return False
    left, right = condition.operands
    return isinstance(left, Symbol) and left.key == clock.key and right == clock.first


def stays(statement: If, stem: str, body: Sequence[Statement], clock: Clock) -> bool:
    """Whether the loop reads and writes a series in one branch only, whose condition no step changes."""
    inside = [s for s in flatten((statement,)) if s is not statement]
    if _count(inside, stem) != _count(flatten(body), stem):
        return False
    changed = {t.stem for s in flatten(body) if isinstance(s, Assign) for t in s.targets} | {clock.key}
    asked = [s for condition, _ in statement.branches for s in symbols_read(condition)]
    free = not any(s.stem in changed or s.key in changed for s in asked)
    return free and len(statement.branches) == 1 and not statement.otherwise


def _count(statements: Sequence[Statement], stem: str) -> int:
    read = [s for one in statements for e in expressions(one) for s in symbols_read(e)]
    return sum(s.stem == stem for s in read)
