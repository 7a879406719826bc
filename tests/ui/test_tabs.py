"""Two tabs with a document each: one that is older than the file never serves, nor another notebook."""

from __future__ import annotations

import shutil

from playwright.sync_api import expect

from rca_kernel.testing.openai_server import OpenAIServer
from tests.barrier import Barrier
from tests.ui.lab import EMPTY_CELL, OPEN, SHOWN, Lab
from tests.ui.scripted import ASK, PUPPET
from tests.ui.stepwise import MODEL, PAPER, WAIT, begin

MINE = "mine = 'what I wrote in the other tab'"
KERNEL = "() => jupyterapp.shell.currentWidget.context.sessionContext.session.kernel.id"
CHANGE_KERNEL = """async id => {
  await jupyterapp.shell.currentWidget.context.sessionContext.changeKernel({ id });
}"""
RESTART = "jupyterapp.shell.currentWidget.context.sessionContext.session.kernel.restart()"
FAILED = [{"output_type": "error", "ename": "NameError", "evalue": "x", "traceback": ["NameError: x"]}]
OF_ITS_OWN = {
    "format": 1,
    "paper": {"title": "Another", "file": "b.tex", "target": "2", "digest": "d"},
    "contract": [],
    "plan": {"goal": "A plan of its own", "steps": [{"id": "1", "title": "Mine", "state": "pending"}]},
    "log": [],
    "sessions": [
        {"id": "s-1", "engine": "formal", "status": "stopped", "started": "2026-01-01T00:00:00+00:00"}
    ],
}
COMPUTE_IN = """([path, code]) => {
  const panel = [...jupyterapp.shell.widgets('main')].find(widget => widget.context?.path === path);
  return panel.sessionContext.session.kernel.requestExecute({ code }).done.then(() => null);
}"""
CELLS = "() => jupyterapp.shell.currentWidget.context.model.sharedModel.cells.map(cell => cell.getSource())"


def tab(lab: Lab) -> Lab:
    other = Lab(lab.page.context.new_page(), lab.url, lab.root, lab.name, lab.shots)
    other.visit()
    other.kernel_ready()
    other.show_panel()
    return other


def work_elsewhere(lab: Lab, model: OpenAIServer, barrier: Barrier) -> tuple[Lab, Lab]:
    """A tab that was opened first, and one in which all was written, saved and begun."""
    lab.open()
    old = tab(lab)
    busy = tab(lab)
    lab.page.evaluate("jupyterapp.shell.currentWidget.dispose()")
    busy.run(f"BARRIER = {barrier.name!r}\nSECOND = 'second'")
    busy.run(MINE)
    busy.save()
    busy.run(PAPER)
    busy.run(MODEL.format(url=model.base_url))
    busy.expect_step("1", "running")
    expect(busy.page.locator(".jp-OutputArea-output", has_text="waiting").first).to_be_visible()
    expect(old.panel).to_contain_text("This one follows")
    busy.save()
    return old, busy


def test_a_rerun_without_a_kernel_says_what_is_missing(lab: Lab) -> None:
    lab.look(cells=[{**EMPTY_CELL, "source": "x", "metadata": {"rca": {"step": "1"}}, "outputs": FAILED}])
    lab.page.locator(f"{SHOWN} .rca-CellRerun").click()
    toast = lab.page.locator(".Toastify__toast")
    expect(toast).to_contain_text("The notebook has no kernel")
    toast.get_by_role("button", name="Hide").click()
    expect(toast).to_have_count(0)


def test_what_waits_behind_a_tab_calls_and_is_found_at_a_click(lab: Lab) -> None:
    shutil.copy(PUPPET, lab.root / "puppet.py")
    lab.open(kernel="python3")
    lab.compute("from puppet import Puppet\npuppet = Puppet('behind.heard', {})")
    behind, lab.name = lab.name, f"other-{lab.name}"
    lab.look()
    lab.page.evaluate(COMPUTE_IN, [behind, f"puppet.tell(live={{'waiting': {ASK!r}}})"])
    toast = lab.page.locator(".Toastify__toast")
    expect(toast).to_contain_text(f"{behind}: The agent asks: Which epsilon?")
    expect(lab.page.locator(".rca-Announcer.rca-mod-elsewhere")).to_contain_text(behind)
    toast.get_by_role("button", name="Show").click()
    expect(lab.panel.locator(".rca-Card")).to_contain_text("Which epsilon?")
    assert lab.page.evaluate("jupyterapp.shell.currentWidget.context.path") == behind
    expect(toast).to_have_count(0)


def written(lab: Lab) -> list[str]:
    return ["".join(cell["source"]) for cell in lab.saved("done")["cells"]]


def test_a_tab_that_takes_over_reads_first_what_the_other_saved(
    lab: Lab, model: OpenAIServer, barrier: Barrier
) -> None:
    old, busy = work_elsewhere(lab, model, barrier)
    busy.page.close()
    barrier.lift()
    old.page.bring_to_front()
    old.expect_step("2", "done")
    old.expect_status("done")
    assert old.page.locator(".jp-Dialog").count() == 0
    sources = written(old)
    assert MINE in sources
    assert PAPER in sources
    assert sources.count(WAIT) == sources.count("print(SECOND)") == 1
    assert old.page.evaluate(CELLS) == sources
    old.page.close()


def test_a_tab_with_changes_of_its_own_serves_after_the_user_chose(
    lab: Lab, model: OpenAIServer, barrier: Barrier
) -> None:
    old, busy = work_elsewhere(lab, model, barrier)
    old.page.bring_to_front()
    old.page.locator(".jp-Notebook .jp-CodeCell .cm-content").last.click()
    old.page.keyboard.insert_text("unsaved = 1")
    busy.page.close()
    barrier.lift()
    expect(old.panel).to_contain_text("this tab holds changes that are not saved")
    assert "unsaved = 1" in old.page.evaluate(CELLS)
    old.shot("stale")
    old.page.evaluate("void jupyterapp.commands.execute('docmanager:reload')")
    old.page.locator(".jp-Dialog").get_by_role("button", name="Reload").click()
    old.expect_step("2", "done")
    old.expect_status("done")
    sources = written(old)
    assert MINE in sources
    assert sources.count(WAIT) == sources.count("print(SECOND)") == 1
    old.page.close()


def test_a_second_notebook_of_the_same_window_says_whose_the_kernel_is(
    lab: Lab, model: OpenAIServer, barrier: Barrier
) -> None:
    """JupyterLab lets only the first connection of a window to a kernel have comms."""
    begin(lab, model, barrier, "SECOND = 'second'")
    busy, kernel = lab.name, lab.page.evaluate(KERNEL)
    lab.name = f"beside-{busy}"
    lab.look(rca=OF_ITS_OWN)
    lab.page.evaluate(CHANGE_KERNEL, kernel)
    expect(lab.panel).to_contain_text(f"The kernel of this notebook works in {busy}")
    expect(lab.step("1")).to_contain_text("Mine")
    expect(lab.panel.get_by_role("button", name="Resume")).to_have_count(0)
    lab.shot("a-second-notebook-in-the-window")
    lab.page.evaluate(OPEN, {"path": busy})
    lab.name = busy
    lab.expect_status("running")
    barrier.lift()
    lab.expect_status("done")


def test_after_a_restart_the_kernel_belongs_to_the_notebook_in_front(
    lab: Lab, model: OpenAIServer, barrier: Barrier
) -> None:
    begin(lab, model, barrier)
    busy, kernel = lab.name, lab.page.evaluate(KERNEL)
    lab.name = f"beside-{busy}"
    lab.look(rca=OF_ITS_OWN)
    lab.page.evaluate(CHANGE_KERNEL, kernel)
    expect(lab.panel).to_contain_text(f"The kernel of this notebook works in {busy}")
    lab.page.evaluate(OPEN, {"path": busy})
    lab.page.evaluate(RESTART)
    expect(lab.panel.get_by_role("button", name="Resume")).to_be_enabled()
    lab.page.evaluate(OPEN, {"path": lab.name})
    expect(lab.panel.get_by_role("button", name="Resume")).to_be_enabled()
    expect(lab.step("1")).to_contain_text("Mine")
    lab.page.evaluate(OPEN, {"path": busy})
    lab.name = busy
    expect(lab.panel.get_by_role("button", name="Resume")).to_be_enabled()


def test_the_agent_does_not_go_on_in_another_notebook_on_its_kernel(
    lab: Lab, model: OpenAIServer, barrier: Barrier
) -> None:
    begin(lab, model, barrier, "SECOND = 'second'")
    other = Lab(lab.page.context.new_page(), lab.url, lab.root, f"other-{lab.name}", lab.shots)
    other.load()
    other.show_panel()
    other.page.evaluate(CHANGE_KERNEL, lab.page.evaluate(KERNEL))
    elsewhere = f"The kernel of this notebook works in {lab.name}"
    expect(other.panel).to_contain_text(elsewhere)
    expect(other.panel).to_contain_text("This notebook has no research plan yet")
    other.shot("another-notebook-on-the-kernel")
    lab.page.evaluate("jupyterapp.shell.currentWidget.dispose()")
    barrier.lift()
    lab.page.evaluate(OPEN, {"path": lab.name})
    lab.expect_status("done")
    expect(other.panel).to_contain_text(f"The agent of this kernel belongs to {lab.name}")
    assert other.page.evaluate(CELLS) == [""]
    sources = written(lab)
    assert sources.count(WAIT) == sources.count("print(SECOND)") == 1
    other.page.close()
