"""What we wrote and the page has not yet saved: it is written again when the page was closed meanwhile."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from rca_kernel.adapters.comm.messages import Attach
from rca_kernel.notebook import Json, NewCell


@dataclass(frozen=True, slots=True)
class Placed:
    """A cell, and the cell below which it was inserted."""

    cell: NewCell
    after: str | None


@dataclass(slots=True)
class Unsaved:
    """Cells inserted and the memory written since the last save.

    A page that attaches again under the same name has been there all the time: what it lacks, the
    user deleted. A page of another name has loaded the file, so what it lacks was never saved.
    """

    memory: Json | None = None
    client: str = ""
    _placed: dict[str, Placed] = field(default_factory=dict)

    def inserted(self, cell: NewCell, after: str | None) -> None:
        self._placed[cell.id] = Placed(cell, after)

    def edited(self, cell_id: str, source: str) -> None:
        if (placed := self._placed.get(cell_id)) is not None:
            self._placed[cell_id] = replace(placed, cell=replace(placed.cell, source=source))

    def deleted(self, cell_id: str) -> None:
        self._placed.pop(cell_id, None)

    def shown(self, cells: Iterable[str]) -> None:
        """The page that serves shows these: what it lacks of ours, the user deleted."""
        there = frozenset(cells)
        self._placed = {id: placed for id, placed in self._placed.items() if id in there}

    def mark(self) -> tuple[Placed, ...]:
        """What a save that is asked now will hold."""
        return tuple(self._placed.values())

    def saved(self, held: tuple[Placed, ...], memory: Json | None) -> None:
        """A save succeeded; what was written after it was asked stays unsaved."""
        for placed in held:
            if self._placed.get(placed.cell.id) is placed:
                del self._placed[placed.cell.id]
        if self.memory is memory:
            self.memory = None

    def lost(self, attach: Attach) -> tuple[Placed, ...]:
        """What the page that attaches has lost, each below a cell that it shows (or at the end)."""
        shown = {cell.id for cell in attach.cells}
        missing = [placed for placed in self._placed.values() if placed.cell.id not in shown]
        same_page, self.client = attach.client == self.client, attach.client
        if same_page:
            for placed in missing:
                self.deleted(placed.cell.id)
            return ()
        there = shown | {placed.cell.id for placed in missing}
        return tuple(placed if placed.after in there else replace(placed, after=None) for placed in missing)
