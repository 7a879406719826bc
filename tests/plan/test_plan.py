from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rca_kernel.errors import PlanError
from rca_kernel.plan import LEGAL, SETTLED, Plan, Step, StepState, as_text

STATES: list[StepState] = list(LEGAL)


def tree() -> Plan:
    return Plan(
        "Implement Section 3",
        [
            Step("1", "Equations"),
            Step("1.1", "Eq. (1)", parent="1"),
            Step("1.2", "Eq. (2)", parent="1"),
            Step("2", "Algorithm 1"),
        ],
    )


def test_the_current_step_is_the_running_leaf_else_the_first_pending_one() -> None:
    plan = tree()
    assert plan.current() == plan["1.1"]
    plan.move("1.2", "running")
    assert plan.current() == plan["1.2"]


def test_nothing_is_left_to_do_when_every_leaf_is_settled() -> None:
    plan = tree()
    for leaf in plan.leaves():
        plan.move(leaf.id, "running")
        plan.move(leaf.id, "done")
    assert plan.current() is None
    assert plan.progress() == (3, 3)


def test_a_parent_follows_its_leaves() -> None:
    plan = tree()
    plan.move("1.1", "running")
    assert plan["1"].state == "running"
    plan.move("1.1", "failed", note="NameError")
    assert plan["1"].state == "failed"
    plan.move("1.1", "pending")
    plan.move("1.1", "running")
    plan.move("1.1", "done")
    plan.move("1.2", "skipped")
    assert plan["1"].state == "done"


@given(st.sampled_from(STATES), st.sampled_from(STATES))
def test_only_legal_transitions_are_made(start: StepState, end: StepState) -> None:
    plan = Plan("goal", [Step("1", "one", state=start)])
    if end in LEGAL[start]:
        assert plan.move("1", end).state == end
    else:
        with pytest.raises(PlanError, match="cannot go from"):
            plan.move("1", end)


def test_every_start_counts_as_an_attempt() -> None:
    plan = Plan("goal", [Step("1", "one")])
    plan.move("1", "running")
    plan.move("1", "failed")
    plan.move("1", "running")
    assert plan["1"].attempts == 2


def test_a_parent_cannot_be_moved_by_hand() -> None:
    with pytest.raises(PlanError, match="follows from theirs"):
        tree().move("1", "running")


def test_steps_stand_in_reading_order_whenever_they_were_added() -> None:
    plan = tree()
    plan.add(Step(plan.next_id("1"), "Eq. (3)", parent="1"))
    assert [step.id for step in plan] == ["1", "1.1", "1.2", "1.3", "2"]


def test_an_unknown_step_is_named_with_those_that_exist() -> None:
    with pytest.raises(PlanError, match=r"No step '9'.*1\.1"):
        tree()["9"]
    with pytest.raises(PlanError, match="unknown parent"):
        tree().add(Step("7.1", "x", parent="7"))
    with pytest.raises(PlanError, match="exists already"):
        tree().add(Step("1", "x"))


def test_a_grafted_plan_is_renumbered_below() -> None:
    plan = tree()
    plan.graft(tree())
    assert [step.id for step in plan] == ["1", "1.1", "1.2", "2", "3", "3.1", "3.2", "4"]
    assert plan["3.1"].parent == "3"


def test_text_shows_states_and_why_a_step_failed() -> None:
    plan = tree()
    plan.move("1.1", "running")
    plan.move("1.1", "failed", note="NameError: v")
    text = as_text(plan)
    assert "✘ 1.1 Eq. (1) — NameError: v" in text
    assert "1 of 3 steps settled" in text


def test_settled_states_are_those_without_work_left() -> None:
    assert {"pending", "running"} == set(LEGAL) - SETTLED
