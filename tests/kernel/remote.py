"""Calls an agent inside a kernel as if it were here."""

from __future__ import annotations

import asyncio
import pickle
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from tests.kernel.front_end import FrontEnd

ROOT = Path(__file__).resolve().parents[2]


class Remote:
    """`await remote.call("host.insert", cell, None)`; the agent's exceptions are raised here."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self._number = 0
        self._waiting: dict[int, asyncio.Future[Any]] = {}
        self._task = asyncio.get_running_loop().create_task(self._listen())

    @classmethod
    async def serve(
        cls, front_end: FrontEnd, kind: str, folder: Path, notebook: Path | None = None
    ) -> Remote:
        """Start an agent in the kernel of `front_end`; `folder` holds its socket, so its path is short."""
        socket = folder / "agent"
        file = str(notebook or folder / "unused.ipynb")
        source = (
            f"import sys; sys.path.insert(0, {str(ROOT)!r})\n"
            f"from tests.kernel.agent import serve; serve({kind!r}, {str(socket)!r}, {file!r})"
        )
        shown = await front_end.execute(source, "user-start")
        assert shown.status == "ok", shown.outputs.json()
        return cls(*await asyncio.open_unix_connection(str(socket)))

    async def call(self, name: str, *arguments: Any) -> Any:
        self._number += 1
        number = self._number
        future = self._waiting[number] = asyncio.get_running_loop().create_future()
        self._send((number, name, arguments))
        try:
            return await asyncio.shield(future)
        except asyncio.CancelledError:
            self._send((0, "cancel", (number,)))
            raise

    async def close(self) -> None:
        await self.call("close")
        self._task.cancel()
        self._writer.close()

    def _send(self, call: Any) -> None:
        data = pickle.dumps(call)
        self._writer.write(len(data).to_bytes(4, "big") + data)

    async def _listen(self) -> None:
        try:
            await self._hear()
        except asyncio.IncompleteReadError:
            for waiting in self._waiting.values():
                waiting.set_exception(ConnectionError("The kernel is gone."))

    async def _hear(self) -> None:
        while True:
            size = await self._reader.readexactly(4)
            number, ok, value = pickle.loads(await self._reader.readexactly(int.from_bytes(size, "big")))
            waiting = self._waiting.pop(number)
            if waiting.done():
                continue
            if ok:
                waiting.set_result(value)
            elif isinstance(value, asyncio.CancelledError):
                waiting.cancel()
            else:
                waiting.set_exception(value)


class RemoteHost:
    """A NotebookHost that lives in a kernel."""

    def __init__(self, remote: Remote, name: str) -> None:
        self.remote = remote
        self.name = name

    def __getattr__(self, method: str) -> Callable[..., Coroutine[Any, Any, Any]]:
        return lambda *arguments: self.remote.call(f"host.{method}", *arguments)
