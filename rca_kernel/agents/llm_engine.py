"""The LLM engine: a planner and a worker with the action suite, on any ChatModel."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass, field

from rca_kernel import actions as a
from rca_kernel.agents.asking import Asking
from rca_kernel.agents.engine import Situation, Turn, Verdict
from rca_kernel.agents.expert import consult
from rca_kernel.agents.planner import plan_passage
from rca_kernel.agents.prompting import (
    cells_text,
    contract_text,
    files_text,
    passage_text,
    render,
)
from rca_kernel.agents.referee import checkable
from rca_kernel.memory import Memory
from rca_kernel.models import Message, ToolCall, Usage
from rca_kernel.models.envelope import envelope
from rca_kernel.notebook import Cell, bounded
from rca_kernel.paper.passage import Passage
from rca_kernel.plan import as_text

NOTEBOOK_ACTIONS: tuple[type[a.Action], ...] = (
    a.InsertCell,
    a.EditCell,
    a.RunCell,
    a.CheckEquation,
    a.RunChecks,
    a.MoveCell,
    a.DeleteCell,
    a.ReadNotebook,
    a.ReadOutput,
    a.ReadPaper,
    a.LookUpSymbol,
    a.TranslateEquation,
    a.Reflect,
    a.RecallLog,
    a.RecordAssumption,
    a.AddSteps,
    a.UpdatePlan,
    a.MarkRequirement,
    a.LeaveUnresolved,
    a.FinishStep,
    a.FailStep,
)
FILE_ACTIONS: tuple[type[a.Action], ...] = (
    a.ListFiles,
    a.ReadFile,
    a.WriteFile,
    a.AppendFile,
    a.EditFile,
    a.EditSegment,
    a.CopyFile,
    a.UndoFile,
    a.FileDiff,
    a.ExecuteScript,
)


EARLIER_LIMIT = 4000
"""Characters shown of what an earlier attempt at a step did."""


@dataclass(slots=True)
class LlmEngine:
    """Plans and chooses by asking models, one a role; what they are shown is rebuilt from memory at
    every choice. `planner` and `expert` inherit the worker's model."""

    worker: Asking
    planner: Asking | None = None
    expert: Asking | None = None
    _waiting: list[a.Action] = field(default_factory=list)
    _waiting_step: str = ""

    @property
    def name(self) -> str:
        return self.worker.model.name

    @property
    def usage(self) -> Usage:
        return self.worker.ledger.usage

    async def plan(
        self, passage: Passage, memory: Memory, files: tuple[str, ...], cells: tuple[Cell, ...] = ()
    ) -> None:
        await plan_passage(self.planner or self.worker, passage, memory, files)

    async def advise(self, situation: Situation) -> Verdict | None:
        """The expert's verdict on a step that failed."""
        return await consult(self.expert or self.worker, situation)

    async def choose(self, situation: Situation) -> a.Action:
        """The next action. Further calls of a parallel answer wait their turn, and are dropped
        when an earlier one failed: the model must see the failure first."""
        failed = bool(situation.turns) and not situation.turns[-1].observation.ok
        dropped = len(self._waiting) if failed and self._waiting_step == situation.step.id else 0
        if failed or self._waiting_step != situation.step.id:
            self._waiting = []
        if not self._waiting:
            allowed = NOTEBOOK_ACTIONS + (FILE_ACTIONS if situation.files else ())
            messages = worker_messages(situation)
            if dropped:
                messages.append(
                    Message("user", f"({dropped} further calls of that answer were not carried out.)")
                )
            answered = await self.worker.calls(
                messages, a.tools(allowed), lambda call: a.parse(call, allowed)
            )
            self._waiting = [action for _, action in answered]
            self._waiting_step = situation.step.id
        return self._waiting.pop(0)


def worker_messages(situation: Situation) -> list[Message]:
    """The stable part first (rules, passage), then contract, plan and step, then this step's turns."""
    memory, step = situation.memory, situation.step
    prompt = render(
        "worker",
        target=situation.passage.target,
        title=situation.passage.paper_title,
        passage=passage_text(situation.passage),
        contract=contract_text(memory.contract, checkable(memory.contract)),
        plan=as_text(memory.plan, findings=True),
        assumptions=_assumptions(memory),
        files=files_text(situation.files),
        cells=cells_text(tuple(cell for cell in situation.cells if cell.id not in _new_cells(situation))),
        step=step.id,
        step_title=step.title,
        goal=step.goal or step.title,
        requirements=", ".join(step.requirements) or "(no requirement of its own)",
        begun=_begun(situation),
    )
    messages = [Message("system", render("rules", persona=step.persona)), Message("user", prompt)]
    for number, turn in enumerate(situation.turns):
        messages += _turn_messages(turn, f"call_{step.id}_{number}")
    return messages


def _assumptions(memory: Memory) -> str:
    texts = [f"- {entry.text}" for entry in memory.log if entry.kind == "assumption"]
    return envelope("assumptions", "\n".join(texts)) if texts else "(none)"


def _begun(situation: Situation) -> str:
    """What an interrupted or failed attempt at this step has left, and what the expert said of it."""
    advice = f"{situation.step.note}\n" if situation.step.note.startswith("expert: ") else ""
    left = [cell.id for cell in situation.own_cells() if cell.id not in _new_cells(situation)]
    if left:
        advice += (
            f"An earlier attempt wrote the cells {', '.join(left)}: go on with them, edit or delete them.\n"
        )
    if not situation.earlier:
        return advice
    lines = "\n".join(f"{entry.kind}: {bounded(entry.text, 300)}" for entry in situation.earlier)
    done = envelope("log", bounded(lines, EARLIER_LIMIT))
    return f"{advice}What was done at this step before; go on, and repeat nothing that took effect:\n{done}\n"


def _new_cells(situation: Situation) -> set[str]:
    """Cells already told by this step's turns."""
    return {turn.observation.cell_id for turn in situation.turns if isinstance(turn.action, a.InsertCell)}


def _turn_messages(turn: Turn, call_id: str) -> list[Message]:
    arguments = json.dumps(dataclasses.asdict(turn.action), ensure_ascii=False)
    call = ToolCall(call_id, a.tool_name(type(turn.action)), arguments)
    said = turn.observation.text if turn.observation.ok else f"FAILED: {turn.observation.text}"
    return [
        Message("assistant", "", tool_calls=(call,)),
        Message("tool", envelope("result", said), tool_call_id=call_id),
    ]
