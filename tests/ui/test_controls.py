"""What the user says to a session: controls, approvals, answers, changes of the plan. It is scripted."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from tests.ui.axe import THEMES, serious, themed
from tests.ui.lab import EMPTY_CELL, Desk, Lab, at_desk

PUPPET = Path(__file__).with_name("puppet.py")
FIXTURE = Path(__file__).resolve().parents[1] / "memory" / "fixtures" / "format-1.json"
EVIL = "<img src='https://evil.invalid/x.png' onerror='window.hit=1'>![x](https://evil.invalid/y.png)"
EDIT_CELL = {
    "kind": "approval",
    "id": "ask-1",
    "step": "1.2",
    "persona": "coder",
    "action": "edit_cell",
    "risk": "execute",
    "summary": "Give v its name",
    "cell_id": "rca-222222222222",
    "path": "",
    "before": "a = 1\nv_hat = w / 2\n",
    "after": "a = 1\nv_hat = v / 2\n",
    "editable": True,
}
COMMAND = {
    **EDIT_CELL,
    "id": "ask-5",
    "action": "execute_script",
    "cell_id": "",
    "before": "",
    "after": "python \u202etrain.py",
}
MARKDOWN = {
    **EDIT_CELL,
    "id": "ask-6",
    "action": "insert_cell",
    "risk": "write",
    "cell_id": "",
    "before": "",
    "after": f"## The second moment\n\nis $v_t$, see {EVIL}\n",
}
ASK = {
    "kind": "question",
    "id": "ask-2",
    "step": "1.2",
    "question": f"Which epsilon? {EVIL}",
    "options": ["1e-8", "1e-6"],
    "default": "1e-8",
}


class Session:
    """The scripted session of a notebook, from the side of the test."""

    def __init__(self, lab: Lab) -> None:
        self.lab = lab
        self._heard = lab.root / f"{lab.name}.heard"

    def begin(self) -> None:
        block = json.loads(FIXTURE.read_text())
        self.lab.compute(f"from puppet import Puppet\npuppet = Puppet({self._heard.name!r}, {block!r})")
        self.lab.expect_status("running")

    def again(self) -> None:
        """As it began."""
        self.lab.compute("puppet.refusal = ''")
        self.tell(status="running", live={"waiting": None, "paused": False})
        self.lab.expect_status("running")
        expect(card(self.lab)).to_have_count(0)
        self.lab.panel.locator('.rca-Tab[data-tab="plan"]').click()
        self._heard.write_text("")

    def tell(self, **changes: Any) -> None:
        self.lab.compute(f"puppet.tell(**{changes!r})")

    def heard(self) -> dict[str, Any]:
        """The one command since the last call."""
        return self.lab.wait_for(self._next)

    def _next(self) -> dict[str, Any] | None:
        lines = self._heard.read_text().splitlines()
        if not lines:
            return None
        self._heard.write_text("")
        assert len(lines) == 1, lines
        command: dict[str, Any] = json.loads(lines[0])
        return command


@pytest.fixture(scope="module")
def stage(desk: Desk, server: tuple[str, Path]) -> Iterator[Session]:
    """One notebook and kernel for all these tests."""
    shutil.copy(PUPPET, server[1] / "puppet.py")
    cells = [
        {**EMPTY_CELL, "id": "rca-111111111111", "source": "first = 1", "metadata": {"rca": {"step": "1.1"}}},
        {**EMPTY_CELL, "id": "rca-222222222222", "source": "second", "metadata": {"rca": {"step": "1.2"}}},
        EMPTY_CELL,
    ]
    with at_desk(desk, server, "controls") as lab:
        lab.open(kernel="python3", cells=cells)
        lab.show_panel()
        session = Session(lab)
        session.begin()
        yield session


@pytest.fixture
def session(stage: Session) -> Session:
    stage.again()
    return stage


@pytest.fixture
def lab(session: Session) -> Lab:
    return session.lab


def card(lab: Lab) -> Locator:
    return lab.panel.locator(".rca-Card")


@pytest.mark.parametrize("theme", THEMES)
def test_axe_finds_nothing_serious_in_what_waits(lab: Lab, session: Session, theme: str) -> None:
    with themed(lab, THEMES[theme]):
        for waiting in (EDIT_CELL, COMMAND, MARKDOWN, ASK):
            session.tell(live={"waiting": waiting})
            expect(card(lab)).to_have_attribute("data-request", str(waiting["id"]))
            lab.shot(f"card-{waiting['id']}-{theme}")
            assert serious(lab) == []
        session.tell(live={"waiting": EDIT_CELL})
        card(lab).get_by_role("button", name="Reject…").click()
        assert serious(lab) == []


def test_an_action_is_rejected_with_a_reason_or_approved(lab: Lab, session: Session) -> None:
    session.tell(live={"waiting": COMMAND})
    expect(card(lab)).to_contain_text("Run a script")
    expect(card(lab).locator(".cm-specialChar")).to_have_count(1)
    card(lab).get_by_role("button", name="Reject…").click()
    expect(card(lab).get_by_label("Reason")).to_be_focused()
    lab.page.keyboard.type("too slow")
    lab.page.keyboard.press("Enter")
    decision = {"name": "decide", "request": "ask-5"}
    assert session.heard() == {**decision, "verdict": "reject", "text": "too slow"}
    session.tell(live={"waiting": {**EDIT_CELL, "id": "ask-3"}})
    card(lab).get_by_role("button", name="Approve").click()
    assert session.heard() == {**decision, "request": "ask-3", "verdict": "approve", "text": ""}
    expect(card(lab).get_by_role("button", name="Approve")).to_be_disabled()
    session.tell(live={"waiting": None})
    expect(card(lab)).to_have_count(0)


def test_a_question_is_answered_and_its_text_stays_text(lab: Lab, session: Session) -> None:
    asked: list[str] = []
    lab.page.on("request", lambda request: asked.append(request.url))
    session.tell(live={"waiting": ASK})
    expect(card(lab)).to_contain_text(EVIL)
    card(lab).get_by_role("button", name="1e-8 (default)").click()
    assert session.heard() == {"name": "answer", "request": "ask-2", "text": "1e-8"}
    session.tell(live={"waiting": {**ASK, "id": "ask-4"}})
    card(lab).get_by_label("Answer", exact=True).fill("as in the paper")
    lab.page.keyboard.press("Enter")
    assert session.heard() == {"name": "answer", "request": "ask-4", "text": "as in the paper"}
    assert lab.page.evaluate("'hit' in window") is False
    assert not [url for url in asked if "evil.invalid" in url]


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


def test_badge_undo_and_step_lead_to_each_other(lab: Lab, session: Session) -> None:
    lab.panel.locator('.rca-Tab[data-tab="log"]').click()
    lab.page.locator(".jp-Cell", has_text="second").locator(".rca-CellBadge").click()
    expect(lab.step("1.2")).to_have_attribute("aria-selected", "true")
    lab.page.get_by_role("button", name="Undo the agent's last change").first.click()
    assert session.heard() == {"name": "undo", "cell_id": "rca-222222222222"}
    lab.page.locator(".jp-Cell", has_text="second").locator(".cm-content").press("Control+Enter")
    rerun = lab.page.locator(".jp-Cell", has_text="second").locator(".rca-CellRerun")
    rerun.click()
    assert session.heard() == {"name": "rerun_cell", "cell_id": "rca-222222222222"}


def test_an_edit_waits_as_a_diff_survives_a_reload_and_is_edited(lab: Lab, session: Session) -> None:
    lab.page.locator(".jp-Notebook .jp-Cell").first.locator(".cm-content").click()
    session.tell(live={"waiting": EDIT_CELL})
    expect(card(lab)).to_contain_text("Change a cell runs code")
    expect(card(lab).locator(".cm-deletedChunk")).to_contain_text("v_hat = w / 2")
    expect(lab.page.locator(".rca-Announcer")).to_have_text(
        "The agent asks to go on: Change a cell. Give v its name"
    )
    assert lab.page.evaluate("document.activeElement.closest('.jp-Notebook') !== null")
    lab.expect_status("waiting")
    lab.shot("approval")
    lab.save()
    lab.page.reload()
    lab.page.wait_for_selector(".jp-Notebook .jp-Cell")
    expect(card(lab).locator(".cm-deletedChunk")).to_contain_text("v_hat = w / 2")
    card(lab).get_by_role("button", name="Edit…").click()
    editor = card(lab).get_by_role("textbox", name="Edit before it is done")
    editor.press("Control+End")
    lab.page.keyboard.type("# mine")
    card(lab).get_by_role("button", name="Approve as edited").click()
    assert session.heard() == {
        "name": "decide",
        "request": "ask-1",
        "verdict": "edit",
        "text": "a = 1\nv_hat = v / 2\n# mine",
    }
