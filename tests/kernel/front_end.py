"""A front end without a screen: runs cells in a real kernel as a page does, and hears everything."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from jupyter_client.manager import AsyncKernelManager

from rca_kernel.notebook import RunStatus
from rca_kernel.notebook.cell_outputs import CellOutputs


class ThisPython(KernelSpecManager):
    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        argv = [sys.executable, "-m", "ipykernel_launcher", "--log-level=50", "-f", "{connection_file}"]
        return KernelSpec(argv=argv, display_name="Python 3", language="python", name=kernel_name)


@dataclass(slots=True)
class Shown:
    """What a cell shows, and how its execution ended."""

    message_id: str
    outputs: CellOutputs = field(default_factory=CellOutputs)
    execution_count: int | None = None
    status: RunStatus = "lost"
    began: asyncio.Event = field(default_factory=asyncio.Event)
    idle: asyncio.Event = field(default_factory=asyncio.Event)
    replied: asyncio.Event = field(default_factory=asyncio.Event)

    async def done(self) -> Shown:
        await self.replied.wait()
        await self.idle.wait()
        return self

    @property
    def text(self) -> str:
        return "".join(o["text"] for o in self.outputs.json() if o["output_type"] == "stream")


class FrontEnd:
    """`listeners` hear every iopub message.

    Sends go to the sockets themselves: a channel's own send swallows the wake-up of its receiver.
    """

    def __init__(self) -> None:
        self.manager = AsyncKernelManager(kernel_spec_manager=ThisPython(), shutdown_wait_time=1.0)
        self.client: AsyncKernelClient = self.manager.client()
        self.listeners: list[Callable[[dict[str, Any]], None]] = []
        self.shown: dict[str, Shown] = {}
        self.statuses: list[str] = []
        self.replies: list[Callable[[dict[str, Any]], None]] = []
        self.displays: list[dict[str, Any]] = []
        self._news = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait until it holds; it is looked at after each message."""
        while not holds():
            self._news.clear()
            await self._news.wait()

    async def start(self) -> None:
        await self.manager.start_kernel(extra_arguments=["--HistoryManager.hist_file=:memory:"])
        self.client = self.manager.client()
        self.client.start_channels()
        await self.client.wait_for_ready(timeout=60)
        for channel in (self.client.iopub_channel, self.client.shell_channel, self.client.control_channel):
            self._tasks.append(asyncio.get_running_loop().create_task(self._listen(channel)))

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self.client.stop_channels()
        await self.manager.shutdown_kernel(now=True)

    async def send(self, channel: Any, kind: str, content: dict[str, Any], metadata: Any = None) -> str:
        session = self.client.session
        message = session.msg(kind, content, metadata=metadata)
        await channel.socket.send_multipart(session.serialize(message))
        return str(message["header"]["msg_id"])

    async def control(self, kind: str, content: dict[str, Any]) -> str:
        return await self.send(self.client.control_channel, kind, content)

    async def begin(self, source: str, cell_id: str | None = None, *, strict: bool = False) -> Shown:
        """Ask for an execution, without waiting for its end; a `strict` one drops, where it fails, all that
        waits behind it, as those of JupyterLab do."""
        content = {
            "code": source,
            "silent": False,
            "store_history": True,
            "user_expressions": {},
            "allow_stdin": False,
            "stop_on_error": strict,
        }
        session = self.client.session
        message = session.msg("execute_request", content, metadata={"cellId": cell_id} if cell_id else {})
        shown = self.shown[message["header"]["msg_id"]] = Shown(message["header"]["msg_id"])
        await self.client.shell_channel.socket.send_multipart(session.serialize(message))
        return shown

    async def execute(self, source: str, cell_id: str | None = None, *, strict: bool = False) -> Shown:
        return await (await self.begin(source, cell_id, strict=strict)).done()

    async def _listen(self, channel: Any) -> None:
        while True:
            message = await channel.get_msg(timeout=None)
            self._note(message)
            if channel is self.client.iopub_channel:
                for listener in tuple(self.listeners):
                    listener(message)
            else:
                for listener in tuple(self.replies):
                    listener(message)
            self._news.set()

    def _note(self, message: dict[str, Any]) -> None:
        kind, content = message["msg_type"], message["content"]
        if kind == "status":
            self.statuses.append(content["execution_state"])
        elif kind in {"display_data", "update_display_data"}:
            self.displays.append(message)
        shown = self.shown.get(message["parent_header"].get("msg_id", ""))
        if shown is None:
            return
        shown.outputs.receive(kind, content)
        if kind == "execute_input":
            shown.execution_count = content["execution_count"]
            shown.began.set()
        elif kind == "status" and content["execution_state"] == "idle":
            shown.idle.set()
        elif kind == "execute_reply":
            shown.status = "ok" if content["status"] == "ok" else "error"
            shown.replied.set()
