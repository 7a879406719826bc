"""Letters by which papers tell numbers, vectors and matrices apart."""

from __future__ import annotations

from collections.abc import Iterable

from rca_kernel.formal.tree import Binary, Expr, Index, Number, Shape, Symbol

Shapes = dict[str, Shape]
_INDICES = {"i", "j", "k", "l", "m", "n"}


def shape_key(node: Symbol | Index) -> str:
    """An element of an array is looked up apart from the array."""
    return node.array.stem + "[]" if isinstance(node, Index) else node.key


def letter(node: Expr) -> Symbol | None:
    """The symbol of a bare symbol or element."""
    return node if isinstance(node, Symbol) else node.array if isinstance(node, Index) else None


def is_upper(node: Expr) -> bool:
    """A capital that may be a matrix: Latin, or one that differs from the Latin capitals."""
    symbol = letter(node)
    if symbol is None or (symbol.font != "bold" and _is_element(node)):
        return False
    return symbol.base[:1].isupper() and (symbol.is_latin or symbol.is_greek)


def _is_element(node: Expr) -> bool:
    """`A_{ij}`: one number of a matrix (`W_{xi}` is a matrix with a label)."""
    if isinstance(node, Index):
        return len(node.subscripts) > 1
    if not isinstance(node, Symbol) or len(node.subscripts) < 2:
        return False
    return all(
        isinstance(s, Number) or (isinstance(s, Symbol) and s.base in _INDICES) for s in node.subscripts
    )


def is_plain_latin(node: Expr) -> bool:
    symbol = letter(node)
    return symbol is not None and symbol.is_latin and symbol.base.islower()


def by_font(node: Symbol | Index) -> Shape:
    symbol = letter(node)
    assert symbol is not None
    if symbol.font == "bold":
        return "matrix" if symbol.base[:1].isupper() else "vector"
    return "scalar" if symbol.font in {"cal", "scr"} and symbol.base == "L" else "any"


def by_function(symbol: Symbol) -> Shape:
    """What a function printed in bold gives; `\\mathbf{F}` may be a vector field or a matrix."""
    if symbol.font != "bold" or symbol.base in {"F", "G"}:
        return "any"
    return "matrix" if symbol.base[:1].isupper() else "vector"


def is_weight(node: Expr) -> bool:
    symbol = letter(node)
    return symbol is not None and symbol.base == "W"


def is_data(node: Expr) -> bool:
    symbol = letter(node)
    return symbol is not None and symbol.base in {"x", "h", "z", "y", "v", "u"}


def is_query(node: Expr) -> bool:
    """`q_i`, `K_j`: one query, key or value, a row where its matrix is a capital."""
    symbol = letter(node)
    return symbol is not None and symbol.base.lower() in {"q", "k", "v"} and len(_places(node)) == 1


def _places(node: Expr) -> tuple[Expr, ...]:
    return node.subscripts if isinstance(node, Symbol | Index) else ()


def terms(node: Expr) -> Iterable[Expr]:
    """The bare operands of a sum."""
    for side in (node.left, node.right) if isinstance(node, Binary) and node.op in {"+", "-"} else ():
        yield side
        yield from terms(side)


def mark(node: Expr, shape: Shape, shapes: Shapes) -> None:
    if isinstance(node, Symbol | Index):
        shapes.setdefault(shape_key(node), shape)
