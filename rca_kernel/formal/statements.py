"""Pseudocode as a tree of statements."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

from rca_kernel.formal.tree import Expr, Members, Span, Symbol


@dataclass(frozen=True, slots=True)
class Assign:
    """`target <- value`; `index` where an element of an array is written.

    A value of several parts goes to `target` and `others`, in this order.
    """

    target: Symbol
    value: Expr
    latex: str
    note: str = ""
    index: tuple[Expr, ...] = ()
    others: tuple[Symbol, ...] = ()

    @property
    def targets(self) -> tuple[Symbol, ...]:
        return (self.target, *self.others)


@dataclass(frozen=True, slots=True)
class Effect:
    """A function that is called for what it does."""

    value: Expr


@dataclass(frozen=True, slots=True)
class Leave:
    """`break`: the loop around ends here."""

    position: int = -1


@dataclass(frozen=True, slots=True)
class Skip:
    """`continue`: the rest of this step is left out."""

    position: int = -1


@dataclass(frozen=True, slots=True)
class For:
    """`step` is 1 or -1."""

    index: Symbol
    domain: Span | Members
    body: tuple[Statement, ...]
    step: int = 1


@dataclass(frozen=True, slots=True)
class While:
    """`condition` None stands for 'until convergence': bounded by `max_steps`."""

    condition: Expr | None
    body: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Repeat:
    """Body first, then stop when `until` holds (None: convergence)."""

    body: tuple[Statement, ...]
    until: Expr | None


@dataclass(frozen=True, slots=True)
class If:
    branches: tuple[tuple[Expr, tuple[Statement, ...]], ...]
    otherwise: tuple[Statement, ...] = ()


@dataclass(frozen=True, slots=True)
class Return:
    values: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Remark:
    text: str


@dataclass(frozen=True, slots=True)
class Keep:
    """`name` keeps the value that `symbol` has now (read later as the previous one)."""

    name: Symbol
    symbol: Symbol


@dataclass(frozen=True, slots=True)
class Fresh:
    """`array`, to be written element by element over `spans`, is new from here on.

    One that is `stored` may be changed later; without spans it is a mapping over the members of a set.
    """

    array: Symbol
    spans: tuple[Span, ...]
    stored: bool = False


@dataclass(frozen=True, slots=True)
class Own:
    """`array` is a copy from here on, to be changed element by element; `given` where it is a parameter."""

    array: Symbol
    base: int
    rank: int
    given: bool = False


@dataclass(frozen=True, slots=True)
class Settle:
    """All elements of `array` are written."""

    array: Symbol


Statement: TypeAlias = (
    Assign | Effect | For | While | Repeat | If | Return | Leave | Skip | Remark | Keep | Fresh | Own
    | Settle
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Algorithm:
    """A whole algorithm: what it requires (symbol and its words), its steps, its title."""

    title: str
    inputs: tuple[tuple[Symbol, str], ...]
    body: tuple[Statement, ...]
    outputs: tuple[Symbol, ...] = field(default=())
