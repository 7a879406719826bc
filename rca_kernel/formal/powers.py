"""Superscripts after an operand: powers, transposes, factorials, and those with two readings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rca_kernel.formal.above import check_above
from rca_kernel.formal.tokens import Token
from rca_kernel.formal.transposes import is_transpose
from rca_kernel.formal.tree import Binary, Call, Constant, Expr, Number, Symbol, Transpose, walk
from rca_kernel.formal.vocabulary import NUMBERED_GREEK, PARAMETER_GREEK

if TYPE_CHECKING:
    from rca_kernel.formal.parser import Parser


def read_power(parser: Parser, node: Expr, symbol: Symbol | None = None) -> Expr:
    """Powers, transposes and factorials after an operand."""
    while True:
        if parser.at("!"):
            parser.take()
            node = Call("factorial", (node,))
        elif parser.at("^"):
            mark = parser.take()
            group = parser.group()
            if not group:
                parser.refuse("an empty superscript", mark)
            node = _raised(parser, node, group, mark, symbol)
            if parser.at("_"):
                parser.refuse("a subscript after a power")
            if parser.at("^"):
                if not isinstance(node, Transpose):
                    parser.refuse("a second superscript")
                continue
            symbol = None
        elif parser.at("'"):
            parser.refuse("a prime on an expression: a derivative or a transpose")
        else:
            return node


def _raised(parser: Parser, node: Expr, group: Sequence[Token], mark: Token, symbol: Symbol | None) -> Expr:
    letters = [t for t in group if t.kind not in {"open", "close"}]
    words = [t.text for t in letters]
    if words in (["top"], ["intercal"], ["mathsf", "T"], ["mathrm", "T"], ["text", "T"], ["rm", "T"],
        ["mathtt", "T"],
                 ["textrm", "T"], ["mathbf", "T"], ["sf", "T"], ["tran"], ["trans"]):  # fmt: skip
        return Transpose(node)
    if words == ["T"] and is_transpose(parser, node, mark):
        return Transpose(node)
    marked = words in (["circ"], ["dagger"], ["H"], ["ddagger"], ["perp"], ["complement"]) or (
        words[:1] in (["mathrm"], ["text"], ["odot"], ["circ"]) and not {"(", "/"} & set(words)
    )
    if marked and not isinstance(node, Number):
        parser.refuse("this superscript has no single meaning here", group[0])
    if words in (["*"], ["ast"], ["star"], ["+"], ["-"], ["prime"]):
        parser.refuse("a mark on an expression has no single meaning", group[0])
    rate, parser.rate = parser.rate, node == Constant("e")
    exponent = parser.whole(group)
    parser.rate = rate
    if parser.here.kind == "digits" and len(group) == 1 and group[0].kind == "digits" and not parser.here.gap:
        parser.refuse("an exponent of several digits without braces", mark, "Write ^{...}.")
    if symbol is not None and symbol.font == "bold" and _is_run(group):
        parser.refuse("letters above a bold symbol: a label or a power", mark,
                      "Write \\mathrm{...} for a label, or parentheses for a power.")  # fmt: skip
    if symbol is not None:
        check_above(parser, symbol, exponent, mark)
    if symbol is not None and isinstance(exponent, Symbol):
        _check_letter_power(parser, symbol, exponent, mark)
    return Binary("^", node, exponent)


def _is_run(group: Sequence[Token]) -> bool:
    """`gt` of `b^{gt}`: letters side by side, with nothing between them."""
    return len(group) > 1 and all(t.kind == "letter" for t in group)


def _check_letter_power(parser: Parser, symbol: Symbol, exponent: Symbol, mark: Token) -> None:
    """A letter above a Latin base may be an index instead of a power."""
    if not (exponent.is_latin and len(exponent.stem) == len(exponent.key)):
        return
    lettered = any(isinstance(n, Symbol) for s in symbol.subscripts for n in walk(s))
    reason = "this superscript may be an index or a power"
    hint = "Write x^{(k)} for an index, or (x)^k for a power."
    if symbol.font == "bold":
        parser.refuse(reason, mark, hint)
    counted = exponent.base in {"i", "j", "k"} and exponent.key not in parser.bound
    labelled = symbol.key != symbol.stem and not symbol.subscripts
    named = symbol.is_greek and symbol.base in NUMBERED_GREEK
    matrix = symbol.is_latin and symbol.base.isupper() and exponent.base.isupper()
    sampled = symbol.is_greek and symbol.base in PARAMETER_GREEK and exponent.key in parser.bound
    if (
        sampled
        or lettered
        or matrix
        or (symbol.is_latin and symbol.subscripts)
        or (counted and (labelled or named))
    ):
        parser.refuse(reason, mark, hint)
    if symbol.is_latin:
        raised = parser.seen.raised.setdefault(exponent.key, set())
        raised.add(symbol.stem)
        survey = parser.setting.survey
        known = survey.raised.get(exponent.key, set()) if survey else raised
        if len(known | raised) > 1 or (
            exponent.key in parser.bound and (symbol.base.isupper() or exponent.key not in parser.from_zero)
        ):
            parser.refuse(reason, mark, hint)
