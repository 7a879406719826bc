"""What counts as shown: the evidence that a requirement needs, and what a step lacks at its end."""

from __future__ import annotations

import re
from collections.abc import Collection

from rca_kernel.actions.observation import Observation
from rca_kernel.actions.perform_runs import WHOLE
from rca_kernel.actions.verdicts import PAPER_ERROR, SETTLED_BY, disputed, refuse_disputed
from rca_kernel.actions.work_kinds import MarkRequirement, ReportPaperError
from rca_kernel.actions.workplace import Workplace
from rca_kernel.contract import CAVEAT, Proof
from rca_kernel.errors import ActionError
from rca_kernel.notebook import Cell, outputs_text
from rca_kernel.notebook.checks import asserts, code_digest
from rca_kernel.paper.quoting import quoted_in
from rca_kernel.plan import Step

_NUMBER = re.compile(r"\d+(?:\.\d+)?(?:[eE][+-]?\d{1,2})?(?!\d)")
_MEASURED = re.compile(r"(?<![\w.-])(?:\d+\.\d+(?:[eE][+-]?\d{1,2})?|\d+[eE][+-]?\d{1,2})(?![\w.])")
"""Numbers as they are measured: with a decimal point or a power."""
_REFERENCE = re.compile(
    r"(?:Sections?|Secs?\.|§|Eqs?\.|Tables?|Figures?|Algorithms?|[a-z]+:)\s*\(?[\d.]+\d", re.I
)
CORRECTED = "; as corrected: "
"""What follows is shown of the code, which keeps to what the paper should say."""


async def mark(at: Workplace, action: MarkRequirement, step: Step) -> Observation:
    """Set a status, and with it the cell that shows it."""
    present = await at.host.read()
    cells = {cell.id: cell for cell in present}
    id = _ran_last(at, cells) if action.cell_id == "last" else action.cell_id
    if not action.evidence.strip():
        raise ActionError("There is no evidence.", hint="Say in one sentence what was checked.")
    refuse_disputed(at, action)
    proof = None
    if action.status == "verified":
        _require_check(at, id, cells.get(id))
        proof = Proof(id, cells[id].hash, code_digest(present, id)) if id in cells else None
    unseen = _unseen(at, action, id, tuple(cells.values()))
    said = f"{action.evidence}{CAVEAT}{action.caveat}" if action.caveat.strip() else action.evidence
    reported = _reported(at.memory.contract[action.requirement].note)
    said = f"{reported}{CORRECTED}{said}" if reported else said
    note = f"{said} (cell {id})" if id else said
    at.memory.contract.mark(action.requirement, action.status, note=note, cell=id, proof=proof)
    at.memory.log.add("finding", f"{action.requirement} {action.status}: {said}", step=step.id)
    doubt = f"; but neither its cell printed {', '.join(unseen)} nor does any code say so" if unseen else ""
    mend = ": mark it again with numbers that you have seen" if unseen else ""
    kept = ", as corrected; the paper's error stays reported" if reported else ""
    return Observation(True, f"{action.requirement} is {action.status}{kept}{doubt}{mend}")


def _reported(note: str) -> str:
    """The error of the paper that a note reports."""
    return note.split(CORRECTED, 1)[0] if note.startswith(PAPER_ERROR) else ""


def _ran_last(at: Workplace, present: Collection[str]) -> str:
    return next((cell for cell in reversed(at.ran) if cell in present), "")


def _unseen(at: Workplace, action: MarkRequirement, id: str, cells: tuple[Cell, ...]) -> list[str]:
    """Measured numbers of the evidence that are no rounding of one in the cell's output, in code, or in the
    requirement's own words."""
    outputs = at.results[id].outputs if id in at.results else ()
    texts = [outputs_text(outputs, WHOLE), at.memory.contract[action.requirement].quote]
    texts += [cell.source for cell in cells if cell.kind == "code"]
    known = [float(found) for text in texts for found in _NUMBER.findall(text)]
    said = _MEASURED.findall(_REFERENCE.sub(" ", action.evidence))
    return [number for number in dict.fromkeys(said) if not any(_rounds(number, one) for one in known)]


def _rounds(said: str, value: float) -> bool:
    """Whether `said`, as it is written or in percent, is `value` to its last digit."""
    digits, _, power = said.lower().partition("e")
    unit = 10.0 ** (int(power or 0) - len(digits.partition(".")[2]))
    return any(abs(abs(one) - float(said)) <= 0.501 * unit for one in (value, value * 100))


def report_paper_error(at: Workplace, action: ReportPaperError, step: Step) -> Observation:
    """The paper breaks its own requirement; its words must be its own."""
    if at.passage is not None and not quoted_in(action.quote, at.passage):
        raise ActionError(
            f"The passage does not say {action.quote[:200]!r}.",
            hint="Quote it word for word, as it is shown.",
        )
    shown = _ran_last(at, at.results) if action.cell_id == "last" else action.cell_id
    if shown and shown not in at.results:
        raise ActionError(
            f"Cell {action.cell_id!r} has not run in this session.", hint="Run it, or name none."
        )
    note = f"{PAPER_ERROR}“{action.quote}” against {action.against}"
    at.memory.contract.mark(action.requirement, "violated", note=note, cell=shown)
    at.memory.log.add("finding", f"{action.requirement}: {note}", step=step.id)
    return Observation(True, f"{action.requirement} is violated by the paper itself; the summary will say so")


async def refuse_unfinished(at: Workplace, step: Step) -> None:
    """Raise ActionError with everything that the step still lacks."""
    lacking = [*_unrun(at, step, await at.host.read()), *_unshown(at, step), *_disputed(at, step)]
    if lacking:
        raise ActionError("The step is not finished. " + " ".join(lacking))


def _unrun(at: Workplace, step: Step, cells: tuple[Cell, ...]) -> list[str]:
    lacking = []
    for cell in cells:
        if cell.id not in at.memory.plan[step.id].cells or cell.kind != "code":
            continue
        result = at.results.get(cell.id)
        if result is None:
            lacking.append(f"Cell {cell.id} has not run: run_cell or delete_cell it.")
        elif result.status != "ok":
            lacking.append(
                f"Cell {cell.id} of this step ended as {result.status}. Mend or delete it, or fail the step "
                "with the reason."
            )
        elif at.ran.get(cell.id, cell.source) != cell.source:
            lacking.append(f"Cell {cell.id} has been changed since it ran: run_cell it.")
    return lacking


def _unshown(at: Workplace, step: Step) -> list[str]:
    contract = at.memory.contract
    waiting = [r for r in step.requirements if contract[r].resolved and contract[r].status == "open"]
    if not waiting:
        return []
    return [
        f"These requirements of the step have no status yet: {', '.join(waiting)}. mark_requirement each "
        "with the cell that shows it, or leave_unresolved, saying why."
    ]


def _disputed(at: Workplace, step: Step) -> list[str]:
    """Requirements of the step whose latest check against the formula disagrees."""
    held = [item for id in step.requirements if disputed(item := at.memory.contract[id])]
    if not held:
        return []
    said = "; ".join(f"{item.id}: {item.dispute}" for item in held)
    return [f"The latest check disagrees: {said}. {SETTLED_BY}"]


def _require_check(at: Workplace, cell_id: str, cell: Cell | None) -> None:
    result = at.results.get(cell_id)
    if result is None or result.status != "ok":
        state = "has not run in this session" if result is None else f"ended as {result.status}"
        raise ActionError(f"Cell {cell_id!r} {state}; it verifies nothing.", hint="Run a check that passes.")
    if cell is not None and not asserts(cell.source):
        raise ActionError(
            f"Cell {cell_id!r} cannot fail: it asserts nothing.",
            hint="Name the check cell, add an assert to it, or mark the requirement implemented.",
        )
