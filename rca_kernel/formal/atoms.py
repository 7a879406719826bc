"""Symbols with their scripts, groups, and whether `a(...)` applies a function or multiplies."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import TYPE_CHECKING

from rca_kernel.errors import FormalError
from rca_kernel.formal import brackets, commands, expectations, functions, indicators
from rca_kernel.formal.constants import check_euler, check_pi
from rca_kernel.formal.names import read_name, read_scripts
from rca_kernel.formal.powers import read_power
from rca_kernel.formal.stream import ACCENTS, FONTS, GREEK, LETTERLIKE, SWITCHES
from rca_kernel.formal.symbols import Name
from rca_kernel.formal.tokens import Token
from rca_kernel.formal.tree import (
    Apply,
    Binary,
    Call,
    Constant,
    Expr,
    Index,
    Number,
    Symbol,
)
from rca_kernel.formal.vocabulary import (
    FUNCTION_LETTERS,
    FUNCTIONS,
    SCALED_MATRICES,
    UNDECIDED_LETTERS,
    UNSUPPORTED,
)

if TYPE_CHECKING:
    from rca_kernel.formal.parser import Parser


def starts_symbol(token: Token) -> bool:
    return token.text in GREEK or token.text in FONTS or token.text in ACCENTS or token.text in LETTERLIKE


def read_symbol(parser: Parser) -> Expr:
    """A symbol with its scripts, applied, indexed, raised or transposed as it stands."""
    start = parser.here
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
        if name.base != "0" or name.subscript_latex:
            parser.refuse("a vector of ones: its length is not written", start,
                          "Give it as a symbol of its own.")  # fmt: skip
        return Number("0")
    if isinstance(constant := _constant(parser, name, symbol), Constant):
        return read_power(parser, constant)
    value: Expr = _element(parser, symbol, name)
    if functions.at_argument_list(parser):
        applied = _application(parser, symbol, start)
        if applied is not None:
            return read_power(parser, applied)
    _check_bracket(parser, symbol, start)
    _note_bare(parser, symbol, name)
    return read_power(parser, value, symbol)


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
    touching = follower.kind == "letter" and not follower.gap
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


def _element(parser: Parser, symbol: Symbol, name: Name) -> Expr:
    """An element where a subscript or a bracketed label uses a bound index, else the symbol itself."""
    letter = name.label_latex.strip("()[]")
    bound = Name(letter, letter).symbol()
    if name.label_latex and bound.key in parser.bound and not name.subscripts:
        bare = Name(name.base, name.latex, name.font, name.accents, name.primes, position=name.position,
                    prefix=name.prefix, word=name.word)  # fmt: skip
        return Index(bare.symbol(), (bound,))
    return symbol


def _application(parser: Parser, symbol: Symbol, start: Token) -> Expr | None:
    """`f(x)` as an application or an element; None where the parentheses are a factor."""
    mark = parser.place
    listed = functions.read_arguments(parser)
    after = parser.place
    survey = parser.setting.survey
    base = symbol.base
    if base in {"O", "o"} and symbol.key not in parser.setting.callables and symbol.key == symbol.stem:
        parser.refuse("an order of growth has no value", start)
    used_bare = survey is not None and symbol.stem in survey.bare
    known = symbol.key in parser.setting.assigned or symbol.base in SCALED_MATRICES
    if symbol.font == "bold" and known and _is_sum(listed.args[0]) and not listed.separated:
        parser.place = mark
        return None
    if symbol.key in parser.setting.sequences and symbol.key not in parser.setting.callables:
        return Index(symbol, listed.args)
    if symbol.key in parser.setting.callables or symbol.stem in parser.setting.callables:
        return Apply(symbol, listed.args)
    if base == "sigma" and symbol.key == symbol.stem and symbol.stem not in parser.setting.assigned and (
        not used_bare and len(listed.args) == 1 and symbol.font != "bold"
    ):  # fmt: skip
        return Call("sigmoid", listed.args)
    if not listed.separated and _may_multiply(symbol) and _is_sum(listed.args[0]):
        parser.refuse("this may be a function applied or a product", start)
    if len(listed.args) != 1 or listed.separated or _names_a_function(symbol):
        parser.seen.applied.add(symbol.stem)
        return Apply(symbol, listed.args)
    if _is_single(listed.args[0]) and not used_bare:
        parser.seen.applied.add(symbol.stem)
        return Apply(symbol, listed.args)
    if survey is not None and used_bare and _is_single(listed.args[0]) and symbol.stem not in survey.applied:
        parser.refuse("a symbol used as a value and before one symbol in parentheses", start,
                      "Write \\cdot for a product, or name it among the callables.")  # fmt: skip
    parser.place = mark
    if survey is None or (used_bare and symbol.stem not in survey.applied):
        return None
    if symbol.stem in survey.applied:
        parser.place = after
        return Apply(symbol, listed.args)
    if "\\," in parser.text_between(start.end, parser.here.start):
        return None
    if _is_coefficient(parser, symbol):
        return None
    if (base in UNDECIDED_LETTERS and symbol.key == symbol.stem) or (base == "sigma" and not used_bare):
        parser.refuse("this may be a function applied or a product", start,
                      "Name it among the callables, or write \\cdot for a product.")  # fmt: skip
    return None


def _is_coefficient(parser: Parser, symbol: Symbol) -> bool:
    """The `c` of `a X + b (X Y) X + c (X Y)^2 X`: coefficients follow the alphabet."""
    survey, tokens = parser.setting.survey, parser.tokens
    led = {t.text for before, t in itertools.pairwise(tokens) if before.text in {"+", "-"}}
    started = survey is not None and "|a||" in survey.bare and "|b||" not in survey.applied
    return symbol.key == "|c||" and started and {"b", "c"} <= led


def _names_a_function(symbol: Symbol) -> bool:
    """Letters and marks by which papers print functions."""
    if symbol.base in FUNCTION_LETTERS or symbol.font in {"cal", "scr"} or symbol.stem.startswith("word|"):
        return True
    if len(symbol.base) > 1 and not symbol.is_greek:
        return True
    return _by_parameters(symbol)


def _may_multiply(symbol: Symbol) -> bool:
    """`v_\\theta` and `h_{t-1}` before a sum in parentheses: functions, or values that are multiplied."""
    return _by_parameters(symbol) or (symbol.base in {"g", "h"} and symbol.key != symbol.stem)


def _is_sum(node: Expr) -> bool:
    return isinstance(node, Binary) and node.op in {"+", "-"}


def _by_parameters(symbol: Symbol) -> bool:
    """A subscript of parameters, as in `v_\\theta`, on a letter that is else no function."""
    if symbol.base in FUNCTION_LETTERS or symbol.font in {"cal", "scr"}:
        return False
    subscripts = [s for s in symbol.subscripts if isinstance(s, Symbol)]
    return any(s.base in {"theta", "phi", "psi", "vartheta", "varphi"} for s in subscripts)


def _is_single(node: Expr) -> bool:
    return isinstance(node, Symbol | Apply | Index)


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
    return brackets.read_group_power(parser, node, start)


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
