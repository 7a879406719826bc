"""The baseline and our work run by one command, and one metric compared, with the ids of both runs."""

from __future__ import annotations

from rca_kernel.actions.cell_lookup import named
from rca_kernel.actions.file_kinds import CompareBaseline
from rca_kernel.actions.observation import Observation
from rca_kernel.actions.perform_runs import WHOLE
from rca_kernel.actions.workplace import Workplace
from rca_kernel.errors import ActionError
from rca_kernel.notebook import bounded, outputs_text
from rca_kernel.plan import Step
from rca_kernel.workspace import (
    Baseline,
    PrintedMetric,
    ScriptRun,
    Workspace,
    metrics_in,
    run_baseline,
    run_python,
)

LONGEST = 1800.0
LISTED = 8
"""Printed values that are named where there are several."""


async def compare_baseline(
    at: Workplace, files: Workspace, action: CompareBaseline, step: Step
) -> Observation:
    """Both runs are kept; numbers come from what they printed, and from nowhere else."""
    if at.baseline is None:
        raise ActionError(
            "No baseline command was given for this session.",
            hint="Run the starter's own script with execute_script, and compare what both print.",
        )
    if not 0 < action.timeout <= LONGEST:
        raise ActionError(
            f"A time limit of {action.timeout:g} s is not allowed.", hint=f"At most {LONGEST:g}."
        )
    known = at.runs.get("baseline")
    theirs = known or await run_baseline(files, at.baseline, timeout=action.timeout, python=at.python)
    if theirs.ok:
        at.runs["baseline"] = theirs
    base, among = _number(theirs, "baseline", action.metric)
    value, ours = await _ours(at, files, action, at.baseline, step)
    gain = value - base if action.better == "higher" else base - value
    word = "better" if gain > 0 else "worse" if gain < 0 else "the same"
    said = (
        f"{action.metric}: baseline {base:.6g} (run baseline: {at.baseline}, {theirs.seconds:.1f} s{among}), "
        f"ours {value:.6g} ({ours}): {word}" + (f" by {abs(gain):.6g}" if gain else "")
    )
    at.memory.log.add("finding", said, step=step.id)
    return Observation(True, said)


async def _ours(
    at: Workplace, files: Workspace, action: CompareBaseline, baseline: Baseline, step: Step
) -> tuple[float, str]:
    """Our value of the metric, and what printed it: a cell, or a run of a script."""
    if action.cell_id:
        if action.path or action.arguments:
            raise ActionError("Ours is a cell or a script, not both.", hint="Give `cell_id`, or `path`.")
        id = named(at, action.cell_id, step)
        result = at.results.get(id)
        if result is None or result.status != "ok":
            raise ActionError(f"Cell {id!r} has not run to its end in this session.", hint="Run it first.")
        printed = outputs_text(result.outputs, WHOLE)
        value, among = _metric(printed, f"Cell {id}", action.metric)
        return value, f"cell {id}{among}"
    ours = Baseline((action.path, *action.arguments)) if action.path else baseline
    _ = files.file(ours.arguments[0])
    run = await run_python(ours.arguments, folder=files.root, timeout=action.timeout, python=at.python)
    id = at.keep(run)
    value, among = _number(run, id, action.metric)
    return value, f"run {id}: {ours}, {run.seconds:.1f} s{among}"


def _number(run: ScriptRun, id: str, metric: str) -> tuple[float, str]:
    if not run.ok:
        raise ActionError(
            f"Run {id} ended with {run.line()}:\n{bounded(run.output, 1500)}", hint="Mend it, then compare."
        )
    return _metric(run.output, f"Run {id}", metric)


def _metric(printed: str, source: str, metric: str) -> tuple[float, str]:
    """The last value printed, and, where there are several, which one that is."""
    found = metrics_in(printed, metric)
    if not found:
        raise ActionError(
            f"{source} printed no {metric!r}:\n{bounded(printed, 1500)}",
            hint='Name a metric as it is printed, or print it as "name: value".',
        )
    return found[-1].value, _among(found)


def _among(found: tuple[PrintedMetric, ...]) -> str:
    values = [f"{one.value:.6g}" for one in found]
    if len(set(values)) == 1:
        return ""
    shown = values if len(values) <= LISTED else [*values[: LISTED // 2], "…", *values[-LISTED // 2 :]]
    last = found[-1]
    return (
        f"; the last of {len(found)} that it printed ({', '.join(shown)}), "
        f"in line {last.line}: “{bounded(last.text, 120)}”"
    )
