"""What stands between bars: absolute values, sizes of sets and sequences, determinants."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rca_kernel.formal import powers
from rca_kernel.formal.tokens import Token
from rca_kernel.formal.tree import Apply, Call, Expr, Reduce, Symbol

if TYPE_CHECKING:
    from rca_kernel.formal.parser import Parser

_SETS = {"cap": "intersection", "cup": "union", "setminus": "difference"}
_BARS = {"|", "lvert", "rvert"}


def enclosed(parser: Parser, closing: set[str], what: str) -> Expr:
    """The expression, or the combination of sets, between two bars."""
    opened = parser.take()
    double = opened.text in {"Vert", "lVert"}
    bars, norms = parser.bars, parser.norms
    parser.norms, parser.bars = (1, 0) if double else (0, 1)
    node = _sets(parser) if not double and _holds_sets(parser) else parser.expression()
    parser.bars, parser.norms = bars, norms
    if not (parser.here.text in closing and parser.here.side != "open"):
        parser.refuse(f"expected the closing bar of {what}")
    parser.take()
    return node


def _holds_sets(parser: Parser) -> bool:
    """Whether a sign of set algebra stands before the next bar."""
    for token in parser.tokens[parser.place :]:
        if token.kind == "end" or (token.kind != "letter" and token.text in _BARS):
            return False
        if token.kind == "command" and token.text in _SETS:
            return True
    return False


def _sets(parser: Parser) -> Expr:
    """`A \\cap B`, `C \\setminus (A \\cup B)`: sets given as parameters, from left to right."""
    node = _set_operand(parser)
    while mark := parser.accept(*_SETS):
        node = Call(_SETS[mark.text], (node, _set_operand(parser)))
    return node


def _set_operand(parser: Parser) -> Expr:
    start = parser.here
    if parser.accept("("):
        node = _sets(parser)
        parser.expect(")", "the closing bracket of a set")
        return node
    node = parser.factor()
    if isinstance(node, Symbol):
        parser.seen.sets.add(node.key)
    elif not (isinstance(node, Apply) and node.function.base[:1].isupper()):
        parser.refuse("a set under this sign is not a symbol", start)
    return node


def read_absolute(parser: Parser) -> Expr:
    """`|x|`, `|A \\cap B|`, `|\\mathcal{D}|`, `|\\Sigma|`; bars around anything longer wait for its shape."""
    start, within = parser.here, parser.norms
    if parser.ahead().text == "|" and start.text == "|" and parser.ahead().start == start.end:
        parser.refuse("two single bars: write \\| for a norm", start)
    node = enclosed(parser, {"|", "rvert"}, "an absolute value")
    function = "len" if isinstance(node, Call) and node.function in _SETS.values() else ""
    if isinstance(node, Symbol):
        function = _of_symbol(parser, node, bool(within), start)
    elif isinstance(node, Apply):
        known = parser.setting.survey.sets if parser.setting.survey else parser.seen.sets
        function = "len" if node.function.key in known else ""
    elif isinstance(node, Reduce) and node.kind == "set":
        function = "len"
    return powers.read_power(parser, Call(function or "bars", (node,)))


def _of_symbol(parser: Parser, node: Symbol, within: bool, start: Token) -> str:  # noqa: RET503 - refuse() raises
    """What bars around one symbol mean: a size, a determinant or an absolute value."""
    survey = parser.setting.survey
    known = survey.sets if survey else parser.seen.sets
    if node.key in known or node.stem in known or node.font in {"cal", "scr"}:
        return "len"
    if node.base == "Sigma" or (node.font == "bold" and node.base[:1].isupper()):
        return "det"
    if node.font == "bold" and parser.at("^"):
        parser.refuse("a norm, or absolute values entry by entry", start, "Write \\| for a norm.")
    if survey is None or not node.base[:1].isupper() or "|hat|" in node.stem:
        return "abs"
    if within or len(node.subscripts) > 1:
        return "abs"
    if node.key in survey.passed:
        return "len"
    parser.refuse("the size of a set, a determinant or an absolute value", start,
                  "Write \\det, \\operatorname{abs}, or sum over the set.")  # fmt: skip
