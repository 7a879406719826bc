"""`\\sigma^2 = ...` defines a square: where the square is read it is that value, and `\\sigma` its root."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rca_kernel.errors import FormalError
from rca_kernel.formal.loops import mapped
from rca_kernel.formal.state import expressions, flatten, symbols_read
from rca_kernel.formal.statements import Assign, Statement
from rca_kernel.formal.symbols import derived
from rca_kernel.formal.tree import Binary, Call, Expr, Number, Symbol, rebuild


def squared(symbol: Symbol) -> Symbol:
    """The symbol that a square on a left side defines."""
    return derived(symbol, "^2", "squared", after="^2")


def with_squares(node: Expr, defined: Mapping[str, Symbol], hint: str) -> Expr:
    """The tree with the values `defined` (by the key of the symbol that is squared) in their places."""
    if isinstance(node, Binary) and node.op == "^" and node.right == Number("2"):
        found = _square(node.left, defined)
        if found is not None:
            return found
    found = _square(node, defined)
    if found is not None and isinstance(node, Symbol):
        if node.base not in {"sigma", "s"}:
            raise FormalError("its square is defined, not the symbol itself", token=node.latex,
                              position=node.position, hint=hint)  # fmt: skip
        return Call("sqrt", (found,))
    return rebuild(node, lambda child: with_squares(child, defined, hint))


def _square(node: Expr, defined: Mapping[str, Symbol]) -> Symbol | None:
    """The square of a symbol, at another time or place too where the defined one has one."""
    if not isinstance(node, Symbol):
        return None
    found = defined.get(node.key)
    if found is None and node.subscripts and node.stem in defined:
        found = squared(node)
    return found


def steps_with_squares(statements: tuple[Statement, ...]) -> tuple[Statement, ...]:
    """The same for the assignments of an algorithm; a symbol that is assigned itself stays as it is."""
    targets = [s.target for s in flatten(statements) if isinstance(s, Assign)]
    defined = _defined(targets)
    if not defined:
        return statements
    hint = "Write the square root as a step of its own."
    return mapped(statements, lambda node: with_squares(node, defined, hint))


def with_first_squares(
    statements: tuple[Statement, ...], given: Mapping[str, Symbol]
) -> tuple[Statement, ...]:
    """The statements after `\\sigma^2` is made of a `\\sigma` that is given, where it is read before it is
    assigned."""
    known: set[str] = set()
    first: list[Statement] = []
    for statement in flatten(statements):
        for node in expressions(statement):
            for symbol in symbols_read(node):
                base = given.get(symbol.key[:-2]) if symbol.key.endswith("^2") else None
                if base is not None and symbol.key not in known:
                    known.add(symbol.key)
                    square = f"{symbol.latex} = {base.latex}^2"
                    first.append(Assign(symbol, Binary("^", base, Number("2")), square))
        known |= {t.key for t in statement.targets} if isinstance(statement, Assign) else set()
    return (*first, *statements)


def _defined(targets: Sequence[Symbol]) -> dict[str, Symbol]:
    plain = {key for t in targets for key in (t.key, t.stem)}
    found = {t.key[:-2]: t for t in targets if t.key.endswith("^2")}
    found |= {t.stem[:-2]: t for t in targets if t.key.endswith("^2") and t.subscripts}
    return {key: t for key, t in found.items() if key not in plain}
