"""`[a \\, \\| \\, b]`: two operands side by side in brackets, a double bar between them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rca_kernel.formal.tokens import Token
from rca_kernel.formal.tree import Concat

if TYPE_CHECKING:
    from rca_kernel.formal.parser import Parser


def side_by_side(parser: Parser) -> Concat | None:
    """The two parts where one such bar stands; norms have two bars."""
    inside: list[Token] = []
    marks: list[int] = []
    level = 0
    for token in parser.tokens[parser.place :]:
        if token.kind == "end":
            return None
        closing = token.kind == "close" or (token.kind != "letter" and token.text in {")", "]", "rbrack"})
        if closing and level == 0:
            break
        opening = token.kind == "open" or (token.kind != "letter" and token.text in {"(", "[", "lbrack"})
        level += opening - closing
        bar = token.kind == "command" and token.text in {"Vert", "parallel"} and token.side == ""
        if bar and not level:
            marks.append(len(inside))
        inside.append(token)
    if len(marks) != 1 or not 0 < marks[0] < len(inside) - 1:
        return None
    parts = (parser.whole(inside[: marks[0]]), parser.whole(inside[marks[0] + 1 :]))
    parser.place += len(inside) + 1
    return Concat(parts)
