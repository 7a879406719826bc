"""A passage cut down to a number of tokens: the nearest first, and nothing formal ever cut in two."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from rca_kernel.errors import TargetError
from rca_kernel.paper.document import Algorithm, Equation, Listing, Section, Span, Table
from rca_kernel.paper.passage import Assumption, Hyperparameter, Item, Leaned, Notation, Passage
from rca_kernel.paper.targets import name_of

CHARACTERS_PER_TOKEN = 3.0
_OVERHEAD = 8
_FORMAL = re.compile(r"\$\$|^\[(?:Algorithm|Table)\b|^```", re.MULTILINE)
_WHOLE = re.compile(r"\$\$.*?\$\$|^```.*?^```", re.DOTALL | re.MULTILINE)


def tokens_of(text: str) -> int:
    """About how many tokens a model counts for `text`: in mathematics one has some three characters."""
    return int(len(text) / CHARACTERS_PER_TOKEN) + 1


def fit(passage: Passage, tokens: int) -> Passage:
    """The passage within about `tokens`: formulas of the target, its prose, values, then what it leans on.

    What did not fit is named in `left_out`. Raises TargetError when `tokens` is not positive.
    """
    if tokens <= 0:
        raise TargetError(
            f"A passage cannot be fitted to {tokens} tokens.", hint="Allow some thousand tokens."
        )
    units = list(_units(passage))
    if sum(unit.cost for unit in units) <= tokens:
        return passage
    kept: set[int] = set()
    left = tokens
    for index in sorted(range(len(units)), key=lambda index: (units[index].rank, index)):
        if units[index].cost <= left:
            left -= units[index].cost
            kept.add(index)
    chosen = [unit for index, unit in enumerate(units) if index in kept]
    return _with(passage, [unit for unit in chosen if _is_shown(unit, chosen, units)], units, tokens)


def _is_shown(unit: _Unit, chosen: list[_Unit], units: list[_Unit]) -> bool:
    """An equation printed in a paragraph of the target is kept and left out with that paragraph."""
    item = unit.part
    if not isinstance(item, Equation):
        return True
    home = [other for other in units if isinstance(other.part, _Block) and _holds(other.part, item)]
    return not home or any(unit is other for unit in chosen for other in home)


def _holds(block: _Block, equation: Equation) -> bool:
    text = block.section.text[block.start : block.end]
    return " ".join(equation.latex.split()) in " ".join(text.split())


@dataclass(frozen=True, slots=True)
class _Block:
    """Characters `start` to `end` of a section of the target."""

    section: Section
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Unit:
    """What is kept or left out as a whole; `rank` 0 is nearest to the target's core."""

    part: _Block | Item | Hyperparameter | Notation | Assumption | Leaned
    rank: int
    cost: int


def _units(passage: Passage) -> Iterator[_Unit]:
    shown = {section.id for section in passage.sections}
    for section in passage.sections:
        for start, end in _blocks(section.text):
            text = section.text[start:end]
            rank = 0 if _FORMAL.search(text) else 2
            yield _Unit(_Block(section, start, end), rank, tokens_of(text))
    for item in passage.items:
        rank = 1 if isinstance(item, Equation | Algorithm) else 3
        in_text = isinstance(item, Equation) and item.section in shown
        yield _Unit(item, rank, 0 if in_text else tokens_of(text_of(item)) + _OVERHEAD)
    for value in passage.hyperparameters:
        yield _Unit(value, 1, tokens_of(f"{value.symbol} {value.value} {value.quote}"))
    for entry in passage.notation:
        yield _Unit(entry, 2, tokens_of(f"{entry.symbol} {entry.meaning} {entry.shape}"))
    for assumption in passage.assumptions:
        yield _Unit(assumption, 3, tokens_of(f"{assumption.name} {assumption.text}"))
    for leaned in passage.leaned:
        formal = 0 if isinstance(leaned.item, Equation | Algorithm) else 1
        rank = 2 + 2 * leaned.distance + formal
        yield _Unit(leaned, rank, tokens_of(text_of(leaned.item)) + tokens_of(leaned.why) + _OVERHEAD)


def text_of(item: Item | Section) -> str:
    """What a part brings into a prompt."""
    match item:
        case Section():
            return f"{item.title}\n{item.text}"
        case Equation():
            return item.latex
        case Algorithm():
            return f"{item.caption}\n{item.latex}"
        case Table():
            return f"{item.caption}\n" + "\n".join(" | ".join(row) for row in item.rows)
        case Listing():
            return item.code


def _blocks(text: str) -> Iterator[tuple[int, int]]:
    """The paragraphs of a text; a blank line inside a display or a listing does not part it."""
    held = [found.span() for found in _WHOLE.finditer(text)]
    start = 0
    for found in re.finditer(r"\n\n+", text):
        if not any(a <= found.start() < b for a, b in held):
            if text[start : found.start()].strip():
                yield start, found.start()
            start = found.end()
    if text[start:].strip():
        yield start, len(text)


def _with(passage: Passage, kept: list[_Unit], units: list[_Unit], tokens: int) -> Passage:
    sections = tuple(
        _shortened(
            section,
            [unit.part for unit in kept if isinstance(unit.part, _Block) and unit.part.section is section],
        )
        for section in passage.sections
    )
    parts = [unit.part for unit in kept]
    out = tuple(dict.fromkeys(_name(unit) for unit in units if not any(unit is other for other in kept)))
    names = "; ".join(out[:6]) + (f" and {len(out) - 6} more" if len(out) > 6 else "")
    return replace(
        passage,
        sections=sections,
        items=tuple(part for part in parts if isinstance(part, Equation | Algorithm | Table | Listing)),
        leaned=tuple(part for part in parts if isinstance(part, Leaned)),
        hyperparameters=tuple(part for part in parts if isinstance(part, Hyperparameter)),
        notation=tuple(part for part in parts if isinstance(part, Notation)),
        assumptions=tuple(part for part in parts if isinstance(part, Assumption)),
        mentions=(),
        warnings=(*passage.warnings, f"Left out to fit {tokens} tokens: {names}."),
        left_out=(*passage.left_out, *out),
    )


def _shortened(section: Section, blocks: list[_Block]) -> Section:
    """The section with these paragraphs only; its text still points at its source."""
    parts: list[str] = []
    marks: list[tuple[int, Span]] = []
    length = 0
    for block in blocks:
        inside = [mark for mark in section.marks if block.start <= mark[0] < block.end]
        before = [mark for mark in section.marks if mark[0] < block.start][-1:]
        if before and (not inside or inside[0][0] > block.start):
            marks.append((length, section.source(block.start, block.end)))
        marks.extend((length + offset - block.start, span) for offset, span in inside)
        parts.append(section.text[block.start : block.end])
        length += block.end - block.start + 2
    return replace(section, text="\n\n".join(parts), marks=tuple(marks))


def _name(unit: _Unit) -> str:
    match unit.part:
        case _Block(section=section, start=start, end=end):
            return f"{name_of(section)}: “{_opening(section.text[start:end])}”"
        case Hyperparameter() as value:
            return f"the value of {value.symbol or value.name}"
        case Notation() as entry:
            return f"the meaning of {entry.symbol}"
        case Assumption(name=name, text=text):
            return name or f"the assumption “{_opening(text)}”"
        case Leaned(item=item):
            return name_of(item)
        case item:
            return name_of(item)


def _opening(text: str, limit: int = 40) -> str:
    """The first words of a text; a formula is named, never cut."""
    words = re.sub(r"\$\$.*?\$\$", "(formula)", text, flags=re.DOTALL).split()
    shown = ""
    for word in words:
        if len(shown) + len(word) > limit and shown.count("$") % 2 == 0:
            return f"{shown} …"
        shown = f"{shown} {word}".strip()
    return shown
