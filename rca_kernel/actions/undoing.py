"""Taking back what the agents did: one cell's last change, or everything since a step began.

What the user has written since, or between two changes of the agents, is kept, and said.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from rca_kernel.errors import PlanError, WorkspaceError
from rca_kernel.memory import Memory
from rca_kernel.notebook import Cell, CellNote, NewCell, NotebookHost, RunResult, cell_name, first_words
from rca_kernel.notebook.dependencies import dependents, names_of
from rca_kernel.plan import LEGAL
from rca_kernel.workspace import CellChange, Entry, FileChange, Journal, Workspace

Change = TypeVar("Change", CellChange, FileChange)


@dataclass(slots=True)
class Undone:
    """What was taken back, what was kept, and what the kernel still holds of it."""

    cells: list[str] = field(default_factory=list)
    called: dict[str, str] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    halfway: list[str] = field(default_factory=list)
    """Taken back only to what the user wrote between two changes."""
    stale: list[str] = field(default_factory=list)
    names: set[str] = field(default_factory=set)
    reopened: list[str] = field(default_factory=list)
    titles: dict[str, str] = field(default_factory=dict)

    def line(self) -> str:
        """The whole of it in words."""
        back = [*(self.called.get(id, f"cell {id}") for id in self.cells), *self.files]
        parts = [f"taken back: {', '.join(back)}" if back else "nothing was taken back"]
        parts += [f"kept, for you have changed it since: {', '.join(self.kept)}"] if self.kept else []
        if self.halfway:
            parts.append(f"only to what you wrote between the agent's changes: {', '.join(self.halfway)}")
        if self.names:
            parts.append(f"the kernel still holds what ran: {', '.join(sorted(self.names))}")
        parts += [f"rerun to be sure: {', '.join(self.stale)}"] if self.stale else []
        steps = [f"“{self.titles[id]}”" for id in self.reopened]
        parts += [f"to be done again: {', '.join(steps)}"] if steps else []
        return "; ".join(parts)


@dataclass(slots=True)
class Undoing:
    """Takes changes back in one notebook. The plan and the contract follow."""

    host: NotebookHost
    memory: Memory
    journal: Journal
    workspace: Workspace | None
    results: dict[str, RunResult]

    async def cell(self, cell_id: str) -> Undone:
        """The agent's last change of one cell. Raises PlanError where there is none."""
        change = self.journal.last_of(cell_id)
        if change is None:
            named = cell_name(await self.host.read(), cell_id)
            raise PlanError(
                f"No change of {named} by an agent is known.", hint="Name a cell that a step wrote."
            )
        return await self._taken_back([change], f"the user took back the last change of cell {cell_id}")

    async def last(self) -> Undone:
        """The last change of any cell."""
        changes = [one for one in self.journal if isinstance(one, CellChange)]
        if not changes:
            raise PlanError(
                "No change of a cell by an agent is known: there is nothing to undo.",
                hint='Begin with %rca implement "…"; your own edits are undone in the cell itself.',
            )
        return await self.cell(changes[-1].cell_id)

    async def step(self, step: str) -> Undone:
        """Everything since `step` began, its own work and what came after."""
        title = self.memory.plan[step].title
        below = {one.id for one in self.memory.plan if one.id == step or self._is_below(one.id, step)}
        changes: Sequence[Entry] = max((self.journal.since(id) for id in below), key=len, default=[])
        if not changes:
            raise PlanError(
                f"“{title}” has changed nothing that is known: there is nothing to undo.",
                hint="%rca plan shows the steps; those that are done have changed something.",
            )
        return await self._taken_back(changes, f"the user went back to before step {step}")

    def _is_below(self, id: str, step: str) -> bool:
        parent = self.memory.plan[id].parent
        return bool(parent) and (parent == step or self._is_below(parent, step))

    async def _taken_back(self, changes: Sequence[Entry], why: str) -> Undone:
        undone = Undone()
        before, ran = await self.host.read(), frozenset(self.results)
        for cell_id in dict.fromkeys(one.cell_id for one in reversed(changes) if isinstance(one, CellChange)):
            await self._cell_back(
                [c for c in changes if isinstance(c, CellChange) and c.cell_id == cell_id], undone
            )
        for path in dict.fromkeys(one.path for one in reversed(changes) if isinstance(one, FileChange)):
            self._file_back([c for c in changes if isinstance(c, FileChange) and c.path == path], undone)
        self.journal.drop(changes)
        self.journal.save()
        self._kernel_state(before, ran, undone)
        for id in dict.fromkeys(one.step for one in changes):
            self._reopen(id, undone, why)
        self.memory.log.add("decision", f"{why}: {undone.line()}")
        return undone

    async def _cell_back(self, changes: list[CellChange], undone: Undone) -> None:
        first, last = _unmixed(changes)[0], changes[-1]
        cell = next((one for one in await self.host.read() if one.id == first.cell_id), None)
        now = cell.source if cell is not None else None
        words = first_words(now or first.before or last.after or "")
        undone.called[first.cell_id] = f"cell {words or first.cell_id}"
        if now in (first.before, changes[0].before):
            return
        if now != last.after:
            undone.kept.append(undone.called[first.cell_id])
            return
        if first is not changes[0]:
            undone.halfway.append(undone.called[first.cell_id])
        if first.before is None and cell is not None:
            await self.host.delete(cell.id, cell.hash)
        elif first.before is not None and cell is not None:
            await self.host.edit(cell.id, first.before, cell.hash)
        elif first.before is not None:
            await self._put_back(first, last)
        undone.cells.append(first.cell_id)
        self._forget(first.cell_id, first.before is None)

    async def _put_back(self, first: CellChange, last: CellChange) -> None:
        """A deleted cell comes back where it was, if what stood above it still does."""
        assert first.before is not None
        present = {cell.id for cell in await self.host.read()}
        note = CellNote(last.step, last.persona, last.attempt, last.requirements)
        new = NewCell(first.kind, first.before, note=note, id=first.cell_id)
        await self.host.insert(new, last.above if last.above in present else None)
        if last.step in self.memory.plan:
            self.memory.plan.note_cell(last.step, first.cell_id)

    def _forget(self, cell_id: str, gone: bool) -> None:
        """What this cell had shown holds no longer."""
        self.results.pop(cell_id, None)
        contract = self.memory.contract
        for item in [item for item in contract if item.resolved and cell_id in item.cells]:
            left = [id for id in item.cells if id != cell_id and id in self.results]
            contract.mark(
                item.id, "implemented" if left else "open", note=f"its cell {cell_id} was taken back"
            )
        for step in list(self.memory.plan):
            if gone and cell_id in step.cells:
                self.memory.plan.drop_cell(step.id, cell_id)

    def _file_back(self, changes: list[FileChange], undone: Undone) -> None:
        first, last = _unmixed(changes)[0], changes[-1]
        if self.workspace is None:
            undone.kept.append(f"{first.path} (no starter code is open)")
            return
        try:
            now = self.workspace.text_of(first.path)
            if now in (first.before, changes[0].before):
                return
            if now != last.after:
                undone.kept.append(first.path)
                return
            self.workspace.put_back(first.path, first.before)
        except WorkspaceError as error:
            undone.kept.append(f"{first.path} ({error.message})")
            return
        undone.files.append(first.path)
        if first is not changes[0]:
            undone.halfway.append(first.path)

    def _kernel_state(self, before: Sequence[Cell], ran: frozenset[str], undone: Undone) -> None:
        """What ran here is not unsaid: names that the cells bound, and the cells that lean on them."""
        changed = [cell for cell in before if cell.id in undone.cells and cell.kind == "code"]
        for cell in changed:
            undone.names |= names_of(cell.source).assigns if cell.id in ran else set()
        leaning = dict.fromkeys(one.id for cell in changed for one in dependents(before, cell.id))
        undone.stale = [cell_name(before, id) for id in leaning if id not in undone.cells]

    def _reopen(self, id: str, undone: Undone, why: str) -> None:
        plan = self.memory.plan
        if id not in plan or plan.children(id) or not (undone.cells or undone.files):
            return
        if plan[id].state != "pending" and "pending" in LEGAL[plan[id].state]:
            plan.move(id, "pending", note=why)
            undone.reopened.append(id)
            undone.titles[id] = plan[id].title


def _unmixed(changes: Sequence[Change]) -> Sequence[Change]:
    """The last of these changes of one cell or file, between which nobody else wrote."""
    gaps = (n for n in range(1, len(changes)) if changes[n].before != changes[n - 1].after)
    return changes[max(gaps, default=0) :]
