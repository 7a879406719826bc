"""What a section of prose without formulas of its own leans on: the siblings that it speaks of."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from rca_kernel.paper.defining import defines, definitions
from rca_kernel.paper.document import Algorithm, Equation, Paper, Section
from rca_kernel.paper.nearness import is_apart
from rca_kernel.paper.notation import notation
from rca_kernel.paper.passage import Item, Leaned
from rca_kernel.paper.statements import is_statement
from rca_kernel.paper.symbols import mathematics_in, symbols
from rca_kernel.paper.targets import name_of

SPEAKS = "speaks of its "
"""How a reason goes on after the target's name, where it shares words or symbols with a section."""
WHOLE = 2600
"""A sibling with more characters than this lends its algorithms and equations only."""
_COMMON = """
    with from into this that when what their them then over under more most general method methods overview
    model models data approach details detail definition definitions analysis additional using based
    function functions problem system framework design practical final their other first second
"""
_COMMON_WORDS = frozenset(_COMMON.split())
_NARROWS = re.compile(r"\s(?:on|of|for|in|with|to|from|by|under|over|via|through)\s", re.IGNORECASE)
_NAME = re.compile(r"(?:[a-z][a-z-]+ ){1,2}[a-z][a-z-]+")
_DISPLAYED = re.compile(r"\b[Tt]he ((?:[a-z-]+\s){1,3}[a-z-]+)\s(?:is|are)\s*\$\$")
_LOOPS = frozenset("ijkltned")


def siblings_of_prose(
    paper: Paper, sections: tuple[Section, ...], items: tuple[Item, ...]
) -> Iterator[Leaned]:
    """Earlier sections of the same parent whose words or symbols a section of prose takes up."""
    if not sections or any(isinstance(item, Equation | Algorithm) for item in items):
        return
    target = sections[0]
    if is_statement(target) or not target.parent:
        return
    text = " ".join(section.text for section in sections)
    stems = {word[:5] for word in re.findall(r"[a-z]{4,}", text.lower())}
    used = _symbols(text)
    introduced, named = _introduced(paper), _named(paper)
    own = {section.id for section in sections}
    for sibling in paper.sections:
        if sibling.id == target.id:
            return
        if sibling.parent != target.parent or sibling.id in own or is_apart(paper, sibling):
            continue
        words = [word for word in _telling(_head(sibling.title)) if word[:5] in stems]
        words = words or [name for name in named[sibling.id] if _says(text, name)]
        shared = sorted(used & introduced[sibling.id])
        if words or shared:
            spoken = [f"“{word}”" for word in words] or [f"${one}$" for one in shared]
            yield from _lent(paper, sibling, f"{name_of(target)} {SPEAKS}{_listed(spoken)}", used)


def _lent(paper: Paper, sibling: Section, why: str, used: set[str]) -> Iterator[Leaned]:
    if len(sibling.text) <= WHOLE:
        yield Leaned(sibling, why, 1)
    else:
        for equation in paper.equations:
            made = set(defines(equation.latex)) & used
            if equation.section == sibling.id and made:
                yield Leaned(equation, f"defines ${min(made)}$, which the target uses", 1)
    for algorithm in paper.algorithms:
        if algorithm.section == sibling.id:
            yield Leaned(algorithm, f"stands in {name_of(sibling)}", 1)


def _telling(title: str) -> list[str]:
    words = re.findall(r"[a-z]{4,}", title.lower())
    return [word for word in dict.fromkeys(words) if word not in _COMMON_WORDS]


def _head(title: str) -> str:
    """What a title is about: "Loss" of "Loss on mixed targets"."""
    head = _NARROWS.split(title)[0]
    return head if _telling(head) else title


def _named(paper: Paper) -> dict[str, list[str]]:
    """The names of two words and more that each section gives to a symbol or to a displayed formula."""
    found: dict[str, list[str]] = defaultdict(list)
    for entry in notation(paper):
        if len(entry.meaning.split()) > 1 and _NAME.fullmatch(entry.meaning):
            found[entry.section].append(entry.meaning)
    for section in paper.sections:
        found[section.id] += [" ".join(one.split()[-2:]) for one in _DISPLAYED.findall(section.text)]
    return {id: list(dict.fromkeys(names)) for id, names in found.items()} | {
        section.id: [] for section in paper.sections if section.id not in found
    }


def _says(text: str, name: str) -> bool:
    return re.search(rf"(?<![\w-]){re.escape(name)}", text, re.IGNORECASE) is not None


def _symbols(text: str) -> set[str]:
    return {one for formula in mathematics_in(text) for one in symbols(formula)} - _LOOPS


def _introduced(paper: Paper) -> dict[str, set[str]]:
    """The symbols that each section defines or explains."""
    found: dict[str, set[str]] = defaultdict(set)
    for defined in definitions(paper):
        found[defined.section].add(defined.symbol)
    for entry in notation(paper):
        found[entry.section].add(entry.symbol)
    return found


def _listed(names: list[str]) -> str:
    return ", ".join(names[:4]) + (" and others" if len(names) > 4 else "")
