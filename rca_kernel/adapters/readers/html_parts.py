"""Pieces of LaTeXML's HTML: formulas, printed numbers, heading levels."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bs4.element import Tag

_LEVELS = {"ltx_title_section": 1, "ltx_title_appendix": 1, "ltx_title_subsection": 2,
           "ltx_title_subsubsection": 3,
           "ltx_title_paragraph": 4, "ltx_title_subparagraph": 5}  # fmt: skip
_STYLE = re.compile(r"\\(?:displaystyle|textstyle|scriptstyle)\s*")
_GOES_ON = re.compile(
    r"\s*(?:[=<>+*/,]|-(?!>)|\\(?:leq?|geq?|approx|equiv|sim|propto|quad|qquad|times|cdot|leqslant|geqslant|overset|"
    r"stackrel|lesssim|gtrsim|subseteq|implies|Rightarrow|to|pm)(?![A-Za-z]))"
)


def printed_number(row: Tag) -> str:
    """The number printed beside a row of a display, "" when there is none."""
    mark = row.find(class_="ltx_tag_equation") or row.find(class_="ltx_tag")
    return mark.get_text().strip(" ()\n") if isinstance(mark, Tag) else ""


def tex(math: Tag) -> str:
    """The TeX annotation of a formula, else its alttext."""
    annotation = math.find("annotation", attrs={"encoding": "application/x-tex"})
    text = annotation.get_text() if isinstance(annotation, Tag) else math.get("alttext") or ""
    return " ".join(_STYLE.sub("", str(text)).replace("%\n", "").split())


def classes_of(tag: Tag) -> list[str]:
    """The element's classes."""
    found = tag.get("class")
    return list(found) if isinstance(found, list) else []


def level_of(tag: Tag) -> int:
    """The level of LaTeXML's heading, 0 for any other element."""
    return next((_LEVELS[name] for name in classes_of(tag) if name in _LEVELS), 0)


def label_near(row: Tag, outer: Tag) -> str:
    """The id of a row of a display, else the one nearest around it within the display."""
    for holder in (row, *row.parents):
        if isinstance(found := holder.get("id"), str):
            return found
        if holder is outer:
            break
    return ""


def linked(node: Tag) -> str:
    """The id of the part of the paper that a link leads to; "" for one to its bibliography or elsewhere."""
    if node.name != "a" or "ltx_ref" not in classes_of(node):
        return ""
    page, mark, label = str(node.get("href") or "").rpartition("#")
    return label if mark and not page.startswith("http") and not label.startswith(("bib", "footnote")) else ""


def _blank_first(row: Tag) -> bool:
    """Whether an aligned row has nothing in its first cell, so that it goes on with the one before."""
    cells = [cell for cell in row.find_all("td") if "ltx_td" in classes_of(cell)]
    return len(cells) > 1 and not cells[0].find("math") and not cells[0].get_text(strip=True)


def formulas(row: Tag) -> str:
    """The TeX of all formulas of a row."""
    return " ".join(filter(None, (tex(formula) for formula in row.find_all("math"))))


def statements(rows: Sequence[Tag]) -> list[list[Tag]]:
    """The rows of a display, those that go on with the one before joined; no statement has two numbers."""
    groups: list[list[Tag]] = []
    for row in rows:
        numbered = printed_number(row) and groups and any(map(printed_number, groups[-1]))
        if groups and not numbered and (_blank_first(row) or _GOES_ON.match(formulas(row))):
            groups[-1].append(row)
        else:
            groups.append([row])
    return groups
