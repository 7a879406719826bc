"""Lines of a PDF with their places, in reading order, without running heads and page numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from ctypes import byref, c_double, c_int, create_string_buffer
from dataclasses import replace
from itertools import pairwise, zip_longest
from typing import Any

from rca_kernel.adapters.readers.pdf_columns import ordered, without_margins
from rca_kernel.adapters.readers.pdf_lines import HYPHEN, Box, Layout, Line
from rca_kernel.errors import PaperError

MAX_LINES = 400
_NO_PASSWORD = 4


@contextmanager
def opened(data: bytes, name: str) -> Iterator[Any]:
    """The document. Raises PaperError for an encrypted or damaged one."""
    import pypdfium2

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


def layout(data: bytes, name: str, most: int) -> Layout:
    """The lines of at most `most` pages in reading order. Raises PaperError."""
    with opened(data, name) as document:
        return _layout(document, name, most)


def _layout(document: Any, name: str, most: int) -> Layout:
    import pypdfium2

    pages: list[list[Line]] = []
    sizes: list[tuple[float, float]] = []
    total = len(document)
    try:
        for index in range(min(total, most)):
            page = document[index]
            width, height = page.get_size()
            pages.append(ordered(_lines(page, index, width), width))
            sizes.append((width, height))
            page.close()
    except pypdfium2.PdfiumError as error:
        raise PaperError(
            f"{name} is damaged at page {len(pages) + 1} ({error}).",
            hint="Download it again; it may be cut off.",
        ) from error
    kept = without_margins(pages, sizes)
    return Layout(tuple(line for page in kept for line in page), max(total - most, 0), tuple(sizes))


def _lines(page: Any, index: int, width: float) -> list[Line]:
    """What pdfium takes for lines; one that runs over the gutter between two columns is cut there."""
    textpage = page.get_textpage()
    try:
        text = str(textpage.get_text_range())
        reading = _PageReading(textpage, index, _units(text))
        at = 0
        out: list[Line] = []
        pieces = re.split(r"(\r\n|\r|\n|\ufffe)", text)[: 2 * MAX_LINES]
        for piece, ending in zip_longest(pieces[::2], pieces[1::2], fillvalue=""):
            if piece.strip():
                out.append(reading.line(at, piece, hyphen=ending == "\ufffe"))
            at += _units(piece) + len(ending)
        if _is_merged(out, reading, width):
            return [part for line in out for part in reading.parted(line, width)]
        return [reading.with_cells(line) for line in out] if _TABLE.search(text) else out
    finally:
        textpage.close()


class _PageReading:
    """Asks pdfium for the places of characters of one page."""

    def __init__(self, textpage: Any, index: int, units: int) -> None:
        import pypdfium2.raw

        self._raw: Any = pypdfium2.raw
        self._page = textpage.raw
        self._index = index
        self._starts: dict[Line, tuple[int, int]] = {}
        # pdfium leaves some characters out of the text that it hands out
        self._exact = self._raw.FPDFText_CountChars(self._page) == units

    def line(self, at: int, text: str, *, hyphen: bool = False) -> Line:
        """The line whose text begins at `at`, counted in UTF-16 as pdfium counts what it hands out."""
        raw = self._raw
        count = _units(text)
        lead = count - _units(text.lstrip())
        first = self._place(at + lead)
        last = max(self._place(at + _units(text.rstrip()) - 1), first)
        boxes = [self._rect(i) for i in range(raw.FPDFText_CountRects(self._page, first, last - first + 1))]
        box = boxes[0] if boxes else Box(0, 0, 0, 0)
        for other in boxes[1:]:
            box = box.joined(other)
        buffer, flags = create_string_buffer(96), c_int()
        size = float(raw.FPDFText_GetFontSize(self._page, first))
        face = first
        if _INITIAL.match(text):
            after = float(raw.FPDFText_GetFontSize(self._page, last))
            face, size = (last, after) if 0 < after < 0.6 * size else (first, size)
        raw.FPDFText_GetFontInfo(self._page, face, buffer, 96, byref(flags))
        words = _clean(text) + (HYPHEN if hyphen else "")
        line = Line(words, self._index, box, size, buffer.value.decode("utf-8", "replace"))
        self._starts[line] = (first, last + 1)
        return line

    def _place(self, at: int) -> int:
        found = at if self._exact else int(self._raw.FPDFText_GetCharIndexFromTextIndex(self._page, at))
        return at if found < 0 else found

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


_INITIAL = re.compile(r"\s*[A-Z] ?[A-Z]{1,12}\b")  # the large first letter of a paper
_TABLE = re.compile(r"^Table\s+[\dA-Z]", re.MULTILINE | re.IGNORECASE)


def _joined(line: Line, parts: list[tuple[int, Box, str]]) -> Line:
    box = parts[0][1]
    for _, other, _ in parts[1:]:
        box = box.joined(other)
    texts = tuple(_clean(text) for _, _, text in parts)
    return replace(line, text=" ".join(texts), box=box, cells=texts if len(texts) > 1 else ())


def _units(text: str) -> int:
    """How many UTF-16 units a text has."""
    return len(text) + sum(letter > "\uffff" for letter in text)


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
