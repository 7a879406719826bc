"""Trends that a text states of a value: where it rises or falls, what it tends to, what bounds it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

_TERM = r"(?:\$(?P<{0}>[^$]+)\$|(?P<{0}_word>zero|one|two|half|minus one))"
_HOW = r"(?:(?:monotonically|strictly|always|smoothly|steadily|linearly|exponentially|logarithmically)\s+)*"
_IN = r"(?:\s+monotonically|\s+strictly)?\s*,?\s+(?:in|with|as)\s+(?:the\s+\w+\s+)?\$(?P<by>[^$]+)\$"
_RISES = re.compile(
    rf"\b(?:{_HOW}(?P<up>increases|grows|rises|increasing)|{_HOW}(?P<down>decreases|decays|falls|shrinks|decreasing))"
    + _IN
)
_FAR = r"(?P<far>grows|increases|tends to infinity|goes to infinity|becomes large)"
_NEAR = r"(?P<near>tends to zero|goes to zero|vanishes)"
_TENDS = re.compile(
    r"\b(?:tends|converges|goes|approaches|decays|shrinks|grows)\s+(?:to\s+)?" + _TERM.format("value")
    + r"\s+(?:as|when|for)\s+\$(?P<by>[^$]+?)(?:\s*\\(?:to|rightarrow)\s*(?P<place>[^$]+?))?\$"
    + rf"(?:\s+(?:{_FAR}|{_NEAR}))?"
)  # fmt: skip
_IS = r"\b(?:is|are|stays|remains)\s+(?:always\s+)?"
_ABOVE = re.compile(_IS + r"(?:at most|no larger than|bounded (?:from )?above by)\s+" + _TERM.format("high"))
_BELOW = re.compile(_IS + r"(?:at least|no smaller than|bounded (?:from )?below by)\s+" + _TERM.format("low"))
_SIGN = re.compile(_IS + r"(?:non-?negative|positive)\b")
_CLAUSE = re.compile(r"[;:]|\bbut\b|\bwhile\b|\bwhereas\b")


@dataclass(frozen=True, slots=True)
class Trend:
    """`by` is the symbol that moves, `value` the limit or the bound (LaTeX), `place` where it moves to."""

    kind: Literal["increasing", "decreasing", "limit", "above", "below"]
    by: str = ""
    value: str = ""
    place: Literal["inf", "0", ""] = ""


def stated_trends(
    rest: str, negated: Callable[[str], bool], term: Callable[[re.Match[str], str], str]
) -> Iterator[Trend]:
    """The trends in what a sentence says after its subject; none behind another clause or a negation."""
    for pattern in (_RISES, _TENDS, _ABOVE, _BELOW, _SIGN):
        match = pattern.search(rest)
        before = rest[: match.start()] if match else ""
        if match is None or negated(before) or "$" in before or _CLAUSE.search(before):
            continue
        if pattern is _RISES:
            yield Trend("increasing" if match.group("up") else "decreasing", match.group("by").strip())
        elif pattern is _TENDS:
            place = _place(match)
            if place:
                yield Trend("limit", match.group("by").strip(), term(match, "value"), place)
        elif pattern is _SIGN:
            yield Trend("below", value="0")
        elif pattern is _ABOVE:
            yield Trend("above", value=term(match, "high"))
        else:
            yield Trend("below", value=term(match, "low"))


def _place(match: re.Match[str]) -> Literal["inf", "0", ""]:
    written = (match.group("place") or "").strip()
    if written in {r"\infty", r"+\infty"} or (not written and match.group("far")):
        return "inf"
    return "0" if written in {"0", "0^+"} or (not written and match.group("near")) else ""
