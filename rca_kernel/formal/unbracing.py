"""Braces around one symbol, `{\\bm{x}}_t`, change nothing and are dropped."""

from __future__ import annotations

from rca_kernel.formal.stream import ACCENTS, FONTS, GREEK
from rca_kernel.formal.tokens import Token

_OPERATORS = {"cdot", "times", "odot", "+", "-", "=", "*", "/", "circ", "mid", "sim"}
_BEFORE = GREEK | {
    "cdot",
    "times",
    "odot",
    "minus",
    "lVert",
    "Vert",
    "langle",
    "lvert",
    "leftarrow",
    "gets",
    "mid",
    "nabla",
    "log",
    "ln",
    "exp",
    "tanh",
    "sum",
    "prod",
    "max",
    "min",
    "rVert",
    "rvert",
    "rangle",
    "le",
    "leq",
    "ge",
    "geq",
    "in",
    "neq",
}


def unbraced(tokens: tuple[Token, ...]) -> tuple[Token, ...]:
    """The tokens without such braces; those of arguments and scripts stay."""
    dropped: set[int] = set()
    pairs = _pairs(tokens)
    for start, end in pairs.items():
        before = tokens[start - 1] if start else None
        inner = tokens[start + 1 : end]
        if _is_free(before) and (_is_symbol(inner) or _is_operator(inner)):
            dropped |= {start, end}
    return _plain_relations(tuple(t for n, t in enumerate(tokens) if n not in dropped))


def _is_operator(inner: tuple[Token, ...]) -> bool:
    """`q {\\cdot} k`: braces for spacing."""
    return len(inner) == 1 and inner[0].kind in {"command", "char"} and inner[0].text in _OPERATORS


def _plain_relations(tokens: tuple[Token, ...]) -> tuple[Token, ...]:
    """`\\stackrel{\\mathrm{def}}{=}` and `\\overset{(1)}{=}` are `=`."""
    pairs = _pairs(tokens)
    found: list[Token] = []
    place = 0
    while place < len(tokens):
        token, first = tokens[place], pairs.get(place + 1, -1)
        stacked = token.kind == "command" and token.text in {"stackrel", "overset"} and first > 0
        end = pairs.get(first + 1, -1) if stacked else -1
        inner = tokens[first + 2 : end] if end > 0 else ()
        if len(inner) == 1 and inner[0].text in {"=", "triangleq", "sim", "approx", "propto", "equiv"}:
            found.append(inner[0])
            place = end + 1
        else:
            found.append(token)
            place += 1
    return tuple(found)


def _pairs(tokens: tuple[Token, ...]) -> dict[int, int]:
    found: dict[int, int] = {}
    opened: list[int] = []
    for place, token in enumerate(tokens):
        if token.kind == "open":
            opened.append(place)
        elif token.kind == "close" and opened:
            found[opened.pop()] = place
    return found


def _is_free(before: Token | None) -> bool:
    if before is None or before.kind in {"letter", "digits", "open", "row", "align"}:
        return True
    if before.kind == "char":
        return before.text not in {"_", "^", "'"}
    return before.kind == "command" and before.text in _BEFORE


def _is_symbol(inner: tuple[Token, ...]) -> bool:
    """A letter or a Greek letter, under fonts and accents."""
    while len(inner) >= 4 and inner[0].text in {*FONTS, *ACCENTS} and inner[1].kind == "open":
        if _pairs(inner).get(1) != len(inner) - 1:
            return False
        inner = inner[2:-1]
    return len(inner) == 1 and (inner[0].kind == "letter" or inner[0].text in GREEK)


def as_written(source: str, tokens: tuple[Token, ...]) -> str:
    """The text of `tokens` with the braces at its ends that were dropped."""
    start, end = tokens[0].start, tokens[-1].end
    while _unmatched(source[start:end], "}", "{") and source[:start].rstrip().endswith("{"):
        start = source[:start].rindex("{")
    while _unmatched(source[start:end], "{", "}") and source[end:].lstrip().startswith("}"):
        end = source.index("}", end) + 1
    return source[start:end]


def _unmatched(text: str, more: str, fewer: str) -> bool:
    plain = text.replace("\\{", "").replace("\\}", "")
    return plain.count(more) > plain.count(fewer)
