"""`E[g^2]_t`, `\\mathrm{RMS}[\\Delta x]_{t-1}`: a running value named by what it is taken of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rca_kernel.errors import FormalError
from rca_kernel.formal.stream import FONTS
from rca_kernel.formal.subscripts import index_expressions
from rca_kernel.formal.symbols import legal_name, spoken
from rca_kernel.formal.tokens import Token, tokens_text
from rca_kernel.formal.tree import Symbol

if TYPE_CHECKING:
    from rca_kernel.formal.parser import Parser


def read_running(parser: Parser) -> Symbol | None:
    """The symbol where a word or E, square brackets and a subscript stand here; None for anything else."""
    start, tokens = parser.place, parser.tokens
    head = _head_end(tokens, start)
    close = _bracket_end(tokens, head)
    if not close or tokens[close].text != "_" or tokens[close].kind != "char":
        return None
    parser.place = close + 1
    group = parser.group()
    end = parser.place
    try:
        inside = [t for t in tokens[head + 1 : close - 1] if t.text != "^"]
        stem = f"{spoken(tokens[start:head], parser.source)}_{_squares(inside, parser)}"
        words = spoken(group, parser.source, parser.offset)
    except FormalError:
        parser.place = start
        return None
    latex = tokens_text(parser.source, tokens[start:end], parser.offset)
    stem_latex = tokens_text(parser.source, tokens[start:close], parser.offset)
    key = "".join(t.text for t in tokens[start:close])
    name, base = legal_name(f"{stem}_{words}"), legal_name(stem)
    below = "".join(t.text for t in group)
    return Symbol(f"run|{key}|_{{{below}}}", f"run|{key}|", latex, stem_latex, (name,), (base,),
                  index_expressions(parser, group), tokens[start].start)  # fmt: skip


def _squares(tokens: Sequence[Token], parser: Parser) -> str:
    """`g^2` as `g_squared`."""
    words = [spoken((t,), parser.source, parser.offset) if t.text != "2" else "squared" for t in tokens]
    return "_".join(w for w in words if w)


def _head_end(tokens: Sequence[Token], place: int) -> int:
    """Where `E`, `\\mathbb{E}` or `\\mathrm{RMS}` ends."""
    token = tokens[place]
    if token.kind == "letter" and token.text == "E":
        return place + 1
    if token.kind != "command" or token.text not in FONTS or tokens[place + 1].kind != "open":
        return 0
    end = next((n for n in range(place + 2, len(tokens)) if tokens[n].kind == "close"), 0)
    letters = tokens[place + 2 : end]
    word = token.text not in {"mathbf", "bm", "boldsymbol", "mathcal"} and all(
        t.kind == "letter" for t in letters
    )
    return end + 1 if end and letters and word else 0


def _bracket_end(tokens: Sequence[Token], place: int) -> int:
    """Where the square brackets end that open here."""
    if not place or tokens[place].text != "[" or tokens[place].kind != "char":
        return 0
    end = next((n for n in range(place + 1, len(tokens)) if tokens[n].text == "]"), 0)
    return end + 1 if end > place + 1 else 0
