"""LaTeX source cut into tokens that remember where they came from; comments are dropped here."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from rca_kernel.errors import PaperError

MAX_TOKENS = 1_500_000

VERBATIM = (
    "verbatim",
    "verbatim*",
    "Verbatim",
    "lstlisting",
    "minted",
    "alltt",
    "comment",
    "filecontents",
    "pycode",
)


class Token(NamedTuple):
    """One token: `kind` is a letter or the character itself, `file` an index into the sources read.

    Kinds: c command, b begin, e end (text is the environment's name), t text, s space, p paragraph
    break, v inline verbatim, V verbatim body, D `$$`, and `{ } [ ] $ & ~ ^ _ #` for themselves.
    `depth` counts the macro expansions that the token came through.
    """

    kind: str
    text: str
    file: int
    start: int
    end: int
    depth: int = 0


_TEXT = r"\\{}\[\]$&~^_#%\s*"
_LEXEMES = rf"""
  (?P<t>\*|[^{_TEXT}]+(?:[ ][^{_TEXT}]+)*)
| (?P<s>\s+)
| (?P<b>\\begin[ \t]*\{{[^{{}}\n]*\}})
| (?P<e>\\end[ \t]*\{{[^{{}}\n]*\}})
| (?P<c>\\(?:@LETTERS@+|\r?\n|.)?)
| (?P<k>%[^\n]*(?:\n(?![ \t\r]*\n)[ \t]*)?)
| (?P<D>\$\$)
| (?P<h>\#(?:\#*[1-9])?)
| (?P<o>[{{}}\[\]$&~^_])
"""
_DOCUMENT = re.compile(_LEXEMES.replace("@LETTERS@", "[A-Za-z]"), re.VERBOSE)
_PREAMBLE = re.compile(_LEXEMES.replace("@LETTERS@", "[A-Za-z@]"), re.VERBOSE)
_BLANK_LINE = re.compile(r"\n[ \t\r]*\n")
_NAME = re.compile(r"\{([^{}]*)\}")
_RAW_ARGUMENT = re.compile(r"\s*\{([^{}\n]*)\}")
_INLINE = re.compile(
    r"\*?(?:\[[^\]\n]*\])?(?:\{[A-Za-z+#]*\}(?=[{|!+/]))?(?:\{([^{}\n]*)\}|([^\sA-Za-z*{])(.*?)\2)"
)
_NEW_VERBATIM = re.compile(
    r"\\(?:lstnewenvironment|newtcblisting|DeclareTCBListing|newminted|DefineVerbatimEnvironment)"
    r"\s*(?:\[[^\]]*\])?\s*\{([A-Za-z*]+)\}"
)


def tokenize(
    text: str, file: int, *, macros_only: bool = False, raw: Iterable[str] = VERBATIM
) -> list[Token]:
    """The tokens of one file. Raises PaperError when there are absurdly many."""
    out: list[Token] = []
    raw_names = {*raw, *_NEW_VERBATIM.findall(text)}
    split = len(text) if macros_only else max(text.find("\\begin{document}"), 0)
    position, size = 0, len(text)
    match = _PREAMBLE.match
    while position < size:
        if position >= split:
            match = _DOCUMENT.match
        found = match(text, position)
        if found is None:  # a character that no pattern names, such as a lone form feed
            position += 1
            continue
        kind, end = found.lastgroup or "t", found.end()
        value = found.group()
        if kind == "t":
            out.append(Token("t", value, file, position, end))
        elif kind == "s":
            blank = _BLANK_LINE.search(value) is not None
            out.append(Token("p" if blank else "s", "\n\n" if blank else value, file, position, end))
        elif kind == "c":
            out.append(Token("c", value, file, position, end))
            end = _raw_argument(text, value, end, file, out)
        elif kind in "be":
            name = _name(value)
            out.append(Token(kind, name, file, position, end))
            if kind == "b" and name in raw_names:
                end = _verbatim(text, name, end, file, out)
        elif kind != "k":
            out.append(
                Token("#" if kind == "h" else "D" if kind == "D" else value, value, file, position, end)
            )
        position = end
        if len(out) > MAX_TOKENS:
            raise too_large()
    return out


def too_large() -> PaperError:
    return PaperError(
        f"The paper has more than {MAX_TOKENS:,} tokens after expanding its macros.",
        hint="Read one chapter, or check for a macro that expands without end.",
    )


def _name(value: str) -> str:
    found = _NAME.search(value)
    return found.group(1).strip() if found else ""


def _raw_argument(text: str, command: str, position: int, file: int, out: list[Token]) -> int:
    """Take the argument of \\verb, \\url and the like as it stands, percent signs included."""
    if command in ("\\url", "\\path", "\\href", "\\nolinkurl"):
        found = _RAW_ARGUMENT.match(text, position)
        if found and "#" not in found.group(1):
            out.append(Token("v", found.group(1), file, position, found.end()))
            return found.end()
    if command in ("\\verb", "\\lstinline", "\\mintinline"):
        found = _INLINE.match(text, position, position + 2000)
        if found:
            out.append(Token("v", found.group(1) or found.group(3) or "", file, position, found.end()))
            return found.end()
    return position


def _verbatim(text: str, name: str, position: int, file: int, out: list[Token]) -> int:
    """The body of a verbatim environment; without an end it runs to the end of the file."""
    close = text.find(f"\\end{{{name}}}", position)
    if close < 0:
        close = len(text)
    out.append(Token("V", text[position:close], file, position, close))
    return close


def source(tokens: Iterable[Token]) -> str:
    """The tokens as LaTeX again, with a space wherever two of them would otherwise merge."""
    parts: list[str] = []
    word = False
    for token in tokens:
        text = written(token)
        if word and text[:1].isalpha():
            parts.append(" ")
        parts.append(text)
        if text:
            word = token.kind == "c" and text[-1].isalpha()
    return "".join(parts)


def written(token: Token) -> str:
    match token.kind:
        case "b":
            return f"\\begin{{{token.text}}}"
        case "e":
            return f"\\end{{{token.text}}}"
        case "v":
            return f"{{{token.text}}}"
        case _:
            return token.text
