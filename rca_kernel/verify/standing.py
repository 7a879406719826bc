"""Each verified requirement held against its evidence: the check is there, is what it was, and passes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from rca_kernel.contract import Contract, Proof, Requirement
from rca_kernel.memory import Memory
from rca_kernel.notebook import Cell
from rca_kernel.notebook.checks import asserts, code_digest
from rca_kernel.verify.rerun import RerunReport, rerun_cells

_NAMED = re.compile(r"\(cell ([^()\s]+)\)$")


def examine(memory: Memory, cells: Sequence[Cell], report: RerunReport | None) -> tuple[Requirement, ...]:
    """Open every verified requirement whose check is gone, was changed, or did not pass in the clean rerun
    `report`; one whose check passes again is verified again. Returns what was lost just now."""
    if report is not None:
        memory.log.add("finding" if report.ok else "error", report.line())
    before = {item.id for item in memory.contract if item.status == "verified"}
    for item in list(memory.contract):
        if item.resolved and (item.status == "verified" or item.lost):
            _settle(memory.contract, item, cells, report)
    lost = tuple(item for item in memory.contract if item.id in before and item.status != "verified")
    for item in lost:
        memory.log.add("finding", f"{item.id} is verified no longer: {item.note}")
    return lost


def unshown(item: Requirement, cells: Sequence[Cell], report: RerunReport | None) -> str:
    """Why its check shows nothing now; "" where it does. Without a rerun, the code that it rests on must be
    what it was."""
    proof = item.proof or _early(item)
    place = f" (cell {proof.cell})" if proof.cell else ""
    check = next((cell for cell in cells if cell.id == proof.cell), None)
    if check is None:
        return f"its check is gone{place}"
    if (proof.hash and check.hash != proof.hash) or not asserts(check.source):
        return f"its check was changed{place}"
    if "raises-exception" in check.tags or check not in rerun_cells(cells):
        return f"its check is left out of a rerun, or allowed to fail{place}"
    if report is None:
        changed = proof.code and proof.code != code_digest(cells, check.id)
        return f"the code that its check runs was changed since{place}" if changed else ""
    return _in_rerun(check, cells, report, place)


def _in_rerun(check: Cell, cells: Sequence[Cell], report: RerunReport, place: str) -> str:
    if report.ok:
        return ""
    if report.failed_cell == check.id:
        return f"its check fails{place}: {report.error}"
    ran = [cell.id for cell in rerun_cells(cells)]
    if report.failed_cell in ran and ran.index(check.id) < ran.index(report.failed_cell):
        return ""
    why = f"cell {report.failed_cell} failed before it" if report.failed_cell else report.error
    return f"its check did not run{place}: {why}"


def _settle(contract: Contract, item: Requirement, cells: Sequence[Cell], report: RerunReport | None) -> None:
    proof = item.proof or _early(item)
    why = unshown(item, cells, report)
    if why:
        if item.status == "verified":
            contract.lose(item.id, why, "open", proof)
        return
    if report is None:
        return
    check = next(cell for cell in cells if cell.id == proof.cell)
    note = item.note if item.status == "verified" else f"its check passes again (cell {check.id})"
    shown = replace(proof, hash=check.hash, code=code_digest(cells, check.id))
    contract.mark(item.id, "verified", note=note, proof=shown)


def _early(item: Requirement) -> Proof:
    """The cell that an early notebook names as evidence: in the note, else the last of the requirement's."""
    named = _NAMED.search(item.note)
    return Proof(named.group(1) if named else item.cells[-1] if item.cells else "")
