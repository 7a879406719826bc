"""What there is to go on with, looked at before work is begun in the background."""

from __future__ import annotations

from rca_kernel.app.continuing import BEGIN
from rca_kernel.app.runner import Runner
from rca_kernel.app.single_cells import failed_cell
from rca_kernel.errors import PlanError
from rca_kernel.memory import Memory, decode


async def resumable(runner: Runner) -> str:
    """Raises PlanError where the notebook holds nothing to resume."""
    memory = await runner.remembered()
    if not len(memory.plan) and not memory.paper.digest:
        raise PlanError("This notebook holds no plan to resume.", hint=BEGIN)
    return ""


async def verifiable(runner: Runner) -> str:
    """Raises PlanError where no step is done."""
    memory = await runner.remembered()
    if not any(step.state == "done" for step in memory.plan.leaves()):
        raise PlanError("This notebook holds no step that is done.", hint='Begin with %rca implement "…".')
    return ""


async def rerunnable(runner: Runner, cell: str) -> str:
    """Raises PlanError where no such cell is there, or none failed."""
    host = await runner.hosts.host()
    block = await host.read_memory()
    memory = runner.session.memory if runner.session else decode(block) if block else Memory()
    if cell == "failed":
        return await failed_cell(host, memory)
    if cell not in [one.id for one in await host.read()]:
        raise PlanError(f"No cell {cell!r} in this notebook.", hint="It may have been deleted.")
    return cell
