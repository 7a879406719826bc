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
    `section` is the id of the section that states it, `where` its printed name, and `scope` the ids of the
    sections in which the symbol has this meaning; None where that is not known (a value of no symbol, or one
    made by hand).
    """

    symbol: str
    value: str
    quote: str
    span: Span
    _: KW_ONLY
    name: str = ""
    number: float | None = None
    section: str = ""
    where: str = ""
    scope: tuple[str, ...] | None = None

    def holds_in(self, section: str) -> bool:
        """Whether an equation of this section (an id) may take the value."""
        return self.scope is None or section in self.scope


@dataclass(frozen=True, slots=True)
class Notation:
    """What a symbol means, and in which section (its id, and its name in `where`) the paper says it."""

    symbol: str
    meaning: str
    quote: str
    span: Span
    _: KW_ONLY
    shape: str = ""
    section: str = ""
    where: str = ""


@dataclass(frozen=True, slots=True)
class Assumption:
    """What the paper assumes: a block ("Assumption 3.1" is its `name`) or a sentence."""

    text: str
    span: Span
    _: KW_ONLY
    name: str = ""
    section: str = ""


@dataclass(frozen=True, slots=True)
class Leaned:
    """An item or section outside the target that it needs, `why`, and how far away it is."""

    item: Item | Section
    why: str
    distance: int


@dataclass(frozen=True, slots=True)
class Passage:
    """`sections` and `items` belong to the target; `leaned` is their closure over references and symbols.

    `mentions` names what the target refers to without need (proofs, results): to be read on request.
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
    assumptions: tuple[Assumption, ...] = ()
    mentions: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    contents: tuple[str, ...] = ()
    """The other sections of the paper, by number and title."""

    def equations(self) -> Iterator[Equation]:
        return (item for item in self.items if isinstance(item, Equation))

    def defaults_for(self, section: str) -> dict[str, float]:
        """Symbols to which the values that hold in this section (an id) give exactly one number.

        A value that is a choice or a range, or that another one contradicts there, is no default.
        """
        values: dict[str, set[float | None]] = {}
        for value in self.hyperparameters:
            if value.symbol and value.holds_in(section):
                values.setdefault(value.symbol, set()).add(value.number)
        single = {symbol: found.pop() for symbol, found in values.items() if len(found) == 1}
        return {symbol: number for symbol, number in single.items() if number is not None}

    def algorithms(self) -> Iterator[Algorithm]:
        return (item for item in self.items if isinstance(item, Algorithm))
