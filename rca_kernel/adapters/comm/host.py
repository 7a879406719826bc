"""NotebookHost in JupyterLab and Notebook 7: the page writes and shows, the kernel's main thread runs."""

from __future__ import annotations

import logging
from collections.abc import Coroutine, Sequence
from pathlib import PurePosixPath
from typing import Any, NoReturn, TypeVar

from rca_kernel.adapters.comm.channel import Channel
from rca_kernel.adapters.comm.execution import Runs
from rca_kernel.adapters.comm.messages import (
    Answer,
    Attach,
    CellResult,
    DeleteCell,
    EditCell,
    Failure,
    InsertCell,
    NotebookResult,
    ReadNotebook,
    RevealCell,
    Save,
    WireCell,
    WriteMemory,
)
from rca_kernel.adapters.comm.mirror import Mirror, cell_of, changes
from rca_kernel.adapters.comm.requests import new_request_id
from rca_kernel.adapters.comm.unsaved import Unsaved
from rca_kernel.errors import HostError, RcaError, StaleSourceError, UnknownCellError
from rca_kernel.notebook import Cell, Json, NewCell, Progress, RunResult, source_hash
from rca_kernel.notebook.metadata import metadata_json
from rca_kernel.notebook.variables import Variable

T = TypeVar("T")
logger = logging.getLogger("rca_kernel.comm")
UNASKED = ""  # the channel fills in request ids and the page's name


class CommHost:
    """One for each channel, kept as long as the kernel lives; its methods may be awaited on any loop.

    Requests wait as long as no page serves the notebook. Cells that were inserted but not saved when
    a page was closed are inserted again when the notebook is reopened; their outputs are not.
    """

    def __init__(self, channel: Channel) -> None:
        self.name = _named(channel.served.path)
        self._channel = channel
        self._runs = Runs(channel)
        self._unsaved = Unsaved()
        self._mirror = Mirror()
        self._written: tuple[str, Json] = ("", {})
        channel.restore = self._restore
        channel.served.written = self._known
        channel.served.bound = True

    async def wait_for_page(self, timeout: float) -> bool:
        """Whether a page with the extension shows this notebook, within `timeout` seconds."""
        return await self._channel.wait_for_page(timeout)

    async def read(self) -> tuple[Cell, ...]:
        return await self._here(self._read())

    async def insert(self, cell: NewCell, after: str | None) -> Cell:
        return await self._here(self._insert(cell, after))

    async def edit(self, cell_id: str, source: str, believed_hash: str) -> Cell:
        return await self._here(self._edit(cell_id, source, believed_hash))

    async def run(self, cell_id: str, believed_hash: str) -> RunResult:
        answer = await self._here(self._runs.run(cell_id, believed_hash))
        return answer if isinstance(answer, RunResult) else _unexpected(answer)

    async def delete(self, cell_id: str, believed_hash: str) -> None:
        await self._here(self._delete(cell_id, believed_hash))

    async def variables(self, paths: Sequence[str]) -> tuple[Variable, ...]:
        return await self._channel.executions.variables(paths)

    async def read_memory(self) -> Json | None:
        return await self._here(self._read_memory())

    async def write_memory(self, block: Json) -> None:
        await self._here(self._write_memory(block))

    async def save(self) -> None:
        await self._here(self._save())

    async def reveal(self, cell_id: str) -> None:
        """Scroll the page to a cell."""
        await self._here(self._ask(RevealCell(UNASKED, UNASKED, cell_id)))

    async def interrupt(self) -> bool:
        return await self._here(self._runs.interrupt())

    async def show(self, progress: Progress) -> None:
        self._channel.show(progress)

    async def close(self) -> None:
        """End a session; the channel stays open for the next."""
        self._channel.set_status("idle")

    # On the channel's loop

    async def _here(self, work: Coroutine[Any, Any, T]) -> T:
        return await self._channel.call(work)

    async def _ask(self, request: Any, *, urgent: bool = False) -> Answer:
        answer = await self._channel.request(request, urgent=urgent)
        return _refuse(answer) if isinstance(answer, Failure) else answer

    async def _read(self) -> tuple[Cell, ...]:
        since = self._mirror.revision
        if not self._mirror.take(await self._told(since)) and not self._mirror.take(await self._told("")):
            raise HostError(
                "The notebook page told cells that it names no place for.", hint="Reload the page."
            )
        self._unsaved.shown([cell.id for cell in self._mirror.cells])
        return self._mirror.cells

    def _known(self) -> dict[str, str]:
        """Which cells the notebook holds, as far as is known, and the hashes of their sources."""
        unsaved = {one.cell.id: source_hash(one.cell.source) for one in self._unsaved.mark()}
        return unsaved | {cell.id: cell.hash for cell in self._mirror.cells}

    async def _told(self, since: str) -> NotebookResult:
        answer = await self._ask(ReadNotebook(UNASKED, UNASKED, since))
        return answer if isinstance(answer, NotebookResult) else _unexpected(answer)

    async def _read_memory(self) -> Json | None:
        answer = await self._ask(ReadNotebook(UNASKED, UNASKED, self._mirror.revision, True))
        if not isinstance(answer, NotebookResult):
            _unexpected(answer)
        self._mirror.take(answer)
        return answer.memory

    async def _insert(self, cell: NewCell, after: str | None, *, urgent: bool = False) -> Cell:
        wire = WireCell(cell.id, cell.kind, cell.source, metadata_json(cell.note))
        answer = await self._ask(InsertCell(UNASKED, UNASKED, after, wire), urgent=urgent)
        self._unsaved.inserted(cell, after)
        if isinstance(answer, CellResult):
            return cell_of(answer.cell)
        return Cell(cell.id, cell.kind, cell.source, note=cell.note)

    async def _edit(self, cell_id: str, source: str, believed_hash: str) -> Cell:
        answer = await self._ask(EditCell(UNASKED, UNASKED, cell_id, believed_hash, source))
        self._unsaved.edited(cell_id, source)
        if isinstance(answer, CellResult):
            return cell_of(answer.cell)
        for cell in await self._read():
            if cell.id == cell_id:
                return cell
        raise UnknownCellError(f"Cell {cell_id} is gone after its edit.", hint="Read the notebook again.")

    async def _delete(self, cell_id: str, believed_hash: str) -> None:
        await self._ask(DeleteCell(UNASKED, UNASKED, cell_id, believed_hash))
        self._unsaved.deleted(cell_id)

    async def _write_memory(self, block: Json) -> None:
        self._unsaved.memory = block
        base, former = self._written
        if base:
            revision = new_request_id()
            part, kept = changes(former, block)
            try:
                await self._ask(WriteMemory(UNASKED, UNASKED, part, revision, base, kept))
            except StaleSourceError:
                pass  # another page, or the user changed it: write it whole
            else:
                self._written = (revision, block)
                return
        await self._write_whole(block)

    async def _write_whole(self, block: Json, *, urgent: bool = False) -> None:
        revision = new_request_id()
        await self._ask(WriteMemory(UNASKED, UNASKED, block, revision), urgent=urgent)
        self._written = (revision, block)

    async def _save(self) -> None:
        held, memory = self._unsaved.mark(), self._unsaved.memory
        answer = await self._channel.request(Save(UNASKED, UNASKED))
        if isinstance(answer, Failure) and answer.code == "failed":
            hint = "Save it where that is allowed (File, Save Notebook As…), then go on with %rca resume."
            raise HostError(f"The notebook cannot be saved: {answer.message}.", hint=hint)
        if isinstance(answer, Failure):
            _refuse(answer)
        self._unsaved.saved(held, memory)

    async def _restore(self, attach: Attach) -> None:
        """Write again what a page that was closed has lost."""
        self.name = _named(attach.path)
        reopened = attach.client != self._unsaved.client
        for placed in self._unsaved.lost(attach):
            try:
                await self._insert(placed.cell, placed.after, urgent=True)
            except RcaError as error:
                logger.warning("Cell %s is not restored: %s", placed.cell.id, error)
        if reopened and self._unsaved.memory is not None:
            await self._write_whole(self._unsaved.memory, urgent=True)


def _named(path: str) -> str:
    """The notebook's name as its page tells it; it may be renamed any time."""
    return PurePosixPath(path).name or "notebook"


def _refuse(failure: Failure) -> NoReturn:
    match failure.code:
        case "stale":
            raise StaleSourceError(failure.message, hint="Read the cell again before writing or running it.")
        case "unknown_cell":
            raise UnknownCellError(failure.message, hint="It may have been deleted; read the notebook again.")
        case "refused":
            raise HostError(f"The notebook page cannot do this now: {failure.message}")
        case "failed":
            hint = "Try again, or reload the page."
            raise HostError(f"The notebook page failed: {failure.message}", hint=hint)


def _unexpected(answer: Answer) -> NoReturn:
    if isinstance(answer, Failure):
        _refuse(answer)
    raise HostError(
        f"The notebook page answered with {type(answer).__name__}, which was not asked.",
        hint="Is the extension of the same version?",
    )
