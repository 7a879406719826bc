"""Properties that a text states of a value: bounds, sums of one, values at points."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from rca_kernel.formal.declarations import symbol_keys
from rca_kernel.formal.requirements import number_of
from rca_kernel.formal.trends import stated_trends

_WORDS = {"zero": "0", "one": "1", "two": "2", "half": "0.5", "minus one": "-1"}
_TERM = r"(?:\$(?P<{0}>[^$]+)\$|(?P<{0}_word>zero|one|two|half|minus one))"
_BETWEEN = re.compile(
    r"(?:lies?|is|are|stays?|remains?|ranges?|bounded|values)\s+(?:always\s+)?(?:between|from)\s+"
    + _TERM.format("low") + r"\s+(?:and|to)\s+" + _TERM.format("high")
)  # fmt: skip
_INTERVAL = re.compile(
    r"(?:lies?|is|are|stays?|remains?|values)\s+(?:always\s+)?in\s+"
    r"(?:the\s+(?P<unit>unit)\s+interval|\$\[(?P<low>[^,$]+),(?P<high>[^\]$]+)\]\$)"
)
_SUM = re.compile(r"(?:sums?|adds?|add up|adds up)\s+(?:up\s+)?to\s+(?:one|\$1\$|1)\b")
_EQUALS = re.compile(
    r"\bequals\s+" + _TERM.format("value") + r"\s+(?:at|for|when)\s+\$(?P<at>[^$=]+=[^$=]+)\$"
)
_MORE = re.compile(
    r"^\s*(?:,)?\s*and\s+" + _TERM.format("value") + r"\s+(?:at|for|when)\s+\$(?P<at>[^$=]+=[^$=]+)\$"
)
_NEGATED = re.compile(r"\b(?:not|never|no longer|rarely|if|unless|would|need not|should)\b")
_DISPLAY = re.compile(r"\$\$.*?\$\$", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Property:
    """What `quote` states. `between`: `low` and `high` bound the value (LaTeX); `sum`: its entries sum to
    one; `value`: it is `low` where `at` (symbol, LaTeX of its value); `increasing` and `decreasing`: in the
    symbol of `at`; `limit`: it tends to `low` as the symbol of `at` tends to `inf` or `0`."""

    kind: Literal["between", "sum", "value", "increasing", "decreasing", "limit"]
    quote: str
    low: str = ""
    high: str = ""
    at: tuple[str, str] = ("", "")


def stated_properties(text: str, symbol: str, latex: str) -> Iterator[Property]:
    """Properties of `symbol`, which `latex` defines, in Markdown text.

    A sentence is about the symbol when the symbol stands before the words, or when the sentence goes on
    from its display equation.
    """
    keys = set(symbol_keys(symbol))
    for sentence in _sentences(text, latex):
        subject = _subject_end(sentence, keys)
        if subject < 0:
            continue
        rest = sentence[subject:]
        quote = " ".join(sentence.replace(_MARK, "…").split()).strip(" .,")
        yield from _in_sentence(rest, quote)


def _in_sentence(rest: str, quote: str) -> Iterator[Property]:
    for pattern in (_BETWEEN, _INTERVAL):
        match = pattern.search(rest)
        if match is not None and not _NEGATED.search(rest[: match.end()]) and _near(rest, match.start()):
            if pattern is _INTERVAL and match.group("unit"):
                yield Property("between", quote, "0", "1")
            else:
                yield Property("between", quote, _term(match, "low"), _term(match, "high"))
    for trend in stated_trends(rest, lambda text: bool(_NEGATED.search(text)), _term):
        if trend.kind == "above":
            yield Property("between", quote, "-inf", trend.value)
        elif trend.kind == "below":
            yield Property("between", quote, trend.value, "inf")
        else:
            yield Property(trend.kind, quote, trend.value, at=(trend.by, trend.place))
    match = _SUM.search(rest)
    if match is not None and not _NEGATED.search(rest[: match.end()]) and _near(rest, match.start()):
        yield Property("sum", quote)
    match = _EQUALS.search(rest)
    while match is not None and not _NEGATED.search(rest[: match.start()]):
        name, value = match.group("at").split("=")
        yield Property("value", quote, _term(match, "value"), at=(name.strip(), value.strip()))
        rest = rest[match.end() :]
        match = _MORE.match(rest)


_MARK = "\x00"


def _sentences(text: str, latex: str) -> Iterator[str]:
    """Sentences with the display of `latex` as a mark, other displays left out."""
    body = " ".join(latex.split())

    def display(match: re.Match[str]) -> str:
        return _MARK if body in " ".join(match.group().split()) else " "

    marked = _DISPLAY.sub(display, text)
    yield from re.split(r"(?<=[.!?])\s+(?=[A-Z$])", marked)


def _subject_end(sentence: str, keys: set[str]) -> int:
    """Where the symbol, or the display, ends that the sentence is about; -1 where there is none."""
    if _MARK in sentence:
        return sentence.rindex(_MARK) + 1
    for match in re.finditer(r"\$([^$]+)\$", sentence):
        head = re.sub(r"\([^()]*\)$", "", match.group(1).strip())
        if keys & set(symbol_keys(head)):
            return match.end()
    return -1


def _near(rest: str, start: int) -> bool:
    """No other symbol and no new clause stands between the subject and its verb."""
    between = rest[:start]
    return "$" not in between and not re.search(r"[;:]|\band\b|\bbut\b|\bwhile\b", between)


def _term(match: re.Match[str], name: str) -> str:
    groups = match.groupdict()
    word = groups.get(f"{name}_word")
    found = _WORDS[word] if word else (groups.get(name) or "")
    value = number_of(found)
    return str(value) if value is not None else found.strip()
