"""What an action would do, shown before it is done: the source before and after, or the command line."""

from __future__ import annotations

import json
import shlex
from dataclasses import asdict, dataclass, replace
from typing import Literal

from rca_kernel.actions import cell_kinds as c
from rca_kernel.actions import file_kinds as f
from rca_kernel.actions import work_kinds as w
from rca_kernel.actions.cell_lookup import cell_of, editable_cell, edited_source, named, own_cell
from rca_kernel.actions.kinds import Action
from rca_kernel.actions.packages import package_of, pip_line
from rca_kernel.actions.workplace import Workplace
from rca_kernel.errors import ActionError
from rca_kernel.notebook import CellKind
from rca_kernel.plan import Step
from rca_kernel.workspace import Workspace

PYTHON = "python"
Writing = f.WriteFile | f.AppendFile | f.EditFile | f.EditSegment | f.CopyFile | f.UndoFile


@dataclass(frozen=True, slots=True)
class Preview:
    """`before` and `after` are whole sources; a command line has no before, and no `cell_type`."""

    before: str
    after: str
    cell_id: str = ""
    path: str = ""
    cell_type: CellKind | Literal[""] = ""
    editable: bool = False


async def preview(at: Workplace, action: Action, step: Step) -> Preview:
    """What `action` would change now. Raises the error that performing it would run into."""
    match action:
        case c.InsertCell(cell_type=kind, source=source):
            return Preview("", source, cell_type=kind, editable=True)
        case c.EditCell(cell_id=id):
            cell = await editable_cell(at, named(at, id, step), step)
            return Preview(
                cell.source, edited_source(cell, action), cell.id, cell_type=cell.kind, editable=True
            )
        case c.RunCell(cell_id=id):
            cell = await cell_of(at, named(at, id, step))
            return Preview(cell.source, cell.source, cell.id, cell_type=cell.kind)
        case c.MoveCell(cell_id=id):
            cell = await own_cell(at, id)
            return Preview(cell.source, cell.source, id, cell_type=cell.kind)
        case c.DeleteCell(cell_id=id):
            cell = await own_cell(at, id)
            return Preview(cell.source, "", id, cell_type=cell.kind)
        case c.CheckEquation(requirement=id, call=call, ranges=ranges) if at.check_equation is not None:
            source = at.check_equation(at.memory.contract[id], call, ranges)
            return Preview("", source, cell_type="code")
        case f.ExecuteScript(path=path, arguments=arguments):
            return Preview("", shlex.join((PYTHON, path, *arguments)), path=path, editable=True)
        case w.InstallPackage(package=package):
            return Preview("", pip_line(package_of(package)), editable=True)
        case (
            f.WriteFile() | f.AppendFile() | f.EditFile() | f.EditSegment() | f.CopyFile() | f.UndoFile()
        ) if at.workspace is not None:
            return _file(at.workspace, action)
        case _:
            return Preview("", json.dumps(asdict(action), ensure_ascii=False, indent=1))


def edited(action: Action, shown: Preview, text: str) -> Action:
    """The action that does what the user wrote instead. Raises ActionError where that is none."""
    match action:
        case c.InsertCell():
            return replace(action, source=text)
        case c.EditCell():
            return c.EditCell(shown.cell_id, text)
        case f.ExecuteScript():
            return _command(action, text)
        case w.InstallPackage():
            return replace(action, package=package_of(text))
        case f.WriteFile() | f.AppendFile() | f.EditFile() | f.EditSegment() | f.CopyFile():
            return f.WriteFile(shown.path, text)
        case _:
            raise ActionError("This cannot be edited.", hint="Approve it as it is, or reject it.")


def _file(files: Workspace, action: Writing) -> Preview:
    match action:
        case f.WriteFile(path=path, text=text):
            after = text
        case f.AppendFile(path=path, text=text):
            after = files.appended(path, text)
        case f.EditFile(path=path, old=old, new=new):
            after = files.replaced(path, old, new)
        case f.EditSegment(path=path, first=first, last=last, text=text, expected_first_line=expected):
            after = files.with_lines(path, first, last, text, expected_first_line=expected)
        case f.CopyFile(path=source, to=path):
            after = files.read(source)
        case f.UndoFile(path=path):
            return Preview(files.text_of(path) or "", files.before_last(path) or "", path=path)
    return Preview(files.text_of(path) or "", after, path=path, editable=True)


def _command(action: f.ExecuteScript, text: str) -> f.ExecuteScript:
    try:
        words = shlex.split(text)
    except ValueError as error:
        raise ActionError(f"The command cannot be read: {error}.", hint="Close the quotes.") from None
    if words[:1] == [PYTHON]:
        words = words[1:]
    if not words:
        raise ActionError("The command names no script.", hint=f"Write: {PYTHON} script.py arguments.")
    return replace(action, path=words[0], arguments=tuple(words[1:]))
