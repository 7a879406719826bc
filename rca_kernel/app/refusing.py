"""What there is to go on with, looked at before work is begun in the background."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from typing import Any

from rca_kernel.app.addresses import refuse_elsewhere
from rca_kernel.app.continuing import BEGIN, targets_of
from rca_kernel.app.papers import Target
from rca_kernel.app.runner import Runner
from rca_kernel.app.single_cells import failed_cell
from rca_kernel.app.suggested import take_up
from rca_kernel.errors import MemoryFormatError, PlanError, TargetError
from rca_kernel.memory import Memory, decode
from rca_kernel.paper.document import Paper
from rca_kernel.paper.targets import locate


async def resumable(runner: Runner, given: Mapping[str, Any]) -> str:
    """Raises PlanError where the notebook holds nothing to resume, ConfigError where going on would ask a
    model elsewhere than before."""
    memory = await runner.remembered()
    if not len(memory.plan) and not memory.paper.digest:
        raise PlanError("This notebook holds no plan to resume.", hint=BEGIN)
    take_up(runner)
    await asyncio.to_thread(refuse_elsewhere, memory, runner.continued(memory, given))
    return ""


async def unbegun(runner: Runner, target: Target) -> str:
    """Raises PlanError where the notebook holds this work already: a cell that runs again, as all do in
    "Run All", must not write the section once more."""
    host = await runner.hosts.host()
    block = await host.read_memory()
    try:
        memory = runner.session.memory if runner.session else decode(block) if block else Memory()
    except MemoryFormatError:
        return ""  # it holds nothing that this version wrote; the session says so and leaves it alone
    wanted, held = target.paper.target, targets_of(memory)
    if memory.paper.digest != target.paper.digest or runner.paper is None:
        return ""
    if wanted not in held and target.passage.title not in _titles(runner.paper[0], held):
        return ""
    cells = {id for step in memory.plan for id in step.cells}
    if cells.isdisjoint([cell.id for cell in await host.read()]):
        return ""
    settled, total = memory.plan.progress()
    beside, again = runner.hosts.beside(), "--again writes it once more."
    where = beside or "this notebook"
    if settled < total:
        raise PlanError(
            f"{target.passage.title} was begun in {where}: {settled} of {total} steps are settled.",
            hint=f"%rca resume goes on; {again}",
        )
    restart = f'%run "{beside}" defines it in a kernel that was restarted; ' if beside else ""
    raise PlanError(
        f"{target.passage.title} is implemented in {where}: {memory.contract.coverage().line()}.",
        hint=f"{restart}%rca verify checks it again; {again}",
    )


def _titles(paper: Paper, targets: tuple[str, ...]) -> Iterator[str]:
    for target in targets:
        try:
            yield locate(paper, target).title
        except TargetError:
            continue  # a part of a list


async def verifiable(runner: Runner) -> str:
    """Raises PlanError where no step is done."""
    memory = await runner.remembered()
    if not any(step.state == "done" for step in memory.plan.leaves()):
        raise PlanError("This notebook holds no step that is done.", hint='Begin with %rca implement "…".')
    take_up(runner)
    return ""


async def rerunnable(runner: Runner, cell: str) -> str:
    """Raises PlanError where no such cell is there, or none failed; ConfigError where mending it would ask
    a model elsewhere than before."""
    host = await runner.hosts.host()
    block = await host.read_memory()
    try:
        memory = runner.session.memory if runner.session else decode(block) if block else Memory()
    except MemoryFormatError:
        return ""  # it holds nothing that this version wrote; the session says so and leaves it alone
    take_up(runner)
    await asyncio.to_thread(refuse_elsewhere, memory, runner.continued(memory, {}))
    if cell == "failed":
        return await failed_cell(host, memory)
    if cell not in [one.id for one in await host.read()]:
        raise PlanError(f"No cell {cell!r} in this notebook.", hint="It may have been deleted.")
    return cell
