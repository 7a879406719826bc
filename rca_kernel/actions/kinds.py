"""Everything an agent can do, and what it gets back. One definition serves tool schemas,
permissions, docs and tests: the docstring is the description, the fields are the arguments."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Risk = Literal["read", "write", "execute"]
CellType = Literal["code", "markdown"]


@dataclass(frozen=True, slots=True)
class InsertCell:
    """Insert a notebook cell below this step's last one; a code cell is run at once, its output returned."""

    cell_type: CellType
    """"code" or "markdown"."""
    source: str
    """The cell's whole source. Code must run in a plain kernel, from the cells above it alone."""
    requirements: tuple[str, ...] = ()
    """Ids of the contract requirements this cell implements or checks."""


@dataclass(frozen=True, slots=True)
class EditCell:
    """Replace the source of one of this step's cells; a code cell is run again and its output returned."""

    cell_id: str
    source: str


@dataclass(frozen=True, slots=True)
class RunCell:
    """Run a code cell again as it stands."""

    cell_id: str


@dataclass(frozen=True, slots=True)
class CheckEquation:
    """Insert and run a check of your function against an equation of the contract, at points whose values are
    computed from the paper's formula, independently of your code. Only equations marked checkable."""

    requirement: str
    call: str
    """One Python expression in the formula's names, e.g. "my_update(theta_t_minus_1, lr=alpha)"."""


@dataclass(frozen=True, slots=True)
class DeleteCell:
    """Delete one of this step's cells."""

    cell_id: str


@dataclass(frozen=True, slots=True)
class ReadNotebook:
    """Read the notebook's cells (id, type, source, bounded outputs) in order."""


@dataclass(frozen=True, slots=True)
class ReadPaper:
    """Read a part of the paper: "Section 4", "Algorithm 1", "Eq. (3)", "Table 2" or a title."""

    target: str


@dataclass(frozen=True, slots=True)
class ListFiles:
    """List the files of the starter code's folder."""

    folder: str = "."


@dataclass(frozen=True, slots=True)
class ReadFile:
    """Read a file of the starter code, lines `first` to `last` (1-based, 0: to the end)."""

    path: str
    first: int = 1
    last: int = 0


@dataclass(frozen=True, slots=True)
class WriteFile:
    """Write a whole file of the starter code; the old text is kept in a checkpoint."""

    path: str
    text: str


@dataclass(frozen=True, slots=True)
class EditFile:
    """Replace one exact, unique piece of a starter file by another; a checkpoint is kept."""

    path: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class UndoFile:
    """Bring a starter file back to what it was before its last change."""

    path: str


@dataclass(frozen=True, slots=True)
class RecordAssumption:
    """State a detail that the paper leaves open and the value or reading that you chose, with the reason."""

    text: str


@dataclass(frozen=True, slots=True)
class AddSteps:
    """Add steps below the current one's siblings; each is one small piece of work with its own check."""

    titles: tuple[str, ...]
    goals: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MarkRequirement:
    """Say that a requirement is implemented, verified (name the check cell that passed) or violated."""

    requirement: str
    status: Literal["implemented", "verified", "violated"]
    evidence: str
    """One sentence: what was checked, with the numbers that run printed."""
    cell_id: str
    """Id of the cell whose successful run shows it."""


@dataclass(frozen=True, slots=True)
class LeaveUnresolved:
    """Leave a requirement open by name, because nothing here can implement it; say why."""

    requirement: str
    why: str


@dataclass(frozen=True, slots=True)
class FinishStep:
    """End the current step. Refused while its last code cell failed or has not run."""

    summary: str


@dataclass(frozen=True, slots=True)
class FailStep:
    """Give the current step up, saying what stands in the way."""

    reason: str


Action = (
    InsertCell
    | EditCell
    | RunCell
    | CheckEquation
    | DeleteCell
    | ReadNotebook
    | ReadPaper
    | ListFiles
    | ReadFile
    | WriteFile
    | EditFile
    | UndoFile
    | RecordAssumption
    | AddSteps
    | MarkRequirement
    | LeaveUnresolved
    | FinishStep
    | FailStep
)

RISK: dict[type[Action], Risk] = {
    InsertCell: "execute",
    EditCell: "execute",
    RunCell: "execute",
    CheckEquation: "execute",
    DeleteCell: "write",
    ReadNotebook: "read",
    ReadPaper: "read",
    ListFiles: "read",
    ReadFile: "read",
    WriteFile: "write",
    EditFile: "write",
    UndoFile: "write",
    RecordAssumption: "read",
    AddSteps: "read",
    MarkRequirement: "read",
    LeaveUnresolved: "read",
    FinishStep: "read",
    FailStep: "read",
}


@dataclass(frozen=True, slots=True)
class Observation:
    """What an action brought: `ok`, the text for the next prompt, and the cell it concerned."""

    ok: bool
    text: str
    cell_id: str = ""
