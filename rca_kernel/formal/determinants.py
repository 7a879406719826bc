"""Bars around an expression whose shape is known: a determinant or an absolute value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from rca_kernel.formal.matrix_powers import is_gram
from rca_kernel.formal.neighbours import known
from rca_kernel.formal.products import Shaped, refusal
from rca_kernel.formal.tree import Binary, Call, Expr, Neg, Reduce, Rows, Shape, Transpose
from rca_kernel.formal.vocabulary import ELEMENTWISE

_REASON = "a determinant, or the absolute values of a matrix entry by entry"
_HINT = "Write \\det or \\operatorname{abs}."
_OF_ENTRIES = {"mean", "sum", "var", "std", "trace", "norm", "max", "min", "argmax", "argmin", "logsumexp"}


def between_bars(inner: Shaped, shapes: Mapping[str, Shape]) -> Shaped:
    """`|\\mathbf{K} + \\sigma^2 \\mathbf{I}|` is a determinant, `|a - b|` the absolute value."""
    if inner.shape != "matrix":
        return Shaped(Call("abs", (inner.node,)), "vector" if inner.shape == "row" else inner.shape)
    if not _has_determinant(list(_summands(inner.node, shapes, False)), shapes):
        raise refusal(_REASON, inner.node, _HINT)
    return Shaped(Call("det", (inner.node,)), "scalar")


def refuse_of_determinant(function: str, args: Sequence[Shaped]) -> None:
    """`\\mathrm{mean}(|\\mathbf{X}|)`: of one number there is nothing to take the mean of."""
    if function not in _OF_ENTRIES or len(args) != 1 or args[0].shape != "scalar":
        return
    if any(isinstance(n, Call) and n.function == "det" for n, _ in _summands(args[0].node, {}, False)):
        hint = f"A determinant is one number: write \\operatorname{{abs}}, or leave the {function} out."
        raise refusal(_REASON, args[0].node, hint)


def _has_determinant(terms: Sequence[tuple[Expr, bool]], shapes: Mapping[str, Shape]) -> bool:
    """One product of matrices, a sum with an identity or an inverse, a covariance added to others."""
    if len(terms) == 1 and not isinstance(terms[0][0], Reduce):
        node = terms[0][0]
        return not _is_elementwise(node, shapes)
    if any(_holds_unit(n) for n, _ in terms):
        return True
    return not any(negative for _, negative in terms) and any(_is_covariance(n) for n, _ in terms)


def _is_elementwise(node: Expr, shapes: Mapping[str, Shape]) -> bool:
    """`A \\odot B`, `\\tanh(W X)`, and an outer product, of which the determinant is 0."""
    match node:
        case Binary(op="*", left=left, right=right):
            return _is_matrix(left, shapes) and _is_matrix(right, shapes)
        case Call(function=function):
            return function in ELEMENTWISE
        case _:
            return isinstance(node, Binary) and node.op == "outer"


def _summands(node: Expr, shapes: Mapping[str, Shape], negative: bool) -> Iterator[tuple[Expr, bool]]:
    """The terms without the numbers before them, and whether each is subtracted."""
    match node:
        case Binary(op="+" | "-", left=left, right=right):
            yield from _summands(left, shapes, negative)
            yield from _summands(right, shapes, negative != (node.op == "-"))
        case Neg(body):
            yield from _summands(body, shapes, not negative)
        case Transpose(body) | Binary(op="/", left=body):
            yield from _summands(body, shapes, negative)
        case Binary(op="*", left=left, right=right) if _is_matrix(left, shapes) != _is_matrix(right, shapes):
            yield from _summands(left if _is_matrix(left, shapes) else right, shapes, negative)
        case _:
            yield node, negative


def _is_matrix(node: Expr, shapes: Mapping[str, Shape]) -> bool:
    """A resolved factor that is a matrix, no number or vector."""
    match node:
        case Binary(op="outer") | Rows() | Call(function="eye" | "ones" | "inv" | "diag"):
            return True
        case Call(function="matrix_power" | "fractional_power"):
            return True
        case Binary(op="@", left=left, right=right):
            return _is_matrix(left, shapes) and _is_matrix(right, shapes)
        case Binary(op="+" | "-" | "*", left=left, right=right):
            return _is_matrix(left, shapes) or _is_matrix(right, shapes)
        case Binary(op="/", left=body) | Neg(body) | Transpose(body) | Reduce(body=body):
            return _is_matrix(body, shapes)
        case Call(function=function, args=args) if function in ELEMENTWISE:
            return any(_is_matrix(a, shapes) for a in args)
        case _:
            return known(node, shapes) == "matrix"


def _holds_unit(node: Expr) -> bool:
    """`\\lambda I`, `B C^{-1} B^\\top`: an identity or an inverse among the factors."""
    return any(isinstance(n, Call) and n.function in {"eye", "inv"} for n in _factors(node))


def _is_covariance(node: Expr) -> bool:
    """`X^\\top X`, `x x^\\top`, `F P F^\\top`, or a sum of such."""
    if isinstance(node, Reduce):
        terms = list(_summands(node.body, {}, False)) if node.kind in {"sum", "mean"} else []
        return bool(terms) and all(_is_covariance(n) and not negative for n, negative in terms)
    if isinstance(node, Binary) and node.op == "outer":
        return node.left == node.right
    factors = list(_factors(node))
    first, last = factors[0], factors[-1]
    return is_gram(node) or (len(factors) == 3 and (Transpose(first) == last or first == Transpose(last)))


def _factors(node: Expr) -> Iterator[Expr]:
    if isinstance(node, Binary) and node.op in {"@", "*"}:
        yield from _factors(node.left)
        yield from _factors(node.right)
    else:
        yield node
