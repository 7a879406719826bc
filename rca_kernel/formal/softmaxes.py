"""`\\alpha_i = \\mathrm{softmax}(e_i)`: the element of a softmax that runs over an index of the left side."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from rca_kernel.errors import FormalError
from rca_kernel.formal.bigops import uses
from rca_kernel.formal.definitions import Definition
from rca_kernel.formal.evidence import gather
from rca_kernel.formal.instances import general, recurrent
from rca_kernel.formal.moments import shifted
from rca_kernel.formal.shapes import resolve
from rca_kernel.formal.tree import (
    Apply,
    Call,
    Expr,
    Index,
    Number,
    Reduce,
    Shape,
    Span,
    Symbol,
    bound_keys,
    children,
    rebuild,
    walk,
)

_PLACES = {"i", "j", "k", "l", "m", "n", "c", "u", "v", "y", "a", "b"}
_SCORES = {"e", "s", "a", "u"}
_HINT = "Write it as a fraction: \\exp(e_{ij}) / \\sum_k \\exp(e_{ik})."


def over_indices(
    definitions: Sequence[Definition], declared: Mapping[str, Shape] | None = None
) -> list[Definition]:
    """The definitions with the elements of softmaxes over an index written as elements."""
    known = _of_definitions(definitions, declared or {})
    return [dataclasses.replace(d, right=_change(d.right, _letters(d), known)) for d in definitions]


def elements_over(node: Expr, letters: Sequence[Symbol], known: Known) -> Expr:
    """The same for one expression; `letters` are the indices of what it defines."""
    return _change(node, tuple(letters), known)


@dataclasses.dataclass(frozen=True, slots=True)
class Known:
    """Shapes declared, and the stems that are whole vectors, or numbers, at each of their indices."""

    declared: Mapping[str, Shape]
    vectors: frozenset[str]
    numbers: frozenset[str]


def known_of(made: Iterable[tuple[Symbol, Expr]], declared: Mapping[str, Shape]) -> Known:
    """What the values that are defined at an index, or assigned there, are."""
    indexed = [(symbol.stem, value) for symbol, value in made if symbol.subscripts]
    vectors = frozenset(stem for stem, value in indexed if _holds_vectors(value, declared))
    numbers = frozenset(stem for stem, value in indexed if is_number(value, declared))
    return Known(declared, vectors, numbers - vectors)


def _of_definitions(definitions: Sequence[Definition], declared: Mapping[str, Shape]) -> Known:
    """Values kept from step to step count as vectors."""
    known = known_of(((d.left.symbol, d.right) for d in definitions if d.left), declared)
    kept = frozenset(recurrent(general(definitions)))
    return dataclasses.replace(known, vectors=known.vectors | kept, numbers=known.numbers - kept)


def _holds_vectors(node: Expr, declared: Mapping[str, Shape]) -> bool:
    """Whether the expression is no number, or nothing that this room can decide."""
    try:
        return resolve(node, gather(node, declared)).shape in {"vector", "row", "matrix"}
    except FormalError:
        return True


def is_number(node: Expr, declared: Mapping[str, Shape]) -> bool:
    """Whether the expression has one number as its value, as far as it shows."""
    try:
        return resolve(node, gather(node, declared)).shape == "scalar"
    except FormalError:
        return False


def _letters(definition: Definition) -> tuple[Symbol, ...]:
    left = definition.left
    shown = (*left.symbol.subscripts, *left.args) if left else ()
    return tuple(n for s in shown for n in walk(s) if isinstance(n, Symbol) and not n.subscripts)


def _change(node: Expr, letters: tuple[Symbol, ...], known: Known) -> Expr:
    if isinstance(node, Call) and node.function == "softmax":
        args = tuple(_change(a, letters, known) for a in node.args)
        if len(args) == 2:
            return _named(args[0], args[1], letters, known)
        return _over_last(args[0], letters, known)
    inner = letters
    if isinstance(node, Reduce):
        bound = [p for p in _bound(node) if p.key in bound_keys(node)]
        inner = (*(s for s in letters if s.key not in bound_keys(node)), *bound)
    return rebuild(
        node,
        lambda c: _change(
            c, inner if isinstance(node, Reduce) and c in (node.body, node.where) else letters, known
        ),
    )


def _bound(node: Reduce) -> tuple[Symbol, ...]:
    return (node.index,) if isinstance(node.domain, Span) else ()


def _named(argument: Expr, place: Expr, letters: Collection[Symbol], known: Known) -> Expr:
    """`\\mathrm{softmax}_j(e_{ij})` runs over j; of an argument without j it is the element j."""
    assert isinstance(place, Symbol)
    if reads(argument, place):
        refuse_vectors(argument, place, known)
        return element(argument, place)
    if any(s.key == place.key for s in letters):
        return Call("item", (Call("softmax", (argument,)), place))
    raise FormalError("a softmax over an index that its argument does not have", token=place.latex,
                      position=place.position, hint=_HINT)  # fmt: skip


def _over_last(argument: Expr, letters: Sequence[Symbol], known: Known) -> Expr:
    """Over the last index of the left side, or of the sums around, that the argument has."""
    whole = Call("softmax", (argument,))
    read = [s for s in letters if reads(argument, s)]
    if not read:
        return _of_two(argument, known) or whole
    place = place_over(argument, read, known)
    return whole if place is None else element(argument, place)


def place_over(argument: Expr, read: Sequence[Symbol], known: Known) -> Symbol | None:
    """The index among those that the argument has over which its softmax runs; None where it is a vector."""
    if isinstance(argument, Symbol) and argument.font == "bold":
        return None
    if _stems(argument) & known.vectors or _is_vector(argument, known.declared):
        return None
    place = read[-1]
    if isinstance(argument, Symbol):
        shown = [s for s in argument.subscripts if isinstance(s, Symbol)]
        place = next((s for s in reversed(shown) if any(s.key == r.key for r in read)), place)
    if place.base in _PLACES or is_number(argument, known.declared):
        return place
    if (stems := _stems(argument)) and stems <= known.numbers:
        return place
    score = isinstance(argument, Symbol) and argument.base in _SCORES and place.base == "t"
    return place if score else None


def _of_two(argument: Expr, known: Known) -> Expr | None:
    """`\\mathrm{softmax}(e_{ij})` without a left side: over the second index."""
    if not isinstance(argument, Symbol) or argument.font == "bold" or not argument.base.islower():
        return None
    places = [p for p in argument.subscripts if isinstance(p, Symbol) and p.base in {"i", "j", "k", "l"}]
    two = len(places) == len(argument.subscripts) == 2 and places[0] != places[1]
    return element(argument, places[1]) if two and argument.stem not in known.vectors else None


def refuse_vectors(argument: Expr, place: Symbol, known: Known) -> None:
    """`\\mathrm{softmax}_i(W x_i)`: over i for each entry, or over the entries."""
    try:
        shape = resolve(argument, gather(argument, known.declared)).shape
    except FormalError:
        return
    if shape in {"vector", "row", "matrix"}:
        raise FormalError("a softmax over an index of vectors: over the index or over their entries",
                          token=place.latex, position=place.position,
                          hint="Write it without the index, or for the entries as a fraction.")  # fmt: skip


def _is_vector(node: Expr, declared: Mapping[str, Shape]) -> bool:
    try:
        return resolve(node, gather(node, declared)).shape in {"vector", "row", "matrix"}
    except FormalError as error:
        return "row" in error.reason or "transposed" in error.reason or "matrix" in error.reason


def element(argument: Expr, place: Symbol, last: Expr | None = None) -> Expr:
    """The element at `place` of the softmax over all places, up to the `last` one."""
    every = Reduce("list", place, Span(Number("1"), last), argument)
    return Call("item", (Call("softmax", (every,)), place))


def reads(node: Expr, letter: Symbol) -> bool:
    """Whether an array of the expression has the letter as one of its indices."""
    return any(
        any(uses(s, {letter.key}) for s in n.subscripts) for n in _free(node) if isinstance(n, Symbol | Index)
    )


def _free(node: Expr) -> Iterator[Expr]:
    """The nodes outside of sums with an index of their own."""
    yield node
    for child in children(node):
        yield from _free(child)
    if isinstance(node, Apply):
        yield node.function


def _stems(node: Expr) -> set[str]:
    return {n.stem for n in walk(node) if isinstance(n, Symbol) and n.subscripts}


def from_zero(node: Expr, bound: frozenset[str] = frozenset()) -> Expr:
    """A softmax whose element is read under a sum that counts from 0 is over places from 0."""
    if isinstance(node, Reduce):
        zero = isinstance(node.domain, Span) and node.domain.lower == Number("0")
        inner = (bound - bound_keys(node)) | ({node.index.key} if zero else set())
        within = (node.body, node.where)
        return rebuild(node, lambda c: from_zero(c, inner if c in within else bound))
    node = rebuild(node, lambda c: from_zero(c, bound))
    match node:
        case Call("item", (Call("softmax", (Reduce(kind="list", domain=Span(upper=None)) as run,)), place)):
            if isinstance(place, Symbol) and place.key in bound:
                every = dataclasses.replace(run, domain=Span(Number("0"), None))
                return Call("item", (Call("softmax", (every,)), place))
    return node


def from_own_first(node: Expr) -> Expr:
    """Places in a softmax over an array that is counted from 0."""
    node = rebuild(node, from_own_first)
    match node:
        case Call(
            function="item", args=(Call(function="softmax", args=(Reduce(kind="list") as run,)), place)
        ):
            arrays = [n for n in walk(run.body) if isinstance(n, Index) and n.base == 0]
            zero = any(isinstance(s, Symbol) and s.key == run.index.key for n in arrays for s in n.subscripts)
            return Call("item", (node.args[0], shifted(place, 1))) if zero else node
        case _:
            return node
