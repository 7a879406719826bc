"""Short-term memory as a prompt: the stable part first, then where the step stands, then its recent turns."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence

from rca_kernel import actions as a
from rca_kernel.agents.asking import CHARACTERS_PER_TOKEN
from rca_kernel.agents.declaring import declared_text
from rca_kernel.agents.engine import ADVISED, SAID, Situation, Turn
from rca_kernel.agents.personas import OWN
from rca_kernel.agents.prompting import (
    contract_text,
    files_text,
    note_text,
    passage_text,
    plan_text,
    render,
    title_text,
)
from rca_kernel.agents.referee import checkable
from rca_kernel.memory import Memory
from rca_kernel.models import Image, Message, ToolCall
from rca_kernel.models.envelope import envelope
from rca_kernel.notebook import bounded
from rca_kernel.paper.narrowing import narrowed
from rca_kernel.paper.passage import Passage
from rca_kernel.plan import Persona

TURNS_TOKENS = 10_000
"""Room for the turns of a step; when they need more, the oldest are told in a line each."""
FOLDED = 4
"""Turns are folded by so many at once, so that the prompt begins as before most of the time."""
EARLIER_LIMIT = 4000
"""Characters shown of what an earlier attempt at a step did."""
OUR_WORDS = (a.MarkRequirement, a.RecordAssumption, a.Reflect, a.LeaveUnresolved)
"""Actions whose result, where they succeed, is in our own words alone."""
PICTURES = 3
"""Pictures of turns in a prompt, the last ones."""


def worker_messages(
    situation: Situation, persona: Persona | None = None, pictures: Sequence[Image] = ()
) -> list[Message]:
    """What a worker is shown. `pictures` belong to the passage."""
    memory, step = situation.memory, situation.step
    persona = persona or step.persona
    stable = passage_prompt(situation.passage, memory)
    own = {cell.id for cell in situation.own_cells()} - _new_cells(situation)
    state = render(
        "step",
        contract=contract_text(
            memory.contract, checkable(memory.contract), serving=step.requirements, cells=step.cells
        ),
        plan=plan_text(memory.plan, step.id),
        assumptions=_assumptions(situation),
        files=files_text(situation.files, situation.declared),
        cells=_cells(situation, own),
        step=step.id,
        requirements=", ".join(step.requirements) or "(no requirement of its own)",
        begun=_begun(situation),
        work=render(persona),
    )
    shown = Message("user", f"{stable}\n\n{state}", stable=len(stable), images=tuple(pictures))
    return [Message("system", render("rules", persona=persona)), shown, *_turns(situation, persona)]


def passage_prompt(passage: Passage, memory: Memory) -> str:
    """The part of a worker's prompt that is the same for every step; the planner's goals and read_paper tell
    what whole other sections say."""
    return render(
        "worker",
        target=passage.target,
        title=title_text(passage),
        passage=passage_text(narrowed(passage)),
        note=note_text(memory),
    ).rstrip()


def _cells(situation: Situation, own: Collection[str]) -> str:
    """What earlier steps declared and the step itself wrote in an earlier attempt."""
    cells = tuple(cell for cell in situation.cells if cell.id not in _new_cells(situation))
    told = declared_text(cells, own)
    if not told:
        return ""
    said = (
        "Cells written so far in this notebook (what they declare and print; read_notebook shows one whole)"
    )
    return f"{said}:\n{told}\n\n"


def _turns(situation: Situation, persona: Persona) -> list[Message]:
    """The step's turns as the conversation that they were; the oldest folded where they need more room."""
    step = situation.step
    own = OWN[persona]
    told = [_turn_messages(turn, f"call_{step.id}_{n}", own) for n, turn in enumerate(situation.turns)]
    folded = _folded([_size(messages) for messages in told])
    messages: list[Message] = []
    if folded:
        lines = "\n".join(_line(turn) for turn in situation.turns[:folded])
        messages.append(Message("user", f"Done earlier in this step:\n{envelope('turns', lines)}"))
    seen = sum(bool(turn.observation.images) for turn in situation.turns)
    for turn, said in zip(situation.turns[folded:], told[folded:], strict=True):
        messages += said
        if turn.observation.images and seen <= PICTURES:
            messages.append(Message("user", "Its picture:", images=turn.observation.images))
        seen -= bool(turn.observation.images)
    return messages


def _folded(sizes: list[int]) -> int:
    """How many of the oldest turns to fold; the last two are always told whole."""
    room = TURNS_TOKENS * CHARACTERS_PER_TOKEN
    count = 0
    while sum(sizes[count:]) > room and count + FOLDED <= len(sizes) - 2:
        count += FOLDED
    return count


def _size(messages: list[Message]) -> int:
    return sum(
        len(message.content) + sum(len(call.arguments) for call in message.tool_calls) for message in messages
    )


def _line(turn: Turn) -> str:
    """One turn in a line: what was done to which cell, and the first and last line of what came of it."""
    action = turn.action
    name = a.tool_name(type(action))
    subject = next(
        (
            str(value)
            for key in ("cell_id", "path", "requirement", "target")
            if (value := getattr(action, key, ""))
        ),
        turn.observation.cell_id,
    )
    lines = [line for line in turn.observation.text.splitlines() if line.strip()]
    brought = " … ".join(dict.fromkeys(line.strip()[:160] for line in (*lines[:1], *lines[-1:])))
    return f"- {name} {subject}: {'' if turn.observation.ok else 'FAILED: '}{bounded(brought, 340)}"


def _assumptions(situation: Situation) -> str:
    """Those recorded before this step's turns, which tell their own."""
    own = {turn.action.text for turn in situation.turns if isinstance(turn.action, a.RecordAssumption)}
    texts = [
        f"- {entry.text}"
        for entry in situation.memory.log
        if entry.kind == "assumption" and entry.text not in own
    ]
    if not texts:
        return ""
    told = envelope("assumptions", "\n".join(texts))
    return f"Assumptions recorded so far (do not record them again):\n{told}\n\n"


def _begun(situation: Situation) -> str:
    """What an interrupted or failed attempt at this step has left, and what the expert said of it."""
    note = situation.step.note
    advice = f"{envelope('advice', note)}\n" if note.startswith((ADVISED, SAID)) else ""
    left = [cell.id for cell in situation.own_cells() if cell.id not in _new_cells(situation)]
    if left:
        advice += (
            f"An earlier attempt wrote the cells {', '.join(left)}: go on with them, edit or delete them.\n"
        )
    if not situation.earlier:
        return advice
    lines = "\n".join(f"{entry.kind}: {bounded(entry.text, 300)}" for entry in situation.earlier)
    done = envelope("log", bounded(lines, EARLIER_LIMIT))
    return f"{advice}What was done at this step before; go on, and repeat nothing that took effect:\n{done}\n"


def _new_cells(situation: Situation) -> set[str]:
    """Cells already told by this step's turns."""
    return {
        turn.observation.cell_id
        for turn in situation.turns
        if isinstance(turn.action, a.InsertCell | a.CheckEquation)
    }


def _turn_messages(turn: Turn, call_id: str, own: Collection[type[a.Action]]) -> list[Message]:
    name, given = a.call_of(turn.action, own)
    call = ToolCall(call_id, name, json.dumps(given, ensure_ascii=False))
    said = turn.observation.text if turn.observation.ok else f"FAILED: {turn.observation.text}"
    ours = turn.observation.ok and isinstance(turn.action, OUR_WORDS)
    return [
        Message("assistant", "", tool_calls=(call,)),
        Message("tool", said if ours else envelope("result", said), tool_call_id=call_id),
    ]
