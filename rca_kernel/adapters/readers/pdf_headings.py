"""Headings among the lines of a PDF: taken in order, and in a font of their own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rca_kernel.adapters.readers.building import NUMBERED
from rca_kernel.adapters.readers.pdf_lines import HYPHEN, Line, words_of

MATHEMATICAL = re.compile(r"[=≤≥∑∏∫√∇∈←→αβγδϵεθλμσπρτφψω∼≈]")
_UNNUMBERED = re.compile(
    r"^(?:abstract|acknowledge?ments?|broader impact|limitations|conclusion)\.?$", re.IGNORECASE
)
_CONTENTS = re.compile(r"^(?:table of )?contents$", re.IGNORECASE)
_PAGE_NUMBER = re.compile(r"[\s.]\d{1,3}$")
_REFERENCES = re.compile(r"^(?:references|bibliography)$", re.IGNORECASE)
_ROMAN = re.compile(r"^(?P<number>[IVX]{1,5})\.\s*(?P<title>[A-Z].*)$")
_LETTER = re.compile(r"^(?P<number>[A-Z])\.\s*(?P<title>[A-Z].*)$")
_APPENDIX = re.compile(r"^APPENDIX\s+(?P<number>[A-Z])[.:]?(?P<title>)$", re.IGNORECASE)
_DIGITS = {"I": 1, "V": 5, "X": 10}


@dataclass(frozen=True, slots=True)
class Heading:
    """What is printed as a heading; `number` as LaTeX prints a reference to it ("III-A")."""

    number: str
    title: str
    level: int


class Headings:
    """The headings found so far, so that a numbered list is not taken for the next one."""

    def __init__(self, size: float, font: str) -> None:
        self.size = size
        self.font = font
        self.last: list[str] = []
        self.roman = 0
        self.letter = ""
        self.first: tuple[str, float] = ("", 0.0)
        self.in_references = False
        self.in_contents = False

    def references(self, text: str) -> bool:
        if _REFERENCES.match(text):
            self.in_references = True
            return True
        return False

    def at(self, lines: Sequence[Line], index: int, taken: set[int]) -> Heading | None:
        """The heading that begins on a line; its further lines are taken."""
        line = lines[index]
        text = line.text
        self.in_contents = self.in_contents or _CONTENTS.match(text) is not None
        if self.in_contents and (_PAGE_NUMBER.search(text) or not NUMBERED.match(text)):
            return None
        if len(text) > 100 or text.endswith((",", ";")):
            return None
        stands = self._stands_out(line)
        if stands and _UNNUMBERED.match(text):
            self.in_references = False
            return Heading("", text.rstrip("."), 1)
        if MATHEMATICAL.search(text):
            return None
        found = self._in_roman(line) if self._is_roman(text) else self._in_digits(text) if stands else None
        if found is None or len(found.title) < 3:
            return None
        self.in_references = self.in_contents = False
        held = [line]
        while index + 1 < len(lines) and self._goes_on(held, lines[index + 1]):
            index += 1
            taken.add(index)
            held.append(lines[index])
        head = text[: len(text) - len(found.title)]
        title = words_of(held)[len(head) :].strip()
        return Heading(found.number, title, found.level)

    def _is_roman(self, text: str) -> bool:
        """Whether the paper counts its sections I, II, III: so it does when the first one is I."""
        return bool(self.roman) or (not self.last and _ROMAN.match(text) is not None)

    def _in_roman(self, line: Line) -> Heading | None:
        """IEEE's numbers: "II. Method" and, in a font of its own below it, "A. Details"."""
        font = (line.font, round(line.size, 1))
        found = _ROMAN.match(line.text)
        if found and _value(found.group("number")) == self.roman + 1 and self._section(line, found):
            self.roman, self.letter = self.roman + 1, ""
            self.first = font if self.roman == 1 else self.first
            return Heading(found.group("number"), found.group("title"), 1)
        found = _LETTER.match(line.text) or _APPENDIX.match(line.text)
        if not found or not (self._stands_out(line) or line.text.isupper()):
            return None
        number = found.group("number")
        if font == self.first:
            self.last = [number] if _next(self.last[0] if self.last else "@", number) else self.last
            return Heading(number, found.group("title"), 1) if self.last == [number] else None
        if not self.roman or not _next(self.letter or "@", number):
            return None
        self.letter = number
        return Heading(f"{_roman(self.roman)}-{number}", found.group("title"), 2)

    def _section(self, line: Line, found: re.Match[str]) -> bool:
        return self._stands_out(line) or found.group("title").isupper()

    def _in_digits(self, text: str) -> Heading | None:
        found = NUMBERED.match(text)
        if not found or not found.group("title")[:1].isupper():
            return None
        number, title = found.group("number"), found.group("title").strip()
        if not self._follows(number.split(".")) or len(title) < 3:
            return None
        self.last = number.split(".")
        return Heading(number, title, number.count(".") + 1)

    def _stands_out(self, line: Line) -> bool:
        return not line.font or line.font != self.font or line.size > 1.04 * self.size

    def _goes_on(self, held: Sequence[Line], following: Line) -> bool:
        """Whether the next line is a further one of a long heading."""
        line = held[-1]
        gap = line.box.y0 - following.box.y1
        close = following.page == line.page and -0.5 * line.size < gap < 0.6 * line.size
        if len(held) > 3 or not close or not line.font or not self._stands_out(following):
            return False
        if line.text.endswith(HYPHEN):
            return True
        return (
            (following.font, following.size) == (line.font, line.size)
            and line.box.x1 - line.box.x0 > 120
            and not (NUMBERED.match(following.text) and following.box.x0 < line.box.x0 + 3)
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


def _value(number: str) -> int:
    """A Roman numeral's value."""
    digits = [_DIGITS[letter] for letter in number]
    following = [*digits[1:], 0]
    return sum(-digit if digit < after else digit for digit, after in zip(digits, following, strict=True))


def _roman(value: int) -> str:
    tens, ones = divmod(min(value, 39), 10)
    return "X" * tens + ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")[ones]
