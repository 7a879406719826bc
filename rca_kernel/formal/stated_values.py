"""`\\cos\\theta = a + b`: a value stated for an expression stands for it in the other definitions."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from rca_kernel.errors import FormalError
from rca_kernel.formal.definitions import Definition
from rca_kernel.formal.serving import reads
from rca_kernel.formal.tree import Call, Expr, Symbol, rebuild, walk

_SOLVED = ("log ", "ln ", "exp ", "inv ")


def with_stated(definitions: Sequence[Definition]) -> list[Definition]:
    """The definitions with such expressions as their values.

    What the expression is made of has no value then: where it is still read, the equation was to be solved.
    """
    found = list(definitions)
    for place, stated in enumerate(definitions):
        if stated.stated is None or stated.left is None or isinstance(stated.stated, Symbol):
            continue
        if stated.served and isinstance(stated.stated, Call) and _explains(stated):
            continue
        value = stated.left.symbol
        found = [d if n == place else dataclasses.replace(d, right=_put(d.right, stated.stated, value))
                 for n, d in enumerate(found)]  # fmt: skip
        _refuse_unsolved(stated, [d for n, d in enumerate(found) if n != place])
    return found


def _explains(stated: Definition) -> bool:
    """`where $\\tanh(x) = ...`: the formula of a known function."""
    assert stated.stated is not None
    inside = {n.key for n in walk(stated.stated) if isinstance(n, Symbol)}
    return bool(inside) and {n.key for n in walk(stated.right) if isinstance(n, Symbol)} == inside


def _put(node: Expr, old: Expr, new: Symbol) -> Expr:
    return new if node == old else rebuild(node, lambda child: _put(child, old, new))


def _refuse_unsolved(stated: Definition, others: Sequence[Definition]) -> None:
    left = stated.left
    assert left is not None
    assert stated.stated is not None
    inside = {n.key for n in walk(stated.stated) if isinstance(n, Symbol)}
    own = reads(stated.right)
    defined = {d.left.symbol.key for d in others if d.left}
    if not own or inside & (own | defined) or left.symbol.key.startswith(_SOLVED):
        return
    if any(inside & reads(d.right) for d in others):
        raise FormalError("an equation to solve for what stands inside its left side",
                          token=left.symbol.latex, position=left.symbol.position,
                          hint="Solve it for the symbol that the other formula reads.")  # fmt: skip
