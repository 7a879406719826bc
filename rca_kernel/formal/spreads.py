"""The second argument of a normal distribution: a variance, a covariance, or variances on a diagonal."""

from __future__ import annotations

import re
from collections.abc import Callable

from rca_kernel.errors import FormalError
from rca_kernel.formal.letters import is_upper
from rca_kernel.formal.products import Shaped, refusal
from rca_kernel.formal.tree import Apply, Binary, Call, Expr, Neg, Number, Product, Sample, Symbol, rebuild
from rca_kernel.formal.vocabulary import COUNT_LETTERS


def named_normal(mean: Expr, spread: Expr) -> Sample:
    """A draw from the normal distribution; the second argument is the variance or covariance."""
    scale = isotropic_scale(spread)
    if scale is not None:
        return Sample("standard", (scale,)) if mean == Number("0") else Sample("isotropic", (mean, scale))
    if isinstance(spread, Symbol) and spread.base[:1].isupper():
        return Sample("multivariate", (mean, spread))
    if isinstance(spread, Symbol) and spread.base in {"sigma", "s"}:
        raise FormalError(
            "the spread of this normal distribution may be meant as its variance or its standard deviation",
            token=spread.latex,
            position=spread.position,
            hint=f"Write {spread.latex}^2 where {spread.latex} is the standard deviation.",
        )
    return Sample("normal", (mean, spread))


def isotropic_scale(spread: Expr) -> Expr | None:
    """The factor before an identity matrix, None where there is none."""
    if isinstance(spread, Symbol) and spread.base in {"I", "Id"}:
        return Number("1")
    if isinstance(spread, Product) and isotropic_scale(spread.factors[-1]) == Number("1"):
        rest = spread.factors[:-1]
        return rest[0] if len(rest) == 1 else Product(rest, spread.links[:-1], spread.position)
    if isinstance(spread, Binary) and spread.op == "*":
        inner = isotropic_scale(spread.right)
        return spread.left if inner == Number("1") else None
    return None


def with_draws(node: Expr, source: str, offset: int = 0) -> Expr:
    """`g + \\mathcal{N}(0, \\sigma^2)` adds a draw; alone on its side it is a distribution."""
    if isinstance(node, Apply):
        return node

    def change(inner: Expr) -> Expr:
        if isinstance(inner, Apply) and _is_draw(inner, source, offset):
            return named_normal(*inner.args)
        if isinstance(inner, Product | Neg) or (
            isinstance(inner, Binary) and inner.op in {"+", "-", "*", "/"}
        ):
            return rebuild(inner, change)
        return inner

    return change(node)


def _is_draw(node: Apply, source: str, offset: int) -> bool:
    """`\\mathcal{N}(\\mu, \\sigma^2)`, no density `\\mathcal{N}(x \\mid \\theta)`."""
    named = node.function.base == "N" and node.function.font == "cal" and len(node.args) == 2
    start = node.function.position - offset
    if not named or node.function.subscripts or start < 0:
        return False
    opened = source.index("(", start)
    depth, end = 1, opened + 1
    while depth and end < len(source):
        depth += {"(": 1, ")": -1}.get(source[end], 0)
        end += 1
    return not re.search(r"\\mid|[|;]", source[opened:end])


def normal(mean: Expr, spread: Expr, visit: Callable[[Expr], Shaped]) -> Sample:
    """The draw, its products resolved; a capital among the factors of the spread makes it a covariance."""
    drawn = visit(mean).node
    found = variances(spread, visit)
    if found is not None:
        return Sample("normal", (drawn, found))
    resolved = visit(spread)
    open_ = capitals(spread, visit)
    if resolved.shape == "matrix" or len(open_) == 1:
        return Sample("multivariate", (drawn, resolved.node))
    if open_:
        raise refusal("the variance of a draw, or its covariance matrix", open_[0],
                      "Declare the shapes of its symbols: C \\in \\mathbb{R}^{n \\times n}.")  # fmt: skip
    return Sample("normal", (drawn, resolved.node))


def capitals(spread: Expr, visit: Callable[[Expr], Shaped]) -> list[Expr]:
    """The factors that may be covariance matrices, or numbers."""
    return [f for f in _factors(spread) if visit(f).shape == "any" and _may_be_matrix(f)]


def diagonal(spread: Expr) -> Expr | None:
    """The variances on the diagonal, None where there is no `diag`; `diag(s)^2` has s^2 there."""
    if isinstance(spread, Call) and spread.function == "diag":
        return spread.args[0]
    squared = isinstance(spread, Binary) and spread.op == "^" and spread.right == Number("2")
    if squared and isinstance(spread, Binary) and (inner := diagonal(spread.left)) is not None:
        return Binary("^", inner, spread.right)
    if isinstance(spread, Product) and (inner := diagonal(spread.factors[-1])) is not None:
        return Product((*spread.factors[:-1], inner), spread.links, spread.position)
    return None


def variances(spread: Expr, visit: Callable[[Expr], Shaped]) -> Expr | None:
    """The variances on the diagonal, taken out of the matrix in `\\mathrm{diag}(\\Sigma)`."""
    inner = diagonal(spread)
    if inner is None:
        return None
    root = inner.left if isinstance(inner, Binary) and inner.op == "^" else inner
    found, open_ = visit(inner), capitals(root, visit)
    if open_ and found.shape == "any":
        raise refusal("the variances of a diagonal, or a matrix whose diagonal has them", open_[0],
                      "Declare it: S \\in \\mathbb{R}^{n \\times n} or v \\in \\mathbb{R}^n.")  # fmt: skip
    return Call("diag", (found.node,)) if found.shape == "matrix" else found.node


def _factors(spread: Expr) -> tuple[Expr, ...]:
    if isinstance(spread, Product):
        return spread.factors
    if isinstance(spread, Binary) and spread.op == "/":
        return _factors(spread.left)
    return (spread,)


def _may_be_matrix(factor: Expr) -> bool:
    return is_upper(factor) and getattr(factor, "base", "") not in COUNT_LETTERS
