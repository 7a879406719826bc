"""One session at a time on the background thread of a kernel: begun, stopped, and its end always told."""

from __future__ import annotations

import asyncio
import concurrent.futures
import logging
import threading
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rca_kernel.adapters.readers.arxiv import arxiv_id
from rca_kernel.agents.gate import Gate
from rca_kernel.app.begun import DECLINED, asked_first, opened
from rca_kernel.app.choices import Choices
from rca_kernel.app.closing import Outcome
from rca_kernel.app.config import Config, mode_of
from rca_kernel.app.continuing import BEGIN
from rca_kernel.app.halting import Halts, left_alone
from rca_kernel.app.hosts import Hosts
from rca_kernel.app.live import live_of
from rca_kernel.app.papers import Target, code_beside, load_paper, target_of
from rca_kernel.app.pasted import PASTED, keep_pasted, pasted_in
from rca_kernel.app.reading import named_baseline
from rca_kernel.app.suggested import taken_up
from rca_kernel.errors import HostError, PaperError, PlanError, RcaError
from rca_kernel.memory import Memory
from rca_kernel.notebook import Progress, RunResult
from rca_kernel.paper.document import Paper
from rca_kernel.plan import MARKS, Step
from rca_kernel.workspace import Workspace

if TYPE_CHECKING:
    from rca_kernel.app.session import Session

Work = Callable[[], Coroutine[Any, Any, Outcome]]
ENDING = 30.0
"""Seconds that a session which has ended may take to save."""
NONE_RUNS = "No session is running."
logger = logging.getLogger("rca_kernel.session")
__all__ = ["Hosts", "Runner"]


class Runner:
    """What a kernel knows of its sessions. Methods return at once; the work goes on beside the kernel."""

    def __init__(self, hosts: Hosts) -> None:
        self.hosts = hosts
        self.gate = Gate()
        self.paper: tuple[Paper, str] | None = None
        self.code = ""
        self.pasted = ""
        """The method that stands below %%rca, as it was pasted."""
        self.choices = Choices()
        self.settings: Callable[[], Mapping[str, Any]] = dict  # what JupyterLab's say now
        self.config: Config | None = None
        self.session: Session | None = None
        self.results: dict[str, RunResult] = {}
        self.watcher: Callable[[], None] = lambda: None
        """Called when something happened, on the session's thread."""
        self.doing = ""
        self.ended = ""
        self.attending = False
        """Whether a cell waits for the session's end (%rca wait)."""
        self._stopping = False
        self.halts = Halts()
        self._starting = threading.Lock()
        self._before: Session | None = None
        self._work: concurrent.futures.Future[Outcome] | None = None
        self._task: asyncio.Task[Outcome] | None = None

    @property
    def running(self) -> bool:
        return self._work is not None and not self._work.done()

    def is_ending(self) -> bool:
        """Whether the session has said how it ended and only saves what it has."""
        session = self.session if self.session is not self._before else None
        return self.running and (self.ended != "" or (session is not None and session.ended))

    def refuse_second(self) -> None:
        if self.is_ending() and self._work is not None:
            concurrent.futures.wait([self._work], ENDING)
        if self.running:
            raise _second()

    def start(self, work: Work, *, announce: bool = True) -> None:
        """Begin `work`; of two that begin at the same time on two threads, one is refused."""
        with self._starting:
            if self.running:
                raise _second()
            self.halts.refuse()
            self.doing, self.ended, self._before = "starting", "", self.session
            self._stopping = False
            self.hosts.begin()
            if announce:
                self.hosts.announce(True)
            self._work = self.hosts.submit(self._guarded(work))
        self._watched()

    def choose(self, choices: Choices) -> Config:
        """From now on these hold, for later sessions too unless a command's own options say otherwise."""
        self.choices, self.config = choices, choices.config()
        self.gate.mode = mode_of(self.config)
        return self.config

    def stop(self) -> str:
        """Stop what runs, or what a command is about to begin; NONE_RUNS where there is neither."""
        with self._starting:
            withdrawn = self.halts.halt()
        if not self.running:
            return "Stopped before it began." if withdrawn else NONE_RUNS
        said = self.doing if self._stopping and self.doing.startswith("Stopping") else "Stopping the session"
        asks = threading.current_thread() is threading.main_thread()  # by the cell that runs: %rca stop
        running = "" if self.attending or asks else self.hosts.running_cell()
        self.hosts.submit(self._stop(running))
        aside = left_alone(running, self.session.memory.plan if self.session is not None else None)
        return f"{'; '.join(filter(None, (said, aside)))}."

    def current(self) -> Session:
        if self.session is None:
            raise PlanError("No session has run in this kernel.", hint='Begin with %rca implement "…".')
        return self.session

    async def implement(
        self, target: Target, given: Mapping[str, Any], after: str | None, note: str = ""
    ) -> Outcome:
        session = await self.wire(target, (await taken_up(self)).asked(given))
        session.after, session.note = after, note
        if target.paper.file == PASTED:
            await keep_pasted(session.host, self.pasted)
        return await session.implement()

    async def resume(self, given: Mapping[str, Any], note: str = "") -> Outcome:
        memory = await self.remembered()
        choices = self.continued(memory, given)
        allowed = await self.allowed(memory, choices)
        if allowed is None:
            return Outcome("stopped", DECLINED)
        session = await self.wire(await self.target(memory), allowed)
        session.note, session.allowed = note, True
        return await session.resume()

    async def allowed(self, memory: Memory, choices: Choices) -> Choices | None:
        """The settings with which the user lets this work go on; None where they do not."""
        if memory.own:
            return choices
        return await asked_first(await self.hosts.host(), self.gate, memory, choices, self.hosts.notice)

    async def remembered(self) -> Memory:
        """The memory of this kernel's session, else the notebook's."""
        if self.session is not None:
            return self.session.memory
        host = await self.hosts.host()
        block = await host.read_memory()
        if block is None:
            raise PlanError("This notebook holds no plan yet.", hint=BEGIN)
        return opened(block, await host.read())

    def continued(self, memory: Memory, given: Mapping[str, Any]) -> Choices:
        """As asked now, else as before in this kernel, else by the notebook's engine, else as configured."""
        named = {name: value for name, value in given.items() if value not in (None, "")}
        choices = self.choices.asked({**self.choices.options, **named})
        if self.session is not None or choices.names("model") or memory.session is None:
            return choices
        return choices.asked({**choices.options, "model": memory.session.engine})

    async def target(self, memory: Memory) -> Target:
        """The passage a notebook's plan came from, read again."""
        known = self.paper
        if known is None or known[0].digest != memory.paper.digest:
            file = memory.paper.file
            if file == PASTED:
                self.paper = (await pasted_in(await self.hosts.host(), memory.paper.digest), file)
                return target_of(*self.paper, memory.paper.target, Path.cwd(), self.code)
            if not Path(file).exists() and not arxiv_id(file):
                raise PaperError(
                    f"The paper {file!r} is not where it was.",
                    hint="Read it with %rca paper FILE, then resume.",
                )
            known = (await asyncio.to_thread(load_paper, file), file)
            self.paper = known
        if not self.code and memory.paper.code:
            self.code = code_beside(memory.paper.code)
        return target_of(*known, memory.paper.target, Path.cwd(), self.code)

    async def wire(self, target: Target, choices: Choices, *, once: Config | None = None) -> Session:
        """A session on this kernel's notebook; the settings `once` are for this one alone."""
        from rca_kernel.adapters.headless.rerun import HeadlessRerun
        from rca_kernel.app.engines import build_engine
        from rca_kernel.app.session import Session

        config = once or choices.config()
        host = await self.hosts.host()
        built = await asyncio.to_thread(build_engine, config, on_wait=self.waiting)
        self.choose(replace(self.choices, options=choices.options))
        before = self.session.memory if self.session is not None else Memory(own=False)
        self.session = Session(
            host,
            built.engine,
            target.passage,
            target.paper,
            reason=built.reason,
            workspace=self.workspace(),
            baseline=named_baseline(config, self.workspace()),
            read_paper=target.read,
            rerun=HeadlessRerun(cwd=Path.cwd()),
            tell=self._tell,
            results=self.results,
            gate=self.gate,
            models=built.models,
            ledger=built.ledger,
            address=built.address,
            undo_folder=Path.cwd(),
            heard=before.heard,
            allowed=before.own,
        )
        return self.session

    def workspace(self) -> Workspace | None:
        """The starter code that was named with the paper."""
        return Workspace(Path(self.code)) if self.code else None

    async def show(self) -> None:
        """Show again what is live, also where no session has run."""
        if self.session is not None:
            await self.session.show()
            return
        host = await self.hosts.host()
        budget = self.config.budget if self.config is not None else None
        block = await host.read_memory() or {}
        await host.show(Progress("idle", "", "", block, live_of(self.gate, budget=budget)))

    def waiting(self, seconds: float, why: str) -> None:
        """A model call is tried again."""
        self.doing = f"asking the model again in {seconds:.0f} s: {why}"
        self._watched()
        if self.session is not None:
            self.hosts.submit(self.session.show(self.doing))

    async def _guarded(self, work: Work) -> Outcome:
        """Every end is told: the user sees an error of ours too, never a session that hangs as running."""
        self._task = asyncio.current_task()
        try:
            outcome = await work()
        except asyncio.CancelledError:
            outcome = Outcome("stopped", "stopped by the user")
        except RcaError as error:
            outcome = Outcome("failed", str(error))
        except Exception as error:
            logger.exception("a session broke")
            outcome = Outcome("failed", f"An error of rca_kernel itself: {type(error).__name__}: {error}")
        self.doing, self.ended = "", outcome.text
        self.hosts.announce(False)
        self._watched()
        await self._tell_end(outcome)
        return outcome

    async def _tell_end(self, outcome: Outcome) -> None:
        """Where the session could not say it itself, the panel and the cell still show how it ended."""
        if outcome.status == "failed":
            self.hosts.notice(outcome.text)
        session = self.session
        if session is not None and session.block_status() == outcome.status and not session.gate.paused:
            return
        if session is None and outcome.status == "done":
            return  # a cell of the user's own
        try:
            self.gate.begin()
            host = await self.hosts.host()
            block = await host.read_memory() or {}
            live = session.live() if session is not None else live_of(self.gate)
            await host.show(Progress(outcome.status, "", outcome.text, block, live))
        except RcaError as error:
            logger.warning("the end could not be shown: %s", error)

    async def _stop(self, running: str = "") -> None:
        session, again = self.session, self._stopping
        self._stopping = True
        if session is not None:
            session.stopping = True
            session.aside = left_alone(running, session.memory.plan)
        if self._task is not None and not again:
            self._task.cancel()
        if session is not None:
            await session.host.interrupt()

    def _tell(self, text: str, step: Step | None) -> None:
        where = f"{MARKS[step.state]} {step.id} {step.title}" if step is not None else ""
        self.doing = ": ".join(filter(None, (where, text))) or self.doing
        self._watched()

    def _watched(self) -> None:
        self.watcher()


def _second() -> HostError:
    return HostError("A session is running in this kernel.", hint="Wait for it, or %rca stop.")
