"""The cells that actions name, and the source that an edit makes of one."""

from __future__ import annotations

from rca_kernel.actions import cell_kinds as k
from rca_kernel.actions.workplace import Workplace
from rca_kernel.errors import ActionError
from rca_kernel.notebook import Cell, bounded
from rca_kernel.plan import Step


def named(at: Workplace, cell_id: str, step: Step) -> str:
    """The cell's id; "last" is the one that the step wrote last."""
    if cell_id != "last":
        return cell_id
    cells = at.memory.plan[step.id].cells
    if not cells:
        raise ActionError("This step has written no cell yet.", hint="Insert one, or name a cell's id.")
    return cells[-1]


async def own_cell(at: Workplace, cell_id: str) -> Cell:
    if not any(cell_id in other.cells for other in at.memory.plan):
        raise ActionError(f"Cell {cell_id!r} was not written by this session.", hint="Insert a new cell.")
    return await cell_of(at, cell_id)


async def cell_of(at: Workplace, cell_id: str) -> Cell:
    for cell in await at.host.read():
        if cell.id == cell_id:
            return cell
    raise ActionError(f"No cell {cell_id!r}.", hint="Read the notebook for the ids.")


async def editable_cell(at: Workplace, cell_id: str, step: Step) -> Cell:
    """A cell of the session; or one of the user's, in a step that repairs one of theirs."""
    mine = at.memory.plan[step.id].cells
    cells = {cell.id: cell for cell in await at.host.read()}
    repairing = any(id in cells and cells[id].note is None for id in mine)
    if repairing and cell_id in cells and cells[cell_id].note is None:
        at.memory.plan.note_cell(step.id, cell_id)
        return cells[cell_id]
    return await own_cell(at, cell_id)


def edited_source(cell: Cell, action: k.EditCell) -> str:
    """The whole source after the edit. Raises ActionError where the edit names no unique piece."""
    if bool(action.source) == bool(action.old):
        raise ActionError(
            "An edit is a whole source or a piece.", hint="Give `source`, or `old` and `new`, not both."
        )
    if not action.old:
        return action.source
    if (count := cell.source.count(action.old)) != 1:
        what = "does not occur" if count == 0 else f"occurs {count} times"
        raise ActionError(f"`old` {what} in cell {cell.id}.", hint=f"It reads:\n{bounded(cell.source, 3000)}")
    return cell.source.replace(action.old, action.new)
