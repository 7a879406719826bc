"""Subscripts whose places stand beside each other: `ij'`, `1i`, `i0`, `iy_i`."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rca_kernel.formal.stream import GREEK
from rca_kernel.formal.tokens import Token
from rca_kernel.formal.vocabulary import LABEL_WORDS


def is_word(group: Sequence[Token]) -> bool:
    """`ref`, `conv`, `conv1`: a label."""
    letters = "".join(t.text for t in group if t.kind == "letter")
    plain = all(t.kind in {"letter", "digits"} or t.text == "'" for t in group)
    return plain and group[0].kind == "letter" and (len(letters) > 3 or letters in LABEL_WORDS)


def beside(group: Sequence[Token], source: str) -> list[list[Token]] | None:
    """The places one by one; None where the subscript is one expression: `2i` is a product, `1i` is not."""
    pieces: list[list[Token]] = []
    depth, script = 0, False
    for token in group:
        depth += {"open": 1, "close": -1}.get(token.kind, 0)
        starts = token.kind in {"letter", "digits"} or (token.kind == "command" and token.text in GREEK)
        if depth == 0 and starts and not script:
            pieces.append([token])
        elif pieces and (starts or token.kind in {"open", "close"} or token.text in {"'", "_"}):
            pieces[-1].append(token)
        else:
            return None
        script = depth == 0 and token.text == "_"
    digits = [p[0].text for p in pieces if p[0].kind == "digits"]
    if len(pieces) < 2 or len(digits) == len(pieces) or any(not d.isdigit() for d in digits):
        return None
    return None if len(pieces) == 2 and _multiplies(pieces, source) else pieces


def _multiplies(pieces: Sequence[Sequence[Token]], source: str) -> bool:
    """`2i` where no `1i` or `0i` shows that the digit counts."""
    number, letter = pieces[0][0], pieces[1][0]
    if number.kind != "digits" or int(number.text) < 2:
        return False
    return re.search(rf"_\s*\{{\s*[01]\s*\\?{letter.text}(?![A-Za-z])", source) is None
