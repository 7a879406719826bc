"""The stated values and meanings that belong to a passage."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace

from rca_kernel.paper.defining import Definition
from rca_kernel.paper.document import Paper, Section
from rca_kernel.paper.leaning import admits
from rca_kernel.paper.nearness import Nearness
from rca_kernel.paper.passage import Hyperparameter, Notation
from rca_kernel.paper.scopes import content_words
from rca_kernel.paper.symbols import canonical, family
from rca_kernel.paper.targets import name_of

_START_OR_END = re.compile(r"_(?:0|\{?\\?(?:min|max|init|base|start|end|final)\}?|\{\\text\{[a-z]+\}\})$")

_SEVERAL = 3
"""Telling words of a name that a target may use apart from each other."""


def values_for(
    stated: Iterable[Hyperparameter], used: Mapping[str, Collection[str]], sections: tuple[Section, ...]
) -> tuple[Hyperparameter, ...]:
    """The values that hold where the passage uses their symbols, and those that it names in words.

    `used` gives for each section of the passage the symbols that are used there.
    """
    words = "\n\n".join(section.text for section in sections).lower()
    own = {section.id for section in sections}
    stated = tuple(stated)
    here = {entry.name for entry in stated if not entry.symbol and entry.section in own}
    return tuple(
        entry
        for entry in stated
        if _holds(entry, used)
        or (_worded(entry, words) and entry.name not in here)
        or (not entry.symbol and entry.section in own)
    )


def _holds(entry: Hyperparameter, used: Mapping[str, Collection[str]]) -> bool:
    if not entry.symbol:
        return False
    core = _START_OR_END.sub("_*", entry.symbol)
    for section, names in used.items():
        if not entry.holds_in(section):
            continue
        if entry.symbol in names or (core != entry.symbol and core in {family(name) for name in names}):
            return True
    return False


def _worded(entry: Hyperparameter, words: str) -> bool:
    """Whether the target speaks of a quantity that has no symbol used in formulas."""
    name = re.sub(r"-(\\?\w+)$", r"-$\1$", entry.name) if entry.symbol else entry.name
    lone = not entry.symbol or entry.symbol.startswith("\\text{")
    if not lone or not name:
        return False
    return re.search(rf"(?<!\w){re.escape(name.lower())}", words) is not None or _paraphrased(name, words)


def _paraphrased(name: str, words: str) -> bool:
    """Whether one paragraph holds every telling word of a name of several, "decay in the first phase"."""
    telling = content_words(name)
    several = len(telling) >= _SEVERAL
    return several and any(telling <= content_words(paragraph) for paragraph in words.split("\n\n"))


def meanings_for(
    said: Iterable[Notation],
    inline: Iterable[Definition],
    used: Iterable[str],
    near: Nearness,
    early: Collection[str] = (),
) -> tuple[Notation, ...]:
    """For each symbol the one meaning that is nearest to the target, in the order of the symbols' places.

    A symbol of `early` stands before the target, and a later section does not explain it.
    """
    places: dict[str, list[Notation]] = defaultdict(list)
    for entry in (*said, *map(_of_definition, inline)):
        if near.place(entry.section) != "after" or family(entry.symbol) not in early:
            places[family(entry.symbol)].append(entry)
    chosen: list[Notation] = []
    for kind in sorted({family(symbol) for symbol in used}):
        symbols = sorted(symbol for symbol in used if family(symbol) == kind)
        several = len({entry.section for entry in places[kind]}) > 1
        ranked = sorted(
            (entry for entry in places[kind] if admits(entry.symbol, near, entry.section, several=several)),
            key=lambda entry: (entry.symbol not in symbols, near.rank(entry.section)),
        )
        exact = {entry.symbol: entry for entry in reversed(ranked) if entry.symbol in symbols}
        chosen += exact.values() if exact else ranked[:1]
    return tuple(sorted(chosen, key=lambda entry: (near.order.get(entry.section, 0), entry.span.start)))


def _of_definition(entry: Definition) -> Notation:
    """`$c_1 = a + b$` in a sentence: what the symbol is."""
    return Notation(
        canonical(entry.symbol),
        f"defined by ${entry.formula}$",
        entry.quote,
        entry.span,
        section=entry.section,
    )


def distinct(stated: Iterable[Hyperparameter]) -> tuple[Hyperparameter, ...]:
    """One entry for each symbol and value: the first place that states it, which holds wherever any does."""
    kept: dict[tuple[str, object], Hyperparameter] = {}
    for entry in stated:
        key = (entry.symbol or entry.name, entry.value if entry.number is None else entry.number)
        first = kept.setdefault(key, entry)
        if first is not entry and first.scope is not None:
            kept[key] = replace(first, scope=tuple(dict.fromkeys((*first.scope, *(entry.scope or ())))))
    return tuple(kept.values())


def conflicts(paper: Paper, stated: Iterable[Hyperparameter]) -> Iterator[str]:
    """Symbols with several values, and where the paper gives each."""
    names = {section.id: name_of(section) for section in paper.sections if section.number or section.title}
    values: dict[str, dict[object, str]] = defaultdict(dict)
    for entry in stated:
        named = f"${entry.symbol}$" if entry.symbol else f"“{entry.name}”"
        where = f" ({names[entry.section]})" if entry.section in names else ""
        values[named].setdefault(entry.value if entry.number is None else entry.number, entry.value + where)
    for named, found in values.items():
        if len(found) > 1:
            yield f"{named} is stated with different values: {', '.join(found.values())}."
