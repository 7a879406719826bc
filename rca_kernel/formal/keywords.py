"""Lines that begin with a keyword instead of a command: `\\textbf{Input:}`, `{\\bf given}`, `Output:`."""

from __future__ import annotations

import re
from typing import Literal

from rca_kernel.formal.pseudocode_lines import RawBlock, RawLine

Role = Literal["require", "ensure", "return"]

_KEYWORDS: dict[str, Role] = {
    "input": "require", "inputs": "require", "require": "require", "required": "require",
    "requires": "require", "given": "require", "parameter": "require", "parameters": "require",
    "hyperparameters": "require", "hyper-parameters": "require", "hyperparameter": "require",
    "data": "require", "algorithm parameters": "require", "algorithm parameter": "require",
    "output": "ensure", "outputs": "ensure", "ensure": "ensure", "ensures": "ensure", "result": "ensure",
    "return": "return", "returns": "return",
}  # fmt: skip
_WORDS = "|".join(sorted(_KEYWORDS, key=len, reverse=True))
_BOLD = re.compile(
    rf"^\s*(?:\\(?:textbf|textit|textsc|emph|underline)\s*\{{|\{{\s*\\(?:bf|bfseries|it|itshape|em|sc)\b)"
    rf"\s*({_WORDS})\s*:?\s*\}}\s*:?",
    re.IGNORECASE,
)
_PLAIN = re.compile(rf"^\s*({_WORDS})\s*:", re.IGNORECASE)
_RETURN = re.compile(r"^\s*(return)s?\b", re.IGNORECASE)


def with_roles(items: list[RawLine | RawBlock]) -> None:
    """Each line that begins with a keyword has the role of that keyword."""
    for item in items:
        if isinstance(item, RawBlock):
            with_roles(item.body)
        elif item.role == "state":
            found = _BOLD.match(item.text) or _PLAIN.match(item.text) or _RETURN.match(item.text)
            if found is not None:
                item.role = _KEYWORDS[" ".join(found.group(1).lower().split())]
                item.position += found.end()
                item.text = item.text[found.end() :]


def input_word(name: str, words: str) -> Role | None:
    """The role of a keyword that an algorithm makes for itself, `\\SetKwInOut{Input}{Input}`."""
    for text in (words, name):
        low = text.lower().strip(" :")
        if low in _KEYWORDS:
            return _KEYWORDS[low]
    return None
