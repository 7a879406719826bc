"""Signs in a font: `\\boldsymbol{\\cdot}` is `\\cdot`."""

from __future__ import annotations

from collections.abc import Sequence

from rca_kernel.formal.tokens import Token

_FONTS = {"boldsymbol", "bm", "mathbf", "pmb"}
_SIGNS = {"=", "cdot", "times", "odot", "+", "-"}


def plain_signs(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """The tokens with such signs alone."""
    found: list[Token] = []
    place = 0
    while place < len(tokens):
        token, group = tokens[place], tokens[place + 1 : place + 4]
        sign = [t.kind for t in group[::2]] == ["open", "close"] and group[1].text in _SIGNS
        if token.kind == "command" and token.text in _FONTS and sign:
            found.append(group[1])
            place += 4
        else:
            found.append(token)
            place += 1
    return tuple(found)
