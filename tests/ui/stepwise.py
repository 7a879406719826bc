"""A session behind a scripted model: a cell a step, and one that runs until a test lets it end."""

from __future__ import annotations

from playwright.sync_api import expect

from rca_kernel.models import Reply
from rca_kernel.testing.openai_server import HttpRequest, OpenAIServer
from rca_kernel.testing.scripted_model import tool
from tests.barrier import Barrier
from tests.sample import DEMANDS, REST
from tests.ui.lab import Lab

PAPER = "%rca paper papers/adaptive-moments.tex"
WAIT = """import fcntl
print('waiting')
with open(BARRIER) as file:
    fcntl.flock(file, fcntl.LOCK_SH)
    assert file.read() == 'lifted'"""
MODEL = '%rca implement "Section 3.4" --model openai/scripted --api-base {url}'
GIVE_UP = tool("verdict", diagnosis="", decision="give_up", advice="", steps=[])


def plan(*titles: str) -> Reply:
    """A plan of one step a title; the prose is served by the first."""
    steps = [
        {"title": title, "goal": title, "requirements": DEMANDS[:1] if number == 0 else []}
        for number, title in enumerate(titles)
    ]
    return tool("submit_plan", requirements=[], steps=steps, unresolved=REST, assumptions=[])


def results_of(request: HttpRequest) -> list[str]:
    """What the model's actions of this step gave so far."""
    return [message["content"] for message in request.body["messages"] if message["role"] == "tool"]


def is_referee(request: HttpRequest) -> bool:
    return bool(request.body["tools"][0]["function"]["name"] == "verdict")


def inserted(results: list[str]) -> str:
    """The cell that the step's first action made."""
    return "rca-" + results[0].split("cell rca-", 1)[1][:12]


def one_cell_a_step(sources: dict[str, str]) -> object:
    """A model that writes each step's cell, marks what the step serves, and finishes it."""

    def decide(request: HttpRequest) -> Reply:
        if is_referee(request):
            return tool("verdict", diagnosis="a name is missing", decision="give_up", advice="", steps=[])
        asked = request.body["messages"][1]["content"]
        step = asked.split("Your step now is ", 1)[1].split(":", 1)[0]
        results = results_of(request)
        if not results:
            return tool("insert_cell", cell_type="code", source=sources[step])
        if "FAILED" in results[-1]:
            return tool("fail_step", reason="its cell failed")
        serves = asked.split("It serves: ", 1)[1].split("\n", 1)[0]
        if serves.startswith("text:") and len(results) == 1:
            cell = inserted(results)
            return tool(
                "mark_requirement", requirement=serves, status="verified", evidence="ran", cell_id=cell
            )
        return tool("finish_step", summary="its cell ran")

    return decide


def overwriting(mark: str) -> OpenAIServer:
    """A model whose one cell waits at the barrier and is then written over, unless `mark` is seen in it."""

    def decide(request: HttpRequest) -> Reply:
        if is_referee(request):
            return GIVE_UP
        results = results_of(request)
        if not results:
            return tool("insert_cell", cell_type="code", source=WAIT)
        if any(mark in str(message.get("content")) for message in request.body["messages"]):
            return tool("fail_step", reason="the user works on this cell")
        return tool("edit_cell", cell_id=inserted(results), source="print('overwritten')")

    return OpenAIServer(plan("Wait"), decide=decide)


def begin(lab: Lab, model: OpenAIServer, barrier: Barrier, defines: str = "") -> None:
    """A session whose first cell runs until the barrier is lifted."""
    lab.open()
    lab.show_panel()
    lab.run(f"BARRIER = {barrier.name!r}\n{defines}")
    lab.run(PAPER)
    lab.run(MODEL.format(url=model.base_url))
    lab.expect_step("1", "running")
    expect(lab.page.locator(".jp-OutputArea-output", has_text="waiting").first).to_be_visible()
