"""What happens to a session while the user does something else: tabs, names, crashes, their own edits."""

from __future__ import annotations

import json
import os
import shutil
import signal

from playwright.sync_api import expect

from rca_kernel.adapters.comm.wire import VERSION
from rca_kernel.models import Reply
from rca_kernel.testing.openai_server import HttpRequest, OpenAIServer
from rca_kernel.testing.scripted_model import tool
from tests.barrier import Barrier
from tests.ui.lab import Lab
from tests.ui.scripted import FIXTURE, PUPPET
from tests.ui.stepwise import GIVE_UP, MODEL, PAPER, begin, is_referee, overwriting, plan, results_of

RENAME = "name => jupyterapp.shell.currentWidget.context.rename(name)"
ACTIVATE = "name => [...jupyterapp.shell.widgets('main')].find(w => w.title.label === name).activate()"


def test_two_notebooks_each_with_a_session_and_one_renamed(
    lab: Lab, model: OpenAIServer, barrier: Barrier
) -> None:
    begin(lab, model, barrier, "SECOND = 'second'")
    first = f"renamed-{lab.name}"
    lab.page.evaluate(RENAME, first)
    expect(lab.page.locator(".lm-TabBar-tab.jp-mod-current", has_text=first[:20]).first).to_be_visible()
    lab.name = f"other-{lab.name}"
    lab.open()
    lab.expect_status("none")
    expect(lab.panel.get_by_role("button", name="Read Paper")).to_be_visible()
    lab.run(PAPER)
    lab.run('%rca implement "Eq. (8)" --model formal')
    lab.expect_status("done")
    barrier.lift()  # the first session goes on behind a tab
    lab.page.evaluate(ACTIVATE, first)
    lab.expect_step("2", "done")
    lab.expect_status("done")
    lab.name = first
    assert any("print(SECOND)" in "".join(cell["source"]) for cell in lab.saved("done")["cells"])


def test_a_second_tab_follows_and_closing_asks(lab: Lab, model: OpenAIServer, barrier: Barrier) -> None:
    begin(lab, model, barrier)
    lab.save()
    other = Lab(lab.page.context.new_page(), lab.url, lab.root, lab.name, lab.shots)
    other.visit()
    other.show_panel()
    other.expect_step("1", "running")
    expect(other.panel).to_contain_text("This one follows")
    other.shot("follower")
    other.panel.get_by_role("button", name="Stop").click()
    lab.expect_status("stopped")
    other.page.close()
    lab.panel.locator(".rca-Panel-resume").click()  # at once
    lab.expect_step("1", "running")
    close = "jupyterapp.commands.execute('application:close')"
    lab.page.evaluate(close)
    dialog = lab.page.locator(".jp-Dialog")
    expect(dialog).to_contain_text("A research session is running")
    lab.page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    lab.expect_step("1", "running")
    lab.page.evaluate(close)
    # What came after the session's last save, JupyterLab asks about as ever.
    save = dialog.get_by_role("button", name="Save", exact=True)
    lab.page.add_locator_handler(save, lambda button: button.click())
    dialog.get_by_role("button", name="Stop and Close").click()
    expect(lab.page.locator(".jp-NotebookPanel")).to_have_count(0)
    lab.page.remove_locator_handler(save)
    lab.saved("stopped")


def test_a_killed_kernel_is_said_and_the_plan_resumed(
    lab: Lab, model: OpenAIServer, barrier: Barrier
) -> None:
    pid = lab.root / f"{lab.name}.pid"
    begin(
        lab, model, barrier, f"SECOND = 'second'; import os; open({pid.name!r}, 'w').write(str(os.getpid()))"
    )
    lab.save()
    os.kill(int(pid.read_text()), signal.SIGKILL)
    lab.page.get_by_role("button", name="Ok", exact=True).click()
    lab.expect_status("stale")
    lab.shot("interrupted")
    barrier.lift()
    lab.run(f"BARRIER = {barrier.name!r}; SECOND = 'second'")
    lab.run(f"%rca resume --model openai/scripted --api-base {model.base_url}")
    lab.expect_status("done")
    sources = ["".join(cell["source"]) for cell in lab.saved("done")["cells"]]
    assert sum("fcntl.flock" in source for source in sources) == 1
    assert sum("print(SECOND)" in source for source in sources) == 1


def test_what_the_user_writes_under_the_agent_is_told_and_kept(lab: Lab, barrier: Barrier) -> None:
    with overwriting("# the user's own") as model:
        begin(lab, model, barrier)
        mine = lab.page.locator(".jp-Notebook .jp-Cell", has_text="fcntl.flock").last
        mine.locator(".cm-content").click()
        lab.page.keyboard.press("Control+Home")
        lab.page.keyboard.insert_text("# the user's own\n")
        expect(mine).to_contain_text("# the user's own")
        barrier.lift()
        lab.expect_status("incomplete")
    sources = ["".join(cell["source"]) for cell in lab.saved("incomplete")["cells"]]
    assert sum(source.startswith("# the user's own\n") for source in sources) == 1
    assert not any("overwritten" in source for source in sources)


def test_a_failing_cell_of_the_users_own_is_repaired_at_a_click(lab: Lab) -> None:
    def decide(request: HttpRequest) -> Reply:
        if len(results_of(request)) == 1:
            return tool("edit_cell", cell_id="first", source="len([1, 2, 3])")
        return tool("finish_step", summary="a misspelling")

    with OpenAIServer(decide=decide) as model:
        lab.open()
        lab.show_panel()
        lab.run("lem([1, 2, 3])")
        expect(lab.page.locator(".rca-CellRerun")).to_be_visible()
        lab.kernel_ready()  # a failure aborts what is run before the kernel is free again
        lab.run(
            f"%rca config model=openai/scripted\n%rca config api_base={model.base_url}\n%rca mode approve"
        )
        lab.page.locator(".rca-CellRerun").click()
        card = lab.panel.locator(".rca-Card")
        expect(card.locator(".cm-deletedChunk")).to_contain_text("lem([1, 2, 3])")
        card.get_by_role("button", name="Approve").click()
        lab.expect_status("done")
    mine = lab.page.locator(".jp-Notebook .jp-CodeCell").first
    expect(mine.locator(".jp-OutputArea-executeResult")).to_contain_text("3")
    expect(mine.locator(".rca-CellRerun")).to_have_count(0)
    expect(lab.step("1")).to_contain_text("Repair “lem([1, 2, 3])”")
    assert lab.saved("done")["metadata"]["rca"]["plan"]["steps"][0]["state"] == "done"
    mine.locator(".cm-content").click()
    expect(lab.step("1")).to_have_attribute("aria-selected", "true")
    undo = lab.page.get_by_role("button", name="Undo the agent's last change")
    undo.first.click()
    expect(mine.locator(".cm-content")).to_have_text("lem([1, 2, 3])")
    expect(undo).to_have_count(0)


def test_actions_are_rejected_edited_and_approved(lab: Lab) -> None:
    told: list[str] = []

    def decide(request: HttpRequest) -> Reply:
        if is_referee(request):
            return GIVE_UP
        told[:] = results_of(request)
        if len(told) == 3:
            return tool("fail_step", reason="enough for a test")
        return tool("insert_cell", cell_type="code", source=f"print('draft', {len(told)})")

    with OpenAIServer(plan("Draft"), decide=decide) as model:  # type: ignore[arg-type]
        lab.open()
        lab.show_panel()
        lab.run(PAPER)
        lab.run("%rca mode approve")
        lab.run(MODEL.format(url=model.base_url))
        card = lab.panel.locator(".rca-Card")
        expect(card).to_contain_text("print('draft', 0)")
        expect(card).to_contain_text("Insert a cell")
        lab.expect_status("waiting")
        lab.shot("approval-insert")
        card.get_by_role("button", name="Reject…").click()
        lab.page.keyboard.type("not like this")
        lab.page.keyboard.press("Enter")
        expect(card).to_contain_text("print('draft', 1)")
        card.get_by_role("button", name="Edit…").click()
        card.get_by_role("textbox", name="Edit before it is done").press("Control+A")
        lab.page.keyboard.insert_text("print('as the user', 'wants')")
        card.get_by_role("button", name="Approve as edited").click()
        expect(lab.page.locator(".jp-OutputArea-output", has_text="as the user wants")).to_be_visible()
        expect(card).to_contain_text("print('draft', 2)")
        card.get_by_role("button", name="Approve").click()
        lab.expect_status("incomplete")
    assert "not like this" in told[0]
    sources = ["".join(cell["source"]) for cell in lab.saved("incomplete")["cells"]]
    assert "print('as the user', 'wants')" in sources
    assert "print('draft', 2)" in sources
    assert not {"print('draft', 0)", "print('draft', 1)"} & set(sources)


def test_a_kernel_of_another_version_is_said_and_nothing_breaks(lab: Lab) -> None:
    shutil.copy(PUPPET, lab.root / "puppet.py")
    lab.open(kernel="python3", rca=json.loads(FIXTURE.read_text()))
    lab.show_panel()
    lab.compute("from puppet import Puppet\npuppet = Puppet('strange.heard', {}, wire=1)")
    stranger = lab.panel.locator(".rca-Panel-stranger")
    expect(stranger).to_contain_text("The kernel has rca-kernel 0.0.1")
    expect(stranger).to_contain_text("Update rca-kernel in the environment of the kernel")
    lab.shot("another-version")
    expect(lab.step("1.1")).to_be_visible()
    lab.run("print(6 * 7)")
    expect(lab.page.locator(".jp-OutputArea-output", has_text="42")).to_be_visible()
    lab.compute(f"puppet = Puppet('same.heard', {{}}, wire={VERSION})")
    lab.expect_status("running")
    expect(stranger).to_have_count(0)


def test_saves_that_meet_and_a_notebook_closed_while_it_is_saved_ask_nothing(lab: Lab) -> None:
    lab.look()
    lab.page.evaluate(
        """async () => {
          const panel = jupyterapp.shell.currentWidget;
          const { context } = panel;
          await context.ready;
          const { contents } = jupyterapp.serviceManager;
          const save = contents.save.bind(contents);
          let met = null;
          // The user's save comes when the file is written and the page has not heard of it.
          contents.save = async (...file) => {
            const written = await save(...file);
            contents.save = save;
            met = context.save();
            await contents.get(context.path);
            await contents.get(context.path);
            return written;
          };
          context.model.sharedModel.setMetadata('mark', 'saved');
          await context.save();
          await met;
          void context.save();
          panel.close();
          await new Promise(resolve => panel.disposed.connect(resolve));
        }"""
    )
    expect(lab.page.locator(".jp-Dialog")).to_have_count(0)
    assert json.loads((lab.root / lab.name).read_text())["metadata"]["mark"] == "saved"
