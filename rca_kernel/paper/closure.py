"""The passage: a target with everything that it leans on, and why."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace

from rca_kernel.paper.defining import defines
from rca_kernel.paper.document import Algorithm, Equation, Loss, Paper, Section, Span
from rca_kernel.paper.hyperparameters import hyperparameters
from rca_kernel.paper.notation import notation
from rca_kernel.paper.passage import Hyperparameter, Item, Leaned, Passage
from rca_kernel.paper.statements import as_section, is_statement
from rca_kernel.paper.symbols import family, mathematics_in, symbols
from rca_kernel.paper.targets import Located, items_of, locate, name_of

MAX_DISTANCE = 3
Part = Section | Item


def passage_of(paper: Paper, target: str | Located) -> Passage:
    """The passage that `target` names. Raises TargetError."""
    located = locate(paper, target) if isinstance(target, str) else target
    sections = tuple(dict.fromkeys(part for section in located.sections for part in _parts(paper, section)))
    inside = {section.id for section in sections}
    blocks = [section.span for section in sections if is_statement(section)]
    items = tuple(
        item
        for item in items_of(paper)
        if item.section in inside or item in located.items or any(_inside(item.span, span) for span in blocks)
    )
    leaned = _Closure(paper, sections, items).leaned()
    used = _symbols([*sections, *items, *(entry.item for entry in leaned)])
    words = " ".join(section.text for section in sections).lower()
    stated = tuple(
        entry
        for entry in hyperparameters(paper)
        if entry.symbol in used or _worded(entry, words) or (not entry.symbol and _within(entry, sections))
    )
    families = {family(symbol) for symbol in used}
    meant = tuple(entry for entry in notation(paper) if family(entry.symbol) in families)
    return Passage(
        located.target,
        located.title,
        paper.title,
        paper.file,
        sections,
        items,
        leaned=leaned,
        hyperparameters=_distinct(stated),
        notation=meant,
        warnings=(*_conflicts(stated), *_losses(paper, sections, items)),
    )


def _worded(entry: Hyperparameter, words: str) -> bool:
    """Whether the target speaks of a quantity that has no symbol used in formulas."""
    name = re.sub(r"-(\\?\w+)$", r"-$\1$", entry.name) if entry.symbol else entry.name
    lone = not entry.symbol or entry.symbol.startswith("\\text{")
    return lone and bool(name) and re.search(rf"(?<!\w){re.escape(name.lower())}", words) is not None


def _within(entry: Hyperparameter, sections: tuple[Section, ...]) -> bool:
    return any(_inside(entry.span, section.span) for section in sections)


def _parts(paper: Paper, section: Section) -> Iterable[Section]:
    return (section,) if is_statement(section) else paper.below(section)


class _Closure:
    """Breadth first over references, then over definitions of symbols."""

    def __init__(self, paper: Paper, sections: tuple[Section, ...], items: tuple[Item, ...]) -> None:
        self.paper = paper
        self.parts: dict[str, Part] = {section.id: section for section in paper.sections}
        self.parts |= {item.id: item for item in items_of(paper)}
        self.parts |= {entry.id: as_section(entry) for entry in paper.statements}
        self.own: list[Part] = [*sections, *items]
        self.known = {part.id for part in self.own}
        self.homes: set[str] = set()
        self.explained: dict[str, str] = {}
        self.found: list[Leaned] = []
        self.references = defaultdict(list)
        for reference in paper.references:
            if reference.target in self.parts:
                self.references[reference.section].append(reference)

    def leaned(self) -> tuple[Leaned, ...]:
        frontier = self.own
        for distance in range(1, MAX_DISTANCE + 1):
            before = len(self.found)
            for part in frontier:
                self._follow(part, distance)
            if distance == 1:
                self._homes()
            self._definitions(frontier, distance)
            frontier = [entry.item for entry in self.found[before:]]
        return tuple(self.found)

    def _add(self, part: Part, why: str, distance: int) -> None:
        if part.id not in self.known:
            self.known.add(part.id)
            self.found.append(Leaned(part, why, distance))

    def _follow(self, part: Part, distance: int) -> None:
        """What a part refers to; a section that is only leaned on gives its items."""
        block = not isinstance(part, Section) or is_statement(part)
        if isinstance(part, Section) and not block and distance > 1 and part.id not in self.homes:
            for item in items_of(self.paper):
                if item.section == part.id:
                    self._add(item, f"stands in {name_of(part)}", distance)
            return
        for reference in self.references.get(_home(part), ()):
            if block and not _inside(reference.span, part.span):
                continue
            self._add(self.parts[reference.target], f"{name_of(part)} refers to it", distance)

    def _homes(self) -> None:
        """The section around a single item that was asked for."""
        for part in self.own:
            home = _home(part)
            if home != part.id and home in self.parts:
                self.homes.add(home)
                self._add(self.parts[home], f"{name_of(part)} stands in it", 1)

    def _definitions(self, parts: Iterable[Part], distance: int) -> None:
        """Equations elsewhere that define a symbol which these parts use and the target does not define."""
        bodies = [part for part in parts if not isinstance(part, Section) or part in self.own]
        used = {family(symbol) for symbol in _symbols(bodies)}
        defined = {family(symbol) for part in self.own for symbol in _defined(part)}
        for equation in self.paper.equations:
            for symbol in defines(equation.latex):
                kind = family(symbol)
                if kind in used and kind not in defined and self._first_of(kind, equation):
                    self._add(equation, f"defines ${symbol}$", distance)

    def _first_of(self, kind: str, equation: Equation) -> bool:
        """Whether this is the place that defines a symbol: proofs often define it again for themselves."""
        return self.explained.setdefault(kind, equation.id) == equation.id


def _home(part: Part) -> str:
    """The id of the section whose references are the part's."""
    if isinstance(part, Section):
        return part.parent if is_statement(part) else part.id
    return part.section


def _defined(part: Part) -> tuple[str, ...]:
    match part:
        case Equation():
            return defines(part.latex)
        case Algorithm():
            return tuple(symbol for formula in mathematics_in(part.latex) for symbol in defines(formula))
        case _:
            return ()


def _symbols(parts: Iterable[Part]) -> set[str]:
    out: set[str] = set()
    for part in parts:
        match part:
            case Section():
                formulas = mathematics_in(part.text)
            case Equation():
                formulas = [part.latex]
            case Algorithm():
                formulas = mathematics_in(part.latex)
            case _:
                formulas = []
        for formula in formulas:
            out |= symbols(formula)
    return out


def _inside(inner: Span, outer: Span) -> bool:
    return inner.file == outer.file and outer.start <= inner.start < outer.end


def _distinct(stated: Iterable[Hyperparameter]) -> tuple[Hyperparameter, ...]:
    """One entry for each symbol and value: the first place that states it, which holds wherever any does."""
    kept: dict[tuple[str, object], Hyperparameter] = {}
    for entry in stated:
        key = (entry.symbol or entry.name, entry.value if entry.number is None else entry.number)
        first = kept.setdefault(key, entry)
        if first is not entry and first.scope is not None:
            kept[key] = replace(first, scope=tuple(dict.fromkeys((*first.scope, *(entry.scope or ())))))
    return tuple(kept.values())


def _conflicts(stated: Iterable[Hyperparameter]) -> Iterator[str]:
    values: dict[str, dict[float, str]] = defaultdict(dict)
    for entry in stated:
        if entry.number is not None:
            values[f"${entry.symbol}$" if entry.symbol else f"“{entry.name}”"].setdefault(
                entry.number, entry.value
            )
    for named, found in values.items():
        if len(found) > 1:
            yield f"{named} is stated with different values: {', '.join(found.values())}."


def _losses(paper: Paper, sections: tuple[Section, ...], items: tuple[Item, ...]) -> Iterator[str]:
    """What the reader lost inside the passage."""
    spans = [part.span for part in (*sections, *items)]
    for loss in paper.health.losses:
        if _touches(loss, spans):
            yield f"Lost in this passage: {loss.what} ({loss.why})."


def _touches(loss: Loss, spans: list[Span]) -> bool:
    return loss.span is not None and any(_inside(loss.span, span) for span in spans)
