"""The in-kernel channel to the page: discovery, the leading page, requests, progress and commands."""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, TypeVar

from rca_kernel.adapters.comm.commands import Commands, OnCommand
from rca_kernel.adapters.comm.endpoint import Endpoint
from rca_kernel.adapters.comm.loop_thread import LoopThread
from rca_kernel.adapters.comm.messages import (
    Ack,
    Answer,
    Attach,
    CatchUp,
    Command,
    Detach,
    Hello,
    Look,
    Ping,
    Pong,
    Reply,
    Request,
    SessionStatus,
    ToPage,
)
from rca_kernel.adapters.comm.offers import Offers
from rca_kernel.adapters.comm.pages import Pages
from rca_kernel.adapters.comm.requests import Pending, Requests, new_request_id
from rca_kernel.adapters.comm.stranger import Stranger, is_attach, stranger_in
from rca_kernel.adapters.comm.telling import Telling
from rca_kernel.adapters.comm.timing import Timing
from rca_kernel.adapters.comm.wire import decode, encode
from rca_kernel.errors import HostError, RcaError
from rca_kernel.notebook import Json, Progress
from rca_kernel.notebook.aborts import Aborts
from rca_kernel.notebook.executions import Executions
from rca_kernel.notebook.tap import mute_thread
from rca_kernel.version import __version__

T = TypeVar("T")
logger = logging.getLogger("rca_kernel.comm")


def always(pending: Pending) -> bool:
    return True


class Channel:
    """Talks with the page. Construct and `start` it on the kernel's main thread, once for each kernel.

    All its state lives on the loop of its own thread; what is public may be used from any thread,
    unless it says otherwise. `restore` is awaited there when a page takes the lead.
    """

    def __init__(self, kernel: Any, executions: Executions, *, timing: Timing | None = None) -> None:
        self.timing = timing or Timing()
        self.executions = executions
        self._aborts = Aborts(kernel, executions)
        executions.is_asked = self.is_running
        self.session = uuid.uuid4().hex
        self.attached_ever = False
        self.declined = False
        """Whether a front end without the extension was heard, and no page since."""
        self.stranger: Stranger | None = None
        """The page that was heard last, where it speaks another version of the wire."""
        self.restore: Callable[[Attach], Awaitable[None]] | None = None
        self.judge: Callable[[Json], str] = lambda settings: ""
        """Takes the settings of the page that leads, on the channel's loop; says what of them is left out."""
        self._endpoint = Endpoint(kernel, uuid.uuid4().hex, self._heard, self._refused)
        self._thread = LoopThread("rca-comm", lambda: mute_thread(kernel))
        self._commands = Commands(self._send)
        loop, serve = self._thread.loop, self._serve
        tell, greet = self._tell_all, self._greet
        self._pages = Pages(self.timing, loop, self._send, serve, tell, greet, self._judged)
        self.served = self._pages.served
        self._requests = Requests(self.timing.beat)
        self._status: SessionStatus = "idle"
        self._telling = Telling(self.session)
        self.offers = Offers(loop, self._send)
        self._untold = False
        self._waiting = 0
        self._serving = asyncio.Event()
        self._serve_task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Take part in the comm and greet the pages."""
        self._endpoint.register()
        self._aborts.install()
        self._thread.start()
        self._thread.post(self._greet)
        self._thread.post(self._beat)

    def close(self) -> None:
        """Leave the comm; what is still asked fails with HostError."""
        self._endpoint.unregister()
        self._aborts.uninstall()
        self._thread.post(self._requests.fail, HostError("The channel to the notebook was closed."))
        self._thread.close()

    def on_command(self, obey: OnCommand) -> None:
        """`obey(name, args)` is called on a worker thread and returns (ok, message)."""
        self._commands.obey = obey

    def set_status(self, status: SessionStatus) -> None:
        """While `running`, the kernel keeps looking for a page; pages hear of every change."""
        changed, self._status = status != self._status, status
        if changed:
            self._thread.post(self._greet)

    def show(self, progress: Progress) -> None:
        """Show the page how far the session is; never waits and never fails."""
        self._thread.post(self._show, progress)

    async def call(self, work: Coroutine[Any, Any, T]) -> T:
        """Await `work` on the channel's loop, from any loop."""
        return await self._thread.call(work)

    def is_running(self, cell_id: str) -> bool:
        """Whether the page is asked to run this cell; from any thread."""
        return self._requests.run(cell_id)

    def post(self, work: Callable[..., object], *args: object) -> None:
        """Do `work` soon on the channel's loop."""
        self._thread.post(work, *args)

    async def wait_for_page(self, timeout: float) -> bool:
        """Whether a page serves this notebook within `timeout` seconds; it is asked to show itself."""
        return await self.call(self._wait_for_page(timeout))

    async def begin_in(self, cell_id: str) -> None:
        """Work in the notebook that shows this cell. Raises HostError where a session works in another."""
        if await self.call(self._pages.begin_in(cell_id)):
            await self.call(self._serving.wait())

    @property
    def page(self) -> str | None:
        """The page that serves and is believed to be there."""
        return self._pages.lead.present if self._serving.is_set() else None

    async def request(
        self, message: Request, *, may_repeat: Callable[[Pending], bool] = always, urgent: bool = False
    ) -> Answer:
        """Ask the page, on the channel's loop, and wait however long there is none.

        `id` and `client` are filled in. `urgent` requests go out before the page is restored.
        """
        pending = self._requests.add(message, may_repeat, urgent=urgent)
        try:
            if self._pages.lead.leader is None:
                self._greet()
            self._push()
            return await pending.answer
        finally:
            self._requests.drop(pending)

    # On the channel's loop

    def _heard(self, data: object) -> None:
        """On whichever thread the kernel heard the page: go over to the channel's."""
        self._thread.post(self._receive, data)

    def _refused(self) -> None:
        """By a front end without the extension: one with it finds the comm without being greeted again."""
        self._thread.post(setattr, self, "declined", True)

    def _judged(self, settings: Json) -> str:
        return self.judge(settings)

    def _now(self) -> float:
        return self._thread.loop.time()

    def _send(self, message: ToPage) -> None:
        self._endpoint.send(encode(message))

    def _hello(self) -> Hello:
        return Hello(self.session, self._status, __version__)

    def _greet(self) -> None:
        self._endpoint.open(encode(self._hello()))

    def _receive(self, data: object) -> None:
        if is_attach(data):  # the one message around which the kernel says busy and idle
            self._thread.loop.call_later(self.timing.status, self.executions.republish_busy)
        if (stranger := stranger_in(data)) is not None:
            self._meet(stranger, attaches=is_attach(data))
            return
        try:
            message = decode(data)
        except HostError as error:
            logger.warning("%s", error)
            return
        if isinstance(message, (Pong, Ack, Reply)):
            self._pages.lead.hear(message.client, self._now())
        match message:
            case Attach():
                self._attach(message)
            case Detach(client):
                self._pages.lead.detach(client)
            case Ack():
                self._requests.acknowledge(message)
            case Reply():
                self._requests.settle(message)
            case Command(client):
                self._pages.ask(client)
                self._commands.receive(message)
            case CatchUp():
                self._tell_all()
            case Look():
                self.offers.look()
            case Pong():
                pass
            case _:
                logger.warning("A page sent %s, which only the kernel may send.", type(message).__name__)

    def _meet(self, stranger: Stranger, *, attaches: bool) -> None:
        """It is not obeyed, but hears which wire is spoken here."""
        if stranger != self.stranger:
            logger.warning("%s", stranger.advice())
        self.stranger = stranger
        if attaches:
            self._send(self._hello())

    def _attach(self, attach: Attach) -> None:
        self.attached_ever, self.stranger, self.declined = True, None, False
        self._pages.attach(attach)

    def _serve(self, attach: Attach) -> None:
        """The page leads: bring it up to date, then ask again whatever is unanswered."""
        self._tell_all()
        self._serving.clear()
        self._requests.forget_page()
        if self._serve_task is not None:
            self._serve_task.cancel()
        self._serve_task = self._thread.loop.create_task(self._bring_up_to_date(attach))

    async def _bring_up_to_date(self, attach: Attach) -> None:
        if self.restore is not None:
            try:
                await self.restore(attach)
            except RcaError as error:
                logger.warning("The reopened notebook is not restored: %s", error)
            except Exception:  # whatever broke, the page serves: nothing is asked of it before
                logger.exception("the reopened notebook is not restored")
        self._serving.set()
        self._push()

    def _push(self) -> None:
        leader = self._pages.lead.leader
        if leader is None:
            return
        urgent_only = not self._serving.is_set()
        for message in self._requests.take_due(leader, self._now(), urgent_only=urgent_only):
            self._send(message)

    def _beat(self) -> None:
        self._thread.loop.call_later(self.timing.beat, self._beat)
        if self._untold and self._telling.last is not None:
            self._untold = False
            self._send(self._telling.last)
        if self._requests:
            self._pages.lead.watch(self._now())
            self._push()
            if self._pages.lead.leader is not None:
                self._send(Ping(new_request_id(), self._pages.lead.leader))
        wanted = self._requests or self._waiting or self._status == "running"
        if wanted and not self.declined and (self._waiting or self._pages.lead.present is None):
            self._greet()

    async def _wait_for_page(self, timeout: float) -> bool:
        """A page heard long ago may be gone, so it has to attach again."""
        self._serving.clear()
        self._waiting += 1
        try:
            self._greet()
            await asyncio.wait_for(self._serving.wait(), timeout)
        except asyncio.TimeoutError:
            self._pages.lead.suspected = self._pages.lead.leader is not None
            return False
        finally:
            self._waiting -= 1
        return True

    def _show(self, progress: Progress) -> None:
        self._untold = True  # once more at the next beat, in case a flood took it
        self._send(self._telling.tell(progress))

    def _tell_all(self) -> None:
        self.offers.tell()
        if self._telling.whole is not None:
            self._send(self._telling.whole)
