"""Lines of a PDF and their places on its pages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

HYPHEN = "\u00ad"
"""Ends a line whose last word goes on in the next one."""


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


def words_of(lines: Sequence[Line]) -> str:
    """The lines' words in one line, hyphens at their ends undone."""
    return " ".join(line.text for line in lines).replace(f"{HYPHEN} ", "").replace(HYPHEN, "-")
