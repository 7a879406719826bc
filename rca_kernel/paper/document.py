"""What was read from a paper: every part with a stable id and the span it came from."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping
from dataclasses import KW_ONLY, dataclass, field
from typing import Literal

_ROMAN = re.compile(r"[IVX]+(?:-[A-Z]\d*)?")
ItemKind = Literal["equation", "algorithm", "table", "figure", "listing"]


@dataclass(frozen=True, slots=True)
class Span:
    """Characters `start` to `end` of `file` (a path relative to the paper's folder)."""

    file: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and the text under it up to the next heading of any level.

    `number` is as printed ("3.2", "A.1", "" when unnumbered), `level` 1 for a section.
    `text` is Markdown with TeX mathematics: macros expanded, comments gone, display
    equations in place as `$$ ... \\tag{n} $$`, references as printed numbers.
    """

    id: str
    number: str
    title: str
    level: int
    span: Span
    _: KW_ONLY
    label: str = ""
    parent: str = ""
    text: str = ""
    marks: tuple[tuple[int, Span], ...] = field(default=(), repr=False, compare=False)

    @property
    def in_appendix(self) -> bool:
        """Whether its number is of an appendix: a letter, and not a Roman number as in IEEE's styles."""
        return self.number[:1].isalpha() and not _ROMAN.fullmatch(self.number)

    def source(self, start: int, end: int) -> Span:
        """The source span of `text[start:end]`, as near as the reader knows it."""
        if not self.marks:
            return self.span
        first = self.marks[max(bisect_right(self.marks, start, key=_offset) - 1, 0)]
        last = self.marks[max(bisect_right(self.marks, max(end - 1, start), key=_offset) - 1, 0)]
        begin = first[1].start + _inside(first, start)
        if last[1].file != first[1].file or last[1].end < begin:
            return Span(first[1].file, begin, first[1].end)
        stop = min(last[1].end, last[1].start + max(end - last[0], 1))
        return Span(first[1].file, begin, max(stop, begin))


def _offset(mark: tuple[int, Span]) -> int:
    return mark[0]


def _inside(mark: tuple[int, Span], offset: int) -> int:
    """How far into a mark's source an offset of the text lies."""
    return min(max(offset - mark[0], 0), max(mark[1].end - mark[1].start - 1, 0))


@dataclass(frozen=True, slots=True)
class EquationImage:
    """Where a display is drawn: `page` from 0, `box` = (x0, y0, x1, y1) in points, y upwards.

    `read()` gives it as a PNG; it raises PaperError when the page can no longer be drawn.
    """

    page: int
    box: tuple[float, float, float, float]
    read: Callable[[], bytes] = field(repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Equation:
    """One display equation; a numbered line of `align` is one, `latex` has macros expanded.

    `latex` is "" where the reader lost it; `image` then shows the display when the format has pages.
    `continues` is the id of the equation before it when this one, numbered by itself, begins with a relation
    ("= c"): its left side stands there.
    """

    id: str
    number: str
    latex: str
    section: str
    span: Span
    _: KW_ONLY
    label: str = ""
    environment: str = ""
    image: EquationImage | None = None
    continues: str = ""


@dataclass(frozen=True, slots=True)
class Algorithm:
    """A pseudocode float; `latex` is its body with macros expanded."""

    id: str
    number: str
    latex: str
    section: str
    span: Span
    _: KW_ONLY
    label: str = ""
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table as rows of cell texts (first row first), mathematics kept as TeX."""

    id: str
    number: str
    rows: tuple[tuple[str, ...], ...]
    section: str
    span: Span
    _: KW_ONLY
    label: str = ""
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure's caption and the files it shows."""

    id: str
    number: str
    caption: str
    section: str
    span: Span
    _: KW_ONLY
    label: str = ""
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Listing:
    """A verbatim code block of the paper."""

    id: str
    code: str
    section: str
    span: Span
    _: KW_ONLY
    number: str = ""
    language: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Statement:
    """A theorem-like block: `kind` is the printed name ("Lemma"), `text` Markdown without its heading."""

    id: str
    number: str
    kind: str
    text: str
    section: str
    span: Span
    _: KW_ONLY
    label: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Reference:
    """One \\ref-like command; `target` is the id it resolves to, "" when lost."""

    command: str
    label: str
    section: str
    span: Span
    _: KW_ONLY
    target: str = ""


@dataclass(frozen=True, slots=True)
class Loss:
    """Something the reader could not keep, and why."""

    what: str
    why: str
    span: Span | None = None


def _many(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


@dataclass(frozen=True, slots=True)
class ParseHealth:
    """How much of the paper arrived."""

    equations: int
    algorithms: int
    references: int
    resolved: int
    losses: tuple[Loss, ...] = ()

    @property
    def lost(self) -> int:
        return len(self.losses)

    def line(self) -> str:
        return (
            f"{_many(self.equations, 'equation')}, {_many(self.algorithms, 'algorithm')}, "
            f"{self.resolved} of {self.references} references resolved, {self.lost} lost"
        )


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper as read. `sections` are in reading order; items point at sections by id."""

    title: str
    file: str
    format: str
    sections: tuple[Section, ...]
    health: ParseHealth
    _: KW_ONLY
    abstract: str = ""
    equations: tuple[Equation, ...] = ()
    algorithms: tuple[Algorithm, ...] = ()
    tables: tuple[Table, ...] = ()
    figures: tuple[Figure, ...] = ()
    listings: tuple[Listing, ...] = ()
    statements: tuple[Statement, ...] = ()
    references: tuple[Reference, ...] = ()
    bibliography: Mapping[str, str] = field(default_factory=dict)
    digest: str = ""

    def section(self, id: str) -> Section:
        return next(section for section in self.sections if section.id == id)

    def below(self, section: Section) -> Iterator[Section]:
        """The section and everything nested in it, in reading order."""
        started = False
        for other in self.sections:
            if other.id == section.id:
                started = True
                yield other
            elif started:
                if other.level <= section.level:
                    return
                yield other
