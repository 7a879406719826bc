"""The end of a session: how it stands, and the line in which that is told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rca_kernel.memory import Memory, RoleUsage, SessionStatus
from rca_kernel.models import Usage
from rca_kernel.plan import SETTLED
from rca_kernel.verify import RerunReport

if TYPE_CHECKING:
    from rca_kernel.agents.asking import Ledger


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a session ended, and the closing text a person reads."""

    status: SessionStatus
    text: str
    rerun: RerunReport | None = None


def record(
    memory: Memory, status: SessionStatus, usage: Usage, ledger: Ledger | None, message: str = ""
) -> None:
    """How the session stands, and what it used, as a whole and by role."""
    roles = ledger.roles if ledger is not None else {}
    told = tuple(RoleUsage(role, model, used) for (role, model), used in roles.items())
    memory.update_session(status=status, usage=usage, message=message, roles=told)


def status_at_end(memory: Memory, report: RerunReport | None) -> SessionStatus:
    """done: nothing is left and the rerun passed; incomplete: something failed; stopped: some is left."""
    leaves = memory.plan.leaves()
    complete = all(step.state in ("done", "skipped") for step in leaves)
    settled = all(step.state in SETTLED for step in leaves)
    passed = report is None or report.ok
    return "done" if complete and passed else "incomplete" if settled else "stopped"


def headline(text: str, report: RerunReport | None) -> str:
    """The one line of a closing text that stays in sight, with the cause where the clean rerun failed."""
    first = text.split("\n", 1)[0]
    if report is None or report.ok:
        return first
    _, _, cause = text.rpartition("\nClean rerun: ")
    return f"{first} The clean rerun failed: {' '.join(cause.split())}"
