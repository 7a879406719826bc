"""`A + \\lambda I`: the identity beside a matrix where something says so; else I may be a value."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from rca_kernel.errors import FormalError
from rca_kernel.formal.letters import Shapes, is_plain_latin, is_upper, letter, terms
from rca_kernel.formal.neighbours import known
from rca_kernel.formal.tree import Binary, Call, Expr, Neg, Number, Product, Shape, Symbol, Transpose, walk
from rca_kernel.formal.units import is_identity
from rca_kernel.formal.vocabulary import ARRAY_LETTERS

Defined = tuple[Symbol | None, Expr]
_OF_MATRICES = {"trace", "det", "inv", "bars"}


def with_ridges(defined: Iterable[Defined], shapes: Mapping[str, Shape]) -> Shapes:
    """The capitals beside multiples of the identity that are matrices, by what stands around the sums."""
    pairs = list(defined)
    nodes = [n for _, tree in pairs for n in walk(tree)]
    placed = [body for n in nodes for body in _places_of_matrices(n, shapes)]
    matrices = {s.key for body in placed if (s := letter(body)) is not None}
    matrices |= {key for key, shape in shapes.items() if shape == "matrix"}
    placed += [tree for symbol, tree in pairs if symbol is not None and symbol.key in matrices]
    found: Shapes = {}
    for node in nodes:
        sides = _sides(node)
        printed = any(_is_printed(s, sides) for s in _ridges(sides))
        if printed or (
            _ridges(sides) and (node in placed or any(known(s, shapes) == "matrix" for s in sides))
        ):
            found |= {s.key: "matrix" for s in _open(sides, shapes)}
    return found


def refuse_ridge(tree: Expr, shapes: Mapping[str, Shape], declared: Mapping[str, Shape]) -> None:
    """`R + \\gamma I`, of which nothing says whether I is the identity."""
    for node in walk(tree):
        sides = _sides(node)
        ridges = [s for s in _ridges(sides) if not {s.key, s.names[0]} & declared.keys()]
        open_ = _open(sides, shapes)
        if ridges and open_ and not any(known(s, shapes) == "matrix" for s in sides):
            one, identity = open_[0].latex, ridges[0].latex
            raise FormalError(
                "I may be the identity, or a value of its own",
                token=identity,
                position=ridges[0].position,
                hint=f"Print an identity as \\mathbf{{I}} or declare {one} \\in \\mathbb{{R}}^{{n \\times n}}"
                f"; declare a value, {identity} \\in \\mathbb{{R}}.",
            )


def _places_of_matrices(node: Expr, shapes: Mapping[str, Shape]) -> Iterator[Expr]:
    """What is inverted or transposed, or stands before a vector."""
    match node:
        case Transpose(body):
            yield body
        case Binary(op="^", left=left, right=Neg(Number("1")) | Neg(Binary(op="/"))):
            yield left
        case Call(function=function, args=args) if function in _OF_MATRICES:
            yield args[0]
        case Product(factors=factors):
            for place, factor in enumerate(factors):
                beside = (*factors[max(place - 1, 0) : place], *factors[place + 1 : place + 2])
                if isinstance(factor, Binary) and any(_is_array(n, shapes) for n in beside):
                    yield factor


def _is_array(node: Expr, shapes: Mapping[str, Shape]) -> bool:
    symbol = letter(node)
    vector = symbol is not None and symbol.base in ARRAY_LETTERS and is_plain_latin(node)
    return vector or known(node, shapes) in {"vector", "row", "matrix"}


def _sides(node: Expr) -> list[Expr]:
    """All terms of a sum, none of anything else."""
    return [s for s in terms(node) if not (isinstance(s, Binary) and s.op in {"+", "-"})]


def _ridges(sides: Iterable[Expr]) -> list[Symbol]:
    """The identities of the sum that are multiplied by a number."""
    factors = [s.factors[1] for s in sides if isinstance(s, Product) and _is_ridge(s)]
    return [f for f in factors if isinstance(f, Symbol)]


def _open(sides: Iterable[Expr], shapes: Mapping[str, Shape]) -> list[Symbol]:
    """Capitals of which no shape is known."""
    capitals = [s for s in sides if isinstance(s, Symbol) and is_upper(s) and not is_identity(s)]
    return [s for s in capitals if shapes.get(s.key, "any") == "any"]


def _is_ridge(node: Expr) -> bool:
    """`\\lambda I`, `\\sigma^2 I`: a number times the identity."""
    if not isinstance(node, Product) or len(node.factors) != 2 or not is_identity(node.factors[1]):
        return False
    number = node.factors[0]
    base = letter(number.left if isinstance(number, Binary) and number.op == "^" else number)
    return isinstance(number, Number) or (base is not None and base.is_greek and base.base.islower())


def _is_printed(identity: Symbol, sides: Iterable[Expr]) -> bool:
    """`\\mathbf{I}`, or `I_n` beside what carries no index."""
    sized = "_{" in identity.key and not any(s.subscripts for s in sides if isinstance(s, Symbol))
    return bool(identity.font) or sized
