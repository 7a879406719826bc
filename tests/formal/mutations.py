"""Formulas made wrong on one side: a branch, an argument or the terms of a sum are left out."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from rca_kernel.formal.statements import For, If, Repeat, Statement, While
from rca_kernel.formal.translation import Translation
from rca_kernel.formal.tree import (
    Binary,
    Call,
    Cases,
    Compare,
    Expr,
    Indicator,
    Neg,
    Number,
    Reduce,
    Span,
    rebuild,
    walk,
)

_DROPPED = {"abs", "relu", "floor", "ceil", "round", "clip"}
_OPPOSITE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!=", "!=": "=="}


def mutants(translation: Translation) -> Iterator[tuple[str, Translation]]:
    """The formula with one node replaced, and what was done to it."""
    if translation.algorithm is not None:
        for words, body in _bodies(translation.algorithm.body):
            algorithm = dataclasses.replace(translation.algorithm, body=body)
            yield words, dataclasses.replace(translation, algorithm=algorithm)
    for place, step in enumerate(translation.steps):
        for node in walk(step.tree):
            for words, other in _variants(node):
                tree = _replaced(step.tree, node, other)
                steps = list(translation.steps)
                steps[place] = dataclasses.replace(step, tree=tree)
                yield words, dataclasses.replace(translation, steps=tuple(steps))


def _variants(node: Expr) -> Iterator[tuple[str, Expr]]:
    match node:
        case Cases(branches=branches, otherwise=otherwise):
            yield "always otherwise", otherwise
            for place, (_, value) in enumerate(branches):
                yield f"always branch {place + 1}", value
        case Indicator():
            yield "indicator 0", Number("0")
            yield "indicator 1", Number("1")
        case Compare(ops=(op,), operands=operands):
            yield f"{op} turned", Compare((_OPPOSITE[op],), operands)  # type: ignore[arg-type]
        case Call(function="max" | "min" as function, args=args) if len(args) > 1:
            for place, value in enumerate(args):
                yield f"{function} is argument {place + 1}", value
        case Call(function=function, args=args) if function in _DROPPED:
            yield f"no {function}", args[0]
            if function == "abs":
                yield "abs is minus", Neg(args[0])
        case Binary(op="%", left=left):
            yield "no remainder", left
        case Reduce(kind="sum" | "prod", domain=Span(lower=lower)):
            yield "first term only", dataclasses.replace(node, domain=Span(lower, lower))
        case _:
            return


def _bodies(statements: tuple[Statement, ...]) -> Iterator[tuple[str, tuple[Statement, ...]]]:
    """The steps with one `if` always taken one way, or one loop left after its first step."""
    for place, statement in enumerate(statements):
        before, after = statements[:place], statements[place + 1 :]
        match statement:
            case If(branches=branches, otherwise=otherwise):
                yield "if never", (*before, *otherwise, *after)
                for number, (_, body) in enumerate(branches):
                    yield f"if always {number + 1}", (*before, *body, *after)
            case For(domain=Span(lower=lower, upper=upper), step=step) if upper is not None:
                only = Span(lower, lower) if step == 1 else Span(upper, upper)
                yield "one step only", (*before, dataclasses.replace(statement, domain=only), *after)
            case _:
                pass
        if isinstance(statement, For | While | Repeat):
            for words, body in _bodies(statement.body):
                yield words, (*before, dataclasses.replace(statement, body=body), *after)


def _replaced(tree: Expr, node: Expr, other: Expr) -> Expr:
    """The tree with `other` where `node`, this very object, stands."""
    if tree is node:
        return other
    return rebuild(tree, lambda child: _replaced(child, node, other))
