"""Which definitions of where-clauses serve the displayed ones, and the values that they only state."""

from __future__ import annotations

from collections.abc import Sequence

from rca_kernel.errors import FormalError
from rca_kernel.formal.circular import number
from rca_kernel.formal.definitions import Definition
from rca_kernel.formal.tree import Apply, Expr, Index, Symbol, walk


def reads(node: Expr) -> set[str]:
    """Keys and stems of all that an expression reads, functions and subscripts too."""
    found: set[str] = set()
    for inner in walk(node):
        symbols = [inner] if isinstance(inner, Symbol) else []
        symbols += [inner.array] if isinstance(inner, Index) else []
        symbols += [inner.function] if isinstance(inner, Apply) else []
        for symbol in symbols:
            found |= {symbol.key, symbol.stem}
            found |= {name for s in symbol.subscripts for name in reads(s)}
    return found


def names_of(definition: Definition) -> set[str]:
    """The names by which others may read what is defined: `\\log\\sigma^2` is read as `\\sigma` too."""
    if definition.left is None:
        return set()
    symbol = definition.left.symbol
    found = {symbol.key, symbol.stem}
    found |= {name.split(" ", 1)[1] for name in found if " " in name}
    return found | {name.removesuffix("^2") for name in found}


def needed(definitions: Sequence[Definition]) -> list[Definition]:
    """The displayed definitions, and those of where-clauses that they need."""
    names = {name for d in definitions if not d.served for name in _all_reads(d)}
    kept: list[Definition] = []
    waiting = [d for d in definitions if d.served]
    while ready := [d for d in waiting if names_of(d) & names]:
        kept += ready
        waiting = [d for d in waiting if d not in ready]
        names |= {name for d in ready for name in _all_reads(d)}
    return [d for d in definitions if not d.served or d in kept]


def _all_reads(definition: Definition) -> set[str]:
    left = definition.left
    shown = (*left.args, *left.symbol.subscripts) if left else ()
    return {name for node in (definition.right, *shown) for name in reads(node)}


def constants(definitions: Sequence[Definition]) -> tuple[list[Definition], dict[str, float | int]]:
    """The definitions without `where $\\epsilon = 10^{-8}$`, and such values by LaTeX symbol: defaults."""
    names = {name for d in definitions for name in _all_reads(d)}
    kept: list[Definition] = []
    values: dict[str, float | int] = {}
    for definition in definitions:
        value = number(definition.right) if definition.served and not definition.chain else None
        left = definition.left
        if value is None or left is None or left.applied or left.symbol.key not in names:
            kept.append(definition)
        elif values.setdefault(left.symbol.latex, value) != value:
            raise FormalError("the words give one symbol two values", token=left.symbol.latex,
                              position=left.symbol.position, hint="Leave one of them out.")  # fmt: skip
    return kept, values
