"""What a user looks at: where things stand, plan, contract, log and cost, of this kernel's session, else of
the one before it that the notebook keeps."""

from __future__ import annotations

from concurrent.futures import TimeoutError as FutureTimeoutError
from typing import TYPE_CHECKING

from rca_kernel.app.runner import Runner
from rca_kernel.app.spending import cost_lines, kept_cost
from rca_kernel.app.steering import Steering
from rca_kernel.app.telling import contract_lines, kept_lines, log_lines, status_lines, waiting_lines
from rca_kernel.errors import PlanError, RcaError
from rca_kernel.memory import Memory
from rca_kernel.notebook import Cell, spelt
from rca_kernel.plan import as_text

if TYPE_CHECKING:
    from rca_kernel.memory.ask import Reference
    from rca_kernel.paper.passage import Passage


READING = 2.0
"""Seconds in which the cells are read that names are taken from."""


class Overview:
    """Each method gives a text for the user; it may ask the notebook: call it off the session's thread."""

    def __init__(self, runner: Runner, steering: Steering) -> None:
        self._runner = runner
        self.steering = steering

    def status(self) -> str:
        runner = self._runner
        if runner.session is None:
            begun = f"running: {runner.doing}" if runner.running else runner.ended
            return begun or self._idle()
        doing = runner.doing if runner.running and not runner.is_ending() else ""
        said = status_lines(runner.session, doing, runner.ended)
        waits = waiting_lines(runner.gate)
        return f"{said}\n{waits}" if waits else said

    def plan(self) -> str:
        return spelt(as_text(self._memory().plan))

    def contract(self) -> str:
        return contract_lines(self._memory().contract, self._cells())

    def log(self, query: str) -> str:
        return log_lines(self._memory(), query, self._cells())

    def cost(self) -> str:
        session = self._runner.session
        return cost_lines(session) if session is not None else kept_cost(self._memory())

    def evidence(self, question: str) -> list[Reference]:
        """What in memory and passage bears on a question."""
        from rca_kernel.memory.ask import evidence, passage_texts

        session = self._runner.session
        if session is not None:
            return evidence(session.memory, passage_texts(session.passage), question)
        memory = self._memory()
        try:
            passage = self.steering.look(self._passage)
        except RcaError:
            return evidence(memory, (), question)  # the paper is elsewhere now
        return evidence(memory, passage_texts(passage), question)

    def _cells(self) -> tuple[Cell, ...]:
        """The notebook's, after which what is told of them is named; none where it cannot be read soon. What
        a session shows stays below its own cell."""
        reading = self._runner.hosts.submit(_read(self._runner))
        try:
            return reading.result(READING)
        except FutureTimeoutError:
            reading.cancel()
        except RcaError:
            pass
        return ()

    async def _passage(self, runner: Runner) -> Passage:
        return (await runner.target(await runner.remembered())).passage

    def _memory(self) -> Memory:
        session = self._runner.session
        if session is not None:
            return session.memory
        if self._runner.running:  # it begins, and what it shows belongs to its own cell
            return self._runner.current().memory
        try:
            memory = self.steering.look(_remembered)
        except PlanError:
            memory = Memory()
        if not len(memory.plan):
            return self._runner.current().memory  # which says that there is none
        return memory

    def _idle(self) -> str:
        none = "No session has run in this kernel."
        try:
            return f"{none} {kept_lines(self._memory())}"
        except RcaError:
            return f"{none} Begin with %rca paper FILE."


async def _read(runner: Runner) -> tuple[Cell, ...]:
    return await (runner.session.host if runner.session is not None else await runner.hosts.host()).read()


async def _remembered(runner: Runner) -> Memory:
    return await runner.remembered()
