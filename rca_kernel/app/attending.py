"""`%rca wait`: the cell lasts until the session has ended or needs the user."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from rca_kernel.app.runner import Runner

LOOK = 0.2
"""Seconds between two looks at the session."""


async def wait(runner: Runner, seconds: float | None, tell: Callable[[str], None]) -> str:
    """Each thing that the session does is told once; "" where it ended or waits for the user. An interrupt
    ends the waiting, not the session."""
    end = time.monotonic() + seconds if seconds is not None else None
    told = ""
    runner.attending = True
    try:
        while runner.running and not runner.gate.standing:
            if runner.doing and runner.doing != told:
                told = runner.doing
                tell(told)
            if end is not None and time.monotonic() >= end:
                return "The session is still running. %rca wait waits on, %rca stop ends it."
            await asyncio.sleep(LOOK)
    except asyncio.CancelledError:
        return "No longer waiting; the session goes on. %rca status, %rca stop."
    finally:
        runner.attending = False
    return ""
