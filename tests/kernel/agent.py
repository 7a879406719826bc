"""Runs inside a real kernel: a host on a background thread, its methods called over a socket."""

from __future__ import annotations

import asyncio
import pickle
import threading
from pathlib import Path
from typing import Any

from rca_kernel.adapters.comm.channel import Channel
from rca_kernel.adapters.comm.host import CommHost
from rca_kernel.adapters.comm.timing import Timing
from rca_kernel.adapters.inline.host import InlineHost
from rca_kernel.notebook.executions import Executions
from rca_kernel.notebook.tap import mute_thread

FAST = Timing(beat=0.1, ping=0.2, lease=0.4, grace=1.0, quiet=0.15, stop=0.5)


async def broken(attach: object) -> None:
    """What restores a notebook, where that breaks on something that nobody foresaw."""
    raise KeyError("cells")


class Agent:
    """What `Remote` calls: `host.<method>`, `channel.<method>`, `document.<method>`."""

    def __init__(self, kernel: Any, kind: str, notebook: Path, timing: Timing) -> None:
        self.kernel = kernel
        self.executions = Executions(kernel)
        self.executions.install()
        self.commands: list[tuple[str, dict[str, Any]]] = []
        self.channel: Channel | None = None
        if kind == "comm":
            self.channel = Channel(kernel, self.executions, timing=timing)
            self.channel.on_command(self.obey)
            self.channel.start()
            self.host: Any = CommHost(self.channel)
        else:
            self.host = InlineHost(kernel, self.executions, notebook)

    @property
    def document(self) -> Any:
        return self.host.document

    def obey(self, name: str, args: dict[str, Any]) -> tuple[bool, str]:
        self.commands.append((name, args))
        return True, f"{name} heard"

    def break_restoring(self) -> None:
        assert self.channel is not None
        self.channel.restore = broken

    def known_commands(self) -> list[tuple[str, dict[str, Any]]]:
        return self.commands

    def metadata(self) -> Any:
        return self.document.content["metadata"]

    def comm_id(self) -> str:
        comms = self.kernel.comm_manager.comms.values()
        return str(next(comm.comm_id for comm in comms if comm.target_name == "rca_kernel"))

    def say(self, text: str) -> None:
        """What a careless agent prints must not reach the user's cells."""
        print(text)

    def set(self, event: str) -> None:
        """Set an asyncio.Event of the user's, on the kernel's own loop, once a cell there has made it."""

        def set_it() -> None:
            self.kernel.shell.user_ns[event].set()

        self.kernel.io_loop.asyncio_loop.call_soon_threadsafe(set_it)

    def close(self) -> None:
        self.executions.uninstall()
        if self.channel is not None:
            self.channel.close()

    def serve(self, socket: str) -> None:
        ready = threading.Event()

        def live() -> None:
            mute_thread(self.kernel)
            asyncio.run(self._serve(socket, ready))

        threading.Thread(target=live, daemon=True, name="agent").start()
        ready.wait()

    async def _serve(self, socket: str, ready: threading.Event) -> None:
        server = await asyncio.start_unix_server(self._connected, socket)
        ready.set()
        await server.serve_forever()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        tasks: dict[int, asyncio.Task[None]] = {}
        while True:
            size = await reader.read(4)
            if len(size) < 4:
                return
            number, name, arguments = pickle.loads(await reader.readexactly(int.from_bytes(size, "big")))
            if name == "cancel":
                tasks[arguments[0]].cancel()
                continue
            call = self._call(number, name, arguments, writer)
            tasks[number] = asyncio.get_running_loop().create_task(call)

    async def _call(self, number: int, name: str, arguments: Any, writer: asyncio.StreamWriter) -> None:
        try:
            called: Any = self
            for part in name.split("."):
                called = getattr(called, part)
            value = called(*arguments)
            answer = (number, True, await value if asyncio.iscoroutine(value) else value)
        except (Exception, asyncio.CancelledError) as error:  # noqa: BLE001 - raised again over there
            answer = (number, False, error)
        data = pickle.dumps(answer)
        writer.write(len(data).to_bytes(4, "big") + data)


def serve(kind: str, socket: str, notebook: str = "unused.ipynb", timing: Timing = FAST) -> None:
    """Called in a cell of the kernel."""
    from IPython.core.getipython import get_ipython

    shell: Any = get_ipython()
    agent = Agent(shell.kernel, kind, Path(notebook), timing)
    agent.serve(socket)
