"""A cell that belongs to no open step, run again; where it fails, the debugger looks for the cause."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rca_kernel.actions import RunCell
from rca_kernel.actions.perform_runs import observe_run
from rca_kernel.agents.engine import Turn
from rca_kernel.app.closing import Outcome, record
from rca_kernel.app.papers import Target
from rca_kernel.app.roles import FORMAL
from rca_kernel.errors import PlanError
from rca_kernel.memory import PaperRef, SessionStatus
from rca_kernel.notebook import Cell, RunResult, first_words
from rca_kernel.paper.passage import Passage
from rca_kernel.plan import Step

if TYPE_CHECKING:
    from rca_kernel.app.session import Session

GOAL = (
    "Find out why the cell fails and mend the cause with the smallest change, in this cell or in one above "
    "it. Keep what the user meant. The step is done when the cell and what depends on it run."
)


async def rerun_alone(session: Session, cell_id: str, ran: RunResult | None = None) -> Outcome:
    """Run the cell, once, unless it just `ran`; where it fails and a model is at hand, a debugger's step
    repairs it."""
    cell = next((cell for cell in await session.host.read() if cell.id == cell_id), None)
    if cell is None:
        raise PlanError(f"No cell {cell_id!r} in this notebook.", hint="It may have been deleted.")
    result = ran if ran is not None else await session.host.run(cell_id, cell.hash)
    session.results[cell_id] = result
    if result.status != "error" or session.engine.name == FORMAL:
        unaided = ". No model is configured: it was only rerun." if result.status == "error" else ""
        return await _ended(session, result.status == "ok", f"{_called(cell)}: {result.status}{unaided}")
    plan = session.memory.plan
    step = plan.add(
        Step(plan.next_id(), f"Repair {_called(cell)}", goal=GOAL, persona="debugger", cells=(cell_id,))
    )
    loop = session.loop()
    loop.performer.tail = cell_id
    failed = Turn(RunCell(cell_id), await observe_run(loop.performer, cell, result))
    await loop.run_step(step, seen=[failed])
    step = session.memory.plan[step.id]
    word = "repaired" if step.state == "done" else "not repaired"
    return await _ended(session, step.state == "done", f"{_called(cell)}: {word}: {step.note}")


def _called(cell: Cell) -> str:
    """In place of the cell's id, which says nothing to its author."""
    return first_words(cell.source) or cell.id


async def _ended(session: Session, well: bool, said: str) -> Outcome:
    status: SessionStatus = "done" if well else "failed"
    session.ended = True  # who sees the end may begin the next before this one is saved
    record(session.memory, status, session.engine.usage, session.ledger, said)
    await session.keep()
    return Outcome(status, said)


def without_paper() -> Target:
    """The target of a repair in a notebook that holds no plan: the notebook itself."""
    passage = Passage("a cell of the user's own", "this notebook", "(no paper)", "", (), ())

    def read(target: str) -> str:
        raise PlanError("This notebook has no paper.", hint="Read one with %rca paper FILE.")

    return Target(passage, PaperRef(), read)
