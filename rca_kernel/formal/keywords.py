"""Lines that begin with a keyword instead of a command: `\\textbf{Input:}`, `{\\bf given}`, `Output:`."""

from __future__ import annotations

import re

from rca_kernel.formal.calls import with_calls
from rca_kernel.formal.pseudocode_commands import KEYWORDS
from rca_kernel.formal.pseudocode_lines import RawBlock, RawLine

_WORDS = "|".join(sorted(KEYWORDS, key=len, reverse=True))
_WHOSE = r"(?:client|server|worker|device|node|agent|user|local|global|additional|further)"
_BOLD = re.compile(
    rf"^\s*(?:\\(?:textbf|textit|textsc|emph|underline)\s*\{{|\{{\s*\\(?:bf|bfseries|it|itshape|em|sc)\b)"
    rf"\s*(?:{_WHOSE}\s+)?({_WORDS})\s*:?\s*\}}\s*:?",
    re.IGNORECASE,
)
_PLAIN = re.compile(rf"^\s*({_WORDS})\s*:", re.IGNORECASE)
_RETURN = re.compile(r"^\s*(return)s?\b", re.IGNORECASE)


def with_roles(items: list[RawLine | RawBlock]) -> None:
    """Each line that begins with a keyword has the role of that keyword; calls are mathematics."""
    for item in items:
        if isinstance(item, RawBlock):
            item.header = with_calls(item.header)
            with_roles(item.body)
            continue
        item.text = with_calls(item.text)
        if item.role == "state":
            found = _BOLD.match(item.text) or _PLAIN.match(item.text) or _RETURN.match(item.text)
            if found is not None:
                item.role = KEYWORDS[" ".join(found.group(1).lower().split())]
                item.position += found.end()
                item.text = item.text[found.end() :]
