"""The identity and the vector of ones, by their letters."""

from __future__ import annotations

from rca_kernel.formal.tree import Expr, Symbol

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
