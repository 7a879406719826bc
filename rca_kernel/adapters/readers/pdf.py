"""PDF: text in reading order, headings, captions and tables; its mathematics is lost and said to be."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from rca_kernel.adapters.readers.building import Builder
from rca_kernel.adapters.readers.pdf_headings import MATHEMATICAL, Headings
from rca_kernel.adapters.readers.pdf_lines import HYPHEN, Layout, Line, words_of
from rca_kernel.adapters.readers.pdf_parts import (
    EQUATION_NUMBER,
    caption_at,
    is_prose,
    is_step,
    region_of,
    steps_at,
    table_near,
)
from rca_kernel.adapters.readers.pdf_process import drawn, layout
from rca_kernel.adapters.readers.size import refuse_larger
from rca_kernel.errors import PaperError
from rca_kernel.paper.document import Algorithm, Equation, EquationImage, Figure, Loss, Paper, Table

MAX_BYTES = 100 * 1024 * 1024
_ALGORITHM = re.compile(r"^Algorithm\s+(\d+)(?:\s*[.:]\s*|\s+(?=[A-Z]|$))(.*)$")
_ABSTRACT = re.compile(r"^abstract\s*[—–:.-]\s*(?=\S)", re.IGNORECASE)
_PLAIN = "formulas inside sentences are read as plain characters: sub- and superscripts are gone"


class PdfReader:
    """Reads a PDF by its text layer (pdfium, in a process of its own)."""

    name = "pdf"

    def reads(self, path: Path) -> bool:
        return path.suffix.lower() == ".pdf"

    def read(self, path: Path) -> Paper:
        refuse_larger(path, MAX_BYTES)
        data = path.read_bytes()
        found = layout(data, path.name)
        if not found.lines:
            raise PaperError(
                f"{path.name} has no text layer: it is a scan.",
                hint="Run OCR on it first (for example ocrmypdf), or give the LaTeX source.",
            )
        reading = _Reading(data, path.name, found)
        return reading.run()


@dataclass(slots=True)
class _Reading:
    """One walk over the lines; those of a paragraph wait until it ends, and so do floats inside it."""

    data: bytes
    name: str
    layout: Layout
    headings: Headings = field(init=False)
    builder: Builder = field(init=False)
    starts: list[int] = field(init=False)
    taken: set[int] = field(default_factory=set)
    waiting: list[int] = field(default_factory=list)
    floats: dict[int, str] = field(default_factory=dict)
    equations: int = 0

    def run(self) -> Paper:
        lines = self.layout.lines
        self.builder = builder = Builder(self.name, "pdf")
        builder.losses.append(Loss("mathematics", _PLAIN))
        if self.layout.cut:
            read = len(self.layout.sizes)
            builder.losses.append(
                Loss("pages", f"only the first {read} pages were read, {self.layout.cut} were not")
            )
        title, first = _title(lines, self.name)
        self.headings = Headings(*self.layout.body())
        self.starts = _starts(lines)
        self.taken |= set(range(first))
        for index in range(first, len(lines)):
            if index not in self.taken:
                self._line(index)
        self._paragraphs()
        text = "\n".join(line.text for line in lines)
        return builder.paper(title, text, abstract=self._abstract())

    def _abstract(self) -> str:
        for index, section in enumerate(self.builder.sections):
            if section.title.lower().startswith("abstract"):
                return " ".join(words for words, _ in self.builder.texts[index])
        return ""

    def _line(self, index: int) -> None:
        lines, builder, headings = self.layout.lines, self.builder, self.headings
        line, start = lines[index], self.starts[index]
        if headings.references(line.text) and builder.sections:
            return
        heading = headings.at(lines, index, self.taken)
        if heading:
            self._paragraphs()
            builder.heading(heading.title, heading.level, start, number=heading.number)
            return
        if headings.in_references:
            return
        run_in = _ABSTRACT.match(line.text) if not builder.sections else None
        if run_in:
            self._paragraphs()
            builder.heading("Abstract", 1, start)
            builder.text(line.text[run_in.end() :], start)
        elif caption := caption_at(lines, index, self.taken):
            self._float(*caption, index)
        elif found := _ALGORITHM.match(line.text):
            self._algorithm(found, index)
        elif self._is_equation(line.text):
            self._equation(index)
        else:
            self.waiting.append(index)

    def _paragraphs(self) -> None:
        """Put the waiting lines into the text, those of a paragraph joined, and floats where one ends."""
        lines = self.layout.lines
        held: list[int] = []
        for index in [*self.waiting, len(lines)]:
            parted = any(at < index for at in self.floats)
            if not held or not (index < len(lines) and _continues(lines[held[-1]], lines[index], parted)):
                if held:
                    self.builder.text(words_of([lines[at] for at in held]), self.starts[held[0]])
                for at in [at for at in self.floats if at < index]:
                    self.builder.text(self.floats.pop(at), self.starts[at])
                held = []
            held.append(index)
        self.waiting.clear()

    def _float(self, kind: str, number: str, words: str, index: int) -> None:
        """A table or a figure; the paragraph around it goes on after it."""
        builder, start = self.builder, self.starts[index]
        identity = builder.identity(kind, number)
        span = builder.span(start, start + len(words))
        self.floats[index] = f"[{kind.capitalize()} {number}: {words}]"
        if kind == "figure":
            builder.figures.append(Figure(identity, number, words, builder.section, span))
            return
        rows = table_near(self.layout.lines, index, self.taken)
        if not rows:
            builder.losses.append(Loss(f"table {number}", "its cells were not found in the text layer", span))
        builder.tables.append(Table(identity, number, rows, builder.section, span, caption=words))

    def _is_equation(self, line: str) -> bool:
        """Whether the line ends a numbered display: mathematical, or short and with the next number."""
        found = EQUATION_NUMBER.match(line)
        if not found or is_prose(line):
            return False
        number = found.group("number")
        follows = number.isdigit() and int(number) == self.equations + 1 and len(line) < 70
        if not follows and not MATHEMATICAL.search(found.group("body")):
            return False
        self.equations = int(number) if number.isdigit() else self.equations
        return True

    def _equation(self, index: int) -> None:
        """A numbered display: its place and number are known, its formula is not to be trusted."""
        lines, builder = self.layout.lines, self.builder
        line, start = lines[index], self.starts[index]
        found = EQUATION_NUMBER.match(line.text)
        number = found.group("number") if found else ""
        box, inside = region_of(lines, index, self.layout.sizes[line.page])
        pieces = [at for at in inside if at == index or at > index or at in self.waiting]
        self.waiting = [at for at in self.waiting if at not in pieces]
        self._paragraphs()
        self.taken |= set(pieces)
        words = words_of([lines[at] for at in pieces])
        span = builder.span(start, start + len(line.text))
        builder.losses.append(
            Loss(f"equation {number}", "a PDF's text layer does not keep the structure of formulas", span)
        )
        builder.text(f"[equation ({number}) lost: {words}]", start)
        place = (box.x0, box.y0, box.x1, box.y1)
        image = EquationImage(line.page, place, partial(drawn, self.data, self.name, line.page, place))
        builder.equations.append(
            Equation(builder.identity("equation", number), number, "", builder.section, span, image=image)
        )

    def _algorithm(self, found: re.Match[str], index: int) -> None:
        """Pseudocode below its caption, as the lines are printed; without any it is a sentence."""
        lines, builder, start = self.layout.lines, self.builder, self.starts[index]
        number, caption = found.groups()
        steps = steps_at(lines, index)
        if any(known.number == number for known in builder.algorithms) or not (steps or len(caption) > 2):
            self.waiting.append(index)
            return
        body = [at for at in steps if at not in self.taken]
        while body and not is_step(lines[body[0]].text):
            caption = f"{caption} {lines[body.pop(0)].text}"
        self.taken |= set(steps)
        text = "\n".join(lines[at].text for at in body)
        caption = caption.strip()
        last = lines[steps[-1]] if steps else lines[index]
        span = builder.span(start, (self.starts[steps[-1]] if steps else start) + len(last.text))
        identity = builder.identity("algorithm", number)
        shown = f"[Algorithm {number}: {caption}]" + (f"\n\n```\n{text}\n```" if text else "")
        self.floats[index] = shown
        builder.algorithms.append(Algorithm(identity, number, text, builder.section, span, caption=caption))
        lost = "its indentation and its formulas' structure" if text else "its lines"
        builder.losses.append(Loss(f"algorithm {number}", f"a PDF's text layer does not keep {lost}", span))


def _continues(line: Line, following: Line, parted: bool) -> bool:
    """Whether the next line belongs to the same paragraph; a float may have `parted` them."""
    if line.text.endswith(HYPHEN):
        return True
    ended = line.text.endswith((".", ":", "?", "!"))
    gap = line.box.y0 - following.box.y1
    far = (following.page, following.column) != (line.page, line.column) or (parted and gap > line.size)
    if far:
        return not ended and following.text[:1].islower()
    indented = following.box.x0 > line.box.x0 + 0.6 * line.size
    return gap < 0.8 * max(line.size, 4) and not (ended and indented) and not following.text.startswith("•")


def _starts(lines: tuple[Line, ...]) -> list[int]:
    starts, at = [], 0
    for line in lines:
        starts.append(at)
        at += len(line.text) + 1
    return starts


def _title(lines: tuple[Line, ...], name: str) -> tuple[str, int]:
    """The largest words at the head of the first page, and the index of the line after them."""
    front = [(index, line) for index, line in enumerate(lines[:25]) if line.page == 0 and len(line.text) > 3]
    if not front:
        return name, 0
    largest = max(line.size for _, line in front)
    first = next(index for index, line in front if line.size > 0.97 * largest)
    last = first
    while last + 1 < len(lines) and lines[last + 1].page == 0 and lines[last + 1].size > 0.9 * largest:
        last += 1
    if last - first > 3:  # one size all over: the first line will do
        return front[0][1].text, front[0][0]
    return re.sub(r":\s*:+", ":", words_of(lines[first : last + 1])), last + 1
