"""Every execution of a kernel as its own hooks see it: what runs, what it gave, how to stop it.

Used by the hosts that live inside the kernel. The kernel object is handed in, never imported.
"""

from __future__ import annotations

import asyncio
import contextlib
import signal
import threading
import time
from asyncio import CancelledError
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from rca_kernel.notebook.cell_outputs import CellOutputs, Displays
from rca_kernel.notebook.cells import RunResult, RunStatus, source_hash
from rca_kernel.notebook.tap import Tap
from rca_kernel.notebook.variables import Variable, variables_in

KEPT = 8


@dataclass(slots=True, eq=False)
class Execution:
    """One execution of one cell; `gap` is how long the kernel had been idle before it, in seconds."""

    cell_id: str | None
    source_hash: str
    parent: Mapping[str, Any]
    outputs: CellOutputs
    gap: float
    asked: bool = False
    """Whether it was an agent that asked for it."""
    started: float = field(default_factory=time.monotonic)
    depth: int = 1
    interrupted: bool = False
    status: RunStatus | None = None
    execution_count: int | None = None
    seconds: float = 0.0

    def result(self) -> RunResult:
        """The result as the kernel knows it; `lost` while the execution has not ended."""
        return RunResult(
            self.status or "lost",
            self.outputs.values(),
            execution_count=self.execution_count,
            seconds=self.seconds or time.monotonic() - self.started,
        )


class Executions:
    """Follows `pre_run_cell` and `post_run_cell` on the kernel's main thread.

    `on_start` and `on_end` are called there with the Execution: they must return at once.
    """

    def __init__(self, kernel: Any) -> None:
        self._kernel = kernel
        self._lock = threading.Lock()
        self._displays: Displays = {}
        self._recent: dict[str, Execution] = {}
        self._tap = Tap(kernel, self._hear)
        self._ended = time.monotonic()
        self.running: Execution | None = None
        self.last: Execution | None = None
        """The one that ended last."""
        self.is_asked: Callable[[str], bool] = lambda cell_id: False
        """Whether an agent has asked for this cell to be run; called on the main thread."""
        self.on_start: list[Callable[[Execution], None]] = []
        self.on_end: list[Callable[[Execution], None]] = []

    def install(self) -> None:
        """Start to follow; from the main thread. A cell that runs just now is followed to its end."""
        self._tap.open()
        parent = self._kernel.get_parent("shell") or {}
        if parent.get("header", {}).get("msg_type") == "execute_request":
            metadata = parent.get("metadata") or {}
            self._begin(metadata.get("cellId"), str(parent["content"].get("code", "")), parent)
        events = self._kernel.shell.events
        events.register("pre_run_cell", self._pre_run_cell)
        events.register("post_run_cell", self._post_run_cell)

    def uninstall(self) -> None:
        events = self._kernel.shell.events
        events.unregister("pre_run_cell", self._pre_run_cell)
        events.unregister("post_run_cell", self._post_run_cell)
        self._tap.close()

    def idle_seconds(self) -> float:
        """How long no cell has run; 0 while one runs."""
        return 0.0 if self.running is not None else time.monotonic() - self._ended

    def recent(self, parent_id: str) -> Execution | None:
        """One of the last executions, by the id of the message that asked for it."""
        return self._recent.get(parent_id)

    def interrupt(self, wanted: Callable[[Execution], bool]) -> bool:
        """Interrupt the running cell if it is the `wanted` one, from any thread; False if it is not.

        A cell that awaits is woken too, because the main loop would hear the signal only when it wakes.
        """
        with self._lock:
            running = self.running
            if running is None or not wanted(running):
                return False
            running.interrupted = True
            signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)
        self._kernel.io_loop.asyncio_loop.call_soon_threadsafe(lambda: None)
        return True

    async def variables(self, paths: Sequence[str]) -> tuple[Variable, ...]:
        """Variables of this kernel, described on its main thread; to be awaited on another loop."""
        return await asyncio.wrap_future(
            asyncio.run_coroutine_threadsafe(self._described(paths), self._kernel.io_loop.asyncio_loop)
        )

    async def _described(self, paths: Sequence[str]) -> tuple[Variable, ...]:
        async with getattr(self._kernel, "_main_asyncio_lock", None) or contextlib.nullcontext():
            return variables_in(self._kernel.shell.user_ns, paths)

    def republish_busy(self) -> None:
        """Say `busy` again while a cell runs: handling a control message made front ends show `idle`."""
        with self._lock:
            if self.running is not None:
                self._kernel._publish_status("busy", "shell", parent=self.running.parent)

    def _hear(self, parent_id: str, kind: str, content: Mapping[str, Any]) -> None:
        if (execution := self._recent.get(parent_id)) is not None:
            execution.outputs.receive(kind, content)

    def _pre_run_cell(self, info: Any) -> None:
        if threading.current_thread() is not threading.main_thread():
            return  # a subshell: not ours to follow or to interrupt
        parent = self._kernel.get_parent("shell") or {}
        if self.running is not None and _id(self.running.parent) == _id(parent):
            self.running.depth += 1  # a cell that runs a cell
            return
        self._begin(info.cell_id, info.raw_cell, parent)

    def _begin(self, cell_id: str | None, source: str, parent: Mapping[str, Any]) -> None:
        if (unfinished := self.running) is not None:  # its end was never told
            for listener in self.on_end:
                listener(unfinished)
        gap = time.monotonic() - self._ended
        asked = cell_id is not None and self.is_asked(cell_id)
        execution = Execution(cell_id, source_hash(source), parent, CellOutputs(self._displays), gap, asked)
        while len(self._recent) >= KEPT:
            del self._recent[next(iter(self._recent))]
        self._recent[_id(parent)] = execution
        self.running = execution
        for listener in self.on_start:
            listener(execution)

    def _post_run_cell(self, result: Any) -> None:
        execution = self.running
        if execution is None or threading.current_thread() is not threading.main_thread():
            return
        execution.depth -= 1
        if execution.depth > 0:
            return
        self._ended = time.monotonic()
        self.running, self.last = None, execution
        try:
            with self._lock:  # a status or an interrupt on its way is let through first
                pass
            self._tap.flush()
        except KeyboardInterrupt:
            execution.interrupted = True  # it came as the cell ended
        self._finish(execution, result)

    def _finish(self, execution: Execution, result: Any) -> None:
        execution.seconds = self._ended - execution.started
        status: RunStatus = "ok"
        shell = self._kernel.shell
        error = _error_of(result, shell)
        if result is not None:
            execution.execution_count = result.execution_count
        if error is not None:
            status = "error"
            execution.outputs.receive("error", _error_content(error, shell))
            if isinstance(error, KeyboardInterrupt):
                execution.interrupted = True
        execution.status = "interrupted" if execution.interrupted else status
        for listener in self.on_end:
            listener(execution)


def _id(parent: Mapping[str, Any]) -> str:
    return str((parent.get("header") or {}).get("msg_id", ""))


def _error_of(result: Any, shell: Any) -> BaseException | None:
    if result is None:
        return CancelledError("the execution was cancelled")
    if result.error_before_exec is not None:
        return cast(BaseException, result.error_before_exec)
    if result.error_in_exec is not None:
        return cast(BaseException, result.error_in_exec)
    if getattr(shell, "_last_traceback_during_displayhook", False):
        return ValueError("the value of the cell could not be displayed")
    return None


def _error_content(error: BaseException, shell: Any) -> Mapping[str, Any]:
    """The exception as the `error` message states it."""
    name = type(error).__name__
    try:
        value = str(error)
    except Exception as broken:  # noqa: BLE001 - a user's __str__ may raise anything
        value = f"<its message raised {type(broken).__name__}>"
    lines = [str(line) for line in getattr(shell, "_last_traceback", None) or ()]
    if name not in "\n".join(lines):
        lines = [*lines, f"{name}: {value}"] if isinstance(error, ValueError) else [f"{name}: {value}"]
    return {"ename": name, "evalue": value, "traceback": lines}
