"""Several definitions that build on each other: linked, put in place, and ordered by dependency."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import NoReturn

from rca_kernel.errors import FormalError
from rca_kernel.formal.bigops import uses
from rca_kernel.formal.definitions import Definition
from rca_kernel.formal.inlining import substituted
from rca_kernel.formal.instances import with_instances
from rca_kernel.formal.lefts import Left
from rca_kernel.formal.solving import solved
from rca_kernel.formal.squares import with_squares
from rca_kernel.formal.tree import Apply, Expr, Index, Reduce, Symbol, bound_keys, rebuild, walk
from rca_kernel.formal.vectors import with_places, with_vectors, with_weights

_HINT = "Translate the equations one by one."


def merged(definitions: Sequence[Definition]) -> list[Definition]:
    """The definitions, each name defined once; a bare expression stands alone."""
    if not definitions:
        raise FormalError("there is no formula here", hint="Give `name = expression` or an expression.")
    seen: set[str] = set()
    for definition in definitions:
        if definition.left is None:
            if sum(not d.served for d in definitions) > 1:
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
    definitions = _local(solved(_labelled(definitions)))
    by_key = {d.left.symbol.key: d for d in definitions if d.left}
    definitions = [dataclasses.replace(d, right=_inlined(d.right, by_key)) for d in definitions]
    squares = {key[:-2]: d.left.symbol for key, d in by_key.items() if d.left and key.endswith("^2")}
    definitions = [dataclasses.replace(d, right=with_squares(d.right, squares, _HINT)) for d in definitions]
    definitions = with_places(with_instances(with_weights(with_vectors(definitions))))
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


def _labelled(definitions: Sequence[Definition]) -> list[Definition]:
    """`y = a x + b \\equiv g(x)` defines g, for others that apply it."""
    maps = [
        Definition(Left(d.label.function, d.label.args, True), d.right, "", served=True)
        for d in definitions
        if d.label is not None
    ]
    names = {d.left.symbol.key for d in definitions if d.left}
    return [*definitions, *(m for m in maps if m.left and m.left.symbol.key not in names)]


def _local(definitions: Sequence[Definition]) -> list[Definition]:
    """A function that others apply, to other arguments only, serves them and is not a result."""
    calls = [n for d in definitions for n in walk(d.right) if isinstance(n, Apply)]
    found: list[Definition] = []
    for definition in definitions:
        left = definition.left
        uses_of = [c for c in calls if left and left.applied and c.function.key == left.symbol.key]
        own = tuple(_bare(a) for a in left.args) if left else ()
        others = bool(uses_of) and all(tuple(_bare(a) for a in c.args) != own for c in uses_of)
        found.append(dataclasses.replace(definition, served=definition.served or others))
    return found if any(not d.served for d in found) else list(definitions)


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
    nodes = list(walk(definition.right))
    elements = {n.stem for r in nodes if isinstance(r, Reduce) for n in walk(r.body)
                if isinstance(n, Symbol) and uses(n, {r.index.key})}  # fmt: skip
    elements |= {n.array.key for n in nodes if isinstance(n, Index)}
    return bool(keys & elements) or any(isinstance(n, Symbol) and n.key in keys for n in nodes)


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
        captured = isinstance(inner, Reduce) and any(uses(a, set(bound_keys(inner))) for a in given)
        again = isinstance(inner, Apply) and inner.function.key == node.function.key
        if marked or captured or again:
            _refuse_other(node.function)
    return substituted(right, values)


def _refuse_other(function: Symbol) -> NoReturn:
    raise FormalError("a function defined here is applied to other arguments", token=function.latex,
                      position=function.position, hint=_HINT)  # fmt: skip


def _bare(node: Expr) -> object:
    return node.key if isinstance(node, Symbol) else node
