"""Prompts: strict templates, and envelopes that untrusted text cannot close."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources
from string import Template
from types import MappingProxyType

from rca_kernel.contract import Contract
from rca_kernel.models.envelope import envelope
from rca_kernel.notebook import Cell, bounded, outputs_text
from rca_kernel.paper.document import Algorithm, Equation, Listing, Section, Table
from rca_kernel.paper.fitting import fit
from rca_kernel.paper.passage import Item, Leaned, Passage

FILES = (
    "Starter code (read_file, edit_file, edit_segment, write_file work on it, execute_script runs it;\n"
    "cells run in its folder and may import it, importlib.reload after an edit):"
)
PASSAGE_TOKENS = 12_000
"""How much of a passage stands in a prompt; what leans farthest is left out first."""


def render(name: str, **values: str) -> str:
    """The prompt `name` filled in; a missing value is a KeyError, never an empty place."""
    return _template(name).substitute(values)


def passage_text(passage: Passage, tokens: int = PASSAGE_TOKENS) -> str:
    """The passage in the paper's order, then what it leans on, within about `tokens`; what did not
    fit is named at the end."""
    passage = fit(passage, tokens)
    parts = [_section_text(section, passage) for section in passage.sections]
    shown = {item.id for section in passage.sections for item in passage.items if item.section == section.id}
    parts += [item_text(item) for item in passage.items if item.id not in shown]
    parts += [
        f"{value.symbol or value.name} = {value.value}: “{value.quote}”" for value in passage.hyperparameters
    ]
    parts += [f"{entry.symbol}: {entry.meaning}" for entry in passage.notation]
    parts += [_leaned_text(one) for one in passage.leaned]
    if passage.left_out:
        parts.append(f"(left out for lack of room; read_paper shows them: {', '.join(passage.left_out)})")
    return envelope("paper", "\n\n".join(filter(None, parts)))


def _leaned_text(leaned: Leaned) -> str:
    item = leaned.item
    if isinstance(item, Section):
        return f"(needed because {leaned.why}) {item.number} {item.title}\n{item.text}"
    return f"(needed because {leaned.why})\n{item_text(item)}"


def item_text(item: Item) -> str:
    match item:
        case Equation() if not item.latex:
            return f"Equation ({item.number}): its formula was lost in reading."
        case Equation():
            return f"$$ {item.latex} $$" + (f"  ({item.number})" if item.number else "")
        case Algorithm():
            return f"Algorithm {item.number} {item.caption}\n{item.latex}"
        case Table():
            rows = "\n".join(" | ".join(row) for row in item.rows)
            return f"Table {item.number} {item.caption}\n{rows}"
        case Listing():
            return f"Listing\n{item.code}"


def contract_text(contract: Contract, checkable: Mapping[str, str] = MappingProxyType({})) -> str:
    """One line a requirement; `checkable` gives the names in which an equation can be checked."""
    lines = [
        f"- {item.id} [{item.kind}, {item.support}, {item.status}] {item.title}: {bounded(item.quote, 500)}"
        + (f"  (checkable, names: {checkable[item.id]})" if item.id in checkable else "")
        + (f"  (unresolved: {item.note})" if not item.resolved and item.note else "")
        for item in contract
    ]
    return envelope("contract", "\n".join(lines) or "(empty)")


def files_text(files: tuple[str, ...]) -> str:
    if not files:
        return "There is no starter code: work in cells alone."
    listing = bounded("\n".join(files), 3000)
    return f"{FILES}\n{envelope('files', listing)}"


def cells_text(cells: tuple[Cell, ...], limit: int = 12_000) -> str:
    parts = [
        f"[{cell.id}] {cell.kind}\n{bounded(cell.source, 2500)}"
        + (f"\n--- output\n{outputs_text(cell.outputs, 500)}" if cell.outputs else "")
        for cell in cells
        if cell.note is not None
    ]
    return envelope("cells", bounded("\n\n".join(parts), limit) or "(none)")


def _section_text(section: Section, passage: Passage) -> str:
    pieces = [f"## {section.number} {section.title}", section.text]
    pieces += [
        item_text(item)
        for item in passage.items
        if item.section == section.id and not isinstance(item, Equation)
    ]
    return "\n\n".join(pieces)


@cache
def _template(name: str) -> Template:
    text = resources.files("rca_kernel.agents").joinpath("prompts", f"{name}.md").read_text(encoding="utf-8")
    return Template(text)
