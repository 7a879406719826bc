"""The plan tree, its legal transitions and its text form."""

from rca_kernel.plan.plan import LEGAL, SETTLED, Persona, Plan, Step, StepState
from rca_kernel.plan.render import MARKS, as_text

__all__ = ["LEGAL", "MARKS", "SETTLED", "Persona", "Plan", "Step", "StepState", "as_text"]
