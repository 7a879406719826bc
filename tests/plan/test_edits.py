"""What a user may change in a plan, and what is refused."""

from __future__ import annotations

import pytest

from rca_kernel.errors import PlanError
from rca_kernel.plan import (
    Add,
    Delete,
    Move,
    Plan,
    PlanEdit,
    Rename,
    Restate,
    Retry,
    Skip,
    Step,
    as_text,
    edit_plan,
)


def plan() -> Plan:
    return Plan(
        "G",
        [
            Step("1", "Data", state="done", cells=("a",)),
            Step("2", "Model"),
            Step("2.1", "Layers", parent="2", requirements=("eq:1",)),
            Step("2.2", "Loss", parent="2"),
            Step("3", "Train"),
        ],
    )


def ids(edited: Plan) -> list[str]:
    return [step.id for step in edited]


def test_titles_and_goals_change_and_the_plan_given_stays() -> None:
    before = plan()
    edited, said = edit_plan(before, Rename("2.1", " Two\nlayers "))
    assert (edited["2.1"].title, said) == ("Two layers", "step 2.1 is now “Two layers”")
    assert before["2.1"].title == "Layers"
    assert edit_plan(before, Restate("3", "loss < 1"))[0]["3"].goal == "loss < 1"
    assert edited.revision > before.revision


@pytest.mark.parametrize(
    ("edit", "order"),
    [
        (Add("", "1", "New", ""), ["1", "4", "2", "2.1", "2.2", "3"]),
        (Add("", "", "New", ""), ["4", "1", "2", "2.1", "2.2", "3"]),
        (Add("2", "2.1", "New", ""), ["1", "2", "2.1", "2.3", "2.2", "3"]),
        (Move("2", "", ""), ["2", "2.1", "2.2", "1", "3"]),
        (Move("2.2", "", "3"), ["1", "2", "2.1", "3", "2.2"]),
        (Move("3", "2", ""), ["1", "2", "3", "2.1", "2.2"]),
        (Delete("2"), ["1", "3"]),
        (Delete("2.1"), ["1", "2", "2.2", "3"]),
    ],
)
def test_steps_are_added_moved_and_deleted_where_they_belong(edit: PlanEdit, order: list[str]) -> None:
    assert ids(edit_plan(plan(), edit)[0]) == order


def test_a_moved_step_keeps_its_id_and_is_shown_at_its_depth() -> None:
    edited, _ = edit_plan(plan(), Move("2.2", "", "3"))
    assert as_text(edited).splitlines()[-1] == "  ○ 2.2 Loss"
    again, _ = edit_plan(edited, Add("2", "2.1", "New", ""))
    assert "2.3" in again


def test_the_first_sub_step_takes_over_what_its_parent_serves() -> None:
    edited, _ = edit_plan(plan(), Add("2.1", "", "First layer", "write it"))
    assert (edited["2.1"].requirements, edited["2.1.1"].requirements) == ((), ("eq:1",))
    assert edited["2.1.1"].goal == "write it"


def test_ids_that_the_log_knows_are_not_used_again() -> None:
    edited, _ = edit_plan(plan(), Delete("3"))
    assert ids(edit_plan(edited, Add("", "2", "New", ""), taken={"3"})[0])[-1] == "4"


def test_skipping_reaches_what_is_below_and_a_running_step() -> None:
    edited, _ = edit_plan(plan(), Skip("2"))
    assert [edited[id].state for id in ("2", "2.1", "2.2")] == ["skipped"] * 3
    running = plan()
    running.move("3", "running")
    assert edit_plan(running, Skip("3"))[0]["3"].state == "skipped"


def test_retrying_opens_the_step_and_what_leans_on_it() -> None:
    done = plan()
    for id in ("2.1", "3"):
        done.move(id, "running")
        done.move(id, "done")
    edited, said = edit_plan(done, Retry("1", ("3",)))
    assert [edited[id].state for id in ("1", "2.1", "3")] == ["pending", "done", "pending"]
    assert "3 after it" in said


def test_a_parent_that_lost_its_last_sub_step_is_not_worked_on() -> None:
    edited, _ = edit_plan(edit_plan(plan(), Delete("2.1"))[0], Delete("2.2"))
    assert edited["2"].state == "skipped"


@pytest.mark.parametrize(
    ("edit", "why"),
    [
        (Rename("2.1", "  "), "empty"),
        (Rename("9", "x"), "No step '9'"),
        (Add("1", "", "New", ""), "work of its own"),
        (Add("", "2.1", "New", ""), "no sibling"),
        (Add("9", "", "New", ""), "No step '9'"),
        (Move("2", "2.1", ""), "below itself"),
        (Move("3", "1", ""), "work of its own"),
        (Move("3", "", "2.1"), "no sibling"),
        (Skip("1"), "is done"),
        (Retry("3"), "is pending"),
    ],
)
def test_what_is_not_legal_is_refused_and_changes_nothing(edit: PlanEdit, why: str) -> None:
    before = plan()
    with pytest.raises(PlanError, match=why):
        edit_plan(before, edit)
    assert list(before) == list(plan())


def test_a_running_step_is_not_deleted() -> None:
    running = plan()
    running.move("2.1", "running")
    for id in ("2.1", "2"):
        with pytest.raises(PlanError, match="Skip it, or stop the session"):
            edit_plan(running, Delete(id))
    assert edit_plan(running, Delete("2.2"))[0]["2.1"].state == "running"
