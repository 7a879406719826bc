"""Actions performed: each changes the notebook, the workspace or the memory, and is observed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import assert_never

from rca_kernel.actions import kinds as k
from rca_kernel.actions.kinds import Action, Observation
from rca_kernel.contract import Contract, Requirement
from rca_kernel.errors import ActionError, ContractError, PlanError, RcaError, StoppedError, TargetError
from rca_kernel.memory import Memory
from rca_kernel.notebook import Cell, CellNote, NewCell, NotebookHost, RunResult, bounded, outputs_text
from rca_kernel.plan import Step
from rca_kernel.workspace import Workspace

OUTPUT_LIMIT = 4000


@dataclass(slots=True)
class Performer:
    """Carries out actions for one step at a time. Our own errors become failed observations;
    StoppedError and a lost host pass through, for they end the session."""

    host: NotebookHost
    memory: Memory
    workspace: Workspace | None = None
    read_paper: Callable[[str], str] | None = None
    """A target → its text; raises TargetError."""
    check_equation: Callable[[Requirement, str], str] | None = None
    """A requirement and a call → the source of a cell that checks it; raises ActionError."""
    results: dict[str, RunResult] = field(default_factory=dict)
    """Last result of each cell that was run here, by cell id."""
    tail: str | None = None
    """The last cell of the session: the next one goes below it."""

    async def perform(self, action: Action, step: Step) -> Observation:
        try:
            return await self._perform(action, step)
        except (ActionError, ContractError, PlanError, TargetError) as error:
            return Observation(False, str(error))
        except StoppedError:
            raise
        except RcaError as error:
            if await self._host_lost():
                raise
            return Observation(False, str(error))

    async def _perform(self, action: Action, step: Step) -> Observation:
        match action:
            case k.InsertCell():
                return await self._insert(action, step)
            case k.EditCell(cell_id=cell_id, source=source):
                cell = await self._own(cell_id, step)
                edited = await self.host.edit(cell.id, source, cell.hash)
                return await self._run(edited) if edited.kind == "code" else _done("edited", cell_id)
            case k.RunCell(cell_id=cell_id):
                return await self._run(await self._cell(cell_id))
            case k.CheckEquation(requirement=id, call=call):
                if self.check_equation is None:
                    raise ActionError("No referee is at hand in this session.", hint="Write a check cell.")
                source = self.check_equation(self.memory.contract[id], call)
                return await self._insert(k.InsertCell("code", source, (id,)), step)
            case k.DeleteCell(cell_id=cell_id):
                cell = await self._own(cell_id, step)
                await self.host.delete(cell.id, cell.hash)
                self._forget(cell_id, step)
                return Observation(True, "deleted")
            case k.ReadNotebook():
                return Observation(True, _notebook_text(await self.host.read()))
            case k.ReadPaper(target=target):
                if self.read_paper is None:
                    raise ActionError(
                        "The paper is not at hand in this session.", hint="Use what the prompt quotes."
                    )
                return Observation(True, bounded(self.read_paper(target), 12_000))
            case k.ListFiles() | k.ReadFile() | k.WriteFile() | k.EditFile() | k.UndoFile():
                return self._file(action, step)
            case _:
                return self._record(action, step)

    def _record(
        self,
        action: k.RecordAssumption
        | k.AddSteps
        | k.MarkRequirement
        | k.LeaveUnresolved
        | k.FinishStep
        | k.FailStep,
        step: Step,
    ) -> Observation:
        memory = self.memory
        match action:
            case k.RecordAssumption(text=text):
                memory.log.add("assumption", text, step=step.id)
                return Observation(True, "recorded")
            case k.AddSteps(titles=titles, goals=goals):
                return self._add_steps(titles, goals, step)
            case k.MarkRequirement():
                return self._mark(action)
            case k.LeaveUnresolved(requirement=requirement, why=why):
                memory.contract.unresolve(requirement, why)
                memory.log.add("decision", f"{requirement} left unresolved: {why}", step=step.id)
                return Observation(True, "left unresolved")
            case k.FinishStep(summary=summary):
                self._refuse_unfinished(step)
                memory.plan.move(step.id, "done", note=summary)
                memory.log.add("finding", summary, step=step.id)
                return Observation(True, "step done")
            case k.FailStep(reason=reason):
                memory.plan.move(step.id, "failed", note=reason)
                memory.log.add("error", reason, step=step.id)
                return Observation(True, "step failed")
            case _:
                assert_never(action)

    async def _insert(self, action: k.InsertCell, step: Step) -> Observation:
        note = CellNote(step.id, step.persona, step.attempts, action.requirements)
        for requirement in action.requirements:
            _ = self.memory.contract[requirement]
        new = NewCell(action.cell_type, action.source, note=note)
        self.memory.plan.note_cell(step.id, new.id)
        try:
            cell = await self.host.insert(new, await self._anchor(step))
        except RcaError:
            self.memory.plan.drop_cell(step.id, new.id)
            raise
        self.tail = cell.id
        return await self._run(cell) if cell.kind == "code" else _done("inserted", cell.id)

    async def _anchor(self, step: Step) -> str | None:
        """The step's last cell still there, else the last cell of the session, else the end."""
        present = {cell.id for cell in await self.host.read()}
        mine = [cell for cell in self.memory.plan[step.id].cells if cell in present]
        if mine:
            return mine[-1]
        return self.tail if self.tail in present else None

    async def _run(self, cell: Cell) -> Observation:
        if cell.kind != "code":
            raise ActionError(f"Cell {cell.id} is {cell.kind}; only code runs.", hint="Name a code cell.")
        result = await self.host.run(cell.id, cell.hash)
        self.results[cell.id] = result
        text = outputs_text(result.outputs, OUTPUT_LIMIT)
        said = f"cell {cell.id}: {result.status} in {result.seconds:.2f} s"
        return Observation(result.status == "ok", f"{said}\n{text}".rstrip(), cell.id)

    async def _cell(self, cell_id: str) -> Cell:
        for cell in await self.host.read():
            if cell.id == cell_id:
                return cell
        raise ActionError(f"No cell {cell_id!r}.", hint="Read the notebook for the ids.")

    async def _own(self, cell_id: str, step: Step) -> Cell:
        if not any(cell_id in other.cells for other in self.memory.plan):
            raise ActionError(f"Cell {cell_id!r} was not written by this session.", hint="Insert a new cell.")
        return await self._cell(cell_id)

    def _forget(self, cell_id: str, step: Step) -> None:
        self.results.pop(cell_id, None)
        for other in list(self.memory.plan):
            if cell_id in other.cells:
                self.memory.plan.drop_cell(other.id, cell_id)

    def _file(
        self, action: k.ListFiles | k.ReadFile | k.WriteFile | k.EditFile | k.UndoFile, step: Step
    ) -> Observation:
        if self.workspace is None:
            raise ActionError("There is no starter code in this session.", hint="Work in cells.")
        match action:
            case k.ListFiles(folder=folder):
                return Observation(True, bounded("\n".join(self.workspace.files(folder)) or "(no files)"))
            case k.ReadFile(path=path, first=first, last=last):
                lines = self.workspace.read(path).splitlines()
                chosen = lines[max(first, 1) - 1 : last or None]
                numbered = (f"{n:4d}  {line}" for n, line in enumerate(chosen, max(first, 1)))
                return Observation(True, bounded("\n".join(numbered), 12_000))
            case k.WriteFile(path=path, text=text):
                change = self.workspace.write(path, text)
            case k.EditFile(path=path, old=old, new=new):
                change = self.workspace.replace(path, old, new)
            case k.UndoFile(path=path):
                self.workspace.undo(path)
                return Observation(True, f"{path} is as it was before")
            case _:
                assert_never(action)
        self.memory.plan.note_file(step.id, change.path)
        return Observation(True, bounded(self.workspace.diff(change)) or "no change")

    def _mark(self, action: k.MarkRequirement) -> Observation:
        if action.status == "verified":
            self._require_ran(action.cell_id)
        note = f"{action.evidence} (cell {action.cell_id})"
        self.memory.contract.mark(action.requirement, action.status, note=note, cell=action.cell_id)
        self.memory.log.add("finding", f"{action.requirement} {action.status}: {action.evidence}")
        return Observation(True, f"{action.requirement} is {action.status}")

    def _require_ran(self, cell_id: str) -> None:
        result = self.results.get(cell_id)
        if result is None or result.status != "ok":
            state = "has not run in this session" if result is None else f"ended as {result.status}"
            raise ActionError(
                f"Cell {cell_id!r} {state}; it verifies nothing.", hint="Run a check that passes."
            )

    def _refuse_unfinished(self, step: Step) -> None:
        ran = [(cell, self.results[cell]) for cell in self.memory.plan[step.id].cells if cell in self.results]
        failed = [cell for cell, result in ran if result.status != "ok"]
        if failed:
            raise ActionError(
                f"Cell {failed[0]} of this step ended as {self.results[failed[0]].status}.",
                hint="Mend or delete it before finishing the step, or fail the step with the reason.",
            )
        contract: Contract = self.memory.contract
        waiting = [r for r in step.requirements if contract[r].resolved and contract[r].status == "open"]
        if waiting:
            raise ActionError(
                f"These requirements of the step have no status yet: {', '.join(waiting)}.",
                hint="mark_requirement each with the cell that shows it, or leave_unresolved, saying why.",
            )

    def _add_steps(self, titles: tuple[str, ...], goals: tuple[str, ...], step: Step) -> Observation:
        if len(titles) != len(goals):
            raise ActionError(f"{len(titles)} titles but {len(goals)} goals.", hint="Give one goal a title.")
        added = [
            self.memory.plan.add(
                Step(self.memory.plan.next_id(step.parent), title, parent=step.parent, goal=goal)
            ).id
            for title, goal in zip(titles, goals, strict=True)
        ]
        self.memory.log.add("decision", f"added steps {', '.join(added)}", step=step.id)
        return Observation(True, f"added {', '.join(added)}")

    async def _host_lost(self) -> bool:
        try:
            await self.host.read()
        except RcaError:
            return True
        return False


def _done(what: str, cell_id: str) -> Observation:
    return Observation(True, f"cell {cell_id} {what}", cell_id)


def _notebook_text(cells: tuple[Cell, ...]) -> str:
    parts = []
    for cell in cells:
        output = outputs_text(cell.outputs, 1000)
        shown = f"\n--- output\n{output}" if output else ""
        parts.append(f"[{cell.id}] {cell.kind}\n{bounded(cell.source, 3000)}{shown}")
    return bounded("\n\n".join(parts), 20_000)
