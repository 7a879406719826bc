"""JupyterLab without our extension: the steps stand below the cell, the panel is made of widgets."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Locator, expect

from rca_kernel.testing.openai_server import OpenAIServer
from tests.barrier import Barrier
from tests.ui.lab import Desk, Lab, at_desk
from tests.ui.serving import jupyterlab
from tests.ui.stepwise import MODEL, PAPER, WAIT, one_cell_a_step, plan


@pytest.fixture
def model() -> Iterator[OpenAIServer]:
    sources = {"1": WAIT, "2": "print(SECOND)\nimport pylab; pylab.plot([1, 2]); pylab.show()"}
    with OpenAIServer(plan("Wait", "Print"), decide=one_cell_a_step(sources)) as server:  # type: ignore[arg-type]
        yield server


@pytest.fixture
def lab(
    tmp_path_factory: pytest.TempPathFactory, context: BrowserContext, request: pytest.FixtureRequest
) -> Iterator[Lab]:
    root = tmp_path_factory.mktemp("plain")
    with jupyterlab(root, tmp_path_factory.mktemp("home"), plain=True) as url:
        desk = Desk(context, url)
        with at_desk(desk, (url, root), request.node.name) as lab:
            yield lab
        desk.drop()


def test_without_the_extension_stop_reaches_a_busy_kernel_and_nothing_is_lost(
    lab: Lab, model: OpenAIServer, barrier: Barrier
) -> None:
    lab.open()
    lab.run(f"BARRIER = {barrier.name!r}; SECOND = 'second'")
    lab.run(PAPER)
    lab.run("%rca panel")
    panel = lab.page.locator(".jp-Cell-outputArea", has=lab.page.locator(".widget-vbox"))
    expect(button(panel, "Stop")).to_be_disabled()
    lab.run(MODEL.format(url=model.base_url))
    begun = lab.page.locator(".jp-CodeCell", has_text="%rca implement").locator(".jp-OutputArea").first
    expect(begun).to_contain_text("runs …")  # what it prints is shown while it runs
    expect(begun.locator("pre", has_text="waiting").last).to_be_visible()
    expect(panel).to_contain_text("▶ 1 Wait")
    expect(lab.page.locator("#jp-main-statusbar")).to_contain_text("Busy")
    button(panel, "Stop").click()  # the cell ends by nothing else
    expect(panel).to_contain_text("stopped by the user")
    lab.shot("without-the-extension")
    barrier.lift()
    button(panel, "Resume").click()
    expect(panel).to_contain_text("✔ 2 Print")
    expect(begun).to_contain_text("second")
    lab.run("%rca wait")
    lab.run("print('after', SECOND)")  # queued, as "Run All" does
    expect(lab.page.locator(".jp-OutputArea-output", has_text="after second")).to_be_visible()
    expect(panel).to_contain_text("incomplete")
    expect(button(panel, "Resume")).to_be_disabled()  # all steps are done
    kept = json.loads((lab.root / lab.name.replace(".ipynb", "-rca.ipynb")).read_text())
    sources = ["".join(cell["source"]) for cell in kept["cells"]]
    assert sum("fcntl.flock" in source for source in sources) == 1
    assert sum("print(SECOND)" in source for source in sources) == 1


def button(panel: Locator, name: str) -> Locator:
    return panel.get_by_role("button", name=name, exact=True)
