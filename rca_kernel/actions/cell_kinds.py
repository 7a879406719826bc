"""Actions on the notebook. One definition serves tool schemas, permissions, docs and tests:
the docstring is the description, the fields are the arguments."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from rca_kernel.actions.observation import Risk

CellType = Literal["code", "markdown"]


@dataclass(frozen=True, slots=True)
class InsertCell:
    """Insert a cell below this step's last one; code is run at once."""

    risk: ClassVar[Risk] = "execute"
    cell_type: CellType
    source: str
    requirements: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EditCell:
    """Change a cell of this session: its whole new `source`, or `new` for one exact, unique piece `old`. Code
    is run again, with what depends on it."""

    risk: ClassVar[Risk] = "execute"
    cell_id: str
    """Or "last": the one that this step wrote last."""
    source: str = ""
    old: str = ""
    new: str = ""


@dataclass(frozen=True, slots=True)
class RunCell:
    """Run a code cell again as it stands."""

    risk: ClassVar[Risk] = "execute"
    cell_id: str
    """Its id; "last": the one that this step wrote last."""


@dataclass(frozen=True, slots=True)
class CheckEquation:
    """Check your function in a new cell, at random points (some arrays of 3), against values from the paper's
    formula."""

    risk: ClassVar[Risk] = "execute"
    requirement: str
    call: str
    """In the names told: "my_update(theta, lr=alpha)"."""
    ranges: tuple[str, ...] = ()
    """Its domain, if narrower than the paper's: "0 < alpha <= 1"."""


@dataclass(frozen=True, slots=True)
class RunChecks:
    """Run again, in the notebook's order, every check of the steps that are done, and report which still
    pass. A requirement whose check fails is verified no longer."""

    risk: ClassVar[Risk] = "execute"


@dataclass(frozen=True, slots=True)
class MoveCell:
    """Move one of this session's cells to just below another cell. It gets a new id; its outputs do not
    move with it: a code cell is run again at its new place."""

    risk: ClassVar[Risk] = "execute"
    cell_id: str
    after: str
    """Id of the cell below which it goes."""


@dataclass(frozen=True, slots=True)
class DeleteCell:
    """Delete one of this session's cells. A requirement that was verified by it is verified no longer."""

    risk: ClassVar[Risk] = "write"
    cell_id: str


@dataclass(frozen=True, slots=True)
class ClearOutputs:
    """Clear the outputs of one of this session's cells. It gets a new id and counts as not run."""

    risk: ClassVar[Risk] = "write"
    cell_id: str


@dataclass(frozen=True, slots=True)
class InspectVariable:
    """See what variables of the kernel are: type, shape, dtype and a short summary, never a dump."""

    risk: ClassVar[Risk] = "read"
    names: tuple[str, ...]
    """Names, or paths through plain containers and fields: "x", "params['w']", "model.layers[0]"."""


@dataclass(frozen=True, slots=True)
class ReadNotebook:
    """Read the notebook's cells (id, type, source, bounded outputs) in order."""

    risk: ClassVar[Risk] = "read"
    cell_id: str = ""
    """Read this one cell whole instead."""


@dataclass(frozen=True, slots=True)
class ReadOutput:
    """Read the lines of a long output: of a cell, or of a script that was executed."""

    risk: ClassVar[Risk] = "read"
    cell_id: str
    """Id of the cell, or of the script's run, e.g. "run-2"."""
    first: int = 1
    """First line, counted from 1."""
    last: int = 0
    """Last line; 0: to the end."""


CellAction = (
    InsertCell
    | EditCell
    | RunCell
    | CheckEquation
    | RunChecks
    | MoveCell
    | DeleteCell
    | ClearOutputs
    | InspectVariable
    | ReadNotebook
    | ReadOutput
)
