"""Who may do what: the one table of personas and their actions."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from rca_kernel import actions as a
from rca_kernel.agents.declaring import headings
from rca_kernel.agents.engine import Situation
from rca_kernel.agents.referee import checkable
from rca_kernel.contract import Contract
from rca_kernel.plan import Persona

Kinds = tuple[type[a.Action], ...]

LOOKING: Kinds = (a.ReadNotebook, a.ReadOutput, a.InspectVariable, a.RecallLog)
PAPER: Kinds = (a.ReadPaper, a.LookUpSymbol, a.LookUpReference)
FILES: Kinds = (a.ListFiles, a.ReadFile, a.UnderstandFile, a.UnderstandFileWithContext, a.FileDiff)
WRITING: Kinds = (
    *(a.InsertCell, a.EditCell, a.RunCell, a.DeleteCell),
    *(a.WriteFile, a.AppendFile, a.EditFile, a.EditSegment, a.CopyFile, a.UndoFile, a.ExecuteScript),
)
ASKING: Kinds = (a.RequestHelp, a.AskUser)
ENDING: Kinds = (
    *(a.RecordAssumption, a.MarkRequirement, a.ReportPaperError, a.LeaveUnresolved),
    *(a.FinishStep, a.FailStep),
)
MATHEMATICS: Kinds = (a.CheckEquation, a.TranslateEquation)

PERMISSIONS: Mapping[Persona, Kinds] = MappingProxyType(
    {
        "planner": (*PAPER, a.ListFiles, a.ReadFile, a.UnderstandFile, a.RequestHelp),
        "expert": (),
        "reader": (*LOOKING, *PAPER, *FILES, a.Reflect, *ASKING, *ENDING),
        "coder": (
            *WRITING,
            *MATHEMATICS,
            *LOOKING,
            *PAPER,
            *FILES,
            a.AddSteps,
            a.InstallPackage,
            *ASKING,
            *ENDING,
        ),
        "debugger": (
            *WRITING,
            *MATHEMATICS,
            a.MoveCell,
            a.RunChecks,
            *LOOKING,
            *PAPER,
            *FILES,
            a.Reflect,
            a.UpdatePlan,
            a.InstallPackage,
            *ASKING,
            *ENDING,
        ),
        "reviewer": (
            *(a.InsertCell, a.RunCell, a.RunChecks, a.ClearOutputs),
            *MATHEMATICS,
            *LOOKING,
            *PAPER,
            *FILES,
            a.AddSteps,
            *ASKING,
            *ENDING,
        ),
        "experimenter": (
            *WRITING,
            a.CompareBaseline,
            a.ClearOutputs,
            *LOOKING,
            *PAPER,
            *FILES,
            a.InstallPackage,
            *ASKING,
            *ENDING,
        ),
    }
)
"""What a persona may do. Whoever edits a cell of another step is the debugger; a reviewer changes nothing
that it reviews, a reader nothing at all."""
_USUAL: Kinds = (
    *(a.InsertCell, a.EditCell, a.CheckEquation, a.WriteFile),
    *(a.MarkRequirement, a.FinishStep),
)
OWN: Mapping[Persona, frozenset[type[a.Action]]] = MappingProxyType(
    {
        "planner": frozenset(),
        "expert": frozenset(),
        "reader": frozenset({a.ReadPaper, a.LookUpSymbol, a.ReadFile, a.RecordAssumption, *ENDING}),
        "coder": frozenset(_USUAL),
        "debugger": frozenset({*_USUAL, a.InspectVariable, a.RunCell}),
        "reviewer": frozenset({*_USUAL, a.RunChecks, a.ReadNotebook, a.ReportPaperError, a.AddSteps}),
        "experimenter": frozenset({*_USUAL, a.CompareBaseline, a.ExecuteScript}),
    }
)
"""The actions that have a tool of their own; a persona's others are called through one for them all."""
BEGINNING: Kinds = (
    *(a.InsertCell, a.WriteFile, a.CheckEquation),
    *(a.MarkRequirement, a.FinishStep),
)
"""What a planner that begins the first step itself is shown of the coder's actions."""
BEGINNING_TOO: Kinds = (a.ReportPaperError,)
"""What it is told of besides, without a tool of its own."""
LONG_FILES = frozenset(
    {
        *(a.ListFiles, a.UnderstandFile, a.UnderstandFileWithContext, a.FileDiff),
        *(a.AppendFile, a.EditSegment, a.CopyFile),
    }
)
"""What need not be offered where the files are few and short."""
FAILURES = 2
"""Runs that failed in a row after which the coder's step goes to the debugger."""


def persona_of(situation: Situation) -> Persona:
    """The step's persona; the debugger where its cells have failed again and again."""
    if situation.step.persona not in ("coder", "experimenter"):
        return situation.step.persona
    failed = 0
    for turn in reversed(situation.turns):
        if isinstance(turn.action, a.InsertCell | a.EditCell | a.RunCell | a.CheckEquation):
            if turn.observation.ok:
                break
            failed += 1
    return "debugger" if failed >= FAILURES else situation.step.persona


def needed(kinds: Kinds, contract: Contract, starter: str) -> Kinds:
    """What need be shown of `kinds`: neither checks nor translations where no equation has a formal meaning,
    nor what helps with long files where the `starter` shows all of its own whole."""
    unneeded = frozenset[type[a.Action]]() if checkable(contract) else frozenset(MATHEMATICS)
    unneeded |= LONG_FILES if all(headings(starter).values()) else frozenset()
    return tuple(kind for kind in kinds if kind not in unneeded)


def permitted(persona: Persona, unavailable: frozenset[type[a.Action]]) -> Kinds:
    """What a persona may do in a session where some kinds cannot be done."""
    return tuple(kind for kind in PERMISSIONS[persona] if kind not in unavailable)


def as_markdown() -> str:
    """The table of who may do what, and the reference of all actions: the page docs/actions.md."""
    working = [persona for persona in PERMISSIONS if persona != "expert"]
    rows = [
        f"| `{a.tool_name(kind)}` | {a.RISK[kind]} | "
        + " | ".join("✔" if kind in PERMISSIONS[persona] else "" for persona in working)
        + " |"
        for kind in a.KINDS
    ]
    head = f"| action | risk | {' | '.join(working)} |"
    rule = f"| --- | --- | {' | '.join(':-:' for _ in working)} |"
    table = "\n".join([head, rule, *rows])
    said = "The planner also hands in the plan; the planning expert gives a verdict and does nothing itself."
    return f"{a.as_markdown()}\n## Who may do what\n\n{said}\n\n{table}\n"
