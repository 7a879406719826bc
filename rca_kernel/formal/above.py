"""What stands above a symbol and is no sure power: policies, views, labels by index, all but one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rca_kernel.errors import FormalError
from rca_kernel.formal.tokens import Token
from rca_kernel.formal.tree import Constant, Expr, Neg, Number, Symbol, walk
from rca_kernel.formal.vocabulary import FUNCTION_LETTERS, RATES

if TYPE_CHECKING:
    from rca_kernel.formal.parser import Parser

_PROBABILITIES = {"p", "q", "y"}
_LEFT_OUT = (
    "a negative index: all but the i-th have no single place in an array, nor what is before the first"
)
_APART = "Give what is computed without the i-th as a letter of its own, u_i."
_POWER = "Write (x)^k for a power, \\mathrm{...} for a label."


def check_above(parser: Parser, symbol: Symbol, exponent: Expr, mark: Token) -> None:
    """Refuses a superscript of `symbol` that papers print for something else than a power."""
    if exponent == Constant("pi") or (isinstance(exponent, Symbol) and exponent.base == "pi"):
        parser.refuse("a policy above a symbol, or a power", mark,
                      "Write V_\\pi for the value under a policy, (x)^\\pi for a power.")  # fmt: skip
    if isinstance(exponent, Number) and _numbers(symbol, exponent):
        parser.refuse("a number above a symbol: which one it is, or a power", mark,
                      "Write x^{(1)}, or another letter, for the first; leave a power of 1 out.")  # fmt: skip
    if isinstance(exponent, Symbol) and _labelled_by_index(symbol, exponent):
        parser.refuse("an index above a symbol that is indexed itself: a label or a power", mark, _POWER)
    if isinstance(exponent, Neg) and _leaves_out(parser, symbol, exponent.body):
        parser.refuse(_LEFT_OUT, mark,
                      _APART)  # fmt: skip
    if parser.at("(") and isinstance(exponent, Symbol) and _named_function(symbol, exponent):
        parser.refuse("a function named by its superscript, or a power times the parentheses", mark,
                      "Write f^{(k)}(x) for a function, \\cdot for a product.")  # fmt: skip


def _numbers(symbol: Symbol, exponent: Number) -> bool:
    """`z_i^1`, `h_i^0`: nobody writes the power of 1, nor that of 0 of an element."""
    return exponent.text == "1" or (exponent.text == "0" and symbol.is_latin and symbol.key != symbol.stem)


def _labelled_by_index(symbol: Symbol, exponent: Symbol) -> bool:
    """`h_i^{z_i}`; probabilities are raised to counts, `p_i^{y_i}`, numbers to weights, `x_i^{w_i}`."""
    if not exponent.subscripts or not (symbol.is_latin or symbol.font == "bold"):
        return False
    weight = exponent.base == "w" or not exponent.is_latin
    return symbol.font == "bold" or not (weight or symbol.base in _PROBABILITIES or not symbol.subscripts)


def _leaves_out(parser: Parser, symbol: Symbol, index: Expr) -> bool:
    """`\\hat{f}^{-i}(x_i)`, `\\hat{\\theta}^{-i}`: without the i-th; `\\gamma^{-i}` is a power."""
    letters = [n for n in walk(index) if isinstance(n, Symbol)]
    if not letters or symbol.base in RATES:
        return False
    estimated = "|hat" in symbol.stem or "|tilde" in symbol.stem
    return parser.at("(") or (estimated and any(n.key in parser.bound for n in letters))


def _named_function(symbol: Symbol, exponent: Symbol) -> bool:
    """`\\rho_\\tau^\\kappa(u)`, `\\ell^\\kappa(u)`; `\\beta_1^t(...)` is a power of a rate."""
    if exponent.subscripts or (symbol.base in RATES and exponent.is_latin):
        return False
    return symbol.key != symbol.stem or symbol.base in FUNCTION_LETTERS


def refuse_left_out(array: Symbol, places: Sequence[Expr]) -> None:
    """`y_{-i}`: the prediction without the i-th is no element, nor is a place before the first."""
    if any(isinstance(p, Neg) and any(isinstance(n, Symbol) for n in walk(p)) for p in places):
        raise FormalError(_LEFT_OUT, token=array.latex, position=array.position, hint=_APART)
