"""The user's Stop while a cell of the agent's computes: from the command at the wire to the cell's end.

A page in Python speaks as the labextension does: it runs the cell on the shell channel and says `stop` on
control.
"""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

from rca_kernel.adapters.comm import messages as m
from rca_kernel.models import Reply
from rca_kernel.testing.openai_server import HttpRequest, OpenAIServer
from rca_kernel.testing.scripted_model import tool
from tests.benchmarks.measuring import Ratio, median
from tests.kernel.front_end import FrontEnd, Shown
from tests.kernel.page import Page
from tests.kernel.remote import ROOT
from tests.sample import DEMANDS, REST

ROUNDS = 9
LIMIT = 1.0
PATIENCE = 120
PAPER = ROOT / "notebooks" / "papers" / "adaptive-moments.tex"
BUSY = "print('begun', flush=True)\nn = 0\nwhile True:\n    n += 1"
STEP = {"title": "Work", "goal": "work", "requirements": DEMANDS[:1]}
PLAN = tool("submit_plan", requirements=[], steps=[STEP], unresolved=REST, assumptions=[])
LOAD = """import sys, os
sys.path.insert(0, {root!r}); os.chdir({folder!r}); os.environ['RCA_DATA'] = {folder!r}
os.environ['OPENAI_API_KEY'] = 'a-key'
%load_ext rca_kernel
%rca paper {paper}"""
IMPLEMENT = '%rca implement "Section 3.4" --model openai/scripted --api-base {url} --again'


def decide(request: HttpRequest) -> Reply:
    """Plans one step, and writes the busy cell in it."""
    offered = {one["function"]["name"] for one in request.body["tools"]}
    return PLAN if "submit_plan" in offered else tool("insert_cell", cell_type="code", source=BUSY)


async def _began(front_end: FrontEnd, known: set[str]) -> Shown:
    """The agent's cell, once it has printed."""

    def busy() -> list[Shown]:
        new = (one for id, one in front_end.shown.items() if id not in known)
        return [one for one in new if one.text == "begun\n"]

    await front_end.until(lambda: bool(busy()))
    return busy()[0]


async def _stopped(page: Page, url: str, number: int) -> float:
    """Seconds from the command to the end of the cell that it stops."""
    front_end = page.front_end
    begun = await front_end.execute(IMPLEMENT.format(url=url), f"user-{number}")
    assert "Implementing" in begun.text, begun.outputs.json()
    cell = await _began(
        front_end, {begun.message_id} | {id for id, one in front_end.shown.items() if one.idle.is_set()}
    )
    assert not cell.idle.is_set()
    start = perf_counter()
    await page.say(m.Command(page.client, f"stop-{number}", "stop", {}))
    await cell.done()
    took = perf_counter() - start
    await page.until(
        lambda: any(isinstance(one, m.ShowProgress) and one.status == "stopped" for one in page.heard)
    )
    await front_end.execute("%rca wait", f"after-{number}")  # what is shown as stopped is still being kept
    page.heard.clear()
    return took


async def _measured(url: str, folder: Path) -> list[float]:
    shutil.copy(PAPER, folder)
    front_end = FrontEnd()
    await front_end.start()
    page = Page(front_end)
    page.open()
    try:
        loaded = await front_end.execute(
            LOAD.format(root=str(ROOT), folder=str(folder), paper=PAPER.name), "user"
        )
        assert loaded.status == "ok", loaded.outputs.json()
        return [await asyncio.wait_for(_stopped(page, url, number), PATIENCE) for number in range(ROUNDS)]
    finally:
        page.close()
        await front_end.close()


def reports() -> Iterator[object]:
    with tempfile.TemporaryDirectory() as folder, OpenAIServer(decide=decide) as model:
        samples = asyncio.run(_measured(model.base_url, Path(folder)))
    yield Ratio("Stop at a busy cell of the agent's", median(samples), LIMIT, "the limit of 1 s")
    yield f"the slowest of {ROUNDS}: {max(samples) * 1000:.0f} ms"
