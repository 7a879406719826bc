"""Actions on the starter code's files; the docstring is the description, the fields are the arguments."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from rca_kernel.actions.observation import Risk


@dataclass(frozen=True, slots=True)
class ListFiles:
    """List the files of the starter code's folder."""

    risk: ClassVar[Risk] = "read"
    folder: str = "."


@dataclass(frozen=True, slots=True)
class ReadFile:
    """Read a file of the starter code with line numbers, whole or lines `first` to `last`."""

    risk: ClassVar[Risk] = "read"
    path: str
    first: int = 1
    last: int = 0
    """0: to the end."""


@dataclass(frozen=True, slots=True)
class WriteFile:
    """Write a whole file of the starter code; a checkpoint is kept."""

    risk: ClassVar[Risk] = "write"
    path: str
    text: str


@dataclass(frozen=True, slots=True)
class AppendFile:
    """Add lines at the end of a file of the starter code, on a line of their own; a checkpoint is kept."""

    risk: ClassVar[Risk] = "write"
    path: str
    text: str


@dataclass(frozen=True, slots=True)
class EditFile:
    """Replace one exact, unique piece of a starter file by another; a checkpoint is kept."""

    risk: ClassVar[Risk] = "write"
    path: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class EditSegment:
    """Replace lines `first` to `last` of a starter file by other text; a checkpoint is kept."""

    risk: ClassVar[Risk] = "write"
    path: str
    first: int
    """First line to replace, counted from 1 as read_file shows them."""
    last: int
    """Last line to replace."""
    text: str
    """What stands there afterwards; empty to delete the lines."""
    expected_first_line: str = ""
    """What you believe line `first` to be; the edit is refused when it is another one."""


@dataclass(frozen=True, slots=True)
class CopyFile:
    """Copy a text file of the starter code to a path where there is none yet."""

    risk: ClassVar[Risk] = "write"
    path: str
    to: str


@dataclass(frozen=True, slots=True)
class UndoFile:
    """Bring a starter file back to what it was before its last change."""

    risk: ClassVar[Risk] = "write"
    path: str


@dataclass(frozen=True, slots=True)
class FileDiff:
    """Show what this session changed in a starter file: the diff against its state at the beginning."""

    risk: ClassVar[Risk] = "read"
    path: str = ""
    """The file; empty for every changed file."""


@dataclass(frozen=True, slots=True)
class ExecuteScript:
    """Run a Python script of the starter code with arguments, in the starter code's folder, as a process of
    its own without input; returns exit code, seconds and output. It and all it started are killed at the
    time limit."""

    risk: ClassVar[Risk] = "execute"
    path: str
    arguments: tuple[str, ...] = ()
    """The command-line arguments, one string each; no shell reads them."""
    timeout: float = 60.0
    """Time limit in seconds, at most 1800."""


@dataclass(frozen=True, slots=True)
class CompareBaseline:
    """Run the starter's baseline on its files as they were at the beginning, run the same command on the
    files as they are now (or your own `path` with `arguments`; or take what the cell `cell_id` printed), and
    compare one metric that both print."""

    risk: ClassVar[Risk] = "execute"
    metric: str
    """Its name as it is printed, e.g. "accuracy" for "accuracy: 0.93" or {"accuracy": 0.93}."""
    better: Literal["higher", "lower"]
    path: str = ""
    """Your script; empty for the baseline's own command."""
    arguments: tuple[str, ...] = ()
    timeout: float = 600.0
    """Time limit of each run in seconds, at most 1800."""
    cell_id: str = ""
    """Id of the cell that printed ours, or "last", where the work is in cells; it is not run again."""


@dataclass(frozen=True, slots=True)
class UnderstandFile:
    """Have a file of the starter code read for you: what it declares, what it does and how it is used, or
    the answer to `question`."""

    risk: ClassVar[Risk] = "read"
    path: str
    question: str = ""


@dataclass(frozen=True, slots=True)
class UnderstandFileWithContext:
    """Have lines `first` to `last` of a starter file explained, with the code that calls them and that they
    call, in this file and in others."""

    risk: ClassVar[Risk] = "read"
    path: str
    first: int
    last: int
    question: str = ""


FileAction = (
    ListFiles
    | ReadFile
    | UnderstandFile
    | UnderstandFileWithContext
    | WriteFile
    | AppendFile
    | EditFile
    | EditSegment
    | CopyFile
    | UndoFile
    | FileDiff
    | ExecuteScript
    | CompareBaseline
)
