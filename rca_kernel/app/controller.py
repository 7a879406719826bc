"""What `%rca` and the panel drive inside a kernel: one session at a time, on a background thread."""

from __future__ import annotations

import argparse
import asyncio
import concurrent.futures
import logging
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, Protocol

from rca_kernel.adapters.ipython.magics import Shown
from rca_kernel.adapters.readers.arxiv import arxiv_id
from rca_kernel.app.config import Config, load_config
from rca_kernel.app.papers import WHOLE, Target, code_beside, load_paper, pasted_paper, target_of
from rca_kernel.app.session import Outcome, Session
from rca_kernel.app.single_cells import failed_cell, run_alone
from rca_kernel.app.telling import contract_lines, log_lines, shown_paper, status_lines
from rca_kernel.errors import HostError, PaperError, PlanError, RcaError
from rca_kernel.memory import Memory, decode
from rca_kernel.notebook import NotebookHost, Progress, RunResult
from rca_kernel.paper.document import Paper
from rca_kernel.plan import MARKS, Step, as_text
from rca_kernel.workspace import Workspace

logger = logging.getLogger("rca_kernel.session")


class Hosts(Protocol):
    """Where the notebook of this kernel is, and the thread on which sessions live."""

    def submit(self, work: Coroutine[Any, Any, Outcome]) -> concurrent.futures.Future[Outcome]: ...

    async def host(self) -> NotebookHost: ...

    def announce(self, running: bool) -> None: ...


class Controller:
    """Implements the magics' port. Every method returns at once; the work goes on beside the kernel."""

    def __init__(self, hosts: Hosts) -> None:
        self._hosts = hosts
        self._paper: tuple[Paper, str] | None = None
        self._code = ""
        self._config: Config | None = None
        self._session: Session | None = None
        self._work: concurrent.futures.Future[Outcome] | None = None
        self._task: asyncio.Task[Outcome] | None = None
        self._doing = ""
        self._ended = ""
        self._results: dict[str, RunResult] = {}

    @property
    def running(self) -> bool:
        return self._work is not None and not self._work.done()

    def paper(self, file: str, code: str, target: str) -> Shown:
        paper = load_paper(file)
        if code:
            Workspace(Path(code))
        self._paper, self._code = (paper, file), code
        return shown_paper(paper, target)

    def pasted(self, text: str, options: argparse.Namespace, cell_id: str) -> str:
        self._refuse_second()
        self._paper, self._code = (pasted_paper(text), "pasted text"), ""
        return self.implement(WHOLE, options, cell_id)

    def implement(self, target: str, options: argparse.Namespace, cell_id: str) -> str:
        self._refuse_second()
        if self._paper is None:
            raise PaperError("No paper has been read in this kernel.", hint="Begin with %rca paper FILE.")
        config = self._config = load_config(**_given(options))
        chosen = target_of(*self._paper, target, Path.cwd(), self._code)
        self._start(lambda: self._implement(chosen, config, cell_id or None))
        warnings = "".join(f"\n! {warning}" for warning in chosen.passage.warnings)
        return (
            f"Implementing {chosen.passage.title} of “{chosen.passage.paper_title}” in the background; "
            f"the plan is in the right sidebar. %rca status, %rca stop.{warnings}"
        )

    def resume(self, options: argparse.Namespace | None = None) -> str:
        self._refuse_second()
        given = _given(options) if options is not None else {}
        self._start(lambda: self._resume(given))
        return "Resuming the plan of this notebook in the background. %rca status, %rca stop."

    def rerun(self, cell: str) -> str:
        self._refuse_second()
        self._start(lambda: self._rerun(cell), announce=False)
        return f"Rerunning {'the failed cell' if cell == 'failed' else f'cell {cell}'} in the background."

    def stop(self) -> str:
        if not self.running:
            return "No session is running."
        self._hosts.submit(self._stop())
        return "Stopping the session."

    def status(self) -> str:
        if self._session is None:
            begun = f"running: {self._doing}" if self.running else self._ended
            return begun or "No session has run in this kernel. Begin with %rca paper FILE."
        doing = self._doing if self.running else ""
        return status_lines(self._session, doing, self._ended)

    def plan(self) -> str:
        return as_text(self._current().memory.plan)

    def contract(self) -> str:
        return contract_lines(self._current().memory.contract)

    def log(self, query: str) -> str:
        return log_lines(self._current().memory.log, query)

    def ask(self, question: str) -> str:
        from rca_kernel.app.answering import answer
        from rca_kernel.memory.ask import evidence, passage_texts

        session = self._current()
        references = evidence(session.memory, passage_texts(session.passage), question)
        return answer(session.engine, question, references)

    def targets(self) -> list[str]:
        """What can be implemented, for completion."""
        if self._paper is None:
            return []
        paper = self._paper[0]
        sections = [f'"Section {s.number}"' for s in paper.sections if s.number]
        titles = [f'"{s.title}"' for s in paper.sections if s.title and '"' not in s.title]
        return sections + titles + [f'"Algorithm {a.number}"' for a in paper.algorithms if a.number]

    def obey(self, name: str, args: Any) -> tuple[bool, str]:
        """A command from the panel; called on a worker thread."""
        try:
            match name:
                case "stop":
                    return self.running, self.stop()
                case "resume":
                    return True, self.resume()
                case "rerun_cell":
                    return True, self.rerun(str(args["cell_id"]))
                case _:
                    return False, f"Unknown command {name!r}."
        except RcaError as error:
            return False, str(error)

    def close(self) -> None:
        if self.running:
            self.stop()

    def _current(self) -> Session:
        if self._session is None:
            raise PlanError("No session has run in this kernel.", hint='Begin with %rca implement "…".')
        return self._session

    def _refuse_second(self) -> None:
        if self.running:
            raise HostError("A session is running in this kernel.", hint="Wait for it, or %rca stop.")

    def _start(self, work: Callable[[], Coroutine[Any, Any, Outcome]], *, announce: bool = True) -> None:
        self._doing, self._ended = "starting", ""
        if announce:
            self._hosts.announce(True)
        self._work = self._hosts.submit(self._guarded(work))

    async def _guarded(self, work: Callable[[], Coroutine[Any, Any, Outcome]]) -> Outcome:
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
        self._ended = outcome.text
        self._hosts.announce(False)
        await self._tell_end(outcome)
        return outcome

    async def _tell_end(self, outcome: Outcome) -> None:
        """Where the session could not say it itself, the panel still shows how it ended."""
        if self._session is not None and self._session.block_status() == outcome.status:
            return
        if self._session is None and outcome.status == "done":
            return  # a cell of the user's own
        try:
            host = await self._hosts.host()
            block = await host.read_memory() or {}
            await host.show(Progress(outcome.status, "", outcome.text, block))
        except RcaError as error:
            logger.warning("the end could not be shown: %s", error)

    async def _implement(self, target: Target, config: Config, after: str | None) -> Outcome:
        session = await self._wire(target, config)
        session.after = after
        return await session.implement()

    async def _resume(self, given: dict[str, Any]) -> Outcome:
        memory = await self._remembered()
        session = await self._wire(await self._target(memory), self._continued(memory, given))
        return await session.resume()

    async def _rerun(self, cell: str) -> Outcome:
        host = await self._hosts.host()
        block = await host.read_memory()
        memory = self._session.memory if self._session else decode(block) if block else Memory()
        if cell == "failed":
            cell = await failed_cell(host, memory)
        if not any(cell in step.cells for step in memory.plan):
            return await run_alone(host, cell)
        self._hosts.announce(True)
        session = await self._wire(await self._target(memory), self._continued(memory, {}))
        return await session.rerun_cell(cell)

    def _continued(self, memory: Memory, given: dict[str, Any]) -> Config:
        """The settings to go on with: what is asked now, else as before in this kernel, else the
        engine that the notebook names, else the environment's."""
        if not given.get("model"):
            if self._config is not None:
                return self._config
            if memory.session is not None:
                given = {**given, "model": memory.session.engine}
        return load_config(**given)

    async def _stop(self) -> Outcome:
        if self._session is not None:
            self._session.stopping = True
        if self._task is not None:
            self._task.cancel()
        if self._session is not None:
            await self._session.host.interrupt()
        return Outcome("stopped", "")

    async def _remembered(self) -> Memory:
        if self._session is not None:
            return self._session.memory
        host = await self._hosts.host()
        block = await host.read_memory()
        if block is None:
            raise PlanError("This notebook holds no plan.", hint='Begin with %rca implement "…".')
        return decode(block)

    async def _target(self, memory: Memory) -> Target:
        """The passage a notebook's plan came from, read again."""
        known = self._paper
        if known is None or known[0].digest != memory.paper.digest:
            file = memory.paper.file
            if not Path(file).exists() and not arxiv_id(file):
                raise PaperError(
                    f"The paper {file!r} is not where it was.",
                    hint="Read it with %rca paper FILE, then resume.",
                )
            known = (await asyncio.to_thread(load_paper, file), file)
            self._paper = known
        if not self._code and memory.paper.code:
            self._code = code_beside(memory.paper.code)
        return target_of(*known, memory.paper.target, Path.cwd(), self._code)

    async def _wire(self, target: Target, config: Config) -> Session:
        from rca_kernel.adapters.headless.rerun import HeadlessRerun
        from rca_kernel.app.engines import build_engine

        host = await self._hosts.host()
        engine, reason = await asyncio.to_thread(build_engine, config, on_wait=self._waiting)
        workspace = Workspace(Path(self._code)) if self._code else None
        self._session = Session(
            host,
            engine,
            target.passage,
            target.paper,
            reason=reason,
            workspace=workspace,
            read_paper=target.read,
            rerun=HeadlessRerun(cwd=Path.cwd()),
            tell=self._tell,
            results=self._results,
        )
        return self._session

    def _tell(self, text: str, step: Step | None) -> None:
        where = f"{MARKS[step.state]} {step.id} {step.title}: " if step is not None else ""
        self._doing = f"{where}{text}" if text or where else self._doing

    def _waiting(self, seconds: float, why: str) -> None:
        self._doing = f"waiting {seconds:.0f} s for the model: {why}"


GIVEN = ("model", "planner", "expert", "worker", "api_base", "max_tokens", "max_cost")


def _given(options: argparse.Namespace) -> dict[str, Any]:
    return {name: getattr(options, name) for name in GIVEN}
