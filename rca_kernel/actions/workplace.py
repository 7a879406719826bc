"""All that actions reach: the notebook, the memory, the files, the paper, and whom they may ask."""

from __future__ import annotations

import sys
from collections.abc import Awaitable, Callable
from dataclasses import KW_ONLY, dataclass, field
from typing import TypeAlias

from rca_kernel.actions.observation import Risk
from rca_kernel.contract import Requirement
from rca_kernel.memory import Memory
from rca_kernel.notebook import NotebookHost, RunResult
from rca_kernel.paper.passage import Passage
from rca_kernel.plan import Step
from rca_kernel.workspace import Baseline, Journal, ScriptRun, Workspace

Ask: TypeAlias = Callable[[str], Awaitable[str]]
"""A question → its answer."""
AskUserPort: TypeAlias = Callable[[str, Step, tuple[str, ...], str], Awaitable[str]]
"""A question, the step that asks, suggested answers and the default → the user's answer."""

USUAL: frozenset[Risk] = frozenset({"read", "write", "execute"})
"""What is allowed unless a session says otherwise."""


@dataclass(slots=True)
class Workplace:
    """One notebook's surroundings; what is None is not at hand in this session."""

    host: NotebookHost
    memory: Memory
    workspace: Workspace | None = None
    read_paper: Callable[[str], str] | None = None
    """A target → its text; raises TargetError."""
    check_equation: Callable[[Requirement, str, tuple[str, ...]], str] | None = None
    """A requirement, a call and ranges → the source of a cell that checks it; raises ActionError."""
    results: dict[str, RunResult] = field(default_factory=dict)
    """Last result of each cell that was run here, by cell id."""
    tail: str | None = None
    """The last cell of the session: the next one goes below it."""
    _: KW_ONLY
    passage: Passage | None = None
    """The passage that is implemented: where symbols are looked up."""
    expert: Ask | None = None
    """The planning expert: a question → its advice."""
    ask_user: AskUserPort | None = None
    approved: bool = False
    """Whether the user has approved the action that is performed now."""
    allowed: frozenset[Risk] = USUAL
    python: str = sys.executable
    """The interpreter of scripts and installations."""
    runs: dict[str, ScriptRun] = field(default_factory=dict)
    """Every script run of the session, by run id ("run-1")."""
    coming: str = ""
    """The id of the cell that is about to be written, known to its step already."""
    reader: Ask | None = None
    """A model that reads files: a question with the file → its answer."""
    baseline: Baseline | None = None
    """The starter's own command, for comparison."""
    ran: dict[str, str] = field(default_factory=dict)
    """The source of each cell when it last ran here, by cell id."""
    worked: dict[str, str] = field(default_factory=dict)
    """The source of each cell when it last ran without an error, by cell id."""

    journal: Journal = field(default_factory=Journal)
    """What was changed, by which step, so that it can be taken back."""

    def keep(self, run: ScriptRun) -> str:
        """Keep a run under a new id, by which its output is read."""
        id = f"run-{len(self.runs) + 1}"
        self.runs[id] = run
        return id
