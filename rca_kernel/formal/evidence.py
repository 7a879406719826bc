"""Which symbols are scalars, vectors or matrices, from fonts, transposes, norms and their neighbours."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

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
    Reduce,
    Shape,
    Span,
    Symbol,
    Transpose,
    children,
    walk,
)
from rca_kernel.formal.vocabulary import ARRAY_LETTERS, ELEMENTWISE, LIKELY_MATRIX_LETTERS, MATRIX_LETTERS

Shapes = dict[str, Shape]
_INDICES = {"i", "j", "k", "l", "m", "n"}
_ACTIVATIONS = {"tanh", "sigmoid", "relu", "gelu", "silu", "softmax", "softplus"}


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


def gather(node: Expr, declared: Mapping[str, Shape]) -> Shapes:
    """The shapes that the formula itself gives away."""
    shapes: Shapes = dict(declared)
    for inner in walk(node):
        if isinstance(inner, Symbol | Index) and by_font(inner) != "any":
            shapes.setdefault(shape_key(inner), by_font(inner))
    for inner in walk(node):
        _direct(inner, shapes)
    for inner in walk(node):
        if isinstance(inner, Binary) and inner.op == "/":
            _mark_scalars(inner.right, shapes)
            if is_upper(inner.left) and is_upper(inner.right):
                _mark(inner.left, "scalar", shapes)
    for _ in range(4):
        before = dict(shapes)
        for inner in walk(node):
            if isinstance(inner, Product):
                _neighbours(inner, shapes)
            elif isinstance(inner, Binary) and inner.op in {"+", "-"}:
                _siblings(inner, shapes)
        if shapes == before:
            break
    return shapes


def _mark(node: Expr, shape: Shape, shapes: Shapes) -> None:
    if isinstance(node, Symbol | Index):
        shapes.setdefault(shape_key(node), shape)


def _direct(node: Expr, shapes: Shapes) -> None:
    if isinstance(node, Transpose):
        for inner in [node.body, *_terms(node.body)]:
            _mark(inner, "matrix" if is_upper(inner) else "vector", shapes)
    elif isinstance(node, Norm):
        for inner in [node.body, *_terms(node.body)]:
            if node.order == "fro":
                _mark(inner, "matrix", shapes)
            elif not is_upper(inner) and letter(inner) is not None:
                _mark(inner, "vector", shapes)
    elif isinstance(node, Call) and node.function in {"trace", "det"}:
        _mark(node.args[0], "matrix", shapes)
        for factor in _operands(node.args[0]):
            _mark(factor, "matrix", shapes)
    elif isinstance(node, Reduce):
        if isinstance(node.domain, Span):
            for bound in (node.domain.lower, node.domain.upper):
                if bound is not None:
                    for symbol in walk(bound):
                        _mark(symbol, "scalar", shapes)
            shapes.setdefault(node.index.key, "scalar")
    elif isinstance(node, Binary) and (inverted := _inverted(node)) is not None:
        capital = letter(inverted)
        if capital is not None and (capital.is_greek or capital.base in MATRIX_LETTERS):
            _mark(inverted, "matrix", shapes)
    elif isinstance(node, Binary) and node.op == "^" and letter(node.right) is not None:
        _mark(node.right, "scalar", shapes)
    elif isinstance(node, Call) and node.function == "factorial":
        _mark(node.args[0], "scalar", shapes)


def _terms(node: Expr) -> Iterable[Expr]:
    """The bare operands of a sum."""
    for side in (node.left, node.right) if isinstance(node, Binary) and node.op in {"+", "-"} else ():
        yield side
        yield from _terms(side)


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
        _mark(divisor, "scalar", shapes)
    elif isinstance(divisor, Binary) and divisor.op in {"+", "-", "*", "^"}:
        _mark_scalars(divisor.left, shapes)
        _mark_scalars(divisor.right, shapes)
    elif isinstance(divisor, Product):
        for factor in divisor.factors:
            _mark_scalars(factor, shapes)
    elif isinstance(divisor, Call) and divisor.function == "sqrt":
        _mark_scalars(divisor.args[0], shapes)


def known(node: Expr, shapes: Mapping[str, Shape]) -> Shape:
    """What is known of one factor before products are resolved."""
    if isinstance(node, Symbol | Index):
        return shapes.get(shape_key(node), "any")
    if isinstance(node, Transpose):
        inner = known(node.body, shapes)
        return "matrix" if inner == "matrix" else "row"
    if isinstance(node, Neg):
        return known(node.body, shapes)
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


def _neighbours(node: Product, shapes: Shapes) -> None:
    pairs = zip(node.factors, node.factors[1:], node.links, strict=False)
    for left, right, link in pairs:
        if link not in {"juxtaposed", "cdot"}:
            continue
        before, after = known(left, shapes), known(right, shapes)
        if before in {"row", "matrix"} and (inverted := _inverted(right)) is not None:
            _mark(inverted, "matrix", shapes)
        elif before in {"row", "matrix"} and after == "any" and letter(right) is not None:
            _mark(right, "matrix" if is_upper(right) else "vector", shapes)
        elif (after == "matrix" and before == "any" and is_upper(left) and isinstance(right, Transpose)) or (
            before == "any" and is_upper(left) and _acts_on(left, right, after)
        ):
            _mark(left, "matrix", shapes)
        elif after == "any" and _is_weight(right) and _is_stack(left):
            _mark(left, "matrix", shapes)
            _mark(right, "matrix", shapes)
        elif after == "any" and is_upper(right) and _is_weight(right):
            if before == "any" and is_plain_latin(left) and _is_data(left):
                _mark(left, "vector", shapes)
                before = "vector"
            if before == "vector":
                _mark(right, "matrix", shapes)
        elif link == "juxtaposed" and before == "vector" and after == "any" and is_upper(right):
            symbol = letter(right)
            if (
                _is_data(left)
                and symbol is not None
                and symbol.base in LIKELY_MATRIX_LETTERS | MATRIX_LETTERS
            ):
                _mark(right, "matrix", shapes)


def _inverted(node: Expr) -> Expr | None:
    """The capital whose inverse this is."""
    if isinstance(node, Binary) and node.op == "^" and node.right == Neg(Number("1")) and is_upper(node.left):
        return node.left
    return None


def _is_weight(node: Expr) -> bool:
    symbol = letter(node)
    return symbol is not None and symbol.base == "W"


def _is_stack(node: Expr) -> bool:
    """`Q W^Q`, `H W`, `\\mathrm{Concat}(...) W^O`: rows that weights act on from the right."""
    symbol = letter(node)
    if isinstance(node, Concat):
        return True
    return symbol is not None and symbol.base in LIKELY_MATRIX_LETTERS and symbol.is_latin


def _is_data(node: Expr) -> bool:
    symbol = letter(node)
    return symbol is not None and symbol.base in {"x", "h", "z", "y", "v", "u"}


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


def _siblings(node: Binary, shapes: Shapes) -> None:
    """In `W x + U h` both products are of the same kind, in `W + B A` the product is one of matrices."""
    sides = [n for side in (node.left, node.right) for n in (side, *_terms(side))]
    products = [s for s in sides if isinstance(s, Product)]
    pairs = [p.factors for p in products if len(p.factors) == 2]
    if any(known(left, shapes) == "matrix" for left, _ in pairs):
        for left, right in pairs:
            if is_upper(left) and is_plain_latin(right):
                _mark(left, "matrix", shapes)
    weights = [s for s in sides if _is_weight(s)]
    weights += [p.factors[0] for p in products if _is_weight(p.factors[0]) and _is_data(p.factors[1])]
    changes = [c for p in products if len(c := _low_rank(p)) == 2]
    for factor in (*weights, *(f for c in changes for f in c)) if weights and changes else ():
        _mark(factor, "matrix", shapes)


def _low_rank(node: Product) -> list[Expr]:
    """`B A` of `\\frac{\\alpha}{r} B A x`."""
    factors = list(node.factors)
    while factors and not is_upper(factors[0]):
        factors.pop(0)
    letters = {s.base for f in factors[:2] if (s := letter(f)) is not None}
    alone = len(factors) == 2 or (len(factors) == 3 and _is_data(factors[2]))
    return factors[:2] if alone and letters == {"A", "B"} else []
