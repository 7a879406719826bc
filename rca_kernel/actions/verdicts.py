"""What checks against the paper's formulas said last: it stays said when the cell that said it is gone."""

from __future__ import annotations

import re

from rca_kernel.actions.work_kinds import MarkRequirement
from rca_kernel.actions.workplace import Workplace
from rca_kernel.contract import Requirement
from rca_kernel.errors import ActionError
from rca_kernel.notebook import Cell, RunResult, bounded

PAPER_ERROR = "the paper is wrong: "
"""How the note of a requirement begins that the paper itself breaks."""
SETTLED_BY = (
    "Deleting its cell settles nothing. What does: a check_equation that agrees (the code or the check "
    "corrected), report_paper_error where the formula is wrong, or leave_unresolved."
)
_REFEREED = re.compile(r"^check_against_formula\(", re.MULTILINE)


def take_verdict(at: Workplace, cell: Cell, result: RunResult) -> None:
    """Keep what a check against a formula has just said of the requirements it is for; one that broke off
    before it compared anything said nothing."""
    if cell.note is None or not _REFEREED.search(cell.source):
        return
    error = result.error
    if result.status == "ok":
        said = ""
    elif error is not None and error.ename == "AssertionError":
        first = error.evalue.strip().partition("\n")[0].rstrip(":")
        said = f"{bounded(first, 240)} (cell {cell.id})"
    else:
        return
    for id in cell.note.requirements:
        if id in at.memory.contract:
            at.memory.contract.dispute(id, said)


def disputed(item: Requirement) -> bool:
    """Whether its latest check disagrees and nobody has said that this is the paper's fault, or so."""
    reported = item.note.startswith(PAPER_ERROR)
    return bool(item.dispute) and item.resolved and not reported and item.status != "violated"


def refuse_disputed(at: Workplace, action: MarkRequirement) -> None:
    """Raise ActionError where a requirement is to be called met against its latest check."""
    item = at.memory.contract[action.requirement]
    if action.status != "violated" and item.dispute and not item.note.startswith(PAPER_ERROR):
        raise ActionError(
            f"{item.id} is not {action.status}: its latest check disagrees: {item.dispute}.", hint=SETTLED_BY
        )
