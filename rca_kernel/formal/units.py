"""The identity and the vector of ones, by their letters."""

from __future__ import annotations

from rca_kernel.formal.tree import Call, Expr, Number, Symbol, rebuild

_SIZES = {"n", "d", "m", "p", "k", "N", "D", "M", "K", "T"}


def is_identity(node: Expr) -> bool:
    """`I`, `\\mathbf{I}`, `I_n`: a letter that is the identity beside a matrix."""
    if not isinstance(node, Symbol) or node.base != "I" or node.font not in {"", "bold", "bb", "sans"}:
        return False
    if "_{" not in node.key:
        return node.stem.count("|") == 3
    below = node.key[node.key.index("_{") + 2 : -1]
    return below.split("\\times")[0].strip("{} ") in _SIZES or below.isdigit()


def is_ones(node: Expr) -> bool:
    """`\\mathbf{1}`, `\\mathbf{1}_n`."""
    return isinstance(node, Symbol) and node.base == "1"


def sized_ones(node: Expr) -> Expr:
    """The node with `\\mathbf{1}_n` as so many ones."""
    if is_ones(node) and isinstance(node, Symbol) and len(node.subscripts) == 1:
        size = node.subscripts[0]
        if isinstance(size, Number) or (isinstance(size, Symbol) and size.key.strip("|") in _SIZES):
            return Call("ones_vector", (Call("size", (size,)),))
    return rebuild(node, sized_ones)
