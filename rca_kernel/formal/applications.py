"""Whether `a(...)` applies a function or multiplies."""

from __future__ import annotations

import itertools
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from rca_kernel.errors import FormalError
from rca_kernel.formal import functions
from rca_kernel.formal.symbols import stem_symbol
from rca_kernel.formal.tokens import Token, tokenize
from rca_kernel.formal.tree import Apply, Binary, Call, Expr, Index, Number, Product, Symbol, Transpose
from rca_kernel.formal.vocabulary import (
    COUNT_LETTERS,
    FUNCTION_LETTERS,
    RATE_LETTERS,
    RATES,
    SCALED_MATRICES,
    UNDECIDED_LETTERS,
)

if TYPE_CHECKING:
    from rca_kernel.formal.parser import Parser


def application(parser: Parser, symbol: Symbol, start: Token) -> Expr | None:
    """`f(x)` as an application or an element; None where the parentheses are a factor."""
    mark, left = parser.place, parser.left
    listed = _listed(parser)
    after = parser.place
    survey = parser.setting.survey
    base = symbol.base
    parser.seen.passed |= {a.key for a in listed.args if isinstance(a, Symbol)}
    if base in {"O", "o"} and symbol.key not in parser.setting.callables and symbol.key == symbol.stem:
        parser.refuse("an order of growth has no value", start)
    used_bare = survey is not None and symbol.stem in survey.bare
    if (
        symbol.key not in parser.setting.callables
        and not listed.separated
        and _multiplies(parser, symbol, listed.args[0], left)
    ):
        parser.place = mark
        return None
    if symbol.key in parser.setting.sequences and symbol.key not in parser.setting.callables:
        return Index(symbol, listed.args)
    if (standard := _standard(parser, symbol, listed.args)) is not None:
        return standard
    if symbol.key in parser.setting.callables or symbol.stem in parser.setting.callables:
        return Apply(symbol, listed.args)
    parser.seen.arguments.setdefault(base, set()).add(
        parser.text_between(start.end, parser.tokens[after - 1].end)
    )
    if base == "sigma" and symbol.stem not in parser.setting.assigned and not used_bare and (
        len(listed.args) == 1 and symbol.stem in {"|sigma||", "|sigma||'"} and symbol.key == symbol.stem
    ):  # fmt: skip
        return _activation(parser, symbol, listed.args, start)
    if (mapped := _by_script(parser, symbol, listed.args)) is not None:
        return mapped
    valued = symbol.key in parser.setting.assigned and symbol.base in RATES
    if valued and not listed.separated and _is_single(listed.args[0]):
        parser.refuse("this may be a function applied or a product", start,
                      "Write \\cdot for a product, or name it among the callables.")  # fmt: skip
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
    return _of_an_expression(parser, symbol, listed.args, start, (mark, after))


def _listed(parser: Parser) -> functions.Arguments:
    """The arguments; bars among them separate, or belong to norms where they cannot."""
    place, bars, norms = parser.place, parser.bars, parser.norms
    try:
        return functions.read_arguments(parser)
    except FormalError:
        if not any(t.text in {"Vert", "|"} and t.kind != "letter" for t in parser.tokens[place:]):
            raise
        parser.place, parser.bars, parser.norms = place, bars, norms
        return functions.read_arguments(parser, conditional=False)


def _of_an_expression(
    parser: Parser, symbol: Symbol, args: tuple[Expr, ...], start: Token, ends: tuple[int, int]
) -> Expr | None:
    """A letter before an expression in parentheses, which begin and end at `ends`."""
    survey = parser.setting.survey
    used_bare = survey is not None and symbol.stem in survey.bare
    base = symbol.base
    parser.place, after = ends
    if survey is None or (used_bare and symbol.stem not in survey.applied):
        return None
    if symbol.stem in survey.applied:
        parser.place = after
        return Apply(symbol, args)
    if "\\," in parser.text_between(start.end, parser.here.start):
        return None
    if _is_coefficient(parser, symbol):
        return None
    whole = symbol.is_latin and base.isupper() and base not in COUNT_LETTERS and not _is_sum(args[0])
    if (
        whole
        or (base in UNDECIDED_LETTERS and symbol.key == symbol.stem)
        or (base == "sigma" and not used_bare)
    ):
        parser.refuse("this may be a function applied or a product", start,
                      "Name it among the callables, or write \\cdot for a product.")  # fmt: skip
    return None


def _by_script(parser: Parser, symbol: Symbol, args: tuple[Expr, ...]) -> Apply | None:
    """`S_{\\lambda/\\rho}(x)` takes the quotient first; `\\Pi_{\\mathcal{C}}(x)` maps into the set."""
    if symbol.subscripts or "_{" not in symbol.key:
        return None
    script = symbol.key[symbol.key.index("_{") + 2 : -1]
    if (
        re.fullmatch(r"\\(?:mathcal|mathbb|Delta)(?:\{[^{}]*\}|[A-Za-z]|\^.*|_.*)?.*", script)
        and symbol.base[:1].isupper()
    ):
        return Apply(symbol, args)
    if "/" not in script or "\\text" in script or "\\mathrm" in script:
        return None
    tokens = [t for t in tokenize(script) if t.kind != "end"]
    inner = type(parser)(tokens, script, parser.setting)
    try:
        parameter = inner.expression()
    except FormalError:
        return None
    if inner.here.kind != "end":
        return None
    function = replace(
        stem_symbol(symbol), key=f"{symbol.stem}_()", stem=f"{symbol.stem}_()", latex=symbol.latex
    )
    return Apply(function, (parameter, *args))


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
    if symbol.base == "Pi" and symbol.key != symbol.stem and "+" not in symbol.key:
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
    if symbol.font == "bold" and "\\theta" in symbol.key:
        return True
    subscripts = [s for s in symbol.subscripts if isinstance(s, Symbol)]
    return any(s.base in {"theta", "phi", "psi", "vartheta", "varphi"} for s in subscripts)


def _is_single(node: Expr) -> bool:
    return isinstance(node, Symbol | Apply | Index)


def _standard(parser: Parser, symbol: Symbol, args: tuple[Expr, ...]) -> Expr | None:
    """`D_{\\mathrm{KL}}(p \\| q)` of distributions given as arrays, and `\\Gamma(x)`."""
    if {symbol.key, symbol.stem} & parser.setting.callables:
        return None
    if is_divergence(symbol) and len(args) == 2 and all(map(_is_table, args)):
        return Call("kl", args)
    return Call("gamma", args) if symbol.key == "|Gamma||" and len(args) == 1 else None


def is_divergence(symbol: Symbol) -> bool:
    """`D_{KL}`, `\\mathrm{KL}`."""
    return symbol.names[0] in {"D_KL", "KL", "KLD"}


def _is_table(node: Expr) -> bool:
    """A letter or a softmax: probabilities one by one; `q(z | x)` and `\\mathcal{N}_0` are densities."""
    if isinstance(node, Symbol | Index):
        symbol = node.array if isinstance(node, Index) else node
        return symbol.font not in {"cal", "scr"}
    return (isinstance(node, Call) and node.function in {"softmax", "sigmoid"}) or isinstance(node, Binary)


def _activation(parser: Parser, symbol: Symbol, args: tuple[Expr, ...], start: Token) -> Expr:
    """`\\sigma(z)` is the logistic function, unless `\\mu` of the same argument makes it a deviation."""
    survey = parser.setting.survey
    own = survey.arguments.get("sigma", set()) if survey else set()
    if survey is not None and own & survey.arguments.get("mu", set()):
        return Apply(symbol, args)
    if isinstance(args[0], Symbol) and args[0].base == "W" and not args[0].subscripts:
        parser.refuse("the logistic function, or the spectral norm of a matrix", start,
                      "Write \\mathrm{sigmoid}, or name the norm.")  # fmt: skip
    logistic = Call("sigmoid", args)
    if "'" not in symbol.stem:
        return logistic
    return Binary("*", logistic, Binary("-", Number("1"), logistic))


def inverse_function(parser: Parser, symbol: Symbol) -> Expr | None:
    """`f^{-1}(x)` of a letter that stands for a function: the inverse is a function to be given."""
    place, tokens = parser.place, parser.tokens
    if not parser.at("^") or [t.text for t in tokens[place + 1 : place + 5]] != ["{", "-", "1", "}"]:
        return None
    parser.place += 5
    applied = functions.read_arguments(parser) if functions.at_argument_list(parser) else None
    alone = applied is not None and len(applied.args) == 1 and not _is_sum(applied.args[0])
    capital = symbol.base[:1].isupper()
    if (
        applied is not None
        and symbol.base in FUNCTION_LETTERS
        and symbol.font != "bold"
        and (alone or not capital)
    ):
        inverse = Symbol(f"inverse {symbol.key}", f"inverse {symbol.stem}", symbol.latex + "^{-1}",
                         symbol.latex + "^{-1}", tuple(f"{n}_inv" for n in symbol.names),
                         tuple(f"{n}_inv" for n in symbol.stem_names), (), symbol.position)  # fmt: skip
        return Apply(inverse, applied.args)
    if (
        alone
        and applied is not None
        and _is_single(applied.args[0])
        and not capital
        and symbol.font != "bold"
    ):
        parser.refuse("an inverse function, or a reciprocal times its argument",
                      hint="Write \\frac{1}{...} for a reciprocal, or name the inverse.")  # fmt: skip
    parser.place = place
    return None


def _multiplies(parser: Parser, symbol: Symbol, argument: Expr, left: Expr | None) -> bool:
    """Values before parentheses: matrices, declared arrays, rates, weights of a square."""
    capital = symbol.base[:1].isupper() and len(symbol.base) == 1
    if symbol.key in parser.setting.arrays:
        return True
    if capital and isinstance(left, Transpose) and not isinstance(argument, Symbol):
        return True
    known = symbol.key in parser.setting.assigned or symbol.base in SCALED_MATRICES
    if symbol.font == "bold" and known and _is_sum(argument):
        return True
    if symbol.base in {"U", "W"} and isinstance(argument, Product) and "odot" in argument.links:
        return True
    if symbol.key in parser.setting.shown and _is_sum(argument) and symbol.base not in FUNCTION_LETTERS:
        return True
    if (
        symbol.base in RATE_LETTERS
        and symbol.font == ""
        and _is_sum(argument)
        and (parser.rate or parser.angle)
    ):
        return True
    return capital and bool(symbol.subscripts) and _is_square(parser, argument)


def _is_square(parser: Parser, argument: Expr) -> bool:
    """`(\\theta_i - \\theta_i^*)^2`: the square of a difference of one letter."""
    squared = parser.at("^") and parser.ahead().text in {"2"}
    difference = isinstance(argument, Binary) and argument.op == "-"
    if not squared or not difference or not isinstance(argument, Binary):
        return False
    left, right = ((s.array if isinstance(s, Index) else s) for s in (argument.left, argument.right))
    return isinstance(left, Symbol) and isinstance(right, Symbol) and left.base == right.base
