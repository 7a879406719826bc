"""What check points must reach in a formula, and which points of a pool reach it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from rca_kernel.formal.marks import CALL_OUTCOMES, CHOICES, Seen
from rca_kernel.formal.state import expressions, flatten
from rca_kernel.formal.statements import For, If, Repeat, Statement, While
from rca_kernel.formal.translation import Translation
from rca_kernel.formal.tree import (
    Binary,
    Call,
    Cases,
    Compare,
    Constant,
    Expr,
    Indicator,
    Number,
    Reduce,
    Sample,
    walk,
)

Goal = tuple[int, str]
ARRAYS: Goal = (0, "arrays in place of numbers")


@dataclass(frozen=True, slots=True)
class Candidate:
    """Inputs at which the formula has a value, and what evaluating it there reached."""

    inputs: dict[str, Any]
    expected: Any
    seed: int
    seen: frozenset[Goal]

    @property
    def is_empty(self) -> bool:
        """Whether a sum or a loop has nothing to do here."""
        return any(outcome == "empty" for _, outcome in self.seen)


def goals(translation: Translation) -> dict[Goal, str]:
    """Every side that check points should reach, with words for it."""
    found: dict[Goal, str] = {}
    for tree in trees(translation):
        for node in walk(tree):
            for words, outcomes in _outcomes(node):
                found |= {(id(node), outcome): f"{words}: {outcome}" for outcome in outcomes}
    if translation.algorithm is None:
        return found
    for statement in flatten(translation.algorithm.body):
        found |= {(id(statement), o): f"{type(statement).__name__}: {o}" for o in _steps(statement)}
    if any(r.kind == "value" and r.shape in {"any", "vector"} for r in translation.roles):
        found[ARRAYS] = ARRAYS[1]
    return found


def trees(translation: Translation) -> list[Expr]:
    """All expressions of a formula or an algorithm."""
    if translation.algorithm is None:
        return [step.tree for step in translation.steps]
    return [e for s in flatten(translation.algorithm.body) for e in expressions(s)]


def is_rounding(node: Expr) -> bool:
    """Whether a node jumps where its argument is a whole number."""
    return (isinstance(node, Call) and node.function in {"floor", "ceil", "round"}) or (
        isinstance(node, Binary) and node.op == "%"
    )


def _outcomes(node: Expr) -> Iterator[tuple[str, Sequence[str]]]:
    match node:
        case Compare(ops=ops):
            for place, op in enumerate(ops):
                yield f"comparison {op}", (f"part {place + 1} holds", f"part {place + 1} fails")
        case Indicator():
            yield "indicator", ("holds", "fails")
        case Cases(branches=branches, otherwise=otherwise):
            named = len(branches) + (otherwise != Constant("nan"))
            yield "cases", [f"branch {n + 1}" for n in range(named)]
        case Call(function=function, args=args) if function in CHOICES and len(args) > 1:
            yield function, [f"argument {n + 1}" for n in range(len(args))]
        case Call(function=function) if function in CALL_OUTCOMES:
            yield function, CALL_OUTCOMES[function]
        case Binary(op="%"):
            yield "remainder", ("more than once",)
        case Reduce(kind=kind):
            yield kind, ("several terms",)
        case Sample(distribution="integers"):
            yield "draw", ("several terms",)
        case _:
            return


def _steps(statement: Statement) -> Sequence[str]:
    match statement:
        case If(branches=branches):
            return [f"branch {n + 1}" for n in range(len(branches) + 1)]
        case For() | While() | Repeat():
            return ("three steps",)
        case _:
            return ()


def reached(seen: Seen, inputs: Mapping[str, Any], translation: Translation) -> frozenset[Goal]:
    """What was seen, with whether a value that need not be one is an array."""
    free = [r.name for r in translation.roles if r.kind == "value" and r.shape in {"any", "vector"}]
    arrays = any(np.ndim(inputs[name]) for name in free if name in inputs)
    return frozenset(seen | {ARRAYS}) if arrays else frozenset(seen)


def chosen(pool: Sequence[Candidate], wanted: set[Goal], n: int) -> list[Candidate]:
    """At least `n` of the pool that reach what can be reached (at most `2 n`), in the order of the pool.

    What is left of `n` reaches everything once more, so that no side hangs on one point.
    """
    picked: list[int] = []
    for most in (2 * n, n):
        left = set(wanted)
        while len(picked) < most:
            rest = [k for k in range(len(pool)) if k not in picked]
            best = max(rest, key=lambda k: (len(left & pool[k].seen), not pool[k].is_empty, -k), default=None)
            if best is None or not left & pool[best].seen:
                break
            picked.append(best)
            left -= pool[best].seen
    plain = [k for k in range(len(pool)) if not pool[k].is_empty]
    for k in (*plain, *range(len(pool))):
        if len(picked) < n and k not in picked:
            picked.append(k)
    return [pool[k] for k in sorted(picked)]


def is_constant(expected: Sequence[Any]) -> bool:
    """Whether every value at every point is one and the same number."""
    parts = [p for value in expected for p in (value if isinstance(value, tuple) else (value,))]
    flat = np.concatenate([np.ravel(np.asarray(p, dtype=float)) for p in parts]) if parts else np.zeros(0)
    return bool(flat.size and np.ptp(flat) <= 1e-12 * (1 + abs(flat[0])))


def landmarks(translation: Translation) -> tuple[float, ...]:
    """Numbers that the formula compares with, and numbers beside them."""
    found: set[float] = set()
    for tree in trees(translation):
        for node in walk(tree):
            sides: tuple[Expr, ...] = ()
            if isinstance(node, Compare):
                sides = node.operands
            elif isinstance(node, Call) and node.function in {*CHOICES, *CALL_OUTCOMES}:
                sides = node.args
            elif isinstance(node, Binary) and node.op == "%":
                sides = (node.left, node.right)
            for side in sides:
                for inner in walk(side):
                    if isinstance(inner, Number):
                        value = float(inner.text)
                        found |= {value, value - 1, value + 1, value / 2, 2 * value, 3 * value + 1}
    return tuple(sorted(found))
