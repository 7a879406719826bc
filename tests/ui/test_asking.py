"""Typing `%rca` and asking a question, in the page: Tab, the answer as it comes, and an interrupt."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, expect

from rca_kernel.models import Reply
from rca_kernel.testing.openai_server import HttpRequest, OpenAIServer, Served
from rca_kernel.testing.scripted_model import Hang
from tests.ui.lab import SHOWN, Lab
from tests.ui.serving import PAPERS

LABEL = re.compile(r"^\[([^\]]+)\] \(", re.MULTILINE)


@pytest.fixture
def server_of_answers() -> Iterator[tuple[OpenAIServer, list[Served]]]:
    script: list[Served] = []

    def decide(request: HttpRequest) -> Served:
        label, *_ = LABEL.findall(request.body["messages"][1]["content"])
        match script.pop(0):
            case Hang(said):
                return Hang(said.replace("{label}", label))
            case Reply(content=said):
                return Reply(said.replace("{label}", label))
            case other:
                return other

    with OpenAIServer(decide=decide) as running:
        yield running, script


def output(lab: Lab) -> Locator:
    return lab.page.locator(f"{SHOWN} .jp-Notebook .jp-OutputArea-output").last


def test_a_line_is_completed_and_its_answer_seen_as_it_comes(
    lab: Lab, server_of_answers: tuple[OpenAIServer, list[Served]]
) -> None:
    server, script = server_of_answers
    lab.open()
    environment = {"OPENAI_BASE_URL": server.base_url, "OPENAI_API_KEY": "sk-test-abcdefghijklmnop1234"}
    lab.compute(f"import os; os.environ.update({environment}); os.environ['RCA_MODEL'] = 'formal'")
    shutil.copy(PAPERS / "adaptive-moments.tex", lab.root)
    lab.run("%rca paper adaptive-moments.tex")
    expect(lab.page.locator(f"{SHOWN} .jp-RenderedMarkdown").last).to_contain_text("15 equations")
    completed(lab)
    lab.page.keyboard.press("Shift+Enter")
    lab.show_panel()
    lab.expect_status("done")
    lab.compute("get_ipython().run_line_magic('rca', 'config model=openai/scripted')")
    answered(lab, script)
    interrupted(lab, script)


def completed(lab: Lab) -> None:
    """What is offered stands in place of the word, its quotation marks included."""
    cell = lab.page.locator(f"{SHOWN} .jp-Notebook .jp-CodeCell").last
    cell.locator(".cm-content").click()
    for typed, offered, line in (
        ("%rca impl", "implement", "%rca implement"),
        (' "Eq. (6', '"Eq. (6)"', '%rca implement "Eq. (6)"'),
        (" --model fo", "formal", '%rca implement "Eq. (6)" --model formal'),
    ):
        lab.page.keyboard.type(typed)
        lab.page.keyboard.press("Tab")
        item = lab.page.locator(".jp-Completer-item:visible")
        expect(item).to_have_count(1)
        expect(item).to_contain_text(offered)
        lab.page.keyboard.press("Enter")
        expect(cell.locator(".cm-line")).to_have_text(line)


def answered(lab: Lab, script: list[Served]) -> None:
    said = "They decay [{label}].\n<img src=x onerror=alert(1)> ![](http://127.0.0.1:9/x.png) \x1b[31mred"
    script.append(Reply(said))
    lab.run('%rca ask "what do the moments and beta say?"')
    expect(output(lab)).to_contain_text("They decay [")
    expect(output(lab)).to_contain_text("<img src=x onerror=alert(1)> ![](http://127.0.0.1:9/x.png) red")
    expect(output(lab)).not_to_contain_text("Asking")
    assert output(lab).locator("img").count() == 0
    lab.shot("answer")


def interrupted(lab: Lab, script: list[Served]) -> None:
    script.append(Hang("They decay slowly [{label}], which is"))
    lab.run('%rca ask "what do the moments and beta say?"')
    expect(output(lab)).to_contain_text("They decay slowly [")
    expect(output(lab)).to_contain_text("checked against them when it is there")
    lab.shot("answering")
    lab.page.evaluate("jupyterapp.commands.execute('notebook:interrupt-kernel')")
    shown = lab.page.locator(f"{SHOWN} .jp-Notebook .jp-OutputArea-output")
    expect(shown.nth(-2)).to_contain_text("(Stopped here: not the whole answer")
    expect(shown.last).to_have_text("KeyboardInterrupt: the question was given up.")
