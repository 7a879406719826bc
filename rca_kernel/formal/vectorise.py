"""Whether a sum over an index may be written on whole arrays, and how."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rca_kernel.formal.bigops import uses
from rca_kernel.formal.counting import counted, of_numbers
from rca_kernel.formal.factors import Plan, arrays_in, by_order, factors_of, is_vector, product_of, values_in
from rca_kernel.formal.moments import offset
from rca_kernel.formal.tree import (
    Binary,
    Call,
    Cases,
    Compare,
    Constant,
    Expr,
    Index,
    Indicator,
    Neg,
    Norm,
    Number,
    Reduce,
    Shape,
    Span,
    Symbol,
    children,
    walk,
)
from rca_kernel.formal.vocabulary import ELEMENTWISE, SCALAR_FUNCTIONS, VECTOR_LETTERS

_WHOLE = (Number, Constant, Symbol, Index, Neg, Compare, Indicator, Cases)


def planned(node: Reduce, elements: Mapping[str, Shape]) -> Plan | None:
    """How the reduction is written on whole arrays; None where a loop is needed.

    `elements` says what the elements of arrays are, by stem, where that is known. Arrays that are multiplied
    may hold numbers and vectors: numbers weigh vectors by a matrix product, which is right for both.
    """
    if not _is_plain(node):
        return None
    if node.kind == "sum" and isinstance(node.body, Reduce):
        return _over_two(node, node.body, elements)
    key = node.index.key
    if node.kind == "sum" and (inner := _squared(node.body)) is not None:
        sliced = _sliceable(inner, {key}) and bool(arrays_in(inner, {key}))
        return Plan("square", (key,), inner) if sliced else None
    if not _sliceable(node.body, {key}) or not arrays_in(node.body, {key}):
        return None
    reads = sum(n.key == key for n in values_in(node.body))
    if reads > 1 or (reads and any(map(is_vector, values_in(node.body)))):
        return None
    levels = _levels(node.body, elements, key)
    top = max(levels.values())
    if (order := by_order(node, key, elements, levels)) is not None:
        return order if order.weights is not None else None
    fixed = [a for a in walk(node.body) if isinstance(a, Index) and not uses(a, {key})]
    if top < 2 and (any(map(is_vector, values_in(node.body))) or any(_level(a, elements) > 1 for a in fixed)):
        return None
    if reads or top == 0:
        return counted(node, key, elements) if reads else of_numbers(node, key, elements)
    one = len(levels) == 1 and len(_bearing(node.body, key)) == 1
    if one or (top == 3 and min(levels.values()) == 3):
        return Plan("whole", (key,), node.body)
    return _weighted(node, key, levels)


def _bearing(node: Expr, key: str) -> list[Expr]:
    """The factors that hold arrays."""
    return [f for f, _ in factors_of(node) if arrays_in(f, {key})]


def numbers(trees: Sequence[Expr], elements: Mapping[str, Shape]) -> set[str]:
    """Shape keys of what is taken to be a number where sums are written on whole arrays."""
    found: set[str] = set()
    for node in (n for tree in trees for n in walk(tree) if isinstance(n, Reduce)):
        plan = planned(node, elements)
        if plan is None or plan.form == "square":
            continue
        shown = plan.body if plan.weights is None else plan.weights
        arrays = arrays_in(shown, set(plan.keys))
        several = len(plan.keys) > 1 or plan.weights is not None or len({a.array.stem for a in arrays}) > 1
        light = [a for a in arrays if _level(a, elements) < 2 or len(plan.keys) > 1]
        found |= {f"{a.array.stem}[]" for a in light if several}
        if len(light) == len(arrays):
            found |= {n.key for n in values_in(shown) if n.key not in plan.keys}
    return found


def _is_plain(node: Reduce) -> bool:
    return isinstance(node.domain, Span) and node.excluded is None and node.where is None


def _over_two(node: Reduce, inner: Reduce, elements: Mapping[str, Shape]) -> Plan | None:
    """A double sum of numbers: both indices are axes."""
    keys = (node.index.key, inner.index.key)
    limits = [inner.domain.lower, inner.domain.upper] if isinstance(inner.domain, Span) else []
    free = not any(e is not None and uses(e, {keys[0]}) for e in limits)
    if inner.kind != "sum" or not _is_plain(inner) or not free or not _sliceable(inner.body, set(keys)):
        return None
    arrays = arrays_in(inner.body, set(keys))
    axes = [_axes(a, keys) for a in arrays]
    full = sum(len(axis) == 2 for axis in axes)
    single = [a for a, axis in zip(arrays, axes, strict=True) if len(axis) == 1]
    most = (
        3
        if all(isinstance(f, Index) or not arrays_in(f, set(keys)) for f, _ in factors_of(inner.body))
        else 2
    )
    numbers = all(_level(a, elements) < most and a.array.font != "bold" for a in single)
    ordered = all(axis in (keys, keys[:1], keys[1:], ()) for axis in axes)
    values = [n for n in values_in(inner.body) if n.key in keys]
    vectors = any(is_vector(s) for s in values_in(inner.body))
    if not full or not numbers or not ordered or values or vectors or any(map(_is_shifted, arrays)):
        return None
    return Plan("whole", keys, inner.body)


def _is_shifted(node: Index) -> bool:
    return not all(isinstance(s, Symbol | Number) for s in node.subscripts)


def _axes(node: Index, keys: tuple[str, ...]) -> tuple[str, ...]:
    """The indices among the subscripts, in their order."""
    return tuple(s.key for s in node.subscripts if isinstance(s, Symbol) and s.key in keys)


def _squared(node: Expr) -> Expr | None:
    """`x_i - y_i` of `\\|x_i - y_i\\|^2`: the squares of all entries are summed."""
    if (
        isinstance(node, Binary)
        and node.op == "^"
        and node.right == Number("2")
        and isinstance(node.left, Norm)
    ):
        return node.left.body if node.left.order == "two" else None
    return None


def _sliceable(node: Expr, keys: set[str]) -> bool:
    """Elementwise in arrays that have the indices as places of their own."""
    if isinstance(node, Reduce) and not uses(node, keys):
        return node.kind in {"max", "min", "sum", "mean"}
    if isinstance(node, Call | Norm) and not uses(node, keys):
        return isinstance(node, Norm) or node.function in ELEMENTWISE | SCALAR_FUNCTIONS
    if isinstance(node, Index):
        if len(node.subscripts) == 2 and node.subscripts[0] == node.subscripts[1] and len(keys) == 1:
            return isinstance(node.subscripts[0], Symbol)
        shown = [key for s in node.subscripts for key in keys if uses(s, {key})]
        plain = all(_is_place(s, keys) for s in node.subscripts)
        return plain and len(shown) == len(set(shown))
    if isinstance(node, Symbol):
        return node.font != "bold" or node.base.islower()
    if isinstance(node, Call):
        return node.function in ELEMENTWISE and all(_sliceable(a, keys) for a in node.args)
    if isinstance(node, Binary):
        if node.op in {"@", "outer", "inner"} or (node.op == "^" and _grows(node, keys)):
            return False
    elif not isinstance(node, _WHOLE):
        return False
    return all(_sliceable(child, keys) for child in children(node))


def _grows(node: Binary, keys: set[str]) -> bool:
    """`2^i`: whole numbers of an array would overflow."""
    return isinstance(node.left, Number) and uses(node.right, keys) and not arrays_in(node.right, keys)


def _is_place(node: Expr, keys: set[str]) -> bool:
    """An index, an index with a number added, a sequence of indices, or a place without an index."""
    if isinstance(node, Index):
        return len(node.subscripts) == 1 and isinstance(node.subscripts[0], Symbol)
    return not uses(node, keys) or any(offset(node, key) is not None for key in keys)


def _levels(node: Expr, elements: Mapping[str, Shape], key: str) -> dict[str, int]:
    """For each array whether its elements are numbers (0), may be vectors (1, 2) or are some (3).

    Arrays that are added or compared hold the same kind of elements.
    """
    levels = {a.array.stem: _level(a, elements) for a in arrays_in(node, {key})}
    for _ in levels:
        for inner in walk(node):
            if isinstance(inner, Compare) or (isinstance(inner, Binary) and inner.op in {"+", "-"}):
                group = {a.array.stem for a in arrays_in(inner, {key})} & levels.keys()
                top = max((levels[stem] for stem in group), default=0)
                levels |= dict.fromkeys(group, top)
    return levels


def _level(node: Index, elements: Mapping[str, Shape]) -> int:
    symbol, known = node.array, elements.get(node.array.stem, "any")
    if known == "scalar" or (len(node.subscripts) > 1 and symbol.font != "bold"):
        return 0
    if known in {"vector", "row"} or symbol.font == "bold":
        return 3
    if known == "matrix" or symbol.base[:1].isupper():
        return 0
    return 2 if symbol.base in VECTOR_LETTERS else 1 if symbol.base in {"w", "y"} else 0


def _weighted(node: Reduce, key: str, levels: Mapping[str, int]) -> Plan | None:
    """Numbers times values: the values are the bare elements, or the factors, of the highest level."""
    factors = list(factors_of(node.body))
    tops = [max((levels[a.array.stem] for a in arrays_in(f, {key})), default=-1) for f, _ in factors]
    top = max(tops)
    bare = [isinstance(f, Index) and not divides for f, divides in factors]
    elements = any(b and level == top for b, level in zip(bare, tops, strict=True))
    heavy = [
        p for p, b, level in zip(factors, bare, tops, strict=True) if level == top and (b or not elements)
    ]
    light = [p for p in factors if p not in heavy]
    whole = None if any(map(is_vector, values_in(node.body))) else Plan("whole", (key,), node.body)
    if not any(arrays_in(f, {key}) for f, _ in light):
        return whole
    linear = all(isinstance(f, Index) or not arrays_in(f, {key}) for f, _ in factors)
    if top == 1 and not linear:
        return whole
    reads = any(n.key == key for n in values_in(node.body))
    vectors = any(is_vector(s) for f, _ in light for s in values_in(f))
    vectors = vectors or any(
        isinstance(a, Index) and not uses(a, {key}) and a.array.base in VECTOR_LETTERS
        for f, _ in light for a in walk(f)
    )  # fmt: skip
    mixed = any(len({levels[a.array.stem] for a in arrays_in(f, {key})} - {top}) for f, _ in heavy)
    if node.kind != "sum" or reads or vectors or mixed or any(divides for _, divides in heavy):
        return None
    return Plan("dot", (key,), product_of(heavy), product_of(light))
