"""The contract that a passage states by itself: its mathematics, pseudocode, values and prose."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rca_kernel.contract.contract import Contract, Requirement
from rca_kernel.contract.demands import LONGEST, demands
from rca_kernel.paper.choices import alternatives, listed
from rca_kernel.paper.document import Algorithm, Equation, Section
from rca_kernel.paper.nearness import tells_apart
from rca_kernel.paper.passage import Hyperparameter, Passage
from rca_kernel.paper.symbols import family, mathematics_in, symbols

PROSE_WORDS = 12
"""A section with fewer words outside its mathematics demands nothing in prose."""
_MATHEMATICS = re.compile(r"\$\$.*?\$\$|\$[^$]*\$|```.*?```", re.DOTALL)


def contract_of(passage: Passage) -> Contract:
    """One requirement per equation, algorithm, stated value in use, and sentence that demands something.

    What a displayed formula or a stated value demands already is not demanded again by its sentence.
    """
    contract = Contract()
    titles: dict[str, Section] = {section.id: section for section in passage.sections}
    seen: set[str] = set()
    for item in passage.items:
        match item:
            case Equation() if (key := _same(item.latex)) not in seen:
                seen.add(key)
                contract.add(_equation(item, titles))
            case Algorithm():
                title = f"Algorithm {item.number}" if item.number else "Algorithm"
                caption = f": {item.caption}" if item.caption else ""
                contract.add(Requirement(item.id, "algorithm", title + caption, item.latex, item.span))
            case _:
                pass
    for requirement in _statements(passage):
        contract.add(requirement)
    by_symbol: dict[str, list[Hyperparameter]] = {}
    for value in _values_in_use(passage):
        by_symbol.setdefault(value.symbol or value.name, []).append(value)
    for values in by_symbol.values():
        contract.add(_hyperparameter(values))
    if not len(contract):
        for section in passage.sections:
            if len(prose(section).split()) >= PROSE_WORDS:
                contract.add(_whole(section))
    return contract


def _same(latex: str) -> str:
    """A formula without what its layout adds."""
    return re.sub(r"\\[,;:! ]|\\(?:left|right|quad|qquad)(?![A-Za-z])|[\s{}.,;&]", "", latex)


def _statements(passage: Passage) -> Iterator[Requirement]:
    """The demands of each section's prose; a section of proofs or results inside the target has none."""
    told = [_plain(value.quote) for value in passage.hyperparameters]
    for section in passage.sections:
        if section is not passage.sections[0] and tells_apart(section.title):
            continue
        found = [one for one in demands(section) if not any(_plain(one.quote) in text for text in told)]
        name = f"text:{section.number or section.id}"
        for index, demand in enumerate(found, start=1):
            title = ": ".join(filter(None, (section.number or section.title, _opening(demand.quote))))
            id = name if len(found) == 1 else f"{name}:{index}"
            yield Requirement(id, "statement", title, demand.quote, demand.span)


def _values_in_use(passage: Passage) -> Iterator[Hyperparameter]:
    """The values of symbols that the target itself uses, and those that it names in words."""
    formulas = [formula for section in passage.sections for formula in mathematics_in(section.text)]
    for item in passage.items:
        match item:
            case Equation():
                formulas.append(item.latex)
            case Algorithm():
                formulas += mathematics_in(item.latex)
            case _:
                pass
    used = {symbol for formula in formulas for symbol in symbols(formula)}
    kinds = {family(symbol) for symbol in used}
    for value in passage.hyperparameters:
        ends = re.sub(r"_(?:0|\{?\\?[a-z]{2,}\}?|\{\\text\{[a-z]+\}\})$", "_*", value.symbol)
        if not value.symbol or value.symbol.startswith("\\text{") or value.symbol in used or ends in kinds:
            yield value


def _plain(text: str) -> str:
    return re.sub(r"\W+", " ", text).strip()


def _opening(quote: str, words: int = 9) -> str:
    shown = quote.split()
    return " ".join(shown[:words]) + (" …" if len(shown) > words else "")


def prose(section: Section) -> str:
    """A section's text without its mathematics and listings, on one line."""
    return " ".join(_MATHEMATICS.sub(" ", section.text).split())


def section_title(section: Section) -> str:
    return f"{section.number} {section.title}".strip()


def _equation(item: Equation, sections: dict[str, Section]) -> Requirement:
    where = sections.get(item.section)
    title = f"Eq. ({item.number})" if item.number else "Unnumbered equation"
    if not item.number and where is not None and section_title(where):
        title += f" in {section_title(where)}"
    return Requirement(item.id, "equation", title, item.latex, item.span)


def _whole(section: Section) -> Requirement:
    """All the prose of a section in which no sentence stands out as a demand."""
    text = " ".join(section.text.split())
    quote = text if len(text) <= LONGEST else text[:LONGEST].rsplit(" ", 1)[0] + " …"
    title = f"Prose of {section_title(section) or 'the text'}"
    return Requirement(f"text:{section.number or section.id}", "statement", title, quote, section.span)


def _hyperparameter(values: list[Hyperparameter]) -> Requirement:
    """One requirement a symbol; where the paper states several values, all stand in it."""
    first = values[0]
    places: dict[str, list[str]] = {}
    for value in values:
        places.setdefault(value.value, []).append(value.where)
    stated = listed([one for value in places for one in alternatives(value)])
    name = f" ({first.name})" if first.name else ""
    title = f"${first.symbol} = {stated}${name}" if first.symbol else f"{first.name} = {stated}"
    told = "; ".join(
        f"{value} in {', '.join(filter(None, where))}" for value, where in places.items() if any(where)
    )
    note = f"the paper states several values{': ' if told else ''}{told}" if len(places) > 1 else ""
    if not note and first.number is None:
        note = "the paper leaves the choice"
    quote = " … ".join(dict.fromkeys(value.quote for value in values))
    return Requirement(
        f"value:{first.symbol or first.name}", "hyperparameter", title, quote, first.span, note=note
    )
