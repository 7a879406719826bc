"""Runs cells on the kernel's main thread, between the user's cells, as the kernel itself would."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from datetime import datetime, timezone
from typing import Any

from rca_kernel.errors import HostError
from rca_kernel.notebook.executions import Execution, Executions


class MainThread:
    """One cell at a time. What it prints belongs to no cell of the user's; the Execution holds it."""

    def __init__(self, kernel: Any, executions: Executions) -> None:
        self._kernel = kernel
        self._executions = executions
        if not hasattr(kernel, "_main_asyncio_lock"):
            hint = "Upgrade it: pip install -U ipykernel."
            raise HostError("This kernel cannot run cells between the user's.", hint=hint)

    def submit(self, source: str, cell_id: str, parent_id: str) -> Future[Execution | None]:
        """Run when the kernel is free; from any thread. None when there was nothing to run. Until its turn
        has come, it can be cancelled."""
        asked: Future[Execution | None] = Future()
        work = self._in_turn(asked, source, cell_id, parent_id)
        asyncio.run_coroutine_threadsafe(work, self._kernel.io_loop.asyncio_loop)
        return asked

    def interrupt(self, parent_id: str) -> bool:
        """Interrupt the cell submitted as `parent_id`, if it is the one that runs."""
        return self._executions.interrupt(lambda e: e.parent.get("header", {}).get("msg_id") == parent_id)

    def has_begun(self, parent_id: str) -> bool:
        return self._executions.recent(parent_id) is not None

    async def _in_turn(
        self, asked: Future[Execution | None], source: str, cell_id: str, parent_id: str
    ) -> None:
        # The lock that the kernel holds during every message: no cell of the user's runs or awaits.
        async with self._kernel._main_asyncio_lock:
            if not asked.set_running_or_notify_cancel():
                return
            try:
                asked.set_result(await self._execute(source, cell_id, parent_id))
            except BaseException as error:
                asked.set_exception(error)
                raise

    async def _execute(self, source: str, cell_id: str, parent_id: str) -> Execution | None:
        with self._as_request(source, cell_id, parent_id):
            try:
                await self._kernel.do_execute(source, False, True, None, False, cell_id=cell_id)
            except KeyboardInterrupt:
                return self._executions.recent(parent_id)  # it came as the cell ended
        return self._executions.recent(parent_id)

    @contextmanager
    def _as_request(self, source: str, cell_id: str, parent_id: str) -> Iterator[None]:
        """As if a front end had asked: a parent of its own, `busy`, and an interruptible main thread."""
        kernel = self._kernel
        ident, former = kernel._parent_ident["shell"], kernel.get_parent("shell")
        kernel.set_parent([], _request(source, cell_id, parent_id), "shell")
        kernel._publish_status("busy", "shell")
        kernel.pre_handler_hook()
        try:
            yield
        finally:
            kernel.post_handler_hook()
            kernel._publish_status("idle", "shell")
            kernel.set_parent(ident, former, "shell")


def new_parent_id() -> str:
    return "rca-" + uuid.uuid4().hex


def _request(source: str, cell_id: str, parent_id: str) -> dict[str, Any]:
    """The execute_request that nobody sent."""
    header = {
        "msg_id": parent_id,
        "msg_type": "execute_request",
        "username": "rca",
        "session": parent_id,
        "date": datetime.now(timezone.utc),
        "version": "5.3",
    }
    return {
        "header": header,
        "msg_id": parent_id,
        "msg_type": "execute_request",
        "parent_header": {},
        "metadata": {"cellId": cell_id},
        "content": {"code": source},
        "buffers": [],
    }
