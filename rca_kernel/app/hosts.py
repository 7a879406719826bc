"""What a kernel offers its sessions."""

from __future__ import annotations

import concurrent.futures
from collections.abc import Coroutine
from typing import Any, Protocol, TypeVar

from rca_kernel.adapters.inline.board import Board
from rca_kernel.notebook import NotebookHost

T = TypeVar("T")


class Hosts(Protocol):
    """Where the notebook of this kernel is, and the thread on which sessions live."""

    def submit(self, work: Coroutine[Any, Any, T]) -> concurrent.futures.Future[T]: ...

    async def host(self) -> NotebookHost: ...

    def begin(self) -> None:
        """What is shown from now on belongs to the cell that runs now, if one does."""
        ...

    def announce(self, running: bool) -> None: ...

    def place(self) -> str:
        """Where the user sees the work."""
        ...

    def running_cell(self) -> str:
        """The id of the cell that the kernel runs now, "" for none."""
        ...

    def beside(self) -> str:
        """The file that holds the cells where that is not the user's notebook, else ""."""
        ...

    def is_awaited(self, cell_id: str) -> bool:
        """Whether the front end has been asked to run this cell, and has not answered yet."""
        ...

    def board(self) -> Board:
        """A display below the cell that runs now."""
        ...

    def notice(self, text: str) -> None:
        """Show a line below the cell that began the session."""
        ...
