"""Products resolved: elementwise, matrix, inner or outer, by the shapes of their factors."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence

from rca_kernel.errors import FormalError
from rca_kernel.formal.ambiguities import refuse_imaginary
from rca_kernel.formal.densities import density
from rca_kernel.formal.determinants import between_bars, refuse_of_determinant
from rca_kernel.formal.evidence import gather
from rca_kernel.formal.identities import filled, holds_unit, summed
from rca_kernel.formal.letters import Shapes, is_upper, is_weight, letter, shape_key
from rca_kernel.formal.matrix_powers import is_fraction, is_gram
from rca_kernel.formal.neighbours import known
from rca_kernel.formal.products import HINT, Shaped, dotted, elementwise, join, multiply, refusal, refusal_at
from rca_kernel.formal.row_vectors import refuse_key_values
from rca_kernel.formal.spreads import normal
from rca_kernel.formal.tree import (
    Apply,
    Binary,
    Call,
    Cases,
    Concat,
    Constant,
    Expr,
    Index,
    Link,
    Neg,
    Norm,
    Number,
    Product,
    Reduce,
    Rows,
    Sample,
    Shape,
    Symbol,
    Transpose,
    rebuild,
    walk,
)
from rca_kernel.formal.units import is_identity, is_ones, sized_ones

OF_ENTRIES = (
    "Write it for the entries, B_{ij} = \\exp(A_{ij}), declare a number (A \\in \\mathbb{R}), or name the "
    "result by a letter."
)
_SCALAR_CALLS = {
    "trace",
    "det",
    "len",
    "inner",
    "mean",
    "var",
    "std",
    "factorial",
    "binom",
    "logsumexp",
    "kl",
    "sum",
    "item",
    "argmax",
    "argmin",
}


def resolve(node: Expr, shapes: Mapping[str, Shape], declared: Mapping[str, Shape] | None = None) -> Shaped:
    """Every `Product` replaced by binary operations, and the shape of the whole."""
    if "|i||" not in shapes:
        refuse_imaginary(node)
    found = _Resolver(gather(node, shapes), node, shapes if declared is None else declared).visit(node)
    found = Shaped(sized_ones(found.node), found.shape)
    for inner in walk(found.node):
        if is_ones(inner):
            raise refusal(
                "a vector of ones: its length is not written", inner, "Give it as a symbol of its own."
            )
    return found


def refuse_other_shape(left: Symbol, right: Shaped, declared: Mapping[str, Shape]) -> None:
    """A symbol declared to be a number, a vector or a matrix must be defined as one."""
    wanted = declared.get(left.key, declared.get(left.names[0], "any"))
    found = "vector" if right.shape == "row" else right.shape
    plain = isinstance(right.node, Number | Constant | Sample)
    if "any" not in (wanted, found) and wanted != found and not plain:
        names = {"scalar": "a number", "vector": "a vector", "matrix": "a matrix"}
        raise FormalError(
            f"the left side is declared as {names[wanted]}, the right side is {names[found]}",
            token=left.latex,
            position=left.position,
            hint="Check the declaration, or write \\top where a vector is transposed.",
        )


class _Resolver:
    def __init__(self, shapes: Shapes, tree: Expr, declared: Mapping[str, Shape]) -> None:
        self.shapes = shapes
        self.values = {n.key for n in walk(tree) if isinstance(n, Symbol)}
        self.declared = declared
        self.multiplied = self.traced = False

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
            case Call(function="gaussian"):
                return density(node, self.visit)
            case Product():
                return self._product(node)
            case Binary(op, left, right):
                return self._binary(op, node, self.visit(left), self.visit(right))
            case Transpose(body):
                return self._transpose(node, self.visit(body))
            case Norm():
                return self._norm(node)
            case Call(function, args):
                within, self.multiplied = (self.multiplied, self.traced), function == "trace"
                self.traced = function == "trace"
                shaped = [self.visit(a) for a in args]
                self.multiplied, self.traced = within
                return self._call(function, shaped)
            case Apply(function=function, args=args) if (
                function.font in {"cal", "scr"} and function.base == "N"
            ):
                return Shaped(rebuild(node, lambda n: self.visit(n).node), "scalar")
            case Reduce(body=body):
                shape = "vector" if node.kind == "list" else self.visit(body).shape
                if node.kind == "prod" and (shape in {"matrix", "vector"} or is_weight(node.body)):
                    raise refusal("a product of matrices: its order is not written", node,
                                  "Write the product factor by factor.")  # fmt: skip
                if node.kind in {"argmax", "argmin"}:
                    if shape in {"vector", "row", "matrix"}:
                        raise refusal("an arg max or arg min of arrays", node)
                    shape = "scalar"
                return Shaped(rebuild(node, lambda n: self.visit(n).node), shape)
            case Apply(function=function) if function.key.startswith("nabla2 "):
                return Shaped(rebuild(node, lambda n: self.visit(n).node), "matrix")
            case Apply(function=function) if function.key.startswith("nabla ") and function.font == "bold":
                return Shaped(rebuild(node, lambda n: self.visit(n).node), "matrix")
            case Apply():
                shape = known(node, self.shapes)
                return Shaped(rebuild(node, lambda n: self.visit(n).node), shape)
            case Rows():
                return Shaped(rebuild(node, lambda n: self.visit(n).node), "matrix")
            case Concat():
                return self._joined(node)
            case Cases(branches, otherwise):
                shape = self.visit(otherwise).shape
                for _, value in branches:
                    shape = join(shape, self.visit(value).shape)
                return Shaped(rebuild(node, lambda n: self.visit(n).node), shape)
            case Sample(distribution="normal", args=(mean, spread)):
                return Shaped(normal(mean, spread, self.visit), "any")
            case _:
                return Shaped(rebuild(node, lambda n: self.visit(n).node), "any")

    def _joined(self, node: Concat) -> Shaped:
        """Semicolons put matrices below each other and vectors one after the other."""
        parts = [self.visit(p) for p in node.parts]
        matrices = sum(p.shape == "matrix" for p in parts)
        listed = any(isinstance(p.node, Reduce) for p in parts)
        open_ = any(p.shape == "any" and is_upper(p.node) for p in parts)
        if node.stacked and ((0 < matrices < len(parts)) or open_ or (matrices and listed)):
            raise refusal(
                "parts that may be rows, vectors or matrices: below or beside each other", node, HINT
            )
        stacked = node.stacked and matrices > 0
        return Shaped(Concat(tuple(p.node for p in parts), stacked), "matrix" if matrices else "vector")

    def _binary(self, op: str, node: Binary, left: Shaped, right: Shaped) -> Shaped:
        if op in {"+", "-"}:
            left = self._beside(left, right)
            right = self._beside(right, left)
            if {left.shape, right.shape} == {"row", "vector"}:
                raise refusal("a row added to a column", node)
            refuse_key_values(left.node, right.node)
            return Shaped(Binary(node.op, left.node, right.node), join(left.shape, right.shape))
        if op == "^":
            return self._power(node, left, right)
        if op == "/" and right.shape == "matrix":
            raise refusal("a division by a matrix", node, "Write the inverse.")
        return Shaped(Binary(node.op, left.node, right.node), join(left.shape, right.shape))

    def _beside(self, one: Shaped, other: Shaped) -> Shaped:
        """A multiple of the identity is as large as the matrix it is added to."""
        sized = other.shape == "matrix" or isinstance(other.node, Apply)
        if not sized or not holds_unit(one.node) or (holds_unit(other.node) and other.shape != "matrix"):
            return one
        if any(n.key in self.declared for n in walk(one.node) if is_identity(n) and isinstance(n, Symbol)):
            return one
        matrices = {key for key, shape in self.shapes.items() if shape == "matrix"}
        return Shaped(filled(one.node, other.node, self.values, matrices), "matrix")

    def _power(self, node: Binary, left: Shaped, right: Shaped) -> Shaped:
        inverse = right.node in (Neg(Number("1")), Number("-1"))
        whole = isinstance(right.node, Number) and right.node.text.isdigit() and right.node.text != "0"
        if isinstance(left.node, Call) and left.node.function == "diag" and whole:
            return Shaped(Binary("^", left.node, right.node), "matrix")
        if left.shape == "matrix":
            if is_fraction(right.node) and self.multiplied:
                return Shaped(Call("fractional_power", (left.node, right.node)), "matrix")
            if inverse:
                return Shaped(Call("inv", (left.node,)), "matrix")
            if is_gram(left.node) and isinstance(right.node, Number) and right.node.text.strip("0").isdigit():
                return Shaped(Call("matrix_power", (left.node, right.node)), "matrix")
            raise refusal("a power of a matrix: elementwise or a matrix power", node,
                          "Write A A for the matrix power, A \\odot A for that of its entries.")  # fmt: skip
        if isinstance(right.node, Neg) and left.shape == "any" and any(
            is_upper(n) and self.shapes.get(shape_key(n), "any") == "any"
            for n in walk(left.node) if isinstance(n, Symbol | Index)
        ):  # fmt: skip
            raise refusal("an inverse: of a matrix or of a number", node, HINT)
        applied = left.node if isinstance(left.node, Apply) else None
        if inverse and applied is not None and left.shape == "any" and applied.function.base[:1].isupper():
            raise refusal("an inverse: of a matrix or of a number", node, HINT)
        if left.shape == "row":
            raise refusal("a power of a transposed vector", node)
        return Shaped(Binary("^", left.node, right.node), join(left.shape, right.shape))

    def _transpose(self, node: Transpose, inner: Shaped) -> Shaped:
        shape = inner.shape
        if shape == "scalar":
            raise refusal("a transpose of a number", node)
        if shape == "any":
            capitals = any(is_upper(n) for n in walk(inner.node))
            shape = "matrix" if capitals else "vector"
        if shape == "matrix":
            return Shaped(Transpose(inner.node), "matrix")
        return Shaped(inner.node, "vector" if shape == "row" else "row")

    def _norm(self, node: Norm) -> Shaped:
        inner = self.visit(node.body)
        refuse_of_determinant("norm", [inner])
        undecided = inner.shape == "any" and is_upper(inner.node)
        if node.order not in {"fro", "zero"} and (inner.shape == "matrix" or undecided):
            raise refusal("a norm of a matrix: operator or entrywise", node, "Write \\|W\\|_F for Frobenius.")
        order = node.order if isinstance(node.order, str) else self.visit(node.order).node
        return Shaped(Norm(order, inner.node), "scalar")

    def _call(self, function: str, args: list[Shaped]) -> Shaped:
        nodes = tuple(a.node for a in args)
        refuse_of_determinant(function, args)
        if function in _SCALAR_CALLS or (function in {"max", "min"} and len(args) == 1):
            return Shaped(Call(function, nodes), "scalar")
        if function == "bars":
            return between_bars(args[0], self.shapes)
        if function == "argsort":
            return Shaped(Call(function, nodes), "vector")
        if function == "diag":
            return Shaped(Call(function, nodes), "vector" if args[0].shape == "matrix" else "matrix")
        bare = letter(args[0].node) if args else None
        undecided = function == "exp" and bare is not None and is_upper(bare) and args[0].shape == "any"
        undecided = undecided or (function in {"exp", "log", "sqrt"} and self.traced and bare is not None)
        if undecided or (function in {"exp", "log", "sqrt"} and args[0].shape == "matrix" and bare):
            raise refusal(
                f"{function} of a matrix: elementwise or a matrix function", args[0].node, OF_ENTRIES
            )
        shape: Shape = "scalar"
        for arg in args:
            shape = join(shape, arg.shape)
        if shape == "row":
            raise refusal(f"{function} of a transposed vector", nodes[0])
        return Shaped(Call(function, nodes), shape)

    def _product(self, node: Product) -> Shaped:
        """Runs of factors first, then what `\\odot` joins: `a \\odot W x` is `a * (W @ x)`."""
        marks = [n for n, link in enumerate(node.links, start=1) if link == "odot"]
        ends = [0, *marks, len(node.factors)]
        value: Shaped | None = None
        for start, end in itertools.pairwise(ends):
            run = self._run(node.factors[start:end], node.links[start : end - 1], node.position)
            if value is not None and {value.shape, run.shape} in ({"matrix", "vector"}, {"matrix", "row"}):
                raise refusal_at("an elementwise product of a matrix and a vector", run.node, node.position)
            value = run if value is None else elementwise(value, run)
        assert value is not None
        return value

    def _run(self, parts: Sequence[Expr], links: Sequence[Link], position: int) -> Shaped:
        within = self.multiplied
        self.multiplied = within or sum(known(p, self.shapes) == "matrix" for p in parts) > 1
        factors = [self.visit(f) for f in parts]
        self.multiplied = within
        value, scale = factors[0], None
        for number, (factor, link) in enumerate(zip(factors[1:], links, strict=True), start=1):
            last = number == len(factors) - 1
            if (total := summed(value, factor)) is not None:
                value = total
                continue
            beside = (scale, factors[number - 1], value, factor, position, self.shapes)
            scale, found = value, dotted(*beside) if link == "cdot" else None
            value = found or multiply(value, factor, link, position, last, number == 1, self.shapes)
        return value
