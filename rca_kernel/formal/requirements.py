"""`Require` lines: symbols, their words, and values given there."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rca_kernel.errors import FormalError
from rca_kernel.formal.lefts import read_left
from rca_kernel.formal.segments import prose_of, segments
from rca_kernel.formal.tokens import tokenize
from rca_kernel.formal.tree import Symbol

_NUMBER = re.compile(r"^-?\d+(?:\.\d+)?$")
_POWER_OF_TEN = re.compile(r"^(?:(-?\d+(?:\.\d+)?)\s*\\(?:cdot|times)\s*)?10\^\{?(-?\d+)\}?$")


@dataclass(frozen=True, slots=True)
class Requirement:
    """A symbol that is required, what the paper says of it, and its value where one is given."""

    symbol: Symbol
    words: str
    value: float | int | None = None
    function: bool = False


def read_requirement(text: str) -> list[Requirement]:
    """The symbols of one line; what is not a symbol is words."""
    parts = segments(text)
    found: list[Requirement] = []
    for place, part in enumerate(parts):
        if not part.math:
            continue
        following = parts[place + 1].text if place + 1 < len(parts) and not parts[place + 1].math else ""
        before = parts[place - 1].text if place and not parts[place - 1].math else ""
        after = re.match(r"^\s*[:,(]?\s*([^,;.:()]*)", following)
        words = prose_of(after.group(1)) if after and following.lstrip()[:1] in {":", "("} else ""
        words = words or prose_of(re.split(r"[,;:.]", before)[-1])
        aside = _is_aside("".join(p.text for p in parts[:place] if not p.math))
        for piece in _pieces(part.text):
            requirement = _requirement(piece, words)
            if requirement is not None and not aside:
                found.append(requirement)
    return found


def _is_aside(prose: str) -> bool:
    """Whether the text before ends in a remark in parentheses: `$c$ (for constant rates $c = 1$)`."""
    if prose.count("(") <= prose.count(")"):
        return False
    words = re.findall(r"[A-Za-z]+", prose[prose.rindex("(") :])
    return bool(words) and not {"default", "defaults"} & {w.lower() for w in words}


def _pieces(text: str) -> list[str]:
    parts, depth, start = [], 0, 0
    for place, character in enumerate(text):
        depth += {"(": 1, "{": 1, "[": 1, ")": -1, "}": -1, "]": -1}.get(character, 0)
        if character == "," and depth <= 0:
            parts.append(text[start:place])
            start, depth = place + 1, 0
    return [p for p in (*parts, text[start:]) if p.strip()]


def _requirement(piece: str, words: str) -> Requirement | None:
    head = re.split(
        r"=|\\in(?![a-z])|\\ge(?:q)?(?![a-z])|\\le(?:q)?(?![a-z])|<|>|:|\\gets|\\leftarrow", piece
    )
    tokens = [t for t in tokenize(head[0]) if t.kind != "end"]
    if not tokens:
        return None
    try:
        left = read_left(tokens, head[0])
    except FormalError:
        return None
    defined = piece.partition("=")[2]
    if re.search(rf"(?<![A-Za-z\\]){re.escape(head[0].strip())}_", defined):
        raise FormalError(
            "one letter is a number and an array",
            token=piece.strip(),
            hint="Give the sum a letter of its own.",
        )
    value = number_of(head[1]) if len(head) == 2 and "=" in piece else None
    return Requirement(left.symbol, words, value, left.applied)


def number_of(text: str) -> float | int | None:
    """A written number, `10^{-8}` included."""
    cleaned = text.strip().rstrip(".")
    if _NUMBER.match(cleaned):
        return float(cleaned) if "." in cleaned else int(cleaned)
    power = _POWER_OF_TEN.match(cleaned)
    if power:
        return float(f"{power.group(1) or 1}e{power.group(2)}")
    return None
