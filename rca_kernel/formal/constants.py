"""When `e` and `\\pi` are the numbers, and when they may be symbols of the paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rca_kernel.formal.symbols import Name
from rca_kernel.formal.tokens import Token
from rca_kernel.formal.tree import Constant

if TYPE_CHECKING:
    from rca_kernel.formal.parser import Parser

_HINT = "Write \\exp for the number's powers, or give the symbol a subscript."


def check_euler(parser: Parser, name: Name) -> Constant:  # noqa: RET503 - refuse() raises
    """`e^x` and `2 \\pi e` are Euler's number; `W e`, `e^2` and `\\|e\\|` may be an error or an edge."""
    marked = parser.setting.survey is not None and "|e||" in parser.setting.survey.bare
    if parser.at("^"):
        place, tokens = parser.place, parser.tokens
        parser.take()
        words = [t.text for t in parser.group()]
        parser.place, parser.tokens = place, tokens
        symbolic = words and not (len(words) == 1 and (words[0].isdigit() or words[0] in {"T", "top", "*"}))
        if symbolic and not (marked and words == ["T"]):
            return Constant("e")
    elif parser.place >= 2 and parser.tokens[parser.place - 2].text == "pi":
        return Constant("e")
    parser.refuse("e may be Euler's number or a symbol", _token(parser, name), _HINT)


def check_pi(parser: Parser, name: Name) -> Constant:
    """`\\pi` is the number unless the formula also marks or applies it, or takes its logarithm."""
    survey = parser.setting.survey
    marked = survey is not None and "|pi||" in survey.bare | survey.applied
    before = parser.tokens[parser.place - 2].text if parser.place >= 2 else ""
    if marked or (before in {"log", "ln"} and not parser.starts_factor()):
        parser.refuse("this may be the number or a symbol", _token(parser, name))
    return Constant("pi")


def _token(parser: Parser, name: Name) -> Token:
    return Token("letter", name.base, name.position, name.position + len(name.latex))
