"""What stands under a sum, product, maximum or minimum: its conditions and the range of each index."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rca_kernel.formal.moments import shifted
from rca_kernel.formal.names import read_name, read_scripts
from rca_kernel.formal.sequences import DOTS
from rca_kernel.formal.tokens import Token
from rca_kernel.formal.tree import Apply, Binary, Constant, Expr, Index, Members, Number, Span, Symbol, walk

if TYPE_CHECKING:
    from rca_kernel.formal.parser import Parser

_MARKS = {"=", "in", "neq", "ne", "<", "le", "leq", "lt", "leqslant"}
_STRICT, _LOOSE = {"<", "lt"}, {"le", "leq", "leqslant"}
_ONE = Number("1")
Domain = tuple[Symbol, Span | Members, Expr | None]
Clause = tuple[Token, ...]


def clauses(parser: Parser, below: Clause) -> list[Clause]:
    """The conditions under the sign, split at commas and rows; an ellipsis joins what it stands between."""
    if below and below[0].text == "substack":
        below = below[2:-1]
    found: list[list[Token]] = [[]]
    depth = 0
    for token in below:
        if token.kind != "letter":
            depth += {"lbrace": 1, "(": 1, "[": 1, "rbrace": -1, ")": -1, "]": -1}.get(token.text, 0)
        splits = token.kind == "row" or (token.kind == "char" and token.text in {",", ":"})
        if splits and depth == 0:
            found.append([])
        else:
            found[-1].append(token)
    if not all(found):
        parser.refuse("an empty condition under the sign", below[0] if below else None)
    if len(found) == 1 and len(below) > 1 and all(t.kind == "letter" for t in below):
        return [(t,) for t in below]
    joined: list[Clause] = []
    for clause in found:
        dots = len(clause) == 1 and clause[0].text in DOTS
        if joined and (dots or joined[-1][-1].text in DOTS):
            joined[-1] = (*joined[-1], *clause)
        else:
            joined.append(tuple(clause))
    return joined


def domains(
    parser: Parser, parts: list[Clause], upper: Expr | None, start: Token
) -> tuple[list[Domain], list[Clause]]:
    """Each index with what it ranges over, the outermost first; and exceptions that none of them carries."""
    found: list[Domain] = []
    exceptions: list[tuple[Symbol, Expr, Clause]] = []
    for clause in parts:
        if (pair := _pair(parser, clause)) is not None:
            found.extend(pair)
            continue
        if (between := _between(parser, clause)) is not None:
            found.append(between)
            continue
        if (members := tuples(parser, clause)) is not None:
            found.append(members)
            continue
        index, mark, rest = _split(parser, clause)
        again = any(known.key == index.key for known, _, _ in found)
        if again and mark not in {"neq", "ne"}:
            parser.refuse("a condition on the index that is not understood", clause[0])
        if mark in {"neq", "ne"}:
            exceptions.append((index, parser.whole(rest), clause))
        if not again:
            found.append(_domain(parser, index, mark, rest, upper, start))
    if len(found) > 1 and upper is not None:
        found = [(i, Span(d.lower, upper) if isinstance(d, Span) else d, e) for i, d, e in found]
    return _with_exceptions(found, exceptions)


def _with_exceptions(
    found: list[Domain], exceptions: list[tuple[Symbol, Expr, Clause]]
) -> tuple[list[Domain], list[Clause]]:
    """`i \\neq j` is asked of the inner of the two; what finds its place taken is asked of the terms."""
    places = {index.key: place for place, (index, _, _) in enumerate(found)}
    rest: list[Clause] = []
    for index, other, clause in exceptions:
        at = places[index.key]
        inner = max((place for key, place in places.items() if key in _letters(other)), default=at)
        swapped = inner > at and other == found[inner][0]
        at, excluded = (inner, index) if swapped else (at, other)
        if inner > at or found[at][2] is not None:
            rest.append(clause)
        else:
            found[at] = (found[at][0], found[at][1], excluded)
    return found, rest


def _letters(node: Expr) -> set[str]:
    """The letters that an expression reads, also as subscripts."""
    shown = [p for n in walk(node) if isinstance(n, Symbol) for p in (n, *n.subscripts)]
    return {s.key for p in shown for s in walk(p) if isinstance(s, Symbol)}


def _between(parser: Parser, clause: Clause) -> Domain | None:
    """`1 \\leq i < N`: the index between its limits."""
    marks = [n for n, t in enumerate(clause) if t.kind != "letter" and t.text in _STRICT | _LOOSE]
    if len(marks) != 2:
        return None
    first, last = marks
    if not (0 < first < last - 1 and last + 1 < len(clause)):
        parser.refuse("a condition on the index that is not understood", clause[0])
    lower, upper = parser.whole(clause[:first]), parser.whole(clause[last + 1 :])
    index = index_of(parser, clause[first + 1 : last])
    if clause[first].text in _STRICT:
        plain = isinstance(lower, Number) and lower.text.isdigit()
        lower = shifted(lower, 1) if plain else Binary("+", lower, _ONE)
    if clause[last].text in _STRICT:
        upper = Binary("-", upper, _ONE)
    return index, Span(lower, upper), None


def _pair(parser: Parser, clause: Clause) -> list[Domain] | None:
    """`1 \\leq i < j \\leq n`: the second index outside, the first one up to it."""
    marks = [n for n, t in enumerate(clause) if t.kind != "letter" and t.text in _STRICT | _LOOSE]
    if len(marks) != 3:
        return None
    first, middle, last = marks
    if not (0 < first < middle - 1 < last - 2) or last + 1 == len(clause):
        parser.refuse("a condition on the index that is not understood", clause[0])
    outer = _between(parser, (*clause[: first + 1], *clause[middle + 1 :]))
    inner = _between(parser, clause[:last])
    assert outer is not None
    assert inner is not None
    return [outer, inner]


def tuples(parser: Parser, clause: Clause) -> tuple[Symbol, Members, None] | None:
    """`(x, y) \\in \\mathcal{D}`: a collection of tuples."""
    end = next((n for n, t in enumerate(clause) if t.text == ")" and t.kind == "char"), 0)
    if clause[0].text != "(" or not end or end + 2 > len(clause) or clause[end + 1].text not in {"in", "sim"}:
        return None
    parts = tuple(index_of(parser, piece) for piece in _commas(clause[1:end]))
    collection = parser.whole(clause[end + 2 :])
    if len(parts) < 2 or not isinstance(collection, Symbol):
        parser.refuse("the set under the sign is not a symbol", clause[0], "Give the set a letter.")
    parser.seen.sets.add(collection.key)
    return parts[0], Members(collection, parts), None


def _whole(node: Expr) -> bool:
    return isinstance(node, Number) and node.text.isdigit()


def index_of(parser: Parser, head: Clause) -> Symbol:
    inner = parser.sub_parser(head)
    if not head or inner.at("("):
        parser.refuse("the index under the sign is not a symbol", head[0] if head else None)
    name = read_name(inner)
    read_scripts(inner, name)
    inner.expect_end("the index under the sign is not a symbol")
    return name.symbol()


def _split(parser: Parser, clause: Clause) -> tuple[Symbol, str, Clause]:
    marks = [n for n, t in enumerate(clause) if t.kind != "letter" and t.text in _MARKS]
    head = clause[: marks[0]] if marks else clause
    index = index_of(parser, head) if head else None
    if index is None:
        parser.refuse("the index under the sign is not a symbol", clause[0])
    if len(marks) > 1:
        parser.refuse("a condition on the index that is not understood", clause[marks[1]])
    return index, clause[marks[0]].text if marks else "", clause[marks[0] + 1 :] if marks else ()


def _domain(
    parser: Parser, index: Symbol, mark: str, rest: Clause, upper: Expr | None, start: Token
) -> Domain:
    if mark in {"in", "="} and (listed := _listed(parser, mark, rest)) is not None:
        return index, listed, None
    if mark == "in":
        collection = parser.whole(rest)
        if isinstance(collection, Apply) and collection.function.base[:1].isupper():
            parser.seen.sets.add(collection.function.key)
            return index, Members(collection), None
        if not isinstance(collection, Symbol | Index):
            if "mathbb" in [t.text for t in rest]:
                parser.refuse("a continuous set: this is a search or an integral, no sum", rest[0])
            parser.refuse("the set under the sign is not a symbol", rest[0], "Give the set a letter.")
        if isinstance(collection, Symbol):
            parser.seen.sets.add(collection.key)
        return index, Members(collection), None
    if mark == "=":
        if isinstance(upper, Constant) and upper.name != "inf":
            parser.refuse("a last index that is no whole number", start)
        if upper is None:
            parser.refuse("a lower limit without an upper one", start)
        return index, _ascending(parser, parser.whole(rest), upper, start), None
    if upper is not None and mark == "":
        return index, Span(_ONE, upper), None
    if mark in {"neq", "ne"}:
        return index, Span(_ONE, upper), None
    if mark in _STRICT:
        return index, Span(_ONE, Binary("-", parser.whole(rest), _ONE), True), None
    if mark in _LOOSE:
        return index, Span(_ONE, parser.whole(rest), True), None
    return index, Span(_ONE, None), None


def _ascending(parser: Parser, lower: Expr, upper: Expr, start: Token) -> Span:
    """`\\sum_{i=N}^{1}` counts down: the same terms as from 1 to N."""
    if upper not in (_ONE, Number("0")) or isinstance(lower, Number):
        return Span(lower, upper)
    if start.text == "prod":
        parser.refuse("a product that counts down: the order of its factors may matter", start,
                      "Write it from the least index, or factor by factor.")  # fmt: skip
    return Span(upper, lower)


def _listed(parser: Parser, mark: str, rest: Clause) -> Span | None:
    """`\\{1, \\ldots, N\\}`, `[N]`, `1, \\ldots, N`."""
    braced = len(rest) > 2 and (rest[0].text, rest[-1].text) == ("lbrace", "rbrace")
    if mark == "in" and len(rest) > 2 and (rest[0].text, rest[-1].text) == ("[", "]"):
        if any(t.text == "," for t in rest):
            parser.refuse("an interval is no set of indices", rest[0])
        return Span(_ONE, parser.whole(rest[1:-1]))
    inner = rest[1:-1] if braced else rest
    if (braced or mark == "=") and len(pair := _commas(inner)) == 2 and [len(p) for p in pair] == [1, 1]:
        first, second = (parser.whole(p) for p in pair)
        if _whole(first) and _whole(second) and int(second.text) - int(first.text) == 1:  # type: ignore[union-attr]
            return Span(first, second)
    at = [n for n, t in enumerate(inner) if t.text in DOTS]
    if not at or not (braced or mark == "="):
        return None
    head, tail = _trimmed(inner[: at[0]]), _trimmed(inner[at[0] + 1 :])
    parts = [p for p in _commas(head) if p]
    if len(at) > 1 or not tail or not 1 <= len(parts) <= 2:
        parser.refuse("a condition on the index that is not understood", rest[0])
    lower = parser.whole(parts[0])
    if len(parts) == 2:
        second = parser.whole(parts[1])
        if not (_whole(lower) and _whole(second)) or int(second.text) - int(lower.text) != 1:  # type: ignore[union-attr]
            parser.refuse("indices that do not count by one", rest[0])
    return Span(lower, parser.whole(tail))


def _commas(tokens: Clause) -> list[Clause]:
    parts: list[list[Token]] = [[]]
    for token in tokens:
        if token.kind == "char" and token.text == ",":
            parts.append([])
        else:
            parts[-1].append(token)
    return [tuple(p) for p in parts]


def _trimmed(tokens: Clause) -> Clause:
    while tokens and tokens[0].text == ",":
        tokens = tokens[1:]
    while tokens and tokens[-1].text == ",":
        tokens = tokens[:-1]
    return tokens
