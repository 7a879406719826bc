"""What waits in the kernel's queue behind a cell of the agent's, in a notebook beside it."""

from __future__ import annotations

from playwright.sync_api import expect

from rca_kernel.testing.openai_server import OpenAIServer
from tests.barrier import Barrier
from tests.ui.lab import OPEN, SHOWN, Lab
from tests.ui.stepwise import begin
from tests.ui.test_tabs import CHANGE_KERNEL, KERNEL

QUEUE = """source => {
  const { content } = jupyterapp.shell.currentWidget;
  content.model.sharedModel.cells[0].setSource(source);
  void jupyterapp.commands.execute('notebook:run-cell').catch(() => undefined);
}"""


def test_a_cell_that_stop_drops_from_the_queue_says_why(
    lab: Lab, model: OpenAIServer, barrier: Barrier
) -> None:
    begin(lab, model, barrier, "SECOND = 'second'")
    busy, kernel = lab.name, lab.page.evaluate(KERNEL)
    said: list[str] = []
    lab.page.on("console", lambda message: said.append(message.text))
    lab.name = f"beside-{busy}"
    lab.look()
    lab.page.evaluate(CHANGE_KERNEL, kernel)
    lab.page.evaluate(QUEUE, "print('mine')")
    expect(lab.page.locator(f"{SHOWN} .jp-InputPrompt").first).to_contain_text("*")
    lab.page.evaluate(OPEN, {"path": busy})
    lab.panel.get_by_role("button", name="Stop").click()
    lab.expect_status("stopped")
    lab.page.evaluate(OPEN, {"path": lab.name})
    output = lab.page.locator(f"{SHOWN} .jp-OutputArea-output")
    expect(output).to_contain_text("Not run: it waited behind a cell of the agent's, which was stopped.")
    lab.shot("dropped-from-the-queue")
    other = Lab(lab.page.context.new_page(), lab.url, lab.root, busy, lab.shots)
    other.visit()
    other.kernel_ready()
    other.page.close()
    assert [text for text in said if "Comm not found" in text] == []
    lab.page.evaluate(OPEN, {"path": busy})
    lab.name = busy
