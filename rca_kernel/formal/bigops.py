"""Sums, products, maxima and minima over an index."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal, get_args

from rca_kernel.formal import limits
from rca_kernel.formal.element_conditions import conditions
from rca_kernel.formal.symbols import plain_key
from rca_kernel.formal.tokens import Token
from rca_kernel.formal.tree import (
    Apply,
    Binary,
    Call,
    Expr,
    Logic,
    Members,
    Neg,
    Number,
    Product,
    Reduce,
    Span,
    Symbol,
    bound_keys,
    children,
    walk,
)

if TYPE_CHECKING:
    from rca_kernel.formal.parser import Parser

Kind = Literal["sum", "prod", "max", "min", "argmax", "argmin"]
KINDS: dict[str, Kind] = {k: k for k in get_args(Kind)}


SEARCHES = {"argmax", "argmin"}


def accept_search(parser: Parser) -> str:
    """`\\arg\\max`, `\\argmin`, `\\operatorname*{arg\\,max}` before an index: which of the two."""
    place, word = parser.place, ""
    if parser.accept("arg"):
        word = "arg" + parser.take().text
    elif parser.at("argmax", "argmin"):
        word = parser.take().text
    elif parser.at("underset"):
        word = _underset(parser)
    elif parser.at("operatorname", "operatorname*", "mathrm", "text", "mathop"):
        parser.take()
        word = _spelled(parser.group())
    if word in SEARCHES and (parser.at("_") or starts_value(parser)):
        return word
    parser.place = place
    return ""


def starts_value(parser: Parser) -> bool:
    """`\\operatorname{argmax} p(x)`: the place of the largest entry of an array."""
    return parser.starts_factor() and not parser.at("sum", "prod", "max", "min", "begin")


def _spelled(group: Sequence[Token]) -> str:
    words = {"mathrm", "operatorname", "text"}
    return "".join(t.text for t in group if t.kind in {"letter", "command"} and t.text not in words)


def _underset(parser: Parser) -> str:
    """`\\underset{j}{\\arg\\max}` becomes the same with a subscript."""
    parser.take()
    below, word = parser.group(), _spelled(parser.group())
    if word in SEARCHES and below:
        at, place = below[0].start, parser.place
        script = (Token("char", "_", at, at), Token("open", "{", at, at), *below, Token("close", "}", at, at))
        parser.tokens = (*parser.tokens[:place], *script, *parser.tokens[place:])
    return word


def read_sum(parser: Parser) -> Expr:
    """`\\sum` or `\\prod` with its limits and its body."""
    start = parser.take()
    return read_reduction(parser, "sum" if start.text == "sum" else "prod", start)


def read_reduction(parser: Parser, kind: str, start: Token) -> Expr:
    below: tuple[Token, ...] = ()
    above: tuple[Token, ...] = ()
    while parser.at("_", "^"):
        if parser.take().text == "_":
            below = parser.group()
        else:
            above = parser.group()
    if not below and kind in SEARCHES:
        return Call(kind, (parser.factor(),))
    if not below:
        parser.refuse(f"a {kind} without its index", start, "Write \\sum_i or \\sum_{i=1}^{n}.")
    if len(above) == 3 and above[0].text == above[2].text == "|" and above[1].text.isupper():
        parser.seen.sets.add(plain_key(above[1].text))
    upper = parser.whole(above) if above else None
    ranges, asked = conditions(parser, limits.clauses(parser, below), upper is not None)
    domains, exceptions = limits.domains(parser, ranges, upper, start)
    if kind in SEARCHES and (len(domains) > 1 or domains[0][2] is not None or exceptions):
        parser.refuse("an arg max over several indices, or with exceptions", start)
    for index, domain, _ in domains:
        parser.bound.extend(p.key for p in _parts(domain) or (index,))
        if isinstance(domain, Span) and domain.lower == Number("0"):
            parser.from_zero.add(index.key)
    where = _where(parser, [*asked, *exceptions])
    body = _body(parser, kind, domains, start)
    _refuse_strangers(parser, body, domains, start)
    for index, domain, excluded in reversed(domains):
        for _ in range(len(_parts(domain)) or 1):
            parser.bound.pop()
        body = Reduce(KINDS[kind], index, domain, body, excluded, where)
        where = None
    return body


def _refuse_strangers(
    parser: Parser, body: Expr, domains: Sequence[tuple[Symbol, object, object]], start: Token
) -> None:
    """`\\sum_{x_i \\in R} y_i`: the i of the elements stands at other letters too."""
    for index, domain, _ in domains:
        inside = {s.key for place in index.subscripts for s in walk(place) if isinstance(s, Symbol)}
        if not isinstance(domain, Members) or not inside or inside & set(parser.bound):
            continue
        others = {n.key for n in walk(body) if isinstance(n, Symbol) and uses(n, inside)} - {index.key}
        if others:
            parser.refuse("a sum over elements whose index other letters carry too", start,
                          f"Sum over the index: i : {index.latex} \\in ...")  # fmt: skip


def _parts(domain: object) -> tuple[Symbol, ...]:
    return domain.parts if isinstance(domain, Members) else ()


def _where(parser: Parser, asked: Sequence[tuple[Token, ...]]) -> Expr | None:
    """The conditions on the indices as one."""
    found: list[Expr] = []
    for clause in asked:
        inner = parser.sub_parser(clause)
        found.append(inner.condition())
        inner.expect_end("this was not expected in a condition")
    return None if not found else found[0] if len(found) == 1 else Logic("and", tuple(found))


def _body(parser: Parser, kind: str, domains: Sequence[tuple[Symbol, object, object]], start: Token) -> Expr:
    if kind in SEARCHES:
        return parser.expression()
    negative = parser.accept("-", "minus")
    first = parser.place
    body = parser.term()
    if negative:
        body = Neg(body)
    if kind != "sum":
        last = body.factors[-1] if isinstance(body, Product) else body
        quotient = isinstance(body, Binary) and body.op in {"/", "%"}
        keys = {index.key for index, _, _ in domains}
        if (isinstance(body, Product) and not uses(last, keys)) or (
            quotient and not _is_fraction(parser, body) and not _is_enclosed(parser, first)
        ):
            parser.refuse(f"it is not clear where the {kind} ends", start, "Write parentheses.")
    return body


def _is_enclosed(parser: Parser, first: int) -> bool:
    """`\\max_i (a_i / b_i)`: one pair of parentheses around all that was read."""
    level = 0
    for place in range(first, parser.place):
        token = parser.tokens[place]
        if token.kind != "letter" and token.text in {"(", "[", "lbrace", ")", "]", "rbrace"}:
            level += 1 if token.text in {"(", "[", "lbrace"} else -1
        if level == 0:
            return place > first and place == parser.place - 1
    return False


def _is_fraction(parser: Parser, body: Expr) -> bool:
    """A `\\frac` is one operand, a slash is not: told by the token that ended it."""
    return parser.tokens[parser.place - 1].kind == "close"


def uses(node: Expr, keys: set[str]) -> bool:
    """Whether the node depends on one of the indices."""
    if isinstance(node, Symbol):
        return node.key in keys or any(uses(s, keys) for s in node.subscripts)
    if isinstance(node, Reduce):
        inside = keys - bound_keys(node)
        return any(uses(c, inside if c in (node.body, node.where) else keys) for c in children(node))
    if isinstance(node, Apply) and any(uses(s, keys) for s in node.function.subscripts):
        return True
    return any(uses(child, keys) for child in children(node))
