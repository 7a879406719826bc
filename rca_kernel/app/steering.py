"""What a user changes while a session runs, or between sessions: pace, mode, models, caps, plan, answers."""

from __future__ import annotations

import asyncio
import concurrent.futures
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from pathlib import Path
from typing import Any, TypeVar

from rca_kernel.actions.undoing import Undoing, Undone
from rca_kernel.app.addresses import refuse_elsewhere
from rca_kernel.app.begun import block_of
from rca_kernel.app.config import mode_of
from rca_kernel.app.continuing import journal_file
from rca_kernel.app.engines import build_engine
from rca_kernel.app.exporting import export_work
from rca_kernel.app.roles import INHERIT, checked_name, is_formal, known_role
from rca_kernel.app.runner import Runner
from rca_kernel.app.suggested import renewed, take_up
from rca_kernel.app.summary import renew_summary
from rca_kernel.errors import HostError, PlanError
from rca_kernel.memory import Memory
from rca_kernel.notebook import Mode, Verdict, counted
from rca_kernel.notebook.dependencies import dependents
from rca_kernel.plan import Add, Move, Plan, PlanEdit, Retry, Skip, edit_plan
from rca_kernel.workspace import load_journal

T = TypeVar("T")
MODES: dict[Mode, str] = {
    "plan": "The next session holds when its plan is ready; where you resume, it goes on without asking.",
    "approve": "Each action that writes, executes, installs or reaches the network asks first.",
    "auto": "Actions are done without asking; installing still asks.",
}
PATIENCE = 30.0
"""Seconds that a change of the plan may take, the page's part in it included."""


class Steering:
    """Each method returns a line for the user, or raises RcaError; call them off the session's thread."""

    def __init__(self, runner: Runner) -> None:
        self._runner = runner

    def pause(self) -> str:
        if not self._runner.running:
            raise PlanError("No session is running.", hint="There is nothing to pause.")
        self._runner.gate.pause()
        self._show()
        return "Pausing after the current action. %rca resume goes on."

    def release(self) -> str:
        """Go on with the session that is paused."""
        if not self._runner.gate.paused:
            raise PlanError("A session is running in this kernel.", hint="Wait for it, or %rca stop.")
        self._runner.gate.release()
        return f"Going on{self.consented(self._runner.gate.mode)}."

    def consented(self, mode: Mode) -> str:
        """What a resume allows where the mode has held at the plan."""
        return ", without asking (%rca mode approve asks before each change)" if mode == "plan" else ""

    def tell(self, note: str) -> None:
        """What the user adds to their notes while a session runs."""
        session = self._runner.session
        if session is not None:
            session.memory.listen(note)
            session.tell_engine(f"(The user adds: {note})")

    def mode(self) -> str:
        runner = self._runner
        mode = runner.gate.mode if runner.running else mode_of(renewed(runner).config())
        return f"Mode {mode}. {MODES[mode]}"

    def set_mode(self, mode: Mode) -> str:
        self._runner.choose(renewed(self._runner).keep(mode=mode))
        self._show()
        return self.mode()

    def decide(self, request: str, verdict: Verdict, text: str = "") -> str:
        """The user's word on what waits; `request` "" is whatever waits."""
        self._runner.gate.decide(request, verdict, text)
        said = {"approve": "Approved.", "edit": "Approved as you edited it.", "reject": "Rejected."}
        return said[verdict]

    def answer(self, request: str, text: str) -> str:
        self._runner.gate.answer(request, text)
        return "Answered."

    def edit_plan(self, edit: PlanEdit) -> str:
        """Change the plan, also while a session runs."""
        return self._wait(self._edit_plan(edit))

    def set_model(self, role: str, model: str) -> str:
        """From the next choice on, where a session runs, else from the next session; "default" inherits
        again. A name that looks like none is refused at once."""
        choices, inherits = renewed(self._runner), model.strip().lower() == INHERIT
        name = "" if inherits else checked_name(model, choices.config().api_base)
        return self._wait(self._use({known_role(role): name}, f"{role}: {name or 'the default'}"))

    def set_option(self, name: str, value: object) -> str:
        """Another setting than a role, a cap on money or tokens, or the mode."""
        config = renewed(self._runner).keep(**{name: value}).config()
        return self._wait(self._use({name: value}, f"{name}: {getattr(config, name)!r}"))

    def set_budget(self, max_tokens: int, max_cost: float) -> str:
        """New caps, 0 for none; they hold from the next call on."""
        return self.set_caps(max_tokens=max_tokens, max_cost=max_cost)

    def set_caps(self, **caps: object) -> str:
        """New caps for those that are named."""
        config = self._runner.choose(renewed(self._runner).keep(**caps))
        session = self._runner.session
        if session is not None and session.ledger is not None:
            session.ledger.budget = config.budget
        self._show()
        tokens = f"{config.max_tokens:,} tokens" if config.max_tokens else "no cap on tokens"
        cost = f"${config.max_cost:g}" if config.max_cost else "no cap on cost"
        seconds = f", {config.max_seconds:g} s" if config.max_seconds else ""
        steps = f", {counted(config.max_steps, 'step')} of models" if config.max_steps else ""
        return f"Budget: {tokens}, {cost}{seconds}{steps}."

    def undo(self, cell_id: str = "") -> str:
        """Take back what the agent last did to a cell; "": to whichever it changed last."""
        return self._wait(self._undo(lambda at: at.cell(cell_id) if cell_id else at.last()))

    def rollback(self, step: str) -> str:
        """Cells, memory and files back to before the step."""
        return self._wait(self._undo(lambda at: at.step(step)))

    def export(self, path: str, *, audit: bool, force: bool) -> str:
        """A module with its tests, or an audit pack; "" names it after the passage."""
        return self._wait(self._export(path, audit, force))

    async def _export(self, path: str, audit: bool, force: bool) -> str:
        runner = self._runner
        host, memory = await runner.hosts.host(), await runner.remembered()
        return export_work(await host.read(), memory, path, audit=audit, force=force).line()

    async def _undo(self, work: Callable[[Undoing], Awaitable[Undone]]) -> str:
        runner = self._runner
        if runner.running and not runner.gate.standing and not runner.is_ending():
            raise PlanError("A session is working.", hint="Pause it (%rca pause) or stop it, then undo.")
        host, memory = await runner.hosts.host(), await runner.remembered()
        session = runner.session
        journal = session.journal if session is not None else load_journal(journal_file(Path.cwd(), memory))
        workspace = session.workspace if session is not None else runner.workspace()
        undone = await work(Undoing(host, memory, journal, workspace, runner.results))
        kept = await renew_summary(host, memory)
        memory.see(await host.read())
        said = "; ".join(filter(None, (undone.line(), kept)))
        if session is not None:
            session.tell_engine(f"(The user took back work: {undone.line()}.)")
            if not runner.running:
                runner.ended = said
                memory.update_session(status="stopped", usage=session.engine.usage, message=said)
            await session.keep()
        else:
            await _write(runner, memory)
        return f"{said[0].upper()}{said[1:]}."

    async def _edit_plan(self, edit: PlanEdit) -> str:
        runner = self._runner
        host = await runner.hosts.host()
        memory = await runner.remembered()
        if isinstance(edit, Retry) and edit.step in memory.plan:
            changed = _cells_of(memory.plan, edit.step)
            cells = await host.read()
            leaning = dict.fromkeys(one.id for id in changed for one in dependents(cells, id))
            steps = [step.id for step in memory.plan.leaves() if set(step.cells) & set(leaning)]
            edit = Retry(edit.step, tuple(steps))
            for cell in (*changed, *leaning):
                runner.results.pop(cell, None)
        if isinstance(edit, Add) and _is_formal(runner, memory):
            raise PlanError(
                "The formal engine does the steps that it planned from the paper; it reads no other.",
                hint="Name a model (%rca config worker=provider/model, or Models in the panel), then add it.",
            )
        ids = {entry.step for entry in memory.log}
        plan, said = edit_plan(memory.plan, edit, taken=ids)
        if isinstance(edit, Move) and plan is memory.plan:
            return f"{said[0].upper()}{said[1:]}."
        memory.plan = plan
        memory.log.add("decision", f"the user changed the plan: {said}")
        if isinstance(edit, Skip):
            runner.gate.withdraw(edit.step, "the user skipped the step")
        session = runner.session
        if isinstance(edit, Add | Retry) and not runner.running:
            _ready(runner, memory)
        if session is not None:
            session.tell_engine(f"(The user changed the plan: {said}.)")
            await session.keep()
        else:
            await _write(runner, memory)
        return f"{said[0].upper()}{said[1:]}."

    async def _use(self, chosen: Mapping[str, object], said: str) -> str:
        runner = self._runner
        session = runner.session
        choices = renewed(runner).keep(**chosen)
        if session is not None:
            await asyncio.to_thread(refuse_elsewhere, session.memory, choices)
            ledger, using = session.ledger, choices.config()
            built = await asyncio.to_thread(build_engine, using, on_wait=runner.waiting, ledger=ledger)
            session.change_engine(built)
            session.memory.log.add("decision", f"the user changed a setting; {said}")
        config = runner.choose(renewed(runner).keep(**chosen))  # with what was chosen meanwhile
        if session is not None and session.ledger is not None:
            session.ledger.budget = config.budget
        await runner.show()
        return f"From now on {said}."

    def look(self, work: Callable[[Runner], Coroutine[Any, Any, T]]) -> T:
        """What is looked up in the notebook; raises RcaError where it is not there."""
        self._runner.hosts.begin()
        return self._wait(work(self._runner))

    def _show(self) -> None:
        self._runner.hosts.submit(self._runner.show())

    def _wait(self, work: Coroutine[Any, Any, T]) -> T:
        begun = self._runner.hosts.submit(work)
        try:
            return begun.result(PATIENCE)
        except concurrent.futures.TimeoutError:
            begun.cancel()
            raise HostError(
                f"This was given up after {PATIENCE:.0f} s without an answer.",
                hint="Is the notebook's page open? Look with %rca status, then try again.",
            ) from None


def _ready(runner: Runner, memory: Memory) -> None:
    """What had ended has open steps again: neither status nor closing text may say otherwise."""
    settled, total = memory.plan.progress()
    runner.ended = f"ready to resume: {settled} of {total} steps are settled"
    if memory.session is not None:
        memory.update_session(status="stopped", usage=memory.session.usage, message=runner.ended)


async def _write(runner: Runner, memory: Memory) -> None:
    """Without a session the notebook is all that holds the plan."""
    host = await runner.hosts.host()
    await host.write_memory(block_of(memory))
    await host.save()
    await runner.show()


def _is_formal(runner: Runner, memory: Memory) -> bool:
    """Whether the formal engine goes on with it."""
    take_up(runner)
    config = runner.continued(memory, {}).config()
    named = config.model if is_formal(config.worker) else config.worker or config.model
    return is_formal(named or (runner.session.engine.name if runner.session is not None else ""))


def _cells_of(plan: Plan, id: str) -> tuple[str, ...]:
    own = plan[id].cells
    below = (cell for child in plan.children(id) for cell in _cells_of(plan, child.id))
    return (*own, *below)
