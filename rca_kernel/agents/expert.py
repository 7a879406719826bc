"""The planning expert: called when a step failed, it diagnoses and says how to go on.

Source: ResearchCodeAgent (arXiv 2504.20117), the planning expert reached by an LLM cascade.
"""

from __future__ import annotations

from typing import Any, assert_never

from rca_kernel.actions.schema import arguments_of
from rca_kernel.agents.asking import Asking
from rca_kernel.agents.engine import ADVISED, Situation, Verdict
from rca_kernel.agents.prompting import (
    cells_text,
    contract_text,
    note_text,
    passage_text,
    plan_text,
    render,
    title_text,
)
from rca_kernel.errors import ActionError
from rca_kernel.memory import Memory
from rca_kernel.memory.escalations import split_text, verdict_text
from rca_kernel.models import Message, ToolCall, ToolSpec
from rca_kernel.models.envelope import envelope
from rca_kernel.models.salvage import known_name
from rca_kernel.models.validating import problems as schema_problems
from rca_kernel.notebook import bounded
from rca_kernel.plan import Step
from rca_kernel.plan.arranging import moved

ESSENCE = 25
"""Log entries the expert sees: it works from the essence, not from the bulk."""


_STEP = {
    "type": "object",
    "properties": {"title": {"type": "string"}, "goal": {"type": "string"}},
    "required": ["title", "goal"],
    "additionalProperties": False,
}
VERDICT = ToolSpec(
    "verdict",
    "Say what went wrong and how the session goes on.",
    {
        "type": "object",
        "properties": {
            "diagnosis": {"type": "string", "description": "The root cause, from what you see."},
            "decision": {"type": "string", "enum": ["retry", "split", "give_up"]},
            "advice": {"type": "string", "description": "For the worker: what to do differently."},
            "steps": {"type": "array", "items": _STEP, "maxItems": 6, "description": "The parts of a split."},
        },
        "required": ["diagnosis", "decision", "advice", "steps"],
        "additionalProperties": False,
    },
)


async def consult(asking: Asking, situation: Situation) -> Verdict:
    """The expert's verdict on a step that failed, or on the question that its worker asks."""
    memory, step = situation.memory, situation.step
    reason = ("question", situation.question) if situation.question else ("reason", step.note)
    prompt = render(
        "help" if situation.question else "expert",
        target=situation.passage.target,
        title=title_text(situation.passage),
        passage=passage_text(situation.passage),
        note=note_text(memory),
        contract=contract_text(memory.contract),
        plan=plan_text(memory.plan, step.id),
        step=step.id,
        reason=envelope(reason[0], reason[1] or "(none given)"),
        essence=envelope("log", _essence(memory, step)),
        cells=cells_text(situation.own_cells()),
    )
    messages = [Message("system", render("deciding", persona="planning expert")), Message("user", prompt)]
    return await asking.call(messages, (VERDICT,), read_verdict, "expert")


def read_verdict(call: ToolCall) -> Verdict:
    """The verdict in a tool call; ActionError says what to mend."""
    answer: Any = arguments_of(call, VERDICT.parameters)
    problems = schema_problems(VERDICT.parameters, answer)
    if known_name(call.name, [VERDICT.name]) != VERDICT.name or problems:
        what = problems[0].message[:300] if problems else f"no tool {call.name!r}"
        raise ActionError(f"The verdict does not fit: {what}.", hint="Call verdict.")
    steps = tuple((item["title"], item["goal"]) for item in answer["steps"])
    if answer["decision"] == "split" and len(steps) < 2:
        raise ActionError("A split needs two steps or more.", hint="Name them in steps.")
    return Verdict(answer["diagnosis"], answer["decision"], answer["advice"], steps)


def carry_out(verdict: Verdict, memory: Memory, step: Step) -> None:
    """Change the plan as the verdict says; the advice stands in the step's note for the worker. A step that
    runs and only asked goes on, unless it is split."""
    memory.log.add(
        "decision",
        verdict_text(step.id, verdict.diagnosis, verdict.decision, verdict.advice),
        step=step.id,
    )
    match verdict.decision:
        case "retry":
            if step.state != "running":
                memory.plan.move(step.id, "pending", note=f"{ADVISED}{verdict.advice}")
        case "split":
            _split(verdict, memory, step)
        case "give_up":
            pass
        case _:
            assert_never(verdict.decision)


def _split(verdict: Verdict, memory: Memory, step: Step) -> None:
    """The parts take the step's place; the last one serves its requirements."""
    parts: list[str] = []
    for title, goal in verdict.steps:
        new = Step(
            memory.plan.next_id(step.parent, {entry.step for entry in memory.log}),
            title,
            parent=step.parent,
            goal=goal,
            persona=step.persona,
            requirements=step.requirements if len(parts) == len(verdict.steps) - 1 else (),
        )
        memory.plan.add(new)
        memory.plan = moved(memory.plan, new, step.parent, parts[-1] if parts else step.id)
        parts.append(new.id)
    memory.log.add("decision", split_text(step.id, parts), step=step.id)
    memory.plan.move(step.id, "skipped", note="split by the expert")


def _essence(memory: Memory, step: Step) -> str:
    kept = {"decision", "assumption", "error", "finding", "summary"}
    entries = [entry for entry in memory.log if entry.step == step.id or entry.kind in kept][-ESSENCE:]
    return "\n".join(f"{entry.n} {entry.kind}: {bounded(entry.text, 400)}" for entry in entries)
