"""A session that does not come to its end: how far it got is kept, and why it ended is told."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from rca_kernel.app.closing import Outcome, record
from rca_kernel.errors import BudgetError, RcaError, StoppedError
from rca_kernel.memory import SessionStatus
from rca_kernel.notebook import NotebookHost

if TYPE_CHECKING:
    from rca_kernel.app.session import Session

SAVING_GRACE = 5.0
"""Seconds that a stopped session may take to write its memory."""
YIELDING = 2.0
"""Seconds after which a cell that was interrupted is said not to yield."""
ROUNDS = 3
"""After so many times of insisting it is said that interrupting does not help."""
STUBBORN = "Stopping: the cell does not yield; it is interrupted again"
HOPELESS = (
    "Stopping: the cell ignores every interrupt. Only restarting the kernel ends it (Kernel > Restart "
    "Kernel); cells and plan are kept, and Resume goes on afterwards"
)
ABANDONED = "stopped by the user while a cell ran that does not yield"


async def until_yielded(host: NotebookHost, say: Callable[[str], Awaitable[None]]) -> None:
    """Interrupt what the host runs until it has ended; `say` what it waits for, where it waits long."""
    said = ""
    rounds = 0
    while True:
        asked = asyncio.ensure_future(host.interrupt())
        await asyncio.wait({asked}, timeout=YIELDING)
        if asked.done() and asked.result():
            return
        if said != (said := HOPELESS if rounds >= ROUNDS else STUBBORN):
            await say(said)
        if await asked:
            return
        rounds += 1


async def _yielded(session: Session) -> bool:
    """False where the user did not wait for the end of the cell."""

    async def say(text: str) -> None:
        saving = asyncio.ensure_future(session.keep(text))  # what a restart will need
        done, _ = await asyncio.wait({saving}, timeout=SAVING_GRACE)  # wait_for may swallow a cancellation
        if done:
            saving.exception()  # the end is told all the same
        saving.cancel()

    try:
        await until_yielded(session.host, say)
    except asyncio.CancelledError:
        return False
    except RcaError:
        return True  # the notebook or its kernel is gone, and the cell with it
    return True


async def broken_off(session: Session, error: BaseException) -> Outcome:
    """Stopped by the user, at a cap, or failed. It is not said to be stopped while its cell runs."""
    memory = session.memory
    stopped = isinstance(error, asyncio.CancelledError | StoppedError)
    yielded = not isinstance(error, asyncio.CancelledError) or await _yielded(session)
    session.ended = True
    paused = isinstance(error, BudgetError)  # a cap was reached: resuming with a higher one goes on
    for step in memory.plan.leaves():
        if step.state == "running":
            memory.plan.move(step.id, "pending", note="stopped" if stopped else str(error))
    by_user = "stopped by the user" if yielded else ABANDONED
    message = str(error) if isinstance(error, RcaError) else by_user
    message += f"; {session.aside}" if stopped and session.aside else ""
    memory.log.add("decision" if stopped else "error", message)
    status: SessionStatus = "stopped" if stopped or paused else "failed"
    record(memory, status, session.engine.usage, session.ledger, message)
    with contextlib.suppress(RcaError, TimeoutError, asyncio.TimeoutError):
        await asyncio.wait_for(session.keep(), SAVING_GRACE)
    return Outcome(status, message)
