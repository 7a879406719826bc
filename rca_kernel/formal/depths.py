"""How deeply tokens are nested in brackets, braces and environments."""

from __future__ import annotations

from collections.abc import Sequence

from rca_kernel.formal.tokens import Token

OPEN = {"(", "[", "{", "lbrace", "lfloor", "lceil", "langle", "lvert", "lVert"}

CLOSE = {")", "]", "}", "rbrace", "rfloor", "rceil", "rangle", "rvert", "rVert"}


Tokens = tuple[Token, ...]


def depths(tokens: Sequence[Token]) -> list[int]:
    """Nesting depth before each token (braces, brackets, environments)."""
    found, depth = [], 0
    for place, token in enumerate(tokens):
        closes = (token.text in CLOSE and token.kind != "letter") or (
            token.text == "end" and token.kind == "command"
        )
        begins = token.text == "begin" and token.kind == "command"
        opens = (token.text in OPEN and token.kind != "letter") or begins
        depth -= 1 if closes and depth else 0
        found.append(depth)
        depth += 1 if opens else 0
        del place
    return found
