"""Sums, products, maxima and searches over an index as NumPy source."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rca_kernel.formal.emit_elements import Slice, whole_text
from rca_kernel.formal.indexing import reach, whole_array
from rca_kernel.formal.places import plus_one
from rca_kernel.formal.precedence import ATOM, POWER, PRODUCT, SUM
from rca_kernel.formal.tree import Expr, Index, Members, Number, Reduce, Span, bound_keys, walk
from rca_kernel.formal.vectorise import planned

if TYPE_CHECKING:
    from rca_kernel.formal.emit_numpy import Emitter


def reduction_text(emitter: Emitter, node: Reduce) -> tuple[str, int]:
    """Source of a reduction and how tightly it binds."""
    if node.kind in {"argmax", "argmin"}:
        return _search(emitter, node), SUM
    if node.kind == "set":
        return _chosen(emitter, node), ATOM
    plan = planned(node, emitter.elements)
    if plan is None:
        terms = terms_text(emitter, node)
        if node.kind == "list":
            return f"np.array({terms})", SUM
        return (f"sum({terms[1:-1]})" if node.kind == "sum" else f"np.{node.kind}({terms}, axis=0)"), ATOM
    if plan.form == "dot" and plan.weights is not None:
        with sliced(emitter, node, plan.keys):
            return f"{emitter.text(plan.weights, PRODUCT)} @ {emitter.text(plan.body, POWER)}", PRODUCT
    with sliced(emitter, node, plan.keys):
        body = emitter.text(plan.body, POWER if plan.form == "square" else 0)
    if node.kind == "list":
        return body, SUM
    if plan.form == "square":
        return f"np.sum({body} ** 2)", ATOM
    return (f"np.{node.kind}({body}, axis=0)" if len(plan.keys) == 1 else f"np.sum({body})"), ATOM


@contextmanager
def sliced(emitter: Emitter, node: Reduce, keys: Sequence[str]) -> Iterator[None]:
    """Within it the indices `keys` of `node` are written as slices."""
    kept = dict(emitter.slices), dict(emitter.ranges)
    inner: Expr = node
    for key in keys:
        assert isinstance(inner, Reduce)
        assert isinstance(inner.domain, Span)
        emitter.slices[key] = Slice(inner.domain, reach(inner))
        emitter.ranges[key] = f"np.arange({_range(emitter, inner, inner.domain)})"
        inner = inner.body
    yield
    emitter.slices, emitter.ranges = kept


def terms_text(emitter: Emitter, node: Reduce) -> str:
    """The terms of a sum or its like: on a whole array where they may be, else a list made one by one."""
    plan = planned(node, emitter.elements)
    if plan is not None and plan.form == "whole" and len(plan.keys) == 1:
        with sliced(emitter, node, plan.keys):
            return emitter.text(plan.body)
    kept = emitter.slices, emitter.ranges
    inside = bound_keys(node)
    emitter.slices = {k: v for k, v in kept[0].items() if k not in inside}
    emitter.ranges = {k: v for k, v in kept[1].items() if k not in inside}
    found = f"[{emitter.text(node.body)} {_loop(emitter, node)}]"
    emitter.slices, emitter.ranges = kept
    return found


def _chosen(emitter: Emitter, node: Reduce) -> str:
    """The indices, or the elements of a set, for which a condition holds."""
    index = emitter.table.name(node.index)
    return f"[{index} {_loop(emitter, node)} if {emitter.condition(node.body)}]"


def _loop(emitter: Emitter, node: Reduce) -> str:
    if isinstance(node.domain, Members):
        names = ", ".join(emitter.table.name(part) for part in node.domain.parts or (node.index,))
        loop = f"for {names} in {emitter.text(node.domain.collection)}"
    else:
        loop = f"for {emitter.table.name(node.index)} in range({_range(emitter, node, node.domain)})"
    if node.excluded is not None:
        loop += f" if {emitter.table.name(node.index)} != {emitter.text(node.excluded, SUM)}"
    if node.where is not None:
        loop += f" if {emitter.condition(node.where)}"
    return loop


def _range(emitter: Emitter, node: Reduce, span: Span) -> str:
    if span.upper is None:
        found = whole_array(node)
        assert found is not None
        array, axis, base = found
        low, high = reach(node)
        name = emitter.array(array) if isinstance(array, Index) else emitter.text(array, ATOM if axis else 0)
        length = f"len({name})" if axis == 0 else f"{name}.shape[{axis}]"
        first, more = base - low, base - high
        end = length + (f" + {more}" if more > 0 else f" - {-more}" if more else "")
        return end if first == 0 else f"{first}, {end}"
    stop = whole_text(emitter, plus_one(span.upper))
    start = whole_text(emitter, span.lower)
    return stop if start == "0" else f"{start}, {stop}"


def _search(emitter: Emitter, node: Reduce) -> str:
    """The place of the largest or least value, counted as in the paper; the element of a set."""
    if isinstance(node.domain, Members):
        index, domain = emitter.table.name(node.index), emitter.text(node.domain.collection)
        return f"{node.kind[3:]}({domain}, key=lambda {index}: {emitter.text(node.body)})"
    first, array = node.domain.lower, next((n for n in walk(node.body) if isinstance(n, Index)), None)
    if node.domain.upper is None and array is not None and array.base == 0:
        first = Number("0")
    shift = "" if first == Number("0") else f" + {emitter.text(first, PRODUCT)}"
    return f"np.{node.kind}({terms_text(emitter, node)}){shift}"
