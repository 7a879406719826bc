"""The passage: a target with everything that it leans on, and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import PurePath

from rca_kernel.paper.appendices import unnumbered_appendices
from rca_kernel.paper.assuming import assumptions
from rca_kernel.paper.document import Loss, Paper, Section, Span
from rca_kernel.paper.hyperparameters import hyperparameters
from rca_kernel.paper.kinship import siblings_of_prose
from rca_kernel.paper.leaning import Leaning, Part, formulas_of, home_of, inside
from rca_kernel.paper.nearness import Nearness, lineage
from rca_kernel.paper.notation import notation
from rca_kernel.paper.passage import Item, Leaned, Passage
from rca_kernel.paper.statements import is_statement
from rca_kernel.paper.stating import conflicts, distinct, meanings_for, values_for
from rca_kernel.paper.symbols import is_plain, symbols
from rca_kernel.paper.targets import Located, items_of, locate, name_of
from rca_kernel.paper.value_tables import floats_by


def passage_of(paper: Paper, target: str | Located) -> Passage:
    """The passage that `target` names. Raises TargetError."""
    located = locate(paper, target) if isinstance(target, str) else target
    sections = tuple(dict.fromkeys(part for section in located.sections for part in _parts(paper, section)))
    held = _items(paper, located, sections)
    floats = tuple(item for item in held if item not in located.items and floats_by(item, sections))
    items = tuple(item for item in held if item not in floats)
    leaning = Leaning(paper, sections, items)
    for entry in siblings_of_prose(paper, sections, items):
        leaning.add(entry.item, entry.why, entry.distance)
    leaned = leaning.find()
    used = _used(sections, items, leaned)
    formal = tuple(entry for entry in leaned if not isinstance(entry.item, Section))
    spoken = {symbol for names in _used(sections, items, formal).values() for symbol in names}
    stated = values_for(hyperparameters(paper), used, sections)
    given = {one.symbol for one in stated if one.section in leaning.targets and is_plain(one.symbol)}
    names = {section.id: name_of(section) for section in paper.sections if section.number or section.title}
    near = Nearness(paper, leaning.targets, leaning.referred)
    whole = {part.id for part in (*sections, *(entry.item for entry in leaned)) if isinstance(part, Section)}
    meanings = meanings_for(notation(paper), leaning.inline, spoken - given, near, leaning.used_before(near))
    return Passage(
        located.target,
        located.title,
        paper.title or PurePath(paper.file).name,
        paper.file,
        sections,
        items,
        leaned=leaned,
        hyperparameters=tuple(replace(one, where=names.get(one.section, "")) for one in distinct(stated)),
        notation=tuple(replace(one, where=names.get(one.section, "")) for one in meanings),
        assumptions=assumptions(paper, _above(paper, leaning.targets) | whole),
        mentions=tuple(
            dict.fromkeys((*leaning.mentions, *unnumbered_appendices(paper, sections), *map(name_of, floats)))
        ),
        warnings=(*_note(located), *conflicts(paper, stated), *_losses(paper, sections, items)),
        contents=_contents(paper, sections),
    )


def _contents(paper: Paper, sections: tuple[Section, ...]) -> tuple[str, ...]:
    """The headings outside the target, of the first two levels, without theorems and the like."""
    others = (
        one for one in paper.sections if one.level <= 2 and one not in sections and not is_statement(one)
    )
    return tuple(name for one in others if (name := f"{one.number} {one.title}".strip()))


def _note(located: Located) -> tuple[str, ...]:
    return (f"{located.note[:1].upper()}{located.note[1:]}.",) if located.note else ()


def _parts(paper: Paper, section: Section) -> Iterable[Section]:
    return (section,) if is_statement(section) else paper.below(section)


def _items(paper: Paper, located: Located, sections: tuple[Section, ...]) -> tuple[Item, ...]:
    held = {section.id for section in sections}
    blocks = [section.span for section in sections if is_statement(section)]
    return tuple(
        item
        for item in items_of(paper)
        if item.section in held or item in located.items or any(inside(item.span, span) for span in blocks)
    )


def _used(
    sections: tuple[Section, ...], items: tuple[Item, ...], leaned: tuple[Leaned, ...]
) -> dict[str, set[str]]:
    """The symbols of the target and of the formulas that it leans on, by the section where they stand."""
    parts: list[Part] = [*sections, *items]
    parts += [entry.item for entry in leaned if not isinstance(entry.item, Section) or entry.distance == 1]
    used: dict[str, set[str]] = defaultdict(set)
    for part in parts:
        for formula in formulas_of(part):
            used[home_of(part)] |= symbols(formula)
    return used


def _above(paper: Paper, targets: set[str]) -> set[str]:
    """The target's sections and those above them."""
    return {one.id for section in paper.sections if section.id in targets for one in lineage(paper, section)}


def _losses(paper: Paper, sections: tuple[Section, ...], items: tuple[Item, ...]) -> Iterator[str]:
    """What the reader lost inside the passage."""
    spans = [part.span for part in (*sections, *items)]
    for loss in paper.health.losses:
        if _touches(loss, spans):
            yield f"Lost in this passage: {loss.what} ({loss.why})."


def _touches(loss: Loss, spans: list[Span]) -> bool:
    return loss.span is not None and any(inside(loss.span, span) for span in spans)
