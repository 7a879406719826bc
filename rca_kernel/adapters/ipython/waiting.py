"""A magic that takes time: the cell awaits it, and the kernel is free for what the session runs meanwhile."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

CALL = "get_ipython().run_line_magic('rca', 'wait"


def awaiting(lines: list[str]) -> list[str]:
    """An input transformer: `%rca wait`, which IPython has made a call, is awaited."""
    return [f"await {line}" if line.startswith(CALL) else line for line in lines]


async def between_cells(shell: InteractiveShell, work: Callable[[], Awaitable[None]]) -> None:
    """Do `work` as if between two cells: the lock that the kernel holds for this one is free meanwhile."""
    kernel = getattr(shell, "kernel", None)
    lock = getattr(kernel, "_main_asyncio_lock", None)
    if lock is None or not lock.locked():
        return await work()
    saved = getattr(kernel, "saved_sigint_handler", None)
    lock.release()
    try:
        await work()
    finally:
        await lock.acquire()
        if saved is not None:
            kernel.saved_sigint_handler = saved  # type: ignore[union-attr]  # each cell between has put its own
