"""Functions with the index of a loop: `\\nabla f_i(w)` in a loop over i is another function at each i."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rca_kernel.formal.bigops import uses
from rca_kernel.formal.indexing import as_functions
from rca_kernel.formal.loops import mapped
from rca_kernel.formal.moments import offset, time_offset
from rca_kernel.formal.state import expressions, flatten, symbols_read
from rca_kernel.formal.statements import Assign, For, If, Repeat, Statement, While
from rca_kernel.formal.tree import Apply, Symbol, walk

_TIMES = {"t", "tau"}


def with_families(statements: Sequence[Statement]) -> tuple[Statement, ...]:
    """The statements with such functions taking the index first; a time (`f_t` at step t) is left out."""
    return tuple(_inside(statement) for statement in statements)


def _inside(statement: Statement) -> Statement:
    match statement:
        case For(body=body):
            loop = replace(statement, body=tuple(map(_inside, body)))
            return _indexed(loop, drawn=_is_time(loop))
        case While(body=body) | Repeat(body=body):
            return replace(statement, body=tuple(map(_inside, body)))
        case If(branches=branches, otherwise=otherwise):
            changed = tuple((c, tuple(map(_inside, b))) for c, b in branches)
            return If(changed, tuple(map(_inside, otherwise)))
        case _:
            return statement


def _indexed(loop: For, *, drawn: bool) -> For:
    """`drawn` leaves to take the index only where it is a value of the step, `f_{i_t}` at step t."""
    nodes = [n for s in flatten(loop.body) for e in expressions(s) for n in walk(e)]
    families = {
        n.function.stem
        for n in nodes
        if isinstance(n, Apply)
        and any(
            uses(s, {loop.index.key}) and not (drawn and isinstance(s, Symbol) and not s.subscripts)
            for s in n.function.subscripts
            if not drawn or isinstance(s, Symbol)
        )
    }
    if not families:
        return loop
    return replace(loop, body=mapped(loop.body, lambda node: as_functions(node, families)))


def _is_time(loop: For) -> bool:
    """Whether the index counts the steps of something that each step makes of the step before."""
    if loop.index.base in _TIMES:
        return True
    steps = flatten(loop.body)
    written = {t.stem: at for s in steps if isinstance(s, Assign) for t in s.targets
               if (at := time_offset(t, loop.index.key)) is not None}  # fmt: skip
    read = [s for one in steps for e in expressions(one) for s in symbols_read(e) if len(s.subscripts) == 1]
    shifts = [(s.stem, offset(s.subscripts[0], loop.index.key)) for s in read]
    return any(stem in written and at is not None and at != written[stem] for stem, at in shifts)
