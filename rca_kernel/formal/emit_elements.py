"""Elements of arrays, and the slices that stand for all of them, as NumPy source."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rca_kernel.formal import moments
from rca_kernel.formal.above import refuse_left_out
from rca_kernel.formal.places import is_rounded, plus_one, shifted, whole
from rca_kernel.formal.tree import Expr, Index, Span, Symbol

if TYPE_CHECKING:
    from rca_kernel.formal.emit_algorithm import AlgorithmEmitter
    from rca_kernel.formal.emit_numpy import Emitter


@dataclass(frozen=True, slots=True)
class Slice:
    """The range of an index that is written as a slice; `reach` says how far arrays are read around it."""

    span: Span
    reach: tuple[int, int] = (0, 0)


def element_text(emitter: Emitter, node: Index) -> str:
    """`a[i - 1, j - 1]`, with a slice for each index that runs over a whole axis."""
    refuse_left_out(node.array, node.subscripts)
    parts = [_place(emitter, subscript, node.base) for subscript in node.subscripts]
    shown = {s.key for s in node.subscripts if isinstance(s, Symbol)} & set(emitter.slices)
    order = list(emitter.slices)
    if len(order) == 2 and shown == {order[0]}:
        parts.append("None")
    name = emitter.array(node)
    twice = len(node.subscripts) == 2 and node.subscripts[0] == node.subscripts[1]
    if twice and ":" in parts[0]:
        name, parts = f"np.diag({name})", [p for p in parts[:1] if p != ":"]
    while parts and parts[-1] == ":":
        parts.pop()
    return f"{name}[{', '.join(parts)}]" if parts else name


def _place(emitter: Emitter, subscript: Expr, base: int) -> str:
    for key, one in emitter.slices.items():
        if isinstance(subscript, Index) and any(s for s in subscript.subscripts if _is(s, key)):
            return emitter.text(shifted(subscript, base))
        shift = moments.offset(subscript, key)
        if shift is not None:
            return _slice(emitter, one, shift, base)
    return whole_text(emitter, shifted(subscript, base))


def whole_text(emitter: Emitter | AlgorithmEmitter, node: Expr) -> str:
    """A limit or a place: `range` and elements take no floats."""
    return f"int({emitter.text(node)})" if is_rounded(node) else emitter.text(whole(node))


def _is(node: Expr, key: str) -> bool:
    return isinstance(node, Symbol) and node.key == key


def _slice(emitter: Emitter, one: Slice, shift: int, base: int) -> str:
    low, high = one.reach
    if one.span.upper is None:
        start, stop = shift - low, shift - high
        return f"{start or ''}:{stop or ''}"
    first = whole_text(emitter, shifted(moments.shifted(one.span.lower, shift), base))
    last = moments.shifted(one.span.upper, shift)
    end = whole_text(emitter, last if base else plus_one(last))
    return span_text("" if first == "0" else first, end)[1:-1]


def span_text(start: str, stop: str) -> str:
    """`[a:b]`, with spaces around the colon where an end is an expression, as black prints it."""
    if all(re.fullmatch(r"[\w.]*", end) for end in (start, stop)):
        return f"[{start}:{stop}]"
    return f"[{start} : {stop}]".replace("[ ", "[").replace(" ]", "]")
