"""Products of two: elementwise, matrix, inner or outer, by what is known of both sides."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from rca_kernel.errors import FormalError
from rca_kernel.formal.dots import is_inner, is_pair
from rca_kernel.formal.letters import is_plain_latin, is_upper, letter, shape_key
from rca_kernel.formal.row_vectors import refuse_rows_on_matrices
from rca_kernel.formal.tree import (
    Apply,
    Binary,
    Call,
    Expr,
    Index,
    Link,
    Neg,
    Number,
    Reduce,
    Shape,
    Symbol,
    Transpose,
    walk,
)
from rca_kernel.formal.vocabulary import ARRAY_LETTERS, COUNT_LETTERS, ELEMENTWISE

HINT = (
    "Declare its shape (B \\in \\mathbb{R}^{m \\times n}), write \\odot for an elementwise product, "
    "or print matrices in bold."
)

OF_FUNCTION = (
    "Name the function in callables= and say in kinds= what it gives, or give its value a letter of its own."
)


@dataclass(frozen=True, slots=True)
class Shaped:
    """A resolved expression with the shape of its value."""

    node: Expr
    shape: Shape


def elementwise(left: Shaped, right: Shaped) -> Shaped:
    return Shaped(Binary("*", left.node, right.node), join(left.shape, right.shape))


def multiply(
    left: Shaped,
    right: Shaped,
    link: Link,
    position: int,
    last: bool,
    first: bool,
    shapes: Mapping[str, Shape],
) -> Shaped:
    """One product; refuses what could be elementwise or a matrix product."""
    pair = (left.shape, right.shape)
    if link == "star" or "scalar" in pair:
        return elementwise(left, right)
    _refuse_field(left, position)
    if link == "times" and pair != ("any", "any"):
        raise refusal_at("a cross, matrix or elementwise product", right.node, position)
    match pair:
        case ("row", "vector"):
            return Shaped(Binary("@", left.node, right.node), "scalar")
        case ("row", "matrix"):
            return Shaped(Binary("@", left.node, right.node), "row")
        case ("row", "any"):
            return Shaped(Binary("@", left.node, right.node), "any")
        case ("vector", "row"):
            return _outer(left, right)
        case ("any", "row") if isinstance(left.node, Apply):
            return _outer_of_values(left, right, position)
        case ("any", "row"):
            if last and (first or not is_number(left.node)) and is_plain_latin(_last_factor(left.node)):
                return _outer(left, right)
            if not last and is_plain_latin(left.node) and first and not _is_bold(right.node):
                raise refusal_at("an outer product or a scaling", left.node, position)
            return Shaped(Binary("*", left.node, right.node), "row")
        case ("matrix", "matrix"):
            return Shaped(Binary("@", left.node, right.node), "matrix")
        case ("matrix", "vector"):
            return Shaped(Binary("@", left.node, right.node), "vector")
        case ("matrix", "any"):
            if is_number(right.node):
                return Shaped(Binary("*", left.node, right.node), "matrix")
            return Shaped(Binary("@", left.node, right.node), "any")
        case ("vector", "matrix"):
            return Shaped(Binary("@", left.node, right.node), "vector")
        case ("any", "matrix" | "vector"):
            return _scaled(left, right, position)
        case ("vector", "vector") if _gates(left.node, right.node):
            return elementwise(left, right)
        case ("vector", "vector") if link == "cdot":
            return Shaped(Binary("inner", left.node, right.node), "scalar")
        case ("vector", "any") if link != "cdot" or not is_plain_latin(right.node):
            if is_upper(right.node):
                raise refusal_at("a matrix product or a scaling", right.node, position)
            return Shaped(Binary("*", left.node, right.node), "vector")
        case ("any", "any"):
            return _undecided(left, right, link, position, shapes)
        case _:
            raise refusal_at("a product of vectors: inner, outer or elementwise", right.node, position)


def dotted(
    scale: Shaped | None,
    left: Shaped,
    value: Shaped,
    right: Shaped,
    position: int,
    shapes: Mapping[str, Shape],
) -> Shaped | None:
    """`t x \\cdot y`: what stands beside the dot decides, not the scale before it."""
    if scale is None or value.node != Binary("*", scale.node, left.node):
        return None
    if scale.shape not in {"scalar", "any"} or (left.shape, right.shape) != ("any", "any"):
        return None
    inner = multiply(left, right, "cdot", position, False, True, shapes)
    if not (isinstance(inner.node, Binary) and inner.node.op == "inner"):
        return None
    return Shaped(Binary("*", scale.node, inner.node), scale.shape)


def _is_bold(node: Expr) -> bool:
    """`\\mathbf{w}^\\top` after a `y_i` that is not bold: vectors are told by their font."""
    symbol = letter(node)
    return symbol is not None and symbol.font == "bold"


def _refuse_field(left: Shaped, position: int) -> None:
    """`\\mathbf{F}(x)` before another factor: a matrix, or a vector."""
    node = left.node
    if isinstance(node, Apply) and left.shape == "any" and node.function.font == "bold":
        raise refusal("a matrix product or a scaling", node, OF_FUNCTION)


def _outer_of_values(left: Shaped, right: Shaped, position: int) -> Shaped:
    """`f(x) f(x)^\\top`."""
    if left.node == right.node:
        return _outer(left, right)
    raise refusal_at("an outer product or a scaling", left.node, position)


def _undecided(left: Shaped, right: Shaped, link: Link, position: int, shapes: Mapping[str, Shape]) -> Shaped:
    """Two factors of which nothing is known."""
    if link == "cdot" and is_inner(left.node, right.node):
        return Shaped(Binary("inner", left.node, right.node), "scalar")
    if link == "cdot" and is_pair(left.node) and is_pair(right.node):
        raise refusal_at("an inner product or a product of numbers", right.node, position)
    if isinstance(left.node, Apply) and is_upper(right.node) and not _is_number(right.node):
        raise refusal_at("a matrix product or a scaling", right.node, position)
    if link == "juxtaposed":
        refuse_rows_on_matrices(left.node, right.node)
    _check_undecided(left, right, position, shapes)
    return Shaped(Binary("*", left.node, right.node), "any")


def _outer(left: Shaped, right: Shaped) -> Shaped:
    """`\\beta k k^\\top`: the number stays before the outer product."""
    node = left.node
    if isinstance(node, Binary) and node.op == "*" and isinstance(node.right, Symbol | Index):
        number = node.left
        greek = isinstance(number, Symbol) and number.is_greek and number.font != "bold"
        if greek or isinstance(number, Number) or is_number(number):
            return Shaped(Binary("*", number, Binary("outer", node.right, right.node)), "matrix")
    return Shaped(Binary("outer", node, right.node), "matrix")


def _last_factor(node: Expr) -> Expr:
    """`v` of `\\beta v`."""
    return _last_factor(node.right) if isinstance(node, Binary) and node.op == "*" else node


def _gates(left: Expr, right: Expr) -> bool:
    """`z \\sigma(z)`: a value beside an elementwise function of itself."""
    return isinstance(right, Call) and right.function in ELEMENTWISE and right.args[:1] == (left,)


def is_number(node: Expr) -> bool:
    """`\\sqrt{d}`, `\\frac{1}{n}`, `\\min(1, c / s)`: made of letters that papers keep for numbers."""
    if not isinstance(node, Binary | Call) or (isinstance(node, Call) and node.function in _ACTIVATIONS):
        return False
    for inner in walk(node):
        if isinstance(inner, Apply | Reduce | Transpose | Index):
            return False
        if isinstance(inner, Symbol) and (
            inner.font == "bold" or inner.base in ARRAY_LETTERS | {"b"} or inner.base[:1].isupper()
            or (inner.is_greek and inner.base in {"phi", "psi", "theta", "mu", "xi", "epsilon", "delta"})
        ):  # fmt: skip
            return False
    return True


_ACTIVATIONS = {"tanh", "sigmoid", "relu", "gelu", "silu", "softmax", "softplus", "sign"}


def _scaled(left: Shaped, right: Shaped, position: int) -> Shaped:
    """Something of unknown shape before a matrix or vector."""
    symbol = letter(left.node)
    if is_upper(left.node):
        raise refusal_at("a matrix product or a scaling", left.node, position)
    if symbol is not None and right.shape == "matrix" and symbol.base in {"x", "h", "z", "y", "q", "v"}:
        return Shaped(Binary("@", left.node, right.node), "vector")
    if isinstance(left.node, Binary) and left.node.op == "@":
        return Shaped(Binary("@", left.node, right.node), right.shape)
    if isinstance(left.node, Apply | Call) and right.shape == "matrix":
        raise refusal_at("a matrix product or a scaling", right.node, position)
    return Shaped(Binary("*", left.node, right.node), right.shape)


def _check_undecided(left: Shaped, right: Shaped, position: int, shapes: Mapping[str, Shape]) -> None:
    """A capital before something that may be a vector may be a matrix."""
    capitals = [c for c in _capitals(left.node) if shapes.get(shape_key(c), "any") == "any"]
    if not capitals:
        return
    if all(_counts(right.node, c) for c in capitals):
        return
    if is_number(right.node):
        return
    if isinstance(right.node, Binary) and right.node.op == "^" and _of_difference(right.node.left):
        capitals = [c for c in capitals if not isinstance(c, Index) or len(c.subscripts) > 1]
        if not capitals:
            return
    again = [n for n in (right.node, *_capitals(right.node)) if n in capitals]
    others = [*again, *(n for n in walk(right.node) if isinstance(n, Symbol | Index) and n not in capitals)]
    if all(_is_count(c) for c in capitals) and (letter(right.node) is None or _is_count(right.node)):
        return
    if isinstance(left.node, Binary) and isinstance(left.node.left, Number) and all(map(_is_count, capitals)):
        return
    if any(is_upper(n) or is_plain_latin(n) for n in others) or any(
        isinstance(n, Apply) for n in walk(right.node)
    ):
        raise refusal_at("a matrix product or a product of numbers", left.node, position)


def _of_difference(node: Expr) -> bool:
    """`F_i (a_i - b_i)^2`: the square of a difference is weighted by numbers."""
    return isinstance(node, Binary) and node.op == "-"


def _counts(node: Expr, capital: Expr) -> bool:
    """`K - 1` right of `K`: numbers both."""
    sides = (node.left, node.right) if isinstance(node, Binary) and node.op in {"+", "-"} else ()
    return capital in sides and any(isinstance(s, Number) for s in sides)


def _is_count(node: Expr) -> bool:
    """A plain T or N before a sum, a fraction or its like: a temperature, a length, a count."""
    symbol = letter(node)
    return symbol is not None and symbol.font == "" and symbol.base in COUNT_LETTERS


def _is_number(node: Expr) -> bool:
    """A count, or an estimate of a number: `r_t(\\theta) \\hat{A}_t`."""
    symbol = letter(node)
    return _is_count(node) or (symbol is not None and "|hat" in symbol.stem)


def _capitals(node: Expr) -> Iterator[Symbol | Index]:
    """Capitals among the factors of a product, not inside functions."""
    if isinstance(node, Symbol | Index):
        if is_upper(node):
            yield node
    elif isinstance(node, Neg):
        yield from _capitals(node.body)
    elif isinstance(node, Binary) and node.op != "^":
        yield from _capitals(node.left)
        if node.op != "/":
            yield from _capitals(node.right)
    elif isinstance(node, Binary):
        yield from _capitals(node.left)


def join(left: Shape, right: Shape) -> Shape:
    """The shape of an elementwise combination."""
    for shape in ("matrix", "row", "vector", "any"):
        if shape in (left, right):
            return shape
    return "scalar"


def refusal(reason: str, node: Expr, hint: str = "") -> FormalError:
    symbol = next((n for n in walk(node) if isinstance(n, Symbol)), None)
    return FormalError(reason, token=symbol.latex if symbol else "",
        position=symbol.position if symbol else -1,
                       hint=hint)  # fmt: skip


def refusal_at(reason: str, node: Expr, position: int) -> FormalError:
    symbol = next((n for n in walk(node) if isinstance(n, Symbol)), None)
    place = symbol.position if symbol and symbol.position >= 0 else position
    return FormalError(reason, token=symbol.latex if symbol else "", position=place, hint=HINT)
