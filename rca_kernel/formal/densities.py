"""`\\mathcal{N}(x \\mid \\mu, \\sigma^2)` as a value: the density of a normal distribution at x."""

from __future__ import annotations

from collections.abc import Callable, Collection

from rca_kernel.errors import FormalError
from rca_kernel.formal.letters import Shapes, is_upper, letter, mark, terms
from rca_kernel.formal.products import HINT, Shaped, refusal
from rca_kernel.formal.spreads import capitals, diagonal, isotropic_scale, variances
from rca_kernel.formal.tree import Apply, Call, Expr, Index, Symbol, rebuild

_NOTES = {
    "normal_density": "The normal density is that of a number, its last argument a variance.",
    "diagonal_density": "The normal density is that of a vector of independent numbers.",
    "multivariate_density": "The normal density is that of a vector, its last argument a covariance.",
}


def with_densities(node: Expr, known: Collection[str]) -> Expr:
    """Densities in place of the calls of a `\\mathcal{N}` that is neither given nor defined (`known`)."""
    node = rebuild(node, lambda child: with_densities(child, known))
    if not isinstance(node, Apply) or len(node.args) != 3:
        return node
    head = node.function
    named = head.base == "N" and head.font in {"cal", "scr"} and head.key == head.stem == "|N|cal|"
    return Call("gaussian", node.args) if named and head.key not in known else node


def observe(node: Call, shapes: Shapes) -> None:
    """A covariance belongs to vectors."""
    value, mean, spread = node.args
    base = letter(spread)
    if base is not None and is_upper(spread):
        mark(spread, "matrix", shapes)
    elif isotropic_scale(spread) is None and diagonal(spread) is None:
        return
    for part in (value, *terms(value), mean, *terms(mean)):
        if not is_upper(part):
            mark(part, "vector", shapes)


def density(node: Call, visit: Callable[[Expr], Shaped]) -> Shaped:
    """Of a number or of a vector, as the last argument says: a variance, a diagonal, a covariance."""
    value, mean, spread = node.args
    here, middle = visit(value), visit(mean)
    scale = isotropic_scale(spread)
    independent = variances(spread, visit) if scale is None else visit(scale).node
    if independent is not None:
        return Shaped(Call("diagonal_density", (here.node, middle.node, independent)), "scalar")
    resolved = visit(spread)
    open_ = capitals(spread, visit)
    if resolved.shape == "matrix":
        return Shaped(Call("multivariate_density", (here.node, middle.node, resolved.node)), "scalar")
    if open_:
        raise refusal("the variance of a normal distribution, or its covariance matrix", open_[0], HINT)
    base = letter(spread)
    if base is not None and base.base in {"sigma", "s"}:
        raise FormalError(
            "the spread of this normal distribution may be meant as its variance or its standard deviation",
            token=base.latex, position=base.position,
            hint=f"Write {base.latex}^2 where {base.latex} is the standard deviation.",
        )  # fmt: skip
    if {here.shape, middle.shape, resolved.shape} & {"vector", "row", "matrix"}:
        shown = next((n for n in (value, mean) if isinstance(n, Symbol | Index)), value)
        raise refusal("the normal density of a vector with one variance: of each number or of all", shown,
                      "Write \\sigma^2 I or \\mathrm{diag}(\\sigma^2) for that of the vector.")  # fmt: skip
    return Shaped(Call("normal_density", (here.node, middle.node, resolved.node)), "any")


def density_notes(calls: Collection[str]) -> list[str]:
    """What the docstring says of the densities called."""
    return [note for name, note in _NOTES.items() if name in calls]
