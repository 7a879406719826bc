"""A passage as text for people and as JSON for programs."""

from __future__ import annotations

from typing import Any

from rca_kernel.paper.document import Section
from rca_kernel.paper.passage import Item, Passage
from rca_kernel.paper.targets import name_of


def passage_outline(passage: Passage) -> str:
    """The passage's items, stated values, notation, and what it leans on with the reason."""
    lines = [f"\n{passage.title}"]
    lines += [f"  {name_of(item)}: {_short(_content(item))}" for item in passage.items]
    lines += ["  stated values:"] * bool(passage.hyperparameters)
    lines += [
        f"    {value.symbol} = {value.value}  “{_short(value.quote)}”" for value in passage.hyperparameters
    ]
    lines += ["  notation:"] * bool(passage.notation)
    lines += [f"    {entry.symbol}: {entry.meaning}" for entry in passage.notation]
    lines += ["  leans on:"] * bool(passage.leaned)
    lines += [f"    {name_of(one.item)}, because {one.why}" for one in passage.leaned]
    lines += [f"  ! {warning}" for warning in passage.warnings]
    return "\n".join(lines)


def passage_json(passage: Passage) -> dict[str, Any]:
    """The same for programs; spans as file, start, end."""
    return {
        "target": passage.target,
        "title": passage.title,
        "sections": [{"number": s.number, "title": s.title, "text": s.text} for s in passage.sections],
        "items": [{"id": item.id, "name": name_of(item), "latex": _content(item)} for item in passage.items],
        "hyperparameters": [
            {
                "symbol": value.symbol,
                "value": value.value,
                "number": value.number,
                "quote": value.quote,
                "span": [value.span.file, value.span.start, value.span.end],
            }
            for value in passage.hyperparameters
        ],
        "notation": [
            {"symbol": entry.symbol, "meaning": entry.meaning, "shape": entry.shape, "quote": entry.quote}
            for entry in passage.notation
        ],
        "leaned": [
            {"id": one.item.id, "name": name_of(one.item), "why": one.why, "distance": one.distance}
            for one in passage.leaned
        ],
        "warnings": list(passage.warnings),
    }


def _content(item: Item | Section) -> str:
    return getattr(item, "latex", "") or getattr(item, "caption", "") or getattr(item, "code", "")


def _short(text: str, limit: int = 110) -> str:
    line = " ".join(text.split())
    return line if len(line) <= limit else line[: limit - 1] + "…"
