"""An expression at another index: `1 - \\beta_t` at t - 1 is `1 - \\beta_{t-1}`."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

from rca_kernel.errors import FormalError
from rca_kernel.formal.bigops import uses
from rca_kernel.formal.symbols import Name, plain_key, spoken
from rca_kernel.formal.tokens import tokenize
from rca_kernel.formal.tree import Binary, Expr, Index, Neg, Number, Reduce, Symbol, rebuild, walk

_FRESH = "jklmnpqrsuvw"


def moved(node: Expr, places: Mapping[str, Expr]) -> Expr:
    """The expression with each index (by key) at its place; sums in it keep indices of their own."""
    if isinstance(node, Symbol):
        return _symbol(node, places)
    if isinstance(node, Index):
        return dataclasses.replace(node, subscripts=tuple(simple(moved(s, places)) for s in node.subscripts))
    if isinstance(node, Reduce):
        inside = {key: place for key, place in places.items() if key != node.index.key}
        if any(uses(place, {node.index.key}) for place in inside.values()):
            node = _with_other_index(node, inside)
        body = moved(node.body, inside)
        outer = rebuild(node, lambda child: child if child is node.body else moved(child, places))
        return dataclasses.replace(outer, body=body)  # type: ignore[arg-type]
    return rebuild(node, lambda child: moved(child, places))


def _symbol(node: Symbol, places: Mapping[str, Expr]) -> Expr:
    if node.key in places and not node.subscripts:
        return places[node.key]
    if not any(uses(s, set(places)) for s in node.subscripts):
        return node
    return at(node, tuple(simple(moved(s, places)) for s in node.subscripts))


def at(symbol: Symbol, subscripts: tuple[Expr, ...]) -> Symbol:
    """The element of the same array at other subscripts."""
    texts = [_latex(s) for s in subscripts]
    latex = ("," if any(len(t) > 1 for t in texts) or "," in symbol.key else "").join(texts)
    words = spoken([t for t in tokenize(latex) if t.kind != "end"], latex)
    names = tuple(f"{n.rstrip('_')}_{words}" for n in symbol.stem_names)
    shown = latex if len(latex) == 1 else f"{{{latex}}}"
    return dataclasses.replace(
        symbol, key=f"{symbol.stem}_{{{latex}}}", latex=f"{symbol.stem_latex}_{shown}", names=names,
        subscripts=subscripts,
    )  # fmt: skip


def _latex(node: Expr) -> str:
    match node:
        case Number(text):
            return text
        case Symbol():
            return node.latex
        case Binary(op="+" | "-" as op, left=left, right=right):
            return f"{_latex(left)}{op}{_latex(right)}"
        case Neg(body):
            return f"-{_latex(body)}"
        case _:
            raise FormalError("a definition is read at a place that is computed",
                              hint="Give that element a symbol of its own.")  # fmt: skip


def simple(node: Expr) -> Expr:
    """`t - 1 + 1` as t; numbers are gathered at the end."""
    terms: list[tuple[int, Expr]] = []
    total = _gather(node, 1, terms)
    if total is None or not terms:
        return node if total is None else Number(str(total)) if total >= 0 else Neg(Number(str(-total)))
    terms.sort(key=lambda term: -term[0])
    found: Expr = terms[0][1] if terms[0][0] > 0 else Neg(terms[0][1])
    for sign, term in terms[1:]:
        found = Binary("+" if sign > 0 else "-", found, term)
    return found if total == 0 else Binary("+" if total > 0 else "-", found, Number(str(abs(total))))


def _gather(node: Expr, sign: int, terms: list[tuple[int, Expr]]) -> int | None:
    """The whole number among the terms, which are collected; None for what is no sum of indices."""
    match node:
        case Number(text) if text.isdigit():
            return sign * int(text)
        case Symbol():
            terms.append((sign, node))
            return 0
        case Neg(body):
            return _gather(body, -sign, terms)
        case Binary(op="+" | "-" as op, left=left, right=right):
            first = _gather(left, sign, terms)
            second = _gather(right, sign if op == "+" else -sign, terms)
            return None if first is None or second is None else first + second
        case _:
            return None


def _with_other_index(node: Reduce, places: Mapping[str, Expr]) -> Reduce:
    """The same sum over a letter that neither it nor the places use."""
    nodes = [n for e in (node, *places.values()) for n in walk(e)]
    taken = {n.key for n in nodes if isinstance(n, Symbol)}
    taken |= {s.key for n in nodes if isinstance(n, Symbol | Index) for x in n.subscripts for s in walk(x)
              if isinstance(s, Symbol)}  # fmt: skip
    letter = next((c for c in _FRESH if plain_key(c) not in taken), "")
    if not letter:
        raise FormalError(
            "too many indices in one formula",
            token=node.index.latex,
            hint="Split it into formulas of their own.",
        )
    fresh = Name(letter, letter, position=node.index.position).symbol()
    body = moved(node.body, {node.index.key: fresh})
    return dataclasses.replace(node, index=fresh, body=body)
