"""Rows of an aligned formula, and the remarks in them that only say where it holds."""

from __future__ import annotations

from collections.abc import Sequence

from rca_kernel.formal.depths import CLOSE, OPEN, Tokens, depths
from rca_kernel.formal.remarks import without_remarks
from rca_kernel.formal.tokens import Token
from rca_kernel.formal.vocabulary import DEFINERS

_LAYOUT = {
    "equation", "equation*", "align", "align*", "aligned", "alignedat", "alignat", "alignat*", "gather",
    "gather*",
    "gathered", "split", "multline", "multline*", "displaymath", "eqnarray", "eqnarray*", "math", "flalign",
    "flalign*",
    "subequations", "dmath", "dmath*",
}  # fmt: skip


def strip_layout(tokens: Sequence[Token]) -> Tokens:
    """Without `\\begin{align}`, `\\[`, `\\(` and their ends."""
    tokens = _unbraced_system(tokens)
    kept: list[Token] = []
    place = 0
    while place < len(tokens):
        token = tokens[place]
        if token.kind == "command" and token.text in {"begin", "end"}:
            end = next((n for n in range(place, len(tokens)) if tokens[n].kind == "close"), place)
            name = "".join(t.text for t in tokens[place + 2 : end])
            if name in _LAYOUT:
                place = end + 1
                if name.startswith("alignedat") or name.startswith("alignat"):
                    place += 3 if token.text == "begin" else 0
                continue
        if token.kind == "command" and token.text in {"[", "]", "(", ")"}:
            place += 1
            continue
        kept.append(token)
        place += 1
    return tuple(kept)


def _unbraced_system(tokens: Sequence[Token]) -> Sequence[Token]:
    """Without the brace before several equations: `\\left\\{ \\begin{aligned} ...` and `\\begin{cases}`."""
    ends = [n for n in range(len(tokens)) if _names(tokens, n, "end")]
    begins = [n for n in range(len(tokens)) if _names(tokens, n, "begin")]
    inner = [n for n in begins if _names(tokens, n, "begin") in _BRACED]
    if not inner:
        return tokens
    first, name = inner[0], _names(tokens, inner[0], "begin")
    last = next((n for n in reversed(ends) if _names(tokens, n, "end") == name), 0)
    start = first + len(name) + 3
    if name == "array" and start < len(tokens) and tokens[start].kind == "open":
        start = next((n for n in range(start, len(tokens)) if tokens[n].kind == "close"), start) + 1
    stop = last + len(name) + 3
    around = [t for n, t in enumerate(tokens) if not (first <= n < stop) and t.kind not in {"end", "row"}]
    outside = _layout_only(around)
    brace = bool(outside) and outside[0].text == "lbrace" and first > 0 and tokens[first - 1] is outside[0]
    rest = [t for t in outside[1 if brace else 0 :] if t.text not in {",", "."}]
    if rest or last <= start or not (brace or name == "cases"):
        return tokens
    body = tokens[start:last]
    if not all(_is_equation(row) for row in _split_rows(body)):
        return tokens
    before = tokens[: first - 1 if brace else first]
    return (*before, *body, *tokens[stop:])


_BRACED = {"aligned", "cases", "gathered", "split", "align", "align*", "alignedat", "array"}


def _names(tokens: Sequence[Token], place: int, command: str) -> str:
    """The environment that begins (or ends) here."""
    if tokens[place].kind != "command" or tokens[place].text != command:
        return ""
    end = next((n for n in range(place, len(tokens)) if tokens[n].kind == "close"), place)
    return "".join(t.text for t in tokens[place + 2 : end])


def _layout_only(tokens: Sequence[Token]) -> list[Token]:
    kept: list[Token] = []
    place = 0
    while place < len(tokens):
        name = _names(tokens, place, "begin") or _names(tokens, place, "end")
        if name in _LAYOUT:
            place += len(name) + 3
            continue
        if not (tokens[place].kind == "command" and tokens[place].text in {"[", "]", "(", ")"}):
            kept.append(tokens[place])
        place += 1
    return kept


def _split_rows(body: Sequence[Token]) -> list[list[Token]]:
    found: list[list[Token]] = [[]]
    for token, depth in zip(body, environment_depths(tuple(body)), strict=True):
        if depth == 0 and token.kind == "row":
            found.append([])
        else:
            found[-1].append(token)
    return [row for row in found if row]


def _is_equation(row: Sequence[Token]) -> bool:
    """A row with a defining sign, and no second column: that would be a condition."""
    level = depths(tuple(row))
    marks = [n for n, t in enumerate(row) if level[n] == 0 and t.kind != "letter" and t.text in DEFINERS]
    columns = [n for n, t in enumerate(row) if level[n] == 0 and t.kind == "align"]
    return bool(marks) and len(columns) <= 1 and all(abs(n - marks[0]) == 1 for n in columns)


def rows_of(tokens: Tokens) -> list[Tokens]:
    """Rows of an aligned formula; a row that goes on with the one before is joined to it."""
    rows: list[list[Token]] = [[]]
    for token, depth in zip(tokens, environment_depths(tokens), strict=True):
        if depth == 0 and token.kind == "row":
            rows.append([])
        else:
            rows[-1].append(token)
    rows = [_unaligned(without_remarks(row)) for row in rows]
    joined: list[list[Token]] = []
    for row in rows:
        if not row:
            continue
        if joined and (_continues(row) or _is_open(joined[-1])):
            joined[-1].extend(row)
        else:
            joined.append(row)
    return [tuple(r) for r in joined]


def _unaligned(row: list[Token]) -> list[Token]:
    """Without the marks that align it."""
    level = environment_depths(tuple(row))
    return [t for t, depth in zip(row, level, strict=True) if depth or t.kind != "align"]


def environment_depths(tokens: Tokens) -> list[int]:
    """Depth in braces and environments only: a row may end inside parentheses."""
    found, depth = [], 0
    for token in tokens:
        closing = token.kind == "close" or (token.kind == "command" and token.text == "end")
        depth -= 1 if closing and depth else 0
        found.append(depth)
        depth += 1 if token.kind == "open" or (token.kind == "command" and token.text == "begin") else 0
    return found


def _continues(row: list[Token]) -> bool:
    first = row[0]
    if (first.kind == "char" and first.text in "=+-*/)],:") or first.text in {
        *DEFINERS,
        "cdot",
        "times",
        "minus",
    }:
        return True
    marks = [
        t for t, d in zip(row, depths(row), strict=True) if d == 0 and (t.text in DEFINERS or t.text == "sim")
    ]
    return not marks


def _is_open(row: list[Token]) -> bool:
    level = 0
    for token in row:
        if token.kind == "letter":
            continue
        level += 1 if token.text in OPEN else -1 if token.text in CLOSE else 0
    last = row[-1]
    hanging = last.kind in {"char", "command"} and last.text in {"+", "-", "=", "cdot", "times", "*", "/"}
    return level > 0 or hanging


def without_ranges(parts: list[list[Token]]) -> list[list[Token]]:
    """Drops `t = 1, \\dots, T` and `\\forall i`, which only say where the formula holds."""
    dots = {"dots", "ldots", "cdots"}
    summed = _summed([t for part in parts for t in part])
    kept: list[list[Token]] = []
    place = 0
    while place < len(parts):
        part = parts[place]
        following = parts[place + 1] if place + 1 < len(parts) else []
        if part and part[0].text == "forall":
            place += 1
        elif kept and (listed := _counted_range(parts[place:])):
            place += listed
        elif kept and (_is_bound(part) or _compares(part, summed)):
            place += 1
        elif kept and [t.text for t in following if t.kind == "command"][:1] and following[0].text in dots:
            place += 2 if len(following) > 1 else 3
        elif (
            kept and any(t.text in dots for t in part) and any(t.text == "=" for t in part) and len(part) <= 7
        ):
            place += 1
        else:
            inner = next((n for n, t in enumerate(part) if t.text == "forall"), len(part))
            kept.append(part[:inner])
            place += 1
            if inner < len(part) and place < len(parts) and "=" not in [t.text for t in parts[place]]:
                place += 1
    return kept


def _counted_range(parts: list[list[Token]]) -> int:
    """How many pieces `t = 0, 1, 2, \\dots` or `t = 1, 2, \\dots, T` has, 0 where it is none."""
    words = [[t.text for t in p] for p in parts]
    if len(words[0]) != 3 or words[0][1] != "=" or parts[0][2].kind != "digits":
        return 0
    place = 1
    while place < len(parts) and len(parts[place]) == 1 and parts[place][0].kind == "digits":
        place += 1
    if place < 2 or place == len(parts) or words[place][:1] not in (["dots"], ["ldots"], ["cdots"]):
        return 0
    ends = len(words[place]) == 1 and place + 1 < len(parts) and "=" not in words[place + 1]
    return place + (2 if ends else 1)


def _summed(tokens: list[Token]) -> set[str]:
    """The letters under sums, products, maxima and minima."""
    found: set[str] = set()
    for place, token in enumerate(tokens):
        if token.kind != "letter" and token.text in {"sum", "prod", "max", "min"}:
            level = 0
            for following in tokens[place + 1 :]:
                level += (following.kind == "open") - (following.kind == "close")
                found |= {following.text} if following.kind == "letter" else set()
                if level <= 0 and following.text not in {"_", "^"}:
                    break
    return found


def _compares(part: list[Token], summed: set[str]) -> bool:
    """`0 \\le n \\le N - 1`, `p \\neq \\frac{1}{2}`: of symbols that no sum runs over."""
    signs = {"<", ">", "le", "leq", "ge", "geq", "neq", "ne"}
    level = depths(tuple(part))
    marks = [t for t, d in zip(part, level, strict=True) if not d and t.kind != "letter" and t.text in signs]
    defined = any(t.kind != "letter" and (t.text in DEFINERS or t.text in {"sim", "in"}) for t in part)
    return bool(marks) and not defined and not summed & {t.text for t in part if t.kind == "letter"}


def _is_bound(part: list[Token]) -> bool:
    """`\\gamma > 0`, `0 \\le \\beta < 1`: what values a parameter has."""
    signs = {"<", ">", "le", "leq", "ge", "geq"}
    marks = [t for t in part if t.text in signs and t.kind != "letter"]
    names = [t for t in part if t not in marks and t.kind != "digits" and t.text not in {"_", "{", "}", "."}]
    numbers = [t for t in part if t.kind == "digits"]
    scripts = sum(t.text == "_" for t in part)
    return 1 <= len(marks) <= 2 and len(names) == 1 + scripts and len(numbers) >= len(marks)


def is_declaration(part: Tokens) -> bool:
    """`x \\in \\mathbb{R}^d`, `v \\in V`: says what kind of thing a symbol is."""
    words = [t.text for t in part]
    if "=" in words or "in" not in words:
        return False
    place = words.index("in")
    return place == 1 or (place <= 6 and "mathbb" in words and depths(part)[place] == 0)


def without_declarations(parts: list[Tokens]) -> list[Tokens]:
    """Without `P, Q \\in \\mathbb{R}^{n \\times d}`, all of them."""
    kept: list[Tokens] = []
    listed = False
    for part in reversed(parts):
        declares = is_declaration(part)
        named = listed and len(part) <= 6 and not any(t.text in DEFINERS or t.text == "sim" for t in part)
        listed = declares or named
        if not listed:
            kept.append(part)
    return kept[::-1]
