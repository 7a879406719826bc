"""What factors and terms say of each other: a matrix before a vector, weights beside weights."""

from __future__ import annotations

from collections.abc import Mapping

from rca_kernel.formal.letters import (
    Shapes,
    by_function,
    is_data,
    is_plain_latin,
    is_query,
    is_upper,
    is_weight,
    letter,
    mark,
    shape_key,
    terms,
)
from rca_kernel.formal.tree import (
    Apply,
    Binary,
    Call,
    Concat,
    Expr,
    Index,
    Neg,
    Norm,
    Number,
    Product,
    Shape,
    Symbol,
    Transpose,
    walk,
)
from rca_kernel.formal.units import is_identity
from rca_kernel.formal.vocabulary import ARRAY_LETTERS, ELEMENTWISE, LIKELY_MATRIX_LETTERS, MATRIX_LETTERS

_ACTIVATIONS = {"tanh", "sigmoid", "relu", "gelu", "silu", "softmax", "softplus"}


def known(node: Expr, shapes: Mapping[str, Shape]) -> Shape:
    """What is known of one factor before products are resolved."""
    if isinstance(node, Symbol | Index):
        return shapes.get(shape_key(node), "any")
    if isinstance(node, Transpose):
        inner = known(node.body, shapes)
        return "matrix" if inner == "matrix" else "row"
    if isinstance(node, Neg):
        return known(node.body, shapes)
    if isinstance(node, Apply):
        if node.function.base in {"phi", "psi"} and node.args and all(map(is_query, node.args)):
            return "vector"
        declared = shapes.get(node.function.key, by_function(node.function))
        return shapes.get(f"{node.function.key}()", declared)
    if isinstance(node, Number | Norm) or (
        isinstance(node, Call) and node.function in {"trace", "det", "inner"}
    ):
        return "scalar"
    if isinstance(node, Binary) and node.op in {"+", "-", "/", "^"}:
        return known(node.left, shapes) if node.op in {"/", "^"} else _wider(
            known(node.left, shapes), known(node.right, shapes)
        )  # fmt: skip
    if isinstance(node, Product) and any(known(f, shapes) == "matrix" for f in node.factors):
        return (
            "vector"
            if "vector" in (known(node.factors[-1], shapes), known(node.factors[0], shapes))
            else "matrix"
        )
    if isinstance(node, Call) and node.args and node.function in ELEMENTWISE | {"softmax"}:
        found: Shape = "any"
        for arg in node.args:
            found = _wider(found, known(arg, shapes))
        return found
    return "any"


def _wider(left: Shape, right: Shape) -> Shape:
    for shape in ("matrix", "row", "vector"):
        if shape in (left, right):
            return shape
    return "any"


def neighbours(node: Product, shapes: Shapes) -> None:
    pairs = zip(node.factors, node.factors[1:], node.links, strict=False)
    for left, right, link in pairs:
        if link not in {"juxtaposed", "cdot"}:
            continue
        before, after = known(left, shapes), known(right, shapes)
        if before in {"row", "matrix"} and (base := inverted(right)) is not None:
            mark(base, "matrix", shapes)
        elif before in {"row", "matrix"} and after == "any" and letter(right) is not None:
            mark(right, "matrix" if is_upper(right) else "vector", shapes)
        elif (after == "matrix" and before == "any" and is_upper(left) and isinstance(right, Transpose)) or (
            before == "any" and is_upper(left) and _acts_on(left, right, after)
        ):
            mark(left, "matrix", shapes)
        elif after == "any" and is_weight(right) and _is_stack(left):
            mark(left, "matrix", shapes)
            mark(right, "matrix", shapes)
        elif after == "any" and is_upper(right) and is_weight(right):
            if before == "any" and is_plain_latin(left) and is_data(left):
                mark(left, "vector", shapes)
                before = "vector"
            if before == "vector":
                mark(right, "matrix", shapes)
        elif link == "juxtaposed" and before == "vector" and after == "any" and is_upper(right):
            symbol = letter(right)
            if is_data(left) and symbol is not None and symbol.base in LIKELY_MATRIX_LETTERS | MATRIX_LETTERS:
                mark(right, "matrix", shapes)


def inverted(node: Expr) -> Expr | None:
    """The capital whose inverse this is."""
    if isinstance(node, Binary) and node.op == "^" and node.right == Neg(Number("1")) and is_upper(node.left):
        return node.left
    return None


def _is_stack(node: Expr) -> bool:
    """`Q W^Q`, `H W`, `\\mathrm{Concat}(...) W^O`: rows that weights act on from the right."""
    symbol = letter(node)
    if isinstance(node, Concat):
        return True
    return symbol is not None and symbol.base in LIKELY_MATRIX_LETTERS and symbol.is_latin


def _acts_on(left: Expr, right: Expr, after: Shape) -> bool:
    """Whether a capital that papers keep for matrices stands before what a matrix acts on."""
    symbol, operand = letter(left), letter(right)
    if symbol is None or "|hat|" in symbol.stem or after == "scalar":
        return False
    if symbol.font != "bold" and operand is not None and operand.font == "bold":
        return False
    if symbol.base in MATRIX_LETTERS:
        inside = any(is_plain_latin(n) for n in walk(right))
        activation = isinstance(right, Call) and right.function in _ACTIVATIONS
        return inside or activation or isinstance(right, Apply) or operand is not None
    vectorlike = after in {"vector", "matrix"} or (operand is not None and operand.base in ARRAY_LETTERS)
    return symbol.base in LIKELY_MATRIX_LETTERS and vectorlike


def siblings(node: Binary, shapes: Shapes) -> None:
    """In `W x + U h` both products are of the same kind, in `W + B A` the product is one of matrices."""
    sides = [n for side in (node.left, node.right) for n in (side, *terms(side))]
    if any(is_identity(s) or (isinstance(s, Product) and is_identity(s.factors[-1])) for s in sides):
        for side in sides:
            if isinstance(side, Apply):
                shapes.setdefault(f"{side.function.key}()", "matrix")
    products = [s for s in sides if isinstance(s, Product)]
    pairs = [p.factors for p in products if len(p.factors) == 2]
    if any(known(left, shapes) == "matrix" for left, _ in pairs):
        for left, right in pairs:
            if is_upper(left) and is_plain_latin(right):
                mark(left, "matrix", shapes)
    weights = [s for s in sides if is_weight(s)]
    weights += [p.factors[0] for p in products if is_weight(p.factors[0]) and is_data(p.factors[1])]
    changes = [c for p in products if len(c := _low_rank(p)) == 2]
    for factor in (*weights, *(f for c in changes for f in c)) if weights and changes else ():
        mark(factor, "matrix", shapes)


def _low_rank(node: Product) -> list[Expr]:
    """`B A` of `\\frac{\\alpha}{r} B A x`."""
    factors = list(node.factors)
    while factors and not is_upper(factors[0]):
        factors.pop(0)
    letters = {s.base for f in factors[:2] if (s := letter(f)) is not None}
    alone = len(factors) == 2 or (len(factors) == 3 and is_data(factors[2]))
    return factors[:2] if alone and letters == {"A", "B"} else []
