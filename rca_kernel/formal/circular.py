"""Definitions by themselves, and the values that a formula states beside an update."""

from __future__ import annotations

import math
from collections.abc import Sequence

from rca_kernel.errors import FormalError
from rca_kernel.formal.definitions import Definition
from rca_kernel.formal.tree import (
    Apply,
    Binary,
    Call,
    Expr,
    Neg,
    Number,
    Product,
    Reduce,
    Span,
    Symbol,
    bound_keys,
    children,
    walk,
)
from rca_kernel.formal.vocabulary import FUNCTIONS


def reads_itself(definition: Definition) -> bool:
    """Whether a right side holds the very symbol that is defined."""
    left = definition.left
    if left is None:
        return False
    sides = (definition.right, *definition.chain)
    if left.applied:  # a recursion may be a definition; what its own gradient makes is solved for
        named = {n.function.key for side in sides for n in walk(side) if isinstance(n, Apply)}
        return any(key.startswith("nabla") and key.endswith(left.symbol.key) for key in named)
    if any(_sums_itself(left.symbol, n) for side in sides for n in walk(side) if isinstance(n, Reduce)):
        return True
    return any(_reads(side, left.symbol.key) for side in sides)


def _reads(node: Expr, key: str) -> bool:
    """Whether the symbol stands there as a value that no sum binds."""
    if isinstance(node, Symbol):
        return node.key == key
    if isinstance(node, Reduce) and key in bound_keys(node):
        return any(_reads(c, key) for c in children(node) if c not in (node.body, node.where))
    return any(_reads(child, key) for child in children(node))


def _sums_itself(defined: Symbol, node: Reduce) -> bool:
    """`x_i = \\sum_j x_j`: the element defined is one of those summed, unless the sum ends before it."""
    upper = node.domain.upper if isinstance(node.domain, Span) else None
    if isinstance(upper, Binary) and upper.op == "-" and upper.left in defined.subscripts:
        return False
    return bool(defined.subscripts) and any(
        isinstance(n, Symbol) and n.stem == defined.stem and node.index in n.subscripts
        for n in walk(node.body)
    )


def refuse_circular(definitions: Sequence[Definition]) -> None:
    """`y = ... y ...` is an equation to solve; `y \\leftarrow ... y ...` is an update, and stands alone."""
    for definition in definitions:
        _refuse_known(definition)
        if len(definitions) > 1:
            _refuse_own_letter(definition)
        if definition.left is None or not reads_itself(definition):
            continue
        symbol = definition.left.symbol
        if not definition.updates:
            raise FormalError(
                "the symbol stands on both sides: an equation to solve, not a definition",
                token=symbol.latex,
                position=symbol.position,
                hint="Solve it for the symbol; an update is written with \\leftarrow.",
            )
        if len(definitions) > 1:
            raise FormalError(
                "an update of a name beside other definitions",
                token=symbol.latex,
                position=symbol.position,
                hint="Translate the equations one by one.",
            )


def _refuse_own_letter(definition: Definition) -> None:
    """`\\sigma^2(x) = ... \\sigma^2 ...` beside others: the noise, or the variance that is being defined."""
    left = definition.left
    if left is None or not left.applied:
        return
    key = left.symbol.key.removesuffix("^2")
    if any(_reads(side, k) for side in (definition.right, *definition.chain) for k in (key, left.symbol.key)):
        raise FormalError(
            "a function and, on its own right side, a value of the same letter: one thing or two",
            token=left.symbol.latex,
            position=left.symbol.position,
            hint="Give the value another letter, or translate the equations one by one.",
        )


def _refuse_known(definition: Definition) -> None:
    """`\\mathrm{Var}(x) = \\sum_i \\mathrm{Var}(y_i)` says something of a known function."""
    left = definition.left
    if left is None or left.symbol.base not in FUNCTIONS:
        return
    name = FUNCTIONS[left.symbol.base][0]
    if any(isinstance(n, Call) and n.function == name for n in walk(definition.right)):
        raise FormalError(
            "a known function stands on both sides: a statement about it, not a definition",
            token=left.symbol.latex,
            position=left.symbol.position,
            hint="Translate the right side alone.",
        )


def stated(definitions: Sequence[Definition]) -> tuple[list[Definition], dict[str, float | int]]:
    """An update without the values stated beside it (`\\mu = 0.996`), and those values by LaTeX symbol."""
    updates = [d for d in definitions if d.updates and reads_itself(d)]
    if len(updates) != 1 or len(definitions) == 1:
        return list(definitions), {}
    found: dict[str, float | int] = {}
    kept: list[Definition] = []
    for definition in definitions:
        value = None if definition.updates else number(definition.right)
        if value is None or definition.left is None or definition.chain:
            kept.append(definition)
        else:
            found[definition.left.symbol.latex] = value
    return kept, found


def number(node: Expr) -> float | int | None:
    """The value of an expression of numbers only: `10^{-8}`, `2 \\times 10^{-3}`."""
    match node:
        case Number(text):
            return int(text) if text.isdigit() else float(text)
        case Neg(body):
            value = number(body)
            return None if value is None else -value
        case Product(factors=factors):
            values = [number(f) for f in factors]
            return None if None in values else math.prod(v for v in values if v is not None)
        case Binary(op="^" | "*" | "/" as op, left=left, right=right):
            first, second = number(left), number(right)
            if first is None or second is None or (second == 0 and op == "/"):
                return None
            return first * second if op == "*" else first / second if op == "/" else float(first) ** second
        case _:
            return None
