"""Printed pseudocode lines turned back into algorithmic commands."""

from __future__ import annotations

import re
from collections.abc import Iterable

_FORMS = (
    (re.compile(r"(?:Require|Input)\s*:\s*(.*)", re.IGNORECASE), r"\\Require \1"),
    (re.compile(r"(?:Ensure|Output)\s*:\s*(.*)", re.IGNORECASE), r"\\Ensure \1"),
    (re.compile(r"for\s+all\s+(.*?)\s*do\.?", re.IGNORECASE), r"\\ForAll{\1}"),
    (re.compile(r"for\s+(.*?)\s*do\.?", re.IGNORECASE), r"\\For{\1}"),
    (re.compile(r"while\s+(.*?)\s*do\.?", re.IGNORECASE), r"\\While{\1}"),
    (re.compile(r"else\s*if\s+(.*?)\s*then\.?", re.IGNORECASE), r"\\ElsIf{\1}"),
    (re.compile(r"if\s+(.*?)\s*then\.?", re.IGNORECASE), r"\\If{\1}"),
    (re.compile(r"else\.?", re.IGNORECASE), r"\\Else"),
    (re.compile(r"repeat\.?", re.IGNORECASE), r"\\Repeat"),
    (re.compile(r"until\s+(.*)", re.IGNORECASE), r"\\Until{\1}"),
    (re.compile(r"end\s*for\.?", re.IGNORECASE), r"\\EndFor"),
    (re.compile(r"end\s*while\.?", re.IGNORECASE), r"\\EndWhile"),
    (re.compile(r"end\s*if\.?", re.IGNORECASE), r"\\EndIf"),
    (re.compile(r"return\s+(.*)", re.IGNORECASE), r"\\State \\Return \1"),
)
_COUNTED = re.compile(r"^\d+\s*:\s*")


def algorithmic(lines: Iterable[str]) -> str:
    """The lines as an algorithmic environment; a line of no known form is a \\State."""
    out = ["\\begin{algorithmic}[1]"]
    for line in lines:
        text = _COUNTED.sub("", line).strip()
        if text:
            out.append(_command(text))
    return "\n".join([*out, "\\end{algorithmic}"])


def _command(text: str) -> str:
    for pattern, form in _FORMS:
        found = pattern.fullmatch(text)
        if found:
            return found.expand(form)
    return f"\\State {text}"
