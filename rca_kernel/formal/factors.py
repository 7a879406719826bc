"""Factors of a term under a sum: the arrays that they read, and which of them may hold vectors."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, TypeGuard

from rca_kernel.formal.bigops import uses
from rca_kernel.formal.tree import Binary, Call, Expr, Index, Neg, Number, Reduce, Shape, Symbol, children
from rca_kernel.formal.vocabulary import SCALAR_FUNCTIONS, VECTOR_LETTERS

_NUMBERS = {"p", "q", "c", "n", "t", "k", "l", "a", "b", "r"}


@dataclass(frozen=True, slots=True)
class Plan:
    """`whole`: the reduction of one expression; `dot`: weights times values; `square`: of a norm.

    `keys` are the indices written as slices, the outermost first.
    """

    form: Literal["whole", "dot", "square"]
    keys: tuple[str, ...]
    body: Expr
    weights: Expr | None = None


def by_order(node: Reduce, key: str, elements: Mapping[str, Shape], levels: Mapping[str, int]) -> Plan | None:
    """`\\sum_i w_i \\eta d_i` of letters that may be vectors or numbers: the last factor may be vectors.

    A plan without weights says that another factor may be vectors as well: a loop is right for both.
    """
    if node.kind != "sum" or max(levels.values()) > 1:
        return None
    factors = list(factors_of(node.body))
    bare = [p for p in factors if isinstance(p[0], Index) and arrays_in(p[0], {key})]
    if len(bare) < 2 or any(arrays_in(f, {key}) for f, _ in factors if not isinstance(f, Index)):
        return None
    last = bare[-1][0]
    if not isinstance(last, Index) or not _is_open(last, elements):
        return None
    values = [n for f, _ in factors for n in values_in(f)]
    if any(divides for _, divides in bare) or any(n.key == key or is_vector(n) for n in values):
        return None
    others = [f for f, _ in bare[:-1] if _is_open(f, elements)]
    if any(levels[f.array.stem] > levels[last.array.stem] for f in others):
        return None if _is_weight(last) else Plan("whole", (key,), node.body)
    light = [p for p in factors if p[0] is not last]
    return Plan("dot", (key,), last, product_of(light))


def _is_open(node: Expr, elements: Mapping[str, Shape]) -> TypeGuard[Index]:
    return isinstance(node, Index) and len(node.subscripts) == 1 and elements.get(node.array.stem) != "scalar"


def _is_weight(node: Index) -> bool:
    """A letter that papers keep for numbers."""
    return node.array.is_greek or node.array.base in _NUMBERS or len(node.array.base) > 1


def arrays_in(node: Expr, keys: set[str]) -> list[Index]:
    if isinstance(node, Index):
        return [node] if any(uses(s, keys) for s in node.subscripts) else []
    if isinstance(node, Reduce) or (isinstance(node, Call) and node.function in SCALAR_FUNCTIONS):
        return []
    return [a for child in children(node) for a in arrays_in(child, keys)]


def values_in(node: Expr) -> list[Symbol]:
    """Symbols that are read as values, not as places."""
    if isinstance(node, Index):
        return []
    return [n for c in children(node) for n in values_in(c)] + ([node] if isinstance(node, Symbol) else [])


def is_vector(symbol: Symbol) -> bool:
    """A letter that papers keep for vectors, not for counts and means."""
    kept = VECTOR_LETTERS - {"k", "m", "e", "s", "mu"}
    return symbol.font == "bold" or (symbol.base in kept and symbol.key == symbol.stem)


def factors_of(node: Expr, divides: bool = False) -> Iterator[tuple[Expr, bool]]:
    """The factors of a product, each with whether it divides."""
    if isinstance(node, Binary) and node.op in {"*", "/"}:
        yield from factors_of(node.left, divides)
        yield from factors_of(node.right, divides != (node.op == "/"))
    elif isinstance(node, Neg):
        yield Neg(Number("1")), False
        yield from factors_of(node.body, divides)
    else:
        yield node, divides


def product_of(factors: list[tuple[Expr, bool]]) -> Expr:
    found: Expr | None = None
    for factor, divides in sorted(factors, key=lambda pair: pair[1]):
        if found is None:
            found = Binary("/", Number("1"), factor) if divides else factor
        elif factor == Neg(Number("1")):
            found = Neg(found)
        else:
            found = Binary("/" if divides else "*", found, factor)
    assert found is not None
    return found
