"""The paper while it is being read: sections, items, labels and references, resolved at the end."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from rca_kernel.adapters.readers.latex.counters import Counters, article
from rca_kernel.adapters.readers.latex.references import Target, printed
from rca_kernel.adapters.readers.latex.sources import Sources
from rca_kernel.adapters.readers.latex.tokens import Token
from rca_kernel.paper.document import (
    Algorithm,
    Equation,
    Figure,
    Listing,
    Loss,
    Reference,
    Span,
    Statement,
    Table,
)

_MARK = re.compile("\ue000(\\d+)\ue001")
_GAP = re.compile(r"[ \t]*\n[ \t\n]*\n[ \t]*")
_SPACES = re.compile(r"[ \t]*\n[ \t]*|[ \t]{2,}")

Piece = tuple[str, Token | None]


@dataclass(slots=True)
class Heading:
    """A section being filled."""

    id: str
    number: str
    level: int
    token: Token
    parent: str = ""
    title: str = ""
    label: str = ""
    pieces: list[Piece] = field(default_factory=list)


@dataclass(slots=True)
class Draft:
    """Everything found so far."""

    sources: Sources
    counters: Counters = field(default_factory=lambda: article("article"))
    headings: list[Heading] = field(default_factory=list)
    equations: list[Equation] = field(default_factory=list)
    algorithms: list[Algorithm] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)
    listings: list[Listing] = field(default_factory=list)
    statements: list[Statement] = field(default_factory=list)
    references: list[tuple[str, list[str], str, Span]] = field(default_factory=list)
    bibliography: dict[str, str] = field(default_factory=dict)
    losses: list[Loss] = field(default_factory=list)
    labels: dict[str, Target] = field(default_factory=dict)
    anchor: Target = field(default_factory=lambda: Target("", "", "section"))
    title: str = ""
    abstract: str = ""
    used: dict[str, int] = field(default_factory=dict)
    unnumbered: int = 0
    above: list[tuple[int, str]] = field(default_factory=list)

    @property
    def section(self) -> str:
        return self.headings[-1].id if self.headings else ""

    def identity(self, kind: str, number: str) -> str:
        """A stable, unique id such as "equation-7", or "equation-u3" for the third unnumbered item."""
        if number:
            name = f"{kind}-{number}"
        else:
            self.unnumbered += 1
            name = f"{kind}-u{self.unnumbered}"
        return self._unused(name)

    def _unused(self, base: str) -> str:
        copy = self.used.get(base, 0) + 1
        self.used[base] = copy
        return base if copy == 1 else self._unused(f"{base}-{copy}")

    def span(self, first: Token, last: Token) -> Span:
        end = last.end if last.file == first.file else first.end
        return self.sources.span(first.file, first.start, end)

    def lose(self, what: str, why: str, token: Token) -> None:
        self.losses.append(Loss(what, why, self.sources.span(token.file, token.start, token.end)))

    def label(self, name: str, target: Target | None = None) -> None:
        if name:  # a label that is defined twice names the last place, as in LaTeX
            self.labels[name] = target or self.anchor

    def refer(self, token: Token, names: str) -> str:
        """Register a reference and return the mark that stands for its printed form."""
        labels = [name.strip() for name in names.split(",") if name.strip()]
        if not labels:
            return ""
        span = self.sources.span(token.file, token.start, token.end)
        self.references.append((token.text.lstrip("\\"), labels, self.section, span))
        return f"\ue000{len(self.references) - 1}\ue001"

    def resolve(self, text: str) -> str:
        """Marks replaced by what LaTeX would print."""
        if "\ue000" not in text:
            return text
        return _MARK.sub(self._printed, text)

    def _printed(self, match: re.Match[str]) -> str:
        command, labels, _, _ = self.references[int(match.group(1))]
        targets = [self.labels.get(label) for label in labels]
        if command == "nameref":
            titles = {heading.id: heading.title for heading in self.headings if heading.title}
            return ", ".join(titles.get(self._id(target)) or printed(command, [target]) for target in targets)
        return printed(command, targets)

    def resolved_references(self) -> tuple[Reference, ...]:
        """One Reference for each label of each command."""
        out: list[Reference] = []
        for command, labels, section, span in self.references:
            for label in labels:
                target = self.labels.get(label)
                out.append(Reference(command, label, section or self._first(), span, target=self._id(target)))
        return tuple(out)

    def _id(self, target: Target | None) -> str:
        if target is None:
            return ""
        return target.id or self._first()

    def _first(self) -> str:
        return self.headings[0].id if self.headings else ""

    def finish(self) -> None:
        """Resolve references in every item and give items of the front matter a section."""
        first = self._first()
        self.equations = [
            replace(item, latex=self.resolve(item.latex), section=item.section or first)
            for item in self.equations
        ]
        self.algorithms = [
            replace(
                item,
                latex=self.resolve(item.latex),
                caption=self.resolve(item.caption),
                section=item.section or first,
            )
            for item in self.algorithms
        ]
        self.tables = [
            replace(
                item,
                rows=tuple(tuple(self.resolve(cell) for cell in row) for row in item.rows),
                caption=self.resolve(item.caption),
                section=item.section or first,
            )
            for item in self.tables
        ]
        self.figures = [
            replace(item, caption=self.resolve(item.caption), section=item.section or first)
            for item in self.figures
        ]
        self.listings = [replace(item, section=item.section or first) for item in self.listings]
        self.statements = [
            replace(
                item,
                text=tidy(self.resolve(item.text)),
                title=self.resolve(item.title),
                section=item.section or first,
            )
            for item in self.statements
        ]
        self.abstract = tidy(self.resolve(self.abstract))

    def text_of(self, pieces: list[Piece]) -> tuple[str, tuple[tuple[int, Span], ...]]:
        """The tidy text of a section and, for places in it, the source they came from."""
        parts: list[str] = []
        marks: list[tuple[int, Span]] = []
        length = 0
        tail = "\n\n"
        for raw, token in pieces:
            text = _SPACES.sub(
                _one_space, _GAP.sub("\n\n", self.resolve(raw)) if "\n" in raw else self.resolve(raw)
            )
            if tail.endswith("\n\n"):
                text = text.lstrip("\n ") if not text.startswith("  ") else text.lstrip("\n")
            elif tail.endswith(("\n", " ")) and text.startswith(" "):
                text = text.lstrip(" ")
            if not text:
                continue
            while text.startswith("\n") and parts and not parts[-1].strip():
                length -= len(parts.pop())
            if token is not None:
                marks.append((length, self.sources.span(token.file, token.start, token.end)))
            parts.append(text)
            length += len(text)
            tail = (tail + text)[-2:]
        whole = "".join(parts)
        return whole.rstrip(), tuple(marks)


def _one_space(match: re.Match[str]) -> str:
    found = match.group()
    return found if "\n" in found and found.count("\n") > 1 else "\n" if "\n" in found else " "


def tidy(text: str) -> str:
    """Text with blank lines and spaces collapsed, for captions, cells and abstracts."""
    return re.sub(r"[ \t]{2,}", " ", _GAP.sub("\n\n", text)).strip()
