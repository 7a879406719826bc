"""`\\hat{x}_{t|t-1}`: what the time before says of time t, a series of its own beside `\\hat{x}_{t|t}`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from rca_kernel.errors import FormalError
from rca_kernel.formal.loops import mapped_one
from rca_kernel.formal.moments import shifted
from rca_kernel.formal.parser import Setting, parse
from rca_kernel.formal.statements import Assign, Statement
from rca_kernel.formal.tokens import tokenize
from rca_kernel.formal.tree import Binary, Expr, Number, Symbol, rebuild

_SUBSCRIPT = re.compile(r"_\{(.+?)(?:\||\\mid(?![A-Za-z])|\\vert(?![A-Za-z]))(.+)\}$")


def with_conditioned_times(statements: Sequence[Statement]) -> tuple[Statement, ...]:
    """Such symbols with the first time as their subscript and the distance to the second in their name."""

    def write(one: Assign) -> Assign:
        return replace(one, target=_timed(one.target), others=tuple(map(_timed, one.others)))

    return tuple(mapped_one(s, _change, write) for s in statements)


def _change(node: Expr) -> Expr:
    return _timed(node) if isinstance(node, Symbol) else rebuild(node, _change)


def _timed(symbol: Symbol) -> Symbol:
    found = _SUBSCRIPT.search(symbol.key)
    if found is None:
        return symbol
    try:
        time, known = (_time(text) for text in found.groups())
    except FormalError:
        return symbol
    lag = _distance(time, known)
    if lag is None:
        return symbol
    mark = f"given{lag}"
    suffix = {0: "", 1: "_pred"}.get(lag, f"_given_{lag}")
    names = tuple(name + suffix for name in symbol.stem_names)
    stem = f"{symbol.stem}|{mark}"
    return replace(symbol, stem=stem, key=symbol.key,
                   stem_names=names, subscripts=(time,))  # fmt: skip


def _time(text: str) -> Expr:
    tokens = [t for t in tokenize(text) if t.kind != "end"]
    return parse(tokens, text, Setting())


def _distance(time: Expr, known: Expr) -> int | None:
    """How many steps the second time lies before the first."""
    if isinstance(time, Number) and isinstance(known, Number):
        return int(time.text) - int(known.text)
    for lag in range(-1, 3):
        if shifted(time, -lag) == shifted(known, 0) and isinstance(known, Symbol | Binary):
            return lag
    return None
