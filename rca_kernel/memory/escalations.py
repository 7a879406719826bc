"""What the planning expert was asked, and what that saved."""

from __future__ import annotations

import re
from collections.abc import Iterable

from rca_kernel.memory.entry import Entry
from rca_kernel.notebook import sentence
from rca_kernel.plan import Plan

DECISIONS = {
    "retry": "It has the step tried again.",
    "split": "It splits the step.",
    "give_up": "It gives the step up.",
}
_DECIDED = "|".join([r"→ (?:retry|split|give[_ ]up)\b", *map(re.escape, DECISIONS.values())])
_VERDICT = re.compile(
    rf"^(?:the planning )?expert on (?:step )?(?P<step>[\d.]*\d): .*?(?:{_DECIDED})", re.DOTALL
)
"""With an arrow, as earlier versions said it."""
_PART = re.compile(
    r"^the (?:planning )?expert split (?:step )?(?P<step>[\d.]*\d) into (?P<parts>(?:step |[\d., ])+)$"
)


def verdict_text(step: str, diagnosis: str, decision: str, advice: str) -> str:
    """How the log words a verdict."""
    said = (sentence(diagnosis), DECISIONS[decision], sentence(advice))
    return f"the planning expert on step {step}: {' '.join(filter(None, said))}"


def split_text(step: str, parts: Iterable[str]) -> str:
    """How the log words into which steps the expert split one."""
    return f"the planning expert split step {step} into {', '.join(f'step {part}' for part in parts)}"


def escalations(log: Iterable[Entry], plan: Plan, *, since: str = "") -> tuple[int, int]:
    """How many steps went to the expert, failed or with a question, from the time `since` on (ISO 8601), and
    how many of them were done in the end: by themselves, or in all the parts they were split into."""
    asked: dict[str, list[str]] = {}
    for entry in log:
        if entry.kind != "decision" or entry.time < since:
            continue
        if verdict := _VERDICT.match(entry.text):
            asked.setdefault(verdict["step"], [verdict["step"]])
        elif part := _PART.match(entry.text):
            asked[part["step"]] = re.findall(r"[\d.]*\d", part["parts"])
    done = [all(id in plan and plan[id].state == "done" for id in parts) for parts in asked.values()]
    return len(done), sum(done)
