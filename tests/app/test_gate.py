"""Modes, pausing and approvals: what the user says is what is done and what the agent reads."""

from __future__ import annotations

from pathlib import Path

import pytest

from rca_kernel import actions as a
from rca_kernel.agents.engine import Situation, Verdict
from rca_kernel.agents.gate import Gate
from rca_kernel.contract import Contract, Requirement
from rca_kernel.errors import ActionError, PlanError
from rca_kernel.memory import Memory
from rca_kernel.notebook import Progress
from rca_kernel.notebook.asking import asked
from rca_kernel.plan import Plan, Skip, Step, edit_plan
from rca_kernel.workspace import Workspace
from tests.app.steps import SPAN, Run, Told, running

CELL = a.InsertCell("code", "x = 1")


async def test_approve_mode_shows_the_source_before_anything_is_done() -> None:
    run = running(CELL)
    waiting = await run.approval()
    assert (waiting.action, waiting.risk, waiting.before, waiting.after) == (
        "insert_cell",
        "execute",
        "",
        "x = 1",
    )
    assert run.sources() == []
    shown: Progress = run.host.shown[-1]
    assert shown.live.waiting == waiting
    run.gate.decide(waiting.id, "approve")
    assert (await run.end()).status == "done"
    assert run.sources() == ["x = 1"]
    assert run.host.shown[-1].live.waiting is None


async def test_what_waits_names_the_type_of_its_cell() -> None:
    run = running(a.InsertCell("markdown", "# T"), lambda situation: a.DeleteCell(situation.cells[0].id))
    for source in (("", "# T"), ("# T", "")):
        waiting = await run.approval()
        assert (waiting.cell_type, waiting.before, waiting.after) == ("markdown", *source)
        run.gate.decide(waiting.id, "approve")
    await run.end()


async def test_what_the_user_edited_is_done_and_told() -> None:
    run = running(CELL)
    waiting = await run.approval()
    run.gate.decide(waiting.id, "edit", "x = 2")
    await run.end()
    assert run.sources() == ["x = 2"]
    turn = run.engine.shown[-1].turns[0]
    assert turn.action == a.InsertCell("code", "x = 2")
    assert "The user edited this" in turn.observation.text


async def test_a_rejection_is_read_with_its_reason_and_costs_no_attempt() -> None:
    run = running(CELL, a.InsertCell("code", "y = 1"))
    run.gate.decide((await run.approval()).id, "reject", "use y")
    waiting = await run.approval()
    assert "The user rejected this: use y. Do something else." in run.engine.told()[0]
    run.gate.decide(waiting.id, "approve")
    await run.end()
    assert run.sources() == ["y = 1"]
    assert run.session.memory.plan["1"].attempts == 1
    assert any("rejected" in entry.text for entry in run.session.memory.log if entry.kind == "decision")


async def test_reading_never_asks_and_auto_never_asks() -> None:
    run = running(a.ReadNotebook(), a.RecordAssumption("eps is 1"))
    assert (await run.end()).status == "done"
    run = running(CELL, mode="auto")
    assert (await run.end()).status == "done"


async def test_a_cell_that_the_user_changed_while_it_waited_is_kept() -> None:
    run = running(CELL, lambda situation: a.EditCell(situation.cells[0].id, "x = 3"))
    run.gate.decide((await run.approval()).id, "approve")
    waiting = await run.approval()
    (cell,) = run.host.document.cells()
    assert (waiting.before, waiting.after, waiting.cell_id) == ("x = 1", "x = 3", cell.id)
    run.host.document.edit(cell.id, "x = 'mine'", cell.hash)
    run.gate.decide(waiting.id, "approve")
    run.gate.answer((await run.question()).id, "")  # the step cannot end; the user leaves it
    await run.end()
    assert run.sources() == ["x = 'mine'"]
    assert any("It changed while it waited" in text for text in run.engine.told())


async def test_a_cell_that_the_user_changed_under_the_agent_is_not_written_over() -> None:
    run = Run(Told([CELL]), Gate())

    def typed_meanwhile(situation: Situation) -> a.Action:
        cell = situation.cells[0]
        run.host.document.edit(cell.id, "x = 'mine'", cell.hash)
        return a.EditCell(cell.id, "x = 3")

    run.engine.actions.append(typed_meanwhile)
    run.start()
    run.gate.answer((await run.question()).id, "")  # the step cannot end; the user leaves it
    await run.end()
    assert run.sources() == ["x = 'mine'"]
    assert "The user changed cell" in run.engine.told()[1]
    assert "x = 'mine'" in run.engine.told()[1]


async def test_stop_works_while_it_waits() -> None:
    run = running(CELL)
    await run.approval()
    assert run.task is not None
    run.task.cancel()
    assert (await run.end()).status == "stopped"
    assert run.gate.waiting is None
    assert run.host.shown[-1].live.waiting is None
    with pytest.raises(PlanError, match="Nothing waits"):
        run.gate.decide("", "approve")


async def test_a_paused_session_begins_nothing_until_it_is_released() -> None:
    run = Run(Told([]), Gate())

    def paused(_situation: Situation) -> a.Action:
        run.gate.pause()
        return CELL

    run.engine.actions.append(paused)
    run.start()
    await run.until(lambda: run.gate.standing)
    assert run.host.shown[-1].status == "paused"
    assert run.host.shown[-1].live.paused
    assert (len(run.engine.shown), run.sources()) == (1, [])
    run.gate.release()
    assert (await run.end()).status == "done"
    assert run.sources() == ["x = 1"]


async def test_plan_mode_holds_before_the_first_step() -> None:
    run = running(CELL, mode="plan")
    await run.until(lambda: run.gate.standing)
    assert [step.state for step in run.session.memory.plan] == ["pending"]
    assert run.engine.shown == []
    assert run.host.shown[-1].live.mode == "plan"
    run.gate.release()
    assert (await run.end()).status == "done"
    acted = [shown.live.mode for shown in run.host.shown if shown.status == "running" and shown.step]
    assert set(acted) == {"auto"}
    assert (run.host.shown[-1].status, run.host.shown[-1].live.mode) == ("done", "plan")


async def test_a_resume_lets_a_plan_go_on_and_no_moment_of_it_is_called_plan_only() -> None:
    run = Run(Told([CELL], steps=2), Gate("plan", attended=False))
    run.start()
    await run.end()
    await run.session.resume()
    run.session.results.clear()  # a new kernel
    run.host.shown.clear()
    assert (await run.session.resume()).status == "done"
    running = [shown for shown in run.host.shown if shown.status == "running"]
    assert any(shown.action.startswith("restoring") for shown in running)
    assert {shown.live.mode for shown in running} == {"auto"}


async def test_plan_mode_ends_with_the_plan_where_nobody_can_go_on() -> None:
    run = Run(Told([CELL]), Gate("plan", attended=False))
    run.start()
    outcome = await run.end()
    assert (outcome.status, "plan is ready" in outcome.text) == ("stopped", True)
    assert run.host.document.memory is not None


async def test_a_skipped_step_ends_though_its_approval_waits() -> None:
    run = Run(Told([CELL], steps=2), Gate("approve"))
    run.start()
    waiting = await run.approval()
    run.session.memory.plan, _ = edit_plan(run.session.memory.plan, Skip(waiting.step))
    run.gate.withdraw(waiting.step, "the user skipped the step")
    await run.end()
    assert [step.state for step in run.session.memory.plan] == ["skipped", "done"]
    assert run.sources() == []


async def test_files_are_shown_before_and_after_and_scripts_as_a_command_line(tmp_path: Path) -> None:
    (tmp_path / "train.py").write_text("a = 1\nb = 2\n")
    edit = a.EditFile("train.py", "b = 2", "b = 3")
    run = running(edit, a.ExecuteScript("train.py", ("--n", "a b")), workspace=Workspace(tmp_path))
    waiting = await run.approval()
    assert (waiting.path, waiting.before, waiting.after) == ("train.py", "a = 1\nb = 2\n", "a = 1\nb = 3\n")
    assert waiting.cell_type == ""
    run.gate.decide(waiting.id, "edit", "a = 1\nb = 4\nprint(b)\n")
    waiting = await run.approval()
    assert (waiting.before, waiting.after, waiting.editable) == ("", "python train.py --n 'a b'", True)
    with pytest.raises(ActionError, match="quotes"):
        run.gate.decide(waiting.id, "edit", "python train.py 'open")
    run.gate.decide(waiting.id, "edit", "python train.py --n 1")
    await run.end()
    assert (tmp_path / "train.py").read_text() == "a = 1\nb = 4\nprint(b)\n"
    assert any("4" in text.splitlines() for text in run.engine.told())


@pytest.mark.parametrize("mode", ["auto", "approve"])
async def test_installing_asks_in_every_mode(mode: str) -> None:
    run = running(a.InstallPackage("scipy", "to test"), mode=mode)
    waiting = await run.approval()
    assert (waiting.risk, waiting.after) == ("install", "pip install scipy")
    with pytest.raises(ActionError, match="no package name"):
        run.gate.decide(waiting.id, "edit", "pip install --index-url x scipy")
    run.gate.decide(waiting.id, "edit", "pip install pytest")
    await run.end()
    assert any("pytest installed" in text for text in run.engine.told())


async def test_nothing_is_installed_where_nobody_can_be_asked() -> None:
    run = Run(Told([a.InstallPackage("pytest", "to test")]), Gate(attended=False))
    run.start()
    await run.end()
    assert "Nobody can be asked" in run.engine.told()[0]


async def test_an_approval_says_what_it_is_for_and_what_failed_before() -> None:
    run = Run(Told([a.RunCell("nowhere"), a.InsertCell("code", "x = 2")]), Gate("approve"))
    run.start()
    waiting = await run.approval()
    assert waiting.why.startswith("“step 1”\nIt failed before: ")
    assert "nowhere" in waiting.why
    run.gate.decide(waiting.id, "approve")
    await run.end()


async def test_an_approval_does_not_tell_the_user_which_tools_to_use() -> None:
    class Demanding(Told):
        async def plan(self, passage: object, memory: Memory, *rest: object) -> None:
            memory.contract = Contract([Requirement("r", "statement", "r", "q", SPAN)])
            memory.plan = Plan("Implement", [Step("1", "all of it", requirements=("r",))])

    unclear = a.LeaveUnresolved("r", "the paper does not say")
    told = Demanding([a.FinishStep("done"), a.InsertCell("code", "x = 2"), unclear])
    run = Run(told, Gate("approve"))
    run.start()
    waiting = await run.approval()
    assert "leave_unresolved" in told.told()[0]
    assert waiting.why.endswith("not finished. These requirements of the step have no status yet: r.")
    run.gate.decide(waiting.id, "approve")
    await run.end()


async def test_an_approval_shows_the_models_own_reason_as_plain_text() -> None:
    engine = Told([CELL], said="The bias is \x1b[31mdivided\x1b[0m twice.\u202e " + "x" * 5000)
    run = Run(engine, Gate("approve"))
    run.start()
    waiting = await run.approval()
    assert waiting.said.startswith("The bias is divided twice. xxx")
    assert len(waiting.said) < 1500
    assert "in the model's words: The bias is divided twice." in asked(waiting)
    run.gate.decide(waiting.id, "approve")
    await run.end()


async def test_without_words_beside_the_call_the_thought_before_it_is_the_reason() -> None:
    run = running(a.Reflect("v was never set: it is w"), CELL, a.InsertCell("code", "y = 1"))
    for said in ("v was never set: it is w", ""):
        waiting = await run.approval()
        assert waiting.said == said
        run.gate.decide(waiting.id, "approve")
    await run.end()


async def test_an_approval_tells_what_the_expert_advised() -> None:
    run = running(CELL)
    run.engine.advice = Verdict("the name is wrong", "retry", "call it y")
    run.engine.actions[:] = [a.FailStep("no name"), CELL]
    waiting = await run.approval()
    assert "The planning expert advised: call it y" in waiting.why
    run.gate.decide(waiting.id, "approve")
    await run.end()
