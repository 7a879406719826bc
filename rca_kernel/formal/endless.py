"""`\\sum_{l=0}^\\infty \\gamma^l r_{t+l}`: over an array, which is given, an infinite sum runs to its end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from rca_kernel.errors import FormalError
from rca_kernel.formal.bigops import uses
from rca_kernel.formal.moments import offset
from rca_kernel.formal.moving import simple
from rca_kernel.formal.tree import (
    Binary,
    Call,
    Constant,
    Expr,
    Index,
    Neg,
    Number,
    Reduce,
    Span,
    Symbol,
    rebuild,
    walk,
)

ENDLESS = ["An infinite sum runs to the end of the arrays given."]
_INFINITE = Constant("inf")


def with_ends(node: Expr) -> Expr:
    """The expression with such sums ended; refused where no array tells their end."""
    node = rebuild(node, with_ends)
    if not isinstance(node, Reduce) or not isinstance(node.domain, Span) or node.domain.upper != _INFINITE:
        return node
    if node.kind == "sum" and _whole(node):
        return replace(node, domain=Span(node.domain.lower, None))
    ends = set(_ends(node))
    if node.kind != "sum" or len(ends) != 1:
        refuse_endless(node)
    return replace(node, domain=Span(node.domain.lower, ends.pop()))


def is_endless(node: Expr) -> bool:
    return isinstance(node, Reduce) and isinstance(node.domain, Span) and node.domain.upper == _INFINITE


def refuse_endless(node: Expr) -> None:
    """Where a sum without an end stands for which no array is read."""
    for inner in walk(node):
        if isinstance(inner, Reduce) and is_endless(inner):
            raise FormalError("an infinite sum has no finite evaluation", token=inner.index.latex,
                              position=inner.index.position,
                              hint="Write the last index that is to be summed.")  # fmt: skip


def _whole(node: Reduce) -> bool:
    """Whether every array in it is read at the index alone, from its first element on."""
    read = [
        n
        for n in walk(node.body)
        if isinstance(n, Index) and any(uses(s, {node.index.key}) for s in n.subscripts)
    ]
    assert isinstance(node.domain, Span)
    first = node.domain.lower
    return bool(read) and all(n.subscripts == (node.index,) and first == Number(str(n.base)) for n in read)


def _ends(node: Reduce) -> Iterator[Expr]:
    """The last index at which each array is read inside of it."""
    assert isinstance(node.domain, Span)
    for inner in walk(node.body):
        if not isinstance(inner, Index) or not any(uses(s, {node.index.key}) for s in inner.subscripts):
            continue
        place = _rest(inner.subscripts[0], node.index) if len(inner.subscripts) == 1 else None
        if place is None:
            refuse_endless(node)
            return
        _refuse_before_first(inner, Binary("+", place, node.domain.lower))
        whole: Expr = Call("len", (inner.array,))
        yield _minus(whole, place if inner.base else simple(Binary("+", place, Number("1"))))


def _refuse_before_first(read: Index, place: Expr) -> None:
    """The place read first must be one of the array, whatever the indices that are given are."""
    terms = _terms(place, 1)
    least = sum(count if key == "" else count * read.base for key, count in terms.items())
    if least < read.base or any(count < 0 for key, count in terms.items() if key):
        raise FormalError("an infinite sum that may read an element before the first of its array",
                          token=read.array.latex, position=read.array.position,
                          hint="Shift the index of the left side, so that the sum begins at x_t or after it: "
                               "x_{t+i} in place of x_{t+i-1}.")  # fmt: skip


def _terms(node: Expr, sign: int) -> Counter[str]:
    """How often each index is added; the whole numbers under no name."""
    match node:
        case Number(text) if text.isdigit():
            return Counter({"": sign * int(text)})
        case Neg(body):
            return _terms(body, -sign)
        case Binary(op="+" | "-", left=left, right=right):
            found = _terms(left, sign)
            found.update(_terms(right, sign if node.op == "+" else -sign))
            return found
        case _:
            return Counter({node.key if isinstance(node, Symbol) else repr(node): sign})


def _minus(whole: Expr, place: Expr) -> Expr:
    if place == Number("0"):
        return whole
    if isinstance(place, Binary) and place.op in {"+", "-"}:
        first = _minus(whole, place.left)
        return Binary("-" if place.op == "+" else "+", first, place.right)
    return Binary("-", whole, place)


def _rest(subscript: Expr, index: Symbol) -> Expr | None:
    """`t + 1` of `t + k + 1` for the index k; None where the place does not go on with it."""
    shift = offset(subscript, index.key)
    if shift is not None:
        return Number(str(shift)) if shift >= 0 else None
    rest = _without(subscript, index)
    return None if rest is None or uses(rest, {index.key}) else simple(rest)


def _without(node: Expr, index: Symbol) -> Expr | None:
    """The sum without the index as one of its terms."""
    if isinstance(node, Symbol) and node.key == index.key:
        return Number("0")
    if isinstance(node, Binary) and node.op in {"+", "-"}:
        left = _without(node.left, index)
        if left is not None:
            return Binary(node.op, left, node.right)
        right = _without(node.right, index) if node.op == "+" else None
        return None if right is None else Binary("+", node.left, right)
    return None
