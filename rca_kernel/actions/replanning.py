"""Changes of the plan that an agent may ask for: of steps that do not run, along legal transitions."""

from __future__ import annotations

from dataclasses import replace
from typing import assert_never

from rca_kernel.actions.work_kinds import UpdatePlan
from rca_kernel.contract import Contract
from rca_kernel.errors import ActionError, PlanError
from rca_kernel.memory import Memory
from rca_kernel.plan import LEGAL, Plan, Step
from rca_kernel.plan.arranging import moved, revised


def update_plan(memory: Memory, action: UpdatePlan) -> str:
    """Change the plan and say how. Raises PlanError or ActionError where that is not legal."""
    step = memory.plan[action.step]
    if step.state == "running":
        raise PlanError(f"Step {step.id!r} is running.", hint="Finish or fail it; change steps that wait.")
    text = " ".join(action.text.split())
    if action.change != "move" and not text:
        raise ActionError(f"No text to {action.change} step {step.id}.", hint="Give it in `text`.")
    match action.change:
        case "rename":
            memory.plan = revised(memory.plan, replace(_unsettled(step), title=text))
            return f"step {step.id} is now “{text}”"
        case "restate":
            memory.plan = revised(memory.plan, replace(_unsettled(step), goal=action.text.strip()))
            return f"the goal of step {step.id} is now: {text}"
        case "skip":
            if "skipped" in LEGAL[step.state]:
                _refuse_dropping(memory.plan, memory.contract, step)
            memory.plan.move(step.id, "skipped", note=text)
            return f"step {step.id} is skipped: {text}"
        case "reopen":
            memory.plan.move(step.id, "pending", note=text)
            return f"step {step.id} is open again: {text}"
        case "move":
            memory.plan = moved(memory.plan, step, step.parent, action.after)
            return f"step {step.id} comes " + (f"after {action.after}" if action.after else "first")
        case _:
            assert_never(action.change)


def _unsettled(step: Step) -> Step:
    if step.state == "done":
        raise PlanError(f"Step {step.id!r} is done; what was done stays told as it was.", hint="Reopen it.")
    return step


def _refuse_dropping(plan: Plan, contract: Contract, step: Step) -> None:
    """A step may not be skipped while it alone would serve a requirement that is still open."""
    served = {
        requirement
        for other in plan.leaves()
        if other.id != step.id and other.state in ("pending", "running")
        for requirement in other.requirements
    }
    dropped = [
        id
        for id in step.requirements
        if id not in served and contract[id].resolved and contract[id].status == "open"
    ]
    if dropped:
        raise ActionError(
            f"Only step {step.id} serves {', '.join(dropped)}.",
            hint="Leave the requirement unresolved, saying why, before skipping its step.",
        )
