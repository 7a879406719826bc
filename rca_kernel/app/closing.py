"""The end of a session in the notebook: how it stands, and the coverage cell below its cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rca_kernel.memory import Memory, RoleUsage, SessionStatus
from rca_kernel.models import Usage
from rca_kernel.notebook import Cell, CellNote, NewCell, NotebookHost
from rca_kernel.plan import SETTLED
from rca_kernel.verify import RerunReport, coverage_markdown, notes_markdown

if TYPE_CHECKING:
    from rca_kernel.agents.asking import Ledger


TAKEN_BACK = "**Taken back**: part of this work, after the session had ended; no clean rerun since."


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


async def write_summary(
    host: NotebookHost, memory: Memory, report: RerunReport | None, anchor: str | None
) -> None:
    """The coverage cell below `anchor`, at the end of the session's cells; a former one is brought up to
    date. An anchor that the notebook does not hold (the user deleted it, or began in another) is none."""
    cells = await host.read()
    if anchor not in [cell.id for cell in cells]:
        anchor = None
    source = _coverage(memory, cells)
    if report is not None:
        source += f"\n\n**Clean rerun**: {report.line(cells)}."
    old = _summary_in(cells)
    if old is not None and anchor is None:
        await host.edit(old.id, source, old.hash)
        return
    if old is not None:  # new cells were written below it
        await host.delete(old.id, old.hash)
    note = CellNote("summary", "reviewer")
    await host.insert(NewCell("markdown", source, note=note), anchor)


async def renew_summary(host: NotebookHost, memory: Memory) -> None:
    """After work was taken back, the coverage cell tells what is left; where nothing is, it goes too."""
    cells = await host.read()
    summary = _summary_in(cells)
    if summary is None:
        return
    written = {id for step in memory.plan for id in step.cells}
    if not written & {cell.id for cell in cells}:
        await host.delete(summary.id, summary.hash)
        return
    await host.edit(summary.id, f"{_coverage(memory, cells)}\n\n{TAKEN_BACK}", summary.hash)


def _coverage(memory: Memory, cells: Sequence[Cell]) -> str:
    table = coverage_markdown(memory.contract, cells, memory.paper.target)
    return "\n\n".join(filter(None, ["## What was implemented", table, notes_markdown(memory)]))


def _summary_in(cells: Sequence[Cell]) -> Cell | None:
    return next((cell for cell in cells if cell.note is not None and cell.note.step == "summary"), None)
