"""Loops whose steps are independent become whole arrays: `for i: d_i <- f(x_i)` is one expression."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rca_kernel.formal.statements import Assign, For, Fresh, If, Own, Remark, Repeat, Settle, Statement, While
from rca_kernel.formal.tree import Index, Reduce, Sample, Span, Symbol, walk


def gathered(statements: Sequence[Statement]) -> tuple[Statement, ...]:
    """The statements with element loops written as arrays where the order of the steps does not matter."""
    found: list[Statement] = []
    skipped: set[str] = set()
    for statement in statements:
        match statement:
            case For() if _independent(statement) and _is_new(statement, found):
                keys = {s.target.key for s in statement.body if isinstance(s, Assign)}
                stored = {s.array.key for s in found if isinstance(s, Fresh) and s.stored}
                found = [s for s in found if not (isinstance(s, Fresh) and s.array.key in keys)]
                skipped |= keys
                for step in statement.body:
                    found.append(_whole(step, statement) if isinstance(step, Assign) else step)
                    if isinstance(step, Assign) and step.target.key in stored:
                        base = int(statement.domain.lower.text)  # type: ignore[union-attr]
                        found.append(Own(step.target, base, 1))
            case Settle(array=array) if array.key in skipped:
                skipped.discard(array.key)
            case For(body=body):
                found.append(replace(statement, body=gathered(body)))
            case While(condition=condition, body=body):
                found.append(While(condition, gathered(body)))
            case Repeat(body=body, until=until):
                found.append(Repeat(gathered(body), until))
            case If(branches=branches, otherwise=otherwise):
                found.append(If(tuple((c, gathered(b)) for c, b in branches), gathered(otherwise)))
            case _:
                found.append(statement)
    return tuple(found)


def _is_new(loop: For, before: Sequence[Statement]) -> bool:
    """Whether the arrays that the loop writes are made for it."""
    fresh = {s.array.key for s in before if isinstance(s, Fresh)}
    return {s.target.key for s in loop.body if isinstance(s, Assign)} <= fresh


def _independent(loop: For) -> bool:
    """Only elements at the loop's own index are written, and read back only at that index."""
    writes = [s for s in loop.body if isinstance(s, Assign)]
    if not isinstance(loop.domain, Span) or loop.step != 1 or not writes:
        return False
    if not all(isinstance(s, Assign | Remark) for s in loop.body) or any(
        s.index != (loop.index,) or s.others for s in writes
    ):
        return False
    stems = {s.target.key for s in writes}
    if len(stems) != len(writes):
        return False
    nodes = [n for s in writes for n in walk(s.value)]
    if sum(any(isinstance(n, Sample) for n in walk(s.value)) for s in writes) > 1:
        return False
    own = [n for n in nodes if isinstance(n, Index) and n.array.key in stems]
    bare = sum(isinstance(n, Symbol) and n.key in stems for n in nodes)
    return all(n.subscripts == (loop.index,) for n in own) and bare == len(own)


def _whole(statement: Assign, loop: For) -> Assign:
    assert isinstance(loop.domain, Span)
    return replace(statement, value=Reduce("list", loop.index, loop.domain, statement.value), index=())
