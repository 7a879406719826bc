"""One run of `implement`, `resume` or `rerun`: from passage to final answer, saved as it goes."""

from __future__ import annotations

import asyncio
import contextlib
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from rca_kernel.actions import Action, FinishStep, Performer, RunCell
from rca_kernel.agents.engine import Engine
from rca_kernel.agents.loop import Loop
from rca_kernel.agents.referee import Referee
from rca_kernel.app.reading import reading
from rca_kernel.errors import BudgetError, MemoryFormatError, PlanError, RcaError, StoppedError
from rca_kernel.memory import Memory, PaperRef, SessionRecord, SessionStatus, decode, encode
from rca_kernel.notebook import CellNote, NewCell, NotebookHost, Progress, RunResult
from rca_kernel.paper.passage import Passage
from rca_kernel.plan import SETTLED, Step
from rca_kernel.verify import CleanRerun, RerunReport, coverage_markdown, summary_text
from rca_kernel.workspace import Baseline, ScriptRun, Workspace

SAVING_GRACE = 5.0
"""Seconds that a stopped session may take to write its memory."""


SHOWN_ENTRIES = 20
"""Log entries sent with each progress message; the whole log is in the notebook."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a session ended, and the closing text a person reads."""

    status: SessionStatus
    text: str
    rerun: RerunReport | None = None


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
    persists: bool = True
    stopping: bool = False
    """Set by the user's Stop."""
    _performer: Performer | None = None
    _others: frozenset[str] = frozenset()
    runs: dict[str, ScriptRun] = field(default_factory=dict)

    async def implement(self) -> Outcome:
        """Plan the passage and work through the plan."""
        await self._load()
        fresh = Memory(paper=self.paper)
        if not len(self.memory.plan):
            self.memory.paper = self.paper  # what to plan, should the kernel end before there is a plan
        self._begin()
        try:
            await self.remembered(None, f"planning {self.passage.target}")
            await self.host.save()  # what the user has typed so far survives a closed page
            at = await reading(self, fresh)
            await self.engine.plan(self.passage, fresh, at, await self.host.read())
            self._adopt(fresh)
            await self._loop(self._others).run()
            return await self._finish()
        except (RcaError, asyncio.CancelledError) as error:
            return await self._broken(error)

    async def resume(self) -> Outcome:
        """Go on with the plan in the notebook: restore what the kernel lost, then every step that
        is open or failed. What ended before it had a plan is planned now."""
        await self._load()
        if not len(self.memory.plan):
            if self.memory.paper.digest:
                return await self.implement()
            raise PlanError("This notebook holds no plan to resume.", hint='Begin with %rca implement "…".')
        self._begin()
        try:
            await self._take_up()
            await self._restore()
            await self._loop().run()
            return await self._finish()
        except (RcaError, asyncio.CancelledError) as error:
            return await self._broken(error)

    async def rerun_cell(self, cell_id: str) -> Outcome:
        """Run one cell again; where it belongs to an unsettled or failed step, go on with that step."""
        await self._load()
        step = next((step for step in self.memory.plan if cell_id in step.cells), None)
        self._begin()
        try:
            if step is None or step.state in ("done", "skipped"):
                return await self._run_alone(cell_id)
            if step.state == "blocked":
                self.memory.plan.move(step.id, "pending")
            contract = self.memory.contract
            proven = all(contract[id].status == "verified" for id in step.requirements)
            first: list[Action] = [RunCell(cell_id)]
            if proven:
                first.append(FinishStep("its cell ran again without an error"))
            await self._loop().run_step(self.memory.plan[step.id], first)
            return await self._finish()
        except (RcaError, asyncio.CancelledError) as error:
            return await self._broken(error)

    def block_status(self) -> SessionStatus:
        record = self.memory.session
        return record.status if record else "stopped"

    async def _load(self) -> None:
        block = await self.host.read_memory()
        if block is None:
            return
        try:
            self.memory = decode(block)
        except MemoryFormatError as error:
            self.persists = False
            self.tell(f"{error} This session's memory is kept in the kernel only.", None)

    def _begin(self) -> None:
        identity = f"s-{uuid.uuid4().hex[:8]}"
        self.memory.begin(SessionRecord(identity, self.engine.name, reason=self.reason))

    def _adopt(self, fresh: Memory) -> None:
        memory = self.memory
        same = memory.paper.digest == self.paper.digest and len(memory.plan)
        if same:
            targets = dict.fromkeys([*memory.paper.target.split(", "), self.paper.target])
            memory.paper = replace(self.paper, target=", ".join(targets))
            self._others = frozenset(step.id for step in memory.plan.leaves())
            memory.plan.graft(fresh.plan)
            memory.contract.merge(fresh.contract)
        else:
            if len(memory.plan):
                settled, total = memory.plan.progress()
                memory.log.add(
                    "decision",
                    f"the plan “{memory.plan.goal}” ({settled} of {total} settled) gave way to another paper",
                )
            memory.paper, memory.plan, memory.contract = self.paper, fresh.plan, fresh.contract
        for entry in fresh.log:
            memory.log.add(entry.kind, entry.text, step=entry.step)

    def _loop(self, leaving: frozenset[str] = frozenset()) -> Loop:
        self._performer = Performer(
            self.host,
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
        )
        return Loop(
            self.engine,
            self._performer,
            self.passage,
            self.memory,
            self.remembered,
            leaving=leaving,
            stopped=lambda: self.stopping,
        )

    async def _take_up(self) -> None:
        """Open again what was not done, and say what was under way when the session ended."""
        plan, log = self.memory.plan, self.memory.log
        present = [cell.id for cell in await self.host.read()]
        for step in list(plan):
            for gone in set(step.cells).difference(present):
                plan.drop_cell(step.id, gone)
        known = {id for step in plan for id in step.cells}
        self.after = next((id for id in reversed(present) if id in known), None)
        for step in plan.leaves():
            if step.state not in ("running", "failed"):
                continue
            if (action := log.under_way(step.id)) is not None:
                said = f"the session ended during: {action.text}; whether it took effect is not known"
                log.add("decision", said, step=step.id)
            plan.move(step.id, "pending")

    async def _restore(self) -> None:
        """Run again what settled steps defined, where this kernel has not run it."""
        present = {cell.id: cell for cell in await self.host.read()}
        for step in self.memory.plan.leaves():
            for id in step.cells:
                cell = present.get(id)
                if step.state != "done" or cell is None or cell.kind != "code" or id in self.results:
                    continue
                self.memory.log.add("action", f"restore: cell {id} runs again", step=step.id)
                await self.remembered(step, f"restoring cell {id}")
                result = self.results[id] = await self.host.run(id, cell.hash)
                self.memory.log.add("observation", f"cell {id}: {result.status}", step=step.id)
                if result.status != "ok":
                    self.memory.log.add("error", f"cell {id} no longer runs: {result.status}", step=step.id)

    async def _run_alone(self, cell_id: str) -> Outcome:
        cell = next((cell for cell in await self.host.read() if cell.id == cell_id), None)
        if cell is None:
            raise PlanError(f"No cell {cell_id!r} in this notebook.", hint="It may have been deleted.")
        self.results[cell_id] = await self.host.run(cell_id, cell.hash)
        status: SessionStatus = "done" if self.results[cell_id].status == "ok" else "failed"
        self.memory.update_session(status=status, usage=self.engine.usage, message=f"reran {cell_id}")
        await self.remembered(None, "")
        return Outcome(status, f"cell {cell_id}: {self.results[cell_id].status}")

    async def _finish(self) -> Outcome:
        report = None
        if self.rerun is not None:
            await self.remembered(None, "clean rerun")
            report = await self.rerun(await self.host.read())
            self.memory.log.add("finding" if report.ok else "error", report.line())
        leaves = self.memory.plan.leaves()
        complete = all(step.state in ("done", "skipped") for step in leaves)
        settled = all(step.state in SETTLED for step in leaves)
        passed = report is None or report.ok
        status: SessionStatus = "done" if complete and passed else "incomplete" if settled else "stopped"
        text = summary_text(self.memory, report, self.passage.title)
        self.memory.update_session(status=status, usage=self.engine.usage, message=text.split("\n", 1)[0])
        await self._write_summary(report)
        await self.remembered(None, "")
        await self.host.save()
        return Outcome(status, text, report)

    async def _write_summary(self, report: RerunReport | None) -> None:
        """The coverage cell at the end of the session's cells; a former one is brought up to date."""
        cells = await self.host.read()
        table = coverage_markdown(self.memory.contract, cells, self.memory.paper.target)
        source = f"## What was implemented\n\n{table}"
        if report is not None:
            source += f"\n\n**Clean rerun**: {report.line()}."
        old = next((cell for cell in cells if cell.note is not None and cell.note.step == "summary"), None)
        anchor = self._performer.tail if self._performer is not None else self.after
        if old is not None and anchor is None:
            await self.host.edit(old.id, source, old.hash)
            return
        if old is not None:  # new cells were written below it
            await self.host.delete(old.id, old.hash)
        note = CellNote("summary", "reviewer")
        await self.host.insert(NewCell("markdown", source, note=note), anchor)

    async def _broken(self, error: BaseException) -> Outcome:
        stopped = isinstance(error, asyncio.CancelledError | StoppedError)
        paused = isinstance(error, BudgetError)  # a cap was reached: resuming with a higher one goes on
        for step in self.memory.plan.leaves():
            if step.state == "running":
                self.memory.plan.move(step.id, "pending", note="stopped" if stopped else str(error))
        message = "stopped by the user" if stopped else str(error)
        self.memory.log.add("decision" if stopped else "error", message)
        status: SessionStatus = "stopped" if stopped or paused else "failed"
        self.memory.update_session(status=status, usage=self.engine.usage, message=message)
        with contextlib.suppress(RcaError, TimeoutError, asyncio.TimeoutError):
            await asyncio.wait_for(self._keep(), SAVING_GRACE)
        return Outcome(status, message)

    async def _keep(self) -> None:
        await self.remembered(None, "")
        await self.host.save()

    async def remembered(self, step: Step | None, action: str) -> None:
        """Write the memory into the notebook and let the user see where things stand."""
        record = self.memory.session
        if record is not None and record.status == "running":
            self.memory.update_session(status="running", usage=self.engine.usage)
        block = encode(self.memory)
        if self.persists:
            await self.host.write_memory(block)
        shown = {**block, "log": block["log"][-SHOWN_ENTRIES:]}
        progress = Progress(self.block_status(), step.id if step else "", action, shown)
        await self.host.show(progress)
        self.tell(action, step)
        if step is not None and step.state in SETTLED:
            await self.host.save()
