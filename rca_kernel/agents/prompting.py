"""Prompts: strict templates, and envelopes that untrusted text cannot close."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cache
from importlib import resources
from string import Template
from types import MappingProxyType

from rca_kernel.contract import Contract, Requirement
from rca_kernel.models.envelope import envelope
from rca_kernel.notebook import Cell, bounded, outputs_text
from rca_kernel.notebook.checks import asserts
from rca_kernel.notebook.places import placeless
from rca_kernel.paper.document import Equation, Section, Span
from rca_kernel.paper.fitting import fit
from rca_kernel.paper.part import item_text
from rca_kernel.paper.passage import Leaned, Passage
from rca_kernel.workspace import outline

FILES = (
    "Starter code (read_file, edit_file, edit_segment, write_file work on it, execute_script runs it;\n"
    "cells run in its folder and may import it, importlib.reload after an edit):"
)
HELPERS = ("def check_", "def one_at_a_time(", "def smooth_probe(")
"""How functions begin that checks bring along."""
LISTED = 12
"""How many of the parts that were left out are named."""
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
    parts += values_text(passage)
    parts.append("\n".join(meanings_text(passage)))
    parts += [_leaned_text(one) for one in passage.leaned]
    parts += [
        f"Assumed{f' ({one.name})' if one.name else ''}: {one.text}"
        for one in passage.assumptions
        if not _is_read(passage, one.section, one.span)
    ]
    if passage.mentions:
        parts.append(f"(it also refers to {', '.join(passage.mentions)}; read_paper shows them)")
    if passage.left_out:
        more = f" and {len(passage.left_out) - LISTED} more" if len(passage.left_out) > LISTED else ""
        names = ", ".join(passage.left_out[:LISTED]) + more
        parts.append(f"(left out for lack of room; read_paper shows them: {names})")
    return envelope("paper", "\n\n".join(filter(None, parts)))


def title_text(passage: Passage) -> str:
    """The paper's title where it stands outside an envelope: one line that ends no quotation."""
    line = " ".join(passage.paper_title.replace("“", "'").replace("”", "'").split())
    return line if len(line) <= 200 else f"{line[:200]}…"


def values_text(passage: Passage) -> list[str]:
    """The stated values, those of one sentence together, with where the paper states them."""
    by_quote: dict[tuple[str, str], list[str]] = {}
    for value in passage.hyperparameters:
        named = f" ({value.name})" if value.symbol and value.name else ""
        stated = f"{value.symbol or value.name}{named} = {value.value}"
        by_quote.setdefault((value.quote, value.where), []).append(stated)
    return [
        f"{'; '.join(stated)}: “{quote}”" + (f" [{where}]" if where else "")
        for (quote, where), stated in by_quote.items()
    ]


def meanings_text(passage: Passage) -> list[str]:
    """One line a symbol that is explained elsewhere than in the text above."""
    return [
        f"{entry.symbol}: {entry.meaning}"
        + (f" ({entry.shape})" if entry.shape else "")
        + (f" [{entry.where}]" if entry.where else "")
        for entry in passage.notation
        if not _is_read(passage, entry.section, entry.span)
    ]


def _is_read(passage: Passage, section: str, span: Span) -> bool:
    """Whether what stands at `span` is in the text of a section or block that is there as a whole."""
    whole = [*passage.sections, *(one.item for one in passage.leaned if isinstance(one.item, Section))]
    return not passage.left_out and any(part.id == section or part.span == span for part in whole)


def _leaned_text(leaned: Leaned) -> str:
    item = leaned.item
    if isinstance(item, Section):
        return f"(needed because {leaned.why}) {item.number} {item.title}\n{item.text}"
    return f"(needed because {leaned.why})\n{item_text(item)}"


def contract_text(
    contract: Contract,
    checkable: Mapping[str, str] = MappingProxyType({}),
    *,
    serving: Collection[str] | None = None,
) -> str:
    """One line a requirement, without what the passage above shows anyway. `checkable` gives the names in
    which an equation can be checked; those in `serving` are told whole and without a status, which the
    conversation tells, the others by title and status. None: all are told whole."""
    lines = [
        _requirement_line(item, checkable, whole=serving is None or item.id in serving, own=bool(serving))
        for item in contract
    ]
    return envelope("contract", "\n".join(lines) or "(empty)")


def _requirement_line(item: Requirement, checkable: Mapping[str, str], *, whole: bool, own: bool) -> str:
    told = [item.kind if item.support == "stated" else f"{item.kind}, {item.support}"]
    if not item.resolved:
        return f"- {item.id}: {item.title} [unresolved{': ' + bounded(item.note, 160) if item.note else ''}]"
    if not (whole and own):
        told.append(item.status)
    line = f"- {item.id}: {item.title} [{', '.join(told)}]"
    if whole and item.id in checkable:
        line += f" (checkable; names: {checkable[item.id]})"
    shown_above = item.title.startswith("Eq. (") or (item.id.startswith("text:") and not own)
    if whole and not shown_above and item.kind in ("equation", "statement", "metric"):
        line += f" {bounded(' '.join(item.quote.split()), 300)}"
    if item.status == "violated" and item.note:
        line += f" ({bounded(item.note, 240)})"
    return line


def files_text(files: tuple[str, ...]) -> str:
    if not files:
        return "There is no starter code: work in cells alone."
    listing = bounded("\n".join(files), 3000)
    return f"{FILES}\n{envelope('files', listing)}"


def cells_text(cells: tuple[Cell, ...], limit: int = 12_000) -> str:
    """Cells whole, with their outputs."""
    parts = [
        f"[{cell.id}] {cell.kind}\n{bounded(cell.source, 2500)}"
        + (f"\n--- output\n{_outputs(cell, 500)}" if cell.outputs else "")
        for cell in cells
        if cell.note is not None
    ]
    return envelope("cells", bounded("\n\n".join(parts), limit) or "(none)")


def declared_text(cells: tuple[Cell, ...], own: Collection[str], limit: int = 9_000) -> str:
    """The cells of `own` whole; of the others what code declares and checks print, prose not at all. Cells
    of the user's stand among them where one of `own` is theirs."""
    theirs = any(cell.note is None for cell in cells if cell.id in own)
    parts = [
        f"[{cell.id}] {cell.kind}\n{bounded(cell.source, 2500)}{_printed(cell, 500)}"
        if cell.id in own
        else _declared(cell)
        for cell in cells
        if (theirs if cell.note is None else cell.note.step != "summary")
    ]
    return envelope("cells", bounded("\n".join(filter(None, parts)), limit) or "(none)")


def _declared(cell: Cell) -> str:
    if cell.kind != "code":
        return ""
    lines = outline(cell.source, calls=False).splitlines()
    kept = [line for line in lines if not line.endswith("(…)") and not line.startswith(HELPERS)]
    if asserts(cell.source) and not any(line.startswith(("def ", "class ")) for line in kept):
        printed = _outputs(cell, 200)
        return f"[{cell.id}] a check" + (f", which printed: {printed}" if printed else "")
    return f"[{cell.id}] {bounded(chr(10).join(kept), 700)}{_printed(cell, 200)}".rstrip()


def _outputs(cell: Cell, limit: int) -> str:
    return placeless(outputs_text(cell.outputs, limit))


def _printed(cell: Cell, limit: int) -> str:
    text = _outputs(cell, limit)
    return f"\n--- output\n{text}" if text else ""


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
