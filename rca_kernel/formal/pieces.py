"""Pieces of a line of pseudocode: its tokens, its commas, its assignment signs."""

from __future__ import annotations

from collections.abc import Sequence

from rca_kernel.formal.depths import depths
from rca_kernel.formal.segments import Segment
from rca_kernel.formal.tokens import Token, tokenize
from rca_kernel.formal.vocabulary import DEFINERS


def is_mark(token: Token, depth: int) -> bool:
    return (
        depth == 0 and token.kind in {"char", "command"} and (token.text in DEFINERS or token.text == "sim")
    )


def assigns(part: Segment) -> bool:
    tokens = tokenize(part.text, part.position)
    return any(is_mark(t, d) for t, d in zip(tokens, depths(tokens), strict=True))


def tokens_of(text: str, position: int) -> tuple[Token, ...]:
    return tuple(t for t in tokenize(text, position) if t.kind != "end")


def padded(part: Segment) -> str:
    """The part at its own offset, so that token positions point into it."""
    return " " * part.position + part.text


def unwrapped(tokens: tuple[Token, ...]) -> tuple[Token, ...]:
    if tokens and tokens[0].text == "(" and tokens[-1].text == ")" and depths(tokens)[1:-1].count(0) == 0:
        return tokens[1:-1]
    return tokens


def commas(tokens: Sequence[Token]) -> list[tuple[Token, ...]]:
    parts: list[list[Token]] = [[]]
    for token, depth in zip(tokens, depths(tokens), strict=True):
        if depth == 0 and token.kind == "char" and token.text in {",", ";"}:
            parts.append([])
        else:
            parts[-1].append(token)
    return [tuple(p) for p in parts if p]
