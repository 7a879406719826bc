"""`q_i k_j^\\top` of vectors that are rows: the inner product where the left side is a number for i, j."""

from __future__ import annotations

from collections.abc import Mapping

from rca_kernel.errors import FormalError
from rca_kernel.formal.letters import is_plain_latin, is_upper, letter
from rca_kernel.formal.neighbours import known
from rca_kernel.formal.tree import Binary, Call, Expr, Index, Product, Shape, Symbol, Transpose, rebuild, walk
from rca_kernel.formal.vocabulary import COUNT_LETTERS

HINT = (
    "Write \\langle q, k \\rangle for the inner product, \\mathbf{q} \\mathbf{k}^\\top for the outer one, "
    "or declare the shapes (x \\in \\mathbb{R}^{n \\times d})."
)
_OF_NUMBERS = {"exp", "log", "sigmoid", "softmax", "log_softmax", "tanh", "relu", "logsumexp"}


def with_rows(node: Expr, left: Symbol | None, shapes: Mapping[str, Shape]) -> Expr:
    """Outer products that the indices of the left side show to be numbers, as inner products."""
    wanted = _indices(left) if left is not None else frozenset()
    rows = {_stems(inner, *pair) for inner in walk(node) if isinstance(inner, Product)
            for pair in _pairs(inner, shapes) if _written(inner, *pair) == wanted}  # fmt: skip

    def change(inner: Expr) -> Expr:
        inner = rebuild(inner, change)
        if not isinstance(inner, Product):
            return inner
        factors = list(inner.factors)
        for start, end in _pairs(inner, shapes):
            closing = factors[end]
            if _stems(inner, start, end) in rows and isinstance(closing, Transpose):
                factors[start], factors[end] = Transpose(factors[start]), closing.body
        return Product(tuple(factors), inner.links, inner.position)

    found = change(node) if rows else node
    _refuse_within(found, shapes)
    return found


def _pairs(node: Product, shapes: Mapping[str, Shape]) -> list[tuple[int, int]]:
    """Where `a` and `b^\\top` of `a M b^\\top` stand, each with one index of its own."""
    found = []
    for end, factor in enumerate(node.factors):
        start = _first(node, end, shapes) if isinstance(factor, Transpose) else None
        row = isinstance(factor, Transpose) and _is_row(factor.body, shapes)
        if start is not None and row and len(_written(node, start, end)) == 2:
            sides = (_indices(node.factors[start]), _indices(factor))
            found += [(start, end)] if all(len(side) == 1 for side in sides) else []
    return found


def _written(node: Product, start: int, end: int) -> frozenset[str]:
    return _indices(node.factors[start]) | _indices(node.factors[end])


def _stems(node: Product, start: int, end: int) -> tuple[frozenset[str], ...]:
    sides = (node.factors[start], node.factors[end])
    return tuple(frozenset(n.stem for n in walk(s) if isinstance(n, Symbol) and n.subscripts) for s in sides)


def _first(node: Product, end: int, shapes: Mapping[str, Shape]) -> int | None:
    """The vector before a transposed one; matrices may stand between them, none before the first."""
    factors, links, place = node.factors, node.links, end - 1
    while place >= 0 and links[place] == "juxtaposed" and _is_matrix(factors[place]):
        place -= 1
    if place < 0 or links[place] not in {"juxtaposed", "cdot"} or not _is_row(factors[place], shapes):
        return None
    return None if place and _is_matrix(factors[place - 1]) else place


def _is_matrix(node: Expr) -> bool:
    """A capital, transposed or raised as well."""
    body = node.body if isinstance(node, Transpose) else node
    base = body.left if isinstance(body, Binary) and body.op == "^" else body
    return is_upper(base) or (isinstance(body, Binary) and any(is_upper(n) for n in walk(body)))


def _is_row(node: Expr, shapes: Mapping[str, Shape]) -> bool:
    """A lower-case vector, a sum of some, or `x W`."""
    if isinstance(node, Symbol | Index):
        return not is_upper(node) and known(node, shapes) in {"any", "vector"}
    if isinstance(node, Product):
        return _is_row(node.factors[0], shapes) and all(map(_is_matrix, node.factors[1:]))
    return isinstance(node, Binary) and node.op in {"+", "-"} and all(
        _is_row(side, shapes) for side in (node.left, node.right)
    )  # fmt: skip


def _indices(node: Expr) -> frozenset[str]:
    """The plain letters that stand below the symbols of a node, a capital's labels apart."""
    symbols = [n for n in walk(node) if isinstance(n, Symbol | Index)]
    counted = symbols[:1] if isinstance(node, Symbol | Index) else [s for s in symbols if not is_upper(s)]
    places = [p for s in counted for p in s.subscripts]
    return frozenset(p.key for p in places if isinstance(p, Symbol) and not p.subscripts)


def _refuse_within(node: Expr, shapes: Mapping[str, Shape]) -> None:
    """`\\exp(q_i k_j^\\top)`: a number of two rows, or a matrix of two columns."""
    for call in walk(node):
        for inner in walk(call) if isinstance(call, Call) and call.function in _OF_NUMBERS else ():
            pairs = zip(inner.factors, inner.factors[1:], strict=False) if isinstance(inner, Product) else ()
            for one, other in pairs:
                if isinstance(other, Transpose) and _is_row(one, shapes) and _is_row(other.body, shapes):
                    refuse(one)


def refuse(node: Expr) -> None:
    symbol = next(n for n in walk(node) if isinstance(n, Symbol))
    raise FormalError(
        "row or column vectors: an inner or an outer product",
        token=symbol.latex, position=symbol.position, hint=HINT,
    )  # fmt: skip


def refuse_rows_on_matrices(left: Expr, right: Expr) -> None:
    """`q_t S_t`: one query before a capital that nothing tells to be a number."""
    one, other = letter(left), letter(right)
    if one is None or other is None or not is_plain_latin(left) or one.base not in {"q", "k", "v"}:
        return
    places = left.subscripts if isinstance(left, Symbol | Index) else ()
    if len(places) == 1 and is_upper(right) and other.base not in COUNT_LETTERS and "|hat" not in other.stem:
        raise FormalError("a row vector before a matrix, or a scaling",
            token=other.latex, position=other.position,
                          hint="Declare the capital (S_t \\in \\mathbb{R}^{d \\times d}).")  # fmt: skip


def refuse_key_values(left: Expr, right: Expr) -> None:
    """`S_{t-1} + k_t^\\top v_t`: a number added to a state, or the outer product of two rows."""
    for term, other in ((left, right), (right, left)):
        if isinstance(term, Binary) and term.op == "@":
            pair = {s.base for s in (letter(term.left), letter(term.right)) if s is not None}
            state = any(is_upper(n) and letter(n).base not in COUNT_LETTERS for n in walk(other))  # type: ignore[union-attr]
            if pair == {"k", "v"} and state:
                refuse(term)
