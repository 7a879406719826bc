"""Letters with a dot between them: vectors, or numbers."""

from __future__ import annotations

from rca_kernel.formal.letters import letter
from rca_kernel.formal.tree import Expr, Index, Product, Symbol
from rca_kernel.formal.vocabulary import DOT_LETTERS

_CROSSED = (DOT_LETTERS | {"y"}) - {"w"}


def crossed(node: Product) -> list[Expr]:
    """`x_i \\cdot y_j`: one of each array against one of the other are vectors."""
    found: list[Expr] = []
    for left, right, link in zip(node.factors, node.factors[1:], node.links, strict=False):
        one, other = _place(left), _place(right)
        if link == "cdot" and one is not None and other is not None and one != other:
            found += [left, right]
    return found


def _place(node: Expr) -> Symbol | None:
    """The one letter that an element of data has as its index."""
    symbol = letter(node)
    places = node.subscripts if isinstance(node, Symbol | Index) else ()
    if symbol is None or symbol.base not in _CROSSED or not symbol.is_latin or len(places) != 1:
        return None
    place = places[0]
    return place if isinstance(place, Symbol) and place.is_latin and place.base != "t" else None


def is_pair(node: Expr) -> bool:
    """A bare letter of those that papers multiply by a dot as vectors."""
    symbol = letter(node)
    return symbol is not None and symbol.base in DOT_LETTERS and symbol.is_latin


def is_inner(left: Expr, right: Expr) -> bool:
    """`q \\cdot k_i`, `w \\cdot x`, `z_i \\cdot z_j`: letters that papers multiply as vectors only."""
    one, other = letter(left), letter(right)
    if one is None or other is None:
        return False
    if one.base == other.base and all("{\\mathbf{" in s.key or "\\bm{" in s.key for s in (one, other)):
        return True
    if not (is_pair(left) and is_pair(right)):
        return False
    if (one.base, other.base) in {("q", "k"), ("k", "q"), ("w", "x")}:
        return True
    places = [node.subscripts for node in (left, right) if isinstance(node, Symbol | Index)]
    indices = all(p and all(isinstance(s, Symbol) and s.base != "t" for s in p) for p in places)
    return one.base == other.base and indices and places[0] != places[1]
