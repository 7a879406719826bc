"""`y[n] = \\sum_k h[k] x[n-k]`: where a left side gives its place in brackets, brackets are subscripts."""

from __future__ import annotations

from collections.abc import Sequence

from rca_kernel.formal.stream import FONTS, GREEK
from rca_kernel.formal.tokens import Token
from rca_kernel.formal.vocabulary import DEFINERS

_EXPECTED = {"E", "P", "V"}


def bracketed(tokens: tuple[Token, ...]) -> tuple[Token, ...]:
    """The tokens with places in brackets as subscripts, where the first left side is `y[n]`."""
    first = _symbol_end(tokens, 0)
    end = _place_end(tokens, first)
    defines = end < len(tokens) and tokens[end].text in DEFINERS and tokens[end].kind != "letter"
    if not end or not defines or tokens[0].text in _EXPECTED:
        return tokens
    found: list[Token] = []
    place = 0
    while place < len(tokens):
        after = _symbol_end(tokens, place)
        end = 0 if tokens[place].text in _EXPECTED else _place_end(tokens, after)
        if not end:
            found.append(tokens[place])
            place += 1
            continue
        opened, closed = tokens[after], tokens[end - 1]
        found += tokens[place:after]
        found += [
            Token("char", "_", opened.start, opened.start),
            Token("open", "{", opened.start, opened.end),
        ]
        found += [*tokens[after + 1 : end - 1], Token("close", "}", closed.start, closed.end)]
        place = end
    return tuple(found)


def _symbol_end(tokens: Sequence[Token], place: int) -> int:
    """Where the single letter that stands here ends, with its font; 0 where there is none."""
    if place >= len(tokens):
        return 0
    token = tokens[place]
    if token.kind == "letter" or (token.kind == "command" and token.text in GREEK):
        return place + 1
    styled = token.kind == "command" and token.text in FONTS and place + 3 < len(tokens)
    if styled and tokens[place + 1].kind == "open" and tokens[place + 3].kind == "close":
        return place + 4
    return 0


def _place_end(tokens: Sequence[Token], place: int) -> int:
    """Where the bracketed place that opens here ends, 0 where there is none."""
    if not place or place >= len(tokens) or tokens[place].text != "[" or tokens[place].gap:
        return 0
    for end in range(place + 1, min(place + 8, len(tokens))):
        token = tokens[end]
        if token.kind == "char" and token.text == "]":
            return end + 1 if end > place + 1 else 0
        if not (token.kind in {"letter", "digits"} or token.text in {"+", "-", "tau"}):
            return 0
    return 0
