"""Left sides that are no plain name and still define one value: norms, inner products, inverses, means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from rca_kernel.errors import FormalError
from rca_kernel.formal.depths import depths
from rca_kernel.formal.functionals import read_running
from rca_kernel.formal.names import read_name, read_scripts
from rca_kernel.formal.symbols import derived, legal_name, spoken
from rca_kernel.formal.tokens import Token, tokens_text
from rca_kernel.formal.tree import Symbol

if TYPE_CHECKING:
    from rca_kernel.formal.lefts import Left
    from rca_kernel.formal.parser import Parser

_TUPLES = {"(": ")", "[": "]", "lbrace": "rbrace"}
_CLOSING = {"Vert": {"Vert"}, "lVert": {"rVert"}, "|": {"|"}, "lvert": {"rvert"}, "langle": {"rangle"}}
_WORDS = {"Vert": "norm", "lVert": "norm", "|": "abs", "lvert": "abs", "langle": "inner"}
_SCRIPTS = {"*": "star", "ast": "star", "infty": "inf", "top": "T", "-": "inv"}


def negated(left: Left) -> Left:
    """`-\\log p(x) = ...`: the value with its sign."""
    symbol = left.symbol
    names = tuple(f"minus_{n}" for n in symbol.names)
    return replace(left, symbol=replace(symbol, key=f"- {symbol.key}", stem=f"- {symbol.stem}", names=names))


def inverted(symbol: Symbol) -> Symbol:
    """`\\mathbf{S}^{-1} = ...`: the inverse, as a value of its own."""
    return derived(symbol, "^{-1}", "inv", before="inv ")


def flattened(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """`d((m, C), \\{a, b\\})` as `d(m, C, a, b)`: lists among the arguments shown."""
    dropped: set[int] = set()
    level = depths(tokens)
    if tokens[0].kind == "open" and (closes := [n for n in range(1, len(tokens)) if not level[n]]):
        dropped |= {0, closes[0]}
    for place, token in enumerate(tokens):
        if token.text == "=" and level[place] and tokens[place - 1].kind == "letter":
            dropped |= {place - 1, place}
        if not level[place] or token.kind == "letter" or token.text not in _TUPLES:
            continue
        ends = (n for n in range(place + 1, len(tokens)) if level[n] == level[place])
        end = next((n for n in ends if tokens[n].text == _TUPLES[token.text]), place)
        inside = range(place + 1, end)
        listed = any(tokens[n].text == "," and level[n] == level[place] + 1 for n in inside)
        before = tokens[place - 1]
        if listed and before.kind != "letter" and before.text in {"(", ",", ";", "[", "lbrace"}:
            dropped |= {place, end}
    return tuple(t for n, t in enumerate(tokens) if n not in dropped)


def special(parser: Parser) -> Symbol | None:
    """The value that such a left side defines, None where it is a plain name or an expression."""
    symbol = _measured(parser) or read_running(parser)
    whole = symbol is not None and (parser.here.kind == "end" or symbol.key.startswith("measure "))
    if not whole:
        parser.place = 0
    return symbol if whole else None


def _measured(parser: Parser) -> Symbol | None:
    """`\\|W\\|_F`, `|x|`, `\\langle x, y \\rangle`: of symbols alone; None otherwise."""
    tokens = parser.tokens[:-1]
    opened = tokens[0]
    if opened.kind == "letter" or opened.text not in _CLOSING:
        return None
    end = next((n for n, t in enumerate(tokens) if n and t.text in _CLOSING[opened.text]), 0)
    parts = _parts(tokens[1:end], 2 if opened.text == "langle" else 1)
    named = [_spoken_name(parser, part) for part in parts]
    if not end or not named or not all(named):
        return None
    scripts = _scripts(tokens[end + 1 :], parser.source)
    if scripts is None:
        return None
    name = legal_name("_".join(p for p in (_WORDS[opened.text], *named, *scripts) if p))
    latex = tokens_text(parser.source, tokens)
    return Symbol(f"measure {name}", f"measure {name}", latex, latex, (name,), (name,), (), opened.start)


def _parts(tokens: Sequence[Token], count: int) -> list[Sequence[Token]]:
    """The symbols of a norm, or both sides of an inner product."""
    commas = [n for n, t in enumerate(tokens) if t.text == "," and t.kind == "char"]
    if len(commas) != count - 1:
        return []
    return [tokens] if not commas else [tokens[: commas[0]], tokens[commas[0] + 1 :]]


def _spoken_name(parser: Parser, tokens: Sequence[Token]) -> str:
    """The Python name of one symbol, nothing where the tokens are more than that."""
    if not tokens:
        return ""
    inner = parser.sub_parser(tokens)
    try:
        name = read_name(inner)
        read_scripts(inner, name)
    except FormalError:
        return ""
    return name.symbol().names[0] if inner.here.kind == "end" else ""


def _scripts(tokens: Sequence[Token], source: str) -> list[str] | None:
    """The words of an order and a square, None where anything else follows."""
    if not tokens:
        return []
    if tokens[0].text not in {"_", "^"} or tokens[0].kind != "char" or len(tokens) < 2:
        return None
    end = 2
    if tokens[1].kind == "open":
        end = next((n for n, t in enumerate(tokens) if t.kind == "close"), 0) + 1
    group = [t for t in tokens[1:end] if t.kind not in {"open", "close"}]
    rest = _scripts(tokens[end:], source)
    if end < 2 or rest is None:
        return None
    if tokens[0].text == "^":
        return ["squared", *rest] if [t.text for t in group] == ["2"] else None
    try:
        return [_SCRIPTS.get(group[0].text, "") or spoken(group, source), *rest]
    except FormalError:
        return None
