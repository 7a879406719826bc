"""Why an action is proposed, as its approval tells the user."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rca_kernel.actions import KINDS, tool_name
from rca_kernel.actions.workplace import Workplace
from rca_kernel.agents.engine import ADVISED
from rca_kernel.memory.summarize import FAILED
from rca_kernel.notebook import bounded
from rca_kernel.plan import Step

WHY = 600
"""Characters shown of what failed."""
LATEST = 6
WORDS = 3
"""A piece of a sentence with fewer says nothing by itself."""
_TOOLS = re.compile(rf"\b(?:{'|'.join(name for name in map(tool_name, KINDS) if '_' in name)})\b")


def why_of(at: Workplace, step: Step) -> str:
    """What the step is to reach, the last failure among its latest results, which a change answers, and what
    the expert advised."""
    seen = [one.text for one in at.memory.log if one.step == step.id and one.kind == "observation"]
    failed = next((text for text in reversed(seen[-LATEST:]) if text.startswith(FAILED)), "")
    told = [f"“{step.title}”: {step.goal}" if step.goal else f"“{step.title}”"]
    said = " ".join(_without_tools(failed.removeprefix(FAILED).strip()))
    told += [f"It failed before: {bounded(said, WHY)}"] if said else []
    advised = step.note.removeprefix(ADVISED) if step.note.startswith(ADVISED) else ""
    told += [f"The planning expert advised: {bounded(advised, WHY)}"] if advised else []
    return "\n".join(told)


def _without_tools(failure: str) -> Iterator[str]:
    """The sentences that tell what failed; those that tell the model which of its tools to use are not for
    the user."""
    for sentence in re.split(r"(?<=[.!?]) ", failure):
        if not _TOOLS.search(sentence):
            yield sentence
            continue
        what, _, _ = sentence.rpartition(": ")
        if len(what.split()) >= WORDS and not _TOOLS.search(what):
            yield f"{what}."
