"""A kernel of the current interpreter in a process of its own, driven through nbclient."""

from __future__ import annotations

import ast
import asyncio
import queue
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import DeadKernelError

from rca_kernel.errors import HostError
from rca_kernel.notebook import RunStatus
from rca_kernel.notebook.cell_outputs import CellOutputs

OUTPUT_KINDS = frozenset(
    {"stream", "display_data", "execute_result", "error", "clear_output", "update_display_data"}
)
CURRENT = "python3"


NOT_STARTED = (OSError, RuntimeError, KeyError)


class CurrentInterpreter(KernelSpecManager):
    """Its `python3` is the interpreter that runs us, whatever kernelspecs are installed."""

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        if kernel_name != CURRENT:
            return super().get_kernel_spec(kernel_name)
        argv = [sys.executable, "-Xfrozen_modules=off", "-m", "ipykernel_launcher", "-f", "{connection_file}"]
        return KernelSpec(argv=argv, display_name="Python 3 (ipykernel)", language="python", name=CURRENT)


class ListeningClient(NotebookClient):
    """nbclient, except that outputs go where we want them and nothing is raised for a failing cell."""

    def __init__(self, manager: AsyncKernelManager) -> None:
        super().__init__(nbformat.from_dict({"cells": [], "metadata": {}}), km=manager, allow_errors=True)
        self.outputs = CellOutputs()
        self.heard: Callable[[str, Any], None] | None = None
        self.idle = asyncio.Event()

    def process_message(self, msg: dict[str, Any], cell: Any, cell_index: int) -> Any:
        kind = msg["msg_type"]
        widgets = self.output_hook_stack[msg["parent_header"].get("msg_id", "")]
        if kind in OUTPUT_KINDS and not widgets:
            self.outputs.receive(kind, msg["content"])
            if self.heard is not None:
                self.heard(kind, msg["content"])
            return None
        if kind == "status" and msg["content"]["execution_state"] == "idle":
            self.idle.set()
        return super().process_message(msg, cell, cell_index)


@dataclass(frozen=True, slots=True)
class Ending:
    """How an execution ended."""

    status: RunStatus
    execution_count: int | None = None


class Kernel:
    """One kernel process, one execution at a time. Raises HostError when the kernel is dead.

    `patience` is how long, in seconds, an interrupted cell has to end; after two interrupts it is killed.
    """

    def __init__(self, *, cwd: Path | None, kernel_name: str = CURRENT, patience: float = 5.0) -> None:
        self._cwd = cwd
        self._kernel_name = kernel_name
        self._patience = patience
        self._manager: AsyncKernelManager | None = None
        self._client: ListeningClient | None = None
        self._task: asyncio.Task[Any] | None = None
        self._stopping: asyncio.Task[None] | None = None
        self._interrupted = False
        self._killed = False

    async def start(self) -> None:
        try:
            started = await self._launched()
        except (
            NOT_STARTED
        ):  # another process may have taken one of its ports meanwhile: once more, with others
            try:
                started = await self._launched()
            except NOT_STARTED as error:
                hint = "See what `rca doctor` says."
                raise HostError(f"The kernel does not start: {error}.", hint=hint) from error
        self._manager, self._client = started
        self._killed = False

    async def _launched(self) -> tuple[AsyncKernelManager, ListeningClient]:
        manager = AsyncKernelManager(
            kernel_name=self._kernel_name, kernel_spec_manager=CurrentInterpreter(), shutdown_wait_time=2.0
        )
        try:
            await manager.start_kernel(
                extra_arguments=["--HistoryManager.hist_file=:memory:", "--log-level=40"],
                cwd=str(self._cwd) if self._cwd is not None else None,
            )
            client = ListeningClient(manager)
            await client.async_start_new_kernel_client()
        except NOT_STARTED:
            if manager.has_kernel:
                await manager.shutdown_kernel(now=True)
            raise
        return manager, client

    async def execute(
        self, source: str, outputs: CellOutputs, heard: Callable[[str, Any], None] | None = None
    ) -> Ending:
        """Run `source`; `heard` is told of each output message. A cancelled wait interrupts the cell."""
        if self._stopping is not None:
            await self._stopping
        client = await self._living()
        if not source.strip():
            return Ending("ok")
        client.outputs, client.heard = outputs, heard
        client.idle.clear()
        self._interrupted = False
        cell = nbformat.from_dict({"cell_type": "code", "source": source, "metadata": {}, "outputs": []})
        client.nb.cells = [cell]
        self._task = asyncio.get_running_loop().create_task(client.async_execute_cell(cell, 0))
        try:
            lost = await self._settle(self._task, client)
        except asyncio.CancelledError:
            self._stopping = asyncio.get_running_loop().create_task(self.stop())
            raise
        return self._ending(self._task, cell, outputs, lost)

    async def evaluate(self, expression: str, timeout: float = 30.0) -> str:
        """The text of an expression's value, asked for silently: no output, no count, no history.

        Raises HostError where it cannot be evaluated.
        """
        client: Any = (await self._living()).kc
        if client is None:
            raise HostError("No kernel runs.", hint="Start the host first.")
        id = client.execute(
            "", silent=True, store_history=False, user_expressions={"value": expression}, allow_stdin=False
        )
        try:
            while (reply := await client.get_shell_msg(timeout=timeout))["parent_header"].get("msg_id") != id:
                pass
        except queue.Empty:
            raise HostError("The kernel does not answer.", hint="Wait for what runs in it.") from None
        value = reply["content"].get("user_expressions", {}).get("value", {})
        if value.get("status") != "ok":
            raise HostError(f"The kernel could not say: {value.get('evalue', 'no value')}.")
        return str(ast.literal_eval(value["data"]["text/plain"]))

    async def stop(self) -> None:
        """Interrupt what runs until it ends; kill the kernel if it does not."""
        task, manager, client = self._task, self._manager, self._client
        if task is None or manager is None or client is None:
            return
        self._interrupted = True
        for _ in range(2):
            if task.done():
                return
            await manager.interrupt_kernel()
            await _wake(client)
            await asyncio.wait({task}, timeout=self._patience)
        if not task.done():
            self._killed = True
            await manager.signal_kernel(signal.SIGKILL)
            await asyncio.wait({task}, timeout=self._patience)

    async def stopped(self) -> None:
        """Wait for the end of a cell whose wait was cancelled."""
        if self._stopping is not None:
            await asyncio.wait({self._stopping})

    async def is_alive(self) -> bool:
        return self._manager is not None and await self._manager.is_alive()

    async def shutdown(self) -> None:
        manager, client = self._manager, self._client
        self._manager, self._client = None, None
        if client is not None and client.kc is not None:
            client.kc.stop_channels()
        if manager is not None:
            busy = self._task is not None and not self._task.done()
            await manager.shutdown_kernel(now=busy)
        if self._task is not None and not self._task.done():
            self._task.cancel()
            await asyncio.wait({self._task}, timeout=self._patience)

    async def _living(self) -> ListeningClient:
        if self._client is None:
            raise HostError("No kernel runs.", hint="Start the host first.")
        if not await self.is_alive():
            raise self._dead()
        return self._client

    async def _settle(self, task: asyncio.Task[Any], client: ListeningClient) -> bool:
        """Wait for the end; True when the kernel is idle and its reply never came."""
        idle = asyncio.get_running_loop().create_task(client.idle.wait())
        try:
            await asyncio.wait({task, idle}, return_when=asyncio.FIRST_COMPLETED)
            if not task.done():
                await asyncio.wait({task}, timeout=1.0)
            if task.done():
                return False
            if client.task_poll_for_reply is not None:
                client.task_poll_for_reply.cancel()
            await asyncio.wait({task})
            return True
        finally:
            idle.cancel()

    def _ending(self, task: asyncio.Task[Any], cell: Any, outputs: CellOutputs, lost: bool) -> Ending:
        count = cell.get("execution_count")
        if lost:
            return Ending("interrupted" if self._interrupted else "lost", count)
        try:
            task.result()
        except DeadKernelError as error:
            raise self._dead() from error
        error_output = next((o for o in reversed(outputs.json()) if o["output_type"] == "error"), None)
        if self._interrupted or (error_output and error_output["ename"] == "KeyboardInterrupt"):
            return Ending("interrupted", count)
        return Ending("error" if error_output else "ok", count)

    def _dead(self) -> HostError:
        hint = "Restart it; what the cells had computed is gone."
        if self._killed:
            return HostError("The kernel was killed: a cell did not stop when interrupted.", hint=hint)
        return HostError("The kernel died: its code ended it, or memory ran out.", hint=hint)


async def _wake(client: ListeningClient) -> None:
    """A cell that awaits hears an interrupt only when the kernel's main loop has a message to look at.

    Written to the socket itself: a channel's own send would swallow the wake-up of whoever receives on it.
    """
    kernel = client.kc
    if kernel is not None and kernel.shell_channel.socket is not None:
        message = kernel.session.serialize(kernel.session.msg("kernel_info_request"))
        await kernel.shell_channel.socket.send_multipart(message)
