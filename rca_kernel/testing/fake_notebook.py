"""A notebook in memory whose runs are scripted."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from rca_kernel.errors import HostError
from rca_kernel.notebook import Cell, Json, NewCell, Progress, RunResult
from rca_kernel.notebook.cell_outputs import OutputJson, slim
from rca_kernel.notebook.cells import DisplayOutput, ErrorOutput, Output, StreamOutput
from rca_kernel.notebook.document import Document
from rca_kernel.notebook.document_file import dump_document, new_document
from rca_kernel.notebook.variables import Variable, variables_in

Runner = Callable[[Cell], RunResult | None]
"""Gives the result of running a cell; None lets it run until it is interrupted. May raise HostError."""


@dataclass(frozen=True, slots=True)
class Call:
    """One call of the host: the method's name and its arguments."""

    name: str
    arguments: tuple[Any, ...]


def runs_ok(cell: Cell) -> RunResult:
    return RunResult("ok")


@dataclass(slots=True)
class FakeNotebook:
    """A NotebookHost. `calls` records what was asked, `saves` the file's bytes at each save."""

    runner: Runner = runs_ok
    name: str = "fake.ipynb"
    document: Document = field(default_factory=new_document)
    calls: list[Call] = field(default_factory=list)
    saves: list[bytes] = field(default_factory=list)
    shown: list[Progress] = field(default_factory=list)
    namespace: dict[str, Any] = field(default_factory=dict)
    """The variables that its kernel is said to hold."""
    closed: bool = False
    count: int = 0
    _stop: asyncio.Event | None = None
    _news: asyncio.Event = field(default_factory=asyncio.Event, repr=False, compare=False)

    async def until(self, holds: Callable[[], object]) -> None:
        """Wait until it holds; it is looked at after each call, on the loop of whoever makes the calls."""
        while not holds():
            self._news.clear()
            await self._news.wait()

    async def read(self) -> tuple[Cell, ...]:
        self._called("read")
        return self.document.cells()

    async def insert(self, cell: NewCell, after: str | None) -> Cell:
        self._called("insert", cell, after)
        return self.document.insert(cell, after)

    async def edit(self, cell_id: str, source: str, believed_hash: str) -> Cell:
        self._called("edit", cell_id, source, believed_hash)
        return self.document.edit(cell_id, source, believed_hash)

    async def run(self, cell_id: str, believed_hash: str) -> RunResult:
        self._called("run", cell_id, believed_hash)
        cell = self.document.runnable(cell_id, believed_hash)
        self.count += 1
        result = self.runner(cell) or await self._until_interrupted()
        outputs = slim(result.outputs)
        count = result.execution_count if result.execution_count is not None else self.count
        self.document.record(cell_id, map(_output_json, outputs), count)
        return RunResult(result.status, outputs, execution_count=count, seconds=result.seconds)

    async def variables(self, paths: Sequence[str]) -> tuple[Variable, ...]:
        self._called("variables", tuple(paths))
        return variables_in(self.namespace, paths)

    async def delete(self, cell_id: str, believed_hash: str) -> None:
        self._called("delete", cell_id, believed_hash)
        self.document.delete(cell_id, believed_hash)

    async def read_memory(self) -> Json | None:
        self._called("read_memory")
        return self.document.memory

    async def write_memory(self, block: Json) -> None:
        self._called("write_memory", block)
        self.document.remember(block)

    async def save(self) -> None:
        self._called("save")
        self.saves.append(dump_document(self.document))

    async def interrupt(self) -> bool:
        self._called("interrupt")
        if self._stop is not None:
            self._stop.set()
        return True

    async def show(self, progress: Progress) -> None:
        self.shown.append(progress)
        self._news.set()

    async def close(self) -> None:
        self.closed = True

    def _called(self, name: str, *arguments: object) -> None:
        if self.closed:
            raise HostError("The notebook is closed.")
        self.calls.append(Call(name, arguments))
        self._news.set()

    async def _until_interrupted(self) -> RunResult:
        self._stop = asyncio.Event()
        await self._stop.wait()
        self._stop = None
        return RunResult("interrupted", (ErrorOutput("KeyboardInterrupt", ""),))


def _output_json(output: Output) -> OutputJson:
    match output:
        case StreamOutput(name, text):
            return {"output_type": "stream", "name": name, "text": text}
        case DisplayOutput(data):
            return {"output_type": "display_data", "data": dict(data), "metadata": {}}
        case ErrorOutput(ename, evalue, traceback):
            lines = traceback.split("\n") if traceback else []
            return {"output_type": "error", "ename": ename, "evalue": evalue, "traceback": lines}
