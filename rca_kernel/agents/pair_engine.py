"""A pair: a model plans and writes prose, the formal engine writes every step that is all formal."""

from __future__ import annotations

from rca_kernel.actions import Action
from rca_kernel.agents.engine import Situation, Verdict
from rca_kernel.agents.formal_engine import FormalEngine
from rca_kernel.agents.llm_engine import LlmEngine
from rca_kernel.memory import Memory
from rca_kernel.models import Usage
from rca_kernel.notebook import Cell
from rca_kernel.paper.passage import Passage


class PairEngine:
    """Steps whose requirements all compile are the formal engine's, the others the model's. A formal
    step that failed goes to the model when it is tried again."""

    def __init__(self, model: LlmEngine) -> None:
        self._model = model
        self._formal = FormalEngine(alone=True)

    @property
    def name(self) -> str:
        return self._model.name

    @property
    def usage(self) -> Usage:
        return self._model.usage

    async def plan(
        self, passage: Passage, memory: Memory, files: tuple[str, ...], cells: tuple[Cell, ...] = ()
    ) -> None:
        await self._model.plan(passage, memory, files, cells)

    async def choose(self, situation: Situation) -> Action:
        if situation.step.attempts <= 1 and self._formal.can_work(situation):
            return await self._formal.choose(situation)
        return await self._model.choose(situation)

    async def advise(self, situation: Situation) -> Verdict | None:
        return await self._model.advise(situation)
