"""An independent interpreter of pseudocode: every `m_t` is kept under its own time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from rca_kernel.errors import FormalError
from rca_kernel.formal.marks import mark_branch, mark_terms
from rca_kernel.formal.reference import evaluate
from rca_kernel.formal.reference_scope import Scope, exact, integer
from rca_kernel.formal.statements import (
    Algorithm,
    Assign,
    Effect,
    For,
    Fresh,
    If,
    Keep,
    Leave,
    Own,
    Remark,
    Repeat,
    Return,
    Settle,
    Skip,
    Statement,
    While,
)
from rca_kernel.formal.tree import Apply, Span, Symbol

MOST_STEPS = 200


class _Returned(Exception):  # noqa: N818 - it carries a result, no failure
    def __init__(self, values: tuple[Any, ...]) -> None:
        super().__init__("returned")
        self.values = values


class _Left(Exception):  # noqa: N818 - a loop is left, nothing failed
    pass


class _Skipped(Exception):  # noqa: N818 - a step is left, nothing failed
    pass


def run(algorithm: Algorithm, scope: Scope, max_steps: int) -> Any:
    """What the algorithm returns (a tuple where it returns several values)."""
    try:
        _body(algorithm.body, scope, max_steps)
    except _Returned as returned:
        return returned.values[0] if len(returned.values) == 1 else returned.values
    raise FormalError("the algorithm ended without returning")


def _body(statements: Sequence[Statement], scope: Scope, max_steps: int) -> None:
    for statement in statements:
        match statement:
            case Assign(target=target, value=value, index=index) if index:
                places = tuple(integer(evaluate(i, scope)) for i in index)
                scope.elements[target.stem][places] = evaluate(value, scope)
            case Assign(targets=(target,), value=value):
                _assign(target, evaluate(value, scope), scope)
            case Assign(targets=targets, value=value):
                assert isinstance(value, Apply)
                parts = scope.function(value.function)(*(evaluate(a, scope) for a in value.args))
                for target, part in zip(targets, parts, strict=True):
                    _assign(target, exact(part), scope)
            case Effect(value=value):
                evaluate(value, scope)
            case Leave():
                raise _Left
            case Skip():
                raise _Skipped
            case Fresh(array=array, spans=spans):
                _renew(array, scope)
                scope.mappings |= set() if spans else {array.stem}
            case Own(array=array, base=base, rank=rank):
                whole = scope.values[array.stem]
                scope.elements[array.stem] = {
                    tuple(p + base for p in place): whole[place]
                    for place in np.ndindex(np.shape(whole)[:rank])
                }
            case For():
                _for(statement, scope, max_steps)
            case While() | Repeat():
                _repeated(statement, scope, max_steps)
            case If(branches=branches, otherwise=otherwise):
                place = next((n for n, (c, _) in enumerate(branches) if bool(evaluate(c, scope))), None)
                mark_branch(statement, len(branches) if place is None else place, scope.seen)
                _body(otherwise if place is None else branches[place][1], scope, max_steps)
            case Return(values=values):
                raise _Returned(tuple(evaluate(v, scope) for v in values))
            case Remark() | Keep() | Settle():
                continue


def _step(body: Sequence[Statement], scope: Scope, max_steps: int) -> bool:
    """One step of a loop; whether the loop goes on."""
    try:
        _body(body, scope, max_steps)
    except _Left:
        return False
    except _Skipped:
        return True
    return True


def _repeated(loop: While | Repeat, scope: Scope, max_steps: int) -> None:
    before = loop.condition if isinstance(loop, While) else None
    after = loop.until if isinstance(loop, Repeat) else None
    for step in range(MOST_STEPS if before is not None or after is not None else max_steps):
        if before is not None and not bool(evaluate(before, scope)):
            break
        _check_end(step)
        mark_terms(loop, step + 1, scope.seen)
        if not _step(loop.body, scope, max_steps):
            break
        if after is not None and bool(evaluate(after, scope)):
            break


def _renew(array: Symbol, scope: Scope) -> None:
    """The old elements can still be read until new ones take their place."""
    if array.stem in scope.elements:
        scope.values[array.stem] = scope.gathered(array.stem)
    scope.elements[array.stem] = {}


def _check_end(step: int) -> None:
    """A loop whose condition does not end it soon has no value at these inputs."""
    if step >= MOST_STEPS - 1:
        raise FormalError("this loop does not end at these inputs")


def _assign(target: Symbol, value: Any, scope: Scope) -> None:
    if len(target.subscripts) == 1:
        try:
            at = integer(evaluate(target.subscripts[0], scope))
        except (FormalError, TypeError, ValueError):
            at = None
        if at is not None:
            scope.history[(target.stem, at)] = value
            scope.latest[target.stem] = value
            return
    scope.values[target.key] = value
    scope.latest[target.stem] = value


def _for(loop: For, scope: Scope, max_steps: int) -> None:
    if isinstance(loop.domain, Span):
        assert loop.domain.upper is not None
        lower, upper = (
            integer(evaluate(loop.domain.lower, scope)),
            integer(evaluate(loop.domain.upper, scope)),
        )
        items: list[Any] = list(range(lower, upper + 1))[:: loop.step]
    else:
        items = list(evaluate(loop.domain.collection, scope))
    mark_terms(loop, len(items), scope.seen)
    for item in items:
        scope.values[loop.index.key] = exact(item)
        if not _step(loop.body, scope, max_steps):
            break
