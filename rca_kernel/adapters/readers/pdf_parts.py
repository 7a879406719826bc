"""Captions, tables, pseudocode and numbered displays among the lines of a PDF."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from rca_kernel.adapters.readers.building import NUMBERED
from rca_kernel.adapters.readers.pdf_headings import MATHEMATICAL
from rca_kernel.adapters.readers.pdf_lines import Box, Line, words_of

EQUATION_NUMBER = re.compile(r"^(?P<body>.*?)\s*\((?P<number>\d{1,3}[a-z]?|[A-Z]\.?\d{1,2})\)\s*$")
_SENTENCE = re.compile(r"\b[a-z]{3,}\s+[a-z]{3,}\s+[a-z]{3,}\b")
_CAPTION = re.compile(
    r"^(?P<kind>Table|Figure|Fig\.)\s+(?P<number>\d+|[A-Z]\.?\d+|[IVX]+)\s*[.:|]\s*(?P<words>.*)$",
    re.IGNORECASE,
)
_PLAIN_WORDS = re.compile(
    r"\b[A-Za-z][a-z]{2,}\b.*\b[A-Za-z][a-z]{2,}\b|^(?:where|with|and|by|so|then|thus|hence)\b"
)
_STEP = re.compile(
    r"^\d{1,2}\s*:|^(?:\d{1,2}\s+)?(?:Require|Ensure|Inputs?|Outputs?|Data|Result|Parameters?|Initiali[sz]\w*|for|while|if|"
    r"else|repeat|until|return|end|do|function|procedure)\b",
    re.IGNORECASE,
)
_MAX_ROWS = 80
_MAX_CAPTION = 12
_MAX_STEPS = 90


def caption_at(lines: Sequence[Line], index: int, taken: set[int]) -> tuple[str, str, str] | None:
    """Kind, number and words of the caption that begins on a line; its further lines are taken."""
    line = lines[index]
    found = _CAPTION.match(line.text)
    if not found:
        return None
    held = [replace(line, text=found.group("words"))]
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
        held.append(following)
        taken.add(at)
    kind = "table" if found.group("kind").lower() == "table" else "figure"
    return kind, found.group("number"), words_of(held).strip()


def table_near(lines: Sequence[Line], index: int, taken: set[int]) -> tuple[tuple[str, ...], ...]:
    """The rows of cells that stand right below a table's caption, or right above it."""
    after = index + 1
    while after in taken:
        after += 1
    below = _rows_from(lines, range(after, len(lines)), lines[index])
    above = _rows_from(lines, range(index - 1, -1, -1), lines[index]) if not below else []
    chosen = below or [at for at in above if at not in taken]
    taken.update(at for at in chosen if at > index)
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
    gaps: list[float] = []
    edge = caption
    for at in order[:_MAX_ROWS]:
        line = lines[at]
        gap = max(edge.box.y0 - line.box.y1, line.box.y0 - edge.box.y1)
        if line.page != caption.page or gap > 3 * max(line.size, 6) or line.size > 1.15 * edge.size > 0:
            break
        if not line.cells and (len(line.text) > 40 or _SENTENCE.search(line.text)):
            break
        if EQUATION_NUMBER.match(line.text) and MATHEMATICAL.search(line.text):
            break
        if _is_heading(line, caption) or (len(gaps) > 1 and gap > 2.5 * max(*gaps, 4)):
            break
        out.append(at)
        gaps.append(gap)
        edge = line
    while out and not lines[out[-1]].cells:
        out.pop()
    return out


def _is_heading(line: Line, caption: Line) -> bool:
    found = NUMBERED.match(line.text)
    if found is None or line.font == caption.font or len(line.cells) > 2:
        return False
    return found.group("title")[:1].isupper()


def _left(line: Line) -> float:
    return line.box.x0


def _middle(line: Line) -> float:
    return (line.box.y0 + line.box.y1) / 2


def region_of(lines: Sequence[Line], index: int, size: tuple[float, float]) -> tuple[Box, list[int]]:
    """The part of the page between the prose above and below a numbered display, and its lines."""
    line = lines[index]
    first, last = index, index
    while first > 0 and lines[first - 1].page == line.page:
        first -= 1
    while last + 1 < len(lines) and lines[last + 1].page == line.page:
        last += 1
    beside = [at for at in range(first, last + 1) if at != index and lines[at].column in (line.column, 0)]
    prose = [lines[at] for at in beside if is_prose(lines[at].text) or EQUATION_NUMBER.match(lines[at].text)]
    above = [other.box.y0 for other in prose if other.box.y0 >= _middle(line)]
    below = [other.box.y1 for other in prose if other.box.y1 <= _middle(line)]
    reach = max(8 * line.size, 40.0)
    top = min([*above, line.box.y1 + reach])
    bottom = max([*below, line.box.y0 - reach])
    inside = [at for at in beside if bottom - 1 <= lines[at].box.y0 and lines[at].box.y1 <= top + 1]
    inside = [at for at in inside if not is_prose(lines[at].text)]
    box = line.box
    for at in inside:
        box = box.joined(lines[at].box)
    half = size[0] / 2
    left = {1: 0.0, 2: half}.get(line.column, 0.0)
    right = {1: half, 2: size[0]}.get(line.column, size[0])
    margin = 4.0
    whole = Box(
        max(box.x0 - 6 * margin, left), max(box.y0 - margin, bottom, 0.0),
        min(box.x1 + margin, right), min(box.y1 + margin, top, size[1]),
    )  # fmt: skip
    return whole, sorted([*inside, index])


def is_prose(text: str) -> bool:
    """Whether a line is words, not a piece of a formula."""
    if _SENTENCE.search(text):
        return True
    return _PLAIN_WORDS.search(text) is not None and not MATHEMATICAL.search(text)


def steps_at(lines: Sequence[Line], index: int) -> range:
    """The lines of pseudocode below a caption: close to one another, numbered or with keywords."""
    end = index + 1
    while end < len(lines) and end - index <= _MAX_STEPS:
        before, line = lines[end - 1], lines[end]
        gap = before.box.y0 - line.box.y1
        if (line.page, line.column) != (before.page, before.column) or gap > 1.1 * max(line.size, 6):
            break
        if _CAPTION.match(line.text) or (NUMBERED.match(line.text) and line.size > 1.04 * before.size):
            break
        end += 1
    steps = sum(_STEP.match(line.text) is not None for line in lines[index + 1 : end])
    return range(index + 1, end) if steps > 1 else range(index + 1, index + 1)


def is_step(text: str) -> bool:
    return _STEP.match(text) is not None
