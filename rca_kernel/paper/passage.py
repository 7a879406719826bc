"""The chosen target with all that it leans on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import KW_ONLY, dataclass

from rca_kernel.paper.document import Algorithm, Equation, Listing, Section, Span, Table

Item = Equation | Algorithm | Table | Listing


@dataclass(frozen=True, slots=True)
class Hyperparameter:
    """A value that the paper states: `value` as printed, `number` when it is one.

    `symbol` is "" where the paper names the quantity in words only ("a batch size of 64"); `name` then says
    which. A `name` is "" where the words before a symbol do not name it.
    """

    symbol: str
    value: str
    quote: str
    span: Span
    _: KW_ONLY
    name: str = ""
    number: float | None = None


@dataclass(frozen=True, slots=True)
class Notation:
    """What a symbol means where the paper says it."""

    symbol: str
    meaning: str
    quote: str
    span: Span
    _: KW_ONLY
    shape: str = ""


@dataclass(frozen=True, slots=True)
class Leaned:
    """An item or section outside the target that it needs, `why`, and how far away it is."""

    item: Item | Section
    why: str
    distance: int


@dataclass(frozen=True, slots=True)
class Passage:
    """`sections` and `items` belong to the target; `leaned` is their closure over references.

    `left_out` names what did not fit when the passage was fitted to a number of tokens.
    """

    target: str
    title: str
    paper_title: str
    file: str
    sections: tuple[Section, ...]
    items: tuple[Item, ...]
    _: KW_ONLY
    leaned: tuple[Leaned, ...] = ()
    hyperparameters: tuple[Hyperparameter, ...] = ()
    notation: tuple[Notation, ...] = ()
    warnings: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()

    def equations(self) -> Iterator[Equation]:
        return (item for item in self.items if isinstance(item, Equation))

    def algorithms(self) -> Iterator[Algorithm]:
        return (item for item in self.items if isinstance(item, Algorithm))
