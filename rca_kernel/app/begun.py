"""Which work this user began on this machine: a notebook from anybody else asks before it goes on."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

from rca_kernel.agents.gate import Gate
from rca_kernel.app.choices import Choices
from rca_kernel.app.live import live_of
from rca_kernel.memory import Memory, encode
from rca_kernel.notebook import NotebookHost, Progress
from rca_kernel.plan import Step

GO_ON, CAREFULLY, NO = "go on", "go on, asking before each action", "no"
OPTIONS = (GO_ON, CAREFULLY, NO)
DECLINED = "left as it was: it was not begun by you on this machine"
_noted: set[Path] = set()


def note_begun(memory: Memory) -> None:
    """Remember the newest session of a notebook as this user's; what cannot be kept is asked again."""
    mark = _mark(memory)
    if mark is None or mark in _noted:
        return
    with contextlib.suppress(OSError):
        mark.parent.mkdir(parents=True, exist_ok=True)
        mark.touch()
        _noted.add(mark)


def is_own(memory: Memory) -> bool:
    """Whether the newest session was begun here, on the same paper and code and with the same engine."""
    mark = _mark(memory)
    return mark is not None and mark.exists()


async def asked_first(
    host: NotebookHost, gate: Gate, memory: Memory, choices: Choices, notice: Callable[[str], None]
) -> Choices | None:
    """The settings with which the user lets somebody else's work go on; None where they do not."""
    question = _question(memory, choices)
    block = encode(memory)

    async def show() -> None:
        await host.show(Progress("running", "", "asking whether to go on", block, live_of(gate)))

    gate.begin()
    gate.changed = show
    notice(f'{question} (%rca answer "{GO_ON}")')
    answer = await gate.ask(question, Step("", "resuming"), OPTIONS, NO) if gate.attended else NO
    if answer.strip().lower() == CAREFULLY:
        return choices.asked({**choices.options, "mode": "approve"})
    return choices if answer.strip().lower() in (GO_ON, "yes") else None


def _question(memory: Memory, choices: Choices) -> str:
    """What going on with somebody else's notebook would do, to be put to the user."""
    done = sum(len(step.cells) for step in memory.plan.leaves() if step.state == "done")
    left = sum(step.state not in ("done", "skipped") for step in memory.plan.leaves())
    code = f", with the code in {memory.paper.code!r}" if memory.paper.code else ""
    model = choices.config().model or (memory.session.engine if memory.session else "")
    return (
        "This work was not begun by you on this machine. To go on reads the paper "
        f"{memory.paper.file!r}{code}, runs {done} cells of this notebook again, and has {model!r} work on "
        f"{left} steps. Look at its cells and its plan first. Go on?"
    )


def _mark(memory: Memory) -> Path | None:
    """A name that holds only for what resuming takes from the notebook; None where no session is named."""
    session, paper = memory.session, memory.paper
    if session is None:
        return None
    taken = "\0".join((session.id, session.engine, paper.file, paper.digest, paper.code))
    return _folder() / sha256(taken.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _folder() -> Path:
    from platformdirs import user_data_path

    return Path(os.environ.get("RCA_DATA") or user_data_path("rca")) / "begun"
