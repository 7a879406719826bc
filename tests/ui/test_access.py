"""The panel for those who use the keyboard only, large text, or the colours of their own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import expect

from tests.ui.lab import SHOWN, Lab
from tests.ui.scripted import ASK, EDIT_CELL, Session, card
from tests.ui.test_panel import TABS, choose

FOCUS = """() => {
  const element = document.activeElement;
  const ringed = element.closest('.rca-Source') ?? element.querySelector('.rca-Step-line') ?? element;
  const { outlineStyle, outlineWidth } = getComputedStyle(ringed);
  return { name: element.getAttribute('aria-label') || element.dataset.tab || element.textContent.trim(),
           ring: outlineStyle === 'solid' && parseFloat(outlineWidth) >= 2 };
}"""
# What a pointer must hit: large enough, or within a line of text.
SMALL = """() => [...document.querySelectorAll(
    '.rca-Panel :is(button, select, input, summary, .rca-Step-line), .rca-CellBadge, .rca-CellRerun')]
  .filter(element => element.checkVisibility() && !element.closest('.cm-editor, .rca-Entry-text'))
  .map(element => [element.className || element.tagName, element.getBoundingClientRect()])
  .filter(([, { width, height }]) => width < 23.9 || height < 23.9).map(([name]) => name)"""
# Shortened on purpose is not cut: an ellipsis says so, and the whole stands in the title.
CUT = """() => [...document.querySelectorAll('.rca-Panel, .rca-Panel *')]
  .filter(element => !element.closest('.rca-Source, .rca-Formula, svg') && element.checkVisibility())
  .filter(element => !(element.title && getComputedStyle(element).textOverflow === 'ellipsis'))
  .filter(element => element.matches('.rca-Panel, .rca-Panel-body, button, select, input, .rca-Tabs')
    && (element.scrollWidth > element.clientWidth + 1 && !element.matches('select, input')
      || element.scrollHeight > element.clientHeight + 1 && element.matches('button, select, input')))
  .map(element => element.className || element.tagName)"""
LARGE = "size => document.documentElement.style.setProperty('--jp-ui-font-size1', size)"
LOOK = "(element, name) => getComputedStyle(element).getPropertyValue(name)"


def tabbed(lab: Lab, times: int, key: str = "Tab") -> list[str]:
    """What the key reaches, each with a ring around it."""
    names = []
    for _ in range(times):
        lab.page.keyboard.press(key)
        found: dict[str, Any] = lab.page.evaluate(FOCUS)
        assert found["ring"], found
        names.append(str(found["name"]))
    return names


def test_all_is_reached_in_order_and_left_again(session: Session) -> None:
    lab = session.lab
    keys = lab.page.keyboard
    session.tell(live={"waiting": EDIT_CELL})
    expect(card(lab)).to_be_visible()
    cell = lab.page.locator(f"{SHOWN} .jp-Cell").first
    cell.locator(".jp-InputPrompt").click()
    lab.page.wait_for_function("document.activeElement.closest('.jp-Cell')")
    keys.press("Control+Shift+Y")
    expect(card(lab)).to_be_focused()
    before = tabbed(lab, 4, "Shift+Tab")
    assert before == ["Models and budget", "Mode", "Stop", "Pause"]
    keys.press("Control+Shift+Y")
    reached = tabbed(lab, 7)
    assert reached[1:] == ["Open in a tab", "What is to be done", "Approve", "Edit…", "Reject…", "plan"]
    tabbed(lab, 1)
    expect(lab.panel.locator('[role="treeitem"][tabindex="0"]')).to_be_focused()
    step = lab.panel.locator('[role="treeitem"][tabindex="0"]')
    keys.press("Shift+F10")
    expect(lab.page.locator(".lm-Menu")).to_be_visible()
    keys.press("Escape")
    expect(step).to_be_focused()
    keys.press("Escape")
    lab.page.wait_for_function("document.activeElement.closest('.jp-Notebook')")


def test_the_marks_of_the_active_cell_alone_are_reached(session: Session) -> None:
    lab = session.lab
    badges = lab.page.locator(f"{SHOWN} .rca-CellBadge")
    lab.page.locator(f"{SHOWN} .jp-Cell").nth(1).locator(".jp-InputPrompt").click()
    expect(badges.nth(1)).to_have_attribute("tabindex", "0")
    expect(badges.nth(0)).to_have_attribute("tabindex", "-1")
    lab.page.keyboard.press("ArrowUp")
    expect(badges.nth(0)).to_have_attribute("tabindex", "0")
    expect(badges.nth(1)).to_have_attribute("tabindex", "-1")


@contextmanager
def sized(lab: Lab, size: str) -> Iterator[None]:
    lab.page.evaluate(LARGE, size)
    try:
        yield
    finally:
        lab.page.evaluate(LARGE, "")


def test_nothing_is_cut_in_large_text_and_all_can_be_hit(session: Session) -> None:
    lab = session.lab
    for size in ("13px", "26px"):
        with sized(lab, size):
            for waiting in (EDIT_CELL, ASK):
                session.tell(live={"waiting": waiting})
                expect(card(lab)).to_have_attribute("data-request", str(waiting["id"]))
                for tab in TABS:
                    choose(lab, tab)
                    assert lab.page.evaluate(CUT) == [], (size, tab)
                    assert lab.page.evaluate(SMALL) == [], (size, tab)
            lab.shot(f"text-{size}")


def test_shapes_tell_what_colours_cannot(session: Session) -> None:
    lab = session.lab
    session.tell(step="1.1", live={"waiting": EDIT_CELL})
    choose(lab, "contract")
    lab.page.emulate_media(forced_colors="active")
    try:
        lab.shot("forced-colours")
        deleted = card(lab).locator(".cm-deletedChunk")
        assert "line-through" in deleted.evaluate(LOOK, "text-decoration-line")
        assert card(lab).locator(".cm-changedLine").evaluate(LOOK, "border-left-width") == "4px"
        tab = lab.panel.locator(".rca-Tab")
        widths = {
            one.get_attribute("data-tab"): one.evaluate(LOOK, "border-bottom-width") for one in tab.all()
        }
        assert widths == {"plan": "2px", "contract": "3px", "log": "2px", "cost": "2px"}
        choices = lab.panel.locator(".rca-Filter-choice")
        grounds = [one.evaluate(LOOK, "background-color") for one in choices.all()]
        assert grounds[0] not in grounds[1:]
        for name in (".rca-Panel-stop", ".rca-Card-approve"):
            assert lab.panel.locator(name).evaluate(LOOK, "border-top-style") == "solid"
    finally:
        lab.page.emulate_media(forced_colors="none")


@contextmanager
def moving(lab: Lab) -> Iterator[None]:
    lab.page.emulate_media(reduced_motion="no-preference")
    try:
        yield
    finally:
        lab.page.emulate_media(reduced_motion="reduce")


def test_nothing_moves_for_those_who_asked_for_calm(session: Session) -> None:
    lab = session.lab
    lab.compute("puppet.change('1.1', state='running'); puppet.tell(step='1.1')")
    icon = lab.step("1.1").locator(".rca-StateIcon")
    expect(icon).to_have_attribute("data-state", "running")
    with moving(lab):
        assert icon.evaluate(LOOK, "animation-name") == "rca-turn"
    assert icon.evaluate(LOOK, "animation-name") == "none"
    lab.step("1.2").locator(".rca-Step-title").click()
    flashing = lab.page.locator(".jp-Cell.rca-mod-flash")
    expect(flashing).to_have_count(1)
    assert flashing.evaluate(LOOK, "animation-name") == "none"
    lab.compute("puppet.change('1.1', state='done'); puppet.tell(step='')")
