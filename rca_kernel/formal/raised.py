"""Superscripts that count: `x^{k+1} = x^k - g`, `a^l = \\sigma(W^l a^{l-1})`, `\\eta_{\\min}^i`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from rca_kernel.formal.depths import depths
from rca_kernel.formal.stream import GREEK
from rca_kernel.formal.symbols import Name, spoken
from rca_kernel.formal.tokens import Token
from rca_kernel.formal.vocabulary import LABEL_WORDS

if TYPE_CHECKING:
    from rca_kernel.formal.parser import Parser

_POLICIES = {"pi", "mu"}
_COUNTERS = {"i", "j", "k", "l"}


def counters(lefts: Sequence[Sequence[Token]], tokens: Sequence[Token]) -> frozenset[str]:
    """Letters that count in superscripts: those of a left side, which is no power, with its letter."""
    found: set[str] = set()
    for left in lefts:
        for place, group in _superscripts(left):
            letters = {t.text for t in group if _counts(t)}
            plain = all(_counts(t) or t.kind == "digits" or t.text in {"+", "-"} for t in group)
            word = "".join(t.text for t in group)
            if not plain or len(letters) != 1 or word in LABEL_WORDS | {"T", "H"} or left[0].text == "e":
                continue
            after = [g for at, g in _superscripts(tokens) if g[0].start != group[0].start]
            again = any(t.text in letters for g in after for t in g)
            end = place + len(group) + (1 if left[place + 1].kind != "open" else 3)
            applied = end < len(left) and left[end].text == "("
            if place and (len(group) > 1 or again or applied):
                found |= letters | {_base(left)}
    return frozenset(found)


def _superscripts(tokens: Sequence[Token]) -> Iterator[tuple[int, Sequence[Token]]]:
    """Each superscript outside all brackets and braces, with its place."""
    level = depths(tokens)
    for place, token in enumerate(tokens[:-1]):
        if token.text != "^" or token.kind != "char":
            continue
        if tokens[place + 1].kind != "open":
            yield place, tokens[place + 1 : place + 2]
            continue
        end = next((n for n in range(place + 2, len(tokens)) if level[n] == level[place]
                    and tokens[n].kind == "close"), place + 1)  # fmt: skip
        if end > place + 2:
            yield place, tokens[place + 2 : end]


def _counts(token: Token) -> bool:
    return token.kind == "letter" or (token.kind == "command" and token.text in GREEK)


def _base(left: Sequence[Token]) -> str:
    """The letter of a left side, under its font and accent."""
    named = (t.text for t in left if t.kind == "letter" or t.text in GREEK)
    return next(named, "")


def counts(parser: Parser, name: Name, group: Sequence[Token]) -> str:
    """The name part where the superscript is an index, nothing where it is none."""
    letters = [t.text for t in group if _counts(t)]
    plain = all(_counts(t) or t.kind == "digits" or t.text in {"+", "-"} for t in group)
    if len(letters) != 1 or not plain or name.base == "e" or name.base.isdigit():
        return ""
    if parser.naming and len(group) == 1 and group[0].text.isupper():
        return group[0].text
    known = parser.setting.raised
    if letters[0] in GREEK and letters[0] not in _POLICIES and name.base not in known:
        return ""
    if letters[0] in known and letters[0] not in parser.bound:
        plain_greek = name.base in GREEK and name.base not in known and name.font != "bold"
        if plain_greek:
            parser.refuse("this superscript may be an index or a power", group[0],
                          "Write x^{(k)} for an index, or (x)^k for a power.")  # fmt: skip
        return spoken(group, parser.source, parser.offset)
    return letters[0] if len(group) == 1 and _labelled(parser, name, letters[0]) else ""


def _labelled(parser: Parser, name: Name, letter: str) -> bool:
    """`\\eta_{\\min}^i`: a letter that is an index elsewhere and no value, over a word."""
    key = Name(letter, letter).symbol().key
    if letter not in _COUNTERS or key in parser.bound or not name.subscript_latex or name.subscripts:
        return False
    marked = parser.seen.indexing.setdefault(letter, set())
    marked.add(f"{name.base}_{name.subscript_latex}")
    survey = parser.setting.survey
    if survey is None:
        return True
    return len(survey.indexing.get(letter, ())) > 1 and f"|{letter}|" not in survey.lone
