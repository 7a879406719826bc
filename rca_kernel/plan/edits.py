"""Changes that a user makes to a plan, each legal or refused with the reason."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import assert_never

from rca_kernel.errors import PlanError
from rca_kernel.plan.arranging import moved, removed, revised, subtree
from rca_kernel.plan.plan import LEGAL, Plan, Step


@dataclass(frozen=True, slots=True)
class Rename:
    step: str
    title: str


@dataclass(frozen=True, slots=True)
class Restate:
    """Another goal."""

    step: str
    goal: str


@dataclass(frozen=True, slots=True)
class Add:
    """A new step below `parent` ("": at the top), after its sibling `after` ("": first)."""

    parent: str
    after: str
    title: str
    goal: str


@dataclass(frozen=True, slots=True)
class Delete:
    step: str


@dataclass(frozen=True, slots=True)
class Move:
    """Below `parent` ("": at the top), after its sibling `after` ("": first)."""

    step: str
    parent: str
    after: str


@dataclass(frozen=True, slots=True)
class Skip:
    step: str


@dataclass(frozen=True, slots=True)
class Retry:
    """The step is open again; `dependents` are the steps that lean on it and run after it."""

    step: str
    dependents: tuple[str, ...] = ()


PlanEdit = Rename | Restate | Add | Delete | Move | Skip | Retry


def edit_plan(plan: Plan, edit: PlanEdit, *, taken: Collection[str] = ()) -> tuple[Plan, str]:
    """The plan after the edit, and what was changed in words. `taken` are ids that a new step may not get.

    Raises PlanError where the edit is not legal; the plan is then as it was. A place is named by what
    stands there, so that a move that is asked twice moves once; where nothing moves, the plan is the same.
    """
    match edit:
        case Rename(id, title):
            line = _line(title, "title")
            return revised(plan, replace(plan[id], title=line)), f"step {id} is now “{line}”"
        case Restate(id, goal):
            text = goal.strip()
            return revised(plan, replace(plan[id], goal=text)), f"the goal of step {id} is now: {text}"
        case Add():
            return _added(plan, edit, taken)
        case Delete(id):
            return _deleted(plan, id)
        case Move(id, parent, after):
            return _moved(plan, id, parent, after)
        case Skip(id):
            return _skipped(plan, id)
        case Retry():
            return _retried(plan, edit)
        case _:
            assert_never(edit)


def _added(plan: Plan, edit: Add, taken: Collection[str]) -> tuple[Plan, str]:
    title = _line(edit.title, "title")
    inherited: tuple[str, ...] = ()
    steps = list(plan)
    if edit.parent and not plan.children(edit.parent):
        parent = plan[edit.parent]
        if parent.state != "pending" or parent.cells:
            raise PlanError(
                f"Step {parent.id!r} is {parent.state} and has work of its own.",
                hint="Only a step that has not begun can get its first sub-step.",
            )
        inherited = parent.requirements
        steps = [replace(step, requirements=()) if step.id == parent.id else step for step in steps]
    new = Step(
        plan.next_id(edit.parent, taken),
        title,
        parent=edit.parent,
        goal=edit.goal.strip(),
        requirements=inherited,
    )
    changed = Plan(plan.goal, [*steps, new])
    changed.revision = plan.revision + 1
    return moved(changed, new, edit.parent, edit.after), f"step {new.id} “{title}” is new"


def _moved(plan: Plan, id: str, parent: str, after: str) -> tuple[Plan, str]:
    step = plan[id]
    new = moved(plan, step, parent, after)
    place = f"after {after}" if after else "first"
    below = f" below {parent}" if parent else ""
    if [(one.id, one.parent) for one in new] == [(one.id, one.parent) for one in plan]:
        return plan, f"step {id} “{step.title}” stands {place}{below} already"
    return new, f"step {id} “{step.title}” comes {place}{below}"


def _deleted(plan: Plan, id: str) -> tuple[Plan, str]:
    step = plan[id]
    gone = subtree(plan, id)
    running = next((one for one in gone if one.state == "running" and not plan.children(one.id)), None)
    if running is not None:
        raise PlanError(
            f"Step {running.id!r} is running.", hint="Skip it, or stop the session, then delete it."
        )
    cells = [cell for one in gone for cell in one.cells]
    kept = f"; its cells stay in the notebook: {', '.join(cells)}" if cells else ""
    return removed(plan, {one.id for one in gone}), f"step {id} “{step.title}” is deleted{kept}"


def _skipped(plan: Plan, id: str) -> tuple[Plan, str]:
    leaves = [one for one in subtree(plan, id) if not plan.children(one.id)]
    open_ones = [one for one in leaves if "skipped" in LEGAL[one.state]]
    if not open_ones:
        raise PlanError(
            f"Step {id!r} is {plan[id].state}.", hint="Only a step that is not done can be skipped."
        )
    for one in open_ones:
        plan.move(one.id, "skipped", note="skipped by the user")
    return plan, f"step {id} “{plan[id].title}” is skipped"


def _retried(plan: Plan, edit: Retry) -> tuple[Plan, str]:
    step = plan[edit.step]
    leaves = [one for one in subtree(plan, step.id) if not plan.children(one.id)]
    running = next((one for one in leaves if one.state == "running"), None)
    if running is not None:
        raise PlanError(f"Step {running.id!r} is running.", hint="It is being worked on already.")
    closed = [one for one in leaves if one.state != "pending"]
    if not closed:
        raise PlanError(f"Step {step.id!r} is pending.", hint="It will be worked on in its turn.")
    for one in closed:
        plan.move(one.id, "pending", note="to be done again, as the user asked")
    own = {one.id for one in leaves}
    later = [id for id in edit.dependents if id not in own and "pending" in LEGAL[plan[id].state]]
    later = [id for id in later if plan[id].state != "running"]
    for id in later:
        plan.move(id, "pending", note=f"leans on step {step.id}, which is done again")
    then = f"; {', '.join(later)} after it" if later else ""
    return plan, f"step {step.id} “{step.title}” is open again{then}"


def _line(text: str, what: str) -> str:
    line = " ".join(text.split())
    if not line:
        raise PlanError(f"The {what} is empty.", hint="Give it some words.")
    return line
