"""Superscripts that are part of a name: stars, primes, bracketed steps, words, the labels of weights."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rca_kernel.formal.raised import counts
from rca_kernel.formal.run_labels import run_label
from rca_kernel.formal.stream import FONTS, GREEK, LETTERLIKE, WORDS
from rca_kernel.formal.symbols import Name, spoken
from rca_kernel.formal.tokens import Token
from rca_kernel.formal.vocabulary import LABEL_WORDS, WEIGHT_LABELS

if TYPE_CHECKING:
    from rca_kernel.formal.parser import Parser


_LABELS = {"*", "ast", "star", "+", "-", "dagger", "prime", "pm", "minus", "max", "min", "dag"}


def label_ahead(parser: Parser, name: Name) -> str | None:
    """The name part if the superscript ahead is a label: `^*`, `^{(k)}`, `^{\\text{new}}`, `^\\prime`."""
    mark = parser.place
    saved = parser.tokens
    parser.take()
    group = parser.group()
    parser.place, parser.tokens = mark, saved
    if not group:
        return None
    if len(group) == 1 and group[0].text in _LABELS and group[0].kind in {"char", "command"}:
        return spoken(group, parser.source, parser.offset)
    if len(group) == 1 and group[0].kind == "letter" and _labels_weights(name, group[0].text):
        return group[0].text
    if all(t.text in {"prime", "'"} for t in group):
        return "_".join(["prime"] * len(group))
    if any(t.kind == "char" and t.text in "(/" for t in group[1:]) and group[0].kind == "command":
        return None
    if counted := counts(parser, name, group):
        return counted
    if group[0].kind == "command" and group[0].text in WORDS | {"mathcal"}:
        text = "".join(t.text for t in group[1:] if t.kind == "letter")
        return None if text in {"T", "H"} else spoken(group, parser.source, parser.offset)
    return _bracketed_label(parser, name, group)


def _labels_weights(name: Name, letter: str) -> bool:
    """`W^Q`, `b_i^O`: named after what they make."""
    return name.base in {"W", "b", "B"} and letter in WEIGHT_LABELS


def _unread(parser: Parser, group: Sequence[Token]) -> bool:
    """Whether the letters stand nowhere as symbols of their own."""
    survey = parser.setting.survey
    return survey is None or not any(f"|{t.text}|" in survey.lone for t in group)


def _bracketed_label(parser: Parser, name: Name, group: Sequence[Token]) -> str | None:
    if "".join(t.text for t in group if t.kind == "letter") in LABEL_WORDS and all(
        t.kind == "letter" for t in group
    ):
        return "".join(t.text for t in group)
    capitals = all(t.kind == "letter" and t.text.isupper() for t in group)
    pair = len(group) == 2 and bool(name.subscript_latex) and _unread(parser, group)
    if capitals and (len(group) > 2 or pair):
        return "".join(t.text for t in group)
    if (word := run_label(parser, name, group)) is not None:
        return word
    if (group[0].text, group[-1].text) not in {("(", ")"), ("[", "]")}:
        return None
    inner = group[1:-1]
    if not inner or any(t.text in {"(", ")", "[", "]"} and t.kind == "char" for t in inner):
        return None
    simple = [t for t in inner if t.kind in {"letter", "digits"} or t.text in {*GREEK, *LETTERLIKE, *FONTS}]
    joined = [t for t in inner if t.kind == "char" and t.text in "+-,"]
    only = len(simple) + len(joined) + sum(t.kind in {"open", "close"} for t in inner) == len(inner)
    return spoken(inner, parser.source, parser.offset) if only and simple else None
