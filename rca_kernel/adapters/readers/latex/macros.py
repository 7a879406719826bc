"""Macro definitions and their substitution: \\newcommand, \\def, \\NewDocumentCommand and their kin."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass

from rca_kernel.adapters.readers.latex.parameters import Parameter, Tokens
from rca_kernel.adapters.readers.latex.tokens import Token

# Redefining these changes how they look, never what they mean to a reader of the structure.
_PROTECTED_WORDS = """
    left right begin end section subsection subsubsection paragraph subparagraph chapter part label
    ref eqref cref Cref autoref pageref nameref cite citep citet item caption footnote title author
    abstract maketitle appendix input include bibliography frac sum prod int sqrt text mathrm mathbf
    emph textbf textit State STATE If For While thebibliography bibitem includegraphics tag notag
    nonumber document par centering normalsize small footnotesize thefootnote url href newcommand
    def twocolumn
"""
PROTECTED = frozenset("\\" + name for name in _PROTECTED_WORDS.split())
# A body that uses these is TeX programming; expanding it as text would be wrong.
_PROGRAMMING_WORDS = """
    futurelet afterassignment aftergroup catcode lowercase uppercase
    read write loop repeat ifx ifnum ifdim ifmmode ifcat @ifnextchar @ifstar @for romannumeral
    numexpr everypar
"""
_PROGRAMMING = frozenset("\\" + name for name in _PROGRAMMING_WORDS.split())
_TAKES_ARGUMENT_WORDS = """
    hat bar tilde vec dot ddot widehat widetilde overline underline sqrt frac dfrac tfrac mathbf
    mathrm mathcal mathbb mathsf mathit mathtt mathfrak mathscr boldsymbol bm text textbf
    operatorname check breve acute grave
"""
TAKES_ARGUMENT = frozenset("\\" + name for name in _TAKES_ARGUMENT_WORDS.split())


@dataclass(frozen=True, slots=True)
class Macro:
    """A user macro. `refused` says why it is not expanded."""

    name: str
    parameters: tuple[Parameter, ...]
    body: Tokens
    refused: str = ""
    delimiter: bool = False


@dataclass(frozen=True, slots=True)
class UserEnvironment:
    """A \\newenvironment with its opening and closing code."""

    parameters: tuple[Parameter, ...]
    opening: Tokens
    closing: Tokens


def define(
    name: str, parameters: Sequence[Parameter], body: Sequence[Token], known: Container[str] = ()
) -> Macro:
    """A macro, marked as refused when its body is TeX programming beyond the commands that are `known`."""
    if not parameters and (forked := _fork(name, [token for token in body if token.kind != "s"])):
        return forked
    bad = next((t.text for t in body if t.kind == "c" and programming(t.text) and t.text not in known), "")
    return Macro(name, tuple(parameters), tuple(body), refused=f"it programs TeX ({bad})" if bad else "")


def _fork(name: str, body: Sequence[Token]) -> Macro | None:
    """\\@ifstar\\one\\other and \\@ifnextchar[\\one\\other: one or the other by what follows."""
    match [token.text for token in body]:
        case ["\\@ifstar", str(), str()]:
            looked = Parameter("s")
        case ["\\@ifnextchar", str() as mark, str(), str()]:
            looked = Parameter("n", mark=mark)
        case _:
            return None
    head, one, other = body[0], body[-2], body[-1]
    if one.kind != "c" or other.kind != "c":
        return None
    kinds = (("c", "\\IfBooleanTF"), ("{", "{"), ("#", "#1"), ("}", "}"))
    test = [head._replace(kind=kind, text=text) for kind, text in kinds]
    return Macro(name, (looked,), (*test, one, other))


def programming(command: str) -> bool:
    return command in _PROGRAMMING or "@" in command


def substitute(body: Tokens, arguments: Sequence[Tokens | None], call: Token) -> list[Token]:
    """The body with #1..#9 replaced; body tokens take the span of the call."""
    out: list[Token] = []
    depth = call.depth + 1
    for token in body:
        if token.kind == "#":
            digits = token.text.lstrip("#")
            index = int(digits) - 1 if digits else -1
            if len(token.text) - len(digits) > 1:  # "##1" belongs to a definition inside the body
                out.append(Token("#", token.text[1:], call.file, call.start, call.end, depth))
            elif 0 <= index < len(arguments):
                out.extend(token._replace(depth=depth) for token in arguments[index] or ())
            continue
        text = token.text
        if token.kind in "be" and "#" in text:
            for number, argument in enumerate(arguments, 1):
                text = text.replace(f"#{number}", "".join(part.text for part in argument or ()))
        out.append(Token(token.kind, text, call.file, call.start, call.end, depth))
    return out


def is_group(tokens: Sequence[Token]) -> bool:
    """Whether the tokens are exactly one {...}."""
    if len(tokens) < 2 or tokens[0].kind != "{" or tokens[-1].kind != "}":
        return False
    level = 0
    for token in tokens[:-1]:
        level += (token.kind == "{") - (token.kind == "}")
        if level == 0:
            return False
    return True
