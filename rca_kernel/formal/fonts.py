"""`\\mathbf{x}` beside `x_i`: the elements of a bold vector, printed plain as papers do."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence

from rca_kernel.formal.bigops import uses
from rca_kernel.formal.definitions import Definition
from rca_kernel.formal.lefts import Left
from rca_kernel.formal.letters import Shapes
from rca_kernel.formal.tree import Expr, Reduce, Symbol, rebuild, walk


def of_one_font(definitions: Sequence[Definition]) -> tuple[list[Definition], Shapes]:
    """The definitions with such vectors and their elements as one array, and the shapes this says."""
    trees = [d.right for d in definitions]
    shown: list[Expr] = [a for d in definitions if d.left for a in d.left.args]
    shown += [d.left.symbol for d in definitions if d.left]
    symbols = [n for tree in (*trees, *shown) for n in walk(tree) if isinstance(n, Symbol)]
    plain = {s.stem for s in symbols if s.font == "" and s.key == s.stem}
    marked = {s.stem for s in symbols if s.font == "bold" and s.subscripts}
    found = {
        bold.key: element
        for tree in trees
        for element in _elements(tree)
        for bold in symbols
        if bold.key == bold.stem and _spelled(bold) == element.stem
        and element.stem not in plain and bold.stem not in marked
    }  # fmt: skip
    if not found:
        return list(definitions), {}

    def change(node: Expr) -> Expr:
        if isinstance(node, Symbol) and node.key in found:
            element = found[node.key]
            return dataclasses.replace(
                node,
                key=element.stem,
                stem=element.stem,
                names=element.stem_names,
                stem_names=element.stem_names,
            )
        return rebuild(node, change)

    changed = [dataclasses.replace(d, right=change(d.right), left=d.left and _left(d.left, change))
               for d in definitions]  # fmt: skip
    shapes: Shapes = {}
    for element in found.values():
        shapes |= {element.stem: "vector", f"{element.stem}[]": "scalar"}
    return changed, shapes


def _left(left: Left, change: Callable[[Expr], Expr]) -> Left:
    symbol = change(left.symbol)
    assert isinstance(symbol, Symbol)
    return dataclasses.replace(left, symbol=symbol, args=tuple(change(a) for a in left.args))


def _elements(tree: Expr) -> list[Symbol]:
    """Plain small letters with the index of a sum as their only subscript."""
    return [
        n
        for node in walk(tree)
        if isinstance(node, Reduce)
        for n in walk(node.body)
        if isinstance(n, Symbol)
        and n.font == ""
        and n.base[:1].islower()
        and len(n.subscripts) == 1
        and uses(n, {node.index.key})
    ]


def _spelled(bold: Symbol) -> str:
    """The stem of the same letter in plain italics; nothing for a symbol that is not bold."""
    parts = bold.stem.split("|")
    return "|".join((*parts[:2], "", *parts[3:])) if bold.font == "bold" else ""
