"""The planner asked again, when what happened may have made the plan wrong."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from rca_kernel.actions import UpdatePlan
from rca_kernel.actions.replanning import update_plan
from rca_kernel.actions.schema import arguments_of
from rca_kernel.agents.asking import Asking
from rca_kernel.agents.engine import Situation
from rca_kernel.agents.prompting import (
    cells_text,
    contract_text,
    note_text,
    passage_text,
    plan_text,
    render,
    title_text,
)
from rca_kernel.errors import ActionError, RcaError
from rca_kernel.memory import Memory
from rca_kernel.models import Message, ToolCall, ToolSpec
from rca_kernel.models.envelope import envelope
from rca_kernel.models.salvage import known_name
from rca_kernel.models.validating import problems as schema_problems
from rca_kernel.plan import Plan, Step

_TEXT = {"type": "string"}
_CHANGE = {
    "type": "object",
    "properties": {
        "step": _TEXT,
        "change": {"type": "string", "enum": ["restate", "skip", "reopen"]},
        "text": {"type": "string", "description": "The new goal, or the reason."},
    },
    "required": ["step", "change", "text"],
    "additionalProperties": False,
}
_NEW = {
    "type": "object",
    "properties": {"title": _TEXT, "goal": _TEXT, "requirements": {"type": "array", "items": _TEXT}},
    "required": ["title", "goal"],
    "additionalProperties": False,
}
REVISE_PLAN = ToolSpec(
    "revise_plan",
    "Keep the plan (both lists empty) or change what is not done.",
    {
        "type": "object",
        "properties": {
            "why": _TEXT,
            "changes": {"type": "array", "items": _CHANGE, "maxItems": 20},
            "new_steps": {"type": "array", "items": _NEW, "maxItems": 10},
        },
        "required": ["why", "changes", "new_steps"],
        "additionalProperties": False,
    },
)


async def replan(asking: Asking, situation: Situation, events: list[str]) -> str:
    """Ask the planner, and change the plan as it says; what was changed, "" for nothing."""
    memory = situation.memory
    prompt = render(
        "replan",
        target=situation.passage.target,
        title=title_text(situation.passage),
        events=envelope("events", "\n\n".join(events)),
        passage=passage_text(situation.passage),
        note=note_text(memory),
        contract=contract_text(memory.contract),
        plan=plan_text(memory.plan, situation.step.id),
        cells=cells_text(tuple(cell for cell in situation.cells if any(cell.id in text for text in events))),
    )
    messages = [Message("system", render("deciding", persona="planner")), Message("user", prompt)]
    answer = await asking.call(messages, (REVISE_PLAN,), lambda call: _read(call, memory), "replanning")
    done = _carried_out(answer, memory, situation.step)
    said = f"replanned: {answer['why']}" + (f" ({'; '.join(done)})" if done else " (the plan stays)")
    memory.log.add("decision", said, step=situation.step.id)
    return "; ".join(done)


def _read(call: ToolCall, memory: Memory) -> dict[str, Any]:
    answer: Any = arguments_of(call, REVISE_PLAN.parameters)
    problems = schema_problems(REVISE_PLAN.parameters, answer)
    if known_name(call.name, [REVISE_PLAN.name]) != REVISE_PLAN.name or problems:
        what = problems[0].message[:300] if problems else f"no tool {call.name!r}"
        raise ActionError(f"The revision does not fit: {what}.", hint="Call revise_plan.")
    unknown = {change["step"] for change in answer["changes"]} - {step.id for step in memory.plan}
    served = {id for new in answer["new_steps"] for id in new.get("requirements", ())}
    unknown |= {id for id in served if id not in memory.contract}
    if unknown:
        raise ActionError(f"Unknown ids: {', '.join(sorted(unknown))}.", hint="Use those that are shown.")
    result: dict[str, Any] = answer
    return result


def _carried_out(answer: dict[str, Any], memory: Memory, current: Step) -> list[str]:
    """What of the revision is legal; of the step that begins just now only the goal may change."""
    done = []
    for change in answer["changes"]:
        if change["step"] == current.id and change["change"] == "restate":
            memory.plan = _restated(memory.plan, current.id, change["text"])
            done.append(f"the goal of step {current.id} is now: {change['text']}")
            continue
        try:
            done.append(update_plan(memory, UpdatePlan(change["step"], change["change"], change["text"])))
        except RcaError as error:
            done.append(f"not done: {error.message}")
            continue
        if change["change"] == "reopen":
            goal = memory.plan[change["step"]].goal
            memory.plan = _restated(memory.plan, change["step"], f"{goal}\nReopened: {change['text']}")
    for new in answer["new_steps"]:
        step = Step(
            memory.plan.next_id(),
            new["title"],
            goal=new["goal"],
            requirements=tuple(new.get("requirements", ())),
        )
        memory.plan.add(step)
        done.append(f"new step {step.id}: {step.title}")
    return done


def _restated(plan: Plan, id: str, goal: str) -> Plan:
    new = Plan(plan.goal, (replace(step, goal=goal) if step.id == id else step for step in plan))
    new.revision = plan.revision + 1
    return new
