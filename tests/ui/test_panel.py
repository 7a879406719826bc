"""The panel in JupyterLab: its tabs, a long plan, the way between cells and steps, what it adds around."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.ui.axe import THEMES, serious, themed
from tests.ui.lab import EMPTY_CELL, Lab

FIXTURE = Path(__file__).resolve().parents[1] / "memory" / "fixtures" / "format-1.json"
TABS = ("plan", "contract", "log", "cost")


def saved() -> dict[str, Any]:
    """The golden memory block, its first step's cell in the notebook."""
    block: dict[str, Any] = json.loads(FIXTURE.read_text())
    return block


def written(id: str, source: str, **mark: Any) -> dict[str, Any]:
    return {**EMPTY_CELL, "id": id, "source": source, "metadata": {"rca": mark}}


def far_apart(between: int = 8) -> list[dict[str, Any]]:
    """Two cells of the agent with so much between them that only one fits on the screen."""
    return [
        written("rca-111111111111", "first = 1", step="1.1", persona="coder", attempt=1),
        *({**EMPTY_CELL, "id": f"between-{n}", "source": "\n" * 12} for n in range(between)),
        written("rca-222222222222", "second = 2", step="1.2", persona="debugger", attempt=2),
    ]


def choose(lab: Lab, tab: str) -> None:
    lab.panel.locator(f'.rca-Tab[data-tab="{tab}"]').click()
    expect(lab.panel.locator(f'.rca-Panel-body[data-tab="{tab}"]')).to_be_visible()


def test_the_contract_shows_mathematics_and_leads_to_its_cells(lab: Lab) -> None:
    lab.look(cells=far_apart(), rca=saved())
    lab.show_panel()
    choose(lab, "contract")
    equation = lab.panel.locator('.rca-Requirement[data-requirement="eq:3"]')
    expect(equation.locator("mjx-container").first).to_be_visible()
    expect(lab.panel).to_contain_text("prose only: it needs a model")
    last = lab.page.locator(".jp-Notebook .jp-Cell", has_text="second = 2").first
    last.scroll_into_view_if_needed()
    first = lab.page.locator(".jp-Notebook .jp-Cell", has_text="first = 1").first
    expect(first).not_to_be_in_viewport()
    equation.get_by_role("button").click()
    expect(first).to_be_in_viewport()


def test_a_line_of_the_log_opens_and_leads_to_its_step_and_cell(lab: Lab) -> None:
    lab.look(cells=far_apart(), rca=saved())
    lab.show_panel()
    choose(lab, "log")
    line = lab.panel.locator(".rca-Entry").first
    line.get_by_role("button", name="action: 2 entries").press("Enter")
    inner = lab.panel.locator(".rca-Entry.rca-mod-within")
    expect(inner).to_have_count(2)
    lab.shot("log-open")
    last = lab.page.locator(".jp-Notebook .jp-Cell", has_text="second = 2").first
    last.scroll_into_view_if_needed()
    first = lab.page.locator(".jp-Notebook .jp-Cell", has_text="first = 1").first
    expect(first).not_to_be_in_viewport()
    inner.first.get_by_role("button", name="cell 1, “first = 1”").press("Enter")
    expect(first).to_be_in_viewport()
    line.get_by_role("button", name="Show step “Eq. (3)”").press("Enter")
    expect(lab.step("1.1")).to_be_focused()
    expect(lab.step("1.1")).to_have_attribute("aria-selected", "true")


def long_plan() -> dict[str, Any]:
    """5,000 steps: 50 parts of 99 steps each."""
    block = saved()
    block["plan"]["steps"] = [
        step
        for part in range(1, 51)
        for step in (
            {"id": f"{part}", "title": f"Part {part}", "state": "pending"},
            *(
                {
                    "id": f"{part}.{n}",
                    "title": f"Step {n} of part {part}",
                    "parent": f"{part}",
                    "state": "pending",
                }
                for n in range(1, 100)
            ),
        )
    ]
    return block


def test_a_plan_of_5000_steps_scrolls_to_its_end(lab: Lab) -> None:
    lab.look(rca=long_plan())
    lab.show_panel()
    expect(lab.step("1")).to_be_visible()
    items = lab.panel.get_by_role("treeitem")
    assert items.count() < 100
    lab.panel.locator(".rca-Panel-body").evaluate("body => { body.scrollTop = body.scrollHeight; }")
    expect(lab.step("50.99")).to_be_in_viewport()
    expect(lab.step("50.99")).to_have_attribute("aria-setsize", "99")
    expect(lab.step("1.50")).not_to_be_attached()
    assert items.count() < 100
    lab.step("1").focus()
    lab.page.keyboard.press("End")
    expect(lab.step("50.99")).to_be_focused()
    expect(lab.step("50.99")).to_be_in_viewport()
    lab.page.keyboard.press("Home")
    expect(lab.step("1")).to_be_in_viewport()
    lab.page.keyboard.press("ArrowLeft")
    expect(lab.step("1")).to_have_attribute("aria-expanded", "false")
    expect(lab.step("2")).to_be_in_viewport()


def test_a_selected_cell_shows_its_step_and_keeps_the_focus(lab: Lab) -> None:
    lab.look(cells=far_apart(), rca=saved())
    lab.show_panel()
    cell = lab.page.locator(".jp-Notebook .jp-Cell", has_text="second = 2").first
    cell.scroll_into_view_if_needed()
    cell.locator(".cm-content").click()
    expect(lab.step("1.2")).to_have_attribute("aria-selected", "true")
    lab.page.keyboard.type("# still typing here")
    expect(cell).to_contain_text("# still typing here")
    expect(lab.step("1.1")).to_have_attribute("aria-selected", "false")


@contextmanager
def windowing(lab: Lab, mode: str) -> Iterator[None]:
    """Notebooks opened within take cells out of the page in this way."""
    tracker = f"{lab.url}/lab/api/settings/@jupyterlab/notebook-extension:tracker"
    before = lab.page.request.get(tracker).json()["raw"]
    lab.page.request.put(tracker, data=json.dumps({"raw": json.dumps({"windowingMode": mode})}))
    try:
        yield
    finally:
        lab.page.request.put(tracker, data=json.dumps({"raw": before}))


def test_badges_on_cells_can_be_switched_off(lab: Lab) -> None:
    lab.look(cells=far_apart(), rca=saved())
    cell = lab.page.locator(".jp-Notebook .jp-Cell", has_text="second = 2").first
    cell.scroll_into_view_if_needed()
    expect(cell.locator(".rca-CellBadge")).to_have_text("1.2 · debugger · attempt 2")
    lab.shot("badge")
    lab.page.evaluate("jupyterapp.commands.execute('settingeditor:open', { query: 'Research Code Agent' })")
    lab.page.get_by_label("Badges on cells").first.uncheck()
    expect(lab.page.locator(".jp-Cell > .rca-CellBadge")).to_have_count(0)
    lab.page.get_by_label("Badges on cells").first.check()
    expect(lab.page.locator(".jp-Cell > .rca-CellBadge")).to_have_count(2)


def test_badges_survive_windowing(lab: Lab) -> None:
    with windowing(lab, "full"):
        lab.write(cells=far_apart(20), rca=saved())
        lab.visit()
    last = lab.page.locator(".jp-Cell", has=lab.page.locator(".rca-CellBadge", has_text="1.2"))
    expect(last).to_be_hidden()
    scroll = "index => jupyterapp.shell.currentWidget.content.scrollToItem(index)"
    for _ in range(2):
        lab.page.evaluate(scroll, 21)
        expect(last).to_be_in_viewport()
        expect(last.locator(".rca-CellBadge")).to_have_text("1.2 · debugger · attempt 2")
        lab.page.evaluate(scroll, 0)
        expect(last).to_be_hidden()


def test_the_panel_is_reached_from_status_bar_menu_toolbar_and_keys(lab: Lab) -> None:
    lab.look(rca=saved())
    panel = lab.page.locator("#rca-plan-panel")
    expect(panel).to_be_hidden()
    item = lab.page.locator(".jp-StatusBar-Widget .rca-StatusItem")
    expect(item).to_have_text("Stopped, 1 of 2 steps")
    hide = lab.page.locator('.jp-SideBar.jp-mod-right .lm-TabBar-tab[data-id="rca-plan-panel"]')

    def reached() -> None:
        expect(panel).to_be_visible()
        hide.click()
        expect(panel).to_be_hidden()

    item.click()
    reached()
    lab.page.locator(".jp-NotebookPanel-toolbar").get_by_role("button", name="Show research plan").click()
    reached()
    lab.page.get_by_role("menuitem", name="View", exact=True).click()
    lab.page.get_by_role("menuitem", name="Show research plan").click()
    reached()
    lab.page.keyboard.press("Control+Shift+Y")
    reached()


def test_a_paper_in_the_file_browser_becomes_a_notebook_that_has_not_run(lab: Lab) -> None:
    folder = lab.root / f"{lab.name}.d"
    folder.mkdir()
    (folder / "my {paper}.tex").write_text("x")
    (folder / "notes.txt").write_text("x")
    lab.page.evaluate("path => jupyterapp.commands.execute('filebrowser:open-path', { path })", folder.name)
    lab.page.locator(".jp-DirListing-item", has_text="notes.txt").click(button="right")
    action = lab.page.get_by_role("menuitem", name="Implement from This Paper")
    expect(lab.page.get_by_role("menuitem", name="Rename").first).to_be_visible()
    expect(action).to_be_hidden()
    lab.page.keyboard.press("Escape")
    lab.page.locator(".jp-DirListing-item", has_text="my {paper}.tex").click(button="right")
    action.click()
    cells = lab.page.locator(".jp-NotebookPanel:visible .jp-Cell")
    expect(cells).to_have_count(2)
    notebook = json.loads((folder / "my {paper}.ipynb").read_text())
    assert ["".join(cell["source"]) for cell in notebook["cells"]] == [
        "%rca paper 'my {{paper}}.tex'",
        '%rca implement ""',
    ]
    assert notebook["metadata"]["kernelspec"]["name"] == "rca"
    assert all(cell["execution_count"] is None for cell in notebook["cells"])


def test_the_launcher_has_a_research_notebook(lab: Lab) -> None:
    lab.page.evaluate("jupyterapp.commands.execute('launcher:create')")
    card = lab.page.locator(".jp-LauncherCard:visible", has_text="Research notebook")
    expect(card).to_have_count(1)
    expect(card).to_have_attribute("data-category", "Research Code Agent")  # not beside its kernel's own card
    card.click()
    kernel = lab.page.locator(".jp-NotebookPanel:visible .jp-Toolbar-kernelName")
    expect(kernel).to_contain_text("RCA")
    expect(lab.panel).to_be_visible()


@pytest.mark.parametrize("theme", THEMES)
def test_axe_finds_nothing_serious(lab: Lab, theme: str) -> None:
    block = saved()
    block["sessions"] *= 2
    block["sessions"][1] = {**block["sessions"][1], "id": "s-2"}
    lab.look(cells=far_apart(), rca=block)
    lab.show_panel()
    lab.step("1.2").locator(".rca-Step-title").click()
    with themed(lab, THEMES[theme]):
        for tab in TABS:
            choose(lab, tab)
            lab.shot(f"tab-{tab}-{theme}")
            assert serious(lab) == [], tab


def test_notebook_7_has_panel_and_badges(lab: Lab) -> None:
    lab.write(cells=far_apart(), rca=saved())
    lab.page.goto(f"{lab.url}/notebooks/{lab.name}")
    lab.page.wait_for_selector(".jp-Notebook .jp-Cell")
    lab.kernel_ready()
    lab.page.keyboard.press("Control+Shift+Y")
    expect(lab.panel).to_be_visible()
    lab.expect_step("1.2", "failed")
    choose(lab, "contract")
    expect(lab.panel.locator("mjx-container").first).to_be_visible()
    expect(lab.page.get_by_role("button", name="1.1 · coder")).to_be_visible()


def test_notebook_7_implements_from_a_paper_too(lab: Lab) -> None:
    folder = lab.root / f"{lab.name}.d"
    folder.mkdir()
    (folder / "paper.tex").write_text("x")
    (folder / "paper.ipynb").write_text("mine")
    lab.page.goto(f"{lab.url}/tree/{folder.name}")
    lab.page.locator(".jp-DirListing-item", has_text="paper.tex").click(button="right")
    with lab.page.expect_popup() as opened:
        lab.page.get_by_role("menuitem", name="Implement from This Paper").click()
    expect(opened.value.locator(".jp-Cell")).to_have_count(2)
    assert (folder / "paper.ipynb").read_text() == "mine"
    lab.name = f"{folder.name}/Untitled.ipynb"
