"""Guards: the same again and again is a loop, different work is none, and a step that goes nowhere ends."""

from __future__ import annotations

import asyncio

from rca_kernel import actions as a
from rca_kernel.actions import Action, Observation, Performer
from rca_kernel.agents.asking import Asking
from rca_kernel.agents.gate import Gate
from rca_kernel.agents.guards import FRUITLESS, REMINDER, LoopGuard
from rca_kernel.agents.llm_engine import LlmEngine
from rca_kernel.agents.loop import Loop
from rca_kernel.contract import contract_of
from rca_kernel.memory import Memory
from rca_kernel.notebook import Cell, ErrorOutput, RunResult, Waiting
from rca_kernel.paper.passage import Passage
from rca_kernel.plan import Plan, Step
from rca_kernel.testing.fake_notebook import FakeNotebook
from rca_kernel.testing.scripted_model import ScriptedModel, tool
from tests.agents.scripted import nothing

OK = Observation(True, "cell c: ok\n2 of 2 checks pass", "c")
FAILED = Observation(False, "cell c: error\nNameError", "c")


def fed(guard: LoopGuard, *turns: tuple[Action, Observation]) -> str:
    for action, seen in turns:
        guard.see(action, seen)
    return guard.stuck


def test_the_same_with_the_same_result_is_a_loop_and_said_before() -> None:
    guard = LoopGuard()
    assert guard.see(a.RunCell("c"), FAILED).text == FAILED.text
    assert guard.see(a.RunCell("c"), FAILED).text.endswith(REMINDER)
    assert fed(guard, (a.RunCell("c"), FAILED)) == "stuck: “run cell” brought the same 3 times: NameError"


def test_checks_run_again_after_each_piece_of_new_work_are_no_loop() -> None:
    pieces = [(a.InsertCell("code", f"x = {n}"), Observation(True, f"cell c{n}: ok")) for n in range(5)]
    assert not fed(LoopGuard(), *(turn for piece in pieces for turn in (piece, (a.RunChecks(), OK))))


def test_two_edits_in_turn_are_a_loop_however_well_they_run() -> None:
    edits = [(a.EditCell("c", source=source), OK) for source in ("x = 1", "x = 2")]
    assert fed(LoopGuard(), *edits * 4)


def test_failure_upon_failure_ends_a_step_and_is_said_before() -> None:
    guard = LoopGuard()
    edits = [(a.EditCell("c", source=f"x = {n}"), FAILED) for n in range(FRUITLESS)]
    told = [guard.see(*edit).text for edit in edits]
    assert guard.stuck == f"stuck: nothing new came of {FRUITLESS} actions in a row"
    assert [n for n, text in enumerate(told) if "Nothing new has come" in text] == [8]


def test_reading_is_the_work_of_a_reader_alone() -> None:
    reads = [(a.ReadFile("m.py", n, n + 9), Observation(True, f"text\n{n}")) for n in range(FRUITLESS)]
    assert fed(LoopGuard(), *reads)
    assert not fed(LoopGuard(reads=True), *reads)


async def test_a_step_that_loops_goes_to_the_expert_and_then_to_the_user(passage: Passage) -> None:
    def ran(cell: Cell) -> RunResult:
        return RunResult("ok" if "y" in cell.source else "error", (ErrorOutput("NameError", "x"),))

    looping = [tool("insert_cell", cell_type="code", source="x")] * 3
    retry = tool("verdict", diagnosis="d", decision="retry", advice="again", steps=[])
    model = ScriptedModel(*looping, retry, *looping, tool("fail_step", reason="as the user says"))
    memory = Memory(contract=contract_of(passage), plan=Plan("p", [Step("1", "first")]))
    gate = Gate()
    asked: list[Waiting] = []

    def answers(waiting: Waiting) -> None:
        asked.append(waiting)
        asyncio.get_running_loop().call_soon(gate.answer, "", "give up")

    gate.on_waiting = answers
    engine = LlmEngine(Asking(model), begins=False)
    work = Loop(engine, Performer(FakeNotebook(ran), memory), passage, memory, nothing, gate=gate)
    await work.run()
    (question,) = asked
    assert question.question.startswith("“first” does not get on: “insert cell” brought the same 3 times: ")  # type: ignore[union-attr]
    assert "the user: give up" in model.requests[-1].messages[1].content
    assert (memory.plan["1"].state, memory.plan["1"].note) == ("failed", "as the user says")
