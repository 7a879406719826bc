"""Actions on the contract, the plan and the log, and questions to others; the docstring is the
description, the fields are the arguments."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from rca_kernel.actions.observation import Risk


@dataclass(frozen=True, slots=True)
class RecordAssumption:
    """State a detail that the paper leaves open, the reading you chose, and why."""

    risk: ClassVar[Risk] = "read"
    text: str


@dataclass(frozen=True, slots=True)
class Reflect:
    """Write down a thought that later steps should know: why an approach was chosen or given up. It is kept
    in the research log and changes nothing else."""

    risk: ClassVar[Risk] = "read"
    text: str


@dataclass(frozen=True, slots=True)
class RecallLog:
    """Search the research log for earlier actions, findings, decisions, assumptions and errors; the entries
    that matter most come first."""

    risk: ClassVar[Risk] = "read"
    query: str
    """Words to look for."""
    step: str = ""
    """Prefer entries near this step; empty: near the current one."""


@dataclass(frozen=True, slots=True)
class AddSteps:
    """Add steps at the end of the plan; each is one small piece of work with its own check."""

    risk: ClassVar[Risk] = "read"
    titles: tuple[str, ...]
    goals: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UpdatePlan:
    """Change a step that is not running: rename it, restate its goal, skip it, reopen it, or move it among
    its siblings."""

    risk: ClassVar[Risk] = "read"
    step: str
    """Id of the step."""
    change: Literal["rename", "restate", "skip", "reopen", "move"]
    text: str = ""
    """The new title (rename), the new goal (restate), or the reason (skip, reopen)."""
    after: str = ""
    """For move: the sibling it comes after; empty for the first place."""


@dataclass(frozen=True, slots=True)
class MarkRequirement:
    """Say how a requirement stands."""

    risk: ClassVar[Risk] = "read"
    requirement: str
    status: Literal["implemented", "verified", "violated"]
    evidence: str
    """One sentence: held against what."""
    cell_id: str
    """Its check, or "last": the one that ran last."""
    caveat: str = ""
    """What the check leaves out, if anything."""


@dataclass(frozen=True, slots=True)
class ReportPaperError:
    """Report that the paper is wrong about a requirement: it contradicts itself, or its claim fails a check
    that does not rest on your reading. The requirement is then violated, and the summary says so."""

    risk: ClassVar[Risk] = "read"
    requirement: str
    quote: str
    """The sentence or formula that is wrong, word for word."""
    against: str
    """What it contradicts, word for word; or the result of the check, with its numbers."""
    cell_id: str = ""
    """The cell whose run shows it, where one does."""


@dataclass(frozen=True, slots=True)
class LeaveUnresolved:
    """Leave a requirement open by name, because nothing here can implement it; say why."""

    risk: ClassVar[Risk] = "read"
    requirement: str
    why: str


@dataclass(frozen=True, slots=True)
class RequestHelp:
    """Ask the planning expert when you are stuck: what you want to know and what you have tried."""

    risk: ClassVar[Risk] = "read"
    question: str
    tried: str = ""


@dataclass(frozen=True, slots=True)
class AskUser:
    """Ask the user what neither the paper nor the starter code can tell, all at once. Where no user can
    answer, the default is taken and recorded as an assumption."""

    risk: ClassVar[Risk] = "read"
    question: str
    options: tuple[str, ...] = ()
    """Answers to choose from, where there are a few; any other answer is allowed too."""
    default: str = ""
    """What you would do without an answer."""
    further: tuple[str, ...] = ()
    """More questions, answered together with the first."""


@dataclass(frozen=True, slots=True)
class InstallPackage:
    """Ask the user to allow the installation of one Python package, and install it when they agree."""

    risk: ClassVar[Risk] = "install"
    package: str
    """Its name, with a version where one is needed, e.g. "scipy" or "scipy==1.13.1"."""
    why: str


@dataclass(frozen=True, slots=True)
class FinishStep:
    """End the step, when its cells run and each of its requirements has a status."""

    risk: ClassVar[Risk] = "read"
    summary: str
    wishes: str = ""
    """In the last step: how the user's note is met."""


@dataclass(frozen=True, slots=True)
class FailStep:
    """Give the current step up, saying what stands in the way."""

    risk: ClassVar[Risk] = "read"
    reason: str


WorkAction = (
    RecordAssumption
    | Reflect
    | RecallLog
    | AddSteps
    | UpdatePlan
    | MarkRequirement
    | ReportPaperError
    | LeaveUnresolved
    | RequestHelp
    | AskUser
    | InstallPackage
    | FinishStep
    | FailStep
)
