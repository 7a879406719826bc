"""The agents' own cell at the end of their work, which tells how much of the passage is covered.

What the user has written into it makes it theirs: it is neither changed nor deleted from then on.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Sequence

from rca_kernel.app.roles import is_formal
from rca_kernel.errors import StaleSourceError
from rca_kernel.memory import Memory
from rca_kernel.notebook import Cell, CellNote, NewCell, NotebookHost, source_hash
from rca_kernel.verify import RerunReport, coverage_markdown, notes_markdown

TAKEN_BACK = "**Taken back**: part of this work, after the session had ended; no clean rerun since."
KEPT = "“What was implemented” stays as you have changed it"
_STEP = "summary"


async def write_summary(
    host: NotebookHost, memory: Memory, report: RerunReport | None, anchor: str | None
) -> str:
    """Write the cell below `anchor`, the last of the session's cells, in the place of the former one, and
    say what is kept of the user's. An anchor that the notebook does not hold (the user deleted it, or began
    in another) is none."""
    cells = await host.read()
    if anchor not in [cell.id for cell in cells]:
        anchor = None
    source = _coverage(memory, cells)
    if report is not None:
        source += f"\n\n**Clean rerun**: {report.line(cells)}."
    await _replace(host, cells, source, anchor)
    return await _told(host, memory)


async def renew_summary(host: NotebookHost, memory: Memory) -> str:
    """After work was taken back, the cell tells what is left; where nothing is, it goes too. Returns what is
    kept of the user's."""
    cells = await host.read()
    written = {id for step in memory.plan for id in step.cells}
    if not written & {cell.id for cell in cells}:
        await _delete(host, filter(_is_ours, cells))
    elif any(map(_is_summary, cells)):
        await _replace(host, cells, f"{_coverage(memory, cells)}\n\n{TAKEN_BACK}", None)
    return await _told(host, memory)


def _coverage(memory: Memory, cells: Sequence[Cell]) -> str:
    modelled = any(not is_formal(session.engine) for session in memory.sessions)
    table = coverage_markdown(memory.contract, cells, memory.paper.target, modelled=modelled)
    return "\n\n".join(filter(None, ["## What was implemented", table, notes_markdown(memory)]))


async def _replace(host: NotebookHost, cells: Sequence[Cell], source: str, anchor: str | None) -> None:
    """The new cell goes where the former one stands, or below the one that is the user's by now, unless an
    anchor says otherwise. It is written anew, since an edit would leave its note with the hash before."""
    former = [cell for cell in cells if _is_summary(cell)]
    ours = [cell for cell in former if _is_ours(cell)]
    if anchor is None and [cell.source for cell in ours] == [source]:
        return
    if anchor is None and former:
        anchor = (ours or former)[-1].id
    note = CellNote(_STEP, "reviewer", hash=source_hash(source))
    await host.insert(NewCell("markdown", source, note=note), anchor)
    await _delete(host, ours)


async def _delete(host: NotebookHost, cells: Iterable[Cell]) -> None:
    for cell in cells:
        with contextlib.suppress(StaleSourceError):  # the user writes in it at this moment
            await host.delete(cell.id, cell.hash)


async def _told(host: NotebookHost, memory: Memory) -> str:
    """What is said, once, of each cell that is the user's by now; the log tells it as well."""
    theirs = [cell for cell in await host.read() if _is_summary(cell) and not _is_ours(cell)]
    if len(theirs) <= sum(entry.text == KEPT for entry in memory.log.decisions):
        return ""
    memory.log.add("decision", KEPT)
    return KEPT


def _is_summary(cell: Cell) -> bool:
    return cell.note is not None and cell.note.step == _STEP


def _is_ours(cell: Cell) -> bool:
    """Whether it is as it was written. One that tells no hash, or another, may hold words of the user; tags
    are the user's, and would not outlive its renewal."""
    return _is_summary(cell) and cell.note is not None and cell.note.hash == cell.hash and not cell.tags
