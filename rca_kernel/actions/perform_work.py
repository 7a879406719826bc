"""Actions on the contract, the plan and the log, and questions to others, performed."""

from __future__ import annotations

from pathlib import Path
from typing import assert_never

from rca_kernel.actions import work_kinds as k
from rca_kernel.actions.excerpt import excerpt
from rca_kernel.actions.observation import Observation
from rca_kernel.actions.packages import package_of
from rca_kernel.actions.proving import mark, refuse_unfinished, report_paper_error
from rca_kernel.actions.replanning import update_plan
from rca_kernel.actions.workplace import Workplace
from rca_kernel.errors import ActionError
from rca_kernel.memory import WISHES, ResearchLog
from rca_kernel.plan import SETTLED, Step
from rca_kernel.workspace import run_python

RECALLED = 20
"""Log entries shown at once, the best ones."""
LIMIT = 6000
INSTALL_SECONDS = 900.0


async def perform_work(at: Workplace, action: k.WorkAction, step: Step) -> Observation:
    match action:
        case k.RequestHelp(question=question, tried=tried):
            if at.expert is None:
                raise ActionError("No planning expert is at hand in this session.", hint="Go on by yourself.")
            return Observation(
                True, excerpt(await at.expert(_asked(question, tried, step)), LIMIT, "ask less")
            )
        case k.AskUser():
            return await _ask(at, action, step)
        case k.InstallPackage():
            return await _install(at, action, step)
        case k.MarkRequirement():
            return await mark(at, action, step)
        case k.ReportPaperError():
            return report_paper_error(at, action, step)
        case k.FinishStep():
            return await _finish(at, action, step)
        case _:
            return _record(at, action, step)


async def _finish(at: Workplace, action: k.FinishStep, step: Step) -> Observation:
    memory = at.memory
    await refuse_unfinished(at, step)
    last = all(one.state in SETTLED for one in memory.plan.leaves() if one.id != step.id)
    if memory.notes and last and not action.wishes.strip() and not memory.wishes():
        raise ActionError(
            "This is the plan's last step, and the user gave a note.",
            hint=f"Give `wishes`: how each is met, or why not. They said: {' / '.join(memory.notes)}",
        )
    if memory.notes and last and action.wishes.strip():
        memory.log.add("finding", f"{WISHES}{action.wishes}", step=step.id)
    memory.plan.move(step.id, "done", note=action.summary)
    memory.log.add("finding", action.summary, step=step.id)
    return Observation(True, "step done")


def _record(
    at: Workplace,
    action: k.RecordAssumption
    | k.Reflect
    | k.RecallLog
    | k.AddSteps
    | k.UpdatePlan
    | k.LeaveUnresolved
    | k.FailStep,
    step: Step,
) -> Observation:
    memory = at.memory
    match action:
        case k.RecordAssumption(text=text):
            memory.log.add("assumption", text, step=step.id)
            return Observation(True, "recorded")
        case k.Reflect(text=text):
            memory.log.add("decision", text, step=step.id)
            return Observation(True, "recorded")
        case k.RecallLog(query=query, step=wanted):
            return Observation(True, _recalled(memory.log, query, wanted or step.id))
        case k.AddSteps(titles=titles, goals=goals):
            return _add_steps(at, titles, goals, step)
        case k.UpdatePlan():
            said = update_plan(memory, action)
            memory.log.add("decision", said, step=step.id)
            return Observation(True, said)
        case k.LeaveUnresolved(requirement=requirement, why=why):
            memory.contract.unresolve(requirement, why)
            memory.log.add("decision", f"{requirement} left unresolved: {why}", step=step.id)
            return Observation(True, "left unresolved")
        case k.FailStep(reason=reason):
            memory.plan.move(step.id, "failed", note=reason)
            memory.log.add("error", reason, step=step.id)
            return Observation(True, "step failed")
        case _:
            assert_never(action)


def _recalled(log: ResearchLog, query: str, step: str) -> str:
    """The entries that matter most for the query, best first."""
    entries = log.recall(query, step=step, limit=RECALLED)
    lines = [
        f"[{entry.n}] {entry.kind}{f' (step {entry.step})' if entry.step else ''}: {entry.text}"
        for entry in entries
    ]
    return excerpt("\n".join(lines) or "nothing in the log", LIMIT, "more precise words find fewer entries")


def _asked(question: str, tried: str, step: Step) -> str:
    said = f"In step {step.id} “{step.title}”: {question}"
    return f"{said}\nTried so far: {tried}" if tried else said


async def _ask(at: Workplace, action: k.AskUser, step: Step) -> Observation:
    questions = (action.question, *action.further)
    numbered = (f"{number}. {question}" for number, question in enumerate(questions, 1))
    question = "\n".join(numbered) if action.further else action.question
    if at.ask_user is None:
        if not action.default:
            raise ActionError(
                "No user can be asked here.", hint="Choose, and record the assumption with its reason."
            )
        assumed = f"{' '.join(question.split())} Nobody could be asked: {action.default}"
        at.memory.log.add("assumption", assumed, step=step.id)
        return Observation(True, f"No user can be asked here; your default is taken: {action.default}")
    answer = await at.ask_user(question, step, action.options, action.default)
    at.memory.log.add("decision", f"the user was asked: {question} Answer: {answer}", step=step.id)
    return Observation(True, excerpt(answer, LIMIT, "ask for a shorter answer"))


async def _install(at: Workplace, action: k.InstallPackage, step: Step) -> Observation:
    package = package_of(action.package)
    if not at.approved:
        raise ActionError(
            "Nothing is installed without the user, and the user has not allowed it.",
            hint="Do without the package, or fail the step and name it.",
        )
    # -I: a folder named pip in the starter code must not be what is run.
    command = ("-I", "-m", "pip", "install", "--no-input", "--disable-pip-version-check", package)
    folder = at.workspace.root if at.workspace is not None else Path.cwd()
    run = await run_python(command, folder=folder, timeout=INSTALL_SECONDS, python=at.python)
    ended = "installed" if run.ok else "not installed"
    at.memory.log.add("decision", f"{package} {ended}, as the user allowed: {action.why}", step=step.id)
    id = at.keep(run)
    said = excerpt(run.output.rstrip(), LIMIT, f"read_output of {id} with first and last shows the rest")
    return Observation(run.ok, f"{id}: {package} {ended}, {run.line()}\n{said}")


def _add_steps(at: Workplace, titles: tuple[str, ...], goals: tuple[str, ...], step: Step) -> Observation:
    plan = at.memory.plan
    if len(titles) != len(goals):
        raise ActionError(f"{len(titles)} titles but {len(goals)} goals.", hint="Give one goal a title.")
    added = [
        plan.add(Step(plan.next_id(step.parent), title, parent=step.parent, goal=goal)).id
        for title, goal in zip(titles, goals, strict=True)
    ]
    at.memory.log.add("decision", f"added steps {', '.join(added)}", step=step.id)
    return Observation(True, f"added {', '.join(added)}")
