"""`cell.metadata` ⇄ CellNote and tags; whatever else stands there belongs to others and is left alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rca_kernel.notebook.cells import CellNote


def note_of(metadata: Mapping[str, Any]) -> CellNote | None:
    """The note in `metadata.rca`; None when there is none or it is not ours to read."""
    match metadata.get("rca"):
        case {"step": str(step), **others}:
            persona = others.get("persona")
            attempt = others.get("attempt")
            requirements = others.get("requirements")
            return CellNote(
                step,
                persona if isinstance(persona, str) else "coder",
                attempt if type(attempt) is int else 1,
                tuple(r for r in requirements if isinstance(r, str))
                if isinstance(requirements, list)
                else (),
                written if isinstance(written := others.get("hash"), str) else "",
            )
        case _:
            return None


def tags_of(metadata: Mapping[str, Any]) -> tuple[str, ...]:
    tags = metadata.get("tags")
    return tuple(tag for tag in tags if isinstance(tag, str)) if isinstance(tags, list) else ()


def metadata_json(note: CellNote | None) -> dict[str, Any]:
    """The metadata of a cell that we write."""
    if note is None:
        return {}
    return {
        "rca": {
            "step": note.step,
            "persona": note.persona,
            "attempt": note.attempt,
            "requirements": list(note.requirements),
            **({"hash": note.hash} if note.hash else {}),
        }
    }
