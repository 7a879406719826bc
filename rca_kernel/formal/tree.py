"""The expression tree that the parser builds, the emitter prints and the reference evaluator interprets."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from rca_kernel.formal.stream import GREEK

Shape = Literal["any", "scalar", "vector", "row", "matrix"]
Link = Literal["juxtaposed", "cdot", "times", "odot", "star"]


@dataclass(frozen=True, slots=True)
class Number:
    text: str


@dataclass(frozen=True, slots=True)
class Constant:
    name: Literal["pi", "e", "inf", "nan"]


@dataclass(frozen=True, slots=True)
class Symbol:
    """A name of the paper. `stem` is its identity without subscripts, `key` the whole identity.

    `latex` is the symbol as written, `names` are Python names in order of preference. `subscripts` holds the
    subscript read as expressions (empty when it is none or only text).
    """

    key: str
    stem: str
    latex: str = field(compare=False)
    stem_latex: str = field(compare=False)
    names: tuple[str, ...] = field(compare=False)
    stem_names: tuple[str, ...] = field(compare=False)
    subscripts: tuple[Expr, ...] = field(default=(), compare=False)
    position: int = field(default=-1, compare=False)

    @property
    def base(self) -> str:
        """The letter or word itself, without font, accent and scripts."""
        return self.stem.split("|")[1] if "|" in self.stem else self.stem

    @property
    def font(self) -> str:
        return self.stem.split("|")[2] if self.stem.count("|") >= 2 else ""

    @property
    def is_latin(self) -> bool:
        return len(self.base) == 1 and self.base.isascii() and self.base.isalpha()

    @property
    def is_greek(self) -> bool:
        return self.base in GREEK


@dataclass(frozen=True, slots=True)
class Index:
    """`array` at paper indices `subscripts`; `base` is the paper's first index (0 or 1)."""

    array: Symbol
    subscripts: tuple[Expr, ...]
    base: int = 1


@dataclass(frozen=True, slots=True)
class Neg:
    body: Expr


@dataclass(frozen=True, slots=True)
class Product:
    """A product as written, before it is known which factors are matrices."""

    factors: tuple[Expr, ...]
    links: tuple[Link, ...]
    position: int


@dataclass(frozen=True, slots=True)
class Binary:
    op: Literal["+", "-", "*", "/", "^", "@", "outer", "inner", "%", "//"]
    left: Expr
    right: Expr


@dataclass(frozen=True, slots=True)
class Call:
    """A function that has one meaning everywhere (`exp`, `tanh`, `softmax`, `min`, ...)."""

    function: str
    args: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Apply:
    """A function that the paper leaves to be given: it becomes a parameter."""

    function: Symbol
    args: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Span:
    """Integers `lower..upper`; `upper` None means as many as the indexed arrays have.

    `paired` says that only an upper bound is written, as in `i < j`.
    """

    lower: Expr
    upper: Expr | None
    paired: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class Members:
    """The elements of a set given as a parameter; tuples are bound part by part."""

    collection: Expr
    parts: tuple[Symbol, ...] = ()


@dataclass(frozen=True, slots=True)
class Reduce:
    kind: Literal["sum", "prod", "max", "min", "mean", "argmax", "argmin", "list", "set"]
    index: Symbol
    domain: Span | Members
    body: Expr
    excluded: Expr | None = None
    where: Expr | None = None


@dataclass(frozen=True, slots=True)
class Norm:
    """`order` is 1, 2, "inf", "fro", 0 or an expression."""

    order: Expr | Literal["two", "one", "inf", "fro", "zero"]
    body: Expr


@dataclass(frozen=True, slots=True)
class Transpose:
    body: Expr


@dataclass(frozen=True, slots=True)
class Compare:
    ops: tuple[Literal["<", "<=", ">", ">=", "==", "!="], ...]
    operands: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Logic:
    op: Literal["and", "or", "not"]
    args: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Indicator:
    condition: Expr


@dataclass(frozen=True, slots=True)
class Cases:
    branches: tuple[tuple[Expr, Expr], ...]
    otherwise: Expr


@dataclass(frozen=True, slots=True)
class Concat:
    """Parts side by side along the last axis; `stacked` ones (`[A; B]`) are rows below each other."""

    parts: tuple[Expr, ...]
    stacked: bool = False


@dataclass(frozen=True, slots=True)
class Rows:
    """A matrix written out."""

    rows: tuple[tuple[Expr, ...], ...]


@dataclass(frozen=True, slots=True)
class Sample:
    """A draw from a named distribution with `rng`."""

    distribution: Literal[
        "normal",
        "isotropic",
        "standard",
        "multivariate",
        "beta",
        "uniform",
        "bernoulli",
        "integers",
        "categorical",
        "choice",
    ]
    args: tuple[Expr, ...]


Expr: TypeAlias = (
    Number | Constant | Symbol | Index | Neg | Product | Binary | Call | Apply | Reduce | Norm | Transpose
    | Compare | Logic | Indicator | Cases | Concat | Rows | Sample
)  # fmt: skip


def children(node: Expr) -> Iterator[Expr]:
    """The direct subexpressions, without subscripts that are part of a name."""
    if isinstance(node, Symbol | Number | Constant):
        return
    if isinstance(node, Apply):
        yield from node.args
        return
    if isinstance(node, Index):
        yield node.array
        yield from node.subscripts
        return
    if isinstance(node, Reduce):
        if isinstance(node.domain, Span):
            yield node.domain.lower
            if node.domain.upper is not None:
                yield node.domain.upper
        else:
            yield node.domain.collection
        if node.excluded is not None:
            yield node.excluded
        if node.where is not None:
            yield node.where
        yield node.body
        return
    for name in _parts(node):
        yield from _expressions(getattr(node, name))


def _parts(node: Expr) -> tuple[str, ...]:
    """The names of its fields."""
    kind = type(node).__name__
    if kind not in _PARTS:
        _PARTS[kind] = tuple(part.name for part in dataclasses.fields(node))
    return _PARTS[kind]


_PARTS: dict[str, tuple[str, ...]] = {}


def _expressions(value: object) -> Iterator[Expr]:
    if isinstance(value, tuple):
        for item in value:
            yield from _expressions(item)
    elif isinstance(value, Expr):
        yield value


def bound_keys(node: Reduce) -> frozenset[str]:
    """The keys of the symbols that a reduction binds."""
    parts = node.domain.parts if isinstance(node.domain, Members) else ()
    return frozenset(p.key for p in parts or (node.index,))


def walk(node: Expr) -> Iterator[Expr]:
    """The node and all below it, in reading order."""
    yield node
    for child in children(node):
        yield from walk(child)


def rebuild(node: Expr, change: Callable[[Expr], Expr]) -> Expr:
    """The same node with `change` applied to each direct subexpression."""
    if isinstance(node, Symbol | Number | Constant):
        return node
    if isinstance(node, Apply):
        return dataclasses.replace(node, args=tuple(change(a) for a in node.args))
    if isinstance(node, Index):
        return dataclasses.replace(node, subscripts=tuple(change(s) for s in node.subscripts))
    if isinstance(node, Reduce):
        domain: Span | Members
        if isinstance(node.domain, Span):
            upper = node.domain.upper
            upper = None if upper is None else change(upper)
            domain = Span(change(node.domain.lower), upper, node.domain.paired)
        else:
            domain = Members(change(node.domain.collection), node.domain.parts)
        excluded = None if node.excluded is None else change(node.excluded)
        where = None if node.where is None else change(node.where)
        body = change(node.body)
        return dataclasses.replace(node, domain=domain, excluded=excluded, where=where, body=body)
    updates = {name: _changed(getattr(node, name), change) for name in _parts(node)}
    return dataclasses.replace(node, **updates)  # type: ignore[arg-type]


def _changed(value: object, change: Callable[[Expr], Expr]) -> object:
    if isinstance(value, tuple):
        return tuple(_changed(item, change) for item in value)
    return change(value) if isinstance(value, Expr) else value
