"""Quadratic and bilinear forms: what a transposed vector stands in front of is no number."""

from __future__ import annotations

from collections.abc import Iterator

from rca_kernel.formal.letters import is_upper, letter
from rca_kernel.formal.tree import Binary, Expr, Product, Transpose
from rca_kernel.formal.vocabulary import ARRAY_LETTERS, LIKELY_MATRIX_LETTERS, MATRIX_LETTERS


def between(node: Expr) -> Iterator[Expr]:
    """The capitals of a form `w^\\top A B w`, between the transposed vector and what closes it."""
    opened: list[Expr] | None = None
    factors = zip(node.factors, ("juxtaposed", *node.links), strict=True) if isinstance(node, Product) else ()
    for factor, link in factors:
        if isinstance(factor, Transpose):
            opened = [] if not is_upper(factor.body) else opened
        elif opened is not None and link == "juxtaposed" and (capital := _capital(factor)) is not None:
            opened.append(capital)
        else:
            yield from opened or ()
            opened = None


def outside_forms(node: Product) -> Iterator[Expr]:
    """The factors that may be numbers: not those that a row, or a matrix, is multiplied with."""
    opened = False
    for factor, after in zip(node.factors, (*node.factors[1:], None), strict=True):
        if not opened and (after is None or not _acts(factor, after)):
            yield factor
        opened = isinstance(factor, Transpose) or (opened and _capital(factor) is not None)


def _capital(node: Expr) -> Expr | None:
    """The capital itself, or the one that is raised or inverted."""
    base = node.left if isinstance(node, Binary) and node.op == "^" else node
    return base if is_upper(base) else None


def _acts(factor: Expr, after: Expr) -> bool:
    """`K v` in a divisor: a matrix and what it acts on."""
    one, other = letter(factor), letter(after)
    matrix = one is not None and one.base in LIKELY_MATRIX_LETTERS | MATRIX_LETTERS
    return matrix and other is not None and other.base in ARRAY_LETTERS
