"""What a front end shows of a session beside its memory: controls, spending, and what waits for the user.

Never kept in the notebook: it lives with the kernel.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from rca_kernel.notebook.cells import CellKind

Mode = Literal["plan", "approve", "auto"]
"""plan: hold at the plan until the user resumes; approve: ask before each change; auto: go on."""
Verdict = Literal["approve", "reject", "edit"]


@dataclass(frozen=True, slots=True)
class Models:
    """The model of each role, "" where there is none; a persona's is "" where it is the worker's."""

    planner: str = ""
    expert: str = ""
    worker: str = ""
    reader: str = ""
    coder: str = ""
    debugger: str = ""
    reviewer: str = ""
    experimenter: str = ""


@dataclass(frozen=True, slots=True)
class Spent:
    """What the session has used so far; `cost` in US dollars, without the `unpriced` calls."""

    prompt_tokens: int = 0
    completion_tokens: int = 0
    calls: int = 0
    cost: float = 0.0
    cached_tokens: int = 0
    unpriced: int = 0


@dataclass(frozen=True, slots=True)
class Caps:
    """The caps on a session; 0 is no cap."""

    max_tokens: int = 0
    max_cost: float = 0.0


@dataclass(frozen=True, slots=True)
class Forecast:
    """What the steps that are left may use, reckoned from those that are settled."""

    tokens: int
    cost: float


@dataclass(frozen=True, slots=True)
class Approval:
    """An action that waits for the user's word; `before` and `after` are whole sources, or "" and a
    command line. `cell_type` is that of the cell the source stands in, "" where it is in none."""

    id: str
    step: str
    persona: str
    action: str
    risk: str
    summary: str
    cell_id: str = ""
    cell_type: CellKind | Literal[""] = ""
    path: str = ""
    before: str = ""
    after: str = ""
    editable: bool = False
    why: str = ""
    """What the step is to reach, what failed in it last, and what was advised."""
    said: str = ""
    """The model's own reason: what it wrote beside the call, or what it found before it."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question of the agent's; any text answers it, `options` are suggestions."""

    id: str
    step: str
    question: str
    options: tuple[str, ...] = ()
    default: str = ""


Waiting = Approval | Question


@dataclass(frozen=True, slots=True)
class Live:
    """`begun` is ISO 8601, "" while no session runs; `amended` are the cells of the user's own that an agent
    changed, where that can be taken back."""

    mode: Mode = "auto"
    paused: bool = False
    begun: str = ""
    models: Models = field(default_factory=Models)
    usage: Spent = field(default_factory=Spent)
    budget: Caps = field(default_factory=Caps)
    forecast: Forecast | None = None
    waiting: Waiting | None = None
    amended: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Offer:
    """What can be implemented, as `%rca implement` takes it, and its title."""

    target: str
    title: str


@dataclass(frozen=True, slots=True)
class Known:
    """What the user may choose from: parts of the paper that was read ("" for none), and names of models."""

    paper: str = ""
    file: str = ""
    targets: tuple[Offer, ...] = ()
    models: tuple[str, ...] = ()
