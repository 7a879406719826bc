"""`I` and ones beside matrices: as many rows as those have, or as their subscript says."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from rca_kernel.formal.products import Shaped
from rca_kernel.formal.tree import Apply, Binary, Call, Expr, Neg, Symbol, Transpose, rebuild, walk
from rca_kernel.formal.units import is_identity, is_ones


def summed(left: Shaped, right: Shaped) -> Shaped | None:
    """`\\mathbf{1}^\\top x` and its like are sums of entries, rows or columns."""
    if isinstance(left.node, Binary) and left.node.op == "*" and is_ones(left.node.right):
        inner = summed(Shaped(left.node.right, left.shape), right)
        return inner and Shaped(Binary("*", left.node.left, inner.node), inner.shape)
    match (left.shape, right.shape):
        case ("row", "vector") if is_ones(left.node) != is_ones(right.node):
            return Shaped(Call("sum", (right.node if is_ones(left.node) else left.node,)), "scalar")
        case ("matrix", "vector") if is_ones(right.node):
            return Shaped(Call("sum_rows", (left.node,)), "vector")
        case ("row", "matrix") if is_ones(left.node):
            return Shaped(Call("sum_columns", (right.node,)), "row")
        case _:
            return None


def holds_unit(node: Expr) -> bool:
    """Whether an identity, or a matrix of ones, stands in the node with nothing but factors around it."""
    return next(_units(node), None) is not None


def _units(node: Expr) -> Iterator[Expr]:
    match node:
        case Symbol() if is_identity(node):
            yield node
        case Binary(op="outer", left=left, right=right) if is_ones(left) and is_ones(right):
            yield node
        case Neg(body):
            yield from _units(body)
        case Binary(op="*" | "+" | "-", left=left, right=right):
            yield from _units(left)
            yield from _units(right)
        case Binary(op="/", left=left):
            yield from _units(left)
        case _:
            return


def filled(node: Expr, beside: Expr, known: Collection[str], matrices: Collection[str]) -> Expr:
    """`node` with its identities and matrices of ones as large as the matrix `beside`, or as a known size."""

    def change(inner: Expr) -> Expr:
        if isinstance(inner, Symbol) and is_identity(inner):
            return Call("eye", (_written_size(inner, known) or _rows(beside, matrices),))
        if isinstance(inner, Binary) and inner.op == "outer" and is_ones(inner.left) and is_ones(inner.right):
            return Call("ones", (_written_size(inner.left, known) or _rows(beside, matrices),))
        if isinstance(inner, Binary | Neg):
            return rebuild(inner, change)
        return inner

    return change(node)


def _written_size(node: Expr, known: Collection[str]) -> Expr | None:
    """The subscript as a size, where the formula has it as a value too."""
    below = node.subscripts if isinstance(node, Symbol) else ()
    given = len(below) == 1 and isinstance(below[0], Symbol) and below[0].key in known
    return Call("size", (below[0],)) if given else None


def _rows(node: Expr, matrices: Collection[str]) -> Expr:
    """Something that has as many rows as the matrix."""
    match node:
        case Binary(op="@" | "outer", left=left):
            return _rows(left, matrices)
        case Binary(op="/", left=left) | Neg(left):
            return _rows(left, matrices)
        case Binary(left=left, right=right):
            return _rows(left if _is_matrix(left, matrices) else right, matrices)
        case Call(function="inv" | "matrix_power" | "fractional_power" | "diag" | "exp", args=args):
            return _rows(args[0], matrices)
        case Call(function="eye" | "ones", args=args):
            return args[0]
        case Apply(function=function, args=args) if function.key.startswith("nabla "):
            return args[0]
        case _:
            return node


def _is_matrix(node: Expr, matrices: Collection[str]) -> bool:
    """A known matrix, or a product or transpose of some."""
    return any(
        (isinstance(n, Symbol) and n.key in matrices and not is_identity(n))
        or isinstance(n, Transpose | Apply)
        or (isinstance(n, Binary) and n.op in {"@", "outer"})
        for n in walk(node)
    )
