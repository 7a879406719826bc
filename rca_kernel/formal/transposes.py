"""`^T`: a transpose or a power, by what is raised, what stands beside it, and what else T is."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from rca_kernel.errors import FormalError
from rca_kernel.formal.stream import FONTS, WORDS
from rca_kernel.formal.tokens import Token, tokenize
from rca_kernel.formal.tree import Apply, Binary, Constant, Expr, Number, Symbol, walk

if TYPE_CHECKING:
    from rca_kernel.formal.parser import Parser

_REASON = "^T may be a transpose or a power"
_HINT = "Write \\top for a transpose, or another letter for a power."
_LIMITS = {"sum", "prod", "max", "min", "int", "bigcup", "bigcap"}
_LINKS = ("cdot", "times", "odot")
_DISCOUNTS = {"gamma"}
_DECAYS = {"gamma", "lambda", "alpha", "beta", "eta", "rho", "delta", "epsilon", "varepsilon", "tau", "kappa"}


def is_transpose(parser: Parser, node: Expr, mark: Token) -> bool:
    """`x^T`: a transpose on Latin or bold symbols, on Greek ones before a factor."""
    survey = parser.setting.survey
    symbols = [s for s in walk(node) if isinstance(s, Symbol)]
    arrays = [s for s in symbols if s.font == "bold" or s.is_latin or s.base[:1].isupper()]
    numeric = any(isinstance(n, Number) for n in walk(node))
    bold = any(s.font == "bold" for s in arrays)
    if arrays and numeric and not bold:
        parser.refuse(_REASON, mark, _HINT)
    if not arrays:
        return _is_greek_transpose(parser, node, symbols, mark)
    if survey is not None and "|T||" in survey.bare and not bold:
        parser.refuse(f"{_REASON}: T is also a value", mark, _HINT)
    return True


def _is_greek_transpose(parser: Parser, node: Expr, symbols: list[Symbol], mark: Token) -> bool:
    """Greek letters are vectors or numbers: a factor that follows makes a row, unless T is a value."""
    if isinstance(node, Number):
        return False
    if symbols and {s.key for s in symbols} & parser.setting.arrays:
        return True
    follows, joined = _meets_factor(parser), parser.left is not None
    if _adds_number(node) or not (follows or joined):
        return False
    if isinstance(node, Constant):
        parser.refuse(f"{_REASON}, of the number or of a vector", mark, _HINT)
    own = isinstance(node, Symbol) and node.font == "" and node.base in _DECAYS
    if is_value("T", parser.source):
        if not own:
            parser.refuse(f"{_REASON}: T is also a value", mark, _HINT)
        return False
    if node == parser.left:
        return True
    if isinstance(node, Symbol) and node.base in _DISCOUNTS and follows:
        parser.refuse(f"{_REASON}: the letter is often a discount", mark, _HINT)
    if not follows and not own:
        parser.refuse(_REASON, mark, _HINT)
    return follows


def _meets_factor(parser: Parser) -> bool:
    """Whether a factor follows that is no plain number."""
    if parser.at(*_LINKS) and parser.here.kind == "command":
        return parser.ahead().kind != "digits"
    return parser.starts_factor() and parser.here.kind != "digits"


def _adds_number(node: Expr) -> bool:
    """`1 - \\gamma`: a number."""
    added = [n for n in walk(node) if isinstance(n, Binary) and n.op in {"+", "-"}]
    return any(isinstance(side, Number) for n in added for side in (n.left, n.right)) and not any(
        isinstance(n, Apply) for n in walk(node)
    )


@lru_cache(maxsize=64)
def is_value(letter: str, source: str) -> bool:
    """Whether a letter stands in a formula other than alone above what is no big operator, or in a word."""
    try:
        tokens = tokenize(source)
    except FormalError:
        return True
    inside = _named(tokens)
    return any(
        t.kind == "letter" and t.text == letter and place not in inside and not _is_above(tokens, place)
        for place, t in enumerate(tokens)
    )


def _named(tokens: tuple[Token, ...]) -> set[int]:
    """Places in the group of a font or of text."""
    found: set[int] = set()
    for place, token in enumerate(tokens[:-1]):
        if token.kind != "command" or token.text not in {*FONTS, *WORDS}:
            continue
        found.add(place + 1)
        if tokens[place + 1].kind == "open":
            found |= set(range(place + 1, _closed(tokens, place + 1)))
    return found


def _closed(tokens: tuple[Token, ...], place: int) -> int:
    """The place of the brace that closes the one at `place`."""
    depth = 0
    for end in range(place, len(tokens)):
        depth += {"open": 1, "close": -1}.get(tokens[end].kind, 0)
        if depth == 0:
            return end
    return len(tokens)


def _is_above(tokens: tuple[Token, ...], place: int) -> bool:
    """A whole superscript, of anything but a sum and its like."""
    braced = place and tokens[place - 1].kind == "open" and tokens[place + 1].kind == "close"
    at = place - 2 if braced else place - 1
    if at < 1 or tokens[at].text != "^":
        return False
    before = at - 1
    if before >= 2 and tokens[before - 1].text == "_":
        before -= 2
    elif tokens[before].kind == "close":
        opened = next((n for n in range(before, -1, -1) if _closed(tokens, n) == before
                       and tokens[n].kind == "open"), before)  # fmt: skip
        before = opened - 2 if opened >= 2 and tokens[opened - 1].text == "_" else before
    return not (tokens[before].kind == "command" and tokens[before].text in _LIMITS)
