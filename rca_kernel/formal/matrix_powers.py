"""Fractional powers of matrices: where a product or a trace shows that no elementwise power is meant."""

from __future__ import annotations

from collections.abc import Iterator

from rca_kernel.formal.tree import Binary, Expr, Index, Neg, Number, Product, Symbol, Transpose
from rca_kernel.formal.vocabulary import COUNT_LETTERS


def is_fraction(exponent: Expr) -> bool:
    """`1/2`, `-1/2`, `-0.25`."""
    body = exponent.body if isinstance(exponent, Neg) else exponent
    if isinstance(body, Number):
        return not body.text.isdigit()
    return (
        isinstance(body, Binary)
        and body.op == "/"
        and isinstance(body.left, Number)
        and isinstance(body.right, Number)
    )


def roots_of_matrices(node: Product) -> Iterator[Expr]:
    """The capitals of `D^{-1/2} A D^{-1/2}`: negative fractional powers right beside other capitals."""
    for place, factor in enumerate(node.factors):
        base = _rooted(factor)
        if base is None:
            continue
        for beside in (place - 1, place + 1):
            link = min(place, beside)
            if not 0 <= beside < len(node.factors) or node.links[link] not in {"juxtaposed", "cdot"}:
                continue
            other = node.factors[beside]
            if _is_capital(other) or _rooted(other) is not None:
                yield base
                if _is_capital(other):
                    yield other


def _rooted(node: Expr) -> Expr | None:
    """The capital whose negative fractional power this is."""
    if not isinstance(node, Binary) or node.op != "^" or not is_fraction(node.right):
        return None
    negative = isinstance(node.right, Neg) or (isinstance(node.right, Number) and node.right.text[0] == "-")
    return node.left if negative and _is_capital(node.left) else None


def _is_capital(node: Expr) -> bool:
    symbol = node.array if isinstance(node, Index) else node
    if not isinstance(symbol, Symbol) or (len(symbol.base) > 1 and not symbol.is_greek):
        return False
    plain_count = symbol.base in COUNT_LETTERS and symbol.font == "" and symbol.stem.count("|") == 3
    return symbol.base[:1].isupper() and not plain_count


def is_gram(node: Expr) -> bool:
    """`X X^\\top` or `X^\\top X`: its powers are those of a matrix."""
    if not (isinstance(node, Binary) and node.op == "@"):
        return False
    return Transpose(node.left) == node.right or node.left == Transpose(node.right)
