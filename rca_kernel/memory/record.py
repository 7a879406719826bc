"""Everything a session remembers, in one value that the notebook's metadata can hold."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import KW_ONLY, dataclass, field, replace
from typing import Literal

from rca_kernel.contract import Contract
from rca_kernel.memory.escalations import escalations
from rca_kernel.memory.log import ResearchLog, utc_now
from rca_kernel.models import Usage
from rca_kernel.notebook import Cell
from rca_kernel.plan import Plan

WISHES = "the user's note: "
"""How the finding begins that says how the notes were met."""
SessionStatus = Literal["running", "done", "incomplete", "stopped", "failed"]


@dataclass(frozen=True, slots=True)
class PaperRef:
    """Which passage of which paper. `file`, and `code` (the starter code's folder, "" for none), are
    relative to the notebook's folder."""

    title: str = ""
    file: str = ""
    target: str = ""
    digest: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class RoleUsage:
    """What one role used with one model."""

    role: str
    model: str
    usage: Usage


@dataclass(frozen=True, slots=True)
class SessionRecord:
    """One run of `implement` or `resume`, and how it ended."""

    id: str
    engine: str
    started: str = field(default_factory=utc_now)
    _: KW_ONLY
    reason: str = ""
    status: SessionStatus = "running"
    ended: str = ""
    usage: Usage = field(default_factory=Usage)
    escalations: int = 0
    """Steps that went to the planning expert, and of these the ones that were done in the end."""
    recovered: int = 0
    message: str = ""
    roles: tuple[RoleUsage, ...] = ()
    """Of `usage`, what each role used."""
    endpoint: str = ""
    """Tells an address of the user's own again at which models were asked; "" where it was the provider's."""


@dataclass(slots=True)
class Memory:
    """The live memory of a notebook; agents change it, the codec writes it."""

    paper: PaperRef = field(default_factory=PaperRef)
    contract: Contract = field(default_factory=Contract)
    plan: Plan = field(default_factory=lambda: Plan(""))
    log: ResearchLog = field(default_factory=ResearchLog)
    sessions: list[SessionRecord] = field(default_factory=list)
    notes: tuple[str, ...] = ()
    """What the user wants beyond the passage, in their own words."""
    heard: frozenset[str] = frozenset()
    """The notes that the user gave in this process; those that only a notebook holds may be anybody's."""
    own: bool = True
    """Whether this user began it, on this machine; what only a notebook holds may be anybody's."""
    sources: dict[str, str] = field(default_factory=dict)
    """The notebook's code cells by their ids, as they were last seen or written; not kept, but sealed."""

    def see(self, cells: Iterable[Cell]) -> None:
        """Take down the notebook as it stands."""
        self.sources = {cell.id: cell.source for cell in cells if cell.kind == "code"}

    def listen(self, note: str) -> None:
        """Take down what the user says now, beside what was said before."""
        if said := note.strip():
            self.notes = tuple(dict.fromkeys((*self.notes, said)))
            self.heard |= {said}

    @property
    def session(self) -> SessionRecord | None:
        return self.sessions[-1] if self.sessions else None

    def wishes(self) -> str:
        """How the notes were met, as the last step said; "" where none has."""
        found = (entry.text for entry in reversed(list(self.log)) if entry.text.startswith(WISHES))
        return next(found, "").removeprefix(WISHES)

    def begin(self, record: SessionRecord) -> None:
        """Start a session; one that was still marked running has died with its kernel."""
        last = max((entry.time for entry in self.log), default="")  # a sign of life; it may be days ago
        self.sessions = [
            replace(old, status="stopped", ended=max(old.started, last), message="the kernel ended")
            if old.status == "running"
            else old
            for old in self.sessions
        ]
        self.sessions.append(record)

    def update_session(
        self, *, status: SessionStatus, usage: Usage, message: str = "", roles: tuple[RoleUsage, ...] = ()
    ) -> None:
        if self.sessions:
            record = self.sessions[-1]
            asked, recovered = escalations(self.log.decisions, self.plan, since=record.started)
            self.sessions[-1] = replace(
                record,
                status=status,
                usage=usage,
                message=message,
                roles=roles or record.roles,
                ended="" if status == "running" else utc_now(),
                escalations=asked,
                recovered=recovered,
            )
