"""The plan tree, its legal transitions, edits and text form."""

from rca_kernel.plan.edits import Add, Delete, Move, PlanEdit, Rename, Restate, Retry, Skip, edit_plan
from rca_kernel.plan.plan import LEGAL, SETTLED, Persona, Plan, Step, StepState
from rca_kernel.plan.render import MARKS, as_text, told

__all__ = [
    "LEGAL",
    "MARKS",
    "SETTLED",
    "Add",
    "Delete",
    "Move",
    "Persona",
    "Plan",
    "PlanEdit",
    "Rename",
    "Restate",
    "Retry",
    "Skip",
    "Step",
    "StepState",
    "as_text",
    "edit_plan",
    "told",
]
