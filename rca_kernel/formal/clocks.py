"""What counts the steps of a loop: its index, and counters that it moves by one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rca_kernel.errors import FormalError
from rca_kernel.formal.moments import offset, shifted
from rca_kernel.formal.state import Clock, expressions, flatten, symbols_read
from rca_kernel.formal.statements import Assign, For, Repeat, Statement, While
from rca_kernel.formal.tree import Expr, Members, Symbol


def clocks(loop: For | While | Repeat, before: Sequence[Statement]) -> list[Clock]:
    """The indices that time subscripts in the loop refer to."""
    found: list[Clock] = []
    if isinstance(loop, For) and (isinstance(loop.domain, Members) or loop.domain.upper is None):
        found.append(Clock(loop.index.key, Symbol("?", "?", "?", "?", ("i",), ("i",)), None, 1))
    elif isinstance(loop, For) and not isinstance(loop.domain, Members) and loop.domain.upper is not None:
        ends = (loop.domain.lower, loop.domain.upper)
        found.append(Clock(loop.index.key, *(ends if loop.step == 1 else ends[::-1]), loop.step))
    found += _counters(loop.body, before, inner=False)
    inside = [s for s in flatten(loop.body) if isinstance(s, For | While | Repeat)]
    own = {s.target.key for s in loop.body if isinstance(s, Assign)}
    for one in inside:
        found += [c for c in _counters(one.body, before, inner=True) if c.key not in own]
    return found


def _counters(body: Sequence[Statement], before: Sequence[Statement], *, inner: bool) -> Iterator[Clock]:
    real = [s for s in body if isinstance(s, Assign)]
    for statement in real:
        key = statement.target.key
        step = offset(statement.value, key)
        if step is None or abs(step) != 1 or (start := _start(key, before)) is None:
            continue
        if statement is real[0] or statement is real[-1]:
            leads = statement is real[0] and (len(real) > 1 or not _read_before(body, statement))
            first = shifted(start, step) if leads else start
            yield Clock(key, first, None, step, 0 if leads else step, inner)
        elif any(_mentions(s, key) for s in body if s is not statement):
            raise FormalError("a counter that moves in the middle of its loop", token=statement.latex,
                              position=statement.target.position,
                              hint="Count in the first or the last line of the loop.")  # fmt: skip


def _start(key: str, before: Sequence[Statement]) -> Expr | None:
    return next((s.value for s in reversed(before) if isinstance(s, Assign) and s.target.key == key), None)


def _read_before(body: Sequence[Statement], statement: Assign) -> bool:
    place = next(n for n, s in enumerate(body) if s is statement)
    return any(_mentions(s, statement.target.key) for s in body[:place])


def _mentions(statement: Statement, key: str) -> bool:
    return any(
        s.key == key or any(offset(x, key) is not None for x in s.subscripts)
        for inner in flatten([statement])
        for node in expressions(inner)
        for s in symbols_read(node)
    )
