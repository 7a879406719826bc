"""The contract that a passage states by itself: its mathematics, pseudocode, values and prose."""

from __future__ import annotations

import re

from rca_kernel.contract.contract import Contract, Requirement
from rca_kernel.paper.document import Algorithm, Equation, Section
from rca_kernel.paper.passage import Hyperparameter, Passage

PROSE_WORDS = 12
"""A section with fewer words outside its mathematics demands nothing in prose."""
_MATHEMATICS = re.compile(r"\$\$.*?\$\$|\$[^$]*\$|```.*?```", re.DOTALL)


def contract_of(passage: Passage) -> Contract:
    """One requirement per equation, algorithm, stated value and section of prose."""
    contract = Contract()
    titles: dict[str, Section] = {section.id: section for section in passage.sections}
    for item in passage.items:
        match item:
            case Equation():
                contract.add(_equation(item, titles))
            case Algorithm():
                title = f"Algorithm {item.number}" if item.number else "Algorithm"
                caption = f": {item.caption}" if item.caption else ""
                contract.add(Requirement(item.id, "algorithm", title + caption, item.latex, item.span))
            case _:
                pass
    for section in passage.sections:
        if len(prose(section).split()) >= PROSE_WORDS:
            contract.add(_statement(section))
    by_symbol: dict[str, list[Hyperparameter]] = {}
    for value in passage.hyperparameters:
        by_symbol.setdefault(value.symbol or value.name, []).append(value)
    for values in by_symbol.values():
        contract.add(_hyperparameter(values))
    return contract


def prose(section: Section) -> str:
    """A section's text without its mathematics and listings, on one line."""
    return " ".join(_MATHEMATICS.sub(" ", section.text).split())


def section_title(section: Section) -> str:
    return f"{section.number} {section.title}".strip()


def _equation(item: Equation, sections: dict[str, Section]) -> Requirement:
    where = sections.get(item.section)
    title = f"Eq. ({item.number})" if item.number else "Unnumbered equation"
    if not item.number and where is not None:
        title += f" in {section_title(where)}"
    return Requirement(item.id, "equation", title, item.latex, item.span)


def _statement(section: Section) -> Requirement:
    text = " ".join(section.text.split())
    quote = text if len(text) <= 400 else text[:400].rsplit(" ", 1)[0] + " …"
    return Requirement(
        f"text:{section.number or section.id}",
        "statement",
        f"Prose of {section_title(section)}",
        quote,
        section.span,
    )


def _hyperparameter(values: list[Hyperparameter]) -> Requirement:
    """One requirement a symbol; where the paper states several values, all stand in it."""
    first = values[0]
    stated = ", ".join(dict.fromkeys(value.value for value in values))
    name = f" ({first.name})" if first.name else ""
    title = f"${first.symbol} = {stated}${name}" if first.symbol else f"{first.name} = {stated}"
    note = "the paper states several values" if stated != first.value else ""
    quote = " … ".join(dict.fromkeys(value.quote for value in values))
    return Requirement(
        f"value:{first.symbol or first.name}", "hyperparameter", title, quote, first.span, note=note
    )
