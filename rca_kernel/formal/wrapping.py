"""Long lines broken as black breaks them: inside brackets, before operators, one argument a line."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

WIDTH = 88
_TOKEN = re.compile(
    r"\s*(\"[^\"]*\"|\*\*|//|<=|>=|==|!=|\w[\w.]*(?<!\.)|\.[A-Za-z]\w*|\d+\.?\d*|[-+*/@%<>&|()\[\],=:])"
)
_SIGNS = {"+", "-", "*", "/", "//", "@", "%", "**", "<", "<=", ">", ">=", "==", "!=", "&", "|", "for", "if"}
_OPEN, _CLOSE = {"(": ")", "[": "]"}, {")", "]"}
_BINDS = ({"for", "if"}, {"or"}, {"and"}, {"<", "<=", ">", ">=", "==", "!="}, {"|"}, {"&"}, {"+", "-"},
          {"*", "/", "//", "@", "%"}, {"**"})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Piece:
    """One token, or a bracket with what is inside; `gap` is the space before it."""

    text: str
    gap: str = ""
    inner: tuple[Piece, ...] | None = None


def wrapped(head: str, expression: str, indent: int = 4) -> list[str]:
    """`head expression` in lines that fit, counted with `indent` columns before them."""
    if indent + len(head) + len(expression) <= WIDTH:
        return [head + expression]
    pieces = _read(expression)
    operators = len(_cuts(pieces)) - 1
    ends = bool(pieces[-1].inner) or (pieces[0].text == "(" and bool(pieces[0].inner))
    if any(p.inner for p in pieces) and (operators == 0 or (operators == 1 and ends)):
        return _flowed(head, pieces, indent)
    if operators == 0:
        return [head + expression]
    if indent + 4 + len(expression) <= WIDTH:
        return [f"{head}(", f"    {expression}", ")"]
    return [f"{head}(", *_indented(_parts(pieces, indent + 4)), ")"]


def _flowed(head: str, pieces: Sequence[Piece], indent: int, tail: int = 0) -> list[str]:
    """From left to right, a bracket is broken where what follows it up to the next one does not fit.

    `tail` is the width of what is put after the last piece.
    """
    lines = [head]
    for place, piece in enumerate(pieces):
        gap = piece.gap if place else ""
        if piece.inner is None:
            lines[-1] += gap + piece.text
            continue
        after = pieces[place + 1 :]
        stop = next((n for n, p in enumerate(after) if p.inner), len(after))
        rest = _flat((Piece(""), *after[:stop]))
        if stop < len(after):
            rest += after[stop].gap + after[stop].text
        flat = gap + _flat([piece]).lstrip()
        after_all = tail if stop == len(after) else 0
        if indent + len(lines[-1]) + len(flat) + len(rest) + after_all <= WIDTH or not piece.inner:
            lines[-1] += flat
            continue
        lines[-1] += gap + piece.text
        lines += [*_indented(_contents(pieces, place, indent + 4)), _OPEN[piece.text]]
    return lines


def _read(source: str) -> tuple[Piece, ...]:
    tokens: list[tuple[str, str]] = []
    place = 0
    while place < len(source):
        match = _TOKEN.match(source, place)
        if match is None:
            return (Piece(source),)
        gap = " " if match.start(1) > place else ""
        tokens.append((match.group(1), gap))
        place = match.end()
    return _nested(tokens, 0)[0]


def _nested(tokens: Sequence[tuple[str, str]], place: int) -> tuple[tuple[Piece, ...], int]:
    found: list[Piece] = []
    while place < len(tokens):
        text, gap = tokens[place]
        if text in _CLOSE:
            return tuple(found), place
        if text in _OPEN:
            inner, place = _nested(tokens, place + 1)
            found.append(Piece(text, gap, inner))
        else:
            found.append(Piece(text, gap))
        place += 1
    return tuple(found), place


def _flat(pieces: Sequence[Piece]) -> str:
    """The pieces on one line."""
    parts = []
    for number, piece in enumerate(pieces):
        text = piece.text if piece.inner is None else piece.text + _flat(piece.inner) + _OPEN[piece.text]
        parts.append((piece.gap if number else "") + text)
    return "".join(parts)


def _cuts(pieces: Sequence[Piece]) -> list[tuple[Piece, ...]]:
    """Cut before the operators that bind least, each part with its operator."""
    for names in _BINDS:
        at = [
            n
            for n, p in enumerate(pieces)
            if n and p.inner is None and p.text in names and _binary(pieces, n)
        ]
        if at:
            ends = [0, *at, len(pieces)]
            return [tuple(pieces[a:b]) for a, b in itertools.pairwise(ends)]
    return [tuple(pieces)]


def _binary(pieces: Sequence[Piece], place: int) -> bool:
    before = pieces[place - 1]
    operand = re.match(r"[\w.\"]", before.text) is not None and before.text not in {"for", "in", "if"}
    return before.inner is not None or operand


def _parts(pieces: Sequence[Piece], indent: int) -> list[str]:
    """The parts of an expression inside brackets, one a line, each broken further where it is too long."""
    lines: list[str] = []
    for part in _cuts(pieces):
        if indent + len(_flat(part)) <= WIDTH:
            lines.append(_flat(part))
            continue
        sign = part[:1] if part[0].inner is None and part[0].text in _SIGNS else ()
        rest = part[len(sign) :]
        head = f"{sign[0].text}{rest[0].gap}" if sign else ""
        if len(_cuts(rest)) == 1:
            lines += _flowed(head, rest, indent)
        else:
            broken = _parts(rest, indent)
            lines += [head + broken[0], *broken[1:]]
    return lines


def _contents(pieces: Sequence[Piece], place: int, indent: int) -> list[str]:
    """What stands in a bracket: on one line where it fits, else one argument a line with a comma each."""
    inner = pieces[place].inner or ()
    if indent + len(_flat(inner)) <= WIDTH:
        return [_flat(inner)]
    items = _items(inner)
    lone = len(items) == 1
    if lone:
        return _parts(inner, indent)
    lines: list[str] = []
    for item in items:
        keyword = len(item) > 2 and item[1].text == "="
        value = item[2:] if keyword else item
        head = _flat(item[:2]) if keyword else ""
        if indent + len(_flat(item)) + 1 <= WIDTH:
            broken = [_flat(item)]
        elif len(_cuts(value)) > 1 and not keyword:
            broken = _parts(value, indent)
        else:
            broken = _flowed(head, value, indent, 1)
        lines += [*broken[:-1], f"{broken[-1]},"]
    return lines


def _items(pieces: Sequence[Piece]) -> list[tuple[Piece, ...]]:
    if any(p.inner is None and p.text == "for" for p in pieces):
        return [tuple(pieces)]
    found: list[list[Piece]] = [[]]
    for piece in pieces:
        if piece.inner is None and piece.text == ",":
            found.append([])
        else:
            found[-1].append(piece)
    return [tuple(f) for f in found if f]


def _indented(lines: Sequence[str]) -> list[str]:
    return [f"    {line}" for line in lines]
