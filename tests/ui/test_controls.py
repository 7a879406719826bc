"""What the user says to a session: controls, changes of the plan. It is scripted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.ui.lab import Lab
from tests.ui.scripted import Session


@pytest.fixture
def lab(session: Session) -> Lab:
    return session.lab


def test_the_controls_reach_the_session(lab: Lab, session: Session) -> None:
    expect(lab.panel.locator(".rca-Panel-spent")).to_have_text("$0.12 of $1.50, about $0.40 more")
    lab.panel.get_by_role("button", name="Pause").click()
    assert session.heard() == {"name": "pause"}
    session.tell(status="paused", live={"paused": True})
    lab.expect_status("paused")
    lab.panel.get_by_role("button", name="Resume").click()
    assert session.heard() == {"name": "resume"}
    lab.panel.get_by_label("Mode").select_option("auto")
    assert session.heard() == {"name": "set_mode", "mode": "auto"}
    lab.panel.get_by_text("Models and budget").click()
    lab.panel.get_by_label("worker").fill("tiny")
    lab.page.keyboard.press("Enter")
    assert session.heard() == {"name": "set_model", "role": "worker", "model": "tiny"}
    lab.panel.get_by_text("Models of single personas").click()
    lab.panel.get_by_label("debugger").fill("strong")
    lab.page.keyboard.press("Enter")
    assert session.heard() == {"name": "set_model", "role": "debugger", "model": "strong"}
    lab.panel.get_by_label("Cost at most").fill("2")
    lab.page.keyboard.press("Enter")
    assert session.heard() == {"name": "set_budget", "max_tokens": 0, "max_cost": 2}
    lab.compute("puppet.refusal = 'There is nothing to stop.'")
    lab.panel.get_by_role("button", name="Stop").click()
    assert session.heard() == {"name": "stop"}
    expect(lab.panel).to_contain_text("There is nothing to stop.")


def test_the_plan_is_changed_by_keys(lab: Lab, session: Session) -> None:
    keys = lab.page.keyboard
    edited = expecting(session)
    lab.step("1").focus()
    keys.press("Home")
    keys.press("ArrowDown")
    keys.press("F2")
    expect(lab.panel.get_by_label("Title", exact=True)).to_be_focused()
    keys.type("Renamed")
    keys.press("Enter")
    edited(kind="rename", step="1.1", title="Renamed")
    expect(lab.step("1.1")).to_be_focused()
    keys.press("Alt+ArrowDown")
    edited(kind="move", step="1.1", parent="1", after="1.2")
    keys.press("Alt+ArrowLeft")
    edited(kind="move", step="1.1", parent="", after="1")
    keys.press("Insert")
    keys.type("A new one")
    keys.press("Tab")
    keys.type("reach it")
    keys.press("Enter")
    edited(kind="add", parent="1", after="1.1", title="A new one", goal="reach it")
    keys.press("Delete")
    lab.page.get_by_role("button", name="Delete", exact=True).click()
    edited(kind="delete", step="1.1")
    lab.step("1.1").focus()
    keys.press("F2")
    keys.press("Escape")
    expect(lab.panel.get_by_label("Title", exact=True)).to_have_count(0)
    expect(lab.step("1.1")).to_be_focused()


def test_the_plan_is_changed_by_menu_and_by_drag(lab: Lab, session: Session) -> None:
    edited = expecting(session)
    line = lab.step("1.2").locator(".rca-Step-title")
    line.click(button="right")
    lab.shot("step-menu")
    lab.page.get_by_role("menuitem", name="Skip Step").click()
    edited(kind="skip", step="1.2")
    line.click(button="right")
    lab.page.get_by_role("menuitem", name="Retry from Here").click()
    edited(kind="retry", step="1.2")
    line.click(button="right")
    lab.page.get_by_role("menuitem", name="Change Goal…").click()
    lab.panel.get_by_label("Goal", exact=True).fill("another goal")
    lab.page.keyboard.press("Enter")
    edited(kind="goal", step="1.2", goal="another goal")
    line.click(button="right")
    lab.page.get_by_role("menuitem", name="Roll Back to Before Step…").click()
    lab.page.get_by_role("button", name="Roll Back").click()
    assert session.heard() == {"name": "rollback", "step": "1.2"}
    line.drag_to(lab.step("1.1").locator(".rca-Step-line"), target_position={"x": 80, "y": 2})
    edited(kind="move", step="1.2", parent="1", after="")


def expecting(session: Session) -> Callable[..., None]:
    def edited(**edit: Any) -> None:
        assert session.heard() == {"name": "edit_plan", "edit": edit}

    return edited


def test_what_a_lost_message_said_is_asked_for(lab: Lab, session: Session) -> None:
    lost = "puppet.change('1.1', title='Lost on the way'); puppet.lose()"
    lab.compute(f"{lost}; puppet.change('1.2', title='Told'); puppet.tell()")
    expect(lab.step("1.1")).to_contain_text("Lost on the way")
    expect(lab.step("1.2")).to_contain_text("Told")


def test_badge_undo_and_step_lead_to_each_other(lab: Lab, session: Session) -> None:
    lab.panel.locator('.rca-Tab[data-tab="log"]').click()
    cell = lab.page.locator(".jp-Cell", has_text="second")
    cell.locator(".rca-CellBadge").hover()
    lab.page.mouse.down()
    expect(cell.locator(".jp-cell-toolbar")).to_be_visible()  # it comes at the press, below the badge
    lab.page.mouse.up()
    expect(lab.step("1.2")).to_have_attribute("aria-selected", "true")
    lab.page.get_by_role("button", name="Undo the agent's last change").first.click()
    assert session.heard() == {"name": "undo", "cell_id": "rca-222222222222"}
    cell.locator(".cm-content").press("Control+Enter")
    rerun = cell.locator(".rca-CellRerun")
    rerun.click()
    assert session.heard() == {"name": "rerun_cell", "cell_id": "rca-222222222222"}
