"""From what a user types ("Section 3.2, Algorithm 1") to the part of the paper that it names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from rca_kernel.errors import TargetError
from rca_kernel.paper.document import Paper, Section
from rca_kernel.paper.guessing import (
    SURE,
    headed,
    likeness,
    method_of,
    plain,
    ranked,
    simplified,
    speaking_of,
)
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
_NUMBER = (
    r"\(?\s*([IVX]+-[A-Z]\d*|[IVX]{2,}(?![A-Z])|"
    r"[A-Z](?:\.?\d+(?:\.\d+)*)?|\d+(?:\.[0-9A-Za-z]+)*[a-z]?)\s*\)?"
)
_PIECE = re.compile(
    r"\s*(?:(?P<kind>"
    + "|".join([*(words for _, words in _KINDS), WORDS])
    + rf")(?=[\s(~\d]|[A-Z]\b))?[\s~]*(?P<from>{_NUMBER})"
    rf"(?:\s*(?:–|—|--?|to|through)\s*(?P<to>{_NUMBER}))?\s*(?P<sep>,?\s*(?:and|&)\s|[,;]|$)",
    re.IGNORECASE,
)
_METHOD = re.compile(
    r"(?:the|our|its|this|paper'?s?|proposed|\s)*(?:method|approach|methodology|algorithm)s?(?:\s+section)?",
    re.IGNORECASE,
)
_LIKE = 0.55
"""How like its section's title a title beside a number must be."""


@dataclass(frozen=True, slots=True)
class Located:
    """What a target names: whole sections, single items, or both, in the order asked for."""

    target: str
    title: str
    sections: tuple[Section, ...]
    items: tuple[Item, ...]
    note: str = ""
    """What was taken for the target where it is not named exactly."""


def locate(paper: Paper, target: str) -> Located:
    """The sections and items that `target` names. Raises TargetError when it names none or several."""
    asked = " ".join(target.split()).strip("\"' ")[:MAX_TARGET]
    if not asked:
        raise _error(paper, "No target was given.", ())
    if found := _labelled(paper, asked):
        return _located(asked, found)
    text, note = simplified(asked)
    if _METHOD.fullmatch(text) and not any(plain(text) == plain(s.title) for s in paper.sections):
        return _taken(asked, _method(paper))
    exact = _labelled(paper, text) or _exactly(paper, text) or _listed(paper, text) or _headed(paper, text)
    if exact:
        return _located(asked, exact, note)
    if held := _titled(paper, text):
        return _taken(asked, held)
    return _taken(asked, _fuzzy(paper, text))


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
            return f"“{part.title}”" if part.title else "the text"
        return f"{'Appendix' if part.in_appendix else 'Section'} {part.number}"
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


def _located(text: str, parts: Sequence[Section | Item], note: str = "") -> Located:
    sections = [part for part in parts if isinstance(part, Section)]
    items = [part for part in parts if not isinstance(part, Section)]
    title = "; ".join(_titled_name(part) for part in parts)
    return Located(text, title, tuple(dict.fromkeys(sections)), tuple(dict.fromkeys(items)), note)


def _taken(text: str, part: Section) -> Located:
    """A section that is not named exactly, and a note which it is."""
    same = plain(text) == plain(part.title)
    return _located(text, [part], "" if same else f"took “{_titled_name(part)}” for “{text}”")


def _titled_name(part: Section | Item) -> str:
    return f"{part.number} {part.title}".strip() if isinstance(part, Section) else name_of(part)


def _labelled(paper: Paper, text: str) -> list[Section | Item]:
    parts: list[Section | Item] = [*paper.sections, *items_of(paper), *map(as_section, paper.statements)]
    exact = [part for part in parts if part.label and part.label == text]
    return exact or [part for part in parts if part.id == text]


def _exactly(paper: Paper, text: str) -> list[Section | Item]:
    """The one section with this title, with or without its number."""
    wanted = plain(text)
    found: list[Section | Item] = [
        section
        for section in paper.sections
        if wanted in (plain(section.title), plain(f"{section.number} {section.title}"))
    ]
    return found if len(found) == 1 and len(wanted) >= 3 and not _PIECE.fullmatch(text) else []


def _headed(paper: Paper, text: str) -> list[Section | Item]:
    """ "Section 3.2: Update rule": the number, when the title is like the one that it has."""
    number, title = headed(text) or ("", "")
    for section in paper.sections if number else ():
        if section.number.lower() == number.lower():
            if likeness(plain(title), plain(section.title)) >= _LIKE or plain(title) in plain(section.title):
                return [section]
            near = [section, *(one for _, one in ranked(paper, title)[:2] if one is not section)]
            names = tuple(_titled_name(one) for one in near)
            message = f"Section {section.number} is called “{section.title}”, not “{title}”."
            raise TargetError(message, hint="Say which: " + "; ".join(names) + ".", candidates=names)
    return []


def _titled(paper: Paper, text: str) -> Section | None:
    """The only section whose title holds the text."""
    wanted = re.sub(r"^(?:the|our|an?)\s+|\s+section$", "", plain(text))
    if len(wanted) < 3 or _PIECE.fullmatch(text):
        return None
    holding = _holding(paper, wanted)
    if len(holding) > 1:
        top = min(part.level for part in holding)
        highest = [part for part in holding if part.level == top]
        inside = {section.id for section in paper.below(highest[0])}
        if len(highest) == 1 and all(part.id in inside for part in holding):
            return highest[0]
        names = tuple(f"{name_of(part)} {part.title}".strip() for part in holding[:8])
        raise TargetError(
            f"“{text}” is in {len(holding)} section titles.",
            hint="Say which: " + "; ".join(names) + ".",
            candidates=names,
        )
    return holding[0] if holding else None


def _holding(paper: Paper, wanted: str) -> list[Section]:
    """Sections whose title holds the words; a longer word may be in the plural or begin another."""
    stem = wanted.removesuffix("s") if len(wanted) > 5 else wanted
    patterns = [rf"\b{re.escape(stem)}s?\b", rf"\b{re.escape(stem)}"]
    if " " not in wanted and len(stem) >= 5:
        patterns = patterns[1:]
    for pattern in patterns:
        found = [section for section in paper.sections if re.search(pattern, plain(section.title))]
        if found and (len(wanted) >= 5 or pattern.endswith("s?\\b")):
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
    found = method_of(paper)
    if found is None:
        raise _error(paper, "No section of the paper is named a method, and none holds equations.", ())
    return found


def _fuzzy(paper: Paper, text: str) -> Section:
    """The section whose title is nearly this; the candidates when it is none or not clearly one."""
    scored = ranked(paper, text)
    if scored and scored[0][0] >= SURE and (len(scored) == 1 or scored[0][0] - scored[1][0] > 0.05):
        return scored[0][1]
    speaking = [f"{_titled_name(one)} (speaks of it)" for one in speaking_of(paper, text)[:2]]
    names = dict.fromkeys([*speaking, *(_titled_name(one) for _, one in scored[: 4 - len(speaking)])])
    raise _error(paper, f"The paper has no section, equation, algorithm or label “{text}”.", tuple(names))


def _error(paper: Paper, message: str, candidates: tuple[str, ...]) -> TargetError:
    nearest = f"Nearest: {'; '.join(candidates)}. " if candidates else ""
    return TargetError(message, hint=f"{nearest}The paper has: {contents(paper)}.", candidates=candidates)
