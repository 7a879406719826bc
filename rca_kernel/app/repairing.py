"""A cell that belongs to no open step, run again; where it fails, the debugger looks for the cause."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rca_kernel.actions import RunCell
from rca_kernel.app.closing import Outcome
from rca_kernel.app.papers import Target
from rca_kernel.app.roles import FORMAL
from rca_kernel.errors import PlanError
from rca_kernel.memory import PaperRef, SessionStatus
from rca_kernel.paper.passage import Passage
from rca_kernel.plan import Step

if TYPE_CHECKING:
    from rca_kernel.app.session import Session

GOAL = (
    "Find out why the cell fails and mend the cause with the smallest change, in this cell or in one above "
    "it. Keep what the user meant. The step is done when the cell and what depends on it run."
)


async def rerun_alone(session: Session, cell_id: str) -> Outcome:
    """Run the cell; where it fails and a model is at hand, a debugger's step repairs it."""
    cell = next((cell for cell in await session.host.read() if cell.id == cell_id), None)
    if cell is None:
        raise PlanError(f"No cell {cell_id!r} in this notebook.", hint="It may have been deleted.")
    if session.engine.name == FORMAL:
        session.results[cell_id] = await session.host.run(cell_id, cell.hash)
        ended = session.results[cell_id].status
        said = f"cell {cell_id}: {ended}" + (
            "" if ended == "ok" else ". No model is configured: it was only rerun."
        )
        return await _ended(session, ended == "ok", said)
    plan = session.memory.plan
    new = Step(plan.next_id(), f"Repair cell {cell_id}", goal=GOAL, persona="debugger", cells=(cell_id,))
    loop = session.loop()
    loop.performer.tail = cell_id
    seen = await loop.performer.perform(RunCell(cell_id), new)
    if seen.ok:
        return await _ended(session, True, f"cell {cell_id}: ok")
    await loop.run_step(plan.add(new), [RunCell(cell_id)])
    step = session.memory.plan[new.id]
    word = "repaired" if step.state == "done" else "not repaired"
    return await _ended(session, step.state == "done", f"cell {cell_id}: {word}: {step.note}")


async def _ended(session: Session, well: bool, said: str) -> Outcome:
    status: SessionStatus = "done" if well else "failed"
    session.memory.update_session(status=status, usage=session.engine.usage, message=said)
    await session.remembered(None, "")
    return Outcome(status, said)


def without_paper() -> Target:
    """The target of a repair in a notebook that holds no plan: the notebook itself."""
    passage = Passage("a cell of the user's own", "this notebook", "(no paper)", "", (), ())

    def read(target: str) -> str:
        raise PlanError("This notebook has no paper.", hint="Read one with %rca paper FILE.")

    return Target(passage, PaperRef(), read)
