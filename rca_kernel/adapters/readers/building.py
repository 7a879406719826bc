"""A paper built up heading by heading, for the formats that are simpler than LaTeX."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from rca_kernel.paper.document import (
    Algorithm,
    Equation,
    Figure,
    Listing,
    Loss,
    Paper,
    ParseHealth,
    Reference,
    Section,
    Span,
    Statement,
    Table,
)

NUMBERED = re.compile(
    r"^(?:(?:section|appendix|chapter)\s+)?(?P<number>\d+(?:\.\d+){0,4}|[A-Z](?:\.\d+){1,4}|"
    r"[A-Z](?=[.:\s]\s*[A-Z]))[.:]?\s+(?P<title>\S.*)$",
    re.IGNORECASE,
)
_REFERENCE = re.compile(
    r"\b(Sections?|Sec\.|§|Appendix|Algorithms?|Alg\.|Equations?|Eqs?\.|Tables?)[~\s]*"
    r"\(?(\d+(?:\.\d+)*[a-z]?|[A-Z](?:\.\d+)*)\)?(?![\w])"
)
_CAPTION = re.compile(r"(?:\A|\n\n|\n?)\**\[?(?:Table|Algorithm)\s+[\w.]+\s*[:.]\s", re.IGNORECASE)
_KINDS = {"s": "section", "§": "section", "al": "algorithm", "ap": "section", "e": "equation", "t": "table"}


@dataclass(slots=True)
class Builder:
    """Collects sections and items; `paper` closes it."""

    file: str
    format: str
    sections: list[Section] = field(default_factory=list)
    texts: list[list[tuple[str, int]]] = field(default_factory=list)
    equations: list[Equation] = field(default_factory=list)
    algorithms: list[Algorithm] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)
    listings: list[Listing] = field(default_factory=list)
    statements: list[Statement] = field(default_factory=list)
    losses: list[Loss] = field(default_factory=list)
    used: dict[str, int] = field(default_factory=dict)
    links: list[Reference] = field(default_factory=list)
    above: list[tuple[int, str]] = field(default_factory=list)

    @property
    def section(self) -> str:
        return self.sections[-1].id if self.sections else "section-front"

    def span(self, start: int, end: int) -> Span:
        return Span(self.file, start, max(start, end))

    def identity(self, kind: str, number: str) -> str:
        return self._unused(f"{kind}-{number}" if number else f"{kind}-u{len(self.used) + 1}")

    def _unused(self, base: str) -> str:
        copy = self.used.get(base, 0) + 1
        self.used[base] = copy
        return base if copy == 1 else self._unused(f"{base}-{copy}")

    def heading(self, title: str, level: int, start: int, *, number: str = "", label: str = "") -> None:
        """Open a section. A number at the start of the title is taken as its number."""
        found = NUMBERED.match(title) if not number else None
        if found:
            number, title = found.group("number"), found.group("title")
            level = max(level, number.count(".") + 1)
        while self.above and self.above[-1][0] >= level:
            self.above.pop()
        parent = self.above[-1][1] if self.above else ""
        identity = self.identity("section", number)
        self.above.append((level, identity))
        span = self.span(start, start)
        self.sections.append(
            Section(identity, number, title.strip(), level, span, label=label, parent=parent)
        )
        self.texts.append([])

    def text(self, words: str, start: int) -> None:
        if not self.sections and words.strip():
            self.sections.append(Section("section-front", "", "", 1, self.span(start, start)))
            self.texts.append([])
        if self.sections:
            self.texts[-1].append((words, start))

    def equation(
        self,
        latex: str,
        number: str,
        start: int,
        end: int,
        *,
        label: str = "",
        environment: str = "",
        continues: str = "",
    ) -> None:
        identity = self.identity("equation", number)
        self.text(f"$$ {latex}" + (f" \\tag{{{number}}}" if number else "") + " $$", start)
        self.equations.append(
            Equation(
                identity,
                number,
                latex,
                self.section,
                self.span(start, end),
                label=label,
                environment=environment,
                continues=continues,
            )
        )

    def link(self, label: str, start: int, end: int) -> None:
        """A reference by the label of what it names, instead of its printed number."""
        if all(known.span.start != start for known in self.links):
            self.links.append(Reference("href", label, self.section, self.span(start, end)))

    def _linked(self) -> Iterator[Reference]:
        items: list[Section | Equation | Algorithm | Table | Figure | Statement] = [
            *self.sections, *self.equations, *self.algorithms, *self.tables, *self.figures, *self.statements,
        ]  # fmt: skip
        labels = {item.label: item.id for item in items if item.label}
        return (replace(link, target=_nearest(link.label, labels)) for link in self.links)

    def paper(self, title: str, source: str, *, abstract: str = "") -> Paper:
        """The finished paper; links are resolved by label, else printed references by kind and number."""
        sections = tuple(self._closed(index, len(source)) for index in range(len(self.sections)))
        if len(sections) == 1 and not sections[0].title:
            sections = (replace(sections[0], title=title),)
        references = tuple(self._linked() if self.links else self._references(sections))
        health = ParseHealth(
            equations=len(self.equations),
            algorithms=len(self.algorithms),
            references=len(references),
            resolved=sum(bool(reference.target) for reference in references),
            losses=tuple(self.losses),
        )
        return Paper(
            title, self.file, self.format, sections, health, abstract=abstract,
            equations=tuple(self.equations), algorithms=tuple(self.algorithms), tables=tuple(self.tables),
            figures=tuple(self.figures), listings=tuple(self.listings), statements=tuple(self.statements),
            references=references, digest=hashlib.sha256(source.encode("utf-8", "surrogatepass")).hexdigest(),
        )  # fmt: skip

    def _closed(self, index: int, size: int) -> Section:
        section = self.sections[index]
        end = self.sections[index + 1].span.start if index + 1 < len(self.sections) else size
        parts: list[str] = []
        marks: list[tuple[int, Span]] = []
        length = 0
        for words, start in self.texts[index]:
            piece = words.strip()
            if piece:
                marks.append((length, self.span(start, min(start + len(words), max(end, start)))))
                parts.append(piece)
                length += len(piece) + 2
        return replace(
            section, span=self.span(section.span.start, end), text="\n\n".join(parts), marks=tuple(marks)
        )

    def _references(self, sections: tuple[Section, ...]) -> list[Reference]:
        numbers = {("section", section.number.lower()): section.id for section in sections if section.number}
        for kind, items in (
            ("equation", self.equations),
            ("algorithm", self.algorithms),
            ("table", self.tables),
        ):
            numbers |= {(kind, item.number.lower()): item.id for item in items if item.number}
        out: list[Reference] = []
        for section in sections:
            for found in _REFERENCE.finditer(section.text):
                if _CAPTION.match(section.text, max(found.start() - 2, 0)):
                    continue
                word, number = found.group(1), found.group(2)
                kind = _KINDS.get(word[:2].lower()) or _KINDS[word[:1].lower()]
                target = numbers.get((kind, number.lower()), "")
                span = section.source(found.start(), found.end())
                out.append(Reference("text", f"{kind} {number}", section.id, span, target=target))
        return out


def _nearest(label: str, labels: dict[str, str]) -> str:
    """What a label names: "S5.F5.sf1" is a part of the figure S5.F5; an equation is itself or nothing."""
    while label not in labels:
        label, _, part = label.rpartition(".")
        if not label or part.startswith("E"):
            return ""
    return labels[label]
