"""Several definitions that build on each other: linked, put in place, and ordered by dependency."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import NoReturn

from rca_kernel.errors import FormalError
from rca_kernel.formal.bigops import uses
from rca_kernel.formal.definitions import Definition
from rca_kernel.formal.squares import with_squares
from rca_kernel.formal.tree import Apply, Expr, Reduce, Symbol, rebuild, walk

_HINT = "Translate the equations one by one."


def merged(definitions: Sequence[Definition]) -> list[Definition]:
    """The definitions, each name defined once; a bare expression stands alone."""
    if not definitions:
        raise FormalError("there is no formula here", hint="Give `name = expression` or an expression.")
    seen: set[str] = set()
    for definition in definitions:
        if definition.left is None:
            if len(definitions) > 1:
                raise FormalError("an expression beside definitions", token=definition.latex, hint=_HINT)
            continue
        if definition.left.symbol.key in seen:
            raise FormalError("the same name is defined twice", token=definition.left.symbol.latex,
                              position=definition.left.symbol.position, hint=_HINT)  # fmt: skip
        seen.add(definition.left.symbol.key)
    return list(definitions)


def ordered(definitions: list[Definition]) -> list[Definition]:
    """By dependency: what is used comes before its user."""
    if len(definitions) == 1:
        return definitions
    by_key = {d.left.symbol.key: d for d in definitions if d.left}
    definitions = [dataclasses.replace(d, right=_inlined(d.right, by_key)) for d in definitions]
    squares = {key[:-2]: d.left.symbol for key, d in by_key.items() if d.left and key.endswith("^2")}
    definitions = [dataclasses.replace(d, right=with_squares(d.right, squares, _HINT)) for d in definitions]
    definitions = _with_elements(definitions)
    stems = {d.left.symbol.stem for d in definitions if d.left and d.left.symbol.subscripts}
    done: list[Definition] = []
    waiting = list(definitions)
    while waiting:
        ready = [d for d in waiting if not _uses(d, [w for w in waiting if w is not d])]
        if not ready:
            raise FormalError(
                "these definitions depend on each other in a circle", token=waiting[0].latex, hint=_HINT
            )
        done.append(ready[0])
        waiting.remove(ready[0])
    for definition in done:
        _refuse_summed(definition, stems)
    return done


def _refuse_summed(definition: Definition, stems: set[str]) -> None:
    """An element that is defined by itself cannot be summed with the others of its array."""
    for node in walk(definition.right):
        if not isinstance(node, Reduce):
            continue
        for inner in walk(node.body):
            if isinstance(inner, Symbol) and inner.stem in stems and uses(inner, {node.index.key}):
                raise FormalError("an element defined alone is summed as an array", token=inner.latex,
                                  position=inner.position, hint=_HINT)  # fmt: skip


def _uses(definition: Definition, others: Sequence[Definition]) -> bool:
    keys = {o.left.symbol.key for o in others if o.left}
    return any(isinstance(n, Symbol) and n.key in keys for n in walk(definition.right))


def _inlined(node: Expr, by_key: Mapping[str, Definition]) -> Expr:
    """`L(x)` is the value `L` where it is applied to its own arguments; `f(0)` is its right side at 0."""
    if not isinstance(node, Apply) or node.function.key not in by_key:
        return rebuild(node, lambda child: _inlined(child, by_key))
    found = by_key[node.function.key]
    assert found.left is not None
    if tuple(_bare(a) for a in found.left.args) == tuple(_bare(a) for a in node.args):
        return found.left.symbol
    others = {key: d for key, d in by_key.items() if key != node.function.key}
    right, given = _inlined(found.right, others), [_inlined(a, by_key) for a in node.args]
    names = [a.key for a in found.left.args if isinstance(a, Symbol)]
    if len(names) != len(given) or len(found.left.args) != len(given):
        _refuse_other(node.function)
    values = dict(zip(names, given, strict=True))
    for inner in walk(right):
        marked = isinstance(inner, Symbol) and any(uses(s, set(names)) for s in inner.subscripts)
        captured = isinstance(inner, Reduce) and any(uses(a, {inner.index.key}) for a in given)
        again = isinstance(inner, Apply) and inner.function.key == node.function.key
        if marked or captured or again:
            _refuse_other(node.function)
    return _substituted(right, values)


def _refuse_other(function: Symbol) -> NoReturn:
    raise FormalError("a function defined here is applied to other arguments", token=function.latex,
                      position=function.position, hint=_HINT)  # fmt: skip


def _substituted(node: Expr, values: Mapping[str, Expr]) -> Expr:
    if isinstance(node, Symbol):
        return values.get(node.key, node)
    return rebuild(node, lambda child: _substituted(child, values))


def _bare(node: Expr) -> object:
    return node.key if isinstance(node, Symbol) else node


def _with_elements(definitions: Sequence[Definition]) -> list[Definition]:
    """`m_i = ...` under a sum over i stands there itself; it goes where nothing else reads it."""
    elements = {
        d.left.symbol.key: d
        for d in definitions
        if d.left and len(d.left.symbol.subscripts) == 1 and isinstance(d.left.symbol.subscripts[0], Symbol)
    }
    placed: set[str] = set()

    def change(node: Expr, bound: frozenset[str], within: frozenset[str] = frozenset()) -> Expr:
        if isinstance(node, Symbol):
            if node.key not in elements or node.key in within or not uses(node, set(bound)):
                return node
            placed.add(node.key)
            return change(elements[node.key].right, bound, within | {node.key})
        inner = bound | {node.index.key} if isinstance(node, Reduce) else bound
        body = node.body if isinstance(node, Reduce) else None
        return rebuild(node, lambda child: change(child, inner if child is body else bound, within))

    changed = [dataclasses.replace(d, right=change(d.right, frozenset())) for d in definitions]
    read = {n.key for d in changed for n in walk(d.right) if isinstance(n, Symbol)}
    return [d for d in changed if not (d.left and d.left.symbol.key in placed - read)]
