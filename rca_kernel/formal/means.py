"""`\\mathbb{E}[x]` without a distribution: the mean of samples, where the formula shows that x is one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rca_kernel.errors import FormalError
from rca_kernel.formal.definitions import Definition
from rca_kernel.formal.tree import (
    Binary,
    Call,
    Expr,
    Neg,
    Number,
    Reduce,
    Span,
    Symbol,
    children,
    rebuild,
    walk,
)
from rca_kernel.formal.vocabulary import ELEMENTWISE

_STATISTICS = {"Var", "var", "Cov", "cov", "Corr", "corr", "Std", "std", "Skew", "Kurt", "Bias", "MSE"}


def settled(definition: Definition) -> Expr:
    """The right side with expectations as means of samples or over an index; refused where none is shown."""
    tree = definition.right
    found = [n for n in walk(tree) if isinstance(n, Call) and n.function == "expectation"]
    if not found:
        return tree
    outside = _outside(tree)
    left = definition.left
    if left is not None and left.symbol.base in _STATISTICS:
        outside |= {n.key for a in left.args for n in walk(a) if isinstance(n, Symbol)}
    shown = {k for s in ((left.symbol.subscripts, left.args) if left else ()) for e in s for k in _keys(e)}
    return _settled(tree, outside, shown)


def _settled(node: Expr, outside: set[str], shown: set[str]) -> Expr:
    if isinstance(node, Call) and node.function == "expectation":
        body = _settled(node.args[0], outside, shown)
        symbols = [n for n in walk(body) if isinstance(n, Symbol)]
        indices = {s.key: s for n in symbols for s in n.subscripts if isinstance(s, Symbol)}
        free = [
            s for key, s in indices.items() if key not in outside | shown and s.base in {"i", "j", "k", "n"}
        ]
        if len(free) == 1:
            return Reduce("mean", free[0], Span(Number("1"), None), body)
        if symbols and all(s.key in outside for s in symbols) and _is_elementwise(body):
            return Call("mean", (body,))
        raise FormalError("an expectation has no finite evaluation", token="\\mathbb{E}",
                          position=symbols[0].position if symbols else -1, hint=_HINT)  # fmt: skip
    return rebuild(node, lambda child: _settled(child, outside, shown))


_HINT = "Give its estimator: a mean over an index, or over samples, \\mathbb{E}_{x \\sim \\mathcal{D}}[...]."


def _outside(node: Expr) -> set[str]:
    """Symbols read outside the expectations, and those whose variance is taken."""
    if isinstance(node, Call) and node.function == "expectation":
        return set()
    found = {node.key} if isinstance(node, Symbol) else set()
    return found.union(*(_outside(child) for child in children(node)))


def _keys(node: Expr) -> set[str]:
    return {n.key for n in walk(node) if isinstance(n, Symbol)}


def _is_elementwise(node: Expr) -> bool:
    if isinstance(node, Symbol | Number):
        return True
    if isinstance(node, Call):
        return node.function in ELEMENTWISE | {"mean"} and all(map(_is_elementwise, node.args))
    if isinstance(node, Neg):
        return _is_elementwise(node.body)
    return isinstance(node, Binary) and node.op in {"+", "-", "*", "/", "^"} and (
        _is_elementwise(node.left) and _is_elementwise(node.right)
    )  # fmt: skip


def settle(definitions: Sequence[Definition]) -> list[Definition]:
    """The definitions with their expectations settled."""
    return [replace(d, right=settled(d)) for d in definitions]
