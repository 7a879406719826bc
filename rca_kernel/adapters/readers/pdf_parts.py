"""Headings, captions, tables and numbered displays among the lines of a PDF."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rca_kernel.adapters.readers.building import NUMBERED
from rca_kernel.adapters.readers.pdf_layout import Box, Line

EQUATION_NUMBER = re.compile(r"^(?P<body>.*?)\s*\((?P<number>\d{1,3}[a-z]?|[A-Z]\.?\d{1,2})\)\s*$")
_UNNUMBERED = re.compile(
    r"^(?:abstract|acknowledge?ments?|broader impact|limitations|conclusion)\.?$", re.IGNORECASE
)
_CONTENTS = re.compile(r"^(?:table of )?contents$", re.IGNORECASE)
_PAGE_NUMBER = re.compile(r"[\s.]\d{1,3}$")
_REFERENCES = re.compile(r"^(?:references|bibliography)$", re.IGNORECASE)
_MATHEMATICAL = re.compile(r"[=≤≥∑∏∫√∇∈←→αβγδϵεθλμσπρτφψω∼≈]")
_SENTENCE = re.compile(r"\b[a-z]{3,}\s+[a-z]{3,}\s+[a-z]{3,}\b")
_CAPTION = re.compile(
    r"^(?P<kind>Table|Figure|Fig\.)\s+(?P<number>\d+|[A-Z]\.?\d+|[IVX]+)\s*[.:|]\s*(?P<words>.*)$",
    re.IGNORECASE,
)
_MAX_ROWS = 80
_MAX_CAPTION = 12


@dataclass(slots=True)
class Taken:
    """Lines that belong to something already read."""

    lines: set[int]


class Expected:
    """Headings are taken in order and in a font of their own, so that a numbered list is not one."""

    def __init__(self, size: float, font: str) -> None:
        self.size = size
        self.font = font
        self.last: list[str] = []
        self.in_references = False
        self.in_contents = False
        self.equations = 0

    def references(self, text: str) -> bool:
        if _REFERENCES.match(text):
            self.in_references = True
            return True
        return False

    def equation(self, line: str) -> bool:
        """Whether the line ends a numbered display: mathematical, or short and with the next number."""
        found = EQUATION_NUMBER.match(line)
        if not found or _SENTENCE.search(line):
            return False
        number = found.group("number")
        follows = number.isdigit() and int(number) == self.equations + 1 and len(line) < 70
        if not follows and not _MATHEMATICAL.search(found.group("body")):
            return False
        self.equations = int(number) if number.isdigit() else self.equations
        return True

    def heading(self, lines: Sequence[Line], index: int, taken: Taken) -> tuple[str, str] | None:
        """Number and title of the heading that begins on a line; its further lines are taken."""
        line = lines[index]
        text = line.text
        self.in_contents = self.in_contents or _CONTENTS.match(text) is not None
        if self.in_contents and (_PAGE_NUMBER.search(text) or not NUMBERED.match(text)):
            return None
        if len(text) > 100 or text.endswith((",", ";")) or not self._stands_out(line):
            return None
        if _UNNUMBERED.match(text):
            self.in_references = False
            return "", text.rstrip(".")
        found = NUMBERED.match(text)
        if not found or not found.group("title")[:1].isupper() or _MATHEMATICAL.search(text):
            return None
        number, title = found.group("number"), found.group("title").strip()
        if not self._follows(number.split(".")) or len(title) < 3:
            return None
        self.last = number.split(".")
        self.in_references = self.in_contents = False
        while index + 1 < len(lines) and self._goes_on(line, lines[index + 1]):
            index += 1
            taken.lines.add(index)
            title += " " + lines[index].text
        return number, title

    def _stands_out(self, line: Line) -> bool:
        return not line.font or line.font != self.font or line.size > 1.04 * self.size

    def _goes_on(self, line: Line, following: Line) -> bool:
        """Whether the next line is the second one of a long heading."""
        gap = line.box.y0 - following.box.y1
        return (
            following.page == line.page
            and (following.font, following.size) == (line.font, line.size)
            and bool(line.font)
            and self._stands_out(following)
            and -0.5 * line.size < gap < 0.6 * line.size
            and line.box.x1 - line.box.x0 > 120
            and not NUMBERED.match(following.text)
            and len(following.text) < 80
        )

    def _follows(self, parts: list[str]) -> bool:
        if not self.last:
            return parts in (["1"], ["0"])
        if parts[:-1] == self.last and parts[-1] == "1":
            return True
        if parts == ["A"] and self.last[0].isdigit():
            return True
        depth = len(parts)
        return (
            depth <= len(self.last)
            and parts[:-1] == self.last[: depth - 1]
            and _next(self.last[depth - 1], parts[-1])
        )


def _next(before: str, after: str) -> bool:
    if before.isdigit() and after.isdigit():
        return int(after) == int(before) + 1
    return len(before) == len(after) == 1 and ord(after) == ord(before) + 1


def caption_at(lines: Sequence[Line], index: int, taken: Taken) -> tuple[str, str, str] | None:
    """Kind, number and words of the caption that begins on a line; its further lines are taken."""
    line = lines[index]
    found = _CAPTION.match(line.text)
    if not found:
        return None
    words = [found.group("words")]
    for at in range(index + 1, min(index + _MAX_CAPTION, len(lines))):
        following = lines[at]
        gap = lines[at - 1].box.y0 - following.box.y1
        full = line.box.x1 - lines[at - 1].box.x1 < 25
        if (
            following.page != line.page
            or not full
            or len(following.cells) > 1
            or abs(following.size - line.size) > 0.5
            or not -0.5 * line.size < gap < 0.8 * line.size
            or _CAPTION.match(following.text)
        ):
            break
        words.append(following.text)
        taken.lines.add(at)
    kind = "table" if found.group("kind").lower() == "table" else "figure"
    return kind, found.group("number"), " ".join(word for word in words if word)


def table_near(lines: Sequence[Line], index: int, taken: Taken) -> tuple[tuple[str, ...], ...]:
    """The rows of cells that stand right below a table's caption, or right above it."""
    after = index + 1
    while after in taken.lines:
        after += 1
    below = _rows_from(lines, range(after, len(lines)), lines[index])
    above = _rows_from(lines, range(index - 1, -1, -1), lines[index]) if not below else []
    chosen = below or [at for at in above if at not in taken.lines]
    taken.lines.update(at for at in chosen if at > index)
    rows: list[list[Line]] = []
    for at in sorted(chosen, key=lambda at: -lines[at].box.y0):
        line = lines[at]
        if rows and abs(_middle(rows[-1][0]) - _middle(line)) < 0.45 * max(line.size, 4):
            rows[-1].append(line)
        else:
            rows.append([line])
    found = [
        tuple(
            cell for line in sorted(row, key=lambda line: line.box.x0) for cell in line.cells or (line.text,)
        )
        for row in rows
    ]
    return tuple(found) if sum(len(row) > 1 for row in found) >= 2 else ()


def _rows_from(lines: Sequence[Line], order: range, caption: Line) -> list[int]:
    """Lines in `order` as long as they look like rows and stand close to one another."""
    out: list[int] = []
    edge = caption
    for at in order[:_MAX_ROWS]:
        line = lines[at]
        gap = max(edge.box.y0 - line.box.y1, line.box.y0 - edge.box.y1)
        if line.page != caption.page or gap > 3 * max(line.size, 6) or line.size > 1.15 * edge.size > 0:
            break
        if not line.cells and (len(line.text) > 40 or _SENTENCE.search(line.text)):
            break
        out.append(at)
        edge = line
    while out and not lines[out[-1]].cells:
        out.pop()
    return out


def _left(line: Line) -> float:
    return line.box.x0


def _middle(line: Line) -> float:
    return (line.box.y0 + line.box.y1) / 2


def region_of(lines: Sequence[Line], index: int, size: tuple[float, float]) -> Box:
    """The part of the page between the prose above a numbered display and the prose below it."""
    line = lines[index]
    beside = [
        other
        for other in lines
        if other.page == line.page and other is not line and other.column in (line.column, 0)
    ]
    prose = [other for other in beside if _SENTENCE.search(other.text) or EQUATION_NUMBER.match(other.text)]
    above = [other.box.y0 for other in prose if other.box.y0 >= _middle(line)]
    below = [other.box.y1 for other in prose if other.box.y1 <= _middle(line)]
    reach = max(8 * line.size, 40.0)
    top = min([*above, line.box.y1 + reach])
    bottom = max([*below, line.box.y0 - reach])
    inside = [other.box for other in beside if bottom - 1 <= other.box.y0 and other.box.y1 <= top + 1]
    box = line.box
    for other in inside:
        box = box.joined(other)
    half = size[0] / 2
    left = {1: 0.0, 2: half}.get(line.column, 0.0)
    right = {1: half, 2: size[0]}.get(line.column, size[0])
    margin = 4.0
    return Box(
        max(box.x0 - 6 * margin, left), max(box.y0 - margin, bottom, 0.0),
        min(box.x1 + margin, right), min(box.y1 + margin, top, size[1]),
    )  # fmt: skip
