"""In which sections a stated value holds: a letter may mean one thing here and another there."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from rca_kernel.paper.defining import defines
from rca_kernel.paper.document import Paper
from rca_kernel.paper.nearness import is_general, lineage
from rca_kernel.paper.passage import Hyperparameter, Notation
from rca_kernel.paper.symbols import canonical, mathematics_in, symbols

_SAMPLED = re.compile(r"(?<![=<>|])\s*([^=<>|]{1,40}?)\s*\\sim(?![A-Za-z])")
_PLAIN = """
    a an the of for in on to and or with its our their each all every some any number value values size
    parameter parameters hyperparameter hyperparameters coefficient coefficients constant constants factor
    factors rate rates weight weights scalar positive fixed small large default initial total given used
    vector matrix function variable real set
"""
_PLAIN_WORDS = frozenset(_PLAIN.split())
_SYNONYMS = {"learning": "step", "stepsize": "step", "lr": "step", "minibatch": "batch", "mini": "batch"}


def scoped(
    paper: Paper, values: Iterable[Hyperparameter], meanings: Iterable[Notation]
) -> tuple[Hyperparameter, ...]:
    """The values with their scope: beside them, below them, and where the symbol means the same."""
    places = _Places(paper, meanings)
    return tuple(
        replace(value, scope=places.scope(value)) if value.symbol and value.section else value
        for value in values
    )


class _Places:
    """Which sections use, define and explain each symbol."""

    def __init__(self, paper: Paper, meanings: Iterable[Notation]) -> None:
        self.paper = paper
        self.sections = {section.id: section for section in paper.sections}
        self.users: dict[str, set[str]] = defaultdict(set)
        self.speakers: dict[str, set[str]] = defaultdict(set)
        self.makers: dict[str, set[str]] = defaultdict(set)
        for equation in paper.equations:
            self._note(equation.section, [equation.latex])
        for algorithm in paper.algorithms:
            self._note(algorithm.section, mathematics_in(algorithm.latex))
        for section in paper.sections:
            for formula in mathematics_in(section.text):
                for symbol in symbols(formula):
                    self.speakers[symbol].add(section.id)
        self.said: dict[str, dict[str, list[frozenset[str]]]] = defaultdict(lambda: defaultdict(list))
        for entry in meanings:
            self.said[entry.symbol][entry.section].append(content_words(entry.meaning))

    def _note(self, section: str, formulas: list[str]) -> None:
        for formula in formulas:
            for symbol in symbols(formula):
                self.users[symbol].add(section)
            drawn = _SAMPLED.findall(formula) if "\\sim" in formula else []
            made = {*defines(formula), *map(canonical, drawn)}
            for symbol in made:
                self.makers[symbol].add(section)

    def scope(self, value: Hyperparameter) -> tuple[str, ...]:
        section = self.sections.get(value.section)
        if section is None:
            return ()
        home = next((one for one in lineage(self.paper, section) if one.number), section)
        near = {one.id for one in self.paper.below(home)}
        users, makers = self.users[value.symbol], self.makers[value.symbol]
        speakers = users | self.speakers[value.symbol]
        introduced = users & near or any(self.said[value.symbol].get(id) for id in near)
        if is_general(self.paper, section) or not introduced:
            wider = set() if users & near else speakers
        else:
            top = lineage(self.paper, section)[-1]
            wider = speakers & {one.id for one in self.paper.below(top)}
        own = self._own_meaning(value, near)
        same = {id for id in wider if id not in makers and not self._differs(value.symbol, id, own)}
        held = same | near
        return tuple(one.id for one in self.paper.sections if one.id in held)

    def _own_meaning(self, value: Hyperparameter, near: set[str]) -> list[frozenset[str]]:
        """What the value's words call it; "images" and "steps" only say what is counted."""
        words = value.name.split()
        counted = len(words) < 2 and value.name.endswith("s")
        named = [] if counted or not content_words(value.name) else [content_words(value.name)]
        return named + [one for id in near for one in self.said[value.symbol].get(id, ())]

    def _differs(self, symbol: str, section: str, own: list[frozenset[str]]) -> bool:
        """Whether the section around an equation explains the symbol otherwise than the value does."""
        around = [one.id for one in lineage(self.paper, self.sections[section])]
        there = [one for id in around for one in self.said[symbol].get(id, ())]
        if not there:
            return own == [] and self._has_several_meanings(symbol)
        return unlike(own, there) if own else self._has_several_meanings(symbol)

    def _has_several_meanings(self, symbol: str) -> bool:
        said = [one for entries in self.said[symbol].values() for one in entries]
        return any(unlike([one], [other]) for one in said for other in said)


def unlike(some: Iterable[frozenset[str]], others: Iterable[frozenset[str]]) -> bool:
    """Whether no meaning of `some` shares a telling word with any of `others`."""
    ours, theirs = [one for one in some if one], [one for one in others if one]
    return bool(ours and theirs) and not any(one & other for one in ours for other in theirs)


def content_words(meaning: str) -> frozenset[str]:
    """The telling words of a meaning, cut to their stems."""
    words = re.findall(r"[a-z]{2,}", re.sub(r"\$[^$]*\$", " ", meaning.lower()))
    return frozenset(_SYNONYMS.get(word, word)[:5] for word in words if word not in _PLAIN_WORDS)
