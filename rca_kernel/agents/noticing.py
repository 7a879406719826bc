"""What has changed under an agent's feet: cells that the user edited or deleted, a plan that they changed."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, field

from rca_kernel.agents.engine import Situation
from rca_kernel.notebook import Cell, bounded

LIMIT = 1200


@dataclass(slots=True)
class Noticing:
    """Compares the session's cells with what they were at the last choice. What the agent itself wrote in
    between is told by its action; everything else was the user."""

    _sources: dict[str, str] = field(default_factory=dict)
    _steps: dict[str, tuple[str, str]] = field(default_factory=dict)

    def changes(self, situation: Situation) -> list[str]:
        """What the user did since the last call, a paragraph each."""
        own = {cell.id: cell for cell in situation.cells if cell.note is not None}
        written = {turn.observation.cell_id for turn in situation.turns[-8:]} | {
            getattr(turn.action, "cell_id", "") for turn in situation.turns[-8:]
        }
        changed = {getattr(turn.action, "step", "") for turn in situation.turns[-8:]}
        planned = {id for step in situation.memory.plan for id in step.cells}
        found = [
            _edited(cell, self._sources[id])
            for id, cell in own.items()
            if id in self._sources and self._sources[id] != cell.source and id not in written
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

    def replanned(self) -> None:
        """The plan was changed by us: what it is next time is what it is."""
        self._steps = {}


def _edited(cell: Cell, before: str) -> str:
    lines = difflib.unified_diff(
        before.splitlines(), cell.source.splitlines(), "before", "now", lineterm="", n=1
    )
    return f"The user changed cell {cell.id}; keep what they wrote unless it is wrong:\n" + bounded(
        "\n".join(lines), LIMIT
    )
