"""NotebookHost for front ends without the extension: steps are shown as output, the notebook is a file."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import CancelledError, Future
from concurrent.futures import TimeoutError as FutureTimeoutError
from dataclasses import replace
from pathlib import Path
from typing import Any

from rca_kernel.adapters.inline.board import Board, render
from rca_kernel.adapters.inline.main_thread import MainThread, new_parent_id
from rca_kernel.notebook import Cell, Json, NewCell, Progress, RunResult, StreamOutput
from rca_kernel.notebook.document import Document
from rca_kernel.notebook.document_file import dump_document, load_document, new_document
from rca_kernel.notebook.executions import Execution, Executions
from rca_kernel.notebook.files import Held, Pace, write_atomically
from rca_kernel.notebook.variables import Variable

STOPPED = RunResult("interrupted", (StreamOutput("stderr", "Stopped before the cell started.\n"),))
PATIENCE = 2.0
ROUNDS = 3
SOON = 0.01
LOOK = 0.5
"""Seconds between two looks at what a cell that runs has printed."""


class InlineHost:
    """Cells live in the notebook at `path`, which is gone on with if it exists, and run in the user's kernel.

    `parent` is the message of the cell below which the steps are shown; without it, the cell that
    runs or ran last. `on_interrupt` is told when the user interrupts the kernel at one of our cells: in
    some front ends nothing else is heard while a cell runs. Methods may be awaited on any one loop but the
    kernel's own.
    """

    def __init__(
        self,
        kernel: Any,
        executions: Executions,
        path: Path,
        *,
        parent: Mapping[str, Any] | None = None,
        on_interrupt: Callable[[], object] = lambda: None,
    ) -> None:
        self.name = path.name
        self._path = path.resolve()
        self._held = Held(self._path)
        self._unsaved = False
        self._document: Document = load_document(path) if path.exists() else new_document()
        self._main = MainThread(kernel, executions)
        self._kernel = kernel
        self._executions = executions
        self._on_interrupt = on_interrupt
        self._stopped_by_us = ""
        self._board = Board(kernel, parent if parent is not None else kernel.get_parent("shell"))
        self._written: set[str] = set()
        self._progress: Progress | None = None
        self._running: Cell | None = None
        self._turn = asyncio.Lock()
        self._pace = Pace(lambda: self._write(durable=False))
        self._insisting: asyncio.Task[None] | None = None
        self._asked: tuple[str, Future[Execution | None]] | None = None
        self._orphan: tuple[str, Future[Execution | None]] | None = None
        """Asked last, and nobody waits for it any more."""

    def go_below(self, parent: Mapping[str, Any]) -> None:
        """Show what comes below the cell of this message; what was shown so far stays where it is."""
        if self._board.is_below(parent):
            return
        self._board = Board(self._kernel, parent)
        self._written.clear()
        self._progress = None

    async def read(self) -> tuple[Cell, ...]:
        return self._document.cells()

    async def insert(self, cell: NewCell, after: str | None) -> Cell:
        self._unsaved = True
        inserted = self._document.insert(cell, after)
        self._written.add(cell.id)
        self._show()
        return inserted

    async def edit(self, cell_id: str, source: str, believed_hash: str) -> Cell:
        self._unsaved = True
        edited = self._document.edit(cell_id, source, believed_hash)
        self._written.add(cell_id)
        self._show()
        return edited

    async def delete(self, cell_id: str, believed_hash: str) -> None:
        self._unsaved = True
        self._document.delete(cell_id, believed_hash)
        self._show()

    async def run(self, cell_id: str, believed_hash: str) -> RunResult:
        async with self._turn:
            cell = self._document.runnable(cell_id, believed_hash)
            self._unsaved = True
            self._document.record(cell_id, (), None)
            if self._document.holds_memory:
                self._pace.changed()  # what runs may outlive us: that it ran stays known
            parent_id = new_parent_id()
            asked = self._main.submit(cell.source, cell_id, parent_id)
            self._asked = (parent_id, asked)
            try:
                execution = await self._watched(cell, parent_id, asked)
            except asyncio.CancelledError:
                if asked.cancelled():
                    return STOPPED
                # Nobody waits any more, but the cell must not go on.
                self._orphan = (parent_id, asked)
                self._insisted(parent_id, asked)
                raise
            finally:
                self._asked = self._running = None
            if execution is None:
                return RunResult("ok")
            self._unsaved = True
            self._document.record(cell_id, execution.outputs.json(), execution.execution_count)
            self._show()
            if execution.status == "interrupted" and self._stopped_by_us != parent_id:
                self._on_interrupt()
            return execution.result()

    async def _watched(self, cell: Cell, parent_id: str, asked: Future[Execution | None]) -> Execution | None:
        """The execution, once it has ended; meanwhile what it prints is shown."""
        ended, heard = asyncio.wrap_future(asked), -1
        while not (await asyncio.wait({ended}, timeout=LOOK))[0]:
            execution = self._executions.recent(parent_id)
            if execution is not None and execution.outputs.heard != heard:
                heard = execution.outputs.heard
                self._running = replace(cell, outputs=execution.outputs.values())
                self._show()
        return await ended

    async def variables(self, paths: Sequence[str]) -> tuple[Variable, ...]:
        return await self._executions.variables(paths)

    async def read_memory(self) -> Json | None:
        """The memory; a file that the user has changed since is read again first."""
        if self._asked is None and not self._unsaved and self._held.changed():
            self._pace.forget()
            self._document = load_document(self._path)
            self._held.seen()
        return self._document.memory

    async def write_memory(self, block: Json) -> None:
        """Into the file soon: a kernel that ends takes this host along."""
        self._unsaved = True
        self._document.remember(block)
        self._pace.changed()

    async def save(self) -> None:
        self._write()

    def _write(self, *, durable: bool = True) -> None:
        begun = time.monotonic()
        data = dump_document(self._document)
        self._held.keep_theirs()
        write_atomically(self._path, data, durable=durable)
        self._held.seen()
        self._unsaved = False
        self._pace.written(begun)

    async def interrupt(self) -> bool:
        """Stop our cell and wait for its end; a cell that resists is interrupted three times."""
        stopped = self._asked or self._orphan
        if stopped is None:
            return True
        await asyncio.wait({self._insisted(*stopped)})
        return stopped[1].done()

    def _insisted(self, parent_id: str, asked: Future[Execution | None]) -> asyncio.Task[None]:
        """One at a time: a cell that tidies up when it is interrupted is not interrupted in that."""
        if self._insisting is None or self._insisting.done():
            self._insisting = asyncio.get_running_loop().create_task(self._insist(parent_id, asked))
        return self._insisting

    async def show(self, progress: Progress) -> None:
        self._progress = progress
        self._show()

    async def close(self) -> None:
        self._pace.flush()
        self._show()

    @property
    def document(self) -> Document:
        """The notebook as it stands, for whoever wants it whole."""
        return self._document

    async def _insist(self, parent_id: str, asked: Future[Execution | None]) -> None:
        """Take it out of the queue if its turn has not come; else interrupt it."""
        self._stopped_by_us = parent_id
        rounds = 0
        while rounds < ROUNDS and not asked.done() and not asked.cancel():
            if self._main.interrupt(parent_id) or self._main.has_begun(parent_id):
                rounds += 1
                await asyncio.to_thread(_wait, asked)
            else:
                await asyncio.sleep(SOON)  # it begins just now

    def _show(self) -> None:
        """What was written; the cell that runs with what it has printed so far."""
        running, written = self._running, self._written
        if not written and self._progress is not None and self._progress.status == "idle":
            return
        known = running.id if running is not None else ""
        cells = [cell for cell in self._document.cells() if cell.id in written]
        shown = [running if running is not None and cell.id == known else cell for cell in cells]
        markdown = render(shown, self._progress, self.name, known)
        self._board.show({"text/markdown": markdown, "text/plain": markdown})


def _wait(asked: Future[Execution | None]) -> None:
    try:
        asked.exception(PATIENCE)
    except (FutureTimeoutError, CancelledError):
        return
