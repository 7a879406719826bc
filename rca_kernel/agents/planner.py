"""The planner: a passage becomes requirements from its prose, and a plan of small checked steps."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from rca_kernel.agents.asking import Asking
from rca_kernel.agents.prompting import contract_text, files_text, passage_text, render
from rca_kernel.contract import Contract, Requirement, contract_of
from rca_kernel.errors import ActionError
from rca_kernel.memory import Memory
from rca_kernel.models import Message, ToolCall, ToolSpec
from rca_kernel.paper.passage import Passage
from rca_kernel.plan import Plan, Step

_TEXT = {"type": "string"}
_TEXTS = {"type": "array", "items": _TEXT}


def _object(required: tuple[str, ...], **properties: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": dict(properties),
        "required": list(required),
        "additionalProperties": False,
    }


_REQUIREMENT = _object(
    ("id", "title", "quote", "support"),
    id={**_TEXT, "pattern": r"^r:[\w.-]{1,60}$"},
    title=_TEXT,
    quote=_TEXT,
    support={"type": "string", "enum": ["stated", "inferred", "assumed"]},
)
_STEP = _object(("title", "goal", "requirements"), title=_TEXT, goal=_TEXT, requirements=_TEXTS)
SUBMIT_PLAN = ToolSpec(
    "submit_plan",
    "Hand in the further requirements, the steps, what is left unresolved, and the assumptions.",
    _object(
        ("requirements", "steps", "unresolved", "assumptions"),
        requirements={"type": "array", "items": _REQUIREMENT},
        steps={"type": "array", "items": _STEP, "minItems": 1, "maxItems": 40},
        unresolved={"type": "array", "items": _object(("id", "why"), id=_TEXT, why=_TEXT)},
        assumptions=_TEXTS,
    ),
)


async def plan_passage(asking: Asking, passage: Passage, memory: Memory, files: tuple[str, ...]) -> None:
    """Fill `memory`'s contract and plan from the planner's answer."""
    contract = contract_of(passage)
    messages = [
        Message("system", render("rules", persona="planner")),
        Message(
            "user",
            render(
                "planner",
                target=passage.target,
                title=passage.paper_title,
                passage=passage_text(passage),
                contract=contract_text(contract),
                files=files_text(files),
            ),
        ),
    ]
    submitted = await asking.call(messages, (SUBMIT_PLAN,), lambda call: read_plan(call, contract))
    _accept(submitted, passage, memory)


def read_plan(call: ToolCall, contract: Contract) -> dict[str, Any]:
    """The planner's arguments, or an ActionError that says what to mend."""
    from jsonschema import Draft7Validator

    if call.name != SUBMIT_PLAN.name:
        raise ActionError(f"No tool {call.name!r} here.", hint="Call submit_plan.")
    try:
        answer = json.loads(call.arguments, strict=False)
    except ValueError as error:
        raise ActionError(f"The arguments are not JSON: {error}.", hint="Send one JSON object.") from None
    problems = sorted(Draft7Validator(SUBMIT_PLAN.parameters).iter_errors(answer), key=lambda e: list(e.path))
    if problems:
        where = "/".join(str(part) for part in problems[0].path) or "the top"
        raise ActionError(
            f"The plan does not fit at {where}: {problems[0].message[:300]}.", hint="Send it again."
        )
    _check_served(answer, contract)
    result: dict[str, Any] = answer
    return result


def _check_served(answer: dict[str, Any], contract: Contract) -> None:
    new = [item["id"] for item in answer["requirements"]]
    known = {item.id for item in contract} | set(new)
    served = {id for step in answer["steps"] for id in step["requirements"]}
    unresolved = {item["id"] for item in answer["unresolved"]}
    clashes = sorted({id for id in new if id in contract or new.count(id) > 1})
    if clashes:
        raise ActionError(
            f"These requirement ids exist already: {', '.join(clashes)}.", hint="Choose others."
        )
    if unknown := sorted((served | unresolved) - known):
        raise ActionError(
            f"Unknown requirement ids: {', '.join(unknown)}.", hint=f"Known: {', '.join(sorted(known))}."
        )
    if left := sorted(known - served - unresolved):
        raise ActionError(
            f"Neither served by a step nor unresolved: {', '.join(left)}.",
            hint="Name each in a step's requirements or in unresolved.",
        )


def _accept(answer: dict[str, Any], passage: Passage, memory: Memory) -> None:
    contract = contract_of(passage)
    span = passage.sections[0].span if passage.sections else passage.items[0].span
    for item in answer["requirements"]:
        contract.add(
            Requirement(item["id"], "statement", item["title"], item["quote"], span, support=item["support"])
        )
    for item in answer["unresolved"]:
        contract.unresolve(item["id"], item["why"])
    memory.contract = contract
    plan = Plan(f"Implement {passage.title}")
    for step in answer["steps"]:
        wanted = tuple(id for id in step["requirements"] if contract[id].resolved)
        plan.add(Step(plan.next_id(), step["title"], goal=step["goal"], requirements=wanted))
    memory.plan = plan
    for text in answer["assumptions"]:
        memory.log.add("assumption", text)
