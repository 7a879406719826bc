"""`%rca panel`: widgets that follow the sessions of this kernel."""

from __future__ import annotations

from typing import Protocol

from rca_kernel.adapters.ipython.panel import Panel
from rca_kernel.app.runner import Runner
from rca_kernel.notebook import Approval
from rca_kernel.plan import Plan, as_text


class Steered(Protocol):
    """What the buttons do and what the panel tells."""

    def pause(self) -> str: ...

    def resume(self) -> str: ...

    def stop(self) -> str: ...

    def approve(self) -> str: ...

    def reject(self, why: str) -> str: ...

    def plan(self) -> str: ...

    def status(self) -> str: ...


def panel_of(steered: Steered, runner: Runner) -> Panel | str:
    """Widgets that follow the session, in the place of those that did; text where there are no widgets."""
    try:
        shown = Panel(
            {
                "Pause": steered.pause,
                "Resume": steered.resume,
                "Stop": steered.stop,
                "Approve": steered.approve,
                "Reject": lambda: steered.reject(""),
            },
            runner.hosts.board,
        )
    except ImportError:
        said = steered.status()
        return f"{steered.plan()}\n{said}" if runner.session is not None else said

    def update() -> None:
        plan = runner.session.memory.plan if runner.session is not None else None
        settled, total = plan.progress() if plan is not None else (0, 0)
        said = as_text(plan) if plan is not None else ""
        shown.update(said, steered.status(), settled, total, sorted(useful(runner)))

    runner.watcher = update
    update()
    return shown


def _is_finished(plan: Plan) -> bool:
    return all(step.state in ("done", "skipped") for step in plan.leaves())


def useful(runner: Runner) -> frozenset[str]:
    """The buttons that would do something now."""
    gate = runner.gate
    if not runner.running or runner.is_ending():
        session = runner.session
        left = session is None or not len(session.memory.plan) or not _is_finished(session.memory.plan)
        return frozenset({"Resume"} if left else ())
    asked = frozenset({"Approve", "Reject"}) if isinstance(gate.waiting, Approval) else frozenset()
    return asked | {"Stop", "Resume" if gate.paused else "Pause"}
