"""`\\log\\sigma^2 = ...` defines `\\sigma` too: the symbol inside a function that can be undone."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence

from rca_kernel.errors import FormalError
from rca_kernel.formal.definitions import Definition
from rca_kernel.formal.lefts import Left
from rca_kernel.formal.loops import mapped
from rca_kernel.formal.serving import reads
from rca_kernel.formal.state import flatten
from rca_kernel.formal.statements import Assign, Statement
from rca_kernel.formal.tree import Apply, Binary, Call, Expr, Neg, Number, Symbol, rebuild

_UNDOES = {"log": "exp", "ln": "exp", "exp": "log", "inv": "inv"}
_MINUS_ONE = Neg(Number("1"))


def solved(definitions: Sequence[Definition]) -> list[Definition]:
    """The definitions, and one of the symbol inside where another definition reads it."""
    found = list(definitions)
    for definition in definitions:
        left = definition.left
        word, _, rest = left.symbol.key.partition(" ") if left else ("", "", "")
        if left is None or word not in _UNDOES or not rest:
            continue
        inner = _inside(left.symbol, word)
        others = [d for d in found if d is not definition]
        if any(d.left and d.left.symbol.key in {inner.key, inner.key.removesuffix("^2")} for d in others):
            continue
        names = {name for d in others for name in reads(d.right)}
        if not {inner.key, inner.key.removesuffix("^2"), inner.stem.removesuffix("^2")} & names:
            continue
        value: Expr = Apply(left.symbol, left.args) if left.applied else left.symbol
        found = [d if d is definition else _with_logarithm(d, word, inner, value) for d in found]
        undone = _undone(word, value)
        found.append(Definition(Left(inner, left.args, left.applied), undone, "", served=True))
    return found


def _inside(symbol: Symbol, word: str) -> Symbol:
    """`\\sigma^2` of `\\log\\sigma^2`."""
    return dataclasses.replace(
        symbol,
        key=symbol.key.removeprefix(f"{word} "),
        stem=symbol.stem.removeprefix(f"{word} "),
        latex=symbol.latex.removesuffix("^{-1}") if word == "inv" else symbol.latex,
        names=tuple(n.removeprefix(f"{word}_").removesuffix("_inv") for n in symbol.names),
        stem_names=tuple(n.removeprefix(f"{word}_").removesuffix("_inv") for n in symbol.stem_names),
    )


def _undone(word: str, value: Expr) -> Expr:
    return Binary("^", value, _MINUS_ONE) if word == "inv" else Call(_UNDOES[word], (value,))


def _function_of(node: Expr) -> tuple[str, Expr] | None:
    """`\\log x` and `x^{-1}` as the function, by its name here, and what it is applied to."""
    if isinstance(node, Binary) and node.op == "^" and node.right == _MINUS_ONE:
        return "inv", node.left
    return (node.function, node.args[0]) if isinstance(node, Call) and node.function in _UNDOES else None


def _with_logarithm(definition: Definition, word: str, inner: Symbol, value: Expr) -> Definition:
    """`\\log\\sigma^2` in another definition is the value that is defined."""
    function = "log" if word == "ln" else word

    def change(node: Expr) -> Expr:
        applied = _function_of(node)
        if applied is not None and applied[0] == function and _is(applied[1], inner):
            return value
        return rebuild(node, change)

    return dataclasses.replace(definition, right=change(definition.right))


def _is(node: Expr, inner: Symbol) -> bool:
    if inner.key.endswith("^2") and isinstance(node, Binary) and node.op == "^" and node.right == Number("2"):
        return isinstance(node.left, Symbol) and f"{node.left.key}^2" == inner.key
    return isinstance(node, Symbol) and node.key == inner.key


def steps_solved(statements: tuple[Statement, ...]) -> tuple[Statement, ...]:
    """The steps of an algorithm with the symbol inside of `\\log \\sigma^2 \\gets ...` read as what it is."""
    targets = {s.target.key: s.target for s in flatten(statements) if isinstance(s, Assign)}
    inner: dict[str, tuple[str, Symbol]] = {}
    for target in targets.values():
        word, _, rest = target.key.partition(" ")
        symbol = _inside(target, word)
        if word == "inv" and symbol.key in targets:
            raise FormalError("a value and its inverse are both assigned", token=target.latex,
                              position=target.position,
                              hint="Give the inverse a symbol of its own.")  # fmt: skip
        if word in _UNDOES and rest and not {symbol.key, symbol.key.removesuffix("^2")} & targets.keys():
            inner[symbol.key] = (word, target)

    def change(node: Expr) -> Expr:
        if (applied := _function_of(node)) is not None:
            for word, target in inner.values():
                if applied[0] == ("log" if word == "ln" else word) and _is(applied[1], _inside(target, word)):
                    return target
        square = isinstance(node, Binary) and node.op == "^" and node.right == Number("2")
        if square and isinstance(node, Binary) and isinstance(node.left, Symbol):
            found = inner.get(f"{node.left.key}^2")
            if found is not None:
                return _undone(*found)
        if isinstance(node, Symbol):
            return _value(node, inner)
        return rebuild(node, change)

    return mapped(statements, change) if inner else statements


def _value(node: Symbol, inner: Mapping[str, tuple[str, Symbol]]) -> Expr:
    """`\\sigma` where its logarithm, or that of its square, is assigned."""
    if node.key in inner:
        return _undone(*inner[node.key])
    if f"{node.key}^2" not in inner:
        return node
    if node.base not in {"sigma", "s"}:
        raise FormalError("its square is defined, not the symbol itself", token=node.latex,
                          position=node.position, hint="Write the root as a step of its own.")  # fmt: skip
    word, target = inner[f"{node.key}^2"]
    return Call("sqrt", (_undone(word, target),))
