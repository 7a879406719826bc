"""A session behind a scripted model: a cell a step, and one that runs until a test lets it end."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import expect

from rca_kernel.models import Reply
from rca_kernel.testing.openai_server import HttpRequest, OpenAIServer
from rca_kernel.testing.scripted_model import tool
from tests.sample import DEMANDS, REST
from tests.ui.lab import Lab

PAPER = "%rca paper papers/adaptive-moments.tex"
WAIT = """import time, pathlib
print('waiting')
while not pathlib.Path(GO).exists(): time.sleep(0.02)
assert pathlib.Path(GO).exists()"""
MODEL = '%rca implement "Section 3.4" --model openai/scripted --api-base {url}'


def plan(*titles: str) -> Reply:
    """A plan of one step a title; the prose is served by the first."""
    steps = [
        {"title": title, "goal": title, "requirements": DEMANDS[:1] if number == 0 else []}
        for number, title in enumerate(titles)
    ]
    return tool("submit_plan", requirements=[], steps=steps, unresolved=REST, assumptions=[])


def one_cell_a_step(sources: dict[str, str]) -> object:
    """A model that writes each step's cell, marks what the step serves, and finishes it."""

    def decide(request: HttpRequest) -> Reply:
        if request.body["tools"][0]["function"]["name"] == "verdict":
            return tool("verdict", diagnosis="a name is missing", decision="give_up", advice="", steps=[])
        messages = request.body["messages"]
        asked = messages[1]["content"]
        step = asked.split("Your step now is ", 1)[1].split(":", 1)[0]
        results = [message["content"] for message in messages if message["role"] == "tool"]
        if not results:
            return tool("insert_cell", cell_type="code", source=sources[step])
        if "FAILED" in results[-1]:
            return tool("fail_step", reason="its cell failed")
        serves = asked.split("It serves: ", 1)[1].split("\n", 1)[0]
        if serves.startswith("text:") and len(results) == 1:
            cell = "rca-" + results[0].split("cell rca-", 1)[1][:12]
            return tool(
                "mark_requirement", requirement=serves, status="verified", evidence="ran", cell_id=cell
            )
        return tool("finish_step", summary="its cell ran")

    return decide


def begin(lab: Lab, model: OpenAIServer, defines: str = "") -> Path:
    """A session whose first cell runs until the file is made that this returns."""
    go = lab.root / f"{lab.name}.go"
    lab.open()
    lab.show_panel()
    lab.run(f"GO = {go.name!r}\n{defines}")
    lab.run(PAPER)
    lab.run(MODEL.format(url=model.base_url))
    lab.expect_step("1", "running")
    expect(lab.page.locator(".jp-OutputArea-output", has_text="waiting").first).to_be_visible()
    return go
