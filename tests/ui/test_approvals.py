"""What waits for the user: approvals and questions. The session is scripted."""

from __future__ import annotations

import pytest
from playwright.sync_api import Request, expect

from tests.ui.axe import THEMES, serious, themed
from tests.ui.lab import Lab
from tests.ui.scripted import ASK, COMMAND, EDIT_CELL, EVIL, MARKDOWN, Session, card


@pytest.fixture
def lab(session: Session) -> Lab:
    return session.lab


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
        card(lab).get_by_role("button", name="Cancel").click()
        card(lab).get_by_role("button", name="Open in a tab").click()
        tab = lab.page.locator(".lm-TabBar-tab", has_text="Review: Change a cell")
        expect(tab).to_be_visible()
        assert serious(lab) == []
        tab.locator(".lm-TabBar-tabCloseIcon").click()
        lab.step("1.2").focus()
        lab.page.keyboard.press("Delete")
        expect(lab.page.locator(".jp-Dialog")).to_be_visible()
        assert serious(lab) == []
        lab.page.keyboard.press("Escape")
        expect(lab.page.locator(".jp-Dialog")).to_have_count(0)


def test_what_is_decided_on_is_in_sight_however_long_its_reasons_are(lab: Lab, session: Session) -> None:
    why = "\n".join(f"Line {n} of a goal as a planner writes it, with checks by name." for n in range(12))
    session.tell(live={"waiting": {**EDIT_CELL, "id": "ask-long", "why": why, "said": why}})
    expect(card(lab)).to_have_attribute("data-request", "ask-long")
    source = card(lab).locator(".rca-Source").bounding_box()
    choices = card(lab).locator(".rca-Card-choices").bounding_box()
    assert source is not None
    assert choices is not None
    assert source["height"] > 60
    assert source["y"] + source["height"] <= choices["y"]


def test_in_a_low_window_the_code_stands_between_stop_and_approve(lab: Lab, session: Session) -> None:
    """750 by 475 is what a zoom of 200 % leaves of a usual screen."""
    usual = lab.page.viewport_size
    assert usual is not None
    lab.page.set_viewport_size({"width": 750, "height": 475})
    try:
        session.tell(live={"waiting": {**EDIT_CELL, "id": "ask-low", "why": "A goal.\n" * 12}})
        expect(card(lab)).to_have_attribute("data-request", "ask-low")
        expect(card(lab).locator(".cm-line").first).to_be_visible()
        places = [lab.panel, lab.panel.locator(".rca-Panel-line").first]
        places += [card(lab).locator(one) for one in (".rca-Source", ".rca-Card-choices")]
        lab.shot("low-window")
        boxes = [place.bounding_box() for place in places]
    finally:
        lab.page.set_viewport_size(usual)
    panel, stop, source, choices = (box for box in boxes if box is not None)
    assert stop["y"] >= panel["y"]
    assert source["y"] >= stop["y"] + stop["height"]
    assert choices["y"] - source["y"] > 60
    assert choices["y"] + choices["height"] <= panel["y"] + panel["height"]


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
    expect(card(lab)).to_be_focused()
    for _ in range(4):  # the cell, the tab, the source
        lab.page.keyboard.press("Tab")
    expect(card(lab).get_by_role("button", name="Approve")).to_be_focused()
    lab.page.keyboard.press("Enter")
    assert session.heard() == {**decision, "request": "ask-3", "verdict": "approve", "text": ""}
    expect(card(lab).get_by_role("button", name="Approve")).to_be_disabled()
    session.tell(live={"waiting": None})
    expect(card(lab)).to_have_count(0)
    expect(lab.panel.locator('[role="treeitem"][tabindex="0"]')).to_be_focused()


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


def test_prose_is_shown_as_it_will_look_and_loads_nothing(lab: Lab, session: Session) -> None:
    asked: list[str] = []

    def note(request: Request) -> None:
        asked.append(request.url)

    lab.page.on("request", note)
    session.tell(live={"waiting": MARKDOWN})
    look = card(lab).get_by_role("region", name="The cell as it will look")
    expect(look.get_by_role("heading", name="The second moment")).to_be_visible()
    expect(look.locator("mjx-container")).to_have_count(1)
    expect(look).to_contain_text("[image, not loaded: x]")
    expect(look.locator("pre")).to_contain_text("graph TD")
    expect(look.locator("img, svg:not(mjx-container svg), a, script, [style*=url], [onerror]")).to_have_count(
        0
    )
    expect(card(lab).locator(".cm-content")).to_contain_text("evil.invalid/x.png")
    lab.shot("approval-prose")
    card(lab).get_by_role("button", name="Edit…").click()
    card(lab).get_by_role("textbox", name="Edit before it is done").press("Control+A")
    lab.page.keyboard.insert_text("# In my own words")
    expect(look.get_by_role("heading")).to_have_text("In my own words")
    card(lab).get_by_role("button", name="Approve as edited").click()
    assert session.heard()["text"] == "# In my own words"
    assert lab.page.evaluate("'hit' in window") is False
    assert not [url for url in asked if "evil.invalid" in url]
    lab.page.remove_listener("request", note)


def test_an_edit_waits_as_a_diff_survives_a_reload_and_is_edited(lab: Lab, session: Session) -> None:
    lab.page.locator(".jp-Notebook .jp-Cell").first.locator(".cm-content").click()
    session.tell(live={"waiting": EDIT_CELL})
    expect(card(lab)).to_contain_text("Change a cell runs code")
    expect(card(lab).locator(".cm-deletedChunk")).to_contain_text("v_hat = w / 2")
    expect(lab.page.locator(".rca-Announcer:not(.rca-mod-elsewhere)")).to_have_text(
        "The agent asks to go on: Change a cell. Give v its name"
    )
    assert lab.page.evaluate("document.activeElement.closest('.jp-Notebook') !== null")
    lab.expect_status("waiting")
    lab.shot("approval")
    lab.save()
    lab.page.reload()
    lab.page.wait_for_selector(".jp-Notebook .jp-Cell")
    expect(card(lab).locator(".cm-deletedChunk")).to_contain_text("v_hat = w / 2")
    lab.page.evaluate("jupyterapp.restored")
    lab.kernel_ready()  # until then JupyterLab itself gives the focus to the notebook
    card(lab).get_by_role("button", name="Edit…").click()
    editor = card(lab).get_by_role("textbox", name="Edit before it is done")
    expect(editor).to_be_focused()
    editor.press("Control+End")
    lab.page.keyboard.type("# mine")
    card(lab).get_by_role("button", name="Approve as edited").click()
    assert session.heard() == {
        "name": "decide",
        "request": "ask-1",
        "verdict": "edit",
        "text": "a = 1\nv_hat = v / 2\n# mine",
    }


def test_an_edit_is_undone_and_goes_on_in_a_tab_with_room(lab: Lab, session: Session) -> None:
    session.tell(live={"waiting": {**EDIT_CELL, "id": "ask-8"}})
    card(lab).get_by_role("button", name="Edit…").click()
    editor = card(lab).get_by_role("textbox", name="Edit before it is done")
    editor.press("Control+A")
    lab.page.keyboard.press("Delete")
    lab.page.keyboard.press("Control+z")
    expect(editor).to_contain_text("a = 1")
    editor.press("Control+End")
    lab.page.keyboard.type("# mine")
    card(lab).get_by_role("button", name="Open in a tab").click()
    review = lab.page.locator(".rca-Review")
    expect(review.locator(".cm-content")).to_contain_text("# mine")
    expect(card(lab).locator(".cm-content")).to_have_count(0)
    lab.shot("approval-tab")
    review.get_by_role("button", name="Approve as edited").click()
    text = "a = 1\nv_hat = v / 2\n# mine"
    assert session.heard() == {"name": "decide", "request": "ask-8", "verdict": "edit", "text": text}
    lab.page.locator(".lm-TabBar-tab", has_text="Review").locator(".lm-TabBar-tabCloseIcon").click()
    expect(card(lab).locator(".cm-content").last).to_contain_text("v_hat = v / 2")
