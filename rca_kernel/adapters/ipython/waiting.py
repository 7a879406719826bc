"""A magic that takes time: the cell awaits it, and the kernel is free for what the session runs meanwhile."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

CALL = "get_ipython().run_line_magic('rca', 'wait"
STEERING = re.compile(r"\s*%rca\s+(?:stop|pause|approve|reject|answer)\b[^\n]*\s*\Z")
"""Cells that are meant for a session that runs, and so do not wait for its end."""


def awaiting(lines: list[str]) -> list[str]:
    """An input transformer: `%rca wait`, which IPython has made a call, is awaited."""
    return [f"await {line}" if line.startswith(CALL) else line for line in lines]


async def between_cells(
    shell: InteractiveShell, work: Callable[[], Awaitable[None]], is_awaited: Callable[[str], bool]
) -> None:
    """Do `work` as if between two cells: the lock that the kernel holds for this one is free meanwhile for
    the cells that are awaited, by their ids. Others keep their turn: they may lean on what is awaited."""
    kernel = getattr(shell, "kernel", None)
    lock = getattr(kernel, "_main_asyncio_lock", None)
    if lock is None or not lock.locked():
        return await work()
    between = Between(kernel, lock, is_awaited)
    saved = getattr(kernel, "saved_sigint_handler", None)
    between.begin()
    try:
        await work()
    finally:
        await between.end()
        if saved is not None:
            kernel.saved_sigint_handler = saved  # type: ignore[union-attr]  # each cell between has put its own


class Between:
    """What the kernel is told while a cell awaits is looked at once it has the lock."""

    def __init__(self, kernel: Any, lock: asyncio.Lock, is_awaited: Callable[[str], bool]) -> None:
        self._kernel = kernel
        self._lock = lock
        self._is_awaited = is_awaited
        self._carry_out = kernel.dispatch_shell
        self._parent = kernel._parent_ident["shell"], kernel.get_parent("shell")
        self._ended = asyncio.Event()

    def begin(self) -> None:
        self._kernel.dispatch_shell = self._dispatch
        self._lock.release()

    async def end(self) -> None:
        del self._kernel.dispatch_shell
        self._ended.set()
        await self._lock.acquire()

    async def _dispatch(self, message: Any, /, subshell_id: str | None = None, **options: Any) -> None:
        """In the place of the kernel's own, whose context this is called in: what it leaves there as the
        parent would become that of the awaiting cell's end."""
        if subshell_id is not None or options.get("concurrent"):
            await self._carry_out(message, subshell_id=subshell_id, **options)
            return
        if self._has_to_wait(message):
            self._lock.release()
            try:
                await self._ended.wait()
            finally:
                await self._lock.acquire()
            await self._carry_out(message, subshell_id=subshell_id, **options)
            return
        try:
            await self._carry_out(message, subshell_id=subshell_id, **options)
        finally:
            if not self._ended.is_set():
                self._kernel.set_parent(*self._parent, "shell")

    def _has_to_wait(self, message: Any) -> bool:
        session = self._kernel.session
        try:
            _, frames = session.feed_identities(message, copy=False)
            told = session.deserialize(frames, content=False, copy=False)
            if told["header"]["msg_type"] != "execute_request":
                return False
            code = session.unpack(told["content"]).get("code", "")
        except (ValueError, KeyError, TypeError, IndexError):
            return False  # the kernel itself says what is wrong with it
        cell = told["metadata"].get("cellId")
        return not (isinstance(cell, str) and self._is_awaited(cell)) and not STEERING.match(str(code))
