"""Prompts: strict templates, and envelopes that untrusted text cannot close."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from functools import cache
from importlib import resources
from string import Template
from types import MappingProxyType

from rca_kernel.actions.verdicts import disputed
from rca_kernel.agents.declaring import headings
from rca_kernel.contract import Contract, Requirement
from rca_kernel.memory import Memory
from rca_kernel.models.envelope import envelope
from rca_kernel.notebook import Cell, bounded, outputs_text
from rca_kernel.notebook.places import placeless
from rca_kernel.paper.document import Equation, Section, Span
from rca_kernel.paper.fitting import fit
from rca_kernel.paper.part import item_text
from rca_kernel.paper.passage import Leaned, Passage
from rca_kernel.plan import Plan, told

FILES = "Starter code (cells run in its folder and may import it, importlib.reload after an edit):"
LISTED = 12
"""How many of the parts that were left out are named."""
HEADINGS = 40
"""How many headings of the rest of the paper are named."""
QUOTED = 700
"""Characters of a requirement's own words or formula."""
SHOWN_WORDS = (8, 5)
"""Words from the beginning and from the end of a sentence that the passage shows whole."""
_VALUE = re.compile(r"\$?[^=]+ = (?P<value>[^=$]+?)\$?(?: \([^()]*\))?")
"""The title of a stated value: "$a = 0.1$ (rate)" or "batch size = 64"."""
PASSAGE_TOKENS = 12_000
"""How much of a passage stands in a prompt; what leans farthest is left out first."""


def render(name: str, **values: str) -> str:
    """The prompt `name` filled in; a missing value is a KeyError, never an empty place."""
    return _template(name).substitute(values)


def passage_text(passage: Passage, tokens: int = PASSAGE_TOKENS, contents: str = "") -> str:
    """The passage in an envelope, with the `contents` of the rest of the paper below it."""
    return envelope("paper", "\n\n".join(filter(None, (passage_body(passage, tokens), contents))))


def passage_body(passage: Passage, tokens: int = PASSAGE_TOKENS) -> str:
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
    return "\n\n".join(filter(None, parts))


def note_text(memory: Memory) -> str:
    """The user's own words, which are no data of others; those that only the notebook holds are."""
    said = [note for note in memory.notes if note in memory.heard]
    kept = [note for note in memory.notes if note not in memory.heard]
    parts = []
    if said:
        words = "\n".join(said)
        parts.append(
            f"The user, whose work this is, says (follow it; the paper says what is true):\n{words}\n\n"
        )
    if kept:
        wishes = envelope("note", "\n".join(kept))
        parts.append(f"Wishes for the code that this notebook was begun with:\n{wishes}\n\n")
    return "".join(parts)


def plan_text(plan: Plan, current: str = "") -> str:
    """The plan in an envelope: a notebook, and with it a plan, may come from anybody."""
    return envelope("plan", told(plan, current))


def contents_text(passage: Passage) -> str:
    """The headings of the rest of the paper."""
    if not passage.contents:
        return ""
    more = f"; and {len(passage.contents) - HEADINGS} more" if len(passage.contents) > HEADINGS else ""
    names = "; ".join(name[:80] for name in passage.contents[:HEADINGS]) + more
    return f"(the rest of the paper, which read_paper shows: {names})"


def title_text(passage: Passage) -> str:
    """The paper's title where it stands outside an envelope: one line that ends no quotation."""
    line = " ".join(passage.paper_title.replace("“", "'").replace("”", "'").split())
    return line if len(line) <= 200 else f"{line[:200]}…"


def values_text(passage: Passage) -> list[str]:
    """The values that are stated elsewhere than in the text above, those of one sentence together, with where
    the paper states them."""
    by_quote: dict[tuple[str, str], list[str]] = {}
    for value in passage.hyperparameters:
        if _is_read(passage, value.section, value.span):
            continue
        quote = "" if " | " in value.quote else value.quote  # the row of a table says no more
        stated = by_quote.setdefault((quote, value.where), [])
        if f"{value.symbol} = {value.value}" not in quote:
            named = f" ({value.name})" if value.symbol and value.name else ""
            stated.append(f"{value.symbol or value.name}{named} = {value.value}")
    return [
        ": ".join(filter(None, ("; ".join(stated), f"“{quote}”" if quote else "")))
        + (f" [{where}]" if where else "")
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
    cells: Collection[str] = (),
) -> str:
    """One line a requirement. `checkable` gives the names in which an equation can be checked; those in
    `serving` are told whole and as this step's (the conversation tells their status) with what other cells
    than the step's own `cells` served them before, the others by title and status. None: all are told
    whole; numbered equations, which the passage shows, by their number, long sentences by their ends."""
    shown = [item for item in contract if item.resolved or serving is None]
    values = [item for item in shown if _is_plain_value(item)]
    lines = [
        _requirement_line(
            item, checkable, cells, whole=serving is None or item.id in serving, own=bool(serving)
        )
        for item in shown
        if item not in values
    ]
    if values:
        lines.append(f"- values: {'; '.join(map(_value, values))}")
    if serving is not None and (left := [item.id for item in contract if not item.resolved]):
        lines.append(f"Left unresolved: {', '.join(left)}")
    return envelope("contract", "\n".join(lines) or "(empty)")


def _requirement_line(
    item: Requirement, checkable: Mapping[str, str], cells: Collection[str], *, whole: bool, own: bool
) -> str:
    told: list[str] = [item.kind] if item.kind in ("step", "metric") else []
    told += [item.support] if item.support != "stated" else []
    if not item.resolved:
        return f"- {item.id}: {item.title} [unresolved{': ' + bounded(item.note, 160) if item.note else ''}]"
    before = ", ".join(cell for cell in item.cells if cell not in cells)
    if whole and own:
        told += [f"now {item.status}, served before by {before}"] if before else []
    else:
        told += [item.status] if item.status != "open" else []
    in_its_words = whole and item.id.startswith("text:")
    is_named = item.title.removeprefix("Eq. (").removesuffix(")") == item.id.removeprefix("equation-")
    title = "" if is_named else f": {item.title}"
    line = f"- {item.id}{f': “{_ends(item.quote)}”' if in_its_words else title}"
    line += f" [{', '.join(told)}]" if told else ""
    if whole and item.id in checkable:
        line += f" (checkable: {checkable[item.id]})"
    numbered = item.title.startswith("Eq. (")
    if whole and not in_its_words and not numbered and item.kind in ("equation", "statement", "metric"):
        line += f" {bounded(' '.join(item.quote.split()), QUOTED)}"
    if disputed(item):
        line += f" (its latest check disagrees: {item.dispute})"
    if item.status == "violated" and item.note:
        line += f" ({bounded(item.note, 240)})"
    return line


def _is_plain_value(item: Requirement) -> bool:
    """Whether nothing is to be told of a stated value but the value: the passage quotes where it stands."""
    untold = item.status == "open" and not item.note and item.support == "stated"
    return untold and _VALUE.fullmatch(item.title) is not None and item.kind == "hyperparameter"


def _value(item: Requirement) -> str:
    found = _VALUE.fullmatch(item.title)
    return f"{item.id} = {found['value']}" if found else item.id


def _ends(quote: str) -> str:
    """A sentence by its first and its last words: the passage shows it whole."""
    words, (first, last) = quote.split(), SHOWN_WORDS
    return " ".join(words if len(words) <= first + last + 4 else [*words[:first], "…", *words[-last:]])


def files_text(files: tuple[str, ...], declared: str = "") -> str:
    """The starter's files, and what they declare; a file whose heading stands there is not listed."""
    if not files:
        return ""
    told = headings(declared)
    listing = bounded("\n".join(path for path in files if path not in told), 3000)
    shown = f"{listing}\n\n{declared}".strip()
    return f"{FILES}\n{envelope('files', shown)}\n\n"


def cells_text(cells: tuple[Cell, ...], limit: int = 12_000) -> str:
    """Cells whole, with their outputs."""
    parts = [
        f"[{cell.id}] {cell.kind}\n{bounded(cell.source, 2500)}"
        + (f"\n--- output\n{_outputs(cell, 500)}" if cell.outputs else "")
        for cell in cells
        if cell.note is not None
    ]
    return envelope("cells", bounded("\n\n".join(parts), limit) or "(none)")


def _outputs(cell: Cell, limit: int) -> str:
    return placeless(outputs_text(cell.outputs, limit))


def _section_text(section: Section, passage: Passage) -> str:
    heading = " ".join(filter(None, (section.number, section.title)))
    pieces = [f"## {heading}", section.text] if heading else [section.text]
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
