"""What a target leans on outside itself: what it refers to, and where its symbols are defined."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

from rca_kernel.paper.calling import MOST, called_by
from rca_kernel.paper.defining import Definition, defines, definitions, squeezed
from rca_kernel.paper.document import Algorithm, Equation, Listing, Paper, Section, Span, Table
from rca_kernel.paper.nearness import Nearness, is_apart
from rca_kernel.paper.passage import Item, Leaned
from rca_kernel.paper.statements import as_section, is_statement
from rca_kernel.paper.symbols import core, family, is_plain, mathematics_in, symbols
from rca_kernel.paper.targets import items_of, name_of
from rca_kernel.paper.value_tables import tells_settings

Part = Section | Item
_NEVER_DEFINED = frozenset("ijkltde")
_LITTLE, _FEW = 400, 5000
_LENDING = re.compile(r"definition|assumption|condition|problem", re.IGNORECASE)
_WORDED = re.compile(r"_\{?(?:\\(?:text|mathrm|textrm|mathit)\{)?[A-Za-z]{2,}")


class Leaning:
    """References first, then definitions of symbols, each to the second degree."""

    def __init__(self, paper: Paper, sections: tuple[Section, ...], items: tuple[Item, ...]) -> None:
        self.paper = paper
        self.items = items_of(paper)
        self.parts: dict[str, Part] = {section.id: section for section in paper.sections}
        self.parts |= {item.id: item for item in self.items}
        self.parts |= {entry.id: as_section(entry) for entry in paper.statements}
        self.sections, self.own = sections, [*sections, *items]
        self.known = {part.id for part in self.own}
        self.targets = {home_of(part) for part in self.own}
        self.found: list[Leaned] = []
        self.mentions: list[str] = []
        self.inline: list[Definition] = []
        self.places: dict[str, list[Definition]] = defaultdict(list)
        for entry in definitions(paper):
            self.places[family(entry.symbol)].append(entry)
        self.referred: set[str] = set()
        self.references = defaultdict(list)
        for reference in paper.references:
            if reference.target in self.parts:
                self.references[reference.section].append(reference)

    def find(self) -> tuple[Leaned, ...]:
        for part in self.own:
            self._home(part)
        for part in self.own:
            self._follow(part, 1)
        self._call()
        first = [entry.item for entry in self.found if entry.distance == 1]
        for part in first:
            self._follow_on(part)
        users = [*self.own, *(part for part in first if not isinstance(part, Section))]
        users.sort(key=lambda part: isinstance(part, Section))
        seen: set[str] = set()
        for distance in (1, 2):
            self._define(users, seen, distance)
            users = [
                entry.item
                for entry in self.found
                if isinstance(entry.item, Equation) and entry.why.startswith("defines")
            ]
        return _without_repetition(self.found, self.sections)

    def add(self, part: Part, why: str, distance: int) -> None:
        if part.id not in self.known:
            self.known.add(part.id)
            self.found.append(Leaned(part, why, distance))

    def _home(self, part: Part) -> None:
        """The section around a single item that was asked for."""
        home = self.parts.get(home_of(part))
        if home is not None and home.id not in {section.id for section in self.sections}:
            self.add(home, f"{name_of(part)} stands in it", 1)

    def _follow(self, part: Part, distance: int) -> None:
        """What a part of the target refers to, apart from proofs and results, which are only named."""
        block = not isinstance(part, Section) or is_statement(part)
        for reference in self.references.get(home_of(part), ()):
            if block and not inside(reference.span, part.span):
                continue
            other = self.parts[reference.target]
            if other.id in self.known or self._within(other):
                continue
            if self._lends(other, part):
                self.referred |= {home_of(other), other.id}
                self.add(other, f"{name_of(part)} refers to it", distance)
                self._below(other)
            elif (name := _titled(other)) not in self.mentions:
                self.mentions.append(name)

    def _below(self, part: Part) -> None:
        """The subsections of a section that says little itself, when they are not long."""
        if not isinstance(part, Section) or is_statement(part) or len(part.text) > _LITTLE:
            return
        below = [one for one in self.paper.below(part) if one.id != part.id and one.text.strip()]
        if sum(len(one.text) for one in below) <= _FEW:
            for one in below:
                if not is_apart(self.paper, one) and one.id not in self.targets:
                    self.add(one, f"it is part of {name_of(part)}", 1)

    def _follow_on(self, part: Part) -> None:
        """Formulas that a leaned part refers to, and the pseudocode that stands in it."""
        if any(part.id == home_of(own) for own in self.own):
            return
        if isinstance(part, Section) and not is_statement(part):
            for item in self.items:
                if item.section == part.id and isinstance(item, Algorithm | Listing):
                    self.add(item, f"stands in {name_of(part)}", 2)
        for reference in self.references.get(home_of(part), ()):
            if (isinstance(part, Section) and not is_statement(part)) or inside(reference.span, part.span):
                other = self.parts[reference.target]
                if isinstance(other, Equation | Algorithm) and not is_apart(self.paper, self._around(other)):
                    self.referred.add(other.section)
                    self.add(other, f"{name_of(part)} refers to it", 2)

    def _lends(self, other: Part, part: Part) -> bool:
        """Whether what is referred to is needed to implement the target."""
        match other:
            case Equation() | Algorithm() | Listing():
                return True
            case Table():
                return tells_settings(other)
            case Section() if is_statement(other):
                asked = isinstance(part, Section) and is_statement(part)
                return asked or _LENDING.match(other.title) is not None
            case _:
                return bool(other.text.strip()) and not is_apart(self.paper, other)

    def _within(self, other: Part) -> bool:
        """Whether a part is already read inside the target, or holds the target itself."""
        if isinstance(other, Section) and is_statement(other) and other.parent in self.known:
            return True
        below = self.paper.below(other) if isinstance(other, Section) and not is_statement(other) else ()
        return any(section.id in self.targets for section in below)

    def _around(self, item: Item) -> Section:
        home = self.parts[item.section]
        return home if isinstance(home, Section) else self.sections[0]

    def _call(self) -> None:
        """Algorithms that those of the target call by their names, and in turn what these call."""
        algorithms = [item for item in self.items if isinstance(item, Algorithm)]
        callers = [part for part in self.own if isinstance(part, Algorithm)]
        callers += [entry.item for entry in self.found if isinstance(entry.item, Algorithm)]
        left = MOST
        while callers and left > 0:
            caller = callers.pop(0)
            called = [one for one in called_by(caller, algorithms) if one.id not in self.known][:left]
            for one in called:
                self.add(one, f"{name_of(caller)} calls it", 1)
            callers += called
            left -= len(called)

    def _define(self, users: Iterable[Part], seen: set[str], distance: int) -> None:
        """The nearest definition of each symbol that these parts use."""
        near = Nearness(self.paper, self.targets, self.referred)
        early = self.used_before(near)
        made = {core(symbol) for part in self.own for one in formulas_of(part) for symbol in defines(one)}
        places = self.places
        for part in users:
            formulas = formulas_of(part)
            text = squeezed(" ".join(formulas))
            for symbol in sorted({one for formula in formulas for one in symbols(formula)}):
                kind = family(symbol)
                if kind in seen or symbol in _NEVER_DEFINED or (symbol == core(symbol) and symbol in made):
                    continue
                known = [
                    one for one in places[kind] if near.place(one.section) != "after" or kind not in early
                ]
                best = nearest(symbol, known, near, text)
                if best is None:
                    continue
                seen.add(kind)
                if near.place(best.section) == "target" and best.section in self.known:
                    continue
                self.referred.add(best.section)
                if best.equation is not None:
                    self.add(best.equation, f"defines ${best.symbol}$, which {name_of(part)} uses", distance)
                else:
                    self.inline.append(best)

    def used_before(self, near: Nearness) -> set[str]:
        """Symbols that stand in a section before the target: what follows it does not introduce them."""
        found = {
            symbol
            for section in self.paper.sections
            if near.order[section.id] < near.at
            for formula in mathematics_in(section.text)
            for symbol in symbols(formula)
        }
        numbered = {f"{core(symbol)}_*" for symbol in found if re.search(r"_\{?1\}?$", symbol)}
        return {*map(family, found), *numbered}


def nearest(symbol: str, places: Iterable[Definition], near: Nearness, text: str) -> Definition | None:
    """The definition that a reader of the target would go back to, None when none is meant."""
    calls = {id(entry): _called(entry, text) for entry in places}
    least = min(calls.values(), default=0)
    allowed = 0 if is_plain(symbol) else max(least, 1)
    meant = [entry for entry in places if calls[id(entry)] <= allowed]
    several = len({entry.section for entry in meant}) > 1
    ranked = sorted(
        (entry for entry in meant if admits(symbol, near, entry.section, several=several)),
        key=lambda entry: (entry.symbol != symbol, calls[id(entry)], near.rank(entry.section)),
    )
    return ranked[0] if ranked else None


def _called(entry: Definition, text: str) -> int:
    """0 when the text calls the function as its definition does, 1 with the same first argument, else 2."""
    if not entry.call or entry.call in text:
        return 0
    return 1 if entry.call.split("|")[0] + "|" in text else 2


def admits(symbol: str, near: Nearness, section: str, *, several: bool) -> bool:
    """Whether a symbol can be meant as this section explains it; a bare letter only near by."""
    place = near.place(section)
    if place == "elsewhere":
        return _WORDED.search(symbol) is not None
    if place == "earlier" and is_plain(symbol):
        return not several
    return place != "after" or not is_plain(symbol)


def home_of(part: Part) -> str:
    """The id of the section whose references are the part's."""
    if isinstance(part, Section):
        return part.parent if is_statement(part) else part.id
    return part.section


def formulas_of(part: Part) -> list[str]:
    match part:
        case Section():
            return mathematics_in(part.text)
        case Equation():
            return [part.latex]
        case Algorithm():
            return mathematics_in(part.latex)
        case _:
            return []


def inside(inner: Span, outer: Span) -> bool:
    return inner.file == outer.file and outer.start <= inner.start < outer.end


def _titled(part: Part) -> str:
    if isinstance(part, Section) and not is_statement(part) and part.number:
        return f"{name_of(part)} “{part.title}”"
    return name_of(part)


def _without_repetition(found: list[Leaned], own: tuple[Section, ...]) -> tuple[Leaned, ...]:
    """Without the equations and statements that are read in a section which is there as a whole."""
    whole = {entry.item.id for entry in found if isinstance(entry.item, Section)} | {one.id for one in own}
    spans = [entry.item.span for entry in found if isinstance(entry.item, Section)]

    def repeated(part: Part) -> bool:
        match part:
            case Equation():
                return part.section in whole or any(
                    inside(part.span, span) for span in spans if span != part.span
                )
            case Section():
                return is_statement(part) and part.parent in whole
            case _:
                return False

    return tuple(entry for entry in found if not repeated(entry.item))
