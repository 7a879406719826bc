"""`\\forall v \\in V`, `t = 1, \\dots, T` beside a formula: where it holds, for its docstring."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rca_kernel.errors import FormalError
from rca_kernel.formal.depths import Tokens
from rca_kernel.formal.parts import pieces_of
from rca_kernel.formal.prose import read_page
from rca_kernel.formal.rows import rows_of, strip_layout
from rca_kernel.formal.tokens import Token, tokenize

_SIGNS = {"in", "forall", "dots", "ldots", "cdots", "neq", "ne", "le", "leq", "ge", "geq", "<", ">"}
_FOR = re.compile(
    r"\\q?quad(?![a-z])|\\(?:text|mathrm|mbox|textrm)\s*\{\s*(?:for|and)(?: all| every| each| any)?\s*\}"
)
_DECLARED = {"mathbb", "mathds"}


def range_notes(latex: str) -> list[str]:
    """What is stated beside the formula of the values that its symbols run over, one note for each."""
    page = read_page(latex)
    tokens = tuple(t for t in strip_layout(tokenize(page.source)) if t.kind != "end")
    found: list[str] = []
    for row in rows_of(tokens):
        try:
            kept = {t.start for piece in pieces_of(row, page.source) for t in piece}
        except FormalError:
            continue
        found += [text for part in _dropped(row, kept) if (text := _text(part, page.source))]
    return [f"Stated for {text}." for text in dict.fromkeys(found)]


def _dropped(row: Tokens, kept: set[int]) -> Iterator[list[Token]]:
    """The stretches of a row that are in none of its statements."""
    part: list[Token] = []
    for token in row:
        if token.start in kept:
            if part:
                yield part
            part = []
        else:
            part.append(token)
    if part:
        yield part


def _text(part: list[Token], source: str) -> str:
    """The stretch as written; nothing where it is punctuation or declares a shape."""
    signs = {t.text for t in part if t.kind != "letter"}
    if not signs & _SIGNS or signs & _DECLARED:
        return ""
    text = _FOR.sub("", source[part[0].start : part[-1].end].replace("&", " "))
    return " ".join(text.split()).strip(" ,;.")
