"""Lines of a PDF with their places, in reading order, without running heads and page numbers."""

from __future__ import annotations

import re
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from ctypes import byref, c_double, c_int, create_string_buffer
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from rca_kernel.errors import PaperError

MAX_PAGES = 400
MAX_LINES = 400
_DIGITS = re.compile(r"\d+|\b[ivxl]+\b")
_NO_PASSWORD = 4
_PDFIUM = threading.Lock()


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page in points, y upwards."""

    x0: float
    y0: float
    x1: float
    y1: float

    def joined(self, other: Box) -> Box:
        return Box(
            min(self.x0, other.x0), min(self.y0, other.y0), max(self.x1, other.x1), max(self.y1, other.y1)
        )


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text; `cells` are its parts where wide gaps stand between them."""

    text: str
    page: int
    box: Box
    size: float
    font: str
    column: int = 0
    cells: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Layout:
    """All lines of a document, `cut` pages that were not read, and the size of every page in points."""

    lines: tuple[Line, ...]
    cut: int
    sizes: tuple[tuple[float, float], ...]

    def body(self) -> tuple[float, str]:
        """Size and font of most of the text."""
        counts: Counter[tuple[float, str]] = Counter()
        for line in self.lines:
            counts[round(line.size, 1), line.font] += len(line.text)
        return counts.most_common(1)[0][0] if counts else (0.0, "")


@contextmanager
def opened(data: bytes, name: str) -> Iterator[Any]:
    """The document; pdfium serves one thread at a time. Raises PaperError for an encrypted or damaged one."""
    import pypdfium2

    with _PDFIUM:
        try:
            document = pypdfium2.PdfDocument(data)
        except pypdfium2.PdfiumError as error:
            if getattr(error, "err_code", 0) == _NO_PASSWORD or "password" in str(error).lower():
                raise PaperError(f"{name} is encrypted.", hint="Save a copy without a password.") from error
            raise PaperError(
                f"{name} is not a readable PDF ({error}).", hint="Download it again; it may be cut off."
            ) from error
        try:
            yield document
        finally:
            document.close()


def layout(data: bytes, name: str) -> Layout:
    """The document's lines in reading order. Raises PaperError."""
    with opened(data, name) as document:
        return _layout(document, name)


def _layout(document: Any, name: str) -> Layout:
    import pypdfium2

    pages: list[list[Line]] = []
    sizes: list[tuple[float, float]] = []
    total = len(document)
    try:
        for index in range(min(total, MAX_PAGES)):
            page = document[index]
            width, height = page.get_size()
            pages.append(_ordered(_lines(page, index, width), width))
            sizes.append((width, height))
            page.close()
    except pypdfium2.PdfiumError as error:
        raise PaperError(
            f"{name} is damaged at page {len(pages) + 1} ({error}).",
            hint="Download it again; it may be cut off.",
        ) from error
    kept = _without_margins(pages, sizes)
    return Layout(tuple(line for page in kept for line in page), max(total - MAX_PAGES, 0), tuple(sizes))


def _lines(page: Any, index: int, width: float) -> list[Line]:
    """What pdfium takes for lines; one that runs over the gutter between two columns is cut there."""
    textpage = page.get_textpage()
    try:
        text = str(textpage.get_text_range())
        reading = _PageReading(textpage, index)
        at = 0
        out: list[Line] = []
        for piece in re.split(r"(\r\n|\r|\n)", text)[: 2 * MAX_LINES]:
            if piece.strip():
                out.append(reading.line(at, piece))
            at += len(piece)
        if _is_merged(out, reading, width):
            return [part for line in out for part in reading.parted(line, width)]
        return [reading.with_cells(line) for line in out] if _TABLE.search(text) else out
    finally:
        textpage.close()


class _PageReading:
    """Asks pdfium for the places of characters of one page."""

    def __init__(self, textpage: Any, index: int) -> None:
        import pypdfium2.raw

        self._raw: Any = pypdfium2.raw
        self._page = textpage.raw
        self._index = index
        self._starts: dict[Line, tuple[int, int]] = {}

    def line(self, at: int, text: str) -> Line:
        raw = self._raw
        lead = len(text) - len(text.lstrip())
        boxes = [self._rect(i) for i in range(raw.FPDFText_CountRects(self._page, at, len(text)))]
        box = boxes[0] if boxes else Box(0, 0, 0, 0)
        for other in boxes[1:]:
            box = box.joined(other)
        buffer, flags = create_string_buffer(96), c_int()
        raw.FPDFText_GetFontInfo(self._page, at + lead, buffer, 96, byref(flags))
        size = float(raw.FPDFText_GetFontSize(self._page, at + lead))
        line = Line(_clean(text), self._index, box, size, buffer.value.decode("utf-8", "replace"))
        self._starts[line] = (at, at + len(text))
        return line

    def _rect(self, index: int) -> Box:
        left, top, right, bottom = c_double(), c_double(), c_double(), c_double()
        self._raw.FPDFText_GetRect(self._page, index, byref(left), byref(top), byref(right), byref(bottom))
        return Box(left.value, bottom.value, right.value, top.value)

    def gaps(self, line: Line) -> list[tuple[int, Box, str]]:
        """The line's parts between wide gaps: where each begins, its box and its text."""
        left, right, bottom, top = c_double(), c_double(), c_double(), c_double()
        parts: list[tuple[int, Box, str]] = []
        start, stop = self._starts[line]
        limit = max(0.75 * line.size, 4.0)
        for at in range(start, stop):
            code = int(self._raw.FPDFText_GetUnicode(self._page, at))
            if code <= 32 or code == 0xFFFE:
                if parts:
                    parts[-1] = (*parts[-1][:2], parts[-1][2] + (" " if code != 0xFFFE else ""))
                continue
            self._raw.FPDFText_GetCharBox(
                self._page, at, byref(left), byref(right), byref(bottom), byref(top)
            )
            box = Box(left.value, bottom.value, right.value, top.value)
            if parts and -limit < box.x0 - parts[-1][1].x1 <= limit:
                first, held, text = parts[-1]
                parts[-1] = (first, held.joined(box), text + chr(code))
            else:
                parts.append((at, box, chr(code)))
        return parts

    def with_cells(self, line: Line) -> Line:
        if len(line.text) > 160:
            return line
        parts = self.gaps(line)
        return replace(line, cells=tuple(_clean(text) for _, _, text in parts)) if len(parts) > 1 else line

    def parted(self, line: Line, width: float) -> list[Line]:
        """The line cut at the gap that holds the page's middle."""
        parts = self.gaps(line)
        middle = width / 2
        left = [part for part in parts if part[1].x0 < middle]
        right = [part for part in parts if part[1].x0 >= middle]
        if not left or not right or max(part[1].x1 for part in left) > middle:
            return [line]
        return [_joined(line, left), _joined(line, right)]


_TABLE = re.compile(r"^Table\s+[\dA-Z]", re.MULTILINE | re.IGNORECASE)


def _joined(line: Line, parts: list[tuple[int, Box, str]]) -> Line:
    box = parts[0][1]
    for _, other, _ in parts[1:]:
        box = box.joined(other)
    texts = tuple(_clean(text) for _, _, text in parts)
    return replace(line, text=" ".join(texts), box=box, cells=texts if len(texts) > 1 else ())


def _clean(text: str) -> str:
    return text.replace("\ufffe", "").replace("\x00", " ").replace("\x02", "").strip()


def _is_merged(lines: list[Line], reading: _PageReading, width: float) -> bool:
    """Whether most wide lines have their one gap at the page's middle: two columns read as one."""
    wide = [line for line in lines if line.box.x0 < 0.3 * width and line.box.x1 > 0.7 * width][:60]
    if len(wide) < 8:
        return False
    split = 0
    for line in wide:
        boxes = [box for _, box, _ in reading.gaps(line)]
        split += any(a.x1 <= width / 2 + 4 and b.x0 >= width / 2 - 4 for a, b in pairwise(boxes))
    return split > 0.6 * len(wide)


def _ordered(lines: list[Line], width: float) -> list[Line]:
    """Two columns: between lines over the whole width, the left column, then the right one."""
    upright = [
        line for line in lines if line.box.y1 - line.box.y0 < 8 * max(line.size, 4) or len(line.text) < 4
    ]
    middle = width / 2
    left = [line for line in upright if line.box.x1 <= middle + 6 and line.box.x0 < 0.4 * width]
    right = [line for line in upright if line.box.x0 >= middle - 6]
    counts = [sum(len(line.text) for line in part) for part in (left, right, upright)]
    if min(len(left), len(right)) < 5 or counts[0] + counts[1] < 0.5 * counts[2] or min(counts) < 100:
        return upright
    wide = [line.box.x0 < middle - 12 and line.box.x1 > middle + 12 for line in upright]
    tops = [_center(line) for line, across in zip(upright, wide, strict=True) if across]
    keyed: list[tuple[int, int, Line]] = []
    for line, across in zip(upright, wide, strict=True):
        band = sum(top > _center(line) for top in tops)
        column = 3 if across else 1 if (line.box.x0 + line.box.x1) / 2 < middle else 2
        keyed.append((band, column, line if across else replace(line, column=column)))
    return [line for _, _, line in sorted(keyed, key=lambda entry: entry[:2])]


def _center(line: Line) -> float:
    return (line.box.y0 + line.box.y1) / 2


def _without_margins(pages: list[list[Line]], sizes: list[tuple[float, float]]) -> list[list[Line]]:
    """The pages without lone page numbers and without lines that return at the edge of many pages."""
    seen: Counter[str] = Counter()
    for page, (_, height) in zip(pages, sizes, strict=True):
        seen.update({_DIGITS.sub("#", line.text) for line in page if _at_edge(line, height)})
    often = max(3, len(pages) // 4)
    return [
        [
            line
            for line in page
            if not _at_edge(line, height)
            or (not line.text.isdigit() and seen[_DIGITS.sub("#", line.text)] < often)
        ]
        for page, (_, height) in zip(pages, sizes, strict=True)
    ]


def _at_edge(line: Line, height: float) -> bool:
    return line.box.y0 > 0.9 * height or line.box.y1 < 0.12 * height
