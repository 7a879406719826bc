"""One part of a paper as text: the item itself, what is said of it beside it, and where it stands."""

from __future__ import annotations

import re

from rca_kernel.paper.document import Algorithm, Equation, Listing, Paper, Section, Table
from rca_kernel.paper.nearness import lineage
from rca_kernel.paper.passage import Item
from rca_kernel.paper.targets import Located, items_of, locate, name_of

LIMIT = 10_000
"""Characters after which further sections are named only."""
BESIDE = 700
"""Characters of the paragraph on either side of an item."""


def part_text(paper: Paper, target: str | Located) -> str:
    """What `target` names and no more: no closure, no stated values. Raises TargetError."""
    located = locate(paper, target) if isinstance(target, str) else target
    parts = {f"({located.note})": located.note} if located.note else {}
    sections = [part for one in located.sections for part in list(paper.below(one)) or [one]]
    for section in dict.fromkeys(sections):
        parts.setdefault(_section(paper, section), name_of(section))
    for item in located.items:
        if item.section not in {section.id for section in sections}:
            parts.setdefault(_item(paper, item), name_of(item))
    shown: list[str] = []
    left: list[str] = []
    size = 0
    for text, name in parts.items():
        if shown and size + len(text) > LIMIT:
            left.append(name)
        else:
            shown.append(text)
            size += len(text)
    rest = [f"(not shown for its length, to be read one by one: {', '.join(left)})"] if left else []
    return "\n\n".join([*shown, *rest])


def item_text(item: Item) -> str:
    """An equation, algorithm, table or listing with its number and caption."""
    match item:
        case Equation():
            return f"$$ {item.latex} $$" + (f"  ({item.number})" if item.number else "")
        case Algorithm():
            return f"Algorithm {item.number} {item.caption}\n{item.latex}"
        case Table():
            rows = "\n".join(" | ".join(row) for row in item.rows)
            return f"Table {item.number} {item.caption}\n{rows}"
        case Listing():
            return f"Listing\n{item.code}"


def _section(paper: Paper, section: Section) -> str:
    held = [item for item in items_of(paper) if item.section == section.id and not _is_printed(item, section)]
    title = f"{section.number} {section.title}".strip()
    heading = f"## {title}" if title else ""
    return "\n\n".join(filter(None, [heading, section.text, *map(item_text, held)]))


def _is_printed(item: Item, section: Section) -> bool:
    """Whether the section's text holds the item already: equations always, a listing as a block of code."""
    match item:
        case Equation():
            return True
        case Listing():
            return "".join(item.code.split()) in "".join(section.text.split())
        case _:
            return False


def _item(paper: Paper, item: Item) -> str:
    home = next((section for section in paper.sections if section.id == item.section), None)
    if home is None:
        return item_text(item)
    line = " > ".join(f"{one.number} {one.title}".strip() for one in reversed(lineage(paper, home)))
    before, after = _beside(home.text, item)
    return "\n".join(filter(None, [f"({name_of(item)}, in {line})", before, item_text(item), after]))


def _beside(text: str, item: Item) -> tuple[str, str]:
    """The words that lead to an equation and those that explain its symbols after it."""
    if isinstance(item, Equation):
        found = re.search(r"\$\$\s*" + re.escape(item.latex).replace(r"\ ", r"\s+"), text)
        if not found:
            return "", ""
        close = text.find("$$", found.end())
        before = text[: found.start()].rstrip().rpartition("\n\n")[2]
        after = text[close + 2 :].lstrip().partition("\n\n")[0] if close >= 0 else ""
        return _kept(before, end=True), _kept(after, end=False)
    mentioned = [
        paragraph
        for paragraph in re.split(r"\n\n+", text)
        if name_of(item) in paragraph and not paragraph.startswith(("[", "$$"))
    ]
    return _kept(mentioned[0], end=False) if mentioned else "", ""


def _kept(paragraph: str, *, end: bool) -> str:
    """A paragraph, cut between words to `BESIDE` characters; another display is no word on this one."""
    if paragraph.startswith(("$$", "[", "```")):
        return ""
    line = " ".join(paragraph.split())
    if len(line) <= BESIDE:
        return line
    kept = "… " + line[-BESIDE:].partition(" ")[2] if end else line[:BESIDE].rpartition(" ")[0] + " …"
    return kept if kept.count("$") % 2 == 0 else kept.replace("$", "")
