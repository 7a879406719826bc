"""`d^{gt}`, `I^{sr}`: letters side by side above a symbol that name it, and are no product."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from rca_kernel.errors import FormalError
from rca_kernel.formal.symbols import Name
from rca_kernel.formal.tokens import Token, tokenize
from rca_kernel.formal.tree import Expr, Symbol, walk

if TYPE_CHECKING:
    from rca_kernel.formal.parser import Parser

_WORDS = {
    "gt", "hr", "lr", "sr", "hq", "lq", "tr", "te", "pr", "in", "out", "gen", "rec", "aug", "syn", "obs",
    "img", "txt", "vis", "cls", "reg", "sup", "inp",
}  # fmt: skip

_SETS = {"cal", "scr"}


def run_label(parser: Parser, name: Name, group: Sequence[Token]) -> str | None:
    """The word where a run of letters above is a label; refused where it may be a power as well."""
    euler = name.base == "e" and not (name.subscript_latex or name.accents or name.font)
    if not is_run(group) or name.base.isdigit() or euler:
        return None
    written = "".join(t.text for t in group)
    if parser.defining:
        return written
    word = written.lower()
    own = [_stands(t.text, parser) for t in group]
    if (
        word in _WORDS
        and not all(own)
        and (len(word) > 2 or name.font in _SETS or _contrasted(name.base, written, parser.source))
    ):
        return written
    if word in _WORDS or not any(own):
        parser.refuse("letters above a symbol: a label or a power", group[0],
                      "Write \\mathrm{...} for a label, (x)^{a b} for a power.")  # fmt: skip
    bound = all(f"|{t.text}||" in parser.bound for t in group)
    if bound and len(name.base) == 1 and name.base != "W" and not name.font:
        parser.refuse("indices above a symbol, or a power", group[0],
                      "Write g_{i, j} for an element, (x)^{i j} for a power.")  # fmt: skip
    return None


def is_run(group: Sequence[Token]) -> bool:
    touching = all(a.end == b.start for a, b in itertools.pairwise(group))
    text = "".join(t.text for t in group)
    return (
        len(group) > 1
        and touching
        and all(t.kind == "letter" for t in group)
        and (text.islower() or text.isupper())
    )


def _contrasted(base: str, word: str, source: str) -> bool:
    """Whether the letter or the word stands a second time: `d_i - d_i^{gt}`, `x^{tr} - g^{tr}`."""
    tokens = _tokens(source)
    spelled = "".join(t.text if t.kind in {"letter", "open", "close"} else " " for t in tokens)
    again = sum(t.text == base and t.kind in {"letter", "command"} for t in tokens) > 1
    return again or spelled.count(f"{{{word}}}") > 1


def check_runs(parser: Parser, pieces: Sequence[Sequence[Token]], read: Sequence[Expr]) -> None:
    """`x_{gt,i}` with the i of a sum: a word beside an index."""
    keys = {n.key for place in read for n in walk(place) if isinstance(n, Symbol)}
    if len(pieces) < 2 or not keys & set(parser.bound):
        return
    for piece in pieces:
        if is_run(piece):
            parser.refuse("letters side by side beside an index: a label, or several indices", piece[0],
                          "Write x^{\\mathrm{gt}}_i for a label, a_{i, j, k} for indices.")  # fmt: skip


def _stands(letter: str, parser: Parser) -> bool:
    setting = parser.setting
    declared = letter in setting.letters or f"|{letter}||" in setting.assigned | set(parser.bound)
    return declared or letter in _alone(parser.source)


@lru_cache(maxsize=64)
def _tokens(source: str) -> tuple[Token, ...]:
    try:
        return tokenize(source)
    except FormalError:
        return ()


@lru_cache(maxsize=64)
def _alone(source: str) -> frozenset[str]:
    """The letters that stand outside of runs of letters of one case above a symbol."""
    tokens = _tokens(source)
    runs: set[int] = set()
    for place, token in enumerate(tokens[:-2]):
        if token.text != "^" or tokens[place + 1].kind != "open":
            continue
        end = next((n for n in range(place + 2, len(tokens)) if tokens[n].kind != "letter"), place)
        if tokens[end].kind == "close" and end > place + 3 and is_run(tokens[place + 2 : end]):
            runs |= set(range(place + 2, end))
    return frozenset(t.text for n, t in enumerate(tokens) if t.kind == "letter" and n not in runs)
