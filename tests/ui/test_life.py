"""What happens to a session while the user does something else: tabs, names, crashes, their own edits."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from rca_kernel.models import Reply
from rca_kernel.testing.openai_server import HttpRequest, OpenAIServer
from rca_kernel.testing.scripted_model import tool
from tests.ui.lab import Lab
from tests.ui.test_journey import PAPER, begin, one_cell_a_step, plan

WAIT = "import time, pathlib\nprint('waiting')\nwhile not pathlib.Path(GO).exists(): time.sleep(0.02)"
RENAME = "name => jupyterapp.shell.currentWidget.context.rename(name)"
ACTIVATE = "name => [...jupyterapp.shell.widgets('main')].find(w => w.title.label === name).activate()"


@pytest.fixture
def model() -> Iterator[OpenAIServer]:
    sources = {"1": WAIT, "2": "print(SECOND)"}
    with OpenAIServer(plan("Wait", "Print"), decide=one_cell_a_step(sources)) as server:  # type: ignore[arg-type]
        yield server


def test_a_notebook_renamed_in_the_middle_keeps_its_session(lab: Lab, model: OpenAIServer) -> None:
    go = begin(lab, model, "SECOND = 'second'")
    lab.page.evaluate(RENAME, f"renamed-{lab.name}")
    lab.name = f"renamed-{lab.name}"
    expect(lab.page.locator(".lm-TabBar-tab.jp-mod-current", has_text=lab.name[:20]).first).to_be_visible()
    go.touch()
    lab.expect_status("done")
    assert any("print(SECOND)" in "".join(cell["source"]) for cell in lab.saved("done")["cells"])


def test_two_notebooks_each_with_a_session(lab: Lab, model: OpenAIServer) -> None:
    go = begin(lab, model, "SECOND = 'second'")
    first, lab.name = lab.name, f"other-{lab.name}"
    lab.write()
    lab.page.evaluate("path => jupyterapp.commands.execute('docmanager:open', { path })", lab.name)
    expect(lab.page.locator(f'.lm-TabBar-tab[title*="{lab.name}"].lm-mod-current').first).to_be_visible()
    lab.page.wait_for_selector(".jp-NotebookPanel:not(.lm-mod-hidden) .jp-Notebook .jp-Cell")
    lab.kernel_ready()
    expect(lab.panel).to_contain_text("no research plan yet")
    lab.run(PAPER)
    lab.run('%rca implement "Eq. (8)" --model formal')
    lab.expect_status("done")
    go.touch()  # the first session goes on behind a tab
    lab.page.evaluate(ACTIVATE, first)
    lab.expect_step("2", "done")
    lab.expect_status("done")
    second, lab.name = lab.name, first
    assert any("print(SECOND)" in "".join(cell["source"]) for cell in lab.saved("done")["cells"])
    lab.shut_down()
    lab.name = second


def test_a_second_tab_follows_and_can_stop(lab: Lab, model: OpenAIServer) -> None:
    begin(lab, model)
    lab.save()
    other = Lab(lab.page.context.new_page(), lab.url, lab.root, lab.name, lab.shots)
    other.visit()
    other.show_panel()
    other.expect_step("1", "running")
    expect(other.panel).to_contain_text("This one follows")
    other.shot("follower")
    other.panel.get_by_role("button", name="Stop").click()
    lab.expect_status("stopped")


def test_a_killed_kernel_is_said_and_the_plan_resumed(lab: Lab, model: OpenAIServer) -> None:
    pid = lab.root / f"{lab.name}.pid"
    go = begin(lab, model, f"SECOND = 'second'; import os; open({pid.name!r}, 'w').write(str(os.getpid()))")
    lab.save()
    os.kill(int(pid.read_text()), signal.SIGKILL)
    lab.page.get_by_role("button", name="Ok").click()
    lab.expect_status("stale")
    lab.shot("interrupted")
    go.touch()
    lab.run(f"GO = {go.name!r}; SECOND = 'second'")
    lab.run(f"%rca resume --model openai/scripted --api-base {model.base_url}")
    lab.expect_status("done")
    sources = ["".join(cell["source"]) for cell in lab.saved("done")["cells"]]
    assert sum("while not pathlib" in source for source in sources) == 1
    assert sum("print(SECOND)" in source for source in sources) == 1


def test_what_the_user_writes_under_the_agent_is_kept(lab: Lab) -> None:
    seen: list[str] = []

    def decide(request: HttpRequest) -> Reply:
        if request.body["tools"][0]["function"]["name"] == "verdict":
            return tool("verdict", diagnosis="", decision="give_up", advice="", steps=[])
        results = [message["content"] for message in request.body["messages"] if message["role"] == "tool"]
        seen[:] = results
        if not results:
            return tool("insert_cell", cell_type="code", source=WAIT)
        cell = "rca-" + results[0].split("cell rca-", 1)[1][:12]
        if len(results) == 1:
            return tool("edit_cell", cell_id=cell, source="print('overwritten')")
        return tool("fail_step", reason="the user works on this cell")

    with OpenAIServer(plan("Wait"), decide=decide) as model:  # type: ignore[arg-type]
        go = begin(lab, model)
        mine = lab.page.locator(".jp-Notebook .jp-Cell", has_text="while not").last
        mine.locator(".cm-content").click()
        lab.page.keyboard.press("Control+Home")
        lab.page.keyboard.insert_text("# the user's own\n")
        go.touch()
        lab.expect_status("incomplete")
    assert "changed" in seen[1]
    sources = ["".join(cell["source"]) for cell in lab.saved("incomplete")["cells"]]
    assert sum(source.startswith("# the user's own\n") for source in sources) == 1
    assert not any("overwritten" in source for source in sources)


def test_closing_asks_while_a_session_runs(lab: Lab, model: OpenAIServer) -> None:
    begin(lab, model)
    close = "jupyterapp.commands.execute('application:close')"
    lab.page.evaluate(close)
    dialog = lab.page.locator(".jp-Dialog")
    expect(dialog).to_contain_text("A research session is running")
    lab.page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    lab.expect_step("1", "running")
    lab.page.evaluate(close)
    dialog.get_by_role("button", name="Stop and Close").click()
    expect(dialog).to_contain_text("Save")
    dialog.get_by_role("button", name="Save").click()
    expect(lab.page.locator(".jp-NotebookPanel")).to_have_count(0)
    lab.saved("stopped")


def test_the_keyboard_alone_is_enough(lab: Lab, model: OpenAIServer) -> None:
    keys = lab.page.keyboard
    begin(lab, model, "SECOND = 'second'")
    lab.page.locator(".jp-Notebook .jp-Cell").first.click()
    keys.press("Control+Shift+Y")
    expect(lab.step("1")).to_be_focused()
    keys.press("ArrowDown")
    expect(lab.step("2")).to_be_focused()
    keys.press("ArrowUp")
    for _ in range(12):
        keys.press("Shift+Tab")
        if lab.page.evaluate("document.activeElement.classList.contains('rca-Panel-stop')"):
            break
    keys.press("Enter")
    lab.expect_status("stopped")
    Path(lab.root / f"{lab.name}.go").touch()
    keys.press("Control+Shift+Y")
    for _ in range(12):
        keys.press("Shift+Tab")
        if lab.page.evaluate("document.activeElement.classList.contains('rca-Panel-resume')"):
            break
    keys.press("Enter")
    lab.expect_status("done")
