"""What has changed under an agent's feet: cells that the user edited or deleted, a plan that they changed."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, field

from rca_kernel.actions import EditCell, InsertCell
from rca_kernel.agents.engine import Situation, Turn
from rca_kernel.notebook import Cell, bounded

LIMIT = 1200


@dataclass(slots=True)
class Noticing:
    """Compares the session's cells with what they were at the last choice. What the agent itself wrote in
    between is told by its action; everything else was the user."""

    _sources: dict[str, str] = field(default_factory=dict)
    _steps: dict[str, tuple[str, str]] = field(default_factory=dict)
    _seen: tuple[str, int] = ("", 0)

    def changes(self, situation: Situation) -> list[str]:
        """What the user did since the last call, a paragraph each."""
        own = {cell.id: cell for cell in situation.cells if cell.note is not None}
        turns = self._new_turns(situation)
        written = {turn.observation.cell_id for turn in turns if not isinstance(turn.action, EditCell)}
        written |= {
            getattr(turn.action, "cell_id", "") for turn in turns if not isinstance(turn.action, EditCell)
        }
        written |= {cell.id for cell in own.values() for turn in turns if _wrote(turn, cell)}
        inserted = _inserted(turns)
        before = self._sources | inserted
        changed = {getattr(turn.action, "step", "") for turn in turns}
        planned = {id for step in situation.memory.plan for id in step.cells}
        found = [
            _edited(cell, before[id])
            for id, cell in own.items()
            if before.get(id, cell.source) != cell.source and (id in inserted or id not in written)
        ]
        found += [
            f"The user deleted cell {id}."
            for id in self._sources
            if id not in own and id in planned and id not in written
        ]
        self._sources = {id: cell.source for id, cell in own.items()}
        steps = {step.id: (step.title, step.goal) for step in situation.memory.plan}
        if self._steps:
            found += [
                f"Step {id} of the plan was changed: {steps[id][0]}. {steps[id][1]}"
                for id in steps
                if id in self._steps and steps[id] != self._steps[id] and id not in changed
            ]
        self._steps = steps
        return found

    def _new_turns(self, situation: Situation) -> tuple[Turn, ...]:
        """What the agent did since the last call."""
        step, seen = self._seen
        self._seen = (situation.step.id, len(situation.turns))
        return situation.turns[seen:] if step == situation.step.id else situation.turns

    def replanned(self) -> None:
        """The plan was changed by us: what it is next time is what it is."""
        self._steps = {}


def _inserted(turns: tuple[Turn, ...]) -> dict[str, str]:
    """Cells by what the agent inserted, which the user may have edited while they ran."""
    touched = {getattr(turn.action, "cell_id", "") for turn in turns}
    return {
        turn.observation.cell_id: turn.action.source
        for turn in turns
        if isinstance(turn.action, InsertCell) and turn.observation.cell_id not in touched
    }


def _wrote(turn: Turn, cell: Cell) -> bool:
    """Whether a cell reads as the agent's edit left it."""
    action = turn.action
    if not isinstance(action, EditCell) or turn.observation.cell_id != cell.id:
        return False
    return cell.source == action.source if action.source else action.new in cell.source


def _edited(cell: Cell, before: str) -> str:
    lines = difflib.unified_diff(
        before.splitlines(), cell.source.splitlines(), "before", "now", lineterm="", n=1
    )
    return f"The user changed cell {cell.id}; keep what they wrote unless it is wrong:\n" + bounded(
        "\n".join(lines), LIMIT
    )
