"""Loading the extension into a kernel: the channel to the page, the magics, and nothing heavy."""

from __future__ import annotations

import asyncio
import concurrent.futures
import threading
import time
from collections.abc import Coroutine, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from rca_kernel.adapters.comm.channel import Channel
from rca_kernel.adapters.ipython.background import Background
from rca_kernel.adapters.ipython.magics import register, unregister
from rca_kernel.adapters.ipython.widgets import answer_widgets, refuse_widgets
from rca_kernel.app.session_file import session_file
from rca_kernel.notebook.bounded import harmless
from rca_kernel.notebook.executions import Executions

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

    from rca_kernel.adapters.inline.board import Board
    from rca_kernel.adapters.inline.host import InlineHost
    from rca_kernel.app.controller import Controller
    from rca_kernel.notebook import NotebookHost

T = TypeVar("T")
PAGE_WAIT = 4.0
"""Seconds in which a page that has been here shows itself again; after that the inline host serves."""
FRESH_WAIT = 2.5
"""The same where the extension was loaded just now, from a notebook's cell."""
ABSENT_WAIT = 0.6
"""The same where no page has ever answered, or a front end without the extension has."""
FRESH = 15.0
"""How many seconds after loading the extension a page may still be getting ready."""
SILENT = 0.5
"""Seconds after which a cell says what it waits for: a page that is there answers sooner."""
LOOKING = "Looking for this notebook's page …\n"
_loaded: dict[int, LiveHosts] = {}


class LiveHosts:
    """The notebook of this kernel: through the page where there is one, inline where not."""

    def __init__(self, shell: Any) -> None:
        self._shell = shell
        self._background = Background(shell.kernel)
        self.executions = Executions(shell.kernel)
        self.channel = Channel(shell.kernel, self.executions)
        self._host: NotebookHost | None = None
        self._choosing = asyncio.Lock()
        self._parent: dict[str, Any] = {}
        self._begun_in = ""
        self._loaded_at = time.monotonic()
        self._inline: InlineHost | None = None
        self._busy = False
        self._settings: Mapping[str, Any] = {}
        self.channel.judge = self._judge
        self.channel.offers.on_look = self._look

    @cached_property
    def controller(self) -> Controller:
        """Imported at first use: loading the extension must stay light."""
        from rca_kernel.app.controller import Controller

        made = Controller(self)
        made.follow(lambda: self._settings)
        made.on_choices = self._offer
        return made

    def obey(self, name: str, args: Any) -> tuple[bool, str]:
        """A command from the page."""
        return self.controller.obey(name, args)

    def _judge(self, told: Mapping[str, Any]) -> str:
        """The settings of the page that leads hold from now on; what of them is left out is said."""
        self._settings = {}
        if not told:
            return ""
        from rca_kernel.app.suggested import suggested

        taken = suggested(told)
        self._settings = taken.values
        return taken.notice

    def _look(self) -> None:
        """Find out what the user of a page may choose from; on a worker thread."""
        self._offer()
        self.controller.known.look_up()
        self._offer()

    def _offer(self) -> None:
        self.channel.post(self.channel.offers.offer, self.controller.known.offered())

    def start(self) -> None:
        self.executions.install()
        self.channel.start()
        answer_widgets(self._shell.kernel)

    def close(self) -> None:
        if "controller" in vars(self):
            self.controller.close()
        refuse_widgets(self._shell.kernel)
        self.channel.close()
        self.executions.uninstall()
        self._background.close()

    def submit(self, work: Coroutine[Any, Any, T]) -> concurrent.futures.Future[T]:
        return self._background.submit(work)

    def begin(self) -> None:
        """From a cell, what is shown from now on stands below it; from a button, where it stood before."""
        on_main = threading.current_thread() is threading.main_thread()
        parent = (self._shell.kernel.get_parent("shell") if on_main else None) or {}
        self._begun_in = ""
        if parent.get("header", {}).get("msg_type") == "execute_request":
            self._parent = parent
            self._begun_in = str(parent.get("metadata", {}).get("cellId") or "")
            if self._inline is not None:
                self._inline.go_below(parent)

    def announce(self, running: bool) -> None:
        """While a session runs, a page is looked for, and its notebook stays the same."""
        self._busy = running
        self.channel.set_status("running" if running else "idle")

    def place(self) -> str:
        """Where the user sees the work, as far as is known now."""
        if self.channel.attached_ever:
            served, cell = self.channel.served, self._parent.get("metadata", {}).get("cellId")
            elsewhere = cell is not None and not served.holds(cell)
            return "the plan is in the right sidebar" + (f" of {served.path}" if elsewhere else "")
        stranger = self.channel.stranger
        why = f". {stranger.advice()}" if stranger is not None else ""
        return (
            f"the steps are shown here and kept in {self._file().name} (%rca panel: plan and buttons; "
            f"%rca wait: a cell that lasts until the session ends){why}"
        )

    def running_cell(self) -> str:
        running = self.executions.running
        return (running.cell_id or "") if running is not None else ""

    def beside(self) -> str:
        return self._inline.name if self._inline is not None else ""

    def is_awaited(self, cell_id: str) -> bool:
        return self.channel.is_running(cell_id)

    def _file(self) -> Path:
        return session_file(Path.cwd(), self._shell.user_ns)

    def board(self) -> Board:
        from rca_kernel.adapters.inline.board import Board

        return Board(self._shell.kernel, self._shell.kernel.get_parent("shell"))

    def notice(self, text: str) -> None:
        """A line below the cell that began the session."""
        self._say("stderr", f"rca: {harmless(text)}\n")

    def _say(self, stream: str, text: str) -> None:
        kernel = self._shell.kernel
        ident, parent = f"stream.{stream}".encode(), self._parent or None
        kernel.session.send(
            kernel.iopub_socket, "stream", {"name": stream, "text": text}, parent=parent, ident=ident
        )

    async def host(self) -> NotebookHost:
        async with self._choosing:
            late = self._inline is not None and not self._busy and self.channel.page is not None
            cell, self._begun_in = self._begun_in, ""
            if self._host is None or late:
                self._host = await self._choose(cell)
            elif cell and not self._inline:
                await self.channel.begin_in(cell)
            return self._host

    def _page_wait(self) -> float:
        """A page attaches as soon as the extension is loaded; where none did, hardly one will."""
        if self.channel.attached_ever:
            return PAGE_WAIT
        in_notebook = bool(self._parent.get("metadata", {}).get("cellId"))
        fresh = time.monotonic() - self._loaded_at < FRESH and not self.channel.declined
        return FRESH_WAIT if in_notebook and fresh else ABSENT_WAIT

    async def _page_comes(self) -> bool:
        """Whether a page shows itself; a cell that is silent for long says what it waits for."""
        patience = self._page_wait()
        said = asyncio.get_running_loop().call_later(SILENT, self._say, "stdout", LOOKING)
        if patience != FRESH_WAIT:
            said.cancel()
        try:
            return await self.channel.wait_for_page(patience)
        finally:
            said.cancel()

    async def _choose(self, cell: str) -> NotebookHost:
        if await self._page_comes():
            if cell:
                await self.channel.begin_in(cell)
            from rca_kernel.adapters.comm.host import CommHost

            self._inline = None
            return CommHost(self.channel)
        from rca_kernel.adapters.inline.host import InlineHost

        stop = self.controller.stop
        self._inline = InlineHost(
            self._shell.kernel, self.executions, self._file(), parent=self._parent, on_interrupt=stop
        )
        return self._inline


def load(shell: InteractiveShell) -> None:
    """Called by `%load_ext rca_kernel`; a second call changes nothing."""
    if not hasattr(shell, "kernel"):
        print("rca_kernel works in a Jupyter kernel. In a terminal: rca run PAPER --section …")
        return
    if id(shell) in _loaded:
        return
    hosts = LiveHosts(shell)
    hosts.start()
    hosts.channel.on_command(hosts.obey)
    register(shell, lambda: hosts.controller)
    _loaded[id(shell)] = hosts


def unload(shell: InteractiveShell) -> None:
    hosts = _loaded.pop(id(shell), None)
    if hosts is not None:
        unregister(shell)
        hosts.close()
