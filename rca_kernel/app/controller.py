"""What `%rca` and the panel drive inside a kernel."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from rca_kernel.adapters.ipython.shown import Shown
from rca_kernel.adapters.ipython.streaming import Answer, Listener, Unheard
from rca_kernel.app.attending import wait
from rca_kernel.app.closing import Outcome
from rca_kernel.app.commands import edit_of, plan_edit
from rca_kernel.app.config import mode_of
from rca_kernel.app.known import KnownNames
from rca_kernel.app.overview import Overview
from rca_kernel.app.panels import panel_of
from rca_kernel.app.papers import WHOLE, load_paper, pasted_paper, slow_reading, target_of
from rca_kernel.app.pasted import PASTED
from rca_kernel.app.refusing import rerunnable, resumable, unbegun, verifiable
from rca_kernel.app.repairing import without_paper
from rca_kernel.app.roles import named_roles
from rca_kernel.app.runner import NONE_RUNS, Hosts, Runner
from rca_kernel.app.settings import change_setting, config_lines, told_setting
from rca_kernel.app.single_cells import failed_cell, run_alone
from rca_kernel.app.steering import Steering
from rca_kernel.app.suggested import renewed
from rca_kernel.app.telling import shown_paper, what_to_name
from rca_kernel.app.verifying import verify_notebook
from rca_kernel.errors import PaperError, PlanError, RcaError
from rca_kernel.memory import Memory, decode
from rca_kernel.notebook import Mode, cell_name
from rca_kernel.plan import PlanEdit, Retry
from rca_kernel.workspace import Workspace

if TYPE_CHECKING:
    from rca_kernel.adapters.ipython.panel import Panel
    from rca_kernel.app.answering import Answering

GIVEN = ("model", "planner", "expert", "worker", "baseline", "api_base", "mode")
GIVEN_CAPS = ("max_tokens", "max_cost", "price")


class Controller(Overview):
    """Implements the magics' port. Every method returns at once; the work goes on beside the kernel."""

    def __init__(self, hosts: Hosts) -> None:
        runner = Runner(hosts)
        super().__init__(runner, Steering(runner))
        self.known = KnownNames(self._runner)
        self._panel: Panel | str = ""
        self.on_choices: Callable[[], None] = lambda: None
        """Called when there is something else to choose from."""

    @cached_property
    def _answering(self) -> Answering:
        from rca_kernel.app.answering import Answering

        return Answering(self._runner.hosts.submit)

    @property
    def running(self) -> bool:
        return self._runner.running

    def follow(self, settings: Callable[[], Mapping[str, Any]]) -> None:
        """`settings` says what JupyterLab's settings are: each session begins with what it says then."""
        self._runner.settings = settings

    def paper(self, file: str, code: str, target: str, tell: Callable[[str], None]) -> Shown:
        if told := slow_reading(file):
            tell(told)
        paper = load_paper(file)
        if code:
            Workspace(Path(code))
        self._runner.paper, self._runner.code = (paper, file), code
        self.on_choices()
        return shown_paper(paper, target)

    def pasted(self, text: str, options: argparse.Namespace, cell_id: str) -> str:
        self._runner.refuse_second()
        self._runner.paper, self._runner.code = (pasted_paper(text), PASTED), ""
        self._runner.pasted = text
        return self.implement(WHOLE, options, cell_id)

    def implement(self, target: str, options: argparse.Namespace, cell_id: str) -> str:
        runner = self._runner
        runner.refuse_second()
        if runner.paper is None:
            raise PaperError("No paper has been read in this kernel.", hint="Begin with %rca paper FILE.")
        if not target.strip():
            return what_to_name(runner.paper[0])
        given = self._given(options)
        renewed(runner).asked(given)
        chosen = target_of(*runner.paper, target, Path.cwd(), runner.code)
        note = "\n".join(options.note)
        with runner.halts.looking():
            if not options.again:
                self.steering.look(lambda runner: unbegun(runner, chosen))
            runner.start(lambda: runner.implement(chosen, given, cell_id or None, note))
        warnings = "".join(f"\n! {warning}" for warning in chosen.passage.warnings)
        return (
            f"Implementing {chosen.passage.title} of “{chosen.passage.paper_title}” in the background; "
            f"{runner.hosts.place()}. %rca status, %rca stop.{warnings}"
        )

    def resume(self, options: argparse.Namespace | None = None) -> str:
        """Go on: with the session that is paused, else with the plan in the notebook."""
        runner = self._runner
        if runner.running and not runner.is_ending():
            if options is not None and options.note:
                self.steering.tell("\n".join(options.note))
            return self.steering.release()
        runner.refuse_second()
        given = self._given(options) if options is not None else {}
        note = "\n".join(options.note) if options is not None else ""
        chosen = renewed(runner)
        config = chosen.asked(
            {**chosen.options, **{name: one for name, one in given.items() if one}}
        ).config()
        consented = self.steering.consented(mode_of(config))
        with runner.halts.looking():
            self.steering.look(lambda runner: resumable(runner, given))
            runner.start(lambda: runner.resume(given, note))
        return f"Resuming the plan of this notebook in the background{consented}. %rca status, %rca stop."

    def rerun(self, cell: str) -> str:
        self._runner.refuse_second()
        with self._runner.halts.looking():
            self.steering.look(lambda runner: rerunnable(runner, cell))
            self._runner.start(lambda: self._rerun(cell), announce=False)
        return f"Rerunning {'the failed cell' if cell == 'failed' else f'cell {cell}'} in the background."

    def stop(self) -> str:
        return self._stopped()[1]

    def _stopped(self) -> tuple[bool, str]:
        """Whether there was anything to stop, and what is said."""
        answering = "_answering" in vars(self) and self._answering.stop()
        said = self._runner.stop()
        if answering and said == NONE_RUNS:
            return True, "Stopping the answer."
        return said != NONE_RUNS, said

    async def wait(self, seconds: float | None, tell: Callable[[str], None]) -> str:
        if not self._runner.running:
            raise PlanError("No session is running.", hint="There is nothing to wait for: see %rca status.")
        return await wait(self._runner, seconds, tell) or self.status()

    def is_awaited(self, cell_id: str) -> bool:
        """Whether the session has asked the page to run this cell."""
        return self._runner.hosts.is_awaited(cell_id)

    def ask(self, question: str, listener: Listener) -> Answer:
        references, session = self.evidence(question), self._runner.session
        return self._answering.ask(session.engine if session else None, question, references, listener)

    def pause(self) -> str:
        return self.steering.pause()

    def mode(self, mode: str | None) -> str:
        return self.steering.set_mode(cast(Mode, mode)) if mode else self.steering.mode()

    def approve(self, edited: str | None = None) -> str:
        """Whatever waits; `edited` is done in its place."""
        if edited is None:
            return self.steering.decide("", "approve")
        return self.steering.decide("", "edit", edited)

    def reject(self, why: str) -> str:
        return self.steering.decide("", "reject", why)

    def answer(self, text: str) -> str:
        return self.steering.answer("", text)

    def undo(self, cell: str, step: str) -> str:
        return self.steering.rollback(step) if step else self.steering.undo(cell)

    def verify(self) -> str:
        self._runner.refuse_second()
        with self._runner.halts.looking():
            self.steering.look(verifiable)
            self._runner.start(lambda: verify_notebook(self._runner))
        return "Verifying in the background: every check, then the notebook in a fresh kernel. %rca status."

    def export(self, path: str, audit: bool, force: bool) -> str:
        return self.steering.export(path, audit=audit, force=force)

    def panel(self) -> object:
        """The newest takes the place of the one before: a session brings one up to date, not each shown."""
        former, self._panel = self._panel, panel_of(self, self._runner)
        if not isinstance(former, str):
            former.close()
        return self._panel

    def change_plan(self, options: argparse.Namespace) -> str:
        return self._edit(edit_of(options))

    def config(self, settings: list[str]) -> str:
        said = [told_setting(self._runner, one) or change_setting(self.steering, one) for one in settings]
        return "\n".join(said) or config_lines(self._runner)

    def obey(self, name: str, args: Any) -> tuple[bool, str]:
        """A command from the panel; called on a worker thread."""
        try:
            if name == "stop":
                return self._stopped()
            return True, self._obeyed(name, args)
        except RcaError as error:
            return False, str(error)

    def close(self) -> None:
        if self.running:
            self.stop()

    def _obeyed(self, name: str, args: Any) -> str:
        match name:
            case "resume":
                return self.resume()
            case "pause":
                return self.steering.pause()
            case "rerun_cell":
                return self.rerun(args["cell_id"])
            case "set_mode":
                return self.steering.set_mode(args["mode"])
            case "edit_plan":
                return self._edit(plan_edit(args["edit"]))
            case "decide":
                return self.steering.decide(args["request"], args["verdict"], args["text"])
            case "answer":
                return self.steering.answer(args["request"], args["text"])
            case "undo":
                return self.steering.undo(args["cell_id"])
            case "rollback":
                return self.steering.rollback(args["step"])
            case "set_model":
                return self.steering.set_model(args["role"], args["model"])
            case "set_budget":
                return self.steering.set_budget(args["max_tokens"], args["max_cost"])
            case "ask":
                return self.ask(args["question"], Unheard()).text
            case _:
                raise PaperError(f"Unknown command {name!r}.", hint="Is the panel of the same version?")

    def _edit(self, edit: PlanEdit) -> str:
        """Change the plan; what is to be done again is begun at once, where no session runs."""
        if not isinstance(edit, Retry):
            return self.steering.edit_plan(edit)
        with self._runner.halts.looking():
            said = self.steering.edit_plan(edit)
            try:
                return said if self._runner.running else f"{said} {self.resume()}"
            except RcaError as error:
                raise PlanError(f"{said} It was not begun: {error.message}", hint=error.hint) from None

    def _given(self, options: argparse.Namespace) -> dict[str, Any]:
        """The settings that a line names."""
        given = {name: getattr(options, name) for name in (*GIVEN, *GIVEN_CAPS)}
        if not options.role:
            return given
        api_base = options.api_base or renewed(self._runner).config().api_base
        return given | named_roles(options.role, api_base)

    async def _rerun(self, cell: str) -> Outcome:
        runner = self._runner
        host = await runner.hosts.host()
        block = await host.read_memory()
        memory = runner.session.memory if runner.session else decode(block) if block else Memory()
        if cell == "failed":
            cell = await failed_cell(host, memory)
        ran = await run_alone(host, memory, cell)
        if ran is not None and ran.status == "ok":
            return Outcome("done", f"{cell_name(await host.read(), cell)}: ok")
        runner.hosts.announce(True)
        target = await runner.target(memory) if memory.paper.digest else without_paper()
        session = await runner.wire(target, runner.continued(memory, {}))
        return await session.rerun_cell(cell, ran)
