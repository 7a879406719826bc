"""The two sides of an equation that defines no name."""

from __future__ import annotations

import re

_EQUALS = re.compile(r"(?<![:<>!\\])=(?!=)")
_OTHER = re.compile(
    r"\\(?:approx|le|leq|ge|geq|lt|gt|propto|sim|to|neq|ne|in|equiv|implies)(?![a-zA-Z])|[<>]|\\\\"
)


def sides_of(latex: str) -> tuple[str, str] | None:
    """Left and right of the one sign of equality outside brackets; None where there is another relation."""
    depth, places = 0, []
    for place, character in enumerate(latex):
        depth += {"{": 1, "}": -1}.get(character, 0)
        if depth == 0 and _EQUALS.match(latex, place):
            places.append(place)
    outside = re.sub(r"\{[^{}]*\}", "", latex)
    if len(places) != 1 or _OTHER.search(outside):
        return None
    left, right = latex[: places[0]].strip(" &"), latex[places[0] + 1 :].strip(" &").rstrip(" .,;")
    return (left, right) if left and right else None
