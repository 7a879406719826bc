"""`b_k` with a k that is computed (`k = \\arg\\max_i a_i`) is an element of the array b."""

from __future__ import annotations

from collections.abc import Callable, Sequence, Set
from dataclasses import replace

from rca_kernel.errors import FormalError
from rca_kernel.formal.bigops import uses
from rca_kernel.formal.definitions import Definition
from rca_kernel.formal.integers import always_whole, is_whole, whole_limits
from rca_kernel.formal.loops import mapped
from rca_kernel.formal.moments import offset
from rca_kernel.formal.state import expressions, flatten, symbols_read
from rca_kernel.formal.statements import Assign, For, Repeat, Return, Statement, While
from rca_kernel.formal.symbols import stem_symbol
from rca_kernel.formal.tree import Apply, Call, Expr, Index, Number, Sample, Symbol, rebuild, walk

_INDICES = frozenset("ijklmnpqst")


def placed(statements: Sequence[Statement]) -> tuple[Statement, ...]:
    """The statements with elements at computed places; raises FormalError where such an element is written
    that was read before, or where it is not said from what number its array counts."""
    assigned = [s for s in flatten(statements) if isinstance(s, Assign) and not s.index]
    keys = _places(statements, assigned)
    if not keys:
        return tuple(statements)
    written = {t.stem for s in assigned for t in s.targets if t.subscripts}
    _refuse_rewritten(assigned, keys)
    read = [s for one in flatten(statements) for e in expressions(one) for s in symbols_read(e)]
    late = _counted_first(statements)
    for symbol in read:
        if any(uses(s, late) for s in symbol.subscripts):
            continue
        if symbol.stem not in written and symbol.subscripts:
            _refuse_zero(symbol, keys, assigned)
    return mapped(statements, elements(keys, written))


def _counted_first(statements: Sequence[Statement]) -> set[str]:
    """Counters that begin at 0 and are counted before anything in their loop reads them."""
    found: set[str] = set()
    everything = flatten(statements)
    for loop in (s for s in everything if isinstance(s, For | While | Repeat)):
        first = loop.body[0] if loop.body else None
        if not isinstance(first, Assign) or offset(first.value, first.target.key) != 1:
            continue
        key = first.target.key
        sets = [s for s in everything if isinstance(s, Assign) and s.target.key == key and s is not first]
        outside = [s for s in everything if s is not loop and s not in flatten((loop,))]
        outside = [s for s in outside if not isinstance(s, Return) and s not in sets]
        read = any(uses(e, {key}) for s in outside for e in expressions(s))
        if len(sets) == 1 and sets[0].value == Number("0") and not read:
            found.add(key)
    return found


def placed_definitions(definitions: Sequence[Definition]) -> list[Definition]:
    """The same for definitions that build on each other."""
    lefts = [d.left.symbol for d in definitions if d.left]
    keys: set[str] = set()
    for _ in definitions:
        keys |= {d.left.symbol.key for d in definitions
                 if d.left and not d.left.applied and is_whole(d.right, keys)}  # fmt: skip
    if not keys:
        return list(definitions)
    change = elements(keys, {left.stem for left in lefts if left.subscripts})
    return [replace(d, right=change(d.right), chain=tuple(map(change, d.chain))) for d in definitions]


def as_place(key: str, tree: Expr, text: str, trees: Sequence[Expr]) -> str:
    """The code of a rounded value as a whole number where it is a place in an array."""
    rounded = any(isinstance(n, Call) and n.function in {"floor", "ceil", "round"} for n in walk(tree))
    places = (s for t in trees for n in walk(t) if isinstance(n, Index) for s in n.subscripts)
    return f"int({text})" if rounded and any(uses(s, {key}) for s in places) else text


def elements(keys: Set[str], written: Set[str]) -> Callable[[Expr], Expr]:
    """A change of trees: symbols with a computed subscript, of stems that are not written so, as elements."""

    def change(node: Expr) -> Expr:
        if isinstance(node, Symbol):
            if node.stem in written or not any(uses(s, set(keys)) for s in node.subscripts):
                return node
            return Index(stem_symbol(node), tuple(change(s) for s in node.subscripts), 1)
        if isinstance(node, Index):
            return Index(node.array, tuple(change(s) for s in node.subscripts), node.base)
        return rebuild(node, change)

    return change


def _places(statements: Sequence[Statement], assigned: Sequence[Assign]) -> set[str]:
    """Names that hold whole numbers, or an index that a function gives or a set holds."""
    whole = always_whole(statements, set(whole_limits(statements)))
    given = {
        t.key
        for s in assigned
        for t in s.targets
        if t.base in _INDICES and not t.subscripts and _is_given(s.value)
    }
    return {t.key for s in assigned for t in s.targets if t.key in whole and not t.subscripts} | given


def _is_given(value: Expr) -> bool:
    return isinstance(value, Apply) or (isinstance(value, Sample) and value.distribution == "choice")


def _refuse_rewritten(assigned: Sequence[Assign], keys: Set[str]) -> None:
    for step in assigned:
        for target in step.targets:
            if not any(uses(s, set(keys)) for s in target.subscripts):
                continue
            if any(isinstance(n, Symbol) and n.key == target.key for n in walk(step.value)):
                raise FormalError(
                    "one element of an array is rewritten at a computed place",
                    token=target.latex,
                    position=target.position,
                    hint="Give the new array as a function of the old one and the place.",
                )


def _refuse_zero(symbol: Symbol, keys: Set[str], assigned: Sequence[Assign]) -> None:
    """A place that begins at 0: of an array that counts from 0, or before its first element."""
    for step in assigned:
        for target in step.targets:
            here = target.key in keys and any(offset(s, target.key) == 0 for s in symbol.subscripts)
            if here and step.value == Number("0"):
                raise FormalError(
                    "whether this array is counted from 0 or from 1 is not said",
                    token=symbol.latex,
                    position=symbol.position,
                    hint=f"Begin {target.latex} at 1.",
                )
