"""Which symbols are scalars, vectors or matrices, from fonts, transposes, norms and their neighbours."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from rca_kernel.formal.densities import observe
from rca_kernel.formal.dots import crossed
from rca_kernel.formal.forms import between, outside_forms
from rca_kernel.formal.letters import (
    Shapes,
    by_font,
    is_query,
    is_upper,
    letter,
    mark,
    shape_key,
    terms,
)
from rca_kernel.formal.matrix_powers import roots_of_matrices
from rca_kernel.formal.neighbours import inverted, neighbours, siblings
from rca_kernel.formal.tree import (
    Binary,
    Call,
    Expr,
    Index,
    Neg,
    Norm,
    Number,
    Product,
    Reduce,
    Shape,
    Span,
    Symbol,
    Transpose,
    children,
    walk,
)
from rca_kernel.formal.vocabulary import MATRIX_LETTERS


def gather(node: Expr, declared: Mapping[str, Shape]) -> Shapes:
    """The shapes that the formula itself gives away."""
    shapes: Shapes = dict(declared)
    for inner in walk(node):
        if isinstance(inner, Symbol | Index) and by_font(inner) != "any":
            shapes.setdefault(shape_key(inner), by_font(inner))
    for inner in walk(node):
        for matrix in between(inner):
            mark(matrix, "matrix", shapes)
    for inner in walk(node):
        _direct(inner, shapes)
    for inner in walk(node):
        if isinstance(inner, Binary) and inner.op == "/":
            _mark_scalars(inner.right, shapes)
            if is_upper(inner.left) and is_upper(inner.right):
                mark(inner.left, "scalar", shapes)
    for _ in range(4):
        before = dict(shapes)
        for inner in walk(node):
            if isinstance(inner, Product):
                for root in roots_of_matrices(inner):
                    mark(root, "matrix", shapes)
                neighbours(inner, shapes)
            elif isinstance(inner, Binary) and inner.op in {"+", "-"}:
                siblings(inner, shapes)
        if shapes == before:
            break
    return shapes


def _direct(node: Expr, shapes: Shapes) -> None:
    if isinstance(node, Transpose):
        for inner in [node.body, *terms(node.body)]:
            row = isinstance(inner, Index) and is_query(inner)
            mark(inner, "matrix" if is_upper(inner) and not row else "vector", shapes)
    elif isinstance(node, Norm):
        for inner in [node.body, *terms(node.body)]:
            if node.order == "fro":
                mark(inner, "matrix", shapes)
            elif not is_upper(inner) and letter(inner) is not None:
                mark(inner, "vector", shapes)
    elif isinstance(node, Product):
        for inner in crossed(node):
            mark(inner, "vector", shapes)
    elif isinstance(node, Call) and node.function in {"trace", "det"}:
        mark(node.args[0], "matrix", shapes)
        for factor in _operands(node.args[0]):
            mark(factor, "matrix", shapes)
    elif isinstance(node, Reduce):
        if isinstance(node.domain, Span):
            for bound in (node.domain.lower, node.domain.upper):
                if bound is not None and not isinstance(bound, Call):
                    for symbol in walk(bound):
                        mark(symbol, "scalar", shapes)
            shapes.setdefault(node.index.key, "scalar")
    elif isinstance(node, Binary) and (base := inverted(node)) is not None:
        capital = letter(base)
        if capital is not None and (capital.is_greek or capital.base in MATRIX_LETTERS):
            mark(base, "matrix", shapes)
    elif isinstance(node, Binary) and node.op == "^" and letter(node.right) is not None:
        mark(node.right, "scalar", shapes)
    elif isinstance(node, Binary) and node.op in {"+", "-"} and isinstance(node.left, Number):
        power = isinstance(node.right, Binary) and node.right.op == "^"
        other = node.right.left if power and isinstance(node.right, Binary) else node.right
        if is_upper(other) and letter(other).font == "":  # type: ignore[union-attr]
            mark(other, "scalar", shapes)
    elif isinstance(node, Call) and node.function == "item" and len(node.args) == 3:
        for inner in walk(node.args[0]):
            if isinstance(inner, Call) and inner.function == "softmax":
                mark(inner.args[0], "matrix", shapes)
    elif isinstance(node, Call) and node.function == "gaussian":
        observe(node, shapes)
    elif isinstance(node, Call) and node.function == "len" and isinstance(node.args[0], Index):
        mark(node.args[0], "vector", shapes)
    elif isinstance(node, Call) and node.function == "factorial":
        mark(node.args[0], "scalar", shapes)


def _operands(node: Expr) -> Iterable[Expr]:
    """The capitals that a trace or determinant is made of."""
    if is_upper(node):
        yield node
    elif isinstance(node, Product | Transpose | Neg) or (isinstance(node, Binary) and node.op in {"+", "-"}):
        for child in children(node):
            yield from _operands(child)


def _mark_scalars(divisor: Expr, shapes: Shapes) -> None:
    """A capital in a divisor is no matrix."""
    if is_upper(divisor):
        mark(divisor, "scalar", shapes)
    elif isinstance(divisor, Binary) and divisor.op in {"+", "-", "*", "^"}:
        _mark_scalars(divisor.left, shapes)
        _mark_scalars(divisor.right, shapes)
    elif isinstance(divisor, Product):
        for factor in outside_forms(divisor):
            _mark_scalars(factor, shapes)
    elif isinstance(divisor, Call) and divisor.function == "sqrt":
        _mark_scalars(divisor.args[0], shapes)
