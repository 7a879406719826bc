"""A pair: a model plans and writes prose, the formal engine writes every step that is all formal."""

from __future__ import annotations

from collections.abc import Collection

from rca_kernel.actions import Action, Ask, Performer
from rca_kernel.agents.engine import Situation, Verdict
from rca_kernel.agents.formal_engine import FormalEngine
from rca_kernel.agents.llm_engine import LlmEngine
from rca_kernel.memory import Memory
from rca_kernel.models import Usage
from rca_kernel.notebook import Cell
from rca_kernel.paper.passage import Passage
from rca_kernel.plan import Persona

CODES: tuple[Persona, ...] = ("coder",)


class PairEngine:
    """Steps whose requirements all compile are the formal engine's, the others the model's. A formal
    step that failed goes to the model when it is tried again. `personas` are those whose steps are
    compiled, `plans` lets the formal engine plan too."""

    def __init__(
        self, model: LlmEngine, personas: Collection[Persona] = CODES, *, plans: bool = False
    ) -> None:
        self.model = model
        model.begins = False  # the first step may be the formal engine's
        self.personas = frozenset(personas)
        self.plans = plans
        self._formal = FormalEngine(alone=not plans)
        self._said = ""

    @property
    def name(self) -> str:
        return self.model.name

    @property
    def usage(self) -> Usage:
        return self.model.usage

    @property
    def said(self) -> str:
        return self._said

    @property
    def reader(self) -> Ask | None:
        return self.model.reader

    async def plan(
        self,
        passage: Passage,
        memory: Memory,
        at: Performer | None = None,
        cells: tuple[Cell, ...] = (),
    ) -> None:
        await (self._formal if self.plans else self.model).plan(passage, memory, at, cells)

    async def choose(self, situation: Situation) -> Action:
        theirs = situation.step.persona in self.personas and situation.step.attempts <= 1
        if theirs and self._formal.can_work(situation):
            self._said = ""
            return await self._formal.choose(situation)
        action = await self.model.choose(situation)
        self._said = self.model.said
        return action

    async def advise(self, situation: Situation) -> Verdict | None:
        return await self.model.advise(situation)
