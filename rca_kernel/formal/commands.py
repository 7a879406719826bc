"""Commands that build an operand: fractions, roots, brackets, functions, gradients, indicators."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Literal, NoReturn

from rca_kernel.formal import atoms, bars, bigops, brackets, powers
from rca_kernel.formal.depths import depths
from rca_kernel.formal.functions import at_argument_list, read_arguments, read_function
from rca_kernel.formal.names import read_name, read_scripts
from rca_kernel.formal.stream import WORDS
from rca_kernel.formal.symbols import spoken
from rca_kernel.formal.tokens import Token
from rca_kernel.formal.tree import (
    Apply,
    Binary,
    Call,
    Constant,
    Expr,
    Number,
    Symbol,
    walk,
)
from rca_kernel.formal.vocabulary import FUNCTION_LETTERS, FUNCTIONS, UNSUPPORTED

if TYPE_CHECKING:
    from rca_kernel.formal.parser import Parser


def read_command(parser: Parser) -> Expr:  # noqa: RET503 - refuse() raises
    """An operand that begins with a command."""
    token = parser.here
    if token.text in _READERS:
        return _READERS[token.text](parser)
    if token.text in FUNCTIONS:
        parser.take()
        return read_function(parser, token.text, token)
    refuse_unexpected(parser)


def refuse_unexpected(parser: Parser) -> NoReturn:
    """Refuse at the token at hand, with its own reason where it has one."""
    refuse_unexpected_at(parser, parser.here)


def refuse_unexpected_at(parser: Parser, token: Token) -> NoReturn:
    """The same at another token."""
    if token.kind == "command" and token.text in UNSUPPORTED:
        parser.refuse(UNSUPPORTED[token.text], token)
    if token.kind == "command" and len(token.text) > 1:
        parser.refuse(
            "this command is not known here", token, "If it is the paper's own macro, expand it first."
        )
    parser.refuse("this was not expected here", token)


def _fraction(parser: Parser) -> Expr:
    start = parser.take()
    above, below = parser.group(), parser.group()
    if not above or not below:
        parser.refuse("an empty numerator or denominator", start)
    if above[0].text in {"partial", "mathrm"} and below[0].text == above[0].text:
        derivative = _derivative(parser, above, below, start)
        if derivative is not None:
            return powers.read_power(parser, derivative)
    if _starts_with_d(above) and _starts_with_d(below):
        return powers.read_power(parser, _named_derivative(parser, above[1:], below[1:], start))
    return powers.read_power(parser, Binary("/", parser.whole(above), parser.whole(below)))


def _derivative(
    parser: Parser, above: tuple[Token, ...], below: tuple[Token, ...], start: Token
) -> Expr | None:
    """`\\frac{\\partial L}{\\partial w}`: a value of its own, named after both symbols."""
    skip = 1 if above[0].text == "partial" else 4
    if skip == 4 and not (
        [t.text for t in above[:4]] == [t.text for t in below[:4]] == ["mathrm", "{", "d", "}"]
    ):
        return None
    if len(above) <= skip or len(below) <= skip:
        parser.refuse("a derivative operator without a function is not evaluated", start)
    return _named_derivative(parser, above[skip:], below[skip:], start)


def _starts_with_d(group: tuple[Token, ...]) -> bool:
    """`dx`: the letter d right before another symbol; a ratio would have no common factor."""
    return (
        len(group) > 1
        and group[0].kind == "letter"
        and group[0].text == "d"
        and (group[1].kind == "letter" or (group[1].kind == "command" and atoms.starts_symbol(group[1])))
    )


def _named_derivative(
    parser: Parser, above: tuple[Token, ...], below: tuple[Token, ...], start: Token
) -> Symbol:
    names = []
    for group in (above, below):
        inner = parser.sub_parser(group)
        name = read_name(inner)
        read_scripts(inner, name)
        if inner.here.kind != "end":
            parser.refuse("a derivative of an expression is not evaluated", start)
        names.append(name.symbol())
    latex = parser.text_between(start.start, parser.tokens[parser.place - 1].end)
    wish = f"d{names[0].names[0]}_d{names[1].names[0]}"
    key = f"d|{names[0].key}/{names[1].key}"
    return Symbol(key, key, latex, latex, (wish,), (wish,), (), start.start)


def _root(parser: Parser) -> Expr:
    parser.take()
    degree: Expr | None = None
    if parser.at("["):
        parser.take()
        start = parser.place
        while not parser.at("]"):
            if parser.take().kind == "end":
                parser.refuse("the degree of a root is never closed")
        degree = parser.whole(parser.tokens[start : parser.place])
        parser.take()
    radicand = parser.whole(parser.group())
    if degree is None:
        return powers.read_power(parser, Call("sqrt", (radicand,)))
    return powers.read_power(parser, Binary("^", radicand, Binary("/", Number("1"), degree)))


def _binomial(parser: Parser) -> Expr:
    parser.take()
    return powers.read_power(
        parser, Call("binom", (parser.whole(parser.group()), parser.whole(parser.group())))
    )


def _infinity(parser: Parser) -> Expr:
    parser.take()
    return Constant("inf")


def _gradient(parser: Parser) -> Expr:
    """`\\nabla_\\theta f(\\theta)`: a function (or a value) to be given."""
    start = parser.take()
    wrt = ""
    if parser.accept("_"):
        group = parser.group()
        wrt = spoken(group, parser.source, parser.offset)
    above = [t.text for t in parser.tokens[parser.place + 1 : parser.place + 4]] if parser.at("^") else []
    hessian = above[:1] == ["2"] or above == ["{", "2", "}"]
    if hessian:
        parser.take()
        parser.group()
    elif parser.at("^", "cdot", "times"):
        parser.refuse("a second derivative, divergence or curl is not evaluated", start)
    log = parser.accept("log", "ln")
    if is_expectation(parser):
        parser.refuse("an expectation has no finite evaluation")
    if not (
        parser.here.kind == "letter" or (parser.here.kind == "command" and atoms.starts_symbol(parser.here))
    ):
        parser.refuse("a gradient of an expression is not evaluated", start,
                      "Define the function by name and take the gradient of the name.")  # fmt: skip
    name = read_name(parser)
    read_scripts(parser, name)
    function = name.symbol()
    latex = parser.text_between(start.start, parser.tokens[parser.place - 1].end).strip()
    latex += "}" * (latex.count("{") - latex.count("}"))
    named = ("hess_" if hessian else "grad_") + ("log_" if log else "")
    wishes = (
        *(named + n for n in function.names[:1]),
        *(f"{named}{n}_wrt_{wrt}" for n in function.names[:1] if wrt),
    )
    stem_wishes = (
        *(named + n for n in function.stem_names[:1]),
        *(f"{n}_wrt_{wrt}" for n in wishes[:1] if wrt),
    )
    head = f"nabla{2 if hessian else ''} {wrt} {'log ' if log else ''}"
    gradient = replace(function, key=head + function.key, stem=head + function.stem, latex=latex,
        names=wishes,
                       stem_latex=latex, stem_names=stem_wishes, position=start.start)  # fmt: skip
    if hessian and not at_argument_list(parser):
        parser.refuse("a second derivative, divergence or curl is not evaluated", start)
    if not at_argument_list(parser):
        return powers.read_power(parser, gradient)
    arguments = read_arguments(parser).args
    at_a_point = not wrt and len(arguments) == 1 and not isinstance(arguments[0], Apply | Call)
    if not at_a_point and any(isinstance(n, Apply | Call) for a in arguments for n in walk(a)):
        parser.refuse("a gradient of a composition is not evaluated", start, "Name the composed function.")
    return powers.read_power(parser, Apply(gradient, arguments))


def circle(parser: Parser, left: Expr) -> Literal["odot"]:
    """`a \\circ b` of values is elementwise; of two functions it is their composition."""
    mark = parser.take()
    place, survey = parser.place, parser.seen
    parser.seen = replace(survey)
    right = parser.factor()
    parser.place, parser.seen = place, survey
    if _may_be_map(left) and _may_be_map(right):
        refuse_unexpected_at(parser, mark)
    return "odot"


def _may_be_map(node: Expr) -> bool:
    """A letter of a function or a linear map."""
    if not isinstance(node, Symbol) or node.font == "bold":
        return False
    capital = node.base[:1].isupper()
    return capital or node.base in FUNCTION_LETTERS or node.font in {"cal", "scr"} or len(node.base) > 5


def is_expectation(parser: Parser) -> bool:
    place = parser.place + (2 if parser.here.text == "mathop" and parser.ahead().kind == "open" else 0)
    tokens = parser.tokens[place : place + 4]
    return [t.text for t in tokens[:1]] in (["mathbb"], ["mathds"]) and [t.text for t in tokens[1:3]] in (
        ["{", "E"], ["E", "_"], ["{", "P"], ["{", "V"], ["E", "["],
    )  # fmt: skip


def accept_logic_word(parser: Parser) -> str:
    """`\\text{and}`, `\\land`, `\\wedge`, `\\text{or}`, `\\lor`, `\\vee`."""
    if parser.accept("land", "wedge"):
        return "and"
    if parser.accept("lor", "vee"):
        return "or"
    word = logic_word_ahead(parser)
    if word:
        parser.take()
        parser.group()
    return word


def logic_word_ahead(parser: Parser) -> str:
    """The conjunction that the text at hand is, or nothing."""
    token, opened = parser.here, parser.ahead()
    if token.kind != "command" or token.text not in WORDS or opened.kind != "open":
        return ""
    letters = itertools.takewhile(lambda t: t.kind == "letter", parser.tokens[parser.place + 2 :])
    word = "".join(t.text for t in letters)
    closed = parser.tokens[min(parser.place + 2 + len(word), len(parser.tokens) - 1)].kind == "close"
    return word if closed and word in {"and", "or"} else ""


def at_remainder(parser: Parser) -> bool:
    """`\\mathrm{mod}` between two operands; before a list it is a function of both."""
    words = [t.text for t in parser.tokens[parser.place + 1 : parser.place + 6]]
    if parser.here.text not in WORDS or words[:5] != ["{", "m", "o", "d", "}"]:
        return False
    following = parser.tokens[parser.place + 6 :]
    level = depths(following)
    closed = next((n for n in range(1, len(level)) if level[n] == 0), len(level))
    listed = any(t.text == "," and d == 1 for t, d in zip(following[:closed], level, strict=False))
    return not (following[0].text == "(" and listed)


def empty_group(parser: Parser, start: Token) -> Expr:
    if parser.at("^", "_"):
        parser.refuse("scripts before a symbol", start)
    return parser.factor()


def _annotated(parser: Parser) -> Expr:
    """`\\underbrace{a}_{\\text{note}}` is `a`."""
    start = parser.take()
    mark = "_" if start.text == "underbrace" else "^"
    node = parser.whole(parser.group())
    if parser.accept(mark):
        parser.group()
    return node


_READERS: dict[str, Callable[[Parser], Expr]] = {
    "frac": _fraction, "tfrac": _fraction, "dfrac": _fraction, "nicefrac": _fraction, "cfrac": _fraction,
    "sqrt": _root, "binom": _binomial, "tbinom": _binomial, "dbinom": _binomial, "infty": _infinity,
    "nabla": _gradient, "underbrace": _annotated, "overbrace": _annotated, "boxed": _annotated,
    "sum": bigops.read_sum, "prod": bigops.read_sum, "lfloor": brackets.read_floor,
    "lceil": brackets.read_floor,
    "lvert": bars.read_absolute, "lVert": brackets.read_norm, "langle": brackets.read_inner_product,
    "begin": brackets.read_environment,
}  # fmt: skip
read_bars = brackets.read_bars
STARTERS = {*_READERS, *(w for w in FUNCTIONS)}
