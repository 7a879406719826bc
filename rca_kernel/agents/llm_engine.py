"""The LLM engine: planner, expert and workers with personas, each on any ChatModel."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import partial

from rca_kernel import actions as a
from rca_kernel.actions.verdicts import PAPER_ERROR
from rca_kernel.agents.asking import Asking
from rca_kernel.agents.briefing import worker_messages
from rca_kernel.agents.engine import Situation, Turn, Verdict
from rca_kernel.agents.expert import consult
from rca_kernel.agents.noticing import Noticing
from rca_kernel.agents.personas import FILES, OWN, PAPER, needed, permitted, persona_of
from rca_kernel.agents.pictures import passage_pictures
from rca_kernel.agents.planner import plan_passage
from rca_kernel.agents.prompting import render
from rca_kernel.agents.replanning import replan
from rca_kernel.contract import contract_of
from rca_kernel.errors import AnswerError, BudgetError
from rca_kernel.memory import Memory
from rca_kernel.models import Message, Usage
from rca_kernel.notebook import Cell
from rca_kernel.paper.passage import Passage
from rca_kernel.plan import Persona, Step

LOOKS_UP = (*PAPER, *FILES, a.TranslateEquation, a.RecallLog)
"""Actions on whose answer nothing else rests."""
REPLANS = 6
"""Times that a session's planner is asked again."""


@dataclass(slots=True)
class LlmEngine:
    """Plans and chooses by asking models, one a role; what they are shown is rebuilt from memory at
    every choice. `planner`, `expert` and the `personas` inherit the worker's model."""

    worker: Asking
    planner: Asking | None = None
    expert: Asking | None = None
    personas: dict[Persona, Asking] = field(default_factory=dict)
    advises: bool = True
    """Whether an expert is asked at all."""
    begins: bool = True
    """Whether a planner that is the worker's model too may begin the first step in the answer that plans."""
    replans: int = REPLANS
    _waiting: list[a.Action] = field(default_factory=list)
    _waiting_step: str = ""
    said: str = ""
    _begun: tuple[Step, list[a.Action]] | None = None
    """The first step as it was planned, and what the planner did of it in the same answer."""
    _noticing: Noticing = field(default_factory=Noticing)
    _events: list[str] = field(default_factory=list)
    _told: dict[str, list[str]] = field(default_factory=dict)
    _violated: frozenset[str] = frozenset()

    @property
    def name(self) -> str:
        return self.worker.model.name

    @property
    def usage(self) -> Usage:
        return self.worker.ledger.usage

    @property
    def reader(self) -> a.Ask | None:
        return self._read_file

    async def plan(
        self,
        passage: Passage,
        memory: Memory,
        at: a.Performer | None = None,
        cells: tuple[Cell, ...] = (),
    ) -> None:
        pictures = passage_pictures(passage)
        begins = self.begins and self.planner is None and "coder" not in self.personas
        if at is not None and self.expert is not None and self.advises:
            at.expert = partial(self._tell_planner, passage, memory)
        begun = await plan_passage(self.planner or self.worker, passage, memory, at, pictures, begins)
        first = memory.plan.current()
        if begun and first is not None and first.persona == "coder":
            self._begun = (first, begun)

    async def advise(self, situation: Situation) -> Verdict | None:
        """The expert's verdict on a step that failed; None where it gives none that can be used."""
        self._noticing.replanned()
        if not self.advises:
            return None
        try:
            return await consult(self.expert or self.worker, situation)
        except AnswerError as error:
            situation.memory.log.add("error", f"the expert: {error}", step=situation.step.id)
            return None

    async def _tell_planner(self, passage: Passage, memory: Memory, question: str) -> str:
        """The expert's answer to what the planner asks before it has a plan."""
        step = Step("plan", "planning", goal="a plan of small checked steps", persona="planner")
        known = Memory(contract=contract_of(passage), notes=memory.notes, heard=memory.heard)
        situation = Situation(passage, known, step, (), {}, (), question=question)
        verdict = await consult(self.expert or self.worker, situation)
        said = f"{verdict.diagnosis}\n{verdict.advice}"
        memory.log.add("decision", f"the planner asked the expert: {question} Answer: {said}")
        return said

    async def choose(self, situation: Situation) -> a.Action:
        """The next action. Further calls of a parallel answer wait their turn, and are dropped when an
        earlier one failed (`stops`) or the user changed something: the model must see that first. An
        answer that stays unusable fails the step."""
        step = situation.step
        changed = self._noticed(situation)
        failed = bool(situation.turns) and stops(situation.turns[-1])
        dropped = len(self._waiting) if (failed or changed) and self._waiting_step == step.id else 0
        if failed or changed or self._waiting_step != step.id:
            self._waiting = []
        if self._waiting:
            return self._waiting.pop(0)
        if not situation.turns:
            await self.worker.ledger.begin(step.id)
            if self._goes_on_as_begun(situation):
                return self._waiting.pop(0)
            situation = await self._replanned(situation)
        try:
            self._waiting = await self._asked(situation, dropped)
        except BudgetError:
            raise
        except AnswerError as error:
            self.said = ""
            return a.FailStep(error.message)
        self._waiting_step = step.id
        return self._waiting.pop(0)

    def _goes_on_as_begun(self, situation: Situation) -> bool:
        """Whether the planner has done this step already; not where it was changed since."""
        begun, self._begun = self._begun, None
        step = situation.step
        if begun is None or (step.title, step.goal) != (begun[0].title, begun[0].goal) or step.attempts > 1:
            return False
        self._waiting, self._waiting_step = begun[1], step.id
        self.said = (self.planner or self.worker).said
        return True

    async def _asked(self, situation: Situation, dropped: int) -> list[a.Action]:
        persona = persona_of(situation)
        allowed = permitted(persona, situation.unavailable)
        messages = worker_messages(situation, persona, passage_pictures(situation.passage))
        if dropped:
            messages.append(
                Message("user", f"({dropped} further calls of that answer were not carried out.)")
            )
        messages += [Message("user", text) for text in self._told.get(situation.step.id, ())]
        asking = self.personas.get(persona, self.worker)
        shown = needed(allowed, situation.memory.contract, situation.declared)
        answered = await asking.calls(
            messages, a.tools(shown, OWN[persona]), lambda call: a.parse(call, allowed), persona
        )
        self.said = asking.said
        return [action for _, action in answered]

    def _noticed(self, situation: Situation) -> bool:
        """Whether the user changed something since the last choice; it is told, and the plan looked at."""
        changes = self._noticing.changes(situation)
        for change in changes:
            situation.memory.log.add("finding", change, step=situation.step.id)
        changes += situation.news
        if changes:
            self._told.setdefault(situation.step.id, []).extend(changes)
            self._events += changes
        self._events += _surprises(situation)
        violated = frozenset(item.id for item in situation.memory.contract if item.status == "violated")
        self._events += [
            f"{id} is violated: {situation.memory.contract[id].note}"
            for id in sorted(violated - self._violated)
            if not situation.memory.contract[id].note.startswith(PAPER_ERROR)  # the plan fits as it did
        ]
        self._violated = violated
        return bool(changes)

    async def _replanned(self, situation: Situation) -> Situation:
        """Before a step begins: the planner looks at what has happened since, if that may change the plan."""
        events, self._events = self._events, []
        if not events or not self.replans:
            return situation
        self.replans -= 1
        try:
            await replan(self.planner or self.worker, situation, events)
        except AnswerError as error:
            situation.memory.log.add("error", f"the planner: {error}", step=situation.step.id)
        self._noticing.replanned()
        return replace(situation, step=situation.memory.plan[situation.step.id])

    async def _read_file(self, question: str) -> str:
        reader = self.personas.get("reader", self.worker)
        return await reader.text([Message("system", render("reading")), Message("user", question)], "reading")


def stops(turn: Turn) -> bool:
    """Whether what was asked for after it waits until the model has seen it: it failed, and did not only
    look something up."""
    return not turn.observation.ok and not isinstance(turn.action, LOOKS_UP)


def _surprises(situation: Situation) -> list[str]:
    """A metric below the baseline."""
    if not situation.turns:
        return []
    last = situation.turns[-1]
    worse = isinstance(last.action, a.CompareBaseline) and ": worse" in last.observation.text
    return [last.observation.text] if worse else []
