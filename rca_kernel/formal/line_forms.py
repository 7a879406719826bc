"""Lines that stand for a loop or a branch: `... for $i = 1, \\ldots, n$`, `... if $a$ else ...`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rca_kernel.formal.pieces import assigns
from rca_kernel.formal.segments import Segment, segments

_PLACE = re.compile("\ue000(\\d+)\ue001")
_MATH = "\ue000\\d+\ue001"
_CONDITION = rf"{_MATH}(?:\s*(?:and|or)\s+{_MATH})*"
_TRAILING = re.compile(
    rf"^(?P<head>.*?{_MATH})\s*,?\s*(?:if|when)\s+(?P<condition>{_CONDITION})\s*[,;.]?\s*(?:and\s+)?"
    rf"(?:(?:else|otherwise)\s*[,:]?\s*(?:set\s+|let\s+)?(?P<other>{_MATH})"
    rf"|(?P<late>{_MATH})\s*,?\s*(?:otherwise|else))?\s*[.;]?\s*$",
    re.IGNORECASE | re.DOTALL,
)
_LEADING = re.compile(
    rf"^\s*if\s+(?P<condition>{_CONDITION})\s*(?:,\s*then|,|:|then)\s*[,:]?\s*(?P<head>(?:set\s+|let\s+)?{_MATH})"
    rf"\s*[,;.]?\s*(?:and\s+)?(?:(?:else|otherwise)\s*[,:]?\s*(?:set\s+|let\s+)?(?P<other>{_MATH}))?\s*[.;]?\s*$",
    re.IGNORECASE | re.DOTALL,
)
_STYLED = re.compile(r"\\text(?:bf|it|rm)\s*\{([^{}]*)\}|\\q?quad|~")
_ELSE = re.compile(r"\b(?:else|otherwise|if|when|unless)\b", re.IGNORECASE)
_FOR = re.compile(r"(?:,\s*)?\b(?:for\b|in parallel for\b)", re.IGNORECASE)
_COMMENT = re.compile(r"//|\\#|\\%|\\triangleright|(?<![\w$}])#(?!\d)|/\*")


@dataclass(frozen=True, slots=True)
class Choice:
    """A branch on one line: `head` where `condition` holds, else `other`."""

    condition: str
    head: tuple[Segment, ...]
    other: tuple[Segment, ...] = ()


def without_comment(text: str) -> tuple[str, str]:
    """The line and the comment that ends it (`// ...`, `\\triangleright ...`)."""
    place, in_math = 0, False
    while place < len(text):
        if text[place] == "$":
            opens = re.compile(r"\$\s*\\triangleright\s*\$?").match(text, place) if not in_math else None
            if opens is not None:
                return text[:place].rstrip(), text[opens.end() :].strip().replace("$", "")
            in_math = not in_math
        elif not in_math and (mark := _COMMENT.match(text, place)) is not None:
            return text[:place].rstrip(), text[mark.end() :].strip().removesuffix("*/").strip()
        place += 1
    return text, ""


def several(text: str) -> list[tuple[int, str]]:
    """`$w_i = 1$ for all $i$; $L = 0$`: steps between semicolons, with their places; empty for one step."""
    found: list[tuple[int, str]] = []
    start, in_math, depth = 0, False, 0
    for place, character in enumerate(f"{text};"):
        in_math ^= character == "$"
        depth += {"{": 1, "(": 1, "}": -1, ")": -1}.get(character, 0) if not in_math else 0
        if character == ";" and not in_math and depth == 0 and text[place - 1 : place] != "\\":
            found.append((start, text[start:place]))
            start = place + 1
    each = [[p for p in segments(piece) if p.math] for _, piece in found]
    steps = all(any(assigns(p) for p in maths) for maths in each)
    return found if len(found) > 1 and steps and not _ELSE.search(text) else []


def repeated(text: str) -> tuple[str, str] | None:
    """The step and the header of the loop that its end states: `for all $i$`, `$\\forall i \\in S$`."""
    place, in_math, depth = 0, False, 0
    while place < len(text):
        character = text[place]
        if character == "$":
            in_math = not in_math
        elif character == "\\" and (quantifier := re.compile(r"\\forall(?![a-zA-Z])").match(text, place)):
            head = text[:place].rstrip(" ~,(").removesuffix("\\quad").removesuffix("\\;").rstrip(" ~,\\$")
            rest = text[quantifier.end() :].strip().rstrip(".)")
            return _closed(head), "all $" + rest.rstrip("$. ") + "$"
        elif not in_math:
            depth += {"(": 1, "{": 1, ")": -1, "}": -1}.get(character, 0)
            found = _FOR.match(text, place)
            if found and depth == 0 and place and text[place - 1] in " ~$,\n" and "$" in text[:place]:
                return text[:place].rstrip(" ,~"), text[found.end() :].strip().rstrip(".")
        place += 1
    return None


def _closed(head: str) -> str:
    return head + "$" * (head.count("$") % 2)


def choice(parts: Sequence[Segment]) -> Choice | None:
    """The branch that a line of words and mathematics states."""
    line = "".join(
        f"\ue000{n}\ue001" if p.math else _STYLED.sub(r" \1 ", p.text)
        for n, p in enumerate(parts)
    )  # fmt: skip
    found = _TRAILING.match(line) or _LEADING.match(line)
    if found is None:
        return None
    condition = _PLACE.sub(lambda m: f"${parts[int(m.group(1))].text}$", found.group("condition"))
    groups = found.groupdict()
    other = groups.get("other") or groups.get("late") or ""
    return Choice(condition, _segments(found.group("head"), parts), _segments(other, parts))


def _segments(text: str, parts: Sequence[Segment]) -> tuple[Segment, ...]:
    found: list[Segment] = []
    place = 0
    for match in _PLACE.finditer(text):
        if text[place : match.start()].strip():
            found.append(Segment(False, text[place : match.start()], parts[int(match.group(1))].position))
        found.append(parts[int(match.group(1))])
        place = match.end()
    return tuple(found)
