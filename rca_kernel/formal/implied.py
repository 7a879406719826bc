"""What a formula itself says of its inputs: weights between 0 and 1, steps that are counted, lengths."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rca_kernel.formal.coverage import trees
from rca_kernel.formal.moments import shifted
from rca_kernel.formal.ranges import Domain, Range
from rca_kernel.formal.state import expressions, flatten, symbols_read
from rca_kernel.formal.statements import For
from rca_kernel.formal.translation import Translation
from rca_kernel.formal.tree import (
    Binary,
    Call,
    Cases,
    Compare,
    Expr,
    Index,
    Number,
    Reduce,
    Span,
    Symbol,
    walk,
)

_WEIGHT = Range(0.0, 1.0, True, True)
_BENT = {"max", "min", "clip", "relu", "abs", "sign"}
_STEP = Range(1.0, whole=True)


def implied_domain(translation: Translation) -> Domain:
    """By parameter name: what is mixed with its complement or is raised in `1 - x^t` is a weight, and an
    index that other symbols carry is a step, 1 or more."""
    values = {r.name for r in translation.roles if r.kind == "value" and r.shape in {"any", "scalar"}}
    kinds = {key: name for key, name in translation.names.items() if name in values}
    nodes = [node for tree in trees(translation) for node in walk(tree)]
    compared = {
        inner.key
        for node in nodes
        if isinstance(node, Compare | Cases)
        or (isinstance(node, Call) and node.function in {"max", "min", "clip"})
        for inner in walk(node)
        if isinstance(inner, Symbol)
    }
    weights = {key for node in nodes for key in _weights(node)} - compared
    steps = {
        inner.key
        for node in nodes
        if isinstance(node, Symbol)
        for subscript in node.subscripts
        for inner in walk(subscript)
        if isinstance(inner, Symbol)
    }
    found = {kinds[key]: _STEP for key in steps if key in kinds}
    return Domain(found | {kinds[key]: _WEIGHT for key in weights if key in kinds})


def _weights(node: Expr) -> Iterator[str]:
    match node:
        case Binary(
            op="-", left=Number(text="1"), right=Binary(op="^", left=Symbol(key=key), right=Symbol())
        ):
            yield key
        case Call(
            function="sqrt" | "log", args=(Binary(op="-", left=Number(text="1"), right=Symbol(key=key)),)
        ):
            yield key
        case Binary(op="+", left=left, right=right):
            both = set(_factors(left)), set(_factors(right))
            yield from {key for key, rest in both[0] ^ both[1] if (key, not rest) in both[0] | both[1]}
        case _:
            return


def _factors(node: Expr) -> Iterator[tuple[str, bool]]:
    """The symbols that a term is a product of; True for those that stand as `1 - x`."""
    match node:
        case Binary(op="*", left=left, right=right):
            yield from _factors(left)
            yield from _factors(right)
        case Binary(op="/", left=left):
            yield from _factors(left)
        case Symbol(key=key):
            yield key, False
        case Binary(op="-", left=Number(text="1"), right=Symbol(key=key)):
            yield key, True
        case _:
            return


def lengths(translation: Translation) -> Mapping[str, tuple[str, ...]]:
    """By array parameter, the parameter that each of its axes is as long as, empty where that is not said."""
    arrays = {r.name: r for r in translation.roles if r.kind == "array"}
    integers = {r.name for r in translation.roles if r.kind == "integer"}
    found: dict[tuple[str, int], set[str]] = {}
    for tree in trees(translation):
        for node in walk(tree):
            if not isinstance(node, Reduce) or not isinstance(node.domain, Span):
                continue
            for inner in walk(node.body):
                name = translation.names.get(inner.array.stem, "") if isinstance(inner, Index) else ""
                if not isinstance(inner, Index) or name not in arrays:
                    continue
                for axis, place in enumerate(inner.subscripts):
                    if place == node.index:
                        limit = _limit(node.domain, inner.base)
                        found.setdefault((name, axis), set()).add(translation.names.get(limit, ""))
                    elif any(n == node.index for n in walk(place)):
                        found.setdefault((name, axis), set()).add("")
    for loop in flatten(translation.algorithm.body) if translation.algorithm is not None else ():
        if isinstance(loop, For) and isinstance(loop.domain, Span):
            for symbol in (
                s for one in flatten(loop.body) for e in expressions(one) for s in symbols_read(e)
            ):
                name = translation.names.get(symbol.stem, "")
                if name in arrays and symbol.subscripts == (loop.index,):
                    limit = _limit(loop.domain, arrays[name].base)
                    found.setdefault((name, 0), set()).add(translation.names.get(limit, ""))
    single = {place: names.pop() for place, names in found.items() if len(names) == 1 and names <= integers}
    return {
        name: tuple(single.get((name, axis), "") for axis in range(role.rank))
        for name, role in arrays.items()
        if any((name, axis) in single for axis in range(role.rank))
    }


def _limit(domain: Span, base: int) -> str:
    """The key of n where the index runs over all n elements of an array."""
    if domain.upper is None or domain.lower != Number(str(base)):
        return ""
    upper = shifted(domain.upper, 1 - base)
    return upper.key if isinstance(upper, Symbol) else ""
