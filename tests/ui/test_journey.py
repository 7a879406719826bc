"""The journey of a researcher in JupyterLab, seen through a browser."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Route, expect

from rca_kernel.testing.openai_server import HttpError, OpenAIServer
from tests.barrier import Barrier
from tests.ui.lab import Lab
from tests.ui.stepwise import MODEL, PAPER, begin

FIXTURE = Path(__file__).resolve().parents[1] / "memory" / "fixtures" / "format-1.json"
NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"
STOPWATCH = """() => {
  window.stopwatch = new Promise(resolve => {
    document.querySelector('.rca-Panel-stop').addEventListener('click', () => {
      const from = performance.now();
      const stopped = () => document.querySelector('.rca-Panel-status[data-status="stopped"]');
      const look = () => stopped() ? resolve(performance.now() - from) : requestAnimationFrame(look);
      look();
    }, { once: true, capture: true });
  });
}"""


def test_a_section_is_implemented_with_the_formal_engine(lab: Lab) -> None:
    lab.open()
    lab.show_panel()
    lab.run(PAPER)
    lab.run('%rca implement "Section 3.2" --model formal')
    lab.expect_status("done")
    lab.expect_step("2.1", "done")
    lab.shot("panel")
    expect(
        lab.page.locator(".jp-OutputArea-output", has_text="agrees with Eq. (10) at 6 of 6").first
    ).to_be_attached()
    notebook = lab.saved("done")
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code" and "rca" in cell["metadata"]]
    assert len(code) >= 14
    assert all(cell["execution_count"] for cell in code)
    lab.step("3.1").locator(".rca-Step-title").first.click()
    expect(
        lab.page.locator(".jp-Notebook .jp-Cell", has_text="Algorithm 1: Adaptive").first
    ).to_be_in_viewport()


def test_the_kernel_is_free_while_the_model_is_waited_for(lab: Lab) -> None:
    from rca_kernel.testing.scripted_model import Hang

    with OpenAIServer(HttpError(429, "slow down", headers={"Retry-After": "1"}), Hang()) as server:
        lab.open()
        lab.show_panel()
        lab.run(PAPER)
        lab.run(MODEL.format(url=server.base_url))
        lab.expect_status("running")
        expect(lab.panel.locator(".rca-Panel-action")).to_contain_text("asking the model again in 1 s: ")
        lab.run("1 + 1")
        expect(lab.page.locator(".jp-OutputArea-executeResult", has_text="2").first).to_be_visible()
        lab.expect_status("running")
        lab.panel.locator(".rca-Panel-stop").click()
        lab.expect_status("stopped")


def reach(lab: Lab, name: str) -> None:
    """Go back with the Tab key to a control of the panel."""
    for _ in range(12):
        lab.page.keyboard.press("Shift+Tab")
        if lab.page.evaluate("name => document.activeElement.classList.contains(name)", name):
            return
    raise AssertionError(f"{name} is not reached by keyboard.")


def test_by_keyboard_stop_interrupts_a_cell_and_resume_goes_on(
    lab: Lab, model: OpenAIServer, barrier: Barrier
) -> None:
    keys = lab.page.keyboard
    begin(lab, model, barrier, "SECOND = 'second'")
    lab.page.locator(".jp-Notebook .jp-Cell").first.click()
    keys.press("Control+Shift+Y")
    expect(lab.step("1")).to_be_focused()
    keys.press("ArrowDown")
    expect(lab.step("2")).to_be_focused()
    keys.press("ArrowUp")
    reach(lab, "rca-Panel-stop")
    lab.page.evaluate(STOPWATCH)
    keys.press("Enter")
    lab.expect_status("stopped")
    milliseconds = lab.page.evaluate("window.stopwatch")
    (lab.shots / "stop-milliseconds.txt").write_text(f"{milliseconds:.0f}")
    expect(lab.page.locator(".jp-OutputArea-output", has_text="KeyboardInterrupt").first).to_be_visible()
    lab.expect_step("1", "pending")
    barrier.lift()
    keys.press("Control+Shift+Y")
    reach(lab, "rca-Panel-resume")
    keys.press("Enter")
    lab.expect_step("1", "done")
    lab.expect_step("2", "done")
    lab.expect_status("done")


def test_a_failed_cell_is_rerun_then_undone_and_rolled_back(
    lab: Lab, model: OpenAIServer, barrier: Barrier
) -> None:
    begin(lab, model, barrier)
    barrier.lift()
    lab.expect_step("2", "failed")
    lab.expect_status("incomplete")
    lab.shot("failed-step")
    lab.run("SECOND = 'defined now'")
    lab.step("2").locator(".rca-Step-rerun").click()
    lab.expect_step("2", "done")
    expect(lab.page.locator(".jp-OutputArea-output", has_text="defined now").first).to_be_attached()
    lab.expect_status("incomplete")  # what the user defined below does not run first in a clean rerun
    assert "NameError" in lab.saved("incomplete")["metadata"]["rca"]["log"][-1]["text"]
    written = lab.page.locator(".jp-Notebook .jp-CodeCell .cm-content")
    second = written.filter(has_text="print(SECOND)")
    second.click()
    lab.page.get_by_role("button", name="Undo the agent's last change").first.click()
    expect(second).to_have_count(0)
    lab.step("1").locator(".rca-Step-title").click(button="right")
    lab.page.get_by_role("menuitem", name="Roll Back to Before Step…").click()
    lab.page.get_by_role("button", name="Roll Back").click()
    lab.expect_step("1", "pending")
    expect(written.filter(has_text="fcntl.flock")).to_have_count(0)
    expect(written.filter(has_text="SECOND = 'defined now'")).to_have_count(1)
    lab.saved("stopped")


@contextmanager
def saves_held(lab: Lab) -> Iterator[list[Route]]:
    """The saves of the notebook that the server has not yet seen."""
    held: list[Route] = []

    def hold(route: Route) -> None:
        if route.request.method == "PUT":
            held.append(route)
        else:
            route.continue_()

    lab.page.route(f"**/api/contents/{lab.name}*", hold)
    yield held
    for route in held:
        route.continue_()
    lab.page.unroute_all()


def test_a_failed_cell_of_the_users_own_is_rerun_from_its_output_and_from_its_toolbar(lab: Lab) -> None:
    lab.open()
    file = lab.root / f"{lab.name}.txt"
    lab.run(f"open({file.name!r}).read()")
    expect(lab.page.locator(".jp-OutputArea-output", has_text="FileNotFoundError").first).to_be_visible()
    cell = lab.page.locator(".jp-Notebook .jp-CodeCell").first
    with saves_held(lab) as saves:
        cell.locator(".rca-CellRerun").click()
        expect(lab.page.locator(".rca-StatusItem")).to_have_text("Failed")
        expect(cell.locator(".jp-InputPrompt")).to_have_text("[2]:")
        lab.wait_for(lambda: saves or None)
        file.write_text("found")
        cell.locator(".jp-InputPrompt").click()
        lab.page.get_by_role("button", name="Rerun failed cell").first.click()
    expect(lab.page.locator(".jp-OutputArea-executeResult", has_text="found").first).to_be_visible()
    expect(cell.locator(".rca-CellRerun")).to_have_count(0)


def test_a_reload_in_the_middle_loses_and_doubles_nothing(
    lab: Lab, model: OpenAIServer, barrier: Barrier
) -> None:
    begin(lab, model, barrier, "SECOND = 'after the reload'")
    lab.page.reload()
    lab.page.wait_for_selector(".jp-Notebook .jp-Cell")
    lab.expect_step("1", "running")
    barrier.lift()
    lab.expect_status("done")
    sources = ["".join(cell["source"]) for cell in lab.saved("done")["cells"]]
    assert sum("fcntl.flock" in source for source in sources) == 1
    assert sum("print(SECOND)" in source for source in sources) == 1


def test_a_restarted_kernel_shows_what_stopped_and_resumes(
    lab: Lab, model: OpenAIServer, barrier: Barrier
) -> None:
    begin(lab, model, barrier)
    barrier.lift()
    lab.expect_status("incomplete")
    lab.page.get_by_role("menuitem", name="Kernel").first.click()
    lab.page.get_by_role("menuitem", name="Restart Kernel…").first.click()
    lab.page.get_by_role("button", name="Confirm Kernel Restart").click()
    lab.expect_step("1", "done")
    lab.run(f"BARRIER = {barrier.name!r}; SECOND = 'after the restart'")
    lab.run(PAPER)
    # An address of the user's own is asked for anew: the notebook does not say which it was.
    lab.run("%rca rerun")
    expect(lab.page.locator(".jp-OutputArea-output", has_text="api_base=").first).to_be_attached()
    lab.run(f"%rca config api_base={model.base_url}")
    lab.run("%rca rerun")
    lab.expect_step("2", "done")


def test_the_plan_of_a_saved_notebook_shows_without_a_kernel(lab: Lab) -> None:
    lab.look(rca=json.loads(FIXTURE.read_text()))
    lab.show_panel()
    lab.expect_step("1.2", "failed")
    expect(lab.step("1.2")).to_contain_text("NameError: v")
    lab.expect_status("stopped")


def test_a_damaged_block_is_said_and_left_alone(lab: Lab) -> None:
    lab.open(rca={"format": 99})
    lab.show_panel()
    expect(lab.panel).to_contain_text("format 99")
    lab.run(PAPER)
    lab.run('%rca implement "Eq. (8)" --model formal')
    expect(lab.page.locator(".jp-OutputArea-output", has_text="m_hat_t agrees").first).to_be_attached()
    lab.run("%rca wait")
    expect(lab.page.locator(".jp-OutputArea-output", has_text="done: Implement Eq.").first).to_be_attached()
    lab.save()
    lab.unchanged({"format": 99})


def test_a_notebook_closed_in_the_middle_is_reopened_and_resumed(
    lab: Lab, model: OpenAIServer, barrier: Barrier
) -> None:
    begin(lab, model, barrier, "SECOND = 'second'")
    lab.panel.locator(".rca-Panel-stop").click()
    lab.expect_status("stopped")
    lab.shut_down()
    barrier.lift()
    lab.visit()
    lab.kernel_ready()
    lab.show_panel()
    lab.expect_status("stopped")
    lab.expect_step("1", "pending")
    lab.run(f"BARRIER = {barrier.name!r}; SECOND = 'second'")
    lab.run(f"%rca resume --model openai/scripted --api-base {model.base_url}")
    lab.expect_step("2", "done")
    lab.expect_status("done")
    sources = ["".join(cell["source"]) for cell in lab.saved("done")["cells"]]
    assert sum("fcntl.flock" in source for source in sources) == 1


def test_the_quickstart_runs_to_its_end(lab: Lab) -> None:
    lab.open(cells=json.loads((NOTEBOOKS / "01-quickstart.ipynb").read_text())["cells"])
    lab.show_panel()
    lab.page.get_by_role("menuitem", name="Run", exact=True).click()
    lab.page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    lab.expect_status("done")
    assert lab.saved("done")["metadata"]["rca"]["contract"][0]["status"] == "verified"


def test_the_plain_kernel_works_in_notebook_7_after_load_ext(lab: Lab) -> None:
    lab.write(kernel="python3")
    lab.page.goto(f"{lab.url}/notebooks/{lab.name}")
    lab.page.wait_for_selector(".jp-Notebook .jp-Cell")
    lab.kernel_ready()
    lab.run("%load_ext rca_kernel")
    lab.run(PAPER)
    lab.run('%rca implement "Eq. (8)" --model formal')
    expect(lab.page.locator(".jp-OutputArea-output", has_text="m_hat_t agrees").first).to_be_attached()
    expect(lab.page.get_by_role("heading", name="What was implemented")).to_be_attached()
