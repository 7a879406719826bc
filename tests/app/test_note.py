"""What the user wants beyond the passage: kept, shown as their own words, answered at the end."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest

from rca_kernel.adapters.ipython.commands import parse_cell, parse_line
from rca_kernel.adapters.ipython.magics import with_cell
from rca_kernel.agents.asking import Asking
from rca_kernel.agents.briefing import worker_messages
from rca_kernel.agents.llm_engine import LlmEngine
from rca_kernel.agents.prompting import note_text
from rca_kernel.app.continuing import adopt
from rca_kernel.app.session import Session
from rca_kernel.contract import contract_of
from rca_kernel.memory import Memory, PaperRef, decode, encode
from rca_kernel.models.recording import Asked
from rca_kernel.paper.document import Equation, Section, Span
from rca_kernel.paper.passage import Passage
from rca_kernel.plan import Plan, Step
from rca_kernel.testing.fake_notebook import FakeNotebook
from rca_kernel.testing.scripted_model import ScriptedModel, tool

SPAN = Span("a.tex", 0, 1)
PASSAGE = Passage(
    *("3.2", "Section 3.2", "T", "a.tex", (Section("s", "3.2", "U", 2, SPAN),)),
    (Equation("eq-1", "1", "y = 2 x", "s", SPAN),),
)
PAPER = PaperRef("T", "a.tex", "3.2", "digest")
NOTE = "Call it double(x) and use PyTorch."
PLAN = tool(
    "submit_plan",
    requirements=[],
    steps=[{"title": "Eq. (1)", "goal": "y = 2x", "requirements": []}],
    unresolved=[{"id": "eq-1", "why": "for this test"}],
    assumptions=[],
)
SAYS = "The user, whose work this is, says"


def session(host: FakeNotebook, model: ScriptedModel, **options: object) -> Session:
    return Session(host, LlmEngine(Asking(model)), PASSAGE, PAPER, **options)  # type: ignore[arg-type]


async def test_a_note_reaches_planner_and_worker_and_the_end_says_what_became_of_it() -> None:
    host = FakeNotebook()
    ends = tool("finish_step", summary="written")
    met = tool("finish_step", summary="written", wishes="double(x) works on tensors")
    model = ScriptedModel(PLAN, ends, met)
    outcome = await session(host, model, note=NOTE).implement()
    for request in model.requests[:2]:
        assert f"{SAYS} (follow it; the paper says what is true):\n{NOTE}\n" in request.messages[1].content
    assert f"They said: {NOTE}" in model.requests[2].messages[-1].content
    assert outcome.status == "done"
    assert f"You asked: {NOTE}\n  → double(x) works on tensors" in outcome.text
    summary = host.document.cells()[-1].source
    assert f"**Asked for beyond the passage**: {NOTE}" in summary
    assert "**What became of it**: double(x) works on tensors" in summary
    assert decode(host.document.memory).notes == (NOTE,)


async def test_a_resumed_session_uses_the_note_and_may_add_one() -> None:
    host = FakeNotebook()
    broken = ScriptedModel(PLAN, tool("fail_step", reason="r"), tool("verdict", **GIVE_UP))
    await session(host, broken, note=NOTE).implement()
    model = ScriptedModel(tool("finish_step", summary="w", wishes="both are met"))
    await session(host, model, note="Only the loss.", heard=frozenset({NOTE})).resume()
    assert f"{NOTE}\nOnly the loss.\n" in model.requests[0].messages[1].content
    assert decode(host.document.memory).notes == (NOTE, "Only the loss.")


GIVE_UP = {"diagnosis": "d", "decision": "give_up", "advice": "a", "steps": []}


async def test_a_note_that_only_the_notebook_holds_is_data() -> None:
    host = FakeNotebook()
    broken = ScriptedModel(PLAN, tool("fail_step", reason="r"), tool("verdict", **GIVE_UP))
    await session(host, broken, note=NOTE).implement()
    model = ScriptedModel(tool("finish_step", summary="w", wishes="met"))
    await session(host, model).resume()
    prompt = model.requests[0].messages[1].content
    assert SAYS not in prompt
    assert f"\n{NOTE}\n</untrusted" in prompt


def test_the_note_stands_in_the_part_of_the_prompt_that_stays_the_same() -> None:
    from rca_kernel.agents.engine import Situation

    memory = Memory(contract=contract_of(PASSAGE), plan=Plan("Implement", [Step("1", "t")]))
    memory.listen(NOTE)
    message = worker_messages(Situation(PASSAGE, memory, memory.plan["1"], (), {}, ()))[1]
    assert NOTE in message.content[: message.stable]


def test_another_section_of_the_notebook_says_whose_its_note_is() -> None:
    memory = Memory(paper=PAPER, plan=Plan("Implement", [Step("1", "t")]))
    memory.listen("One.")
    fresh = Memory(paper=PaperRef("T", "a.tex", "4", "digest"), plan=Plan("Then", [Step("1", "t")]))
    fresh.listen("Two.")
    adopt(memory, fresh, fresh.paper)
    assert memory.notes == ("One.", "For 4: Two.")
    assert note_text(memory).count(SAYS) == 1
    assert decode(encode(memory)).notes == memory.notes


def test_a_notebook_without_notes_is_written_as_before() -> None:
    assert "notes" not in encode(Memory())


@pytest.mark.parametrize("line", ['implement "Section 3.2" --note "Use PyTorch." --note Quick.', "resume"])
def test_notes_are_options_of_a_line(line: str) -> None:
    assert parse_line(line).note == (["Use PyTorch.", "Quick."] if "--note" in line else [])


def test_below_a_target_stands_a_note_and_else_a_method() -> None:
    assert parse_cell('implement "Section 3.2" --note a').target == ["Section 3.2"]
    assert "target" not in parse_cell("--model formal --note a")


def test_a_recording_keeps_the_note() -> None:
    from rca_kernel.app.config import Config
    from rca_kernel.app.replay import asked_for
    from rca_kernel.app.run import Request

    request = Request(Path("paper.tex"), "3.2", Config(), note=NOTE)
    assert asked_for(request, Path("r.jsonl"), "d") == Asked("paper.tex", "3.2", "d", note=NOTE)


class Called:
    """A controller that says how it was called."""

    def implement(self, target: str, options: argparse.Namespace, cell_id: str) -> str:
        return f"implement {target}: {options.note}"

    def resume(self, options: argparse.Namespace) -> str:
        return f"resume: {options.note}"

    def pasted(self, text: str, options: argparse.Namespace, cell_id: str) -> str:
        return f"pasted {text}: {options.note}"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('implement "Section 3.2"', "implement Section 3.2: ['Use PyTorch.']"),
        ("implement 3.2 --note a", "implement 3.2: ['a', 'Use PyTorch.']"),
        ("resume", "resume: ['Use PyTorch.']"),
        ("--note a", "pasted Use PyTorch.\n: ['a']"),
    ],
)
def test_what_stands_below_a_cell_magic(line: str, said: str) -> None:
    assert with_cell(Called(), line, "Use PyTorch.\n") == said  # type: ignore[arg-type]
