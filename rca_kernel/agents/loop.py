"""The loop: choose → perform → observe → remember, until no step is left to do."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from rca_kernel.actions import Action, FailStep, Observation, Performer, ReadNotebook, RunCell, tool_name
from rca_kernel.agents.engine import Engine, Situation, Turn
from rca_kernel.agents.expert import carry_out
from rca_kernel.agents.guards import LoopGuard
from rca_kernel.errors import StoppedError
from rca_kernel.memory import Entry, Memory
from rca_kernel.memory.summarize import FAILED
from rca_kernel.notebook import bounded
from rca_kernel.paper.passage import Passage
from rca_kernel.plan import Step

TURNS_PER_STEP = 25
DESCRIBED = (
    *("cell_id", "path", "requirement", "target", "reason", "summary", "text"),
    *("question", "query", "symbol", "package", "step"),
)
"""The arguments that say what an action is about, the most telling first."""


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
    _turns: list[Turn] = field(default_factory=list)
    _earlier: tuple[Entry, ...] = ()
    _escalated: set[str] = field(default_factory=set)

    async def run(self) -> None:
        while (step := self.memory.plan.current(self.leaving)) is not None:
            await self.run_step(step, await self._begun(step))
            await self._escalate(step)

    async def run_step(self, step: Step, first: Sequence[Action] = ()) -> None:
        """Work on one step until it is settled; `first` is done before the engine is asked."""
        if step.state != "running":
            step = self.memory.plan.move(step.id, "running")
        await self.remembered(step, "")
        self._turns = []
        self._earlier = tuple(entry for entry in self.memory.log if entry.step == step.id)
        guard = LoopGuard()
        waiting = list(first)
        while self.memory.plan[step.id].state == "running":
            action = waiting.pop(0) if waiting else await self._choose(step, guard)
            self._announce(step, action)
            await self.remembered(self.memory.plan[step.id], describe(action))
            observation = await self.performer.perform(action, self.memory.plan[step.id])
            observation = guard.see(action, observation)
            if not observation.ok:
                waiting.clear()
            self._remember(step, action, observation)
            await self.remembered(self.memory.plan[step.id], describe(action))

    async def _escalate(self, step: Step) -> None:
        """A step that failed goes to the expert once; what it says becomes a retry or smaller steps."""
        step = self.memory.plan[step.id]
        if step.state != "failed" or step.id in self._escalated:
            return
        self._escalated.add(step.id)
        await self.remembered(step, "asking the planning expert")
        verdict = await self.engine.advise(await self.situation(step))
        if verdict is not None:
            carry_out(verdict, self.memory, step)
            await self.remembered(self.memory.plan[step.id], f"expert: {verdict.decision}")

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
            raise StoppedError("The session was stopped.")
        if len(self._turns) >= self.turns_per_step:
            return FailStep(f"No end after {self.turns_per_step} actions.")
        if guard.stuck:
            return FailStep(f"The same action brought the same result {guard.repeats} times: {guard.last}.")
        return await self.engine.choose(await self.situation(step))

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


def describe(action: Action) -> str:
    """A short line for the log and the panel: what is done, to which cell, file or requirement."""
    name = tool_name(type(action)).replace("_", " ")
    for attribute in DESCRIBED:
        value = getattr(action, attribute, "")
        if value:
            return f"{name}: {' '.join(str(value).split())[:120]}"
    cell_type = getattr(action, "cell_type", "")
    if cell_type:
        first = next((line for line in action.source.splitlines() if line.strip()), "")  # type: ignore[union-attr]
        return f"{name} ({cell_type}): {first.strip()[:100]}"
    return name
