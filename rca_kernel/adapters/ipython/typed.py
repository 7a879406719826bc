"""A `%rca` line as it is being typed: the words before the cursor, and the one that it stands in."""

from __future__ import annotations

import re
from dataclasses import dataclass

_MAGIC = re.compile(r"(?:^|\n)[ \t]*(?:[^\W\d]\w*[ \t]*=[ \t]*)?(%{0,2})rca(?=[ \t])")
_BARE = re.compile(r"[\w@%+=:,./~()-]*")
"""What a word may hold outside quotes; a backslash would be taken as the beginning of an escape."""


@dataclass(frozen=True, slots=True)
class Typed:
    """`words` are complete; `fragment` is the text of the word that is typed, `value` what it says so far,
    `quote` the quotation mark that is open in it. `magic` is "%", "%%" or "" (automagic)."""

    words: tuple[str, ...]
    fragment: str
    value: str
    quote: str
    magic: str


def typed_in(before: str) -> Typed | None:
    """What is typed, where `before`, the text in front of the cursor, ends in a `%rca` line."""
    found = None
    for match in _MAGIC.finditer(before):
        found = match
    if found is None or "\n" in before[found.end() :]:
        return None
    if found[1] == "%%" and before[: found.start()].strip():
        return None  # a cell's magic stands in its first line
    return split(before[found.end() :], found[1])


def split(text: str, magic: str = "%") -> Typed:
    """Words as a shell splits them, but for this: a backslash stands for itself unless a quotation mark, a
    space or another one follows it, for paths of Windows and names of LaTeX have many."""
    words: list[str] = []
    value, quote, start, position = "", "", -1, 0
    while position < len(text):
        letter = text[position]
        if quote:
            if letter == "\\" and quote == '"' and text[position + 1 : position + 2] in ('"', "\\"):
                position += 1
                value += text[position]
            elif letter == quote:
                quote = ""
            else:
                value += letter
        elif letter.isspace():
            if start >= 0:
                words.append(value)
            value, start = "", -1
        else:
            start = position if start < 0 else start
            if letter in "\"'":
                quote = letter
            elif letter == "\\" and text[position + 1 : position + 2] in tuple("\"'\\ "):
                position += 1
                value += text[position]
            else:
                value += letter
        position += 1
    return Typed(tuple(words), text[start:] if start >= 0 else "", value, quote, magic)


def written(value: str, typed: Typed, after: str) -> str:
    """`value` as it is written in place of the fragment: in quotation marks where it needs them. `after` is
    the text behind the cursor; a folder's are left open, so that one can go on."""
    if _BARE.fullmatch(value) and not typed.quote and value:
        return value
    quote = typed.quote or ("'" if '"' in value and "'" not in value else '"')
    inside = value if quote == "'" else value.replace("\\", "\\\\").replace('"', '\\"')
    begun = "" if typed.fragment.startswith(quote) or not typed.quote else typed.fragment.split(quote)[0]
    opened = f"{begun}{quote}{inside.removeprefix(begun)}"
    closes = value.endswith("/") or after.startswith(quote)
    return opened if closes else opened + quote
