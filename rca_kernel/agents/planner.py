"""The planner: a passage becomes requirements from its prose, and a plan of small checked steps."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from rca_kernel.actions import Action, PaperAction, Performer, ReadFile, parse, tool_name, tools
from rca_kernel.actions.offering import lean
from rca_kernel.actions.schema import arguments_of
from rca_kernel.agents.asking import Asking
from rca_kernel.agents.declaring import headings, starter_outline
from rca_kernel.agents.personas import BEGINNING, BEGINNING_TOO, OWN, Kinds, needed, permitted
from rca_kernel.agents.prompting import (
    contents_text,
    contract_text,
    files_text,
    note_text,
    passage_text,
    render,
    title_text,
)
from rca_kernel.agents.referee import checkable
from rca_kernel.contract import Contract, Requirement, contract_of
from rca_kernel.errors import ActionError
from rca_kernel.memory import Memory
from rca_kernel.models import Image, Message, ToolCall, ToolSpec
from rca_kernel.models.envelope import envelope
from rca_kernel.models.salvage import known_name
from rca_kernel.models.validating import problems as schema_problems
from rca_kernel.notebook import bounded
from rca_kernel.notebook.places import placeless
from rca_kernel.paper.passage import Passage
from rca_kernel.paper.quoting import nearly_quoted_in
from rca_kernel.plan import Persona, Plan, Step

OUTLINES = 10_000
"""Characters of the starter's outline that the planner is shown."""

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
PLANNED: tuple[Persona, ...] = ("coder", "experimenter", "reader", "reviewer", "debugger")
_STEP = _object(
    ("title", "goal", "requirements"),
    title=_TEXT,
    goal=_TEXT,
    check=_TEXT,
    requirements=_TEXTS,
    persona=_TEXT,
)
SUBMIT_PLAN = ToolSpec(
    "submit_plan",
    "Hand in the plan.",
    _object(
        ("requirements", "steps", "unresolved", "assumptions"),
        requirements={"type": "array", "items": _REQUIREMENT},
        steps={"type": "array", "items": _STEP, "minItems": 1, "maxItems": 40},
        unresolved={"type": "array", "items": _object(("id", "why"), id=_TEXT, why=_TEXT)},
        covered=_TEXTS,
        assumptions=_TEXTS,
    ),
)
READS = 8
"""Calls with which the planner may read before it plans."""


async def plan_passage(
    asking: Asking,
    passage: Passage,
    memory: Memory,
    at: Performer | None = None,
    pictures: Sequence[Image] = (),
    begins: bool = False,
) -> list[Action]:
    """Fill `memory`'s contract and plan from the planner's answer, after what it wants to read. Where it
    `begins` as the coder of the first step too: what it does of that step in the same answer."""
    contract = contract_of(passage)
    unavailable = at.unavailable() if at is not None else frozenset[type[Action]]()
    starter = starter_text(at)
    messages = _messages(passage, contract, memory, starter, pictures, begins)
    reading = permitted("planner", unavailable) if at is not None else ()
    looking = _looking(reading, contract, at, starter)
    doing = permitted("coder", unavailable) if begins else ()
    own = needed(tuple(kind for kind in BEGINNING if kind in doing), contract, "")
    shown = (*own, *(kind for kind in BEGINNING_TOO if kind in doing))
    step = Step("plan", "planning", persona="planner")
    left = READS
    refused: list[str] = []
    read: list[str] = []

    def said(quote: str) -> bool:
        return nearly_quoted_in(quote, passage, *read)

    while True:
        kinds = tuple(dict.fromkeys((*doing, *(reading if left > 0 else ()))))
        offered = (*shown, *(looking if left > 0 else ()))
        answered = await asking.calls(
            messages,
            (lean(SUBMIT_PLAN), *tools(offered, {*own, *OWN["planner"]})),
            lambda call: _read(call, contract, kinds, said, refused),  # noqa: B023
            "planner",
        )
        for place, (call, asked) in enumerate(answered):
            if isinstance(asked, dict):
                _accept(asked, passage, memory)
                return [then for _, then in answered[place + 1 :] if not isinstance(then, dict)]
            told = "FAILED: Hand in the plan first, then begin: call submit_plan."
            if at is not None and type(asked) in reading and left > 0:
                left -= 1
                seen = await at.perform(asked, step)
                read += [seen.text] if isinstance(asked, PaperAction) and seen.ok else []
                told = seen.text if seen.ok else f"FAILED: {seen.text}"
            messages.append(Message("assistant", "", tool_calls=(call,)))
            messages.append(Message("tool", envelope("result", told), tool_call_id=call.id))
        if left <= 0:
            messages.append(Message("user", "You have read enough: call submit_plan now."))


def _looking(reading: Kinds, contract: Contract, at: Performer | None, starter: str) -> Kinds:
    """What it is shown of `reading`: nothing that reads files where all of them stand in the prompt whole."""
    told = headings(starter)
    files = at.workspace.files() if at is not None and at.workspace is not None else ()
    whole = all(told.get(path, False) for path in files)
    return tuple(kind for kind in needed(reading, contract, starter) if not (whole and kind is ReadFile))


def _messages(
    passage: Passage,
    contract: Contract,
    memory: Memory,
    starter: str,
    pictures: Sequence[Image],
    begins: bool,
) -> list[Message]:
    """What the planner is shown before it has read anything."""
    prompt = render(
        "planner",
        target=passage.target,
        title=title_text(passage),
        passage=passage_text(passage, contents=contents_text(passage)),
        contract=contract_text(contract, checkable(contract)),
        note=note_text(memory),
        starter=starter,
        reads=str(READS),
        begin=render("begin", coder=render("coder")) if begins else "",
    ).rstrip()
    system = render("rules", persona="planner") if begins else render("deciding", persona="planner")
    return [Message("system", system), Message("user", prompt, images=tuple(pictures))]


def _read(
    call: ToolCall, contract: Contract, kinds: Kinds, said: Callable[[str], bool], refused: list[str]
) -> dict[str, Any] | Action:
    """The plan, or something to read first. What is wrong with a plan is told once a kind (`refused`); then
    a requirement whose quote the paper has not `said` is taken as assumed, one that no step serves as
    unresolved."""
    names = [SUBMIT_PLAN.name, *map(tool_name, kinds)]
    if known_name(call.name, names) != SUBMIT_PLAN.name and kinds:
        return parse(call, kinds)
    plan = read_plan(call, contract)
    if left := _unserved(plan, contract):
        _once(
            "unserved",
            refused,
            f"Neither served by a step nor unresolved nor covered: {', '.join(left)}.",
            "Name each in a step's requirements, in unresolved or, for prose, in covered.",
        )
        plan["unresolved"] += [{"id": id, "why": "the planner named no step for it"} for id in left]
    invented = [
        item for item in plan["requirements"] if item["support"] == "stated" and not said(item["quote"])
    ]
    if invented:
        unquoted = ", ".join(item["id"] for item in invented)
        _once(
            "invented",
            refused,
            f"Neither the passage nor what you read says what these quote: {unquoted}.",
            'Quote a sentence that you were shown, or give support "inferred" or "assumed".',
        )
    for item in invented:
        item["support"] = "assumed"
    return plan


def _once(kind: str, refused: list[str], message: str, hint: str) -> None:
    """Raise ActionError the first time that something of this kind is wrong."""
    if kind not in refused:
        refused.append(kind)
        raise ActionError(message, hint=hint)


def _unserved(plan: dict[str, Any], contract: Contract) -> list[str]:
    known = {item.id for item in contract} | {item["id"] for item in plan["requirements"]}
    served = {id for step in plan["steps"] for id in step["requirements"]}
    told = {item["id"] for item in plan["unresolved"]} | set(plan.get("covered", ()))
    return sorted(known - served - told)


def starter_text(at: Performer | None) -> str:
    """What the starter code declares, by its trees, and what its baseline printed."""
    workspace = at.workspace if at is not None else None
    if at is None or workspace is None:
        return "There is no starter code: everything is written in cells."
    declared = starter_outline(workspace, OUTLINES)
    parts = [files_text(workspace.files(), declared).rstrip()]
    if at.baseline is not None:
        run = at.runs.get("baseline")
        printed = (
            f"{run.line()}\n{bounded(placeless(run.output[-1500:].rstrip(), workspace.root), 1500)}"
            if run
            else "not run yet"
        )
        parts.append(f"Its baseline, {at.baseline}:\n{envelope('baseline', printed)}")
    return "\n\n".join(parts)


def read_plan(call: ToolCall, contract: Contract) -> dict[str, Any]:
    """The planner's arguments, or an ActionError that says what to mend."""
    if known_name(call.name, [SUBMIT_PLAN.name]) != SUBMIT_PLAN.name:
        raise ActionError(f"No tool {call.name!r} here.", hint="Call submit_plan.")
    answer = arguments_of(call, SUBMIT_PLAN.parameters)
    problems = schema_problems(SUBMIT_PLAN.parameters, answer)
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
    covered = set(answer.get("covered", ()))
    unresolved = {item["id"] for item in answer["unresolved"]} | covered
    clashes = sorted({id for id in new if id in contract or new.count(id) > 1})
    if clashes:
        raise ActionError(
            f"These requirement ids exist already: {', '.join(clashes)}.", hint="Choose others."
        )
    if unknown := sorted((served | unresolved) - known):
        raise ActionError(
            f"Unknown requirement ids: {', '.join(unknown)}.", hint=f"Known: {', '.join(sorted(known))}."
        )
    personas = {step.get("persona", "coder") for step in answer["steps"]}
    if others := sorted(personas - set(PLANNED)):
        raise ActionError(f"No persona {', '.join(others)}.", hint=f"One of: {', '.join(PLANNED)}.")
    if wrong := sorted(id for id in covered if not id.startswith("text:")):
        raise ActionError(
            f"Not covered by other requirements: {', '.join(wrong)}.",
            hint="Only a text: requirement is, when others hold all that it says.",
        )


def _accept(answer: dict[str, Any], passage: Passage, memory: Memory) -> None:
    told = {id for step in answer["steps"] for id in step["requirements"]}
    told |= {item["id"] for item in answer["unresolved"]}
    covered = set(answer.get("covered", ())) - told
    contract = Contract(item for item in contract_of(passage) if item.id not in covered)
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
        check = step.get("check", "").strip()
        goal = f"{step['goal']}\nCheck: {check}" if check else step["goal"]
        persona: Persona = step.get("persona", "coder")
        plan.add(Step(plan.next_id(), step["title"], goal=goal, requirements=wanted, persona=persona))
    memory.plan = plan
    if covered:
        memory.log.add("decision", f"covered by other requirements: {', '.join(sorted(covered))}")
    for text in answer["assumptions"]:
        memory.log.add("assumption", text)
