"""A session that does not come to its end: how far it got is kept, and why it ended is told."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING

from rca_kernel.app.closing import Outcome, record
from rca_kernel.errors import BudgetError, RcaError, StoppedError
from rca_kernel.memory import SessionStatus

if TYPE_CHECKING:
    from rca_kernel.app.session import Session

SAVING_GRACE = 5.0
"""Seconds that a stopped session may take to write its memory."""


async def broken_off(session: Session, error: BaseException) -> Outcome:
    """Stopped by the user, at a cap, or failed."""
    session.ended = True
    memory = session.memory
    stopped = isinstance(error, asyncio.CancelledError | StoppedError)
    paused = isinstance(error, BudgetError)  # a cap was reached: resuming with a higher one goes on
    for step in memory.plan.leaves():
        if step.state == "running":
            memory.plan.move(step.id, "pending", note="stopped" if stopped else str(error))
    message = str(error) if isinstance(error, RcaError) else "stopped by the user"
    memory.log.add("decision" if stopped else "error", message)
    status: SessionStatus = "stopped" if stopped or paused else "failed"
    record(memory, status, session.engine.usage, session.ledger, message)
    with contextlib.suppress(RcaError, TimeoutError, asyncio.TimeoutError):
        await asyncio.wait_for(session.keep(), SAVING_GRACE)
    return Outcome(status, message)
