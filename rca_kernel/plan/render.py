"""The plan as text, for the terminal, `%rca plan` and prompts."""

from __future__ import annotations

from rca_kernel.plan.plan import Plan, Step, StepState

NOTED: frozenset[StepState] = frozenset({"failed", "blocked", "skipped"})
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
    lines = [f"{plan.goal} ({settled} of {total} steps settled)"]
    lines += [_line(step, plan.depth(step.id), NOTED | {"done"} if findings else NOTED) for step in plan]
    return "\n".join(lines)


def _line(step: Step, depth: int, noted: frozenset[StepState]) -> str:
    indent = "  " * (depth + 1)
    note = f" — {step.note}" if step.note and step.state in noted else ""
    return f"{indent}{MARKS[step.state]} {step.id} {step.title}{note}"
