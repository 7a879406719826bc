"""Words of somebody else's joined to our own."""

from __future__ import annotations

ENDS = (".", "!", "?", "…", ":")


def sentence(text: str) -> str:
    """`text` with a full stop where it ends without one; "" for none."""
    said = text.strip()
    return said if not said or said.endswith(ENDS) else f"{said}."
