"""Indicator functions as papers print them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rca_kernel.formal.tree import Expr, Indicator
from rca_kernel.formal.vocabulary import COMPARATORS

if TYPE_CHECKING:
    from rca_kernel.formal.parser import Parser


def is_indicator(parser: Parser) -> bool:
    """`\\mathbb{1}[...]`, `\\mathbf{1}_{...}`, `\\mathbb{I}(...)`."""
    tokens = parser.tokens[parser.place : parser.place + 5]
    words = [t.text for t in tokens]
    if words[:1] not in (["mathbb"], ["mathbf"], ["mathds"], ["mathbbm"], ["bm"]) or len(words) < 3:
        return False
    braced = words[1] == "{"
    inner, after = (words[2], words[4:5]) if braced else (words[1], words[2:3])
    bracket = after in (["("], ["["], ["lbrace"], ["_"])
    if after == ["_"] and not _is_condition(parser, parser.place + (5 if braced else 3)):
        return False
    return bracket and (inner == "1" or (inner == "I" and words[0] in {"mathbb", "mathds", "mathbbm"}))


def _is_condition(parser: Parser, place: int) -> bool:
    """Whether the subscript that stands here compares something: `\\mathbf{1}_n` is a vector of ones."""
    tokens = parser.tokens[place:]
    if not tokens or tokens[0].kind != "open":
        return False
    end = next((n for n, t in enumerate(tokens) if t.kind == "close"), len(tokens))
    return any(t.kind != "letter" and t.text in {*COMPARATORS, "in", "notin"} for t in tokens[:end])


def read_indicator(parser: Parser) -> Expr:
    parser.take()
    parser.group()
    opened = parser.take()
    if opened.text == "_":
        group = parser.group()
        if group and group[0].text in {"lbrace", "[", "("} and group[-1].text in {"rbrace", "]", ")"}:
            group = group[1:-1]
        inner = parser.sub_parser(group)
        condition = inner.condition()
        if inner.here.kind != "end":
            inner.refuse("this was not expected in a condition")
        return Indicator(condition)
    closing = {"(": ")", "[": "]", "lbrace": "rbrace"}[opened.text]
    bars, parser.bars = parser.bars, 0
    condition = parser.condition()
    parser.bars = bars
    parser.expect(closing, "the closing bracket of the indicator")
    return Indicator(condition)
