"""PDF: text in reading order, headings, captions and tables; its mathematics is lost and said to be."""

from __future__ import annotations

import re
import struct
import zlib
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from rca_kernel.adapters.readers.building import Builder
from rca_kernel.adapters.readers.pdf_layout import Layout, Line, layout, opened
from rca_kernel.adapters.readers.pdf_parts import (
    EQUATION_NUMBER,
    Expected,
    Taken,
    caption_at,
    region_of,
    table_near,
)
from rca_kernel.errors import PaperError
from rca_kernel.paper.document import Algorithm, Equation, EquationImage, Figure, Loss, Paper, Table

MAX_BYTES = 100 * 1024 * 1024
MAX_PIXELS = 4_000_000
SCALE = 3.0
_ALGORITHM = re.compile(r"^Algorithm\s+(\d+)(?:\s*[.:]\s*|\s+(?=[A-Z]|$))(.*)$")
_ABSTRACT = re.compile(r"^abstract\s*[—–:.-]\s*(?=\S)", re.IGNORECASE)
_PLAIN = "formulas inside sentences are read as plain characters: sub- and superscripts are gone"


class PdfReader:
    """Reads a PDF by its text layer (pypdfium2, imported when needed)."""

    name = "pdf"

    def reads(self, path: Path) -> bool:
        return path.suffix.lower() == ".pdf"

    def read(self, path: Path) -> Paper:
        if path.stat().st_size > MAX_BYTES:
            raise PaperError(
                f"{path.name} is larger than {MAX_BYTES // 2**20} MB.", hint="Give the paper alone."
            )
        data = path.read_bytes()
        found = layout(data, path.name)
        if not found.lines:
            raise PaperError(
                f"{path.name} has no text layer: it is a scan.",
                hint="Run OCR on it first (for example ocrmypdf), or give the LaTeX source.",
            )
        reading = _Reading(data, path.name, found)
        return reading.run()


def drawn(data: bytes, name: str, page: int, box: tuple[float, float, float, float]) -> bytes:
    """A box (x0, y0, x1, y1) of a page as a grey PNG, `SCALE` pixels a point, fewer for a large one.

    Raises PaperError when the page cannot be drawn.
    """
    with opened(data, name) as document:
        if not 0 <= page < len(document):
            raise PaperError(f"{name} has no page {page + 1}.", hint="Read the paper again.")
        sheet = document[page]
        width, height = sheet.get_size()
        x0, y0, x1, y1 = max(box[0], 0.0), max(box[1], 0.0), min(box[2], width), min(box[3], height)
        if x1 - x0 < 1 or y1 - y0 < 1:
            raise PaperError(f"The display lies outside page {page + 1} of {name}.", hint="Read it again.")
        scale = min(SCALE, (MAX_PIXELS / ((x1 - x0) * (y1 - y0))) ** 0.5)
        bitmap = sheet.render(scale=scale, crop=(x0, y0, width - x1, height - y1), grayscale=True)
        return _png(bytes(bitmap.buffer), bitmap.width, bitmap.height, bitmap.stride)


def _png(pixels: bytes, width: int, height: int, stride: int) -> bytes:
    """Grey pixels as a PNG file."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + pixels[row * stride : row * stride + width] for row in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    packed = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + packed


@dataclass(slots=True)
class _Reading:
    """One walk over the lines."""

    data: bytes
    name: str
    layout: Layout
    builder: Builder = field(init=False)

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
        expected = Expected(*self.layout.body())
        taken = Taken(set(range(first)))
        starts = _starts(lines)
        for index in range(first, len(lines)):
            if index not in taken.lines:
                self._line(index, starts[index], expected, taken)
        text = "\n".join(line.text for line in lines)
        return builder.paper(title, text, abstract=self._abstract())

    def _abstract(self) -> str:
        for index, section in enumerate(self.builder.sections):
            if section.title.lower().startswith("abstract"):
                return " ".join(words for words, _ in self.builder.texts[index])
        return ""

    def _line(self, index: int, start: int, expected: Expected, taken: Taken) -> None:
        lines, builder = self.layout.lines, self.builder
        line = lines[index]
        if expected.references(line.text) and builder.sections:
            return
        heading = expected.heading(lines, index, taken)
        if heading:
            number, words = heading
            builder.heading(words, number.count(".") + 1 if number else 1, start, number=number)
            return
        if expected.in_references:
            return
        run_in = _ABSTRACT.match(line.text) if not builder.sections else None
        if run_in:
            builder.heading("Abstract", 1, start)
            builder.text(line.text[run_in.end() :], start)
        elif caption := caption_at(lines, index, taken):
            kind, number, words = caption
            self._float(kind, number, words, index, start, taken)
        elif found := _ALGORITHM.match(line.text):
            self._algorithm(found, start)
        elif expected.equation(line.text):
            self._lost_equation(index, start)
        else:
            builder.text(line.text, start)

    def _float(self, kind: str, number: str, words: str, index: int, start: int, taken: Taken) -> None:
        builder = self.builder
        identity = builder.identity(kind, number)
        span = builder.span(start, start + len(words))
        builder.text(f"[{kind.capitalize()} {number}: {words}]", start)
        if kind == "figure":
            builder.figures.append(Figure(identity, number, words, builder.section, span))
            return
        rows = table_near(self.layout.lines, index, taken)
        if not rows:
            builder.losses.append(Loss(f"table {number}", "its cells were not found in the text layer", span))
        builder.tables.append(Table(identity, number, rows, builder.section, span, caption=words))

    def _lost_equation(self, index: int, start: int) -> None:
        """A numbered display: its place and number are known, its formula is not to be trusted."""
        line, builder = self.layout.lines[index], self.builder
        found = EQUATION_NUMBER.match(line.text)
        number = found.group("number") if found else ""
        span = builder.span(start, start + len(line.text))
        builder.losses.append(
            Loss(f"equation {number}", "a PDF's text layer does not keep the structure of formulas", span)
        )
        builder.text(f"[equation ({number}) lost: {line.text}]", start)
        box = region_of(self.layout.lines, index, self.layout.sizes[line.page])
        place = (box.x0, box.y0, box.x1, box.y1)
        image = EquationImage(line.page, place, partial(drawn, self.data, self.name, line.page, place))
        builder.equations.append(
            Equation(builder.identity("equation", number), number, "", builder.section, span, image=image)
        )

    def _algorithm(self, found: re.Match[str], start: int) -> None:
        number, caption = found.groups()
        builder = self.builder
        if any(known.number == number for known in builder.algorithms) or len(caption) < 3:
            builder.text(found.group(), start)
            return
        span = builder.span(start, start + len(found.group()))
        identity = builder.identity("algorithm", number)
        builder.text(f"[Algorithm {number}: {caption}]", start)
        builder.algorithms.append(Algorithm(identity, number, "", builder.section, span, caption=caption))
        builder.losses.append(
            Loss(f"algorithm {number}", "a PDF's text layer does not keep pseudocode's layout", span)
        )


def _starts(lines: tuple[Line, ...]) -> list[int]:
    starts, at = [], 0
    for line in lines:
        starts.append(at)
        at += len(line.text) + 1
    return starts


def _title(lines: tuple[Line, ...], name: str) -> tuple[str, int]:
    """The largest words at the head of the first page, and the index of the line after them."""
    front = [(index, line) for index, line in enumerate(lines[:25]) if line.page == 0 and len(line.text) > 8]
    if not front:
        return name, 0
    largest = max(line.size for _, line in front)
    first = next(index for index, line in front if line.size == largest)
    last = first
    while last + 1 < len(lines) and lines[last + 1].size == largest and lines[last + 1].page == 0:
        last += 1
    if last - first > 3:  # one size all over: the first line will do
        return front[0][1].text, front[0][0]
    return " ".join(line.text for line in lines[first : last + 1]), last + 1
