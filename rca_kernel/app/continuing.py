"""Going on with what stands in a notebook: another section's plan joins it, a new kernel catches up."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

from rca_kernel.actions.perform_cells import finish_replacing
from rca_kernel.actions.workplace import Workplace
from rca_kernel.app.begun import opened
from rca_kernel.memory import Memory, PaperRef
from rca_kernel.notebook import NotebookHost, RunResult, cell_name
from rca_kernel.plan import Step

BEGIN = 'Read a paper with %rca paper FILE, then begin with %rca implement "Section 3.2".'
"""What to do where a notebook holds no plan."""


def journal_file(folder: Path, memory: Memory) -> Path:
    """Where the changes of this notebook are kept: named after its first session, so that renaming the
    notebook loses nothing."""
    first = memory.sessions[0].id if memory.sessions else "none"
    return folder / ".rca" / f"undo-{re.sub(r'[^A-Za-z0-9-]', '_', first)[:40]}.jsonl"


def targets_of(memory: Memory) -> tuple[str, ...]:
    """What has been implemented of the paper, in the user's words."""
    return tuple(memory.paper.target.split(", ")) if len(memory.plan) else ()


async def kept_in(host: NotebookHost, heard: frozenset[str], allowed: bool) -> Memory | None:
    """What the notebook remembers, None for nothing; of its notes the user has given `heard` in this
    process, in which they may have `allowed` it to go on. Raises MemoryFormatError."""
    block = await host.read_memory()
    if block is None:
        return None
    memory = opened(block, await host.read())
    memory.heard = heard & set(memory.notes)
    memory.own |= allowed
    return memory


def begun_anew(memory: Memory, paper: PaperRef, note: str) -> Memory:
    """The memory to plan a passage in, beside that of the notebook, with the user's note on it."""
    fresh = Memory(paper=paper)
    if not len(memory.plan):
        memory.paper = paper  # what to plan, should the kernel end before there is a plan
        memory.listen(note)
        fresh.notes, fresh.heard = memory.notes, memory.heard
    else:
        fresh.listen(note)
    return fresh


def adopt(memory: Memory, fresh: Memory, paper: PaperRef) -> frozenset[str]:
    """Take over the plan and contract of `fresh`; the ids of the steps that an earlier session began."""
    others: frozenset[str] = frozenset()
    if memory.paper.digest == paper.digest and len(memory.plan):
        targets = dict.fromkeys([*targets_of(memory), paper.target])
        memory.paper = replace(paper, target=", ".join(targets))
        others = frozenset(step.id for step in memory.plan.leaves())
        memory.plan.graft(fresh.plan)
        for note in fresh.notes:
            memory.listen(f"For {paper.target}: {note}")
        memory.contract.merge(fresh.contract)
    else:
        if len(memory.plan):
            settled, total = memory.plan.progress()
            memory.log.add(
                "decision",
                f"the plan “{memory.plan.goal}” ({settled} of {total} settled) gave way to another paper",
            )
        memory.paper, memory.plan, memory.contract = paper, fresh.plan, fresh.contract
        memory.notes, memory.heard, memory.own = fresh.notes, fresh.heard, fresh.own
    for entry in fresh.log:
        memory.log.add(entry.kind, entry.text, step=entry.step)
    return others


async def take_up(host: NotebookHost, memory: Memory) -> str | None:
    """Open again what was not done, and say what was under way when the session ended; the last of the
    plan's cells that is still there."""
    plan, log = memory.plan, memory.log
    for step in plan.leaves():
        action = log.under_way(step.id) if step.state == "running" else None
        if action is not None and (done := await finish_replacing(Workplace(host, memory), action.text)):
            log.add("decision", f"resumed: {done}", step=step.id)
    cells = await host.read()
    memory.see(cells)
    present = [cell.id for cell in cells]
    for step in list(plan):
        for gone in set(step.cells).difference(present):
            plan.drop_cell(step.id, gone)
    known = {id for step in plan for id in step.cells}
    for step in plan.leaves():
        if step.state not in ("running", "failed"):
            continue
        if (action := log.under_way(step.id)) is not None:
            said = f"the session ended during: {action.text}; whether it took effect is not known"
            log.add("decision", said, step=step.id)
        plan.move(step.id, "pending")
    return next((id for id in reversed(present) if id in known), None)


async def restore(
    host: NotebookHost,
    memory: Memory,
    results: dict[str, RunResult],
    remembered: Callable[[Step, str], Awaitable[None]],
) -> None:
    """Run again what settled steps defined, where this kernel has not run it."""
    present = {cell.id: cell for cell in await host.read()}
    for step in memory.plan.leaves():
        for id in step.cells:
            cell = present.get(id)
            if step.state != "done" or cell is None or cell.kind != "code" or id in results:
                continue
            memory.log.add("action", f"restore: cell {id} runs again", step=step.id)
            await remembered(step, f"restoring {cell_name(tuple(present.values()), id)}")
            result = results[id] = await host.run(id, cell.hash)
            memory.log.add("observation", f"cell {id}: {result.status}", step=step.id)
            if result.status != "ok":
                memory.log.add("error", f"cell {id} no longer runs: {result.status}", step=step.id)
