"""Sequences of indices: permutations and sorted orders, written as functions of a place."""

from __future__ import annotations

from collections.abc import Sequence

from rca_kernel.errors import FormalError
from rca_kernel.formal.stream import GREEK
from rca_kernel.formal.symbols import plain_key, stem_symbol
from rca_kernel.formal.tokens import Token
from rca_kernel.formal.tree import Expr, Number, Reduce, Span, Symbol

DOTS = {"ldots", "dots", "cdots", "dotsc"}
_ORDERS = {"argsort", "argSort", "Argsort", "ArgSort"}
_ITEM = Symbol("|item||", "|item||", "j", "j", ("j", "item"), ("j", "item"))


def sequences(tokens: Sequence[Token | str]) -> frozenset[str]:
    """Keys of the symbols that give indices: applied in a subscript (`x_{\\pi(b)}`) or set to an order."""
    found: set[str] = set()
    words = [t if isinstance(t, str) else t.text for t in tokens]
    for place, token in enumerate(tokens):
        if isinstance(token, str) or not (token.kind == "letter" or token.text in GREEK):
            continue
        key = plain_key(token.text)
        before, after = words[:place], words[place + 1 :]
        if (after[:1] == ["("] and _in_subscript(before)) or (
            after[:1] in (["gets"], ["leftarrow"], ["="]) and _order(after[1:])
        ):
            found.add(key)
    return frozenset(found)


def _in_subscript(before: Sequence[str]) -> bool:
    """Whether what was read last is `_{`, or `_{i,` and the like."""
    for place in range(len(before) - 1, -1, -1):
        if before[place] == "{":
            return place > 0 and before[place - 1] == "_"
        if before[place] == "}" or not (len(before[place]) == 1 or before[place] in GREEK):
            return False
    return False


def _order(words: Sequence[str]) -> bool:
    text = "".join(words[:12]).replace("{", "").replace("}", "")
    return any(text.startswith((o, f"mathrm{o}", f"operatorname{o}", f"text{o}")) for o in _ORDERS)


def listing(first: Expr, last: Expr) -> Reduce:
    """`w_1, \\ldots, w_n` as the array of its elements."""
    if (
        isinstance(first, Symbol)
        and isinstance(last, Symbol)
        and first.stem == last.stem
        and len(first.subscripts) == len(last.subscripts) == 1
        and first.subscripts[0] in (Number("0"), Number("1"))
    ):
        stem = stem_symbol(first)
        element = Symbol(
            f"{stem.stem}_{{item}}",
            stem.stem,
            stem.latex,
            stem.latex,
            stem.names,
            stem.names,
            (_ITEM,),
            first.position,
        )
        return Reduce("list", _ITEM, Span(first.subscripts[0], last.subscripts[0]), element)
    position = first.position if isinstance(first, Symbol) else -1
    raise FormalError(
        "an ellipsis leaves terms unsaid",
        token="\\ldots",
        position=position,
        hint="Write it as a sum over an index, or list every term.",
    )
