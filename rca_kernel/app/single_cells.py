"""Rerunning one cell: which one failed, and running one that belongs to no plan."""

from __future__ import annotations

from rca_kernel.errors import PlanError
from rca_kernel.memory import Memory
from rca_kernel.notebook import ErrorOutput, NotebookHost, RunResult


async def failed_cell(host: NotebookHost, memory: Memory) -> str:
    """The last cell with an error in a step that failed or was stopped, else the user's own last one."""
    ours = {id for step in memory.plan if step.state in ("failed", "pending") for id in step.cells}
    failed = [
        cell
        for cell in reversed(await host.read())
        if any(isinstance(output, ErrorOutput) for output in cell.outputs)
    ]
    for cell in failed:
        if cell.id in ours:
            return cell.id
    for cell in failed:
        if cell.note is None:
            return cell.id
    raise PlanError(
        "No cell shows an error.",
        hint="Name the cell to run again: %rca rerun CELL (Tab lists those of the plan); %rca resume goes on "
        "with the plan.",
    )


async def run_alone(host: NotebookHost, memory: Memory, cell_id: str) -> RunResult | None:
    """Run a cell of the user's own, without a session; None where it is one of the plan's."""
    if any(cell_id in step.cells for step in memory.plan):
        return None
    cell = next((cell for cell in await host.read() if cell.id == cell_id), None)
    if cell is None:
        raise PlanError(f"No cell {cell_id!r} in this notebook.", hint="It may have been deleted.")
    return await host.run(cell.id, cell.hash)
