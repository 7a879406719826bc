"""All the times of the protocol."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Timing:
    """In seconds."""

    beat: float = 2.0
    """Unacknowledged requests, the beacon and the lease are looked at this often."""
    ping: float = 1.5
    """How long a contested leader has to answer."""
    lease: float = 6.0
    """How long a leader may be silent while asked before a page is looked for."""
    grace: float = 2.0
    """How long the page may take to report a cell that the kernel saw end."""
    status: float = 0.03
    """How long after a message `busy` is said again while a cell runs."""
    quiet: float = 0.5
    """How long the kernel must be idle before a run that may still be queued is asked again."""
    withdrawn: float = 3.0
    """How long after it was stopped a run that had not begun is expected out of the page or the queue."""
    stop: float = 2.0
    """How long an interrupted cell has to end before it is interrupted again."""
