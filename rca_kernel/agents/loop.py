"""The loop: choose → perform → observe → remember, until no step is left to do."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace

from rca_kernel.actions import (
    RISK,
    Action,
    DeleteCell,
    EditCell,
    FailStep,
    FileAction,
    InstallPackage,
    MoveCell,
    Observation,
    Performer,
    ReadNotebook,
    Reflect,
    RunCell,
    describe,
    describe_titled,
)
from rca_kernel.agents.declaring import starter_outline
from rca_kernel.agents.engine import SAID, Engine, Situation, Turn
from rca_kernel.agents.expert import carry_out
from rca_kernel.agents.gate import Gate, noted
from rca_kernel.agents.guards import STUCK, LoopGuard
from rca_kernel.errors import ActionError, StoppedError
from rca_kernel.memory import Entry, Memory
from rca_kernel.memory.summarize import FAILED
from rca_kernel.models import Usage
from rca_kernel.notebook import Cell, bounded, with_cell_names
from rca_kernel.paper.passage import Passage
from rca_kernel.plan import Step

TURNS_PER_STEP = 25
DECIDED = {
    "retry": "the planning expert has the step tried again",
    "split": "the planning expert splits the step",
    "give_up": "the planning expert gives the step up",
}
LEAVE = "leave it"
"""The user's word that a step which is stuck stays failed."""
OUTLINES = 5000
"""Characters of the starter's outline that a worker is shown."""


@dataclass(slots=True)
class Loop:
    """One session's work. `remembered` is awaited after every change, to save and to show it."""

    engine: Engine
    performer: Performer
    passage: Passage
    memory: Memory
    remembered: Callable[[Step, str], Awaitable[None]]
    turns_per_step: int = TURNS_PER_STEP
    leaving: frozenset[str] = frozenset()
    """Ids of steps that another session began: their passage is not this one's."""
    stopped: Callable[[], bool] = lambda: False
    """Asked before every choice: a host may turn the user's Stop into an interrupted cell."""
    gate: Gate = field(default_factory=lambda: Gate(attended=False))
    """Where the user pauses the loop and approves or rejects what it is about to do."""
    spent: dict[str, Usage] = field(default_factory=dict)
    """What each step used of the models, by its id."""
    news: list[str] = field(default_factory=list)
    """What the user changed since the engine was last asked."""
    _seen: tuple[Cell, ...] = ()
    """The notebook as the engine last saw it."""
    _turns: list[Turn] = field(default_factory=list)
    _earlier: tuple[Entry, ...] = ()
    _declared: str = ""
    _escalated: set[str] = field(default_factory=set)
    _asked: set[str] = field(default_factory=set)

    async def run(self) -> None:
        await self.gate.hold()
        while (step := self.memory.plan.current(self.leaving)) is not None:
            await self.run_step(step, await self._begun(step))
            await self._escalate(step)
            await self._ask(step)
            await self.gate.hold()

    def _account(self, step: Step, before: Usage) -> None:
        """What the models were asked since `before` belongs to the step."""
        used = self.engine.usage - before
        self.spent[step.id] = self.spent.get(step.id, Usage()) + used
        if used.cost and step.id in self.memory.plan:
            self.memory.plan.add_cost(step.id, used.cost)

    async def run_step(self, step: Step, first: Sequence[Action] = (), seen: Sequence[Turn] = ()) -> None:
        """Work on one step until it is settled; `seen` has been done, `first` is done before the engine
        is asked."""
        self.gate.acting = True
        if step.state != "running":
            step = self.memory.plan.move(step.id, "running")
        await self.remembered(step, "")
        self._turns = []
        files = self.performer.workspace
        self._declared = starter_outline(files, OUTLINES, calls=False) if files is not None else ""
        self._earlier = tuple(entry for entry in self.memory.log if entry.step == step.id)
        guard = LoopGuard(reads=step.persona == "reader")
        for turn in seen:
            self.memory.log.add("action", describe(turn.action), step=step.id)
            self._remember(step, turn.action, guard.see(turn.action, turn.observation))
        waiting = list(first)
        while await self._goes_on(step):
            given = waiting.pop(0) if waiting else None
            action = given or await self._choose(step, guard)
            if not await self._goes_on(step):
                return
            action, observation = await self._perform(action, step, "" if given else self._reason())
            observation = guard.see(action, observation)
            if not observation.ok:
                waiting.clear()
            self._remember(step, action, observation)
            await self.remembered(self.memory.plan[step.id], self._said(action))

    def _said(self, action: Action) -> str:
        """The action in a line for the user, cells and requirements by their names."""
        return with_cell_names(describe_titled(action, self.memory.contract), self._seen)

    async def _goes_on(self, step: Step) -> bool:
        """Whether the step is still to be worked on; held here while the user pauses the session."""
        await self.gate.hold()
        return self.memory.plan[step.id].state == "running"

    async def _perform(self, action: Action, step: Step, said: str) -> tuple[Action, Observation]:
        """What was done after the user's word, and what it brought; `said` is the model's own reason."""
        if (stale := await self._changed_since(action, step)) is not None:
            self.memory.log.add("action", describe(action), step=step.id)
            return action, stale
        reviewed = await self.gate.review(self.performer, action, self.memory.plan[step.id], said)
        if reviewed.refused is not None:
            self.memory.log.add("action", describe(action), step=step.id)
            return action, reviewed.refused
        action = reviewed.action
        self._announce(self.memory.plan[step.id], action)
        await self.remembered(self.memory.plan[step.id], self._said(action))
        if reaches_out(action):
            await self.performer.host.save()
        self.performer.approved = reviewed.approved
        try:
            observation = await self.performer.perform(action, self.memory.plan[step.id])
        finally:
            self.performer.approved = False
        return action, noted(reviewed, observation)

    def _reason(self) -> str:
        """The model's own words for what it is about to do: those beside the call, else what it wrote down
        since the step's last change."""
        if self.engine.said:
            return self.engine.said
        last = self._turns[-1].action if self._turns else None
        return last.text if isinstance(last, Reflect) else ""

    async def _changed_since(self, action: Action, step: Step) -> Observation | None:
        """A cell that the user changed after the engine saw it is not written over."""
        if not isinstance(action, EditCell | DeleteCell | MoveCell):
            return None
        own = self.memory.plan[step.id].cells
        id = own[-1] if action.cell_id == "last" and own else action.cell_id
        cell = next((cell for cell in await self.performer.host.read() if cell.id == id), None)
        seen = next((one for one in self._seen if one.id == id), cell)
        if cell is None or seen is None or seen.source == cell.source:
            return None
        said = f"The user changed cell {id} meanwhile, so nothing was done. It reads now:\n"
        return Observation(False, said + bounded(cell.source, 3000), id)

    async def help(self, question: str) -> str:
        """The planning expert's word on the step that runs, which a split ends; ActionError where there
        is none."""
        step = self.memory.plan.current(self.leaving)
        situation = await self.situation(step) if step is not None else None
        if step is None or situation is None:
            raise ActionError("No step runs.", hint="Go on by yourself.")
        before = self.engine.usage
        verdict = await self.engine.advise(replace(situation, question=question))
        self._account(step, before)
        if verdict is None:
            raise ActionError("No planning expert is at hand in this session.", hint="Go on by yourself.")
        carry_out(verdict, self.memory, self.memory.plan[step.id])
        parts = [f"- {title}: {goal}" for title, goal in verdict.steps if verdict.decision == "split"]
        told = ["The step is split into these, and ends here:", *parts] if parts else []
        told += ["The expert would give this step up."] if verdict.decision == "give_up" else []
        return "\n".join([verdict.diagnosis, verdict.advice, *told])

    async def _escalate(self, step: Step) -> None:
        """A step that failed goes to the expert once; what it says becomes a retry or smaller steps."""
        step = self.memory.plan[step.id]
        if step.state != "failed" or step.id in self._escalated:
            return
        self._escalated.add(step.id)
        await self.remembered(step, "asking the planning expert")
        before = self.engine.usage
        verdict = await self.engine.advise(await self.situation(step))
        self._account(step, before)
        if verdict is not None:
            carry_out(verdict, self.memory, step)
            await self.remembered(self.memory.plan[step.id], DECIDED[verdict.decision])

    async def _ask(self, step: Step) -> None:
        """A step that is stuck although the expert was asked is put to the user once, where one is there."""
        step = self.memory.plan[step.id]
        if step.state != "failed" or not step.note.startswith(STUCK) or step.id in self._asked:
            return
        if not self.gate.attended:
            return
        self._asked.add(step.id)
        question = (
            f"“{step.title}” does not get on: {step.note.removeprefix(STUCK)}. What should it do instead?"
        )
        answer = await self.gate.ask(question, step, (LEAVE,), LEAVE)
        self.memory.log.add("decision", f"the user was asked: {question} Answer: {answer}", step=step.id)
        if answer != LEAVE and self.memory.plan[step.id].state == "failed":
            self.memory.plan.move(step.id, "pending", note=f"{SAID}{answer}")
        await self.remembered(self.memory.plan[step.id], "the user answered")

    async def _begun(self, step: Step) -> list[Action]:
        """What an earlier attempt wrote and did not run to its end is run first: the engine sees how
        it ended, and need not write it again."""
        if not step.cells:
            return []
        results = self.performer.results
        return [
            RunCell(cell.id)
            for cell in await self.performer.host.read()
            if cell.id in step.cells
            and cell.kind == "code"
            and (cell.id not in results or results[cell.id].status != "ok")
        ]

    async def _choose(self, step: Step, guard: LoopGuard) -> Action:
        if self.stopped():
            raise StoppedError("stopped by the user")
        limit = self.turns_per_step + 2 * len(step.requirements)  # each takes a check and a mark
        if len(self._turns) >= limit:
            return FailStep(f"No end after {limit} actions.")
        if guard.stuck:
            return FailStep(guard.stuck)
        situation = await self.situation(step)
        self._seen = situation.cells
        self.news.clear()
        before = self.engine.usage
        try:
            return await self.engine.choose(situation)
        finally:
            self._account(step, before)

    async def situation(self, step: Step) -> Situation:
        workspace = self.performer.workspace
        return Situation(
            self.passage,
            self.memory,
            self.memory.plan[step.id],
            await self.performer.host.read(),
            self.performer.results,
            tuple(self._turns),
            workspace.files() if workspace is not None else (),
            self._earlier,
            unavailable=self.performer.unavailable(),
            news=tuple(self.news),
            declared=self._declared,
        )

    def _announce(self, step: Step, action: Action) -> None:
        """Into the memory before it is done: where the kernel ends meanwhile, resuming knows of it."""
        self.performer.announce(action, step)
        self.memory.log.add("action", describe(action), step=step.id)

    def _remember(self, step: Step, action: Action, observation: Observation) -> None:
        self._turns.append(Turn(action, observation))
        said = "read" if isinstance(action, ReadNotebook) else bounded(observation.text, 600)
        said = said if observation.ok else f"{FAILED}{said}"
        self.memory.log.add("observation", said, step=step.id)


def reaches_out(action: Action) -> bool:
    """Whether it changes what no host knows of: the file must say so first."""
    return isinstance(action, FileAction | InstallPackage) and RISK[type(action)] != "read"
