"""The reading order of a page's lines: two columns, and what stands at the edges of many pages."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

from rca_kernel.adapters.readers.pdf_lines import Line

_DIGITS = re.compile(r"\d+|\b[ivxl]+\b")


def ordered(lines: list[Line], width: float) -> list[Line]:
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
    wide = [_across(line, width) for line in upright]
    tops = [_center(line) for line, across in zip(upright, wide, strict=True) if across]
    keyed: list[tuple[int, int, Line]] = []
    for line, across in zip(upright, wide, strict=True):
        band = sum(top > _center(line) for top in tops)
        column = 3 if across else 1 if min((line.box.x0 + line.box.x1) / 2, line.box.x0 + 12) < middle else 2
        keyed.append((band, column, line if across else replace(line, column=column)))
    return [line for _, _, line in sorted(keyed, key=lambda entry: entry[:2])]


def _across(line: Line, width: float) -> bool:
    """Whether a line spans both columns: one that is only too long for its own does not."""
    middle = width / 2
    if line.box.x0 > middle - 12 or line.box.x1 < middle + 12:
        return False
    centred = abs((line.box.x0 + line.box.x1) / 2 - middle) < 0.06 * width
    return centred or 0.62 * width < line.box.x1 <= width


def _center(line: Line) -> float:
    return (line.box.y0 + line.box.y1) / 2


def without_margins(pages: list[list[Line]], sizes: list[tuple[float, float]]) -> list[list[Line]]:
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
