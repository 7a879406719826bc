"""`\\theta_{t,i}` inside step t: a place that is the same in every use is no place to keep values at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from rca_kernel.formal.elements import Written, element_uses
from rca_kernel.formal.loops import mapped_one
from rca_kernel.formal.moments import offset
from rca_kernel.formal.state import flatten
from rca_kernel.formal.statements import Assign, Statement
from rca_kernel.formal.tree import Expr, Symbol, rebuild


def without_step_axes(statements: Sequence[Statement]) -> tuple[Statement, ...]:
    """The statements without subscripts that only say in which step of the loop around a value is made."""
    assigned = [s for s in flatten(statements) if isinstance(s, Assign)]
    ranks: dict[str, set[int]] = {}
    for target in (t for s in assigned for t in s.targets if t.subscripts):
        ranks.setdefault(target.stem, set()).add(len(target.subscripts))
    mixed = {stem for stem, found in ranks.items() if found == {1, 2}}
    if mixed:
        return without_step_axes(_apart(statements, mixed))
    counters = {s.target.key for s in assigned if offset(s.value, s.target.key)}
    axes = {stem: axis for stem, one in element_uses(statements).items() for axis in _constant(one, counters)}
    if not axes:
        return tuple(statements)

    def lowered(symbol: Symbol) -> Symbol:
        if symbol.stem not in axes or not symbol.subscripts:
            return symbol
        axis = axes[symbol.stem]
        kept = (*symbol.subscripts[:axis], *symbol.subscripts[axis + 1 :])
        script = symbol.key[symbol.key.index("{") + 1 : -1]
        places = script.split(",") if "," in script else list(script)
        key = f"{symbol.stem}_{{{','.join(places[:axis] + places[axis + 1 :])}}}"
        return replace(symbol, key=key, subscripts=kept)

    def change(node: Expr) -> Expr:
        return lowered(node) if isinstance(node, Symbol) else rebuild(node, change)

    def write(one: Assign) -> Assign:
        return replace(one, target=lowered(one.target), others=tuple(map(lowered, one.others)))

    return tuple(mapped_one(s, change, write) for s in statements)


def _apart(statements: Sequence[Statement], mixed: set[str]) -> tuple[Statement, ...]:
    """`w_{t,k}` of each k and `w_t` of all are two names."""

    def named(symbol: Symbol) -> Symbol:
        if symbol.stem not in mixed or len(symbol.subscripts) != 2:
            return symbol
        stem = f"{symbol.stem}|each"
        names = tuple(f"{name}_each" for name in symbol.stem_names)
        return replace(symbol, stem=stem, key=symbol.key.replace(symbol.stem, stem, 1), stem_names=names)

    def change(node: Expr) -> Expr:
        return named(node) if isinstance(node, Symbol) else rebuild(node, change)

    def write(one: Assign) -> Assign:
        return replace(one, target=named(one.target), others=tuple(map(named, one.others)))

    return tuple(mapped_one(s, change, write) for s in statements)


def _constant(one: Written, counters: set[str]) -> Iterator[int]:
    """An axis whose place is `t + c` with one c, in uses that all stand in one loop over t."""
    uses = [(t.subscripts, loops) for t, loops in one.writes] + [(s, loops) for _, s, loops in one.reads]
    ranks = {len(s) for s, _ in uses}
    if len(ranks) != 1 or ranks <= {0, 1}:
        return
    for axis in range(ranks.pop()):
        _, around = uses[0]
        for loop in around:
            places = {offset(s[axis], loop.index.key) if loop in loops else None for s, loops in uses}
            if len(places) == 1 and None not in places:
                yield axis
                return
        for key in counters:
            places = {offset(s[axis], key) for s, _ in uses}
            if len(places) == 1 and None not in places:
                yield axis
                return
