"""Places in arrays, and small questions about a tree that printing asks."""

from __future__ import annotations

from rca_kernel.formal.tree import Binary, Call, Expr, Index, Neg, Number, walk


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


def whole(node: Expr) -> Expr:
    """`d / 2` of a limit or a place as a division of whole numbers."""
    if not isinstance(node, Binary):
        return node
    return Binary("//" if node.op == "/" else node.op, whole(node.left), whole(node.right))


def is_rounded(node: Expr) -> bool:
    """`\\lceil d / 2 \\rceil`, `\\sqrt{n} - 1`: NumPy gives a float."""
    if isinstance(node, Binary):
        return is_rounded(node.left) or is_rounded(node.right)
    return isinstance(node, Call) and node.function in {"floor", "ceil", "round", "sqrt", "log", "log2"}


def is_convolution(node: Binary) -> bool:
    """`K_j u_{k-j}`: kernels of matrices and of numbers are printed alike."""
    if not isinstance(node.left, Index) or not isinstance(node.right, Index):
        return False
    place, lag = node.left.subscripts[-1], node.right.subscripts[-1]
    return isinstance(lag, Binary) and lag.op == "-" and lag.right == place and node.left.array.font != "bold"


def is_atom(node: Expr) -> bool:
    return node.op in {"^", "outer", "inner"} if isinstance(node, Binary) else not isinstance(node, Neg)


def may_be_negative(node: Expr) -> bool:
    """Integer arrays refuse negative integer powers, so such bases are made floats."""
    return any(isinstance(n, Neg) or (isinstance(n, Binary) and n.op == "-") for n in walk(node))
