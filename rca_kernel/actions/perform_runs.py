"""Cells run and observed: the output; after a failure its frames, the values involved, and what changed."""

from __future__ import annotations

import ast
import difflib
import re

from rca_kernel.actions.excerpt import excerpt
from rca_kernel.actions.observation import Observation
from rca_kernel.actions.verdicts import take_verdict
from rca_kernel.actions.workplace import Workplace
from rca_kernel.errors import ActionError, RcaError
from rca_kernel.models import Image, picture
from rca_kernel.notebook import Cell, DisplayOutput, ErrorOutput, Output, RunResult, bounded, outputs_text
from rca_kernel.notebook.checks import HELPERS
from rca_kernel.notebook.dependencies import dependents, names_of
from rca_kernel.workspace import parsed

OUTPUT_LIMIT = 4000
TRACEBACK_LIMIT = 1800
WHOLE = 10_000_000
VALUES = 10
"""Variables shown after a failure."""
PICTURES = 2
"""Plots of one cell that a model is shown."""
LONG = 60.0
"""Seconds: what took longer is not run again by itself."""
_FRAME = re.compile(r"^(?:Cell In\[|File |Input In )")
_HELPS = re.compile(rf"\bin (?:{'|'.join(HELPERS)})\(")
"""The first line of a frame in what a check of a formula brings along."""
_LIBRARY = re.compile(r"site-packages|dist-packages|lib/python3|<frozen ")


async def run_cell(at: Workplace, cell: Cell) -> Observation:
    """Run a code cell, and observe it."""
    if cell.kind != "code":
        raise ActionError(f"Cell {cell.id} is {cell.kind}; only code runs.", hint="Name a code cell.")
    return await observe_run(at, cell, await at.host.run(cell.id, cell.hash))


async def observe_run(at: Workplace, cell: Cell, result: RunResult) -> Observation:
    """What is to be seen of a cell that has just run."""
    before = at.worked.get(cell.id, "")
    at.results[cell.id] = result
    at.ran.pop(cell.id, None)  # the last key is the cell that ran last
    at.ran[cell.id] = cell.source
    take_verdict(at, cell, result)
    said = f"cell {cell.id}: {result.status} in {result.seconds:.2f} s"
    rest = f"read_output of {cell.id} with first and last shows the rest"
    if result.status == "ok":
        at.worked[cell.id] = cell.source
        text = excerpt(outputs_text(result.outputs, WHOLE), OUTPUT_LIMIT, rest)
        return Observation(True, f"{said}\n{text}".rstrip(), cell.id, images=plots(result, cell.id))
    shown = tuple(_own_frames(output) for output in result.outputs)
    text = excerpt(outputs_text(shown, WHOLE), OUTPUT_LIMIT, rest)
    found = [said, text, await _values(at, cell, result), _changed_since(before, cell.source)]
    return Observation(False, "\n".join(filter(None, found)), cell.id)


async def run_dependents(at: Workplace, cell: Cell, before: str) -> tuple[bool, str]:
    """Run what stands below `cell` and depends on it, where it has run here before; whether all still
    pass, and one line each. What took long is named only."""
    lines: list[str] = []
    passed = True
    for other in dependents(await at.host.read(), cell.id, before=before):
        known = at.results.get(other.id)
        theirs = other.note is None and other.execution_count is not None
        if (known is None and not theirs) or (other.note is None and cell.note is not None):
            continue  # it has not run, or a cell of the session would run one of the user's
        if known is not None and known.seconds > LONG:
            lines.append(f"{other.id} depends on it and is not run again by itself ({known.seconds:.0f} s)")
            at.ran.pop(other.id, None)
            continue
        seen = await run_cell(at, other)
        lines.append(f"{other.id}, which depends on it: {bounded(seen.text.split(': ', 1)[-1], 600)}")
        if not seen.ok:
            passed = False
            break
    return passed, "\n".join(lines)


def plots(result: RunResult, cell_id: str) -> tuple[Image, ...]:
    """The last plots of a result."""
    shown = [o.image for o in result.outputs if isinstance(o, DisplayOutput) and o.image]
    made = [picture(data, caption=f"output of cell {cell_id}") for data in shown[-PICTURES:]]
    return tuple(one for one in made if one is not None)


def _own_frames(output: Output) -> Output:
    """A traceback without the frames that lie in libraries only."""
    if not isinstance(output, ErrorOutput):
        return output
    frames: list[list[str]] = [[]]
    for line in output.traceback.splitlines():
        if _FRAME.match(line):
            frames.append([])
        frames[-1].append(line)
    held = [frame for frame in frames[1:] if not _HELPS.search(frame[0])] or frames[1:]
    own = [frame for frame in held if not _LIBRARY.search(frame[0])]
    left = len(held) - len(own)
    if not own or len(own) == len(frames) - 1:
        return ErrorOutput(output.ename, output.evalue, bounded(output.traceback, TRACEBACK_LIMIT))
    last = f"{output.ename}: {output.evalue}"
    text = "\n".join("\n".join(frame).rstrip() for frame in own)
    body = bounded(text, TRACEBACK_LIMIT) + (f"\n({left} frames in libraries left out)" if left else "")
    return ErrorOutput(output.ename, output.evalue, body if last in text else f"{body}\n{last}")


async def _values(at: Workplace, cell: Cell, result: RunResult) -> str:
    """The variables that the failing statement uses, else those of the cell."""
    if result.error is None or result.error.ename == "SyntaxError":
        return ""
    involved = _involved(cell.source, result.error)
    names = [name for name in involved if name.isidentifier() and name not in HELPERS]
    try:
        found = await at.host.variables(tuple(names[:VALUES]))
    except RcaError:
        return ""
    told = [
        one
        for one in found
        if one.name.strip("_") and one.type not in ("module", "type", "builtin_function_or_method")
    ]
    return "Values:\n" + "\n".join(f"  {one.line()}" for one in told) if told else ""


def _involved(source: str, error: ErrorOutput) -> list[str]:
    """Names of the statement at the marked line ("----> 3"), those of the whole cell after them."""
    everything = names_of(source)
    known = sorted(everything.uses) + sorted(everything.assigns - everything.uses)
    marked = re.search(r"^-+>\s*(\d+)", error.traceback, re.MULTILINE)
    lines = source.splitlines()
    if marked is None or int(marked[1]) > len(lines):
        return known
    stale = _unreached(source, int(marked[1])) - everything.uses
    known = [name for name in known if name not in stale]
    near = re.findall(r"[^\W\d]\w*", lines[int(marked[1]) - 1])
    return list(dict.fromkeys([*(name for name in near if name in known), *known]))


def _unreached(source: str, line: int) -> set[str]:
    """Names that only statements bind which a failure at `line` kept from binding them: what the kernel holds
    under them is from an earlier run."""
    tree = parsed(source)
    body = tree.body if tree is not None else []
    after = [
        one
        for one in body
        if one.lineno > line
        or (isinstance(one, ast.Assign | ast.AnnAssign) and (one.end_lineno or 0) >= line)
    ]
    done = [one for one in body if one not in after]
    bound = [set(names_of("\n".join(map(ast.unparse, part))).assigns) for part in (after, done)]
    return bound[0] - bound[1]


def _changed_since(before: str, now: str) -> str:
    """How a cell differs from what last ran without an error."""
    if not before or before == now:
        return ""
    lines = difflib.unified_diff(
        before.splitlines(), now.splitlines(), "when it last ran", "now", lineterm="", n=1
    )
    return bounded("Changed since it last ran without an error:\n" + "\n".join(lines), 1500)
