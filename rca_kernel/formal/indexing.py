"""Arrays indexed under a sum: every element of such an array becomes an `Index` of one parameter."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import NoReturn

from rca_kernel.errors import FormalError
from rca_kernel.formal import moments
from rca_kernel.formal.bigops import uses
from rca_kernel.formal.symbols import stem_symbol
from rca_kernel.formal.tree import (
    Apply,
    Binary,
    Call,
    Expr,
    Index,
    Number,
    Reduce,
    Span,
    Symbol,
    bound_keys,
    children,
    rebuild,
    walk,
)

Limits = tuple[Expr | None, Expr | None]


@dataclass(slots=True)
class Arrays:
    """The stems that are arrays, and the paper's first index of each."""

    bases: dict[str, int] = field(default_factory=dict)
    bracketed: set[str] = field(default_factory=set)


def index_arrays(node: Expr, known: Arrays | None = None) -> Expr:
    """The tree with `Index` nodes in place of the elements of indexed arrays."""
    arrays = known or Arrays()
    families = set(_families(node, frozenset()))
    node = as_functions(node, families) if families else node
    node = _named(node, frozenset(), {n.key for n in walk(node) if isinstance(n, Symbol)})
    _collect(node, {}, arrays)
    _collect_zero(node, arrays)
    if any(arrays.bases[stem] == 0 for stem in arrays.bracketed):
        arrays.bases.update(dict.fromkeys(arrays.bracketed, 0))
    indexed = _convert(node, arrays)
    for inner in walk(indexed):
        if isinstance(inner, Reduce):
            _check(inner)
            _refuse_lost(inner, arrays)
    return indexed


def _refuse_lost(node: Reduce, arrays: Arrays) -> None:
    """`w_{i0}` with i from 1: an array without a row 0 that is read at a 0."""
    for inner in walk(node.body):
        lost = isinstance(inner, Symbol) and inner.stem in arrays.bases and Number("0") in inner.subscripts
        if lost and uses(inner, {node.index.key}) and isinstance(inner, Symbol):
            refuse_two_firsts(inner)


def _families(node: Expr, bound: frozenset[str]) -> Iterator[str]:
    """Stems of functions that have the index of a sum as a subscript: `f_i(x)`."""
    if isinstance(node, Apply) and any(uses(s, set(bound)) for s in node.function.subscripts):
        yield node.function.stem
    inner = bound | bound_keys(node) if isinstance(node, Reduce) else bound
    for child in children(node):
        yield from _families(child, inner)


def as_functions(node: Expr, families: set[str]) -> Expr:
    """`f_i(x)` as `f(i, x)`."""
    node = rebuild(node, lambda child: as_functions(child, families))
    if isinstance(node, Apply) and node.function.stem in families:
        function = node.function
        if not function.subscripts:
            raise FormalError("a function with an index and without one", token=function.latex,
                              position=function.position, hint="Give it one name for each.")  # fmt: skip
        named = replace(stem_symbol(function), latex=function.latex)
        return Apply(named, (*function.subscripts, *node.args))
    return node


def _named(node: Expr, bound: frozenset[str], read: set[str]) -> Expr:
    """`\\theta_{A,i}` under a sum over i: a capital that is read nowhere else belongs to the name."""
    if (
        isinstance(node, Symbol)
        and len(node.subscripts) > 1
        and any(uses(s, set(bound)) for s in node.subscripts)
    ):
        labels = [s for s in node.subscripts if isinstance(s, Symbol) and s.base.isupper()
                  and s.key not in read | bound and s.key == s.stem]  # fmt: skip
        if labels and len(labels) < len(node.subscripts):
            mark = "_".join(s.names[0] for s in labels)
            head, caret, tail = node.stem_latex.partition("^")
            below = ",".join(s.latex for s in labels)
            return replace(
                node, stem=f"{node.stem}_{mark}", stem_latex=f"{head}_{{{below}}}{caret}{tail}",
                stem_names=tuple(f"{n}_{mark}" for n in node.stem_names),
                subscripts=tuple(s for s in node.subscripts if s not in labels),
            )  # fmt: skip
        return node
    inner = bound | bound_keys(node) if isinstance(node, Reduce) else bound
    return rebuild(node, lambda child: _named(child, inner, read))


def _collect(node: Expr, lowers: dict[str, Limits], arrays: Arrays) -> None:
    if isinstance(node, Reduce):
        limits = (node.domain.lower, node.domain.upper) if isinstance(node.domain, Span) else (None, None)
        for child in children(node):
            inner = {**lowers, **dict.fromkeys(bound_keys(node), limits)}
            _collect(child, inner if child in (node.body, node.where) else lowers, arrays)
        return
    bracketed = isinstance(node, Symbol) and bool(node.subscripts) and node.latex.endswith("]")
    if isinstance(node, Symbol) and (bracketed or any(uses(s, set(lowers)) for s in node.subscripts)):
        arrays.bases.setdefault(node.stem, 1)
        if bracketed:
            arrays.bracketed.add(node.stem)
        _refuse_two_firsts(node, node.subscripts, lowers)
        for subscript in node.subscripts:
            _note_base(subscript, lowers, node.stem, arrays)
    if isinstance(node, Index):
        arrays.bases.setdefault(node.array.stem, 1)
        _refuse_two_firsts(node.array, node.subscripts, lowers)
        for subscript in node.subscripts:
            _note_base(subscript, lowers, node.array.stem, arrays)
        for subscript in node.subscripts:
            _collect(subscript, lowers, arrays)
        return
    for child in children(node):
        _collect(child, lowers, arrays)


def _note_base(subscript: Expr, lowers: dict[str, Limits], stem: str, arrays: Arrays) -> None:
    """An array read at 0 starts there; one read before that has no first element."""
    least = least_place(subscript, lowers)
    if least is None or least >= 1:
        return
    if least < 0:
        raise FormalError("an element before the first one", token=stem.strip("|"), hint="Check the limits.")
    arrays.bases[stem] = 0


def _refuse_two_firsts(array: Symbol, subscripts: Sequence[Expr], lowers: dict[str, Limits]) -> None:
    """`w_{ik}` with i from 1 and k from 0: whether it has a row 0 is not written."""
    if {0, 1} <= {least_place(s, lowers) for s in subscripts}:
        refuse_two_firsts(array)


def refuse_two_firsts(array: Symbol) -> NoReturn:
    raise FormalError("an array with one index from 0 and another from 1: where it begins is not written",
                      token=array.latex, position=array.position,
                      hint="Count both from 1, as in w_{i,k+1}, or both from 0.")  # fmt: skip


def least_place(subscript: Expr, ranges: dict[str, Limits]) -> int | None:
    """The least value of `i + c` or `n - i` over the range of i, where it is a number."""
    if isinstance(subscript, Symbol):
        lower = ranges.get(subscript.key, (None, None))[0]
        return int(lower.text) if isinstance(lower, Number) and lower.text.isdigit() else None
    if not isinstance(subscript, Binary) or subscript.op not in {"+", "-"}:
        return None
    if isinstance(subscript.right, Number) and subscript.right.text.isdigit():
        inner = least_place(subscript.left, ranges)
        by = int(subscript.right.text) * (1 if subscript.op == "+" else -1)
        return None if inner is None else inner + by
    if subscript.op == "-" and isinstance(subscript.right, Symbol):
        upper = ranges.get(subscript.right.key, (None, None))[1]
        return 0 if upper is not None and upper == subscript.left else None
    return None


def _collect_zero(node: Expr, arrays: Arrays) -> None:
    """Nothing may be counted from 0 and from 1 at once: an array with a zeroth element starts there."""
    for inner in walk(node):
        if isinstance(inner, Index) and inner.array.stem in arrays.bases and Number("0") in inner.subscripts:
            arrays.bases[inner.array.stem] = 0


def _convert(node: Expr, arrays: Arrays) -> Expr:
    if isinstance(node, Symbol):
        base = arrays.bases.get(node.stem)
        if base is None or not node.subscripts:
            return node
        numeric = [s for s in node.subscripts if isinstance(s, Number)]
        if any("." in s.text or int(s.text) < base for s in numeric):
            return node
        return Index(stem_symbol(node), tuple(_convert(s, arrays) for s in node.subscripts), base)
    if isinstance(node, Call) and node.function in {"first", "before"}:
        return _leading(node, arrays)
    if isinstance(node, Index):
        subscripts = tuple(_convert(s, arrays) for s in node.subscripts)
        return Index(node.array, subscripts, arrays.bases.get(node.array.stem, node.base))
    return rebuild(node, lambda child: _convert(child, arrays))


def _leading(node: Call, arrays: Arrays) -> Expr:
    """`x_{<i}` and `x_{1:i}` as so many first elements, counted from the array's own first index."""
    array, end = node.args[0], _convert(node.args[1], arrays)
    assert isinstance(array, Symbol)
    more = arrays.bases.get(array.stem, 1) == 0
    by = (0 if node.function == "first" else -1) + (1 if more else 0)
    return Call("leading", (array, moments.shifted(end, by)))


def _check(node: Reduce) -> None:
    """A sum without limits needs an array to take its length from."""
    if isinstance(node.domain, Span) and node.domain.upper is None and whole_array(node) is None:
        if node.kind in {"argmax", "argmin"}:
            raise FormalError("an arg max or arg min without a range is a search, not a formula",
                              token=node.index.latex, position=node.index.position,
                              hint="Write the set it runs over: \\arg\\max_{a \\in A}.")  # fmt: skip
        raise FormalError("the range of this index is not written and no array has it",
            token=node.index.latex,
                          position=node.index.position, hint="Write the limits of the sum.")  # fmt: skip


def reach(node: Reduce) -> tuple[int, int]:
    """How far before and after the index its arrays are read: `x_{i+1} - x_i` ends one before the last."""
    shifts = [
        shift
        for inner in walk(node.body) if isinstance(inner, Index)
        for subscript in inner.subscripts
        if (shift := moments.offset(subscript, node.index.key)) is not None
    ]  # fmt: skip
    return min(0, *shifts, 0), max(0, *shifts, 0)


def whole_array(node: Reduce) -> tuple[Expr, int, int] | None:
    """The first array in the body that has the index alone as a subscript, at which axis, and its base."""
    parts = [n for part in (node.body, node.where) if part is not None for n in walk(part)]
    for inner in (*(n for n in parts if isinstance(n, Index)), *(n for n in parts if isinstance(n, Call))):
        array: Expr
        if isinstance(inner, Index):
            array, places, base = inner, inner.subscripts, inner.base
        elif isinstance(inner, Call) and inner.function == "item":
            array, places, base = inner.args[0], inner.args[1:], 1
        else:
            continue
        for axis, subscript in enumerate(places):
            if isinstance(subscript, Symbol) and subscript.key == node.index.key:
                return array, axis, base
    return None
