"""What the page has been told and has told: the next message carries only what changed since."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from rca_kernel.adapters.comm.messages import Kept, NotebookResult, Run, ShownCell
from rca_kernel.notebook import Cell, Json
from rca_kernel.notebook.cell_outputs import slim
from rca_kernel.notebook.metadata import note_of, tags_of


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
    kept: dict[str, Sequence[Run]] = {}
    part = dict(block)
    for name in ("contract", "log", "sessions"):
        _cut(part, name, former.get(name), name, kept)
    plan, before = block.get("plan"), former.get("plan")
    if isinstance(plan, Mapping) and isinstance(before, Mapping):
        part["plan"] = dict(plan)
        _cut(part["plan"], "steps", before.get("steps"), "steps", kept)
    return part, kept


def _cut(block: dict[str, Any], key: str, former: Any, name: str, kept: dict[str, Sequence[Run]]) -> None:
    now = block.get(key)
    if isinstance(now, list) and isinstance(former, list):
        items, runs = _since(former, now)
        if runs:
            block[key], kept[name] = items, runs


def _since(former: Sequence[Any], now: Sequence[Any]) -> tuple[list[Any], list[Run]]:
    """What of `now` is new, and the runs of `former` that stand between."""
    places = {id(item): place for place, item in enumerate(former)}
    new: list[Any] = []
    runs: list[Run] = []
    for item in now:
        place = places.get(id(item))
        if place is None:
            new.append(item)
            continue
        at, start, count = runs[-1] if runs else (0, 0, 0)
        if runs and at == len(new) and start + count == place:
            runs[-1] = (at, start, count + 1)
        else:
            runs.append((len(new), place, 1))
    return new, runs
