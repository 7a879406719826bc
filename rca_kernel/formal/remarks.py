"""Remarks beside a row of an aligned formula: `&& \\text{reset gate}`, `\\text{(update)}`."""

from __future__ import annotations

from collections.abc import Sequence

from rca_kernel.formal.depths import depths
from rca_kernel.formal.stream import WORDS
from rca_kernel.formal.tokens import Token
from rca_kernel.formal.vocabulary import DEFINERS

_CONDITIONS = {"if", "when", "otherwise", "s.t.", "subject", "unless", "else"}


def without_remarks(row: Sequence[Token]) -> list[Token]:
    """The row without the text that ends it, where that text defines nothing and is no condition."""
    level = depths(row)
    starts = (n for n in range(1, len(row)) if not level[n] and _begins_remark(row, n))
    place = next(starts, len(row))
    kept = list(row[:place])
    while kept and kept[-1].kind == "align":
        kept.pop()
    return kept


def _begins_remark(row: Sequence[Token], place: int) -> bool:
    if row[place].kind != "command" or row[place].text not in WORDS | {"textit", "emph"}:
        return False
    if place + 1 >= len(row) or row[place + 1].kind != "open":
        return False
    defined = any(t.text in DEFINERS and t.kind != "letter" for t in row[:place])
    letters = "".join(t.text if not t.gap else f" {t.text}" for t in row[place + 2 : place + 14]).split()
    column = row[place - 1].kind == "align"
    bracketed = row[place + 2].text == "(" and row[place + 2].start == row[place + 1].end
    rest = row[place:]
    says = any(t.kind != "letter" and t.text in DEFINERS for t in rest)
    conditional = bool(letters) and letters[0].strip("}") in _CONDITIONS
    return defined and (column or bracketed) and not says and not conditional
