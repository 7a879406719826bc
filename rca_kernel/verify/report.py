"""What was implemented, checked and left open, as Markdown for the notebook and text for the terminal."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Sequence

from rca_kernel.contract import Contract, Requirement
from rca_kernel.memory import Memory
from rca_kernel.memory.escalations import escalations
from rca_kernel.notebook import Cell, counted, with_cell_names
from rca_kernel.verify.rerun import RerunReport

LONGEST = 400
_CELL = re.compile(r"\s*\(cell [^()\s]+\)$")
_RESULTS = {
    "verified": "holds",
    "violated": "**violated**",
    "implemented": "not verified",
    "open": "not implemented",
}


_ASIDE = ("check_", "plot_", "test_", "composed_", "one_at_a_time", "in_order", "smooth_probe")
"""How functions begin that implement nothing: they check, draw, or stand in for others in a check."""


def coverage_markdown(
    contract: Contract, cells: Sequence[Cell] = (), target: str = "", *, modelled: bool = False
) -> str:
    """Tables of what is implemented, by which function, shown by which check, and of what is unresolved.

    `cells` are the notebook's, from which the functions are taken; `target` is what to ask a model for, which
    where one has worked already (`modelled`) takes a word of the user's.
    """
    lines = [f"**Coverage**: {contract.coverage().line()}."]
    resolved = [item for item in contract if item.resolved]
    if resolved:
        lines += ["", "| Requirement | Result | Function | Shown by |", "| --- | --- | --- | --- |"]
        lines += [_row(group, cells) for group in _grouped(resolved)]
    unresolved = [item for item in contract if not item.resolved]
    if unresolved:
        lines += ["", "**Unresolved**, by name:", "", "| Requirement | Why | What would help |"]
        lines += ["| --- | --- | --- |"]
        lines += [
            f"| {_text(item.title)} | {_text(item.note)} | {_help(item, target, modelled)} |"
            for item in unresolved
        ]
    return "\n".join(lines)


def summary_text(memory: Memory, rerun: RerunReport | None, title: str, cells: Sequence[Cell] = ()) -> str:
    """The closing lines a person reads: coverage, what is unresolved and why, the clean rerun. `cells` are
    those that the notebook shows beside it, which are named by their places."""
    paper = f" of “{memory.paper.title}”" if memory.paper.title else ""
    leaves = [step.state for step in memory.plan.leaves()]
    done = sum(state in ("done", "skipped") for state in leaves)
    unfinished = f"Not finished, {done} of {counted(len(leaves), 'step')} done: {title}{paper}"
    opening = f"Implemented {title}{paper}" if done == len(leaves) else unfinished
    lines = [f"{opening}: {memory.contract.coverage().line()}."]
    contract = memory.contract
    marked = [("✔", item) for item in contract if item.status == "verified"]
    marked += [("✘", item) for item in contract if item.status == "violated"]
    marked += [("✘", item) for item in contract.lost()]
    marked += [("?", item) for item in contract if not item.resolved]
    lines += [f"  {mark} {item.title}: {_evidence(item, cells)}" for mark, item in marked]
    assumptions = [entry.text for entry in memory.log if entry.kind == "assumption"]
    lines += [f"  assumed: {text}" for text in assumptions]
    since = memory.session.started if memory.session is not None else ""
    asked, recovered = escalations(memory.log, memory.plan, since=since)
    if asked:
        lines.append(f"  {counted(asked, 'step')} went to the planning expert; done after that: {recovered}.")
    if memory.notes:
        lines.append(f"  You asked: {' / '.join(' '.join(note.split()) for note in memory.notes)}")
        lines.append(f"  → {memory.wishes() or 'no step has said how this was met.'}")
    if rerun is not None:
        lines.append(f"Clean rerun: {rerun.line(cells)}.")
    return "\n".join(lines)


def notes_markdown(memory: Memory) -> str:
    """What the user asked for beyond the passage, and what the last step says of it; "" for nothing."""
    if not memory.notes:
        return ""
    asked = "; ".join(_text(note) for note in memory.notes)
    said = _text(memory.wishes()) or "no step has said how this was met"
    return f"**Asked for beyond the passage**: {asked}\n\n**What became of it**: {said}"


def _grouped(items: Iterable[Requirement]) -> list[list[Requirement]]:
    """Stated values that one check shows together are one row; everything else stands alone."""
    groups: dict[object, list[Requirement]] = {}
    for item in items:
        shared = item.kind == "hyperparameter" and item.status == "verified"
        groups.setdefault((item.note, item.cells) if shared else item.id, []).append(item)
    return list(groups.values())


def _row(group: list[Requirement], cells: Sequence[Cell]) -> str:
    first = group[0]
    title = "; ".join(_text(item.title) for item in group)
    if len(group) > 1:
        title = f"Stated values: {title}"
    functions = ", ".join(f"`{name}`" for name in _functions(first, cells)) if len(group) == 1 else ""
    said = _text(_evidence(first, cells))
    return f"| {title} | {_result(first)} | {functions} | {said} |"


def _evidence(item: Requirement, cells: Sequence[Cell]) -> str:
    """How it stands, without the id of the cell that shows it; other cells by their places."""
    return with_cell_names(_CELL.sub("", item.note), cells)


def _result(item: Requirement) -> str:
    if item.partly:
        return "holds, with a caveat"
    return "**not verified now**" if item.lost else _RESULTS[item.status]


def _functions(item: Requirement, cells: Sequence[Cell]) -> list[str]:
    """The functions and classes that cells written for this requirement alone define at top level."""
    found: dict[str, None] = {}
    for cell in cells:
        if cell.kind == "code" and cell.note is not None and cell.note.requirements == (item.id,):
            found |= dict.fromkeys(name for name in _defined(cell.source) if not name.startswith(_ASIDE))
    return list(found)


def _defined(source: str) -> list[str]:
    try:
        body = ast.parse(source).body
    except SyntaxError:  # a cell with magics
        return []
    return [node.name for node in body if isinstance(node, ast.FunctionDef | ast.ClassDef)]


def _help(item: Requirement, target: str, modelled: bool) -> str:
    if item.kind == "hyperparameter":
        return "pass it to the code that needs it"
    what, option = ("your word on it", '--note "…"') if modelled else ("a model", "--model provider/name")
    return f'{what}: `%rca implement "{_text(target)}" --again {option}`' if target else what


def _text(text: str) -> str:
    """One table cell: no line breaks, no bars, whole words only where it is cut."""
    parts = " ".join(text.split()).split("$")
    bars = (r"\vert ", r"\|")
    line = "$".join(part.replace("|", bars[place % 2 == 0]) for place, part in enumerate(parts))
    return line if len(line) <= LONGEST else line[:LONGEST].rsplit(" ", 1)[0] + " …"
