"""What has been asked of the page and not yet answered: resent until acknowledged, replayed to a new page."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from rca_kernel.adapters.comm.messages import Ack, Answer, Reply, Request, RunCell


def new_request_id() -> str:
    return "r-" + uuid.uuid4().hex[:12]


@dataclass(slots=True, eq=False)
class Pending:
    """One request. `may_repeat` is asked before every sending but the first."""

    message: Request
    may_repeat: Callable[[Pending], bool]
    urgent: bool
    answer: asyncio.Future[Answer]
    client: str = ""
    sent_at: float = 0.0
    sendings: int = 0
    acked: bool = False
    acked_ever: bool = False

    @property
    def id(self) -> str:
        return self.message.id


@dataclass(slots=True)
class Requests:
    """The table of pending requests, in the order asked; times in seconds are handed in."""

    resend: float
    _pending: dict[str, Pending] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self._pending)

    def __iter__(self) -> Iterator[Pending]:
        return iter(tuple(self._pending.values()))

    def run(self, cell_id: str) -> bool:
        """Whether the page is asked to run this cell."""
        return any(isinstance(one.message, RunCell) and one.message.cell_id == cell_id for one in self)

    def add(self, message: Request, may_repeat: Callable[[Pending], bool], *, urgent: bool) -> Pending:
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        pending = Pending(replace(message, id=new_request_id()), may_repeat, urgent, answer)
        self._pending[pending.id] = pending
        return pending

    def drop(self, pending: Pending) -> None:
        self._pending.pop(pending.id, None)

    def take_due(self, leader: str, now: float, *, urgent_only: bool) -> Iterator[Request]:
        """What has to be sent to the leader now: never sent to it, or long not acknowledged by it."""
        for pending in self:
            waited = not pending.acked and now - pending.sent_at >= self.resend
            if (pending.client == leader and not waited) or (urgent_only and not pending.urgent):
                continue
            if pending.sendings and not pending.may_repeat(pending):
                continue
            pending.client, pending.sent_at, pending.acked = leader, now, False
            pending.sendings += 1
            yield replace(pending.message, client=leader)

    def forget_page(self) -> None:
        """A page attached: everything unanswered is to be asked again."""
        for pending in self:
            pending.client = ""

    def acknowledge(self, ack: Ack) -> None:
        if (pending := self._pending.get(ack.id)) is not None and pending.client == ack.client:
            pending.acked = pending.acked_ever = True

    def settle(self, reply: Reply) -> None:
        """The first answer counts; a repeated one finds nothing to settle."""
        if (pending := self._pending.get(reply.id)) is not None and not pending.answer.done():
            pending.answer.set_result(reply.answer)

    def fail(self, error: Exception) -> None:
        for pending in self:
            if not pending.answer.done():
                pending.answer.set_exception(error)
