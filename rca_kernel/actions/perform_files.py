"""Actions on the starter code's files, performed."""

from __future__ import annotations

import ast
import warnings
from typing import assert_never

from rca_kernel.actions import file_kinds as k
from rca_kernel.actions.excerpt import PAGE, excerpt, page
from rca_kernel.actions.observation import Observation
from rca_kernel.actions.perform_baseline import compare_baseline
from rca_kernel.actions.perform_reading import understand
from rca_kernel.actions.workplace import Workplace
from rca_kernel.errors import ActionError
from rca_kernel.plan import Step
from rca_kernel.workspace import Change, Workspace, run_python

OUTPUT_LIMIT = 4000
LONGEST = 1800.0
"""Seconds that a script may ask for."""


async def perform_file(at: Workplace, action: k.FileAction, step: Step) -> Observation:
    files = at.workspace
    if files is None:
        raise ActionError("There is no starter code in this session.", hint="Work in cells.")
    match action:
        case k.ListFiles(folder=folder):
            listing = "\n".join(files.files(folder)) or "(no files)"
            return Observation(True, excerpt(listing, OUTPUT_LIMIT, "list a folder of it"))
        case k.ReadFile(path=path, first=first, last=last):
            return Observation(True, page(files.read(path), first, last))
        case k.FileDiff(path=path):
            return Observation(True, _session_diff(files, path))
        case k.UndoFile(path=path):
            files.undo(path)
            return Observation(True, f"{path} is as it was before")
        case k.UnderstandFile() | k.UnderstandFileWithContext():
            return await understand(at, files, action)
        case k.ExecuteScript():
            return await _execute(at, files, action)
        case k.CompareBaseline():
            return await compare_baseline(at, files, action, step)
        case _:
            return _changed(at, files, _write(files, action), step)


def _write(
    files: Workspace, action: k.WriteFile | k.AppendFile | k.EditFile | k.EditSegment | k.CopyFile
) -> Change:
    match action:
        case k.WriteFile(path=path, text=text):
            return files.write(path, text)
        case k.AppendFile(path=path, text=text):
            return files.append(path, text)
        case k.EditFile(path=path, old=old, new=new):
            return files.replace(path, old, new)
        case k.EditSegment(path=path, first=first, last=last, text=text, expected_first_line=expected):
            return files.replace_lines(path, first, last, text, expected_first_line=expected)
        case k.CopyFile(path=path, to=to):
            return files.copy(path, to)
        case _:
            assert_never(action)


def _changed(at: Workplace, files: Workspace, change: Change, step: Step) -> Observation:
    at.memory.plan.note_file(step.id, change.path)
    diff = excerpt(files.diff(change), OUTPUT_LIMIT, "read_file shows the file") or "no change"
    return Observation(True, diff + _syntax_notice(change))


def _syntax_notice(change: Change) -> str:
    """Where a Python file no longer parses: said at once, not when it is run."""
    if not change.path.endswith(".py"):
        return ""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(change.after)
    except (SyntaxError, ValueError) as error:
        line = f" in line {error.lineno}" if isinstance(error, SyntaxError) else ""
        said = error.msg if isinstance(error, SyntaxError) else str(error)
        return f"\nNOTICE: {change.path} is no valid Python{line}: {said}"
    return ""


def _session_diff(files: Workspace, path: str) -> str:
    paths = (path,) if path else files.changed()
    diffs = [files.diff(files.since_start(one)) for one in paths]
    text = "\n".join(filter(None, diffs)) or "no change"
    return excerpt(text, PAGE, "name one file, or read_file shows it")


async def _execute(at: Workplace, files: Workspace, action: k.ExecuteScript) -> Observation:
    script = files.file(action.path)
    if script.suffix != ".py":
        raise ActionError(f"{action.path!r} is no Python script.", hint="Only .py files are executed.")
    if not 0 < action.timeout <= LONGEST:
        raise ActionError(
            f"A time limit of {action.timeout:g} s is not allowed.", hint=f"Give at most {LONGEST:g}."
        )
    before = set(files.files())
    run = await run_python(
        (str(script), *action.arguments), folder=files.root, timeout=action.timeout, python=at.python
    )
    id = at.keep(run)
    new = [path for path in files.files() if path not in before]
    made = f"\nnew files: {', '.join(new[:20])}" + (" …" if len(new) > 20 else "") if new else ""
    text = excerpt(
        run.output.rstrip(), OUTPUT_LIMIT, f"read_output of {id} with first and last shows the rest"
    )
    return Observation(run.ok, f"{id}: {run.line()}{made}\n{text}".rstrip())
