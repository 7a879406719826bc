"""LaTeX mathematics as tokens with their offsets; layout-only commands are dropped."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from rca_kernel.errors import FormalError

Kind = Literal["letter", "digits", "command", "char", "open", "close", "row", "align", "end"]
Side = Literal["", "open", "close"]

_SPACING = {",", ";", ":", "!", " ", ">", "/", "\n", "\t"}
_DROPPED = {
    "quad", "qquad", "nonumber", "notag", "displaystyle", "textstyle", "scriptstyle", "limits", "nolimits",
    "hfill", "medspace", "thinspace", "thickspace", "negthinspace", "negmedspace", "negthickspace", "enspace",
    "big", "Big", "bigg", "Bigg", "bigl", "Bigl", "biggl", "Biggl", "bigr", "Bigr", "biggr", "Biggr",
    "bigm", "Bigm", "biggm", "Biggm", "allowbreak", "noindent", "centering", "small", "footnotesize",
    "strut", "smash", "nobreak", "relax", "mathstrut", "protect", "boldmath", "unboldmath", "null",
}  # fmt: skip
_DROPPED_WITH_GROUP = {
    "label",
    "tag",
    "hspace",
    "vspace",
    "phantom",
    "hphantom",
    "vphantom",
    "color",
    "textcolor",
}
_GROUP_IS_CONTENT = {"textcolor"}
_DENIED = {"=": "neq", "in": "notin"}
_BRACKETS = {"lbrack": "[", "rbrack": "]"}
_OPENERS = {"left", "bigl", "Bigl", "biggl", "Biggl"}
_CLOSERS = {"right", "bigr", "Bigr", "biggr", "Biggr"}
_COMMAND = re.compile(r"\\([A-Za-z]+\*?|.)", re.DOTALL)
_NUMBER = re.compile(r"\d+(?:\.\d+)?|\.\d+")
_GROUP = re.compile(r"\s*\*?\s*(?:\[[^\]]*\]\s*)?\{")
_GAPS = {"quad", "qquad"}


@dataclass(frozen=True, slots=True)
class Token:
    """One token: `start:end` is its place in the source, `side` says that a delimiter opens or closes.

    `gap` is true where white space or a layout command stood before it, `wide` where `\\quad` did.
    """

    kind: Kind
    text: str
    start: int
    end: int
    side: Side = ""
    gap: bool = False
    wide: bool = False


def tokenize(source: str, offset: int = 0) -> tuple[Token, ...]:
    """Read `source`; positions are counted from `offset`; the last token has kind `end`."""
    tokens: list[Token] = []
    place, side, gap, wide = 0, "", False, False
    while place < len(source):
        start = place
        character = source[place]
        if character.isspace() or character in "~$":
            place, gap = place + 1, True
            continue
        if character == "%":
            newline = source.find("\n", place)
            place, gap = (len(source) if newline < 0 else newline + 1), True
            continue
        if character == "\\":
            matched = _COMMAND.match(source, place)
            if matched is None:
                raise FormalError(
                    "a lone backslash at the end", token="\\", position=offset + place, hint="Leave it out."
                )
            name = matched.group(1)
            place = matched.end()
            if name in _OPENERS or name in _CLOSERS:
                side = "open" if name in _OPENERS else "close"
                place = _drop_null_delimiter(source, place)
                if source[place - 1] == "." and name in {"left", "right"}:
                    side = ""
                continue
            if name in _SPACING or name in _DROPPED or name in _DROPPED_WITH_GROUP:
                gap, wide = True, wide or name in _GAPS
                if name in _DROPPED_WITH_GROUP:
                    place = _skip_group(source, place)
                elif name == "smash":
                    place = _skip_option(source, place)
                continue
            kind: Kind = "row" if name in {"\\", "newline"} else "command"
            if kind == "row":
                place = _skip_row_spacing(source, place)
            text = name if name.isalpha() else {"{": "lbrace", "}": "rbrace", "|": "Vert"}.get(name, name)
            kind, text = ("char", _BRACKETS[name]) if name in _BRACKETS else (kind, text)
        else:
            kind, text, place = _plain(source, place)
        known: Side = "open" if side == "open" else "close" if side == "close" else ""
        tokens.append(Token(kind, text, offset + start, offset + place, known, gap, wide))
        side, gap, wide = "", False, False
    tokens.append(Token("end", "", offset + len(source), offset + len(source), "", gap, wide))
    return tuple(_doubled(tokens))


def _doubled(tokens: Sequence[Token]) -> Iterator[Token]:
    """`\\left|\\left| x \\right|\\right|` is a norm, `\\not=` one sign."""
    place = 0
    while place < len(tokens):
        one, other = tokens[place], tokens[min(place + 1, len(tokens) - 1)]
        if one.text == other.text == "|" and one.side and one.side == other.side:
            yield Token("command", "Vert", one.start, other.end, one.side, one.gap, one.wide)
            place += 2
        elif one.text == "not" and one.kind == "command" and other.text in _DENIED and other.kind != "letter":
            yield Token("command", _DENIED[other.text], one.start, other.end, "", one.gap, one.wide)
            place += 2
        else:
            yield one
            place += 1


def _plain(source: str, place: int) -> tuple[Kind, str, int]:
    character = source[place]
    number = _NUMBER.match(source, place)
    if number:
        return "digits", number.group(), number.end()
    if character.isascii() and character.isalpha():
        return "letter", character, place + 1
    if character in "{}":
        return ("open" if character == "{" else "close"), character, place + 1
    if character == "&":
        return "align", character, place + 1
    if not character.isascii():
        return "command", _UNICODE.get(character, character), place + 1
    if source.startswith("...", place):
        return "command", "ldots", place + 3
    if source.startswith("||", place):
        return "command", "Vert", place + 2
    return "char", character, place + 1


_UNICODE = {
    "≤": "le", "≥": "ge", "≠": "neq", "←": "leftarrow", "→": "to", "∈": "in", "·": "cdot", "×": "times",
    "∑": "sum", "∏": "prod", "√": "sqrt", "∞": "infty", "∇": "nabla", "∂": "partial", "⊙": "odot",
    "−": "minus",
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "ζ": "zeta", "η": "eta",
    "θ": "theta",
    "κ": "kappa", "λ": "lambda", "μ": "mu", "ν": "nu", "ξ": "xi", "π": "pi", "ρ": "rho", "σ": "sigma",
    "τ": "tau", "φ": "phi", "χ": "chi", "ψ": "psi", "ω": "omega",
}  # fmt: skip


def _drop_null_delimiter(source: str, place: int) -> int:
    while place < len(source) and source[place].isspace():
        place += 1
    return place + 1 if source[place : place + 1] == "." else place


def _skip_group(source: str, place: int) -> int:
    """The offset after a `{...}` argument (and a star or optional argument before it)."""
    opened = _GROUP.match(source, place)
    return group_end(source, opened.end() - 1) if opened else place


def _skip_option(source: str, place: int) -> int:
    """The offset after an optional argument, `\\smash[t]`."""
    option = re.compile(r"\s*\[[tb]\]").match(source, place)
    return option.end() if option else place


def _skip_row_spacing(source: str, place: int) -> int:
    spacing = re.compile(r"\*?\s*\[\s*-?[\d.]+\s*[a-z]{2}\s*\]").match(source, place)
    return spacing.end() if spacing else place


def group_end(source: str, start: int) -> int:
    """The offset after the group whose `{` stands at `start`."""
    depth = 0
    place = start
    while place < len(source):
        if source[place] == "\\":
            place += 2
            continue
        depth += {"{": 1, "}": -1}.get(source[place], 0)
        place += 1
        if depth == 0:
            return place
    raise FormalError(
        "this group is never closed",
        token=source[start : start + 12],
        position=start,
        hint="Add the missing }.",
    )


def tokens_text(source: str, tokens: Sequence[Token], offset: int = 0) -> str:
    """The source text that a run of tokens covers."""
    return source[tokens[0].start - offset : tokens[-1].end - offset] if tokens else ""
