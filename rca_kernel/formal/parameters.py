"""The parameters of a formula: which symbols are free, and what each stands for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

from rca_kernel.errors import FormalError
from rca_kernel.formal.densities import density_notes
from rca_kernel.formal.letters import Shapes, by_function
from rca_kernel.formal.pairs import pair_notes
from rca_kernel.formal.symbols import NameTable
from rca_kernel.formal.translation import Role
from rca_kernel.formal.tree import (
    Apply,
    Binary,
    Call,
    Concat,
    Expr,
    Index,
    Members,
    Neg,
    Norm,
    Reduce,
    Sample,
    Shape,
    Span,
    Symbol,
    bound_keys,
    children,
    walk,
)


class Free:
    """Free symbols in reading order, with what their places say about them."""

    def __init__(self, defined: set[str]) -> None:
        self.defined = defined
        self.values: dict[str, Symbol] = {}
        self.arrays: dict[str, tuple[Symbol, int, int]] = {}
        self.functions: dict[str, tuple[Symbol, int]] = {}
        self.declared: set[str] = set()
        self.fewer: dict[str, int] = {}
        self.densities: dict[str, tuple[str, ...]] = {}
        self.integers: set[str] = set()
        self.limits: set[str] = set()
        self.sets: set[str] = set()
        self.tuples: dict[str, int] = {}

    def kind(self, key: str) -> Literal["set", "integer", "value"]:
        """What to pass for a symbol."""
        return "set" if key in self.sets else "integer" if key in self.integers else "value"

    def read(self, node: Expr, bound: frozenset[str]) -> None:
        if isinstance(node, Symbol):
            if node.key not in bound and node.key not in self.defined:
                self.values.setdefault(node.key, node)
            return
        if isinstance(node, Index):
            if node.array.key in self.defined:
                for subscript in node.subscripts:
                    self.mark_integers(subscript, bound)
                    self.read(subscript, bound)
                return
            rank = max(len(node.subscripts), self.arrays.get(node.array.stem, (node.array, 0, 1))[1])
            self.arrays[node.array.stem] = (node.array, rank, node.base)
            for subscript in node.subscripts:
                self.mark_integers(subscript, bound)
                self.read(subscript, bound)
            return
        if isinstance(node, Apply) and node.function.key not in self.defined | bound:
            known = self.functions.get(node.function.key)
            density = node.function.base in {"p", "q", "P"} and node.function.font == ""
            if known and known[1] != len(node.args) and density:
                raise FormalError("one function with different numbers of arguments",
                    token=node.function.latex,
                                  position=node.function.position,
                                  hint="Give each use its own name, or the same arguments.")  # fmt: skip
            arity = max(known[1] if known else 0, len(node.args))
            if known and known[1] != len(node.args):
                self.fewer[node.function.key] = min(known[1], len(node.args))
            self.functions[node.function.key] = (node.function, arity)
            self._density(node)
        if isinstance(node, Reduce):
            self._reduce(node, bound)
            return
        if isinstance(node, Sample) and node.distribution == "choice" and isinstance(node.args[0], Symbol):
            self.sets.add(node.args[0].key)
        if isinstance(node, Call) and node.function == "member" and isinstance(node.args[1], Symbol):
            self.sets.add(node.args[1].key)
        if isinstance(node, Call) and node.function in {"intersection", "union", "difference"}:
            self.sets |= {a.key for a in node.args if isinstance(a, Symbol)}
        if isinstance(node, Call) and node.function in {"factorial", "binom", "size"}:
            for arg in node.args:
                self.mark_integers(arg, bound)
        if isinstance(node, Call) and node.function in {"item", "leading"}:
            for arg in node.args[1:]:
                self.mark_integers(arg, bound)
            if node.function == "leading" and isinstance(array := node.args[0], Symbol):
                self.arrays.setdefault(array.stem, (array, 1, 1))
        for child in children(node):
            self.read(child, bound)

    def _density(self, node: Apply) -> None:
        """`p(x)` and `p(y)` are different densities under one letter."""
        function = node.function
        if function.base not in {"p", "q", "P"} or function.subscripts or function.key != function.stem:
            return
        if function.key in self.declared:
            return
        alone = len(node.args) == 1
        marks = tuple((a.stem if alone else a.key).rstrip("'") if isinstance(a, Symbol) else repr(a)
                      for a in node.args)  # fmt: skip
        if self.densities.setdefault(function.key, marks) != marks:
            raise FormalError("one letter for different densities", token=function.latex,
                position=function.position,
                              hint="Give each density its own name.")  # fmt: skip

    def _reduce(self, node: Reduce, bound: frozenset[str]) -> None:
        if isinstance(node.domain, Span):
            for limit in (node.domain.lower, node.domain.upper):
                if limit is not None:
                    self.mark_integers(limit, bound)
                    self.limits |= {n.key for n in _terms(limit) if isinstance(n, Symbol)}
                    self.read(limit, bound)
        else:
            if isinstance(node.domain.collection, Symbol):
                self.sets.add(node.domain.collection.key)
                if node.domain.parts:
                    self.tuples[node.domain.collection.key] = len(node.domain.parts)
            self.read(node.domain.collection, bound)
        if node.excluded is not None:
            self.mark_integers(node.excluded, bound)
            self.read(node.excluded, bound)
        for part in (node.where, node.body):
            if part is not None:
                self.read(part, bound | bound_keys(node))

    def mark_integers(self, node: Expr, bound: frozenset[str]) -> None:
        """What stands in a place or a limit is whole; a sequence whose length is taken is not."""
        if isinstance(node, Symbol) and node.key not in bound:
            self.integers.add(node.key)
        if not (isinstance(node, Call) and node.function == "len"):
            for child in children(node):
                self.mark_integers(child, bound)


def collect_roles(
    trees: Sequence[Expr], shown: Iterable[Expr], defined: set[str], shapes: Shapes, table: NameTable
) -> list[Role]:
    """One role for each parameter, in reading order; arguments shown on the left come first."""
    free = Free(_defined_before(trees, defined))
    for tree in trees:
        free.read(tree, frozenset())
    _check_families(trees, free)
    first = [a.key for a in shown if isinstance(a, Symbol)]
    order = {key: n for n, key in enumerate(first)}
    elements = _elements(trees, shapes)
    roles: list[tuple[int, Role]] = []
    for key, symbol in free.values.items():
        if key in free.arrays:
            continue
        kind = free.kind(key)
        shape = elements.get(key, "any") if kind == "set" else shapes.get(key, "any")
        size = free.tuples.get(key, 0)
        note = f"of tuples of {size}" if size else ""
        role = Role(table.name(symbol), symbol.latex, kind, shape, rank=size, note=note)
        roles.append((order.get(key, 1000 + symbol.position), role))
    for stem, (symbol, rank, base) in free.arrays.items():
        name = table.named(stem, symbol.stem_names)
        element: Shape = shapes.get(stem + "[]", "any")
        holds: Literal["array", "indices"] = "indices" if stem in free.integers else "array"
        role = Role(name, symbol.latex, holds, element, rank, base=base)
        roles.append((order.get(stem, 1000 + symbol.position), role))
    for symbol, arity in free.functions.values():
        fewer = f"{free.fewer[symbol.key]} or " if symbol.key in free.fewer else ""
        note = f"of {fewer}{arity} argument{'s' * (arity > 1)}"
        if symbol.key == symbol.stem and symbol.latex != symbol.stem_latex:
            note += ", the index first"
        gives = by_function(symbol)
        note += f" that gives a {gives}" if gives != "any" else ""
        role = Role(table.name(symbol), symbol.latex, "callable", gives, arity=arity, note=note)
        roles.append((5000 + symbol.position, role))
    return [role for _, role in sorted(roles, key=lambda pair: pair[0])]


def _elements(trees: Sequence[Expr], shapes: Shapes) -> dict[str, Shape]:
    """What the elements of a set are, by the index that runs over it."""
    runs = [n for tree in trees for n in walk(tree) if isinstance(n, Reduce)]
    return {
        n.domain.collection.key: shapes[n.index.key]
        for n in runs
        if isinstance(n.domain, Members) and isinstance(n.domain.collection, Symbol) and n.index.key in shapes
    }


def _defined_before(trees: Sequence[Expr], defined: set[str]) -> set[str]:
    """In a system the names defined; a single equation may read the old value of its own name."""
    return defined if len(trees) > 1 else set()


def _check_families(trees: Sequence[Expr], free: Free) -> None:
    """A symbol that is both a function and a value has no single meaning."""
    for key, (symbol, _) in free.functions.items():
        if key in free.values or key in free.arrays:
            raise FormalError("a symbol used as a function and as a value", token=symbol.latex,
                              position=symbol.position,
                              hint="Give the function and the value symbols of their own.")  # fmt: skip
    for key in free.limits & free.arrays.keys():
        symbol = free.arrays[key][0]
        raise FormalError("a letter used as the number of terms and as an array", token=symbol.latex,
                          position=symbol.position, hint="Give one of them another letter.")  # fmt: skip


def _terms(node: Expr) -> Iterator[Expr]:
    """What a limit is made of, apart from elements and lengths of arrays."""
    yield node
    for child in children(node) if isinstance(node, Binary | Neg) else ():
        yield from _terms(child)


def _latin(node: Expr) -> bool:
    return isinstance(node, Symbol) and node.is_latin


def _found_notes(nodes: Sequence[Expr]) -> list[str]:
    """From which number the indices that are found count."""
    runs = [n for n in nodes if isinstance(n, Reduce) and n.kind in {"argmax", "argmin", "set"}]
    spans = [n for n in runs if isinstance(n.domain, Span)]
    zero = [n for n in spans if any(isinstance(i, Index) and i.base == 0 for i in walk(n.body))]
    calls = any(isinstance(n, Call) and n.function in {"argmax", "argmin", "argsort"} for n in nodes)
    if not spans and not calls:
        return []
    first = "0" if zero else "1"
    return [f"Indices found (arg max, arg min, order, sets) count from {first} as in the paper."]


def notes_of(trees: Sequence[Expr], shapes: Shapes) -> list[str]:
    """Conventions that a reader of the function should know."""
    notes: list[str] = []
    if any(
        m.op == "*" and _latin(m.left) and _latin(m.right)
        for t in trees
        for m in walk(t)
        if isinstance(m, Binary)
    ):
        notes.append("Products of symbols are elementwise.")
    nodes = [n for tree in trees for n in walk(tree)]
    bases = {n.base for n in nodes if isinstance(n, Index)}
    if bases == {1}:
        notes.append("Indices count from 1 as in the paper; arrays are stored from 0.")
    if bases and 0 in bases:
        notes.append("Arrays whose sum starts at 0 are indexed from 0.")
    calls = {n.function for n in nodes if isinstance(n, Call)}
    if "softmax" in calls:
        notes.append("Softmax runs over the last axis.")
    notes += _found_notes(nodes)
    if any(isinstance(n, Reduce) and n.kind == "mean" for n in nodes):
        notes.append("Expectations are means over the samples given.")
    spans = [n.domain for n in nodes if isinstance(n, Reduce) and isinstance(n.domain, Span)]
    ends = [n for s in spans for end in (s.lower, s.upper) if end is not None for n in _terms(end)]
    if any(isinstance(n, Binary) and n.op == "/" for n in ends):
        notes.append("Limits that are divided are rounded down.")
    notes += density_notes(calls) + pair_notes(nodes)
    joined = {n.stacked for n in nodes if isinstance(n, Concat)}
    if False in joined:
        notes.append("Parts are concatenated along the last axis.")
    if True in joined:
        notes.append("Matrices separated by semicolons are put below each other.")
    if calls & {"var", "std"}:
        notes.append("Variance is that of the population (divided by n).")
    if "sigmoid" in calls:
        notes.append("Sigma applied is the logistic function.")
    if any(isinstance(n, Norm) and n.order == "two" for n in nodes):
        notes.append("The norm is Euclidean, over all entries.")
    if any(isinstance(n, Reduce) and isinstance(n.domain, Members) for n in nodes):
        notes.append("Sets hold the elements themselves (indices count from 1).")
    if any(isinstance(n, Sample) for n in nodes):
        notes.append("Draws come from rng, in reading order.")
    return notes
