"""Symbols with their scripts, groups, and whether `a(...)` applies a function or multiplies."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import TYPE_CHECKING, NoReturn

from rca_kernel.errors import FormalError
from rca_kernel.formal import brackets, commands, expectations, functions, indicators
from rca_kernel.formal.applications import application, inverse_function
from rca_kernel.formal.components import below, component, element
from rca_kernel.formal.constants import check_euler, check_pi
from rca_kernel.formal.functionals import read_running
from rca_kernel.formal.names import read_name, read_scripts
from rca_kernel.formal.powers import read_power
from rca_kernel.formal.stream import ACCENTS, FONTS, GREEK, LETTERLIKE, SWITCHES
from rca_kernel.formal.symbols import Name, stem_symbol
from rca_kernel.formal.tokens import Token
from rca_kernel.formal.tree import (
    Apply,
    Binary,
    Call,
    Constant,
    Expr,
    Number,
    Symbol,
    children,
    walk,
)
from rca_kernel.formal.vocabulary import (
    FUNCTIONS,
    UNSUPPORTED,
)

if TYPE_CHECKING:
    from rca_kernel.formal.parser import Parser


def starts_symbol(token: Token) -> bool:
    return token.text in GREEK or token.text in FONTS or token.text in ACCENTS or token.text in LETTERLIKE


def read_symbol(parser: Parser) -> Expr:
    """A symbol with its scripts, applied, indexed, raised or transposed as it stands."""
    start = parser.here
    if (running := read_running(parser)) is not None:
        return read_power(parser, running)
    if commands.is_expectation(parser) or expectations.at_estimate(parser):
        return expectations.read_expectation(parser)
    if indicators.is_indicator(parser):
        return read_power(parser, indicators.read_indicator(parser))
    name = read_name(parser)
    if name.word and name.base.lower().replace("_", "") in UNSUPPORTED:
        parser.refuse(UNSUPPORTED[name.base.lower().replace("_", "")], start)
    if name.base in FUNCTIONS and (name.word or len(name.base) > 2):
        return functions.read_function(parser, name.base, start)
    read_scripts(parser, name)
    symbol = name.symbol()
    if name.base.isdigit():
        if name.base == "1" and not name.subscript_latex and _is_added(parser):
            return Number("1")
        if name.base == "1" and name.font == "bold":
            return read_power(parser, symbol)
        if name.base == "0" and name.font == "bold" and _is_size(name.subscripts):
            return Call("zeros_vector", (Call("size", (name.subscripts[0],)),))
        if name.base != "0" or name.subscript_latex:
            parser.refuse(f"an array of {name.base}s whose size is not read", start,
                          "Give it as a symbol of its own.")  # fmt: skip
        return Number("0")
    if isinstance(constant := _constant(parser, name, symbol), Constant):
        return read_power(parser, constant)
    if name.leading is not None:
        return Call(name.leading[0], (stem_symbol(symbol), name.leading[1]))
    value = element(parser, symbol, name)
    if (inverse := inverse_function(parser, symbol)) is not None:
        return read_power(parser, inverse)
    if functions.at_argument_list(parser):
        applied = application(parser, symbol, start)
        if applied is not None:
            return read_power(parser, component(parser, applied, start))
    if (raised := _applied_power(parser, symbol, start)) is not None:
        return raised
    _check_bracket(parser, symbol, start)
    _note_bare(parser, symbol, name)
    return read_power(parser, value, symbol)


def _applied_power(parser: Parser, symbol: Symbol, start: Token) -> Expr | None:
    """`\\sigma^2(x)`: the power of the function's value; None where the parentheses are a factor."""
    place = parser.place
    if not parser.at("^"):
        return None
    parser.take()
    group = [t for t in parser.group() if t.kind not in {"open", "close"}]
    if len(group) != 1 or group[0].kind != "digits" or not functions.at_argument_list(parser):
        parser.place = place
        return None
    if group[0].text == "1":
        _refuse_numbered(parser, symbol, start)
    if symbol.stem == "|sigma||" and symbol.key == symbol.stem:
        deviation = _deviation(parser, symbol, group[0], start)
        parser.place = parser.place if deviation is not None else place
        return deviation
    applied = application(parser, symbol, start)
    if applied is None:
        parser.place = place
        return None
    _check_numbered(parser, symbol, applied, group[0].text, start)
    return Binary("^", applied, Number(group[0].text))


def _check_numbered(parser: Parser, symbol: Symbol, applied: Expr, power: str, start: Token) -> None:
    """`f^3(f^2(x))`: functions that are numbered above, not powers of what one function gives."""
    if parser.setting.survey is None:
        return
    powers = parser.setting.powers.setdefault(symbol.stem, set())
    powers.add(power)
    nested = any(
        isinstance(n, Apply) and n.function.key == symbol.key for c in children(applied) for n in walk(c)
    )
    if len(powers) > 1 or nested:
        _refuse_numbered(parser, symbol, start)


def _refuse_numbered(parser: Parser, symbol: Symbol, start: Token) -> NoReturn:
    latex = symbol.latex
    parser.refuse("the superscript may be a number of the function, or a power of its value", start,
                  f"Write {latex}(x)^2 for the power, {latex}_2(x) for the second function.")  # fmt: skip


def _deviation(parser: Parser, symbol: Symbol, power: Token, start: Token) -> Expr | None:
    """`\\sigma^2(x)` is a variance that depends on x, not the square of the logistic function."""
    survey = parser.setting.survey
    own, mean = (survey.arguments.get(n, set()) if survey else set() for n in ("sigma", "mu"))
    args = functions.read_arguments(parser).args
    if len(args) == 1 and not isinstance(args[0], Symbol | Apply):
        return None
    if own and not own & mean:
        parser.refuse("a variance \\sigma^2(x), or the square of the logistic function", start,
                      "Write s(x)^2 for the variance, or \\mathrm{sigmoid}(x).")  # fmt: skip
    parser.seen.applied.add(symbol.stem)
    return Binary("^", Apply(symbol, args), Number(power.text))


def _is_size(subscripts: Sequence[Expr]) -> bool:
    return len(subscripts) == 1 and isinstance(subscripts[0], Symbol | Number)


def _is_added(parser: Parser) -> bool:
    """`\\mathbf{1} - M`: ones of any length that are added or subtracted are the number."""
    braced = parser.tokens[parser.place - 1].kind == "close"
    start = parser.place - (4 if braced else 2)
    before = parser.tokens[start - 1] if start > 0 else None
    starts = before is None or before.text in {"(", "[", "lbrace", "{", "+", "-", "minus"}
    follows = parser.at("+", "-", "minus")
    ends = parser.here.kind == "end" or parser.at(")", "]", "rbrace")
    joined = before is not None and before.text in {"+", "-", "minus"}
    return starts and (follows or (ends and joined))


def _check_bracket(parser: Parser, symbol: Symbol, start: Token) -> None:
    """`x[k]` and `\\mathrm{Re}[z]` are places or functions; `a [b + c d]` is a product."""
    if not (parser.at("[") and parser.here.kind == "char" and parser.here.side == ""):
        return
    inside = list(itertools.takewhile(lambda t: t.text != "]", parser.tokens[parser.place + 1 :]))
    signs = [t.text for t in inside if t.text in {"+", "-"}]
    place = len(inside) - len(signs) <= 1 + len(signs) <= 2
    if (len(symbol.base) > 1 and not symbol.is_greek) or (place and not parser.here.gap):
        parser.refuse("a place in an array, a function or a product", start)


def _note_bare(parser: Parser, symbol: Symbol, name: Name) -> None:
    if not functions.at_argument_list(parser):
        parser.seen.bare.add(symbol.stem)
    follower, before = parser.here, parser.tokens[parser.place - 2] if parser.place >= 2 else None
    touching = follower.kind == "letter" and not follower.gap and not name.written
    touched = before is not None and before.kind == "letter" and before.end == name.position
    if not touching and not touched:
        parser.seen.lone.add(f"|{name.base}|")


def _constant(parser: Parser, name: Name, symbol: Symbol) -> Constant | None:
    """`e` and `\\pi` unless they carry marks, are assigned or are applied."""
    if symbol.key in parser.setting.assigned or symbol.subscripts or name.subscript_latex or name.labels:
        return None
    if parser.angle and symbol.key == "|pi||":
        return Constant("pi")
    if name.accents or name.primes or name.font not in {"", "rm"} or functions.at_argument_list(parser):
        if name.base not in {"e", "pi"} or name.accents or name.primes or name.font == "bold":
            return None
        if name.base == "pi":
            return None
    if name.base == "pi":
        return check_pi(parser, name)
    return check_euler(parser, name) if name.base == "e" else None


def read_braced(parser: Parser) -> Expr:
    """A TeX group `{...}`: fonts by switch, otherwise plain grouping."""
    start = parser.here
    group = parser.group()
    if not group:
        return commands.empty_group(parser, start)
    if group[0].kind == "command" and group[0].text in SWITCHES:
        return _switched(parser, group, start)
    inner = parser.sub_parser(group)
    single = len(group) >= 1 and (group[0].kind == "letter" or starts_symbol(group[0]))
    if single:
        node = _braced_symbol(parser, group, start)
        if node is not None:
            return node
    node = inner.expression()
    if inner.here.kind != "end":
        inner.refuse("this was not expected here")
    return brackets.read_group_power(parser, below(parser, node), start)


def _braced_symbol(parser: Parser, group: Sequence[Token], start: Token) -> Expr | None:
    """`{\\epsilon}_\\theta(x)`: braces around one symbol change nothing."""
    if any(t.text in {"^", "_", "(", "+", "-", "/"} for t in group):
        return None
    probe = parser.sub_parser(group)
    try:
        read_name(probe)
    except FormalError:
        return None
    if probe.here.kind != "end":
        return None
    place = parser.place
    parser.tokens = (*parser.tokens[: place - len(group) - 2], *group, *parser.tokens[place:])
    parser.place = place - len(group) - 2
    return parser.factor()


def _switched(parser: Parser, group: Sequence[Token], start: Token) -> Expr:
    """`{\\bf x}` and `{\\rm KL}` as the commands with arguments."""
    font = {"bf": "mathbf", "rm": "mathrm", "it": "mathit", "cal": "mathcal", "sf": "mathsf", "tt": "mathtt",
            "bfseries": "mathbf"}.get(group[0].text, "mathrm")  # fmt: skip
    place = parser.place
    command = Token("command", font, group[0].start, group[0].end)
    opened = Token("open", "{", group[0].end, group[0].end)
    closed = Token("close", "}", group[-1].end, group[-1].end)
    first = place - len(group) - 2
    parser.tokens = (*parser.tokens[:first], command, opened, *group[1:], closed, *parser.tokens[place:])
    parser.place = first
    return parser.factor()
