"""Places in arrays, and small questions about a tree that printing asks."""

from __future__ import annotations

from rca_kernel.formal.tree import Binary, Expr, Neg, Number, walk


def plus_one(node: Expr) -> Expr:
    if isinstance(node, Number):
        return Number(str(int(node.text) + 1)) if node.text.isdigit() else Binary("+", node, Number("1"))
    if isinstance(node, Binary) and node.op == "-" and node.right == Number("1"):
        return node.left
    return Binary("+", node, Number("1"))


def shifted(node: Expr, base: int) -> Expr:
    """A paper index as an array index."""
    if base == 0:
        return node
    if isinstance(node, Number):
        return Number(str(int(node.text) - 1))
    if isinstance(node, Binary) and node.op == "+" and node.right == Number("1"):
        return node.left
    if (
        isinstance(node, Binary)
        and node.op == "-"
        and isinstance(node.right, Number)
        and node.right.text.isdigit()
    ):
        return Binary("-", node.left, Number(str(int(node.right.text) + 1)))
    return Binary("-", node, Number("1"))


def is_atom(node: Expr) -> bool:
    return node.op in {"^", "outer", "inner"} if isinstance(node, Binary) else not isinstance(node, Neg)


def may_be_negative(node: Expr) -> bool:
    """Integer arrays refuse negative integer powers, so such bases are made floats."""
    return any(isinstance(n, Neg) or (isinstance(n, Binary) and n.op == "-") for n in walk(node))
