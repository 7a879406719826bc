"""One run of `implement`, `resume` or `rerun`: from passage to final answer, saved as it goes."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from rca_kernel.actions import USUAL, Action, FinishStep, Performer, RunCell
from rca_kernel.actions.journaling import JournalingHost
from rca_kernel.agents.engine import Engine
from rca_kernel.agents.gate import Gate
from rca_kernel.agents.loop import Loop
from rca_kernel.agents.referee import Referee
from rca_kernel.app.addresses import mark_of
from rca_kernel.app.begun import block_of
from rca_kernel.app.breaking import broken_off
from rca_kernel.app.capping import ask_at_caps
from rca_kernel.app.closing import Outcome, headline, record, status_at_end
from rca_kernel.app.continuing import BEGIN, adopt, begun_anew, journal_file, kept_in, restore, take_up
from rca_kernel.app.live import forecast_of, live_of
from rca_kernel.app.reading import reading
from rca_kernel.app.repairing import rerun_alone
from rca_kernel.app.summary import write_summary
from rca_kernel.errors import MemoryFormatError, PlanError, RcaError, StoppedError
from rca_kernel.memory import Memory, PaperRef, SessionRecord, SessionStatus
from rca_kernel.models import Usage
from rca_kernel.notebook import Json, Live, Models, NotebookHost, Progress, RunResult
from rca_kernel.paper.passage import Passage
from rca_kernel.plan import SETTLED, Step
from rca_kernel.verify import CleanRerun, examine, summary_text
from rca_kernel.workspace import Baseline, Journal, ScriptRun, Workspace, load_journal

if TYPE_CHECKING:
    from rca_kernel.agents.asking import Ledger
    from rca_kernel.app.engines import Built

SHOWN_ENTRIES = 20
"""Log entries sent with each progress message; the whole log is in the notebook."""


@dataclass(slots=True)
class Session:
    """Holds one notebook's work together. `tell` receives short lines as things happen."""

    host: NotebookHost
    engine: Engine
    passage: Passage
    paper: PaperRef
    reason: str = ""
    workspace: Workspace | None = None
    baseline: Baseline | None = None
    read_paper: Callable[[str], str] | None = None
    rerun: CleanRerun | None = None
    tell: Callable[[str, Step | None], None] = lambda _text, _step: None
    memory: Memory = field(default_factory=Memory)
    results: dict[str, RunResult] = field(default_factory=dict)
    after: str | None = None
    """The cell below which new cells go; None: at the end."""
    gate: Gate = field(default_factory=lambda: Gate(attended=False))
    """Where the user pauses, approves and answers."""
    models: Models = field(default_factory=Models)
    ledger: Ledger | None = None
    """What models may use and have used; None where none is asked."""
    address: str = ""
    """The user's own at which models are asked, "" for the providers'."""
    undo_folder: Path | None = None
    """Where the journal of changes is kept beside the notebook."""
    journal: Journal = field(default_factory=Journal)
    note: str = ""
    """What the user wants beyond the passage, as they said it now."""
    heard: frozenset[str] = frozenset()
    """What they said to earlier sessions of this process, and whether they let anybody's work go on."""
    allowed: bool = False
    persists: bool = True
    stopping: bool = False
    """Set by the user's Stop, with what is to be told beside the end."""
    aside: str = ""
    ended: bool = False
    """Whether it is over but for saving."""
    _performer: Performer | None = None
    runs: dict[str, ScriptRun] = field(default_factory=dict)
    _work: Loop | None = None
    _settled_before: int = 0
    _planned: Usage = field(default_factory=Usage)
    _shown: tuple[str, str] = ("", "")
    _block: Json | None = None

    async def implement(self) -> Outcome:
        """Plan the passage and work through the plan."""
        await self.load()
        fresh = begun_anew(self.memory, self.paper, self.note)
        self.begin(acting=False)
        try:
            await self.remembered(None, f"planning {self.passage.title}")
            await self.host.save()  # what the user has typed so far survives a closed page
            at = await reading(self, fresh)
            await self.engine.plan(self.passage, fresh, at, await self.host.read())
            others = adopt(self.memory, fresh, self.paper)
            await self._plan_ready()
            await self.loop(others).run()
            return await self.finish()
        except (RcaError, asyncio.CancelledError) as error:
            return await broken_off(self, error)

    async def resume(self) -> Outcome:
        """Go on with the plan in the notebook: restore what the kernel lost, then every step that
        is open or failed. What ended before it had a plan is planned now."""
        await self.load()
        if not len(self.memory.plan):
            if self.memory.paper.digest:
                return await self.implement()
            raise PlanError("This notebook holds no plan to resume.", hint=BEGIN)
        self.memory.listen(self.note)
        self.begin()
        try:
            self.after = await take_up(self.host, self.memory)
            await restore(self.host, self.memory, self.results, self.remembered)
            await self.loop().run()
            return await self.finish()
        except (RcaError, asyncio.CancelledError) as error:
            return await broken_off(self, error)

    async def rerun_cell(self, cell_id: str, ran: RunResult | None = None) -> Outcome:
        """Run one cell again, unless it just `ran`; go on with its step where that is unsettled or failed."""
        await self.load()
        step = next((step for step in self.memory.plan if cell_id in step.cells), None)
        self.begin()
        try:
            if step is None or step.state in ("done", "skipped"):
                return await rerun_alone(self, cell_id, ran)
            if step.state == "blocked":
                self.memory.plan.move(step.id, "pending")
            contract = self.memory.contract
            proven = all(contract[id].status == "verified" for id in step.requirements)
            first: list[Action] = [RunCell(cell_id)]
            if proven:
                first.append(FinishStep("its cell ran again without an error"))
            await self.loop().run_step(self.memory.plan[step.id], first)
            return await self.finish()
        except (RcaError, asyncio.CancelledError) as error:
            return await broken_off(self, error)

    def block_status(self) -> SessionStatus:
        record = self.memory.session
        return record.status if record else "stopped"

    async def load(self) -> None:
        try:
            self.memory = await kept_in(self.host, self.heard, self.allowed) or self.memory
        except MemoryFormatError as error:
            self.persists = False
            self.tell(f"{error} This session's memory is kept in the kernel only.", None)

    async def _plan_ready(self) -> None:
        """In plan mode the session holds here, for the user to read and change the plan."""
        if self.gate.mode == "plan":
            if not self.gate.attended:
                await self.remembered(None, "the plan is ready")
                raise StoppedError("The plan is ready; no step was begun.", hint="Resume to begin.")
            self.gate.pause()
            self.memory.log.add("decision", "the plan is ready; the session waits for the user")
        await self.keep("the plan is ready" if self.gate.paused else "")  # it outlives the kernel

    def change_engine(self, built: Built) -> None:
        """Another engine goes on from the next choice."""
        self.engine, self.reason = built.engine, built.reason
        self.models, self.ledger, self.address = built.models, built.ledger, built.address
        self._mark_address()
        if self._work is not None:
            self._work.engine = built.engine

    def tell_engine(self, news: str) -> None:
        """The engine reads this at its next choice."""
        if self._work is not None:
            self._work.news.append(news)

    @property
    def spent(self) -> dict[str, Usage]:
        """What each step used of the models, by its id."""
        return self._work.spent if self._work is not None else {}

    def live(self) -> Live:
        """Controls and spending as they stand."""
        record = self.memory.session
        usage = self.engine.usage
        return live_of(
            self.gate,
            models=self.models,
            usage=usage,
            budget=self.ledger.budget if self.ledger is not None else None,
            begun=record.started if record is not None and record.status == "running" else "",
            forecast=forecast_of(self.memory.plan, self._settled_before, self._planned, usage),
            amended=self.journal.amended(),
        )

    async def show(self, meanwhile: str = "") -> None:
        """Show again where things stand, with what is live of it now; `meanwhile` in place of the action."""
        block = self._block or block_of(self.memory)
        block = {**block, "log": block["log"][-SHOWN_ENTRIES:]}
        held = self.gate.paused and self.gate.standing and self.block_status() == "running"
        status, (step, action) = "paused" if held else self.block_status(), self._shown
        await self.host.show(Progress(status, step, meanwhile or action, block, self.live()))
        self.tell("", None)

    def begin(self, *, acting: bool = True) -> None:
        self.gate.begin(acting=acting)
        self.gate.changed = self.show
        if self.ledger is not None:
            ask_at_caps(self.ledger, self.gate, self.memory)
        identity = f"s-{uuid.uuid4().hex[:8]}"
        self.memory.begin(SessionRecord(identity, self.engine.name, reason=self.reason))
        self._mark_address()
        if self.undo_folder is not None:
            self.journal = load_journal(journal_file(self.undo_folder, self.memory))
        if self.workspace is not None:
            self.workspace.keep_in(self.journal)

    def _mark_address(self) -> None:
        """Where models are asked from now on can be told again, once one was named."""
        if self.address and self.memory.sessions:
            mark = mark_of(self.memory, self.address)
            self.memory.sessions[-1] = replace(self.memory.sessions[-1], endpoint=mark)

    def performer(self) -> Performer:
        """Whoever carries out actions in this session."""
        self._performer = Performer(
            JournalingHost(self.host, self.journal, self.memory),
            self.memory,
            self.workspace,
            self.read_paper,
            Referee(self.passage).check_source,
            self.results,
            self.after,
            passage=self.passage,
            runs=self.runs,
            reader=self.engine.reader,
            baseline=self.baseline,
            ask_user=self.gate.ask if self.gate.attended else None,
            allowed=USUAL | {"install"},
            journal=self.journal,
        )
        return self._performer

    def loop(self, leaving: frozenset[str] = frozenset()) -> Loop:
        performer = self.performer()
        self._settled_before, _ = self.memory.plan.progress()
        self._planned = self.engine.usage
        self._work = Loop(
            self.engine,
            performer,
            self.passage,
            self.memory,
            self.remembered,
            leaving=leaving,
            stopped=lambda: self.stopping,
            gate=self.gate,
        )
        performer.expert = self._work.help
        return self._work

    async def finish(self) -> Outcome:
        report = None
        if self.rerun is not None:
            await self.remembered(None, "clean rerun")
            report = await self.rerun(await self.host.read())
        examine(self.memory, await self.host.read(), report)
        status, self.ended = status_at_end(self.memory, report), True
        text = summary_text(self.memory, report, self.passage.title, await self.host.read())
        record(self.memory, status, self.engine.usage, self.ledger, headline(text, report))
        anchor = self._performer.tail if self._performer is not None else self.after
        kept = await write_summary(self.host, self.memory, report, anchor)
        await self.remembered(None, "")
        await self.host.save()
        return Outcome(status, f"{text}\n{kept}." if kept else text, report)

    async def keep(self, action: str = "") -> None:
        """Write the memory as it stands, show it, and save the notebook."""
        self.journal.save()
        await self.remembered(None, action)
        await self.host.save()

    async def remembered(self, step: Step | None, action: str) -> None:
        """Write the memory into the notebook, then let the user see where things stand: it is kept."""
        if self.block_status() == "running":
            record(self.memory, "running", self.engine.usage, self.ledger)
        self._block = block_of(self.memory)
        if self.persists:
            await self.host.write_memory(self._block)
        self._shown = (step.id if step else "", action)
        await self.show()
        self.tell(action, step)
        if step is not None and step.state in SETTLED:
            self.journal.save()
            await self.host.save()
