"""What the page has been told and has told: the next message carries only what changed since."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from rca_kernel.adapters.comm.messages import NotebookResult, ShownCell
from rca_kernel.notebook import Cell, Json
from rca_kernel.notebook.cell_outputs import slim
from rca_kernel.notebook.metadata import note_of, tags_of

Kept = Mapping[str, tuple[int, int]]
"""For each list of a memory block of which only a part is sent: how many items of the former list stand
before that part, and how many after it."""


@dataclass(slots=True)
class Mirror:
    """The notebook's cells as the page told them in its answer `revision`; "" before there is one."""

    revision: str = ""
    _order: list[str] = field(default_factory=list)
    _cells: dict[str, Cell] = field(default_factory=dict)

    @property
    def cells(self) -> tuple[Cell, ...]:
        return tuple([self._cells[id] for id in self._order])

    def take(self, answer: NotebookResult) -> bool:
        """Follow the page; False where its answer builds on another one than the last taken."""
        if answer.since and answer.since != self.revision:
            return False
        former = self._cells if answer.since else {}
        told = former | {cell.id: cell_of(cell) for cell in answer.cells}
        order = [*(self._order[: answer.kept] if answer.since else ()), *answer.order]
        if not all(id in told for id in answer.order):
            return False
        if len(told) > len(order):
            told = {id: told[id] for id in order}
        self.revision, self._order, self._cells = answer.revision, order, told
        return True


def cell_of(shown: ShownCell) -> Cell:
    return Cell(
        shown.id,
        shown.type,
        shown.source,
        note=note_of(shown.metadata),
        outputs=slim(shown.outputs),
        execution_count=shown.execution_count,
        tags=tags_of(shown.metadata),
    )


def changes(former: Json, block: Json) -> tuple[Json, Kept]:
    """`block` with its lists cut to what is new since `former`, and what the page keeps of each.

    Items are compared by identity: a block's items are made anew when they change.
    """
    kept: dict[str, tuple[int, int]] = {}
    part = dict(block)
    for name in ("contract", "log", "sessions"):
        _cut(part, name, former.get(name), name, kept)
    plan, before = block.get("plan"), former.get("plan")
    if isinstance(plan, Mapping) and isinstance(before, Mapping):
        part["plan"] = dict(plan)
        _cut(part["plan"], "steps", before.get("steps"), "steps", kept)
    return part, kept


def _cut(block: dict[str, Any], key: str, former: Any, name: str, kept: dict[str, tuple[int, int]]) -> None:
    now = block.get(key)
    if not isinstance(now, list) or not isinstance(former, list):
        return
    head, tail = _same_ends(former, now)
    if head or tail:
        block[key] = now[head : len(now) - tail]
        kept[name] = (head, tail)


def _same_ends(former: Sequence[Any], now: Sequence[Any]) -> tuple[int, int]:
    """How many items at the beginning and, of the others, at the end are the very same."""
    shorter = min(len(former), len(now))
    head = 0
    while head < shorter and former[head] is now[head]:
        head += 1
    tail = 0
    while tail < shorter - head and former[-1 - tail] is now[-1 - tail]:
        tail += 1
    return head, tail
