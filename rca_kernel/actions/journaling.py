"""A notebook host that keeps a journal of what it changed, so that it can be taken back, and lets the memory
see the cells as they stand."""

from __future__ import annotations

from collections.abc import Sequence

from rca_kernel.memory import Memory
from rca_kernel.notebook import (
    Cell,
    CellKind,
    CellNote,
    Json,
    NewCell,
    NotebookHost,
    Progress,
    RunResult,
    Variable,
)
from rca_kernel.workspace import CellChange, Journal


class JournalingHost:
    """Hands everything on to `host`."""

    def __init__(self, host: NotebookHost, journal: Journal, memory: Memory) -> None:
        self.name = host.name
        self._host = host
        self._journal = journal
        self._memory = memory

    async def read(self) -> tuple[Cell, ...]:
        cells = await self._host.read()
        self._memory.see(cells)
        return cells

    async def insert(self, cell: NewCell, after: str | None) -> Cell:
        inserted = await self._host.insert(cell, after)
        self._written(inserted)
        self._note(cell.id, cell.kind, None, cell.source, note=cell.note)
        return inserted

    async def edit(self, cell_id: str, source: str, believed_hash: str) -> Cell:
        before = await self._cell(cell_id)
        edited = await self._host.edit(cell_id, source, believed_hash)
        self._written(edited)
        if before is not None:
            theirs = self._holds_words(before)
            self._note(cell_id, before.kind, before.source, source, note=before.note)
            self._tell(before, theirs)
        return edited

    async def run(self, cell_id: str, believed_hash: str) -> RunResult:
        return await self._host.run(cell_id, believed_hash)

    async def delete(self, cell_id: str, believed_hash: str) -> None:
        cells = await self._host.read()
        await self._host.delete(cell_id, believed_hash)
        for above, cell in zip((None, *cells), cells, strict=False):
            if cell.id == cell_id:
                place = above.id if above is not None else ""
                theirs = self._holds_words(cell)
                self._note(cell_id, cell.kind, cell.source, None, note=cell.note, above=place)
                moved = any(one.source == cell.source for one in cells if one is not cell)
                self._tell(cell, theirs and not moved)

    async def variables(self, paths: Sequence[str]) -> tuple[Variable, ...]:
        return await self._host.variables(paths)

    async def read_memory(self) -> Json | None:
        return await self._host.read_memory()

    async def write_memory(self, block: Json) -> None:
        await self._host.write_memory(block)

    async def save(self) -> None:
        await self._host.save()

    async def interrupt(self) -> bool:
        return await self._host.interrupt()

    async def show(self, progress: Progress) -> None:
        await self._host.show(progress)

    async def close(self) -> None:
        await self._host.close()

    async def _cell(self, cell_id: str) -> Cell | None:
        return next((cell for cell in await self._host.read() if cell.id == cell_id), None)

    def _written(self, cell: Cell) -> None:
        if cell.kind == "code":
            self._memory.sources[cell.id] = cell.source

    def _holds_words(self, cell: Cell) -> bool:
        """Whether the user has written in the agents' cell since they did."""
        last = self._journal.last_of(cell.id)
        return cell.note is not None and last is not None and last.after != cell.source

    def _tell(self, former: Cell, theirs: bool) -> None:
        """What was the user's can be taken back whatever becomes of this kernel; where it stood in a cell of
        the agents', the log says so."""
        if theirs:
            said = f"what the user wrote in cell {former.id} gave way to a change; undo gives it back"
            self._memory.log.add("decision", said, step=self._journal.step)
        if theirs or former.note is None:
            self._journal.save()

    def _note(
        self,
        cell_id: str,
        kind: CellKind,
        before: str | None,
        after: str | None,
        *,
        note: CellNote | None,
        above: str = "",
    ) -> None:
        told = note or CellNote(self._journal.step)
        self._journal.add(
            CellChange(
                self._journal.step,
                cell_id,
                kind,
                before,
                after,
                above,
                told.persona,
                told.attempt,
                told.requirements,
            )
        )
