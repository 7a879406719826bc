"""The baseline and our work run by one command, and one metric compared, with the ids of both runs."""

from __future__ import annotations

from rca_kernel.actions.file_kinds import CompareBaseline
from rca_kernel.actions.observation import Observation
from rca_kernel.actions.workplace import Workplace
from rca_kernel.errors import ActionError
from rca_kernel.notebook import bounded
from rca_kernel.plan import Step
from rca_kernel.workspace import Baseline, ScriptRun, Workspace, metric_in, run_baseline, run_python

LONGEST = 1800.0


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
    base = _number(theirs, "baseline", action.metric)
    ours = Baseline((action.path, *action.arguments)) if action.path else at.baseline
    _ = files.file(ours.arguments[0])
    run = await run_python(ours.arguments, folder=files.root, timeout=action.timeout, python=at.python)
    id = at.keep(run)
    value = _number(run, id, action.metric)
    gain = value - base if action.better == "higher" else base - value
    word = "better" if gain > 0 else "worse" if gain < 0 else "the same"
    said = (
        f"{action.metric}: baseline {base:.6g} (run baseline: {at.baseline}, {theirs.seconds:.1f} s), "
        f"ours {value:.6g} (run {id}: {ours}, {run.seconds:.1f} s): {word}"
        + (f" by {abs(gain):.6g}" if gain else "")
    )
    at.memory.log.add("finding", said, step=step.id)
    return Observation(True, said)


def _number(run: ScriptRun, id: str, metric: str) -> float:
    if not run.ok:
        raise ActionError(
            f"Run {id} ended with {run.line()}:\n{bounded(run.output, 1500)}", hint="Mend it, then compare."
        )
    value = metric_in(run.output, metric)
    if value is None:
        raise ActionError(
            f"Run {id} printed no {metric!r}:\n{bounded(run.output, 1500)}",
            hint='Name a metric as it is printed, or print it as "name: value".',
        )
    return value
