"""What a user chooses before the first session: in JupyterLab's settings, and in the form of the panel."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, expect

from rca_kernel.testing.openai_server import OpenAIServer
from tests.ui.lab import SHOWN, Desk, Lab
from tests.ui.stepwise import PAPER

SECRET = "sk-proj-0000000000000000000"


class Editor:
    """JupyterLab's own editor of our settings."""

    def __init__(self, lab: Lab) -> None:
        self._page = lab.page

    def field(self, name: str) -> Locator:
        return self._page.locator(f'[id="jp-SettingsEditor-rca-kernel:panel_{name}"]')


@pytest.fixture
def editor(lab: Lab, desk: Desk) -> Iterator[Editor]:
    """Opened beside a notebook; the settings are as they were afterwards."""
    lab.open()
    lab.page.evaluate("jupyterapp.commands.execute('settingeditor:open', { query: 'Research Code Agent' })")
    editor = Editor(lab)
    expect(editor.field("mode")).to_be_visible()
    yield editor
    desk.spoilt = True  # its page remembers what was set
    assert lab.page.context.request.put(settings_of(lab), data={"raw": "{}"}).ok


def settings_of(lab: Lab) -> str:
    return f"{lab.url}/lab/api/settings/rca-kernel:panel"


def notebook(lab: Lab) -> None:
    lab.page.locator(".lm-DockPanel-tabBar .lm-TabBar-tab", has_text=lab.name).click()


def test_jupyterlabs_settings_hold_for_the_next_session(lab: Lab, editor: Editor) -> None:
    editor.field("mode").select_option(index=2)
    editor.field("maxSteps").fill("7")
    lab.shot("settings")
    stored = lab.page.context.request
    assert lab.wait_for(lambda: stored.get(settings_of(lab)).json()["settings"].get("maxSteps") == 7 or None)
    notebook(lab)
    lab.show_panel()
    known = lab.page.locator(".jp-OutputArea-output", has_text="JupyterLab settings")

    def told() -> bool | None:
        """The page tells the kernel a little after the editor has stored it."""
        lab.run("%rca config mode")
        return known.count() > 0 or None

    assert lab.wait_for(told)
    lab.run(PAPER)
    lab.run('%rca implement "Section 3.2"')
    expect(lab.panel.locator(".rca-Card-approve")).to_be_visible()
    expect(lab.panel.get_by_label("Mode")).to_have_value("approve")
    lab.panel.get_by_role("button", name="Stop").click()
    lab.expect_status("stopped")
    lab.run("%rca config max_steps")
    expect(lab.page.locator(".jp-OutputArea-output", has_text="max_steps    = 7")).to_be_visible()


def test_a_key_is_taken_out_of_jupyterlabs_settings(lab: Lab, editor: Editor) -> None:
    editor.field("model").fill(SECRET)
    said = lab.page.locator(".Toastify__toast", has_text="looked like a key")
    expect(said).to_be_visible()
    expect(said).not_to_contain_text(SECRET)

    def gone() -> bool | None:
        return SECRET not in lab.page.context.request.get(settings_of(lab)).text() or None

    assert lab.wait_for(gone)


def test_a_session_is_begun_from_the_panel_by_a_cell(lab: Lab) -> None:
    lab.open()
    lab.show_panel()
    lab.panel.get_by_role("combobox", name="Paper").fill("papers/adaptive-moments.tex")
    lab.page.keyboard.press("Enter")
    sections = lab.panel.locator(".rca-Start datalist option[value='Section 3.2']")
    expect(sections).to_have_count(1)
    lab.shot("start")
    with OpenAIServer(models={"small": 1}) as model:
        lab.compute(f"%rca config api_base={model.base_url}")
        lab.panel.get_by_role("combobox", name="model", exact=True).focus()
        expect(lab.panel.locator("datalist option[value='openai/small']")).to_have_count(1)
    lab.panel.get_by_role("combobox", name="model", exact=True).fill("formal")
    lab.panel.get_by_role("combobox", name="Implement").fill("Section 3.2")
    lab.panel.get_by_role("combobox", name="Mode", exact=True).select_option("plan")
    lab.panel.get_by_role("button", name="Start").click()
    lab.expect_status("paused")
    cells = lab.page.locator(f"{SHOWN} .jp-CodeCell .cm-content")
    expect(cells.filter(has_text='%rca implement "Section 3.2" --mode plan --model formal')).to_have_count(1)
    expect(cells.filter(has_text="%rca paper papers/adaptive-moments.tex")).to_have_count(1)
    expect(lab.panel.locator(".rca-Start")).to_have_count(0)
    lab.panel.get_by_role("button", name="Stop").click()
    lab.expect_status("stopped")
