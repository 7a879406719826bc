"""Which section a user may mean who spells its title otherwise."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

from rca_kernel.paper.document import Paper, Section

SURE = 0.8
_REFERENCE = re.compile(r"^\\?(?:eq|c|C|auto|name|page)?ref\s*\{([^{}]+)\}$")
_LINES = re.compile(
    r"^lines?\s+[\d\s,–—-]+(?:to\s+\d+\s+)?(?:of|in)\s+(?=\S)|,?\s+lines?\s+\d[\d\s,–—-]*(?:to\s+\d+)?$",
    re.IGNORECASE,
)
_INSIDE = re.compile(
    r"(?<=[\d)])\s+(?:of|in|from)\s+(?:the\s+)?(?:section|sec\.?|appendix|§)\s*[\w.]+$", re.IGNORECASE
)
_HEADED = re.compile(
    r"(?:section|sect?\.?|appendix|app\.|subsection|§|chapter)?[\s~]*(?P<number>(?:[A-Z]|\d+)(?:\.\d+)*)\.?"
    r"(?:\s*[:,–—-]\s*|\s+|\s*\()\(?[“\"']?(?P<title>(?!(?:and|or|to|of|through)\b)[A-Za-z$\\].*?)[”\"']?\)?",
    re.IGNORECASE,
)

_NOT_METHOD = re.compile(
    r"\b(?:background|related|previous|existing|other|compar\w+|baselines?)\b", re.IGNORECASE
)
_METHOD_TITLES = (
    re.compile(r"\bmethod(?:s|ology)?\b", re.IGNORECASE),
    re.compile(r"\bapproach\b|\bproposed\b", re.IGNORECASE),
    re.compile(r"\balgorithms?\b", re.IGNORECASE),
)


def simplified(text: str) -> tuple[str, str]:
    """The target without what narrows it inside a part (lines, an equation's section), and a note of that."""
    if found := _REFERENCE.match(text):
        return found.group(1), ""
    bare = re.sub(r"(?<=[\w)])\.$", "", text)
    part = _INSIDE.sub("", bare).strip()
    whole = _LINES.sub("", part).strip()
    return (whole, f"took {whole} as a whole for “{text}”") if whole and whole != part else (part, "")


def headed(text: str) -> tuple[str, str] | None:
    """Number and title of "Section 3.2: Update rule"."""
    found = _HEADED.fullmatch(text)
    return (found.group("number"), found.group("title")) if found else None


def method_of(paper: Paper) -> Section | None:
    """The section that a reader would call the method: by title, else where most of the formulas are."""
    if len(paper.sections) == 1:
        return paper.sections[0]
    top = [section for section in paper.sections if section.level == min(s.level for s in paper.sections)]
    for pattern in _METHOD_TITLES:
        titled = [
            section
            for section in top
            if pattern.search(section.title)
            and not _NOT_METHOD.search(section.title)
            and section.number
            and not section.in_appendix
        ]
        if titled:
            return titled[0]
    weight = {section.id: 0 for section in top}
    for section in top:
        inside = {below.id for below in paper.below(section)}
        weight[section.id] = sum(equation.section in inside for equation in paper.equations)
        weight[section.id] += 3 * sum(algorithm.section in inside for algorithm in paper.algorithms)
    best = max(top, key=lambda section: weight[section.id] * (not section.in_appendix))
    return best if weight[best.id] else None


def ranked(paper: Paper, text: str) -> list[tuple[float, Section]]:
    """Every section, the one whose title is most like the text first."""
    wanted = plain(text)
    scored = [(likeness(wanted, plain(section.title)), index) for index, section in enumerate(paper.sections)]
    return [(score, paper.sections[index]) for score, index in sorted(scored, reverse=True)]


def speaking_of(paper: Paper, text: str) -> list[Section]:
    """Sections whose text has the words, those that have them most often first."""
    wanted = plain(text)
    if len(wanted) < 4:
        return []
    counts = [(plain(section.text).count(wanted), -index) for index, section in enumerate(paper.sections)]
    return [paper.sections[-index] for count, index in sorted(counts, reverse=True) if count]


def likeness(wanted: str, title: str) -> float:
    """How like a title the text is, or, a little less, how like some words of it in a row."""
    words, count = title.split(), len(wanted.split())
    parts = [" ".join(words[i : i + count]) for i in range(len(words) - count + 1)] if len(wanted) > 4 else []
    whole = SequenceMatcher(None, wanted, title).ratio()
    return max([whole, *(0.97 * SequenceMatcher(None, wanted, part).ratio() for part in parts)])


def plain(title: str) -> str:
    return re.sub(r"[^\w.]+", " ", re.sub(r"\\[A-Za-z]+|[${}*]", "", title)).strip().lower()
