"""NotebookHost without a browser: a notebook file and a kernel process."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from rca_kernel.adapters.headless.kernel import CURRENT, Kernel
from rca_kernel.errors import HostError
from rca_kernel.notebook import Cell, Json, NewCell, Output, Progress, RunResult
from rca_kernel.notebook.cell_outputs import CellOutputs, Displays
from rca_kernel.notebook.document import Document
from rca_kernel.notebook.document_file import dump_document, load_document, new_document
from rca_kernel.notebook.files import Held, Pace, write_atomically
from rca_kernel.notebook.variables import Variable, describing_source, read_described

OnOutput = Callable[[str, Output], None]
"""Called with the cell id and each output as it comes, for a terminal."""


class HeadlessHost:
    """The notebook at `path`, run in a kernel of the current interpreter in the folder `cwd`.

    An existing file is kept (HostError) unless `overwrite`, which begins anew, or `resume`, which goes
    on with it. No folder is made. `cell_timeout` is in seconds. Await `start` first and `close` last.

    The file follows the memory: it is written anew when that changes and before a cell runs, as long as
    this takes no more than `writing` of the time (else a moment later), and whenever it is saved.
    """

    def __init__(
        self,
        path: Path,
        *,
        cwd: Path | None = None,
        overwrite: bool = False,
        resume: bool = False,
        kernel_name: str = CURRENT,
        cell_timeout: float | None = None,
        patience: float = 5.0,
        writing: float = 0.1,
        on_output: OnOutput | None = None,
        on_progress: Callable[[Progress], None] | None = None,
    ) -> None:
        self.name = path.name
        self._path = path.resolve()
        self._may_replace = overwrite or resume
        self._resume = resume
        self._timeout = cell_timeout
        self._on_output = on_output
        self._on_progress = on_progress
        self._held = Held(self._path)
        self._kernel = Kernel(cwd=cwd or self._path.parent, kernel_name=kernel_name, patience=patience)
        self._document = new_document()
        self._displays: Displays = {}
        self._running: tuple[str, CellOutputs] | None = None
        self._turn = asyncio.Lock()
        self._pace = Pace(lambda: self._write(durable=False), writing)

    async def start(self) -> None:
        """Start the kernel. Raises HostError when the file is not to be had, or no kernel starts."""
        if not self._path.parent.is_dir():
            raise HostError(
                f"The folder of {self.name} does not exist.", hint="Create it, or choose another place."
            )
        if self._path.exists() and not self._may_replace:
            hint = "Choose another name, or ask to overwrite it."
            raise HostError(f"{self.name} exists and is kept.", hint=hint)
        self._held.seen()
        self._document = load_document(self._path) if self._resume and self._path.exists() else new_document()
        await self._kernel.start()

    async def restart(self) -> None:
        """A fresh kernel; cells and outputs stay."""
        await self._kernel.shutdown()
        await self._kernel.start()

    async def read(self) -> tuple[Cell, ...]:
        self._record_running()
        return self._document.cells()

    async def insert(self, cell: NewCell, after: str | None) -> Cell:
        return self._document.insert(cell, after)

    async def edit(self, cell_id: str, source: str, believed_hash: str) -> Cell:
        return self._document.edit(cell_id, source, believed_hash)

    async def delete(self, cell_id: str, believed_hash: str) -> None:
        self._document.delete(cell_id, believed_hash)

    async def run(self, cell_id: str, believed_hash: str) -> RunResult:
        async with self._turn:
            cell = self._document.runnable(cell_id, believed_hash)
            outputs = CellOutputs(self._displays)
            self._document.record(cell_id, (), None)
            if self._document.holds_memory:
                self._pace.changed()  # what runs may outlive us: that it ran stays known
            self._running = (cell_id, outputs)
            started = time.monotonic()
            count: int | None = None
            watchdog = asyncio.get_running_loop().create_task(self._stop_late(outputs))
            try:
                ending = await self._kernel.execute(cell.source, outputs, self._teller(cell_id))
                count = ending.execution_count
            finally:
                watchdog.cancel()
                self._running = None
                self._document.record(cell_id, outputs.json(), count)
            seconds = time.monotonic() - started
            return RunResult(ending.status, outputs.values(), execution_count=count, seconds=seconds)

    async def variables(self, paths: Sequence[str]) -> tuple[Variable, ...]:
        async with self._turn:
            return read_described(await self._kernel.evaluate(describing_source(paths)))

    async def read_memory(self) -> Json | None:
        return self._document.memory

    async def write_memory(self, block: Json) -> None:
        """Into the file soon: this process is all that holds the notebook."""
        self._document.remember(block)
        self._pace.changed()

    async def save(self) -> None:
        self._write()

    def _write(self, *, durable: bool = True) -> None:
        self._record_running()
        begun = time.monotonic()
        data = dump_document(self._document)
        if self._may_replace:
            self._held.keep_theirs()
        write_atomically(self._path, data, replace=self._may_replace, durable=durable)
        self._held.seen()
        self._may_replace = True
        self._pace.written(begun)

    async def interrupt(self) -> bool:
        """Stop the running cell and wait for its end; a cell that resists costs the kernel its life."""
        if self._running is not None:
            await self._kernel.stop()
        else:
            await self._kernel.stopped()
        return True

    async def show(self, progress: Progress) -> None:
        if self._on_progress is not None:
            self._on_progress(progress)

    async def close(self) -> None:
        self._pace.flush()
        await self._kernel.shutdown()

    @property
    def document(self) -> Document:
        """The notebook as it stands, for whoever wants it whole."""
        return self._document

    def _record_running(self) -> None:
        if self._running is not None:
            cell_id, outputs = self._running
            self._document.record(cell_id, outputs.json(), None)

    async def _stop_late(self, outputs: CellOutputs) -> None:
        if self._timeout is None:
            return
        await asyncio.sleep(self._timeout)
        outputs.receive("stream", {"name": "stderr", "text": f"Stopped after {self._timeout:g} s.\n"})
        await self._kernel.stop()

    def _teller(self, cell_id: str) -> Callable[[str, Mapping[str, Any]], None] | None:
        tell = self._on_output
        if tell is None:
            return None

        def heard(kind: str, content: Mapping[str, Any]) -> None:
            one = CellOutputs()
            one.receive(kind, content)
            for output in one.values():
                tell(cell_id, output)

        return heard
