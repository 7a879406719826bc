"""One row of a displayed formula cut into the definitions that it holds."""

from __future__ import annotations

import re

from rca_kernel.errors import FormalError
from rca_kernel.formal.depths import Tokens, depths
from rca_kernel.formal.rows import without_declarations, without_ranges
from rca_kernel.formal.tokens import Token
from rca_kernel.formal.vocabulary import DEFINERS

_JOINERS = {"and", "for", "if", "when", "s.t.", "subject to"}
TEXTS = {"text", "mathrm", "textrm", "mbox", "textit", "textnormal", "hbox"}


def statements_of(row: Tokens, source: str) -> list[Tokens]:
    """The definitions of one row: split at commas and words; ranges and memberships are dropped."""
    kept = pieces_of(row, source)
    if len(kept) > 1 and not all(left_tokens(p) for p in kept):
        bad = next(p for p in kept if not left_tokens(p))
        raise FormalError("a list of expressions, or a remark that is not understood",
                          token=source[bad[0].start : bad[-1].end], position=bad[0].start,
                          hint="Translate each formula by itself; leave remarks out.")  # fmt: skip
    return kept


def pieces_of(row: Tokens, source: str) -> list[Tokens]:
    """The pieces between commas and words, without those that only say where a formula holds."""
    parts: list[list[Token]] = [[]]
    level = depths(row)
    place = 0
    while place < len(row):
        token = row[place]
        if level[place] == 0 and token.kind == "char" and token.text in {",", ";"}:
            parts.append([])
        elif level[place] == 0 and (words := words_at(row, place, source)) is not None and words in _JOINERS:
            if words in {"if", "when", "s.t.", "subject to"}:
                raise FormalError("a condition on the whole formula", token=words, position=token.start,
                                  hint="Write it as cases.")  # fmt: skip
            parts.append([])
            place += next(n for n in range(len(row) - place) if row[place + n].kind == "close")
        else:
            parts[-1].append(token)
        place += 1
    kept = [trimmed(tuple(p)) for p in without_ranges(parts)]
    return without_declarations([p for p in kept if p])


def words_at(row: Tokens, place: int, source: str) -> str | None:
    """The words of the text that begins here, in small letters."""
    token = row[place]
    if token.kind != "command" or token.text not in TEXTS:
        return None
    end = next((n for n in range(place, len(row)) if row[n].kind == "close"), place)
    return source[row[place + 1].end : row[end].start].strip(" ,:.").lower()


def trimmed(tokens: Tokens) -> Tokens:
    """Without closing punctuation."""
    while tokens and tokens[-1].kind == "char" and tokens[-1].text in ".,;":
        tokens = tokens[:-1]
    return tokens


def left_tokens(statement: Tokens) -> Tokens:
    """What stands before the first defining sign, empty where there is none."""
    for place, (token, depth) in enumerate(zip(statement, depths(statement), strict=True)):
        if depth == 0 and (defines(statement, place) or token.text == "sim"):
            return statement[: place - (1 if token.text == "=" and statement[place - 1].text == ":" else 0)]
    return ()


def defines(tokens: Tokens, place: int) -> bool:
    """Whether a defining sign stands here."""
    return tokens[place].kind in {"char", "command"} and tokens[place].text in DEFINERS


_CLAUSE = re.compile(r"(?:and |, )?(?:where|with|here|in which|wherein)(?![A-Za-z])", re.IGNORECASE)


def clause_place(row: Tokens, source: str) -> int | None:
    """Where `\\text{where ...}` begins in a row, None where there is none."""
    level = depths(row)
    for place in range(len(row)):
        words = words_at(row, place, source) if level[place] == 0 else None
        if words and _CLAUSE.match(words):
            return place
    return None
