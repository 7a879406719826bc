"""A paper's outline as text and as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from rca_kernel.paper.document import Algorithm, Equation, Loss, Paper, Section, Table

_MAX_NUMBERS = 12


def outline(paper: Paper) -> str:
    """Title, parse health, and one line for each section with what stands in it."""
    lines = [heading(paper), ""]
    for section, depth in nested(paper):
        held = held_by(paper, section.id)
        title = f"{section.number} {section.title}".strip()
        lines.append("  " * depth + title + (f"  [{held}]" if held else ""))
    lines += [f"lost: {what}: {why}" for what, why in lost_together(paper.health.losses)]
    return "\n".join(lines)


def heading(paper: Paper) -> str:
    """Title and parse health."""
    return f"{paper.title or paper.file}\n{paper.file} ({paper.format}): {paper.health.line()}"


def nested(paper: Paper) -> Iterator[tuple[Section, int]]:
    """Each section with the number of sections around it: a level that the paper skips does not count."""
    around: list[int] = []
    for section in paper.sections:
        while around and around[-1] >= section.level:
            around.pop()
        yield section, len(around)
        around.append(section.level)


def lost_together(losses: Iterable[Loss]) -> list[tuple[str, str]]:
    """What was lost and why, things of one kind with one reason together: "equations 1, 2, 3"."""
    kinds: dict[tuple[str, str], list[str]] = {}
    for loss in losses:
        kind, _, number = loss.what.partition(" ")
        kinds.setdefault((kind if number else loss.what, loss.why), []).append(number)
    return [(_counted(kind, numbers), why) for (kind, why), numbers in kinds.items()]


def _counted(kind: str, numbers: list[str]) -> str:
    shown = [number for number in numbers if number]
    if len(numbers) == 1 or not shown:
        return f"{kind} {' '.join(shown)}".strip() + (f" ({len(numbers)} times)" if len(numbers) > 1 else "")
    return f"{kind}s {', '.join(shown[:_MAX_NUMBERS])}" + (
        f" and {len(shown) - _MAX_NUMBERS} more" if len(shown) > _MAX_NUMBERS else ""
    )


def held_by(paper: Paper, section: str) -> str:
    """The numbered items that stand in a section, by its id."""
    numbers = [
        equation.number for equation in paper.equations if equation.section == section and equation.number
    ]
    parts: list[str] = []
    if numbers:
        parts.append(f"Eq. {numbers[0]}" if len(numbers) == 1 else f"Eqs. {numbers[0]}–{numbers[-1]}")
    parts += [f"Algorithm {entry.number}".strip() for entry in paper.algorithms if entry.section == section]
    parts += [f"Table {entry.number}" for entry in paper.tables if entry.section == section and entry.number]
    return ", ".join(dict.fromkeys(parts))


def to_json(paper: Paper) -> dict[str, Any]:
    """The paper's structure as plain JSON values; an item's `section` is its section's number."""
    numbers = {section.id: section.number for section in paper.sections}
    return {
        "title": paper.title,
        "file": paper.file,
        "format": paper.format,
        "sections": [
            {"number": section.number, "title": section.title, "level": section.level, "label": section.label}
            for section in paper.sections
        ],
        "equations": [_equation(entry, numbers) for entry in paper.equations],
        "algorithms": [{**_item(entry, numbers), "caption": entry.caption} for entry in paper.algorithms],
        "tables": [
            {**_item(entry, numbers), "caption": entry.caption, "rows": [list(row) for row in entry.rows]}
            for entry in paper.tables
        ],
        "health": {
            "equations": paper.health.equations,
            "algorithms": paper.health.algorithms,
            "references": paper.health.references,
            "resolved": paper.health.resolved,
            "lost": paper.health.lost,
            "losses": [
                {
                    "what": loss.what,
                    "why": loss.why,
                    "file": loss.span.file if loss.span else "",
                    "start": loss.span.start if loss.span else -1,
                }
                for loss in paper.health.losses
            ],
        },
    }


def _equation(entry: Equation, numbers: dict[str, str]) -> dict[str, Any]:
    """With the place of its image where the formula itself was lost."""
    image = {} if entry.image is None else {"image": {"page": entry.image.page, "box": list(entry.image.box)}}
    return {**_item(entry, numbers), "latex": entry.latex, **image}


def _item(entry: Equation | Algorithm | Table, numbers: dict[str, str]) -> dict[str, Any]:
    return {
        "id": entry.id,
        "number": entry.number,
        "label": entry.label,
        "section": numbers.get(entry.section, ""),
    }
