"""From what a user types ("Section 3.2, Algorithm 1") to the part of the paper that it names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from rca_kernel.errors import TargetError
from rca_kernel.paper.document import Paper, Section
from rca_kernel.paper.passage import Item
from rca_kernel.paper.statements import KINDS, WORDS, as_section, is_statement, kind_named, of_kind

MAX_TARGET = 500
_KINDS = (
    ("section", r"sections?|sects?\.?|secs?\.?|§§?|chapters?|subsections?|appendix|appendices|app\."),
    ("algorithm", r"algorithms?|algs?\.?|algos?\.?"),
    ("equation", r"equations?|eqns?\.?|eqs?\.?|formulas?"),
    ("table", r"tables?|tabs?\.?"),
    ("listing", r"listings?|code listings?"),
)
_NUMBER = r"\(?\s*([A-Z](?:\.?\d+(?:\.\d+)*)?|\d+(?:\.[0-9A-Za-z]+)*[a-z]?|[IVX]+(?:-[A-Z]\d*)?)\s*\)?"
_PIECE = re.compile(
    r"\s*(?:(?P<kind>"
    + "|".join([*(words for _, words in _KINDS), WORDS])
    + rf")(?=[\s(~\d]|[A-Z]\b))?[\s~]*(?P<from>{_NUMBER})"
    rf"(?:\s*(?:–|—|--?|to|through)\s*(?P<to>{_NUMBER}))?\s*(?P<sep>,?\s*(?:and|&)\s|[,;]|$)",
    re.IGNORECASE,
)
_METHOD = re.compile(
    r"(?:the|our|its|this|paper'?s?|proposed|\s)*(?:method|approach|methodology|algorithm)s?", re.IGNORECASE
)
_NOT_METHOD = re.compile(
    r"\b(?:background|related|previous|existing|other|compar\w+|baselines?)\b", re.IGNORECASE
)
_METHOD_TITLES = (
    re.compile(r"\bmethod(?:s|ology)?\b", re.IGNORECASE),
    re.compile(r"\bapproach\b|\bproposed\b", re.IGNORECASE),
    re.compile(r"\balgorithms?\b", re.IGNORECASE),
)


@dataclass(frozen=True, slots=True)
class Located:
    """What a target names: whole sections, single items, or both, in the order asked for."""

    target: str
    title: str
    sections: tuple[Section, ...]
    items: tuple[Item, ...]


def locate(paper: Paper, target: str) -> Located:
    """The sections and items that `target` names. Raises TargetError when it names none or several."""
    text = " ".join(target.split()).strip("\"' ")[:MAX_TARGET]
    if not text:
        raise _error(paper, "No target was given.", ())
    if _METHOD.fullmatch(text) and not any(_plain(text) == _plain(s.title) for s in paper.sections):
        return _located(text, [_method(paper)])
    found = _labelled(paper, text) or _titled(paper, text) or _listed(paper, text)
    if found:
        return _located(text, found)
    return _located(text, [_fuzzy(paper, text)])


def items_of(paper: Paper) -> tuple[Item, ...]:
    """Every equation, algorithm, table and listing in reading order."""
    order = {section.id: index for index, section in enumerate(paper.sections)}
    items: list[Item] = [*paper.equations, *paper.algorithms, *paper.tables, *paper.listings]
    return tuple(sorted(items, key=lambda item: (order.get(item.section, -1), item.span.start)))


def kind_of(item: Item) -> str:
    return type(item).__name__.lower()


def name_of(part: Section | Item) -> str:
    """How a reader names a part: "Section 3.2", "Eq. (7)", "Algorithm 1"."""
    if isinstance(part, Section):
        if is_statement(part):
            return part.title
        if not part.number:
            return f"“{part.title}”"
        return f"{'Appendix' if part.number[0].isalpha() else 'Section'} {part.number}"
    kind = kind_of(part)
    if not part.number:
        return f"the unnumbered {kind} {part.id}"
    return f"Eq. ({part.number})" if kind == "equation" else f"{kind.capitalize()} {part.number}"


def contents(paper: Paper, limit: int = 24) -> str:
    """What can be asked for, in one line: the table of contents, else the numbered items."""
    titles = [f"{section.number} {section.title}".strip() for section in paper.sections if section.level <= 2]
    entries = [title for title in titles if title]
    more = f"; and {len(entries) - limit} more" if len(entries) > limit else ""
    shown = paper.algorithms if entries else items_of(paper)
    items = [name_of(item) for item in shown if item.number]
    whole = [] if entries else ["“the method”, which is all of it, as it has no headings"]
    return "; ".join(entries[:limit] + items[: 5 if entries else limit] + whole) + more


def _located(text: str, parts: Sequence[Section | Item]) -> Located:
    sections = [part for part in parts if isinstance(part, Section)]
    items = [part for part in parts if not isinstance(part, Section)]
    titles = [
        f"{part.number} {part.title}".strip() if isinstance(part, Section) else name_of(part)
        for part in parts
    ]
    return Located(text, "; ".join(titles), tuple(dict.fromkeys(sections)), tuple(dict.fromkeys(items)))


def _labelled(paper: Paper, text: str) -> list[Section | Item]:
    parts: list[Section | Item] = [*paper.sections, *items_of(paper), *map(as_section, paper.statements)]
    exact = [part for part in parts if part.label and part.label == text]
    return exact or [part for part in parts if part.id == text]


def _titled(paper: Paper, text: str) -> list[Section | Item]:
    """A section by its title, or the only one whose title holds the text."""
    wanted = _plain(text)
    if len(wanted) < 3 or _PIECE.fullmatch(text):
        return []
    exact: list[Section | Item] = [
        section
        for section in paper.sections
        if wanted in (_plain(section.title), _plain(f"{section.number} {section.title}"))
    ]
    if len(exact) == 1:
        return exact
    holding: list[Section | Item] = exact or _holding(paper, wanted)
    if len(holding) > 1:
        top = min(part.level for part in holding if isinstance(part, Section))
        highest = [part for part in holding if isinstance(part, Section) and part.level == top]
        inside = {section.id for section in paper.below(highest[0])}
        if len(highest) == 1 and all(part.id in inside for part in holding):
            return [highest[0]]
        names = tuple(f"{name_of(part)} {getattr(part, 'title', '')}".strip() for part in holding[:8])
        raise TargetError(
            f"“{text}” is in {len(holding)} section titles.",
            hint="Say which: " + "; ".join(names) + ".",
            candidates=names,
        )
    return holding


def _holding(paper: Paper, wanted: str) -> list[Section | Item]:
    """Sections whose title holds the words whole, else, for longer ones, words that begin like them."""
    for pattern, least in ((rf"\b{re.escape(wanted)}\b", 3), (rf"\b{re.escape(wanted)}", 5)):
        found: list[Section | Item] = [
            section for section in paper.sections if re.search(pattern, _plain(section.title))
        ]
        if found and len(wanted) >= least:
            return found
    return []


def _listed(paper: Paper, text: str) -> list[Section | Item]:
    """Numbers with their kinds: "Sections 3.1–3.3, Algorithm 1"."""
    found: list[Section | Item] = []
    at, kind = 0, ""
    while at < len(text):
        piece = _PIECE.match(text, at)
        if piece is None or piece.end() == at:
            return []
        named = piece.group("kind")
        kind = _kind(named) if named else kind
        first = piece.group("from")
        if not kind and first.startswith("(") and at == 0:
            kind = "equation"
        found += _range(paper, kind or "section", first, piece.group("to"), text)
        at = piece.end()
    return found


def _kind(word: str) -> str:
    found = (kind for kind, words in _KINDS if re.fullmatch(words, word, re.IGNORECASE))
    return next(found, "") or kind_named(word)


def _range(paper: Paper, kind: str, first: str, last: str | None, text: str) -> list[Section | Item]:
    known = _of_kind(paper, kind)
    start = _numbered(paper, known, first, kind)
    if last is None:
        return [start]
    parts = [part for _, part in known]
    end = _numbered(paper, known, last, kind)
    a, b = parts.index(start), parts.index(end)
    if b < a:
        raise _error(paper, f"The range in “{text}” runs backwards.", (name_of(end), name_of(start)))
    if isinstance(start, Section):
        return [part for part in parts[a : b + 1] if isinstance(part, Section) and part.level == start.level]
    return parts[a : b + 1]


def _of_kind(paper: Paper, kind: str) -> list[tuple[str, Section | Item]]:
    """Every numbered part of a kind, with its number."""
    if kind == "section":
        return [(section.number, section) for section in paper.sections if section.number]
    if kind in KINDS:
        numbers = {entry.id: entry.number for entry in paper.statements}
        return [(numbers[part.id], part) for part in of_kind(paper, kind) if numbers[part.id]]
    return [(item.number, item) for item in items_of(paper) if kind_of(item) == kind and item.number]


def _numbered(
    paper: Paper, known: Sequence[tuple[str, Section | Item]], number: str, kind: str
) -> Section | Item:
    wanted = re.sub(r"[()\s]", "", number).rstrip(".")
    for printed, part in known:
        if printed.lower() == wanted.lower():
            return part
    near = sorted(known, key=lambda entry: -SequenceMatcher(None, entry[0], wanted).ratio())[:5]
    names = tuple(name_of(part) for _, part in near)
    lost = next((loss for loss in paper.health.losses if loss.what == f"{kind} {wanted}"), None)
    if lost is not None:
        raise TargetError(
            f"The paper's {kind} {wanted} was lost in reading: {lost.why}.",
            hint="Give the LaTeX source (an arXiv id will do), or name the section around it.",
            candidates=names,
        )
    raise _error(paper, f"The paper has no {kind} {wanted}.", names)


def _method(paper: Paper) -> Section:
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
            and section.number[:1].isdigit()
        ]
        if titled:
            return titled[0]
    weight = {section.id: 0 for section in top}
    for section in top:
        inside = {below.id for below in paper.below(section)}
        weight[section.id] = sum(equation.section in inside for equation in paper.equations)
        weight[section.id] += 3 * sum(algorithm.section in inside for algorithm in paper.algorithms)
    best = max(top, key=lambda section: weight[section.id] * (not section.number[:1].isalpha()))
    if not weight[best.id]:
        raise _error(paper, "No section of the paper is named a method, and none holds equations.", ())
    return best


def _fuzzy(paper: Paper, text: str) -> Section:
    wanted = _plain(text)
    scored = sorted(
        ((_likeness(wanted, _plain(section.title)), index) for index, section in enumerate(paper.sections)),
        reverse=True,
    )
    if scored and scored[0][0] >= 0.8 and (len(scored) == 1 or scored[0][0] - scored[1][0] > 0.05):
        return paper.sections[scored[0][1]]
    near = [paper.sections[index] for _, index in scored[:4]]
    names = tuple(f"{section.number} {section.title}".strip() for section in near)
    raise _error(paper, f"The paper has no section, equation, algorithm or label “{text}”.", names)


def _likeness(wanted: str, title: str) -> float:
    """How like a title the text is, or, a little less, how like some words of it in a row."""
    words, count = title.split(), len(wanted.split())
    parts = [" ".join(words[i : i + count]) for i in range(len(words) - count + 1)] if len(wanted) > 4 else []
    whole = SequenceMatcher(None, wanted, title).ratio()
    return max([whole, *(0.97 * SequenceMatcher(None, wanted, part).ratio() for part in parts)])


def _plain(title: str) -> str:
    return re.sub(r"[^\w.]+", " ", re.sub(r"\\[A-Za-z]+|[${}*]", "", title)).strip().lower()


def _error(paper: Paper, message: str, candidates: tuple[str, ...]) -> TargetError:
    nearest = f"Nearest: {'; '.join(candidates)}. " if candidates else ""
    return TargetError(message, hint=f"{nearest}The paper has: {contents(paper)}.", candidates=candidates)
