"""The plan as text, for the terminal, `%rca plan` and prompts."""

from __future__ import annotations

from rca_kernel.notebook import counted
from rca_kernel.plan.plan import Plan, Step, StepState

NOTED: frozenset[StepState] = frozenset({"failed", "blocked", "skipped"})
LONGEST = 160
"""Characters of the goal or note of a step that is not worked on."""
MARKS: dict[StepState, str] = {
    "pending": "○",
    "running": "▶",
    "done": "✔",
    "failed": "✘",
    "skipped": "–",
    "blocked": "■",
}


def as_text(plan: Plan, *, findings: bool = False) -> str:
    """One line a step: mark, id, title, and the note of what failed or is blocked; with `findings`
    also what the steps that are done found."""
    settled, total = plan.progress()
    lines = [f"{plan.goal} ({settled} of {counted(total, 'step')} settled)"]
    lines += [_line(step, plan.depth(step.id), NOTED | {"done"} if findings else NOTED) for step in plan]
    return "\n".join(lines)


def told(plan: Plan, current: str = "") -> str:
    """The plan as agents are told it: what was found, what is to come with its goal in a line, and the goal
    of the step `current` whole."""
    lines = [plan.goal]
    for step in plan:
        indent = "  " * (plan.depth(step.id) + 1)
        line = f"{indent}{MARKS[step.state]} {step.id} {step.title}"
        if step.id == current:
            goal = (step.goal or step.title).replace("\n", f"\n{indent}  ")
            lines += [line, f"{indent}  {goal}"]
        elif step.state in ("pending", "running") and step.goal:
            lines.append(f"{line}: {_shortened(step.goal)}")
        else:
            lines.append(f"{line} — {_shortened(step.note)}" if step.note else line)
    return "\n".join(lines)


def _shortened(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else f"{line[:LONGEST].rsplit(' ', 1)[0]} …"


def _line(step: Step, depth: int, noted: frozenset[StepState]) -> str:
    indent = "  " * (depth + 1)
    note = f" — {step.note}" if step.note and step.state in noted else ""
    return f"{indent}{MARKS[step.state]} {step.id} {step.title}{note}"
