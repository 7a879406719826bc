"""Taking back what the agent did: the user's own edits stay, and what the kernel still holds is said."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from rca_kernel import actions as a
from rca_kernel.actions.undoing import Undoing
from rca_kernel.agents.engine import Situation
from rca_kernel.agents.gate import Gate
from rca_kernel.errors import PlanError
from rca_kernel.notebook import NewCell
from rca_kernel.workspace import FileChange, Journal, Workspace, load_journal
from tests.app.steps import Run, Told


def edits_first(situation: Situation) -> a.Action:
    return a.EditCell(situation.cells[0].id, "x = 2")


async def done(tmp_path: Path) -> tuple[Run, Undoing]:
    """Two steps: a cell written and edited and a file changed; then a cell that leans on it."""
    (tmp_path / "train.py").write_text("a = 1\n")
    actions = [
        a.InsertCell("code", "x = 1", ("r",)),
        edits_first,
        a.WriteFile("train.py", "a = 2\n"),
        a.FinishStep("ok"),
        a.InsertCell("code", "y = x + 1"),
        a.AppendFile("train.py", "b = 3\n"),
    ]
    run = Run(Told(list(actions), steps=2), Gate(), workspace=Workspace(tmp_path))
    run.session.undo_folder = tmp_path
    run.start()
    await run.end()
    return run, undoing(run)


def undoing(run: Run, journal: Journal | None = None) -> Undoing:
    session = run.session
    return Undoing(run.host, session.memory, journal or session.journal, session.workspace, session.results)


async def test_the_last_change_of_a_cell_is_taken_back_then_the_one_before(tmp_path: Path) -> None:
    run, undo = await done(tmp_path)
    first = run.session.memory.plan["1"].cells[0]
    undone = await undo.cell(first)
    assert run.sources() == ["x = 1", "y = x + 1"]
    assert "the kernel still holds what ran: x" in undone.line()
    assert undone.line().endswith("; to be done again: “step 1”")
    assert "rerun to be sure: cell 2, “y = x + 1”" in undone.line()
    assert run.session.memory.plan["1"].state == "pending"
    await undo.cell(first)
    assert run.sources() == ["y = x + 1"]
    assert run.session.memory.plan["1"].cells == ()
    with pytest.raises(PlanError, match="No change of cell"):
        await undo.cell(first)


async def test_a_fresh_kernel_is_not_said_to_hold_what_ran_in_another(tmp_path: Path) -> None:
    run, undo = await done(tmp_path)
    run.session.results.clear()
    undone = await undo.cell(run.session.memory.plan["1"].cells[0])
    assert run.sources() == ["x = 1", "y = x + 1"]
    assert "the kernel still holds" not in undone.line()


async def test_where_nothing_is_to_be_taken_back_step_and_cell_are_named() -> None:
    run = Run(Told([a.Reflect("nothing to do")]), Gate())
    await run.host.insert(NewCell("code", "mine = 1", id="a-cell-of-mine"), None)
    run.start()
    await run.end()
    with pytest.raises(PlanError, match="“step 1” has changed nothing"):
        await undoing(run).step("1")
    with pytest.raises(PlanError, match="No change of cell 1, “mine = 1” by an agent"):
        await undoing(run).cell("a-cell-of-mine")


async def test_going_back_to_before_a_step_reaches_cells_files_plan_and_contract(tmp_path: Path) -> None:
    run, undo = await done(tmp_path)
    memory = run.session.memory
    memory.contract.mark("r", "verified", note="shown", cell=memory.plan["1"].cells[0])
    undone = await undo.step("1")
    assert run.sources() == []
    assert (tmp_path / "train.py").read_text() == "a = 1\n"
    assert [step.state for step in memory.plan] == ["pending", "pending"]
    assert memory.contract["r"].status == "open"
    assert set(undone.reopened) == {"1", "2"}
    assert any("before step 1" in entry.text for entry in memory.log if entry.kind == "decision")


async def test_going_back_to_before_the_second_step_leaves_the_first(tmp_path: Path) -> None:
    run, undo = await done(tmp_path)
    await undo.step("2")
    assert run.sources() == ["x = 2"]
    assert (tmp_path / "train.py").read_text() == "a = 2\n"
    assert [step.state for step in run.session.memory.plan] == ["done", "pending"]


async def test_what_the_user_changed_since_is_kept_and_said(tmp_path: Path) -> None:
    run, undo = await done(tmp_path)
    cell = run.host.document.cells()[0]
    run.host.document.edit(cell.id, "x = 'mine'", cell.hash)
    run.host.document.insert(NewCell("code", "own = 1"), None)
    (tmp_path / "train.py").write_text("mine\n")
    undone = await undo.step("1")
    assert run.sources() == ["x = 'mine'", "own = 1"]
    assert (tmp_path / "train.py").read_text() == "mine\n"
    assert undone.kept == ["cell “x = 'mine'”", "train.py"]


async def test_what_the_user_wrote_between_two_edits_of_a_cell_stays(tmp_path: Path) -> None:
    def after_the_user(situation: Situation) -> a.Action:
        cell = run.host.document.cells()[0]
        run.host.document.edit(cell.id, "x = 1\nmine = 1", cell.hash)
        return a.ReadNotebook()

    def edits_again(situation: Situation) -> a.Action:
        return a.EditCell(situation.cells[0].id, "x = 3\nmine = 1")

    run = Run(Told([a.InsertCell("code", "x = 1"), edits_first, after_the_user, edits_again]), Gate())
    run.start()
    await run.end()
    [cell] = run.session.memory.plan["1"].cells
    undone = await undoing(run).step("1")
    assert run.sources() == ["x = 1\nmine = 1"]
    assert undone.cells == [cell]
    assert "only to what you wrote between the agent's changes: cell “x = 3”" in undone.line()
    assert run.session.memory.plan["1"].cells == (cell,)


@pytest.mark.parametrize("action", [lambda id: a.EditCell(id, "x = 3"), a.DeleteCell])
async def test_what_replaces_the_users_words_is_said_and_can_be_taken_back_at_once(
    tmp_path: Path, action: Callable[[str], a.Action]
) -> None:
    run = Run(Told([a.InsertCell("code", "x = 1")]), Gate())
    run.session.undo_folder = tmp_path
    run.start()
    await run.end()
    id = run.session.memory.plan["1"].cells[0]
    cell = next(one for one in await run.host.read() if one.id == id)
    await run.host.edit(id, "x = 2  # mine", cell.hash)
    seen = await run.session.performer().perform(action(id), run.session.memory.plan["1"])
    assert seen.ok
    file = run.session.journal.file
    assert file is not None  # as it stands although nothing has saved since
    await undoing(run, load_journal(file)).cell(id)
    assert run.sources() == ["x = 2  # mine"]
    said = [one.text for one in run.session.memory.log if "gave way" in one.text]
    assert said == [f"what the user wrote in cell {id} gave way to a change; undo gives it back"]


async def test_a_moved_cell_keeps_the_users_words_and_says_nothing() -> None:
    run = Run(Told([a.InsertCell("code", "x = 1"), a.InsertCell("code", "y = 1")]), Gate())
    run.start()
    await run.end()
    first, second = run.session.memory.plan["1"].cells
    cell = next(one for one in await run.host.read() if one.id == first)
    await run.host.edit(first, "x = 2  # mine", cell.hash)
    await run.session.performer().perform(a.MoveCell(first, second), run.session.memory.plan["1"])
    assert run.sources() == ["y = 1", "x = 2  # mine"]
    assert not [one.text for one in run.session.memory.log if "gave way" in one.text]


async def test_what_the_user_wrote_between_two_edits_of_a_file_stays(tmp_path: Path) -> None:
    file = tmp_path / "train.py"
    file.write_text("a = 1\n")

    def after_the_user(situation: Situation) -> a.Action:
        file.write_text("a = 2\nmine = 1\n")
        return a.AppendFile("train.py", "b = 3\n")

    actions = [a.WriteFile("train.py", "a = 2\n"), after_the_user, a.AppendFile("train.py", "c = 4\n")]
    run = Run(Told(actions), Gate(), workspace=Workspace(tmp_path))
    run.start()
    await run.end()
    assert file.read_text() == "a = 2\nmine = 1\nb = 3\nc = 4\n"
    undone = await undoing(run).step("1")
    assert file.read_text() == "a = 2\nmine = 1\n"
    assert undone.files == undone.halfway == ["train.py"]


async def test_a_deleted_cell_comes_back_where_it_was(tmp_path: Path) -> None:
    run = Run(
        Told(
            [
                a.InsertCell("code", "x = 1"),
                a.InsertCell("code", "y = 1"),
                lambda situation: a.DeleteCell(situation.cells[0].id),
            ]
        ),
        Gate(),
    )
    run.host.document.insert(NewCell("markdown", "# mine"), None)
    run.session.after = run.host.document.cells()[0].id
    run.engine.actions[2] = lambda situation: a.DeleteCell(situation.cells[1].id)
    run.start()
    await run.end()
    assert run.sources() == ["# mine", "y = 1"]
    await undoing(run).last()
    assert run.sources() == ["# mine", "x = 1", "y = 1"]
    assert len(run.session.memory.plan["1"].cells) == 2


async def test_what_the_user_made_raw_stays_raw_wherever_it_goes() -> None:
    kinds: list[list[str]] = []

    def made_raw(situation: Situation) -> a.Action:
        document, cell = run.host.document, situation.cells[0]
        content: Any = document.content["cells"][0]
        content["cell_type"] = "raw"
        edited = document.edit(cell.id, "---", cell.hash)
        document.edit(cell.id, cell.source, edited.hash)
        return a.MoveCell(situation.cells[0].id, situation.cells[1].id)

    def then(action: type[a.ClearOutputs | a.DeleteCell]) -> Callable[[Situation], a.Action]:
        def chosen(situation: Situation) -> a.Action:
            kinds.append([cell.kind for cell in situation.cells])
            return action(situation.cells[1].id)

        return chosen

    actions = [made_raw, then(a.ClearOutputs), then(a.DeleteCell)]
    run = Run(Told([a.InsertCell("code", "x = 1"), a.InsertCell("code", "y = 1"), *actions]), Gate())
    run.start()
    await run.end()
    assert run.sources() == ["y = 1"]
    await undoing(run).last()
    kinds.append([cell.kind for cell in run.host.document.cells()][:2])
    assert kinds == [["code", "raw"]] * 3


async def test_the_journal_outlives_the_kernel(tmp_path: Path) -> None:
    run, _ = await done(tmp_path)
    assert run.session.journal.file is not None
    kept = load_journal(run.session.journal.file)
    assert list(kept) == list(run.session.journal)
    await undoing(run, kept).step("1")
    assert run.sources() == []
    assert len(load_journal(run.session.journal.file)) == 0


async def test_an_agent_can_undo_a_file_that_an_earlier_kernel_changed(tmp_path: Path) -> None:
    run, _ = await done(tmp_path)
    assert run.session.journal.file is not None
    again = Workspace(tmp_path)
    again.keep_in(load_journal(run.session.journal.file))
    again.undo("train.py")
    assert (tmp_path / "train.py").read_text() == "a = 2\n"


def test_a_damaged_journal_is_an_empty_one(tmp_path: Path) -> None:
    file = tmp_path / "undo.jsonl"
    file.write_text('{"of": "cell"}\n')
    assert len(load_journal(file)) == 0


async def test_a_notebook_cannot_name_a_journal_elsewhere(tmp_path: Path) -> None:
    from rca_kernel.app.continuing import journal_file
    from rca_kernel.memory import Memory, SessionRecord

    memory = Memory(sessions=[SessionRecord("../../x", "e")])
    assert journal_file(tmp_path, memory).parent == tmp_path / ".rca"


@pytest.mark.parametrize("separator", ["\u2028", "\x85", "\ud800"])
def test_a_journal_holds_any_line_separator(tmp_path: Path, separator: str) -> None:
    journal = Journal([FileChange("1", "a.py", None, f"x = '{separator}'")], file=tmp_path / "undo.jsonl")
    journal.save()
    assert list(load_journal(tmp_path / "undo.jsonl")) == list(journal)


@pytest.mark.parametrize(
    "line",
    [
        '{"of": "file", "step": "1", "path": 5, "before": null, "after": null}',
        '{"of": "file", "step": "1", "path": "a", "before": 5, "after": null}',
        '{"of": "cell", "step": "1", "cell_id": "a", "kind": "other", "before": null, "after": "x"}',
    ],
)
def test_a_journal_of_other_kinds_is_an_empty_one(tmp_path: Path, line: str) -> None:
    (tmp_path / "undo.jsonl").write_text(f"{line}\n")
    assert len(load_journal(tmp_path / "undo.jsonl")) == 0


async def test_a_file_that_cannot_be_put_back_is_said_and_the_rest_is_taken_back(tmp_path: Path) -> None:
    run, undo = await done(tmp_path)
    (tmp_path / "train.py").write_bytes(b"\xff\xfe")
    undone = await undo.step("1")
    assert run.sources() == []
    assert "train.py ('train.py' is not a text file.)" in undone.line()
    assert len(run.session.journal) == 0
