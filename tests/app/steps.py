"""An engine that does what it is told, and a session of it on a notebook in memory."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from rca_kernel import actions as a
from rca_kernel.agents.engine import Situation, Verdict
from rca_kernel.agents.gate import Gate
from rca_kernel.app.closing import Outcome
from rca_kernel.app.session import Session
from rca_kernel.contract import Contract, Requirement
from rca_kernel.memory import Memory, PaperRef
from rca_kernel.models import Usage
from rca_kernel.notebook import Approval, Cell, Question, Waiting
from rca_kernel.paper.document import Section, Span
from rca_kernel.paper.passage import Passage
from rca_kernel.plan import Plan, Step
from rca_kernel.testing.fake_notebook import FakeNotebook
from rca_kernel.workspace import Workspace

SPAN = Span("a.tex", 0, 1)
PASSAGE = Passage("3.2", "Section 3.2", "T", "a.tex", (Section("s", "3.2", "U", 2, SPAN),), ())
PAPER = PaperRef("T", "a.tex", "3.2", "digest")


@dataclass
class Told:
    """Chooses the actions in order (a function is asked for one), then finishes each step; keeps every
    situation that it was shown."""

    actions: list[a.Action | Callable[[Situation], a.Action]]
    steps: int = 1
    name: str = "told"
    reader: a.Ask | None = None
    said: str = ""
    usage: Usage = field(default_factory=Usage)
    shown: list[Situation] = field(default_factory=list)
    advice: Verdict | None = None

    async def plan(
        self, passage: Passage, memory: Memory, at: a.Performer | None = None, cells: tuple[Cell, ...] = ()
    ) -> None:
        memory.contract = Contract([Requirement("r", "statement", "r", "q", SPAN)])
        memory.plan = Plan("Implement", [Step(str(n), f"step {n}") for n in range(1, self.steps + 1)])

    async def choose(self, situation: Situation) -> a.Action:
        self.shown.append(situation)
        chosen = self.actions.pop(0) if self.actions else a.FinishStep("ok")
        return chosen(situation) if callable(chosen) else chosen

    async def advise(self, situation: Situation) -> Verdict | None:
        self.shown.append(situation)
        return self.advice

    def told(self) -> list[str]:
        """The observations of the last situation."""
        return [turn.observation.text for turn in self.shown[-1].turns]


class Run:
    """A session under way, its gate, and what waits in it."""

    def __init__(self, engine: Told, gate: Gate, *, workspace: Workspace | None = None) -> None:
        self.host = FakeNotebook()
        self.engine = engine
        self.gate = gate
        self.session = Session(self.host, engine, PASSAGE, PAPER, gate=gate, workspace=workspace)
        self.task: asyncio.Task[Outcome] | None = None

    def start(self) -> None:
        self.task = asyncio.create_task(self.session.implement())

    async def until(self, holds: Callable[[], object]) -> None:
        """Wait until it holds, which is looked at whenever the session turns to its notebook."""
        assert self.task is not None
        held = asyncio.ensure_future(self.session.host.until(holds))  # type: ignore[attr-defined]
        await asyncio.wait({held, self.task}, return_when=asyncio.FIRST_COMPLETED)
        if not held.done():
            held.cancel()
            raise AssertionError(self.task.result())

    async def waits(self) -> Waiting:
        await self.until(lambda: self.gate.waiting)
        assert self.gate.waiting is not None
        return self.gate.waiting

    async def approval(self) -> Approval:
        waiting = await self.waits()
        assert isinstance(waiting, Approval)
        return waiting

    async def question(self) -> Question:
        waiting = await self.waits()
        assert isinstance(waiting, Question)
        return waiting

    async def end(self) -> Outcome:
        assert self.task is not None
        return await self.task

    def sources(self) -> list[str]:
        return [cell.source for cell in self.host.document.cells() if "What was" not in cell.source]


def running(
    *actions: a.Action | Callable[[Situation], a.Action], mode: str = "approve", **options: object
) -> Run:
    run = Run(Told(list(actions)), Gate(mode), **options)  # type: ignore[arg-type]
    run.start()
    return run
