"""Calls of procedures in lines of pseudocode: `$y \\gets$ \\Call{F}{$a$, $b$}` as mathematics."""

from __future__ import annotations

import re

from rca_kernel.formal.tokens import group_end

_CALL = re.compile(r"\\Call\s*(?=\{)")
_NAMED = re.compile(
    r"(?P<left>\$[^$]*(?:\\gets|\\leftarrow|=|\\sim)\s*)\$\s*"
    r"(?P<name>\\(?:text(?:sc|tt|bf|it|rm|sf|proc)?|mathrm|FuncSty|KwSty)\s*\{[A-Za-z][\w\s-]*\}"
    r"|[A-Z][A-Za-z]+)"
    r"\s*\("
)


def with_calls(text: str) -> str:
    """Each call as the application of a function named by its words."""
    while (found := _CALL.search(text)) is not None:
        opened = found.end()
        named = group_end(text, opened)
        end = group_end(text, named) if text[named : named + 1] == "{" else named
        name, args = text[opened + 1 : named - 1].strip(), text[named + 1 : end - 1]
        inside = text[: found.start()].count("$") % 2 == 1
        call = f"\\textsc{{{_spoken(name)}}}({args.replace('$', ' ').strip()})"
        text = text[: found.start()] + (call if inside else f"${call}$") + text[end:]
    text = re.sub(r"((?:\\gets|\\leftarrow|=|\\sim|[-+])\s*)\$\s*\$", r"\1 ", text)
    while (found := _NAMED.search(text)) is not None:
        end = _closing(text, found.end())
        if end < 0:
            break
        args = text[found.end() : end].replace("$", " ").strip()
        name = re.sub(r"\\\w+\s*\{|\}", "", found.group("name"))
        call = f"\\textsc{{{_spoken(name)}}}({args})$"
        text = text[: found.start()] + found.group("left") + call + text[end + 1 :]
    return text


def _spoken(name: str) -> str:
    """The name without a font of its own."""
    inner = re.sub(r"\\[A-Za-z]+\s*\{([^{}]*)\}|\\[A-Za-z]+\s*", r"\1", name).strip()
    return "".join(inner.split()) if inner.istitle() else inner.replace(" ", "")


def _closing(text: str, start: int) -> int:
    depth = 1
    for place in range(start, len(text)):
        depth += {"(": 1, ")": -1}.get(text[place], 0)
        if depth == 0:
            return place
    return -1
