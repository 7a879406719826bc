"""Recurrences of a system: which values it reads of the step before, and what they are in the next step."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence

from rca_kernel.formal.definitions import Definition
from rca_kernel.formal.symbols import NameTable
from rca_kernel.formal.tree import Binary, Expr, Number, Symbol, walk


def state_of(definitions: Sequence[Definition], trees: Sequence[Expr], table: NameTable) -> dict[str, str]:
    """By parameter name, the name of its value in the next step: `m_t_minus_1` becomes `m_t`.

    State is what the system reads at one time and writes at the next one; where such a value is not at hand
    (`x_{t-2}` without `x_{t-1}`), or is read on both sides of the one written, there is none.
    """
    written = [d.left.symbol for d in definitions if d.left and not d.left.applied]
    keys = {s.key for s in written}
    read = {n.key: n for tree in trees for n in walk(tree) if isinstance(n, Symbol) and n.key not in keys}
    state: dict[str, str] = {}
    for target in written:
        others = {offset: s for s in read.values() if (offset := _apart(s, target)) is not None}
        ours = {offset: s for s in written if (offset := _apart(s, target)) is not None} | {0: target}
        steps = {step for step in (1, -1) if others.keys() & {offset - step for offset in ours}}
        if len(steps) != 1:
            continue
        (step,) = steps
        values = others | ours
        if any(offset + step not in values for offset in others):
            continue
        for offset in sorted(others, key=abs):
            state[table.name(others[offset])] = table.name(values[offset + step])
    return state


def returned(state: Mapping[str, str], results: Sequence[str]) -> tuple[str, ...]:
    """The next state in its order, then what else the function gives."""
    following = tuple(dict.fromkeys(state.values()))
    return (*following, *(name for name in results if name not in following))


def notes(state: Mapping[str, str], results: Sequence[str]) -> list[str]:
    """What a reader of one step should know."""
    following = ", ".join(state.values())
    if not state or len({*state.values(), *results}) == 1:
        return []
    said = f"One step of a recurrence; of its state ({following}) not all is returned."
    if set(state.values()) <= set(results):
        said = f"One step of a recurrence: {following} are {', '.join(state)} of the next step."
    return textwrap.wrap(said, 80, break_long_words=False, break_on_hyphens=False)


def _apart(symbol: Symbol, target: Symbol) -> int | None:
    """How far the time of `symbol` is from that of `target`, None where they are no one series."""
    pairs = list(zip(symbol.subscripts, target.subscripts, strict=False))
    if symbol.stem != target.stem or len(symbol.subscripts) != len(target.subscripts):
        return None
    moved = [(_time(one), _time(other)) for one, other in pairs if one != other]
    if len(moved) != 1 or moved[0][0][0] != moved[0][1][0] or not isinstance(moved[0][0][0], Symbol):
        return None
    return moved[0][0][1] - moved[0][1][1]


def _time(node: Expr) -> tuple[Expr | None, int]:
    """`t + c` as t and c."""
    if isinstance(node, Number):
        return None, 0
    moved = isinstance(node, Binary) and node.op in {"+", "-"} and isinstance(node.right, Number)
    if moved and isinstance(node, Binary) and isinstance(node.right, Number) and node.right.text.isdigit():
        return node.left, int(node.right.text) * (1 if node.op == "+" else -1)
    return node, 0
