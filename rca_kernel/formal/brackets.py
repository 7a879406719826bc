"""Operands in brackets: absolute values, norms, inner products, floors, cases, matrices."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from rca_kernel.formal import powers
from rca_kernel.formal.bars import enclosed, read_absolute
from rca_kernel.formal.components import component
from rca_kernel.formal.concatenations import side_by_side
from rca_kernel.formal.sequences import DOTS, listing
from rca_kernel.formal.set_builders import read_builder
from rca_kernel.formal.stream import OPENERS
from rca_kernel.formal.tokens import Token
from rca_kernel.formal.tree import Binary, Call, Cases, Concat, Constant, Expr, Norm, Number, Rows, Symbol

if TYPE_CHECKING:
    from rca_kernel.formal.parser import Parser

Order = Expr | Literal["two", "one", "inf", "fro", "zero"]
_MATRICES = {"matrix", "pmatrix", "bmatrix", "Bmatrix", "smallmatrix"}
_ALWAYS = {"otherwise", "else", "o.w", "elsewhere", "ow"}


def read_bars(parser: Parser) -> Expr:
    """`|x|` or `\\|x\\|` by plain bars."""
    return read_absolute(parser) if parser.here.text == "|" else read_norm(parser)


def read_norm(parser: Parser) -> Expr:
    start = parser.here
    body = enclosed(parser, {"Vert", "rVert"}, "a norm")
    node: Expr = Norm("two", body)
    power: Expr | None = None
    while parser.at("_", "^"):
        if parser.take().text == "_":
            node = Norm(_order(parser, parser.group(), start), body)
        else:
            if power is not None:
                parser.refuse("a second power", start)
            power = parser.whole(parser.group())
    return node if power is None else Binary("^", node, power)


def _order(parser: Parser, group: tuple[Token, ...], start: Token) -> Order:
    words = [t.text for t in group if t.kind not in {"open", "close"}]
    if words in (["2"], ["ell", "_", "2"]):
        return "two"
    if words == ["1"]:
        return "one"
    if words == ["0"]:
        return "zero"
    if words in (["infty"], ["inf"]):
        return "inf"
    if words in (
        ["F"],
        ["mathrm", "F"],
        ["text", "F"],
        ["rm", "F"],
        ["mathsf", "F"],
        ["text", "F", "r", "o"],
    ):
        return "fro"
    order = parser.whole(group)
    if not isinstance(order, Number | Symbol) or (isinstance(order, Symbol) and not order.is_latin) or (
        isinstance(order, Symbol) and order.base.isupper()
    ):  # fmt: skip
        parser.refuse("a norm of this kind is not known", start)
    return order


def read_floor(parser: Parser) -> Expr:
    opened = parser.take()
    node = parser.expression()
    closing = "rfloor" if opened.text == "lfloor" else "rceil"
    if closing == "rfloor" and parser.at("rceil"):
        parser.take()
        return powers.read_power(parser, Call("round", (node,)))
    parser.expect(closing, f"\\{closing}")
    return powers.read_power(parser, Call("floor" if closing == "rfloor" else "ceil", (node,)))


def read_inner_product(parser: Parser) -> Expr:
    opened = parser.take()
    left = parser.expression()
    if not parser.accept(",", "mid", "|"):
        parser.refuse("an average or an inner product with one side", opened)
    right = parser.expression()
    parser.expect("rangle", "\\rangle")
    if parser.accept("_") and [t.text for t in parser.group() if t.kind == "letter"] != ["F"]:
        parser.refuse(
            "an inner product with its own metric", opened, "Write the metric as a matrix: x^\\top M y."
        )
    return powers.read_power(parser, Call("inner", (left, right)))


def read_environment(parser: Parser) -> Expr:  # noqa: RET503 - refuse() raises
    start = parser.take()
    group = parser.group()
    name = "".join(t.text for t in group)
    if name == "array":
        parser.group()
    rows = _rows(parser, name, start)
    if name in {"cases", "dcases", "rcases", "array"}:
        return _cases(parser, rows, start)
    if name in _MATRICES:
        if len(rows) < 2 or len({len(r) for r in rows}) != 1 or len(rows[0]) < 2:
            parser.refuse("a matrix of one row or one column: its shape as an array is open", start)
        return powers.read_power(parser, Rows(tuple(tuple(parser.whole(c) for c in row) for row in rows)))
    parser.refuse(f"the environment {name!r} is not read inside a formula", start)


def _rows(parser: Parser, name: str, start: Token) -> list[list[tuple[Token, ...]]]:
    """The cells of an environment up to its \\end."""
    rows: list[list[list[Token]]] = [[[]]]
    depth = 0
    while True:
        token = parser.here
        if token.kind == "end":
            parser.refuse(f"\\begin{{{name}}} is never closed", start)
        parser.take()
        if token.kind == "command" and token.text == "end" and depth == 0:
            parser.group()
            break
        if token.kind == "command" and token.text in {"begin", "end"}:
            depth += 1 if token.text == "begin" else -1
        if depth == 0 and token.kind == "row":
            rows.append([[]])
        elif depth == 0 and token.kind == "align":
            rows[-1].append([])
        else:
            rows[-1][-1].append(token)
    return [[tuple(c) for c in row] for row in rows if any(row)]


def _cases(parser: Parser, rows: list[list[tuple[Token, ...]]], start: Token) -> Expr:
    branches: list[tuple[Expr, Expr]] = []
    otherwise: Expr = Constant("nan")
    for number, row in enumerate(rows):
        value, condition = _case(parser, row, start)
        read = parser.whole(value)
        if condition is None:
            if number != len(rows) - 1:
                parser.refuse("a case after 'otherwise'", start)
            otherwise = read
        else:
            inner = parser.sub_parser(condition)
            branches.append((inner.condition(), read))
            if inner.here.kind != "end":
                inner.refuse("this was not expected in a condition")
    if not branches:
        parser.refuse("cases without a condition", start)
    return Cases(tuple(branches), otherwise)


def _case(
    parser: Parser, row: list[tuple[Token, ...]], start: Token
) -> tuple[tuple[Token, ...], tuple[Token, ...] | None]:
    """The value and the condition of one row; no condition means otherwise."""
    cells = [_strip(c) for c in row if c]
    if len(cells) == 1:
        at = [n for n, t in enumerate(cells[0]) if t.text in {"text", "mathrm", "textrm", "mbox"}]
        if not at:
            parser.refuse("a case without its condition", start)
        cells = [_strip(cells[0][: at[0]]), cells[0][at[0] :]]
    if len(cells) != 2:
        parser.refuse("a case with more than a value and a condition", start)
    value, condition = cells
    while condition and condition[0].text in {"text", "mathrm", "textrm", "mbox", "textit"}:
        inner = parser.sub_parser(condition)
        inner.take()
        group = inner.group()
        words, inside = _condition_words(parser, group)
        rest = condition[inner.place :]
        if words in _ALWAYS and not rest and not inside:
            return value, None
        if words not in {"if", "when", "for", "where", "and if"} or (inside and rest):
            parser.refuse("the words of a condition are not understood", condition[0])
        condition = _strip(inside) or rest
    if not condition:
        parser.refuse("a case without its condition", start)
    return value, condition


def _condition_words(parser: Parser, group: tuple[Token, ...]) -> tuple[str, tuple[Token, ...]]:
    """The words of a text group, and the mathematics in dollars that ends it: `\\text{if $y = 1$}`."""
    if not group:
        return "", ()
    text = parser.text_between(group[0].start, group[-1].end)
    words, _, mathematics = text.partition("$")
    start = group[0].start + len(words)
    inside = tuple(t for t in group if t.start >= start) if mathematics else ()
    if mathematics.partition("$")[2].strip(" .,;"):
        parser.refuse("the words of a condition are not understood", group[0])
    return words.strip(" .,;").lower(), inside


def _strip(cell: tuple[Token, ...]) -> tuple[Token, ...]:
    while cell and cell[-1].kind == "char" and cell[-1].text in ",.;":
        cell = cell[:-1]
    return cell


def read_parenthesised(parser: Parser) -> Expr:
    """`( ... )`, `[ ... ]` or `\\{ ... \\}` as a factor; a bracketed list is a concatenation."""
    opened = parser.take()
    closing = OPENERS[opened.text]
    if opened.text == "lbrace" and opened.side == "open" and parser.at("begin"):
        node = parser.factor()
        parser.accept("rbrace")
        return node
    bars, norms = parser.bars, parser.norms
    parser.bars = parser.norms = 0
    if opened.text == "lbrace" and (chosen := read_builder(parser)) is not None:
        parser.bars, parser.norms = bars, norms
        return chosen
    if opened.text in {"[", "lbrack"} and (joined := side_by_side(parser)) is not None:
        parser.bars, parser.norms = bars, norms
        return read_group_power(parser, joined, opened)
    parts = [parser.expression()]
    while opened.text == "lbrace" and parser.accept(","):
        if not parser.accept(*DOTS):
            parts.append(parser.expression())
            continue
        parser.expect(",", "a comma after the ellipsis")
        parts = [*_before_dots(parser, parts, opened), parser.expression()]
        parts = [listing(parts[0], parts[-1])]
    if opened.text == "lbrace" and len(parts) > 1:
        parser.refuse("a list is no factor", opened)
    marks = set()
    while opened.text in {"[", "lbrack"} and parser.at(",", ";"):
        marks.add(parser.take().text)
        parts.append(parser.expression())
    if len(marks) > 1:
        parser.refuse(
            "commas and semicolons in one list: its rows are not clear", opened, "Write one sign throughout."
        )
    if parser.at(","):
        parser.refuse("a list is no factor", opened)
    if opened.text == "lbrace" and parser.at(":", "mid", "|"):
        parser.refuse("a set given by a condition on its elements", opened)
    parser.expect(closing, f"the closing bracket of {parser.text_between(opened.start, opened.end)}")
    parser.bars, parser.norms = bars, norms
    node = parts[0] if len(parts) == 1 else Concat(tuple(parts), marks == {";"})
    return read_group_power(parser, node, opened)


def _before_dots(parser: Parser, parts: list[Expr], opened: Token) -> list[Expr]:
    """`r_1, r_2` before an ellipsis: the first of them, where they count by one."""
    if len(parts) == 2:
        first, second = (p.subscripts if isinstance(p, Symbol) else () for p in parts)
        if first == (Number("1"),) and second == (Number("2"),):
            return parts[:1]
    if len(parts) != 1:
        parser.refuse("a list is no factor", opened)
    return parts


def _is_positive_part(parser: Parser) -> bool:
    """`(x)_+`: its mark is taken."""
    place = parser.place
    parser.take()
    if [t.text for t in parser.group()] == ["+"]:
        return True
    parser.place = place
    return False


def read_group_power(parser: Parser, node: Expr, opened: Token) -> Expr:
    if parser.at("_") and parser.ahead().text in {"+", "{"} and _is_positive_part(parser):
        if isinstance(node, Concat):
            parser.refuse("a subscript on an expression", opened)
        node = Call("relu", (node,))
    else:
        node = component(parser, node, opened)
    return powers.read_power(parser, node)
