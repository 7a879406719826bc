"""A panel that has nothing to show yet leads to what is to be done first."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.ui.lab import SHOWN, Lab
from tests.ui.test_panel import far_apart, saved


def test_an_empty_panel_leads_to_the_first_cell(lab: Lab) -> None:
    lab.show_panel()
    expect(lab.panel).to_contain_text("Open a notebook to see its research plan.")
    made = lab.page.expect_response(lambda reply: reply.request.method == "POST" and "/contents" in reply.url)
    with made as response:
        lab.panel.get_by_role("button", name="New Research Notebook").click()
    lab.page.wait_for_selector(f"{SHOWN} .jp-Cell")
    lab.kernel_ready()
    expect(lab.panel).to_contain_text("%rca implement")
    expect(lab.panel).not_to_contain_text("%load_ext")
    assert lab.page.evaluate("document.activeElement.closest('.jp-Notebook') !== null")
    (lab.root / response.value.json()["path"]).unlink()


def test_a_plain_kernel_is_loaded_and_goes_on_with_a_plan(lab: Lab) -> None:
    lab.open(kernel="python3")
    lab.show_panel()
    lab.panel.get_by_role("button", name="Load the Extension").click()
    expect(lab.panel).to_contain_text("%rca implement")
    expect(lab.page.locator(f"{SHOWN} .jp-Cell").first).to_contain_text("%load_ext rca_kernel")
    lab.page.evaluate("jupyterapp.shell.currentWidget.context.save()")
    lab.page.evaluate("jupyterapp.shell.currentWidget.dispose()")
    lab.name = f"plan-{lab.name}"
    lab.open(kernel="python3", cells=far_apart(1), rca=saved())
    lab.panel.get_by_role("button", name="Load and Resume").click()
    expect(lab.panel.locator(".rca-Card")).to_contain_text("Go on?")
    cells = lab.page.locator(f"{SHOWN} .jp-Cell")
    expect(cells.nth(-2)).to_contain_text("%rca resume")
    expect(cells.last.locator(".cm-content")).to_have_text("")
    lab.panel.get_by_role("button", name="no (default)").click()
    expect(lab.panel.locator(".rca-Card")).to_have_count(0)
