"""Pieces of LaTeXML's HTML: formulas, printed numbers, heading levels."""

from __future__ import annotations

import re

from bs4.element import Tag

_LEVELS = {"ltx_title_section": 1, "ltx_title_appendix": 1, "ltx_title_subsection": 2,
           "ltx_title_subsubsection": 3,
           "ltx_title_paragraph": 4, "ltx_title_subparagraph": 5}  # fmt: skip
_STYLE = re.compile(r"\\(?:displaystyle|textstyle|scriptstyle)\s*")
GOES_ON = re.compile(
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
