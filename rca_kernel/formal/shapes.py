"""Products resolved: elementwise, matrix, inner or outer, by the shapes of their factors."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rca_kernel.errors import FormalError
from rca_kernel.formal.ambiguities import refuse_imaginary
from rca_kernel.formal.evidence import Shapes, gather, is_plain_latin, is_upper, letter, shape_key
from rca_kernel.formal.tree import (
    Apply,
    Binary,
    Call,
    Cases,
    Concat,
    Expr,
    Index,
    Link,
    Neg,
    Norm,
    Number,
    Product,
    Reduce,
    Rows,
    Shape,
    Symbol,
    Transpose,
    rebuild,
    walk,
)
from rca_kernel.formal.vocabulary import COUNT_LETTERS, DOT_LETTERS

_HINT = "Declare its shape (kinds=), write \\odot for an elementwise product, or print matrices in bold."
_SCALAR_CALLS = {"trace", "det", "len", "inner", "mean", "var", "std", "factorial", "binom", "logsumexp"}


@dataclass(frozen=True, slots=True)
class Shaped:
    """A resolved expression with the shape of its value."""

    node: Expr
    shape: Shape


def resolve(node: Expr, declared: Mapping[str, Shape]) -> tuple[Expr, Shapes]:
    """Every `Product` replaced by binary operations; also the shapes found for symbols."""
    refuse_imaginary(node)
    shapes = gather(node, declared)
    return _Resolver(shapes).visit(node).node, shapes


class _Resolver:
    def __init__(self, shapes: Shapes) -> None:
        self.shapes = shapes

    def visit(self, node: Expr) -> Shaped:
        match node:
            case Symbol() | Index():
                plain = rebuild(node, lambda n: self.visit(n).node)
                return Shaped(plain, self.shapes.get(shape_key(node), "any"))
            case Number():
                return Shaped(node, "scalar")
            case Neg(body):
                inner = self.visit(body)
                return Shaped(Neg(inner.node), inner.shape)
            case Product():
                return self._product(node)
            case Binary(op, left, right):
                return self._binary(op, node, self.visit(left), self.visit(right))
            case Transpose(body):
                return self._transpose(node, self.visit(body))
            case Norm():
                return self._norm(node)
            case Call(function, args):
                return self._call(function, [self.visit(a) for a in args])
            case Reduce(body=body):
                shape = "vector" if node.kind == "list" else self.visit(body).shape
                if node.kind in {"argmax", "argmin"}:
                    if shape in {"vector", "row", "matrix"}:
                        raise _refusal("an arg max or arg min of arrays", node)
                    shape = "scalar"
                return Shaped(rebuild(node, lambda n: self.visit(n).node), shape)
            case Rows():
                return Shaped(rebuild(node, lambda n: self.visit(n).node), "matrix")
            case Concat():
                return Shaped(rebuild(node, lambda n: self.visit(n).node), "vector")
            case Cases(branches, otherwise):
                shape = self.visit(otherwise).shape
                for _, value in branches:
                    shape = join(shape, self.visit(value).shape)
                return Shaped(rebuild(node, lambda n: self.visit(n).node), shape)
            case _:
                return Shaped(rebuild(node, lambda n: self.visit(n).node), "any")

    def _binary(self, op: str, node: Binary, left: Shaped, right: Shaped) -> Shaped:
        if op in {"+", "-"}:
            if {left.shape, right.shape} == {"row", "vector"}:
                raise _refusal("a row added to a column", node)
            return Shaped(Binary(node.op, left.node, right.node), join(left.shape, right.shape))
        if op == "^":
            return self._power(node, left, right)
        if op == "/" and right.shape == "matrix":
            raise _refusal("a division by a matrix", node, "Write the inverse.")
        return Shaped(Binary(node.op, left.node, right.node), join(left.shape, right.shape))

    def _power(self, node: Binary, left: Shaped, right: Shaped) -> Shaped:
        inverse = right.node in (Neg(Number("1")), Number("-1"))
        if left.shape == "matrix":
            if inverse:
                return Shaped(Call("inv", (left.node,)), "matrix")
            raise _refusal("a power of a matrix: elementwise or a matrix power", node, _HINT)
        if isinstance(right.node, Neg) and left.shape == "any" and any(
            is_upper(n) and self.shapes.get(shape_key(n), "any") == "any"
            for n in walk(left.node) if isinstance(n, Symbol | Index)
        ):  # fmt: skip
            raise _refusal("an inverse: of a matrix or of a number", node, _HINT)
        if left.shape == "row":
            raise _refusal("a power of a transposed vector", node)
        return Shaped(Binary("^", left.node, right.node), join(left.shape, right.shape))

    def _transpose(self, node: Transpose, inner: Shaped) -> Shaped:
        shape = inner.shape
        if shape == "scalar":
            raise _refusal("a transpose of a number", node)
        if shape == "any":
            capitals = any(is_upper(n) for n in walk(inner.node))
            shape = "matrix" if capitals else "vector"
        if shape == "matrix":
            return Shaped(Transpose(inner.node), "matrix")
        return Shaped(inner.node, "vector" if shape == "row" else "row")

    def _norm(self, node: Norm) -> Shaped:
        inner = self.visit(node.body)
        undecided = inner.shape == "any" and is_upper(inner.node)
        if node.order not in {"fro", "zero"} and (inner.shape == "matrix" or undecided):
            raise _refusal(
                "a norm of a matrix: operator or entrywise", node, "Write \\|W\\|_F for Frobenius."
            )
        order = node.order if isinstance(node.order, str) else self.visit(node.order).node
        return Shaped(Norm(order, inner.node), "scalar")

    def _call(self, function: str, args: list[Shaped]) -> Shaped:
        nodes = tuple(a.node for a in args)
        if function in _SCALAR_CALLS or (function in {"max", "min"} and len(args) == 1):
            return Shaped(Call(function, nodes), "scalar")
        if function == "argsort":
            return Shaped(Call(function, nodes), "vector")
        if function == "diag":
            return Shaped(Call(function, nodes), "vector" if args[0].shape == "matrix" else "matrix")
        bare = letter(args[0].node) if args else None
        undecided = function == "exp" and bare is not None and is_upper(bare) and args[0].shape == "any"
        if undecided or (function in {"exp", "log", "sqrt"} and args[0].shape == "matrix" and bare):
            raise _refusal(f"{function} of a matrix: elementwise or a matrix function", args[0].node, _HINT)
        shape: Shape = "scalar"
        for arg in args:
            shape = join(shape, arg.shape)
        if shape == "row":
            raise _refusal(f"{function} of a transposed vector", nodes[0])
        return Shaped(Call(function, nodes), shape)

    def _product(self, node: Product) -> Shaped:
        """Runs of factors first, then what `\\odot` joins: `a \\odot W x` is `a * (W @ x)`."""
        marks = [n for n, link in enumerate(node.links, start=1) if link == "odot"]
        ends = [0, *marks, len(node.factors)]
        value: Shaped | None = None
        for start, end in itertools.pairwise(ends):
            run = self._run(node.factors[start:end], node.links[start : end - 1], node.position)
            if value is not None and {value.shape, run.shape} in ({"matrix", "vector"}, {"matrix", "row"}):
                raise _at("an elementwise product of a matrix and a vector", run.node, node.position)
            value = run if value is None else _elementwise(value, run)
        assert value is not None
        return value

    def _run(self, parts: Sequence[Expr], links: Sequence[Link], position: int) -> Shaped:
        factors = [self.visit(f) for f in parts]
        value = factors[0]
        for number, (factor, link) in enumerate(zip(factors[1:], links, strict=True), start=1):
            last = number == len(factors) - 1
            value = multiply(value, factor, link, position, last, number == 1, self.shapes)
        return value


def _elementwise(left: Shaped, right: Shaped) -> Shaped:
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
        return _elementwise(left, right)
    if link == "times" and pair != ("any", "any"):
        raise _at("a cross, matrix or elementwise product", right.node, position)
    match pair:
        case ("row", "vector"):
            return Shaped(Binary("@", left.node, right.node), "scalar")
        case ("row", "matrix"):
            return Shaped(Binary("@", left.node, right.node), "row")
        case ("row", "any"):
            return Shaped(Binary("@", left.node, right.node), "any")
        case ("vector", "row"):
            return Shaped(Binary("outer", left.node, right.node), "matrix")
        case ("any", "row"):
            if last and first and is_plain_latin(left.node):
                return Shaped(Binary("outer", left.node, right.node), "matrix")
            if not last and is_plain_latin(left.node) and first:
                raise _at("an outer product or a scaling", left.node, position)
            return Shaped(Binary("*", left.node, right.node), "row")
        case ("matrix", "matrix"):
            return Shaped(Binary("@", left.node, right.node), "matrix")
        case ("matrix", "vector"):
            return Shaped(Binary("@", left.node, right.node), "vector")
        case ("matrix", "any"):
            return Shaped(Binary("@", left.node, right.node), "any")
        case ("vector", "matrix"):
            return Shaped(Binary("@", left.node, right.node), "vector")
        case ("any", "matrix" | "vector"):
            return _scaled(left, right, position)
        case ("vector", "vector") if link == "cdot":
            return Shaped(Binary("inner", left.node, right.node), "scalar")
        case ("vector", "any") if link != "cdot" or not is_plain_latin(right.node):
            if is_upper(right.node):
                raise _at("a matrix product or a scaling", right.node, position)
            return Shaped(Binary("*", left.node, right.node), "vector")
        case ("any", "any"):
            if link == "cdot" and is_pair(left.node) and is_pair(right.node):
                raise _at("an inner product or a product of numbers", right.node, position)
            _check_undecided(left, right, position, shapes)
            return Shaped(Binary("*", left.node, right.node), "any")
        case _:
            raise _at("a product of vectors: inner, outer or elementwise", right.node, position)


def is_pair(node: Expr) -> bool:
    """A bare letter of those that papers multiply by a dot as vectors."""
    symbol = letter(node)
    return symbol is not None and symbol.base in DOT_LETTERS and symbol.is_latin


def _scaled(left: Shaped, right: Shaped, position: int) -> Shaped:
    """Something of unknown shape before a matrix or vector."""
    symbol = letter(left.node)
    if is_upper(left.node):
        raise _at("a matrix product or a scaling", left.node, position)
    if symbol is not None and right.shape == "matrix" and symbol.base in {"x", "h", "z", "y", "q", "v"}:
        return Shaped(Binary("@", left.node, right.node), "vector")
    if isinstance(left.node, Apply | Call) and right.shape == "matrix":
        raise _at("a matrix product or a scaling", right.node, position)
    return Shaped(Binary("*", left.node, right.node), right.shape)


def _check_undecided(left: Shaped, right: Shaped, position: int, shapes: Mapping[str, Shape]) -> None:
    """A capital before something that may be a vector may be a matrix."""
    capitals = [c for c in _capitals(left.node) if shapes.get(shape_key(c), "any") == "any"]
    if not capitals:
        return
    others = [n for n in walk(right.node) if isinstance(n, Symbol | Index) and n not in capitals]
    if all(_is_count(c) for c in capitals) and (letter(right.node) is None or _is_count(right.node)):
        return
    if any(is_upper(n) or is_plain_latin(n) for n in others) or any(
        isinstance(n, Apply) for n in walk(right.node)
    ):
        raise _at("a matrix product or a product of numbers", left.node, position)


def _is_count(node: Expr) -> bool:
    """A plain T or N before a sum, a fraction or its like: a temperature, a length, a count."""
    symbol = letter(node)
    return symbol is not None and symbol.font == "" and symbol.base in COUNT_LETTERS


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


def _refusal(reason: str, node: Expr, hint: str = "") -> FormalError:
    symbol = next((n for n in walk(node) if isinstance(n, Symbol)), None)
    return FormalError(reason, token=symbol.latex if symbol else "",
        position=symbol.position if symbol else -1,
                       hint=hint)  # fmt: skip


def _at(reason: str, node: Expr, position: int) -> FormalError:
    symbol = next((n for n in walk(node) if isinstance(n, Symbol)), None)
    place = symbol.position if symbol and symbol.position >= 0 else position
    return FormalError(reason, token=symbol.latex if symbol else "", position=place, hint=_HINT)
