"""The pages that attach: which of them serves, and which only look on."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from rca_kernel.adapters.comm.leadership import Leadership
from rca_kernel.adapters.comm.messages import Attach, Attached, Hindrance, Ping, ToPage
from rca_kernel.adapters.comm.requests import new_request_id
from rca_kernel.adapters.comm.served import Served, shows
from rca_kernel.adapters.comm.timing import Timing
from rca_kernel.errors import HostError
from rca_kernel.notebook import Json


@dataclass(slots=True)
class Pages:
    """Lives on the channel's loop. `serve` brings the page that leads up to date, `tell` shows the
    others how far the session is, `greet` makes all attach again, `judge` takes the settings of the page that
    leads and says what of them is left out."""

    timing: Timing
    loop: asyncio.AbstractEventLoop
    say: Callable[[ToPage], None]
    serve: Callable[[Attach], None]
    tell: Callable[[], None]
    greet: Callable[[], None]
    judge: Callable[[Json], str] = lambda settings: ""
    lead: Leadership = field(init=False)
    served: Served = field(default_factory=Served)
    _challenges: dict[str, Attach] = field(default_factory=dict)
    _sought: tuple[str, asyncio.Future[Attach]] | None = None

    def __post_init__(self) -> None:
        self.lead = Leadership(self.timing.lease)

    def attach(self, attach: Attach) -> None:
        if self._sought is not None and shows(attach, self._sought[0]) and not self._sought[1].done():
            self._sought[1].set_result(attach)
        if not self.served.may_lead(attach):
            self.lead.detach(attach.client)
            self._put_off(attach)
            return
        if self._claims(attach):
            self._hand_over(attach)
            return
        match self.lead.attach(attach.client, self.loop.time(), stale=attach.stale):
            case "leads":
                self._take(attach)
            case "stale":
                self._put_off(attach, "stale")
            case "contests":
                self._challenges = {attach.client: attach}
                self.say(Ping(new_request_id(), self.lead.leader or ""))
                self.loop.call_later(self.timing.ping, self._settle_contest)
            case _:
                self._challenges[attach.client] = attach

    async def begin_in(self, cell_id: str) -> bool:
        """Whether another page leads from now on: the one that shows this cell. Raises HostError where
        that is of another notebook than a session works in."""
        if self.served.holds(cell_id):
            return False
        shown: asyncio.Future[Attach] = self.loop.create_future()
        self._sought = cell_id, shown
        self.greet()  # pages attach again: what they told before may be older than the cell
        try:
            attach = await asyncio.wait_for(shown, self.timing.ping)
        except asyncio.TimeoutError:
            return False  # a console's cell, which no notebook shows
        finally:
            self._sought = None
        if attach.client == self.lead.leader or attach.stale:
            return False
        if not self.served.may_lead(attach):
            raise HostError(
                f"The session of this kernel works in {self.served.path}, not in {attach.path}.",
                hint="Ask for it there, or give this notebook a kernel of its own (Kernel > Change Kernel).",
            )
        self._hand_over(attach)
        return True

    def ask(self, client: str) -> None:
        """A page wants something done: while it leads, its notebook is the one that the user looks at."""
        if client == self.lead.leader and self.served.attach is not None:
            self.served.attach = replace(self.served.attach, front=True)

    def _settle_contest(self) -> None:
        for client, standing in self.lead.settle(self.loop.time()):
            if standing == "leads":
                self._take(self._challenges[client])
            elif self._claims(self._challenges[client]):
                self._hand_over(self._challenges[client])
            else:
                self._put_off(self._challenges[client], "stale" if standing == "stale" else "")

    def _claims(self, attach: Attach) -> bool:
        """Whether the kernel, which has worked in no notebook yet, belongs to this one: it is in front, and
        that of the page that leads stands behind."""
        served = self.served
        behind = self.lead.leader is not None and served.attach is not None and not served.attach.front
        free = not served.bound and not served.is_shown_by(attach)
        return behind and free and attach.front and not attach.stale

    def _hand_over(self, attach: Attach) -> None:
        former = self.served.attach
        self.lead.take(attach.client, self.loop.time())
        self._take(attach)
        if former is not None:
            self._put_off(former)

    def _take(self, attach: Attach) -> None:
        self.served.attach = attach
        self.say(Attached(attach.client, True, notice=self.judge(attach.settings)))
        self.serve(attach)

    def _put_off(self, attach: Attach, why: Hindrance = "") -> None:
        """The page does not serve, and neither does a stale one that served."""
        self.say(Attached(attach.client, False, why, self.served.elsewhere(attach)))
        self.tell()
