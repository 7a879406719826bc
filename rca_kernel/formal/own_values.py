"""`\\alpha_t <- \\alpha / \\sqrt{t}`: a value that is given beside elements of the same letter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from rca_kernel.errors import FormalError
from rca_kernel.formal.elements import Written, element_uses, in_own_loop
from rca_kernel.formal.loops import mapped
from rca_kernel.formal.moments import offset
from rca_kernel.formal.requirements import Requirement
from rca_kernel.formal.state import expressions, flatten
from rca_kernel.formal.statements import Assign, Statement
from rca_kernel.formal.tree import Expr, Index, Shape, Symbol, rebuild, walk

_ARRAYS = {"vector", "matrix"}


def with_own_values(
    statements: tuple[Statement, ...], declared: Mapping[str, Shape]
) -> tuple[tuple[Statement, ...], frozenset[str]]:
    """The statements with such values as symbols of their own, and the stems of these."""
    assigned = {t.key for s in flatten(statements) if isinstance(s, Assign) for t in s.targets}
    found = {
        stem
        for stem, one in element_uses(statements).items()
        if stem not in assigned
        and declared.get(stem, "any") not in _ARRAYS
        and not changed_in_place(stem, statements)
        and _stands_alone(one)
    }

    def change(node: Expr) -> Expr:
        if isinstance(node, Symbol) and node.key in found and not node.subscripts:
            return _own(node)
        return rebuild(node, change)

    return (mapped(statements, change) if found else statements), frozenset(found)


def own_requirements(required: Sequence[Requirement], stems: frozenset[str]) -> list[Requirement]:
    """The requirements with the symbols of such values."""
    return [replace(q, symbol=_own(q.symbol)) if q.symbol.key in stems else q for q in required]


def _own(symbol: Symbol) -> Symbol:
    return replace(symbol, key=f"{symbol.key}~", stem=f"{symbol.stem}~")


def _stands_alone(one: Written) -> bool:
    """Whether the letter alone stands in the very loops that write the elements, and only there."""
    bare = [(symbol, loops) for symbol, places, loops in one.reads if not places]
    inside = [all(in_own_loop(t, around, loops) for t, around in one.writes) for _, loops in bare]
    if any(inside) and not all(inside):
        symbol = next(s for (s, _), within in zip(bare, inside, strict=True) if not within)
        raise FormalError("a value that is given, and elements written under the same letter",
                          token=symbol.latex, position=symbol.position,
                          hint="Give one of them another letter.")  # fmt: skip
    return bool(inside) and all(inside)


def changed_in_place(stem: str, statements: Sequence[Statement]) -> bool:
    """Whether an element is read where it is written, or before: it was there already."""
    for statement in flatten(statements):
        targets = statement.targets if isinstance(statement, Assign) else ()
        places = [t.subscripts for t in targets if t.stem == stem and t.subscripts]
        for node in (n for e in expressions(statement) for n in walk(e)):
            symbol = node.array if isinstance(node, Index) else node
            if isinstance(symbol, Symbol) and symbol.stem == stem and node.subscripts:  # type: ignore[union-attr]
                read = node.subscripts[0]  # type: ignore[union-attr]
                keys = [s.key for p in places for s in p if isinstance(s, Symbol)]
                if not places or any(offset(read, key) == 0 for key in keys):
                    return True
        if places:
            return False
    return False
