"""`\\mathbf{w} \\gets \\mathbf{0}`, `v \\gets \\mathbf{1}`: as long as what they are multiplied with."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from rca_kernel.formal.loops import mapped_one
from rca_kernel.formal.neighbours import known
from rca_kernel.formal.state import expressions, flatten
from rca_kernel.formal.statements import Assign, Statement
from rca_kernel.formal.symbols import stem_symbol
from rca_kernel.formal.tree import (
    Apply,
    Call,
    Expr,
    Index,
    Number,
    Product,
    Shape,
    Symbol,
    Transpose,
    rebuild,
    walk,
)
from rca_kernel.formal.units import is_ones


@dataclass(slots=True)
class _Uses:
    """What the values of some stems are multiplied with; `wide` says that they are arrays of unsaid size."""

    sizes: list[Expr] = field(default_factory=list)
    wide: bool = False


def with_starts(
    statements: Sequence[Statement], shapes: Mapping[str, Shape], given: Collection[str]
) -> tuple[Statement, ...]:
    """The statements with zeros and ones that start a vector written with their length.

    `given` are the stems that are parameters; a length that they do not tell is asked for as `shape`.
    """
    everything = flatten(statements)
    steps = [s for s in everything if isinstance(s, Assign) and not s.others]
    written = {s.target.stem for s in everything if isinstance(s, Assign)}
    nodes = [n for s in everything for e in expressions(s) for n in walk(e)]
    sizes: dict[str, Expr | None] = {}
    for stem in {_stem(s) for s in steps if _starts(s.value)}:
        sizes[stem] = _size(_alike(stem, steps), nodes, shapes, written - set(given))
    found = tuple(statements)
    for stem, size in sizes.items():
        if size is not None:
            found = tuple(_sized(s, stem, size) for s in found)
    return found


def _starts(value: Expr) -> bool:
    """Zero, or ones without a length somewhere in the value."""
    return value == Number("0") or any(is_ones(n) for n in walk(value))


def _alike(stem: str, steps: Sequence[Assign]) -> set[str]:
    """The stem and the names that its values go on under: `r_{old} \\gets r`."""
    found = {stem}
    for _ in range(3):
        for step in steps:
            if isinstance(step.value, Symbol) and step.value.stem in found:
                found.add(step.target.stem)
    return found


def _size(
    stems: set[str], nodes: Sequence[Expr], shapes: Mapping[str, Shape], made: Collection[str]
) -> Expr | None:
    uses = _Uses()
    for node in nodes:
        if isinstance(node, Product):
            for left, right in itertools.pairwise(node.factors):
                _read(left, right, stems, shapes, uses)
        elif isinstance(node, Call) and node.function == "inner":
            _read(Transpose(node.args[0]), node.args[1], stems, shapes, uses)
        elif isinstance(node, Apply):
            bold = [a for a in node.args if isinstance(a, Symbol) and a.stem in stems and a.font == "bold"]
            uses.wide = uses.wide or bool(bold)
    for size in uses.sizes:
        if not any(isinstance(n, Symbol) and n.stem in made for n in walk(size)):
            return size
    return Call("shape", ()) if uses.wide or uses.sizes else None


def _read(left: Expr, right: Expr, stems: set[str], shapes: Mapping[str, Shape], uses: _Uses) -> None:
    """Two factors side by side, of which one is a value of the stems."""
    if _is(right, stems):
        if isinstance(left, Transpose) and known(left.body, shapes) != "matrix":
            uses.sizes += _entries(left.body)
        elif known(left, shapes) == "matrix":
            uses.sizes.append(_columns(left))
        return
    if isinstance(left, Transpose) and _is(left.body, stems):
        uses.sizes += [Call("rows", (right,))] if known(right, shapes) == "matrix" else _entries(right)


def _is(node: Expr, stems: set[str]) -> bool:
    if isinstance(node, Index):
        return f"{node.array.stem}[]" in stems
    return isinstance(node, Symbol) and node.stem in stems


def _stem(step: Assign) -> str:
    """What is assigned; the elements of an array are told from the array."""
    return f"{step.target.stem}[]" if step.index else step.target.stem


def _columns(matrix: Expr) -> Expr:
    return Call("rows", (matrix.body,)) if isinstance(matrix, Transpose) else Call("columns", (matrix,))


def _entries(vector: Expr) -> Iterator[Expr]:
    """The length of a vector: that of a row of its array, where it is an element of one."""
    if isinstance(vector, Index) and len(vector.subscripts) == 1:
        yield Call("columns", (vector.array,))
    elif isinstance(vector, Symbol):
        yield Call("columns", (stem_symbol(vector) if vector.subscripts else vector,))
    else:
        yield Call("shape", ())


def _sized(statement: Statement, stem: str, size: Expr) -> Statement:
    """The statement with the zeros and ones of this stem as arrays."""

    def ones(node: Expr) -> Expr:
        if is_ones(node) and isinstance(node, Symbol) and not node.subscripts:
            return Call("ones_vector", (size,))
        return rebuild(node, ones)

    def write(one: Assign) -> Assign:
        if _stem(one) != stem or one.others:
            return one
        if one.value == Number("0"):
            return replace(one, value=Call("zeros_vector", (size,)))
        return replace(one, value=ones(one.value))

    return mapped_one(statement, lambda node: node, write)
