"""The messages of the wire, as values; `tests/wire/README.md` says what each one means."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from rca_kernel.notebook import CellKind, Json, Known, Live, Output, RunStatus

ErrorCode = Literal["stale", "unknown_cell", "refused", "failed"]
CommandName = Literal[
    "stop",
    "resume",
    "rerun_cell",
    "pause",
    "set_mode",
    "edit_plan",
    "decide",
    "answer",
    "undo",
    "rollback",
    "set_model",
    "set_budget",
    "ask",
]
SessionStatus = Literal["idle", "running"]
Hindrance = Literal["", "stale"]
Run = tuple[int, int, int]
"""(at, start, count): `count` items of the former list from `start` stand before item `at` of what is new."""
Kept = Mapping[str, Sequence[Run]]
"""For each list of a memory block of which only a part is sent, the runs that stay, in order."""


@dataclass(frozen=True, slots=True)
class WireCell:
    """A cell to insert."""

    id: str
    type: CellKind
    source: str
    metadata: Json


@dataclass(frozen=True, slots=True)
class ShownCell:
    """A cell as the page shows it."""

    id: str
    type: CellKind
    source: str
    metadata: Json
    outputs: tuple[Output, ...]
    execution_count: int | None


@dataclass(frozen=True, slots=True)
class CellHash:
    """Which source the page has for a cell."""

    id: str
    source_hash: str


# Kernel → page


@dataclass(frozen=True, slots=True)
class Hello:
    """`version` is that of the package. Every version of the wire says this much in this way."""

    session: str
    status: SessionStatus
    version: str


@dataclass(frozen=True, slots=True)
class Attached:
    """Why it does not lead: "" where another page serves, "stale" where none does and this one may not.

    `elsewhere` is the notebook that the kernel works in, where the page shows another one; else "".
    `notice` tells which of the page's settings are left out, and why; "" where all are taken.
    """

    client: str
    leader: bool
    why: Hindrance = ""
    elsewhere: str = ""
    notice: str = ""


@dataclass(frozen=True, slots=True)
class Ping:
    id: str
    client: str


@dataclass(frozen=True, slots=True)
class InsertCell:
    id: str
    client: str
    after: str | None
    cell: WireCell


@dataclass(frozen=True, slots=True)
class EditCell:
    id: str
    client: str
    cell_id: str
    source_hash: str
    source: str


@dataclass(frozen=True, slots=True)
class RunCell:
    id: str
    client: str
    cell_id: str
    source_hash: str


@dataclass(frozen=True, slots=True)
class DeleteCell:
    id: str
    client: str
    cell_id: str
    source_hash: str


@dataclass(frozen=True, slots=True)
class ReadNotebook:
    """`since` is the revision of an earlier answer, "" for everything; the memory comes where asked for."""

    id: str
    client: str
    since: str = ""
    memory: bool = False


@dataclass(frozen=True, slots=True)
class WriteMemory:
    """`block` becomes `revision`. Of the lists named in `kept` it holds what is new since the revision
    `base`; "" where it is whole."""

    id: str
    client: str
    block: Json
    revision: str
    base: str = ""
    kept: Kept = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Save:
    id: str
    client: str


@dataclass(frozen=True, slots=True)
class RevealCell:
    id: str
    client: str
    cell_id: str


@dataclass(frozen=True, slots=True)
class ShowProgress:
    """Of the lists named in `kept`, `block` holds what is new since the revision `base` (0: it is whole)."""

    session: str
    revision: int
    base: int
    kept: Kept
    status: str
    step: str
    action: str
    block: Json
    live: Live


@dataclass(frozen=True, slots=True)
class Accepted:
    id: str
    client: str
    ok: bool
    message: str


Request = InsertCell | EditCell | RunCell | DeleteCell | ReadNotebook | WriteMemory | Save | RevealCell
ToPage = Hello | Attached | Ping | Request | ShowProgress | Accepted | Known


# Page → kernel


@dataclass(frozen=True, slots=True)
class Done:
    """The request holds; there is nothing more to say."""


@dataclass(frozen=True, slots=True)
class CellResult:
    cell: ShownCell


@dataclass(frozen=True, slots=True)
class RunReport:
    """The run has ended in the page; what it gave the kernel itself has seen."""

    status: RunStatus


@dataclass(frozen=True, slots=True)
class NotebookResult:
    """The cells in order are the first `kept` ones of the answer `since`, then `order`; of those `cells`
    holds what changed since then. Without `since` it holds all."""

    memory: Json | None
    revision: str
    since: str
    kept: int
    order: tuple[str, ...]
    cells: tuple[ShownCell, ...]


@dataclass(frozen=True, slots=True)
class Failure:
    code: ErrorCode
    message: str


Answer = Done | CellResult | RunReport | NotebookResult | Failure


@dataclass(frozen=True, slots=True)
class Attach:
    """`stale`: the file was written since this page read or saved it. `settings` are what the user chose in
    JupyterLab's settings for every session: untrusted, by the kernel's names. `front`: the user looks at this
    notebook, not at another of the same window."""

    client: str
    path: str
    cells: tuple[CellHash, ...]
    version: str
    stale: bool = False
    settings: Json = field(default_factory=dict)
    front: bool = True


@dataclass(frozen=True, slots=True)
class Detach:
    client: str


@dataclass(frozen=True, slots=True)
class CatchUp:
    """The page has not what the last progress builds on: it wants the whole."""

    client: str


@dataclass(frozen=True, slots=True)
class Look:
    """The user is about to choose: the page wants to know from what, as `known`."""

    client: str


@dataclass(frozen=True, slots=True)
class Pong:
    client: str
    id: str


@dataclass(frozen=True, slots=True)
class Ack:
    client: str
    id: str


@dataclass(frozen=True, slots=True)
class Reply:
    client: str
    id: str
    answer: Answer


@dataclass(frozen=True, slots=True)
class Command:
    client: str
    id: str
    name: CommandName
    args: Json


ToKernel = Attach | Detach | CatchUp | Look | Pong | Ack | Reply | Command
Message = ToPage | ToKernel
