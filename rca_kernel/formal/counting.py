"""Sums that weigh elements by their index (`\\sum_i \\gamma^i r_i`) or by numbers (`\\sum_j A_{ij} X_j`).

The elements may be numbers or vectors: a product with the weights over the first axis is right for both.
"""

from __future__ import annotations

from collections.abc import Mapping

from rca_kernel.formal.factors import Plan, arrays_in, factors_of, product_of, values_in
from rca_kernel.formal.tree import Index, Reduce, Shape


def counted(node: Reduce, key: str, elements: Mapping[str, Shape]) -> Plan | None:
    """The plan for terms that read the index as a number; None where only a loop is right for vectors."""
    if all(_holds_numbers(a, elements) for a in arrays_in(node.body, {key})):
        return Plan("whole", (key,), node.body)
    factors = list(factors_of(node.body))
    bearing = [p for p in factors if arrays_in(p[0], {key})]
    if node.kind != "sum" or len(bearing) != 1 or bearing[0][1]:
        return None
    body = bearing[0][0]
    if any(n.key == key for n in values_in(body)) or len({a.array.stem for a in arrays_in(body, {key})}) > 1:
        return None
    return Plan("dot", (key,), body, product_of([p for p in factors if p[0] is not body]))


def of_numbers(node: Reduce, key: str, elements: Mapping[str, Shape]) -> Plan | None:
    """The plan for arrays that hold numbers by their letters; `X_j` beside `A_{ij}` may hold vectors."""
    arrays = arrays_in(node.body, {key})
    unsure = [a for a in arrays if not _holds_numbers(a, elements)]
    if not unsure or len(unsure) == len(arrays):
        return Plan("whole", (key,), node.body)
    factors = list(factors_of(node.body))
    heavy = [p for p in factors if p[0] in unsure]
    if node.kind != "sum" or len(unsure) != 1 or len(heavy) != 1 or heavy[0][1]:
        return None
    return Plan("dot", (key,), heavy[0][0], product_of([p for p in factors if p not in heavy]))


def _holds_numbers(node: Index, elements: Mapping[str, Shape]) -> bool:
    """Said of it elsewhere, or shown by two places."""
    return elements.get(node.array.stem) == "scalar" or (
        len(node.subscripts) > 1 and node.array.font != "bold"
    )
