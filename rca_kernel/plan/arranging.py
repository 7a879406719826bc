"""Plans rebuilt: a step revised, moved among the others, or taken out. The plan given stays as it is."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from rca_kernel.errors import PlanError
from rca_kernel.plan.plan import Plan, Step


def revised(plan: Plan, step: Step) -> Plan:
    """With `step` in the place of the one of its id."""
    return _rebuilt(plan, [step if old.id == step.id else old for old in plan])


def removed(plan: Plan, ids: Collection[str]) -> Plan:
    return _rebuilt(plan, [step for step in plan if step.id not in ids])


def moved(plan: Plan, step: Step, parent: str, after: str) -> Plan:
    """With `step` and what is below it under `parent`, after its sibling `after` ("": first)."""
    if parent in {one.id for one in subtree(plan, step.id)}:
        raise PlanError(f"Step {step.id!r} cannot go below itself.", hint="Name another parent.")
    if parent and parent != step.parent:
        _refuse_leaf_with_work(plan, plan[parent])
    siblings = [other.id for other in plan.children(parent) if other.id != step.id]
    if after and after not in siblings:
        raise PlanError(
            f"{after!r} is no sibling of step {step.id!r} there.",
            hint=f"Siblings: {', '.join(siblings) or 'none'}.",
        )
    own = subtree(plan, step.id)
    rest = [one for one in plan if one not in own]
    before = after or parent
    place = next((n for n, one in enumerate(rest, 1) if one.id == before), 0)
    # The plan puts what is below a step behind it; only the order of the siblings counts here.
    return _rebuilt(plan, [*rest[:place], replace(step, parent=parent), *own[1:], *rest[place:]])


def subtree(plan: Plan, id: str) -> list[Step]:
    """The step and all below it, parents first."""
    return [plan[id], *(one for child in plan.children(id) for one in subtree(plan, child.id))]


def _refuse_leaf_with_work(plan: Plan, parent: Step) -> None:
    if not plan.children(parent.id) and (parent.state != "pending" or parent.cells or parent.requirements):
        raise PlanError(
            f"Step {parent.id!r} has work of its own.",
            hint="Move below a step that has sub-steps, or to the top.",
        )


def _rebuilt(plan: Plan, steps: list[Step]) -> Plan:
    """Parents come first; a parent whose last sub-step left holds nothing to do and is skipped."""
    parents = {step.parent for step in plan}
    still = {step.parent for step in steps}
    emptied = {id for id in parents if id and id not in still}
    fresh = [
        replace(one, state="skipped", note="nothing is below it any more") if one.id in emptied else one
        for one in steps
    ]
    new = Plan(plan.goal, fresh)
    new.revision = plan.revision + 1
    return new
