"""Subscripts: the indices of arrays, or labels that are part of a name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rca_kernel.errors import FormalError
from rca_kernel.formal.beside import beside, is_word
from rca_kernel.formal.run_labels import check_runs
from rca_kernel.formal.sequences import sequences
from rca_kernel.formal.stream import FONTS, SWITCHES
from rca_kernel.formal.symbols import Name, spoken
from rca_kernel.formal.tokens import Token
from rca_kernel.formal.tree import Expr, Symbol, walk

if TYPE_CHECKING:
    from rca_kernel.formal.parser import Parser


def read_subscript(parser: Parser, name: Name) -> None:
    group = parser.group()
    if not group:
        parser.refuse("an empty subscript")
    name.subscript = spoken(group, parser.source, parser.offset)
    name.subscript_latex = parser.text_between(group[0].start, group[-1].end)
    name.leading = _leading(parser, group)
    name.subscripts = () if name.leading else index_expressions(parser, group)
    if name.subscripts and group[0].text == "(" and group[-1].text == ")":
        _refuse_ordered(parser, name.subscripts, group[0])
    for token in group if name.subscripts else ():
        if token.kind == "letter":
            parser.seen.indexing.setdefault(token.text, set()).add(name.base)
    if not name.subscripts and not name.leading:
        check_unread(parser, group)


def _refuse_ordered(parser: Parser, places: Sequence[Expr], mark: Token) -> None:
    """`x_{(i)}` under a sum over i: the i-th smallest."""
    keys = {n.key for place in places for n in walk(place) if isinstance(n, Symbol)}
    if keys & set(parser.bound):
        parser.refuse("an index in parentheses: the i-th of the sorted values, or the i-th", mark,
                      "Sort the values under a letter of their own, and write x_i for the i-th.")  # fmt: skip


def _leading(parser: Parser, group: Sequence[Token]) -> tuple[str, Expr] | None:
    """`<i`, `\\le i`, `1:i` with the index of a sum: the elements before it, or up to it."""
    words = [t.text for t in group[:2]]
    if words[:1] == ["<"]:
        kind, rest = "before", group[1:]
    elif words[:1] in (["le"], ["leq"]):
        kind, rest = "first", group[1:]
    elif words == ["1", ":"]:
        kind, rest = "first", group[2:]
    else:
        return None
    bound = any(t.kind == "letter" and Name(t.text, t.text).symbol().key in parser.bound for t in rest)
    end = index_expressions(parser, rest) if bound else ()
    return (kind, end[0]) if len(end) == 1 else None


def check_unread(parser: Parser, group: Sequence[Token]) -> None:
    """A bound index in a script that is only a label would be lost."""
    for token in group:
        if token.kind == "letter" and Name(token.text, token.text).symbol().key in parser.bound:
            parser.refuse("the index of a sum stands in a script that is not read as an index", token)


def _between_commas(group: Sequence[Token]) -> list[list[Token]]:
    pieces: list[list[Token]] = [[]]
    for token in group:
        if token.kind == "char" and token.text == ",":
            pieces.append([])
        else:
            pieces[-1].append(token)
    return pieces


def index_expressions(parser: Parser, group: Sequence[Token]) -> tuple[Expr, ...]:
    """The subscript read as array indices, or nothing where it is only a label."""
    if any(t.kind == "command" and t.text in {*FONTS, *SWITCHES} for t in group):
        return ()
    if is_word(group):
        return ()
    pieces = beside(group, parser.source) or _between_commas(group)
    if any(t.kind in {"row", "align"} for t in group) or not all(pieces):
        return ()
    if any(t.kind == "char" and t.text not in "+-,()_'" for t in group):
        return ()
    from rca_kernel.formal.parser import Parser, Setting

    try:
        read = []
        for piece in pieces:
            inner = Parser(
                piece, parser.source, Setting(sequences=sequences(("_", "{", *piece))), parser.offset
            )
            read.append(inner.expression())
            if inner.here.kind != "end":
                return ()
    except FormalError:
        return ()
    check_runs(parser, pieces, read)
    return tuple(read)
