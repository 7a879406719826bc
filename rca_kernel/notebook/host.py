"""The port through which a notebook is read, written, run and remembered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from rca_kernel.notebook.cells import Cell, NewCell, RunResult
from rca_kernel.notebook.live import Live
from rca_kernel.notebook.variables import Variable

Json = Mapping[str, Any]
"""A JSON object as it stands in notebook metadata; only memory/codec.py looks inside."""


@dataclass(frozen=True, slots=True)
class Progress:
    """What a panel or terminal shows while a session works. `block` is the memory block."""

    status: str
    step: str
    action: str
    block: Json
    live: Live = field(default_factory=Live)


class NotebookHost(Protocol):
    """One notebook and its kernel. Cells are named by id; every write states the source hash
    it believes in and raises StaleSourceError when the cell has changed since.

    All methods raise HostError when the notebook or its kernel is gone.
    """

    name: str

    async def read(self) -> tuple[Cell, ...]:
        """Every cell in order, with outputs as text."""
        ...

    async def insert(self, cell: NewCell, after: str | None) -> Cell:
        """Insert below the cell `after` (None: at the end). Repeating an insert changes nothing."""
        ...

    async def edit(self, cell_id: str, source: str, believed_hash: str) -> Cell: ...

    async def run(self, cell_id: str, believed_hash: str) -> RunResult:
        """Run a code cell in the kernel and wait for its end."""
        ...

    async def variables(self, paths: Sequence[str]) -> tuple[Variable, ...]:
        """The variables that are there, described; nothing of it shows in the notebook, no code of the
        user's is run, and the execution count stays. Waits for a cell that runs."""
        ...

    async def delete(self, cell_id: str, believed_hash: str) -> None: ...

    async def read_memory(self) -> Json | None:
        """`notebook.metadata.rca` as it stands, None when there is none."""
        ...

    async def write_memory(self, block: Json) -> None: ...

    async def save(self) -> None: ...

    async def interrupt(self) -> bool:
        """Stop the cell that this host runs, if one runs, also where nobody waits for it any more. False
        where it was interrupted, several times, and goes on; it may be asked again."""
        ...

    async def show(self, progress: Progress) -> None:
        """Let the user see how far the session is; never fails a session."""
        ...

    async def close(self) -> None: ...
