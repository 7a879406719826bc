"""The formal engine: plans and writes cells from what the paper states formally, without a model."""

from __future__ import annotations

from typing import Literal

from rca_kernel.actions import (
    Action,
    FailStep,
    FinishStep,
    InsertCell,
    MarkRequirement,
    Performer,
    RunCell,
)
from rca_kernel.agents.engine import Situation, Verdict
from rca_kernel.agents.formal_cells import PlannedCell
from rca_kernel.agents.formal_names import names_of_others
from rca_kernel.agents.formal_plan import FormalWork, work_of
from rca_kernel.errors import PlanError
from rca_kernel.memory import Memory
from rca_kernel.models import Usage
from rca_kernel.notebook import Cell, RunResult, outputs_text
from rca_kernel.paper.passage import Passage
from rca_kernel.plan import Plan, Step


class FormalEngine:
    """Compiles a passage once; every choice follows from what the step's cells have become."""

    name = "formal"
    usage = Usage()
    said = ""
    reader = None

    def __init__(self, *, alone: bool = False) -> None:
        """`alone`: each step brings its imports and helpers, since somebody else planned."""
        self._work: FormalWork | None = None
        self._alone = alone

    async def plan(
        self,
        passage: Passage,
        memory: Memory,
        at: Performer | None = None,
        cells: tuple[Cell, ...] = (),
    ) -> None:
        """One step per equation and algorithm that compiles; the rest is left unresolved by name."""
        work = self._compiled(passage, cells)
        memory.contract = work.contract
        plan = Plan(f"Implement {passage.title}")
        for part in work.parts:
            top = plan.add(Step(plan.next_id(), part.title, persona="planner" if part.pieces else "coder"))
            for piece in part.pieces:
                plan.add(
                    Step(
                        plan.next_id(top.id),
                        piece.title,
                        parent=top.id,
                        goal=piece.goal,
                        requirements=piece.requirements,
                    )
                )
        memory.plan = plan

    async def choose(self, situation: Situation) -> Action:
        """Write the next cell of the step, run what has not run, then mark and finish."""
        planned = self._planned(situation)
        if planned is None:
            return FailStep("This step was not planned by the formal engine: a model is needed.")
        own = situation.own_cells()
        for cell in own:
            if cell.kind == "code" and (verdict := _unfinished(cell, situation)) is not None:
                return verdict
        if len(own) < len(planned):
            new = planned[len(own)]
            return InsertCell(new.cell_type, new.source, new.requirements)
        return _close(situation, own, planned)

    def can_work(self, situation: Situation) -> bool:
        """Whether every requirement of the step compiles."""
        try:
            return bool(situation.step.requirements) and self._planned(situation) is not None
        except PlanError:
            return False

    async def advise(self, situation: Situation) -> Verdict | None:
        """Nobody: what does not compile or does not agree stays failed, with its reason."""
        return None

    def _planned(self, situation: Situation) -> tuple[PlannedCell, ...] | None:
        work = self._compiled(situation.passage, situation.cells)
        return work.cells_for(situation.step, alone=self._alone)

    def _compiled(self, passage: Passage, cells: tuple[Cell, ...]) -> FormalWork:
        if self._work is None or self._work.passage != passage:
            ours = {item.id for item in passage.items}
            self._work = work_of(passage, names_of_others(cells, ours))
        return self._work


UNREAD = "not read: the formal engine compiles what the paper states, and nothing else"
"""What becomes of the user's notes."""


def _close(situation: Situation, own: tuple[Cell, ...], planned: tuple[PlannedCell, ...]) -> Action:
    """Mark what the checks of the step show, then finish."""
    step, contract = situation.step, situation.memory.contract
    proofs = [(cell, plan) for cell, plan in zip(own, planned, strict=False) if plan.proves]
    said = "; ".join(_said(situation.results[cell.id], plan.remark) for cell, plan in proofs)
    status: Literal["implemented", "verified"] = (
        "implemented" if any(plan.open for _, plan in proofs) else "verified"
    )
    for id in step.requirements:
        if contract[id].status != status:
            return MarkRequirement(id, status, said, proofs[-1][0].id)
    return FinishStep(said or "written", UNREAD)


def _unfinished(cell: Cell, situation: Situation) -> Action | None:
    """What a code cell of the step still asks for: its first run, or the end of the step."""
    result = situation.results.get(cell.id)
    if result is None:
        return RunCell(cell.id)
    if result.status == "ok":
        return None
    requirement = next(iter(cell.note.requirements), "") if cell.note is not None else ""
    reason = _error_line(result)
    contract = situation.memory.contract
    if result.status == "error" and requirement and contract[requirement].status != "violated":
        return MarkRequirement(requirement, "violated", reason, cell.id)
    return FailStep(reason)


def _error_line(result: RunResult) -> str:
    if result.error is not None:
        return f"{result.error.ename}: {' '.join(result.error.evalue.split())[:400]}"
    return f"the cell ended as {result.status}"


def _said(result: RunResult, remark: str) -> str:
    lines = outputs_text(result.outputs).splitlines()
    said = lines[-1] if lines else "ran without error"
    return f"{said} ({remark})" if remark else said
