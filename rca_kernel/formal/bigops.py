"""Sums, products, maxima and minima over an index."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from rca_kernel.formal.names import read_name, read_scripts
from rca_kernel.formal.tokens import Token
from rca_kernel.formal.tree import (
    Apply,
    Binary,
    Constant,
    Expr,
    Index,
    Members,
    Neg,
    Number,
    Product,
    Reduce,
    Span,
    Symbol,
    children,
)

if TYPE_CHECKING:
    from rca_kernel.formal.parser import Parser

Kind = Literal["sum", "prod", "max", "min"]
_DOMAIN_MARKS = {"=", "in", "neq", "ne", "<", "le", "leq", "lt"}


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
    if not below:
        parser.refuse(f"a {kind} without its index", start, "Write \\sum_i or \\sum_{i=1}^{n}.")
    clauses = _clauses(parser, below)
    upper = parser.whole(above) if above else None
    domains = _domains(parser, clauses, upper, start)
    for index, domain, _ in domains:
        parser.bound.append(index.key)
        if isinstance(domain, Span) and domain.lower == Number("0"):
            parser.from_zero.add(index.key)
    body = _body(parser, kind, domains, start)
    for index, domain, excluded in reversed(domains):
        parser.bound.pop()
        body = Reduce(_kind(kind), index, domain, body, excluded)
    return body


def _kind(kind: str) -> Kind:
    return "sum" if kind == "sum" else "prod" if kind == "prod" else "max" if kind == "max" else "min"


def _body(parser: Parser, kind: str, domains: Sequence[tuple[Symbol, object, object]], start: Token) -> Expr:
    negative = parser.accept("-", "minus")
    body = parser.term()
    if negative:
        body = Neg(body)
    if kind != "sum":
        last = body.factors[-1] if isinstance(body, Product) else body
        quotient = isinstance(body, Binary) and body.op in {"/", "%"}
        keys = {index.key for index, _, _ in domains}
        if (isinstance(body, Product) and not uses(last, keys)) or (
            quotient and not _is_fraction(parser, body)
        ):
            parser.refuse(f"it is not clear where the {kind} ends", start, "Write parentheses.")
    return body


def _is_fraction(parser: Parser, body: Expr) -> bool:
    """A `\\frac` is one operand, a slash is not: told by the token that ended it."""
    return parser.tokens[parser.place - 1].kind == "close"


def uses(node: Expr, keys: set[str]) -> bool:
    """Whether the node depends on one of the indices."""
    if isinstance(node, Symbol):
        return node.key in keys or any(uses(s, keys) for s in node.subscripts)
    if isinstance(node, Reduce):
        inside = keys - {node.index.key}
        return any(uses(c, inside if c is node.body else keys) for c in children(node))
    if isinstance(node, Apply) and any(uses(s, keys) for s in node.function.subscripts):
        return True
    return any(uses(child, keys) for child in children(node))


def _clauses(parser: Parser, below: tuple[Token, ...]) -> list[tuple[Token, ...]]:
    """The conditions under the sign, split at commas and rows."""
    if below and below[0].text == "substack":
        below = below[2:-1]
    clauses: list[list[Token]] = [[]]
    for token in below:
        if token.kind == "row" or (token.kind == "char" and token.text in {",", ":"}):
            clauses.append([])
        else:
            clauses[-1].append(token)
    if not all(clauses):
        parser.refuse("an empty condition under the sign", below[0] if below else None)
    if len(clauses) == 1 and len(below) > 1 and all(t.kind == "letter" for t in below):
        return [(t,) for t in below]
    return [tuple(c) for c in clauses]


Domain = tuple[Symbol, "Span | Members", "Expr | None"]


def _domains(
    parser: Parser, clauses: list[tuple[Token, ...]], upper: Expr | None, start: Token
) -> list[Domain]:
    """Each index with what it ranges over, the outermost first."""
    found: list[Domain] = []
    for clause in clauses:
        index, mark, rest = _split(parser, clause)
        again = [n for n, (known, _, _) in enumerate(found) if known.key == index.key]
        if again and mark in {"neq", "ne"}:
            at = again[0]
            found[at] = (index, found[at][1], parser.whole(rest))
            continue
        if again:
            parser.refuse("a condition on the index that is not understood", clause[0])
        found.append(_domain(parser, index, mark, rest, upper, start))
    if len(found) > 1 and upper is not None:
        found = [(i, Span(d.lower, upper) if isinstance(d, Span) else d, e) for i, d, e in found]
    return found


def _split(parser: Parser, clause: tuple[Token, ...]) -> tuple[Symbol, str, tuple[Token, ...]]:
    marks = [n for n, t in enumerate(clause) if t.text in _DOMAIN_MARKS]
    head = clause[: marks[0]] if marks else clause
    inner = parser.sub_parser(head)
    if not head or inner.at("("):
        parser.refuse("the index under the sign is not a symbol", clause[0])
    name = read_name(inner)
    read_scripts(inner, name)
    inner.expect_end("the index under the sign is not a symbol")
    if len(marks) > 1:
        parser.refuse("a condition on the index that is not understood", clause[marks[1]])
    index = name.symbol()
    return index, clause[marks[0]].text if marks else "", clause[marks[0] + 1 :] if marks else ()


def _domain(
    parser: Parser, index: Symbol, mark: str, rest: tuple[Token, ...], upper: Expr | None, start: Token
) -> Domain:
    one = Number("1")
    if mark == "in":
        collection = parser.whole(rest)
        if not isinstance(collection, Symbol | Index):
            parser.refuse("the set under the sign is not a symbol", rest[0])
        if isinstance(collection, Symbol):
            parser.seen.sets.add(collection.key)
        return index, Members(collection), None
    if mark == "=":
        if isinstance(upper, Constant):
            parser.refuse("an infinite sum has no finite evaluation", start)
        if upper is None:
            parser.refuse("a lower limit without an upper one", start)
        return index, Span(parser.whole(rest), upper), None
    if upper is not None and mark == "":
        return index, Span(one, upper), None
    if mark in {"neq", "ne"}:
        return index, Span(one, upper), parser.whole(rest)
    if mark in {"<", "lt"}:
        return index, Span(one, Binary("-", parser.whole(rest), one)), None
    if mark in {"le", "leq"}:
        return index, Span(one, parser.whole(rest)), None
    return index, Span(one, None), None
