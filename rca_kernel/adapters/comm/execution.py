"""One run asked of the page, followed in the kernel, which keeps the result whatever becomes of the page."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from typing import Any

from rca_kernel.adapters.comm.channel import Channel
from rca_kernel.adapters.comm.messages import Answer, RunCell, RunReport
from rca_kernel.adapters.comm.requests import Pending
from rca_kernel.notebook import RunResult, StreamOutput
from rca_kernel.notebook.executions import Execution

STOPPED = RunResult("interrupted", (StreamOutput("stderr", "Stopped before the cell started.\n"),))


@dataclass(slots=True, eq=False)
class Run:
    """A cell and source that we want run. All futures belong to the channel's loop."""

    cell_id: str
    source_hash: str
    execution: Execution | None = None
    withdrawn_at: float = 0.0
    ended: asyncio.Future[None] = field(default_factory=lambda: asyncio.get_running_loop().create_future())
    stopped: asyncio.Future[None] = field(default_factory=lambda: asyncio.get_running_loop().create_future())


class Runs:
    """Matches executions that the kernel sees with runs that we asked for; lives on the channel's loop."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self._runs: list[Run] = []
        self._withdrawn: list[Run] = []
        self._orphans: list[Run] = []
        """Runs that nobody waits for any more and that have not ended."""
        self._stops: dict[Run, asyncio.Task[None]] = {}
        channel.executions.on_start.append(lambda execution: channel.post(self._started, execution))
        channel.executions.on_end.append(lambda execution: channel.post(self._ended, execution))

    async def run(self, cell_id: str, source_hash: str) -> RunResult | Answer:
        """The result; or the page's answer, when it refused to run the cell."""
        run = Run(cell_id, source_hash)
        self._runs.append(run)
        request = RunCell("", "", cell_id, source_hash)
        asked = asyncio.get_running_loop().create_task(
            self._channel.request(request, may_repeat=lambda pending: self._may_repeat(run, pending))
        )
        try:
            await _first(asked, run.ended, run.stopped)
            return await self._outcome(run, asked)
        except asyncio.CancelledError:
            self._abandon(run)
            raise
        finally:
            asked.cancel()
            self._runs.remove(run)

    async def interrupt(self) -> bool:
        """Stop what we run, and withdraw what waits behind the user's cells; whether all of it ended."""
        begun = [run for run in (*self._runs, *self._orphans) if run.execution is not None]
        for run in tuple(self._runs):
            if run.execution is None:
                self._abandon(run)
                if not run.stopped.done():
                    run.stopped.set_result(None)
        if begun:
            await asyncio.wait([self._stop_behind(run) for run in begun])
        return all(run.ended.done() for run in begun)

    def _abandon(self, run: Run) -> None:
        """Nobody waits any more: stop it now, or as soon as it comes out of the kernel's queue."""
        if run.execution is None:
            run.withdrawn_at = time.monotonic()
            self._withdrawn.append(run)
        else:
            self._orphan(run)

    def _orphan(self, run: Run) -> None:
        if not run.ended.done():
            self._orphans.append(run)
            self._stop_behind(run)

    def _stop_behind(self, run: Run) -> asyncio.Task[None]:
        """One for each run: a cell that tidies up when it is interrupted is not interrupted in that."""
        task = self._stops.get(run)
        if task is None:
            task = self._stops[run] = asyncio.get_running_loop().create_task(self._stop(run))
            task.add_done_callback(lambda done: self._stops.pop(run, None))
        return task

    async def _stop(self, run: Run) -> None:
        executions = self._channel.executions
        for _ in range(3):
            if run.ended.done():
                return
            runs = executions.interrupt(lambda running: running is run.execution)
            await asyncio.wait({run.ended}, timeout=self._channel.timing.stop)
            if not runs:
                return

    async def _outcome(self, run: Run, asked: asyncio.Task[Answer]) -> RunResult | Answer:
        if run.stopped.done():
            return STOPPED
        if run.execution is not None:
            return await self._finished(run, run.execution, asked)
        answer = asked.result()
        if isinstance(answer, RunReport):  # an empty cell, which starts no execution
            return RunResult(answer.status)
        return answer

    async def _finished(self, run: Run, execution: Execution, asked: asyncio.Task[Answer]) -> RunResult:
        """The cell runs, whatever the page says; but the page should show its outputs before a save."""
        grace = self._channel.timing.grace
        await _first(run.ended, asked)
        if run.ended.done():
            if self._channel.page is not None:
                await asyncio.wait({asked}, timeout=grace)
        elif isinstance(asked.result(), RunReport):
            await asyncio.wait({run.ended}, timeout=grace)
        else:
            await run.ended
        return execution.result()

    def _may_repeat(self, run: Run, pending: Pending) -> bool:
        """Never once it started; and not while it may stand in the kernel's queue."""
        if run.execution is not None:
            return False
        return not pending.acked_ever or self._channel.executions.idle_seconds() >= self._channel.timing.quiet

    def _started(self, execution: Execution) -> None:
        for run in self._runs:
            if run.execution is None and _matches(run, execution):
                run.execution = execution
                return
        self._withdrawn = [run for run in self._withdrawn if self._may_still_come(run, execution)]
        for run in self._withdrawn:
            if _matches(run, execution):
                self._withdrawn.remove(run)
                run.execution = execution
                self._orphan(run)
                return

    def _may_still_come(self, run: Run, execution: Execution) -> bool:
        """Later, and with the queue run dry, it is the user who runs the cell."""
        timing = self._channel.timing
        return execution.gap < timing.quiet or execution.started - run.withdrawn_at < timing.withdrawn

    def _ended(self, execution: Execution) -> None:
        for run in (*self._runs, *self._orphans):
            if run.execution is execution and not run.ended.done():
                run.ended.set_result(None)
        self._orphans = [run for run in self._orphans if not run.ended.done()]


async def _first(*futures: asyncio.Future[Any]) -> None:
    await asyncio.wait(futures, return_when=asyncio.FIRST_COMPLETED)


def _matches(run: Run, execution: Execution) -> bool:
    return (run.cell_id, run.source_hash) == (execution.cell_id, execution.source_hash)
