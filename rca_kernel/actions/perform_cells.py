"""Actions on the notebook, performed."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import assert_never

from rca_kernel.actions import cell_kinds as k
from rca_kernel.actions.cell_lookup import cell_of, editable_cell, edited_source, named, own_cell
from rca_kernel.actions.excerpt import excerpt, page
from rca_kernel.actions.observation import Observation
from rca_kernel.actions.perform_runs import OUTPUT_LIMIT, WHOLE, run_cell, run_dependents
from rca_kernel.actions.workplace import Workplace
from rca_kernel.contract import Proof, Requirement
from rca_kernel.errors import ActionError, RcaError
from rca_kernel.notebook import Cell, CellNote, NewCell, bounded, new_cell_id, outputs_text
from rca_kernel.notebook.checks import asserts, overlong
from rca_kernel.plan import Step

NOTEBOOK_LIMIT = 20_000
ASSERTS = re.compile(r"^\s*(?:assert\b|(?:\w+\.)*assert_\w+\()", re.MULTILINE)

REPLACING = re.compile(r"(?:move cell|clear outputs): (?P<cell>\S+)$")
"""How the log words the actions that write a cell anew."""


async def perform_cell(at: Workplace, action: k.CellAction, step: Step) -> Observation:
    match action:
        case k.InsertCell():
            seen = await _insert(at, action, step)
            long = overlong(action.source) if action.cell_type == "code" else ""
            return replace(seen, text=f"{seen.text}{long}")
        case k.EditCell():
            return await _edit(at, action, step)
        case k.RunCell(cell_id=cell_id):
            return await run_cell(at, await cell_of(at, named(at, cell_id, step)))
        case k.CheckEquation(requirement=id, call=call, ranges=ranges):
            if at.check_equation is None:
                raise ActionError("No referee is at hand in this session.", hint="Write a check cell.")
            source = at.check_equation(at.memory.contract[id], call, ranges)
            return await _insert(at, k.InsertCell("code", source, (id,)), step)
        case k.RunChecks():
            return await _run_checks(at)
        case k.MoveCell(cell_id=cell_id, after=after):
            return await _move(at, cell_id, after)
        case k.DeleteCell(cell_id=cell_id):
            return await _delete(at, cell_id)
        case k.ClearOutputs(cell_id=cell_id):
            return await _cleared(at, cell_id)
        case k.InspectVariable(names=names):
            return await _inspected(at, names)
        case k.ReadNotebook(cell_id=""):
            return Observation(True, _notebook_text(await at.host.read()))
        case k.ReadNotebook(cell_id=cell_id):
            cell = await cell_of(at, cell_id)
            return Observation(True, bounded(_cell_text(cell, WHOLE), NOTEBOOK_LIMIT), cell_id)
        case k.ReadOutput(cell_id=id, first=first, last=last):
            return Observation(True, page(await _output(at, id), first, last))
        case _:
            assert_never(action)


async def _insert(at: Workplace, action: k.InsertCell, step: Step) -> Observation:
    note = CellNote(step.id, step.persona, step.attempts, action.requirements)
    for requirement in action.requirements:
        _ = at.memory.contract[requirement]
    new = NewCell(action.cell_type, action.source, note=note)
    cell = await _placed(at, new, await _anchor(at, step), step.id)
    at.tail = cell.id
    return await run_cell(at, cell) if cell.kind == "code" else _done("inserted", cell.id)


async def _edit(at: Workplace, action: k.EditCell, step: Step) -> Observation:
    cell = await editable_cell(at, named(at, action.cell_id, step), step)
    source = edited_source(cell, action)
    edited = await at.host.edit(cell.id, source, cell.hash)
    if edited.kind != "code":
        return _done("edited", cell.id)
    seen = await run_cell(at, edited)
    if not seen.ok:
        return seen
    _renew(at, edited)
    passed, told = await run_dependents(at, edited, cell.source)
    return replace(seen, ok=passed, text=f"{seen.text}\n{told}".rstrip())


def _renew(at: Workplace, cell: Cell) -> None:
    """A check that its writer changed shows what it showed, as long as it passes and can fail."""
    for item in at.memory.contract:
        if item.status != "verified" or item.proof is None or item.proof.cell != cell.id:
            continue
        if asserts(cell.source):
            proof = replace(item.proof, hash=cell.hash)
            at.memory.contract.mark(item.id, item.status, note=item.note, proof=proof)
        else:
            _unproven(at, cell.id, f"its check in cell {cell.id} can no longer fail")


def announce(at: Workplace, action: k.CellAction, step: Step) -> None:
    """Note the cell that `action` will write, so that the memory written before it names the cell: a
    kernel that ends in between leaves no cell behind that nobody knows."""
    owner: Step | None = step
    if isinstance(action, k.MoveCell | k.ClearOutputs):
        owner = next((one for one in at.memory.plan if action.cell_id in one.cells), None)
    elif not isinstance(action, k.InsertCell | k.CheckEquation):
        return
    if owner is not None:
        at.coming = new_cell_id()
        at.memory.plan.note_cell(owner.id, at.coming)


def withdraw(at: Workplace) -> None:
    """Forget an announced cell that was not written."""
    for step in list(at.memory.plan) if at.coming else ():
        if at.coming in step.cells:
            at.memory.plan.drop_cell(step.id, at.coming)
    at.coming = ""


async def _placed(at: Workplace, new: NewCell, after: str | None, step_id: str) -> Cell:
    """Inserted, and known as the step's cell before it stands there: an interruption loses no cell."""
    if at.coming:
        new, at.coming = replace(new, id=at.coming), ""
    at.memory.plan.note_cell(step_id, new.id)
    try:
        return await at.host.insert(new, after)
    except RcaError:
        at.memory.plan.drop_cell(step_id, new.id)
        raise


async def _anchor(at: Workplace, step: Step) -> str | None:
    """The step's last cell still there, else the last cell of the session, else the end."""
    present = {cell.id for cell in await at.host.read()}
    mine = [cell for cell in at.memory.plan[step.id].cells if cell in present]
    if mine:
        return mine[-1]
    return at.tail if at.tail in present else None


async def _run_checks(at: Workplace) -> Observation:
    """Checks are cells of done steps, run in this kernel, that assert or that verified a requirement."""
    plan, contract = at.memory.plan, at.memory.contract
    done = {id for step in plan.leaves() if step.state == "done" for id in step.cells}
    proofs = {item.cells[-1] for item in contract if item.status == "verified" and item.cells}
    checks = [
        cell
        for cell in await at.host.read()
        if cell.id in done
        and cell.kind == "code"
        and cell.id in at.results
        and (cell.id in proofs or ASSERTS.search(cell.source))
    ]
    if not checks:
        raise ActionError("No check of a step that is done has run in this kernel.", hint="Run its cells.")
    lines = []
    for cell in checks:
        seen = await run_cell(at, cell)
        error = at.results[cell.id].error
        last = f"{error.ename}: {error.evalue}" if error is not None else seen.text.splitlines()[-1]
        lost = [] if seen.ok else _unproven(at, cell.id, f"its check in cell {cell.id} failed when run again")
        lines.append(f"{cell.id}: {'ok' if seen.ok else 'FAILED'}: {last[:300]}" + _no_longer(lost))
    passed = sum(at.results[cell.id].status == "ok" for cell in checks)
    said = f"{passed} of {len(checks)} checks pass\n" + "\n".join(lines)
    return Observation(
        passed == len(checks), excerpt(said, OUTPUT_LIMIT, "read_output of a cell shows its own")
    )


async def _move(at: Workplace, cell_id: str, after: str) -> Observation:
    if cell_id == after:
        raise ActionError("A cell cannot go below itself.", hint="Name another cell in `after`.")
    cell, _ = await own_cell(at, cell_id), await cell_of(at, after)
    owner = next(step for step in at.memory.plan if cell_id in step.cells)
    new = await _placed(at, NewCell(cell.kind, cell.source, note=cell.note), after, owner.id)
    if at.tail == after:
        at.tail = new.id
    lost = await _replaced(at, cell, new.id, f"its cell {cell_id} was moved and is {new.id} now")
    said = f"cell {cell_id} is now {new.id}, below {after}{_no_longer(lost)}"
    if new.kind != "code":
        return Observation(True, said, new.id)
    seen = await run_cell(at, new)
    return Observation(seen.ok, f"{said}\n{seen.text}", new.id)


async def finish_replacing(at: Workplace, line: str) -> str:
    """Where the session ended inside the action that the log words as `line`, a move or a clearing, and the
    new cell stands there already: the old one goes, so that none is there twice. Returns what was done."""
    if (named := REPLACING.match(line)) is None:
        return ""
    cells = await at.host.read()
    old = next((cell for cell in cells if cell.id == named["cell"]), None)
    owner = next((step for step in at.memory.plan if named["cell"] in step.cells), None)
    new = next((cell for cell in cells if owner is not None and cell.id == owner.cells[-1]), None)
    if old is None or new is None or old.id == new.id or old.source != new.source:
        return ""
    await _replaced(at, old, new.id, f"its cell {old.id} is {new.id} now")
    return f"cell {old.id} is {new.id} now: the old one was removed"


async def _replaced(at: Workplace, old: Cell, new: str, why: str) -> list[str]:
    """The cell `new` takes the place of `old`; the requirements that are verified no longer."""
    _link(at, old.id, new, why)
    return await _removed(at, old, why)


def _link(at: Workplace, old: str, new: str, why: str) -> None:
    """Requirements that name the old cell name the new one too."""
    contract = at.memory.contract
    for item in [item for item in contract if old in item.cells and item.resolved]:
        contract.mark(item.id, item.status, note=item.note or why, cell=new, proof=item.proof)


async def _delete(at: Workplace, cell_id: str) -> Observation:
    lost = await _removed(at, await own_cell(at, cell_id), f"its cell {cell_id} was deleted")
    return Observation(True, f"deleted{_no_longer(lost)}")


async def _cleared(at: Workplace, cell_id: str) -> Observation:
    """No host clears outputs alone: the cell is written anew in its place."""
    cell = await own_cell(at, cell_id)
    owner = next(step for step in at.memory.plan if cell_id in step.cells)
    new = await _placed(at, NewCell(cell.kind, cell.source, note=cell.note), cell_id, owner.id)
    if at.tail == cell_id:
        at.tail = new.id
    why = f"the outputs of its cell {cell_id} were cleared; it is {new.id} now"
    lost = await _replaced(at, cell, new.id, why)
    return Observation(True, f"cell {cell_id} is now {new.id}, without outputs{_no_longer(lost)}", new.id)


async def _inspected(at: Workplace, names: tuple[str, ...]) -> Observation:
    found = await at.host.variables(names)
    missing = sorted(set(names) - {one.name for one in found})
    lines = [one.line() for one in found]
    lines += [f"not there: {', '.join(missing)}"] if missing else []
    return Observation(bool(found), excerpt("\n".join(lines), OUTPUT_LIMIT, "name fewer of them"))


async def _removed(at: Workplace, cell: Cell, why: str) -> list[str]:
    """Delete a cell and forget it; returns the requirements that it had verified."""
    order = [one.id for one in await at.host.read()]
    await at.host.delete(cell.id, cell.hash)
    if at.tail == cell.id:
        before = order[: order.index(cell.id)]
        at.tail = before[-1] if before else None
    at.results.pop(cell.id, None)
    at.ran.pop(cell.id, None)
    for other in list(at.memory.plan):
        if cell.id in other.cells:
            at.memory.plan.drop_cell(other.id, cell.id)
    return _unproven(at, cell.id, why)


def _unproven(at: Workplace, cell_id: str, why: str) -> list[str]:
    """Requirements verified with this cell are implemented only, from now on."""
    contract = at.memory.contract
    held: list[Requirement] = [r for r in contract if r.status == "verified" and cell_id in r.cells]
    for item in held:
        contract.lose(item.id, why, "implemented", item.proof or Proof(cell_id))
        at.memory.log.add("finding", f"{item.id} is verified no longer: {why}")
    return [item.id for item in held]


def _no_longer(requirements: list[str]) -> str:
    return f"; verified no longer: {', '.join(requirements)}" if requirements else ""


async def _output(at: Workplace, id: str) -> str:
    if id in at.runs:
        return at.runs[id].output
    outputs = at.results[id].outputs if id in at.results else (await cell_of(at, id)).outputs
    return outputs_text(outputs, WHOLE)


def _done(what: str, cell_id: str) -> Observation:
    return Observation(True, f"cell {cell_id} {what}", cell_id)


def _notebook_text(cells: tuple[Cell, ...]) -> str:
    text = "\n\n".join(_cell_text(cell, 3000) for cell in cells)
    return excerpt(text, NOTEBOOK_LIMIT, "read_notebook with a cell_id shows that cell whole")


def _cell_text(cell: Cell, limit: int) -> str:
    output = outputs_text(cell.outputs, 1000)
    shown = f"\n--- output\n{output}" if output else ""
    return f"[{cell.id}] {cell.kind}\n{bounded(cell.source, limit)}{shown}"
