"""Personas, what the user changes meanwhile, answers that stay unusable, and the room for turns."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rca_kernel import actions as a
from rca_kernel.actions import Performer
from rca_kernel.agents.asking import Asking
from rca_kernel.agents.briefing import worker_messages
from rca_kernel.agents.engine import Situation, Turn
from rca_kernel.agents.llm_engine import LlmEngine
from rca_kernel.agents.loop import Loop
from rca_kernel.agents.personas import PERMISSIONS
from rca_kernel.contract import contract_of
from rca_kernel.memory import Memory
from rca_kernel.models import Reply
from rca_kernel.notebook import Cell, ErrorOutput, RunResult
from rca_kernel.paper.passage import Passage
from rca_kernel.plan import Plan, Step
from rca_kernel.testing.fake_notebook import FakeNotebook
from rca_kernel.testing.scripted_model import ScriptedModel, text, tool
from tests.agents.scripted import nothing

GIVE_UP = tool("verdict", diagnosis="d", decision="give_up", advice="a", steps=[])


def memory_of(passage: Passage, *steps: Step) -> Memory:
    return Memory(contract=contract_of(passage), plan=Plan("p", steps or [Step("1", "first")]))


def loop(passage: Passage, memory: Memory, host: FakeNotebook, *script: Reply) -> tuple[Loop, ScriptedModel]:
    model = ScriptedModel(*script)
    return Loop(LlmEngine(Asking(model)), Performer(host, memory), passage, memory, nothing), model


def test_reviewers_edit_nothing_and_readers_write_nothing() -> None:
    assert not {a.EditCell, a.WriteFile, a.EditFile, a.DeleteCell} & set(PERMISSIONS["reviewer"])
    assert not {a.InsertCell, a.RunCell, a.ExecuteScript, a.WriteFile} & set(PERMISSIONS["reader"])
    assert PERMISSIONS["expert"] == ()
    for persona in ("reader", "coder", "debugger", "reviewer", "experimenter"):
        assert {a.FinishStep, a.FailStep, a.RequestHelp, a.AskUser} <= set(PERMISSIONS[persona])  # type: ignore[index]


async def test_a_persona_is_offered_its_own_actions_as_far_as_they_can_be_done(passage: Passage) -> None:
    memory = memory_of(passage, Step("1", "read", persona="reader"))
    work, model = loop(
        passage,
        memory,
        FakeNotebook(),
        tool("insert_cell", cell_type="code", source="x"),
        tool("fail_step", reason="r"),
    )
    await work.run_step(memory.plan["1"])
    offered = {spec.name for spec in model.requests[0].tools}
    assert "look_up_symbol" in offered
    assert not {"insert_cell", "read_file", "ask_user", "request_help"} & offered
    assert "No tool 'insert_cell'" in model.requests[1].messages[-1].content
    assert model.requests[0].messages[0].content.startswith("You are the reader")


async def test_cells_that_fail_again_and_again_go_to_the_debugger(passage: Passage) -> None:
    host = FakeNotebook(lambda cell: RunResult("error", (ErrorOutput("NameError", "v"),)))
    memory = memory_of(passage)
    edits = [tool("edit_cell", cell_id="last", source=f"v{n}") for n in range(2)]
    insert = tool("insert_cell", cell_type="code", source="v")
    work, model = loop(passage, memory, host, insert, *edits, tool("fail_step", reason="r"))
    await work.run_step(memory.plan["1"])
    said = [request.messages[0].content.split(" of Research")[0] for request in model.requests]
    assert said == ["You are the coder"] * 2 + ["You are the debugger"] * 2
    assert "\nmove_cell(cell_id, after)" in model.requests[-1].tools[-1].description


async def test_answers_that_stay_unusable_fail_the_step_and_not_the_session(passage: Passage) -> None:
    memory = memory_of(passage)
    silent = [text("…")] * 4
    work, _ = loop(passage, memory, FakeNotebook(), *silent, GIVE_UP)
    await work.run()
    assert memory.plan["1"].state == "failed"
    assert "no usable answer in 4 tries" in memory.plan["1"].note


async def test_a_cell_that_the_user_changed_is_told_and_the_plan_looked_at_again(passage: Passage) -> None:
    host = FakeNotebook()
    memory = memory_of(passage, Step("1", "first"), Step("2", "second", goal="use x"))
    seen: list[str] = []

    def decide(messages: object) -> Reply:
        cell = next(cell for cell in host.document.cells() if cell.source == "x = 1")
        host.document.edit(cell.id, "x = 5", cell.hash)
        return tool("read_notebook")

    insert = tool("insert_cell", cell_type="code", source="x = 1")
    work, model = loop(passage, memory, host, insert)
    model._decide = decide
    step = memory.plan.move("1", "running")
    for _ in range(2):
        situation = await work.situation(step)
        action = await work.engine.choose(situation)
        observation = await work.performer.perform(action, step)
        work._turns.append(Turn(action, observation))
    model.enqueue(tool("run_cell", cell_id="last"), tool("finish_step", summary="s"))
    for _ in range(2):
        action = await work.engine.choose(await work.situation(step))
        work._turns.append(Turn(action, await work.performer.perform(action, step)))
        seen.append(model.requests[-1].messages[-1].content)
    assert any("The user changed cell" in said and "+x = 5" in said for said in seen)
    assert memory.plan["1"].state == "done"
    change = {"step": "2", "change": "restate", "text": "use x = 5"}
    model.enqueue(
        tool("revise_plan", why="x is 5", changes=[change], new_steps=[{"title": "third", "goal": "g"}]),
        tool("fail_step", reason="stop"),
    )
    await work.run_step(memory.plan["2"])
    assert "The user changed cell" in model.requests[-2].messages[1].content
    assert memory.plan["2"].goal == "use x = 5"
    assert "  ▶ 2 second\n    use x = 5\n" in model.requests[-1].messages[1].content
    assert memory.plan["3"].title == "third"


@pytest.mark.parametrize("by_the_paper", [True, False])
async def test_the_plan_is_looked_at_again_for_what_our_code_violates_and_not_for_the_papers_errors(
    passage: Passage, by_the_paper: bool
) -> None:
    quote, against = "never decayed by this rule", "the next sentence"
    found = tool("report_paper_error", requirement="text:3.2", quote=quote, against=against)
    if not by_the_paper:
        found = tool(
            "mark_requirement", requirement="text:3.2", status="violated", evidence="decayed", cell_id=""
        )
    memory = memory_of(passage, Step("1", "first"), Step("2", "second"))
    end = tool("finish_step", summary="s")
    keep = tool("revise_plan", why="fits", changes=[], new_steps=[])
    work, model = loop(passage, memory, FakeNotebook(), found, end, *([] if by_the_paper else [keep]), end)
    await work.run()
    assert [step.state for step in memory.plan] == ["done", "done"]
    asked = [request.tools[0].name for request in model.requests]
    assert asked.count("revise_plan") == (0 if by_the_paper else 1)


def turns(count: int, size: int) -> tuple[Turn, ...]:
    return tuple(
        Turn(
            a.InsertCell("code", f"x{n} = 1 # {'.' * size}"),
            a.Observation(True, f"cell c{n}: ok in 0.1 s\n{n}", f"c{n}"),
        )
        for n in range(count)
    )


def test_old_turns_are_told_in_a_line_when_they_need_too_much_room(passage: Passage) -> None:
    memory = memory_of(passage)
    situation = Situation(passage, memory, memory.plan["1"], (), {}, turns(3, 10))
    assert [message.role for message in worker_messages(situation)] == [
        "system",
        "user",
        *["assistant", "tool"] * 3,
    ]
    long = worker_messages(replace(situation, turns=turns(30, 4000)))
    assert (
        sum(len(message.content) + sum(len(c.arguments) for c in message.tool_calls) for message in long)
        < 60_000
    )
    assert "- insert_cell c0: cell c0: ok in 0.1 s … 0" in long[2].content
    ids = [call.id for message in long for call in message.tool_calls]
    assert [message.tool_call_id for message in long if message.role == "tool"] == ids
    more = worker_messages(replace(situation, turns=turns(31, 4000)))
    assert more[2].content == long[2].content, "folded by several at once, so that the prompt begins the same"


def test_of_earlier_steps_signatures_and_results_are_shown_and_no_check_code(passage: Passage) -> None:
    from rca_kernel.notebook import CellNote, StreamOutput

    memory = memory_of(passage, Step("1", "a", state="done", cells=("c1", "c2")), Step("2", "b"))
    note = CellNote("1")
    code = Cell("c1", "code", 'def f(x: float) -> float:\n    """Doubles."""\n    return 2 * x', note=note)
    check = Cell(
        "c2",
        "code",
        "secret = 4\nassert f(2) == secret",
        note=note,
        outputs=(StreamOutput("stdout", "f doubles"),),
    )
    prompt = worker_messages(Situation(passage, memory, memory.plan["2"], (code, check), {}, ()))[1].content
    assert 'def f(x: float) -> float:  """Doubles."""' in prompt
    assert "return 2 * x" not in prompt
    assert "assert f(2)" not in prompt
    assert "f doubles" in prompt
