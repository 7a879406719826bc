"""A session killed at each point of moving a cell and clearing another: resumed, no cell is there twice."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from rca_kernel.agents.asking import Asking, Ledger
from rca_kernel.agents.engine import Engine
from rca_kernel.agents.llm_engine import LlmEngine
from rca_kernel.models import Budget, Message, Reply
from rca_kernel.testing.scripted_model import ScriptedModel, tool
from tests.killing.dying import Points
from tests.killing.test_any_point import Keeping, World, finished, killed, resumed

ABOVE, BELOW = "a = 1", "b = 2"
PLAN = tool(
    "submit_plan",
    requirements=[],
    steps=[{"title": "Sort", "goal": "sort", "requirements": [], "persona": "debugger"}],
    unresolved=[],
    assumptions=[],
)


def decide(messages: Sequence[Message]) -> Reply:
    """Reads the notebook before each action; wants BELOW written first and moved below ABOVE then."""
    if "all submit_plan once" in messages[1].content:
        return PLAN
    last = messages[-1]
    if last.role != "tool" or "read_notebook" not in messages[-2].tool_calls[0].arguments:
        return tool("read_notebook")
    found = re.findall(r"\[(rca-\w+)\] code\n(.+)", last.content)
    sources = [source for _, source in found]
    for source in (BELOW, ABOVE):
        if source not in sources:
            return tool("insert_cell", cell_type="code", source=source)
    ids = {source: id for id, source in found}
    if sources != [ABOVE, BELOW]:
        return tool("move_cell", cell_id=ids[BELOW], after=ids[ABOVE])
    return tool("finish_step", summary="sorted")


class Moving(World):
    def engine(self, name: str) -> Engine:
        return LlmEngine(Asking(ScriptedModel(decide=decide, name=name), Ledger(Budget())))


def world(folder: Path, keeping: Keeping, monkeypatch: pytest.MonkeyPatch) -> Moving:
    folder.mkdir()
    return Moving(folder, keeping, "llm", monkeypatch)


@pytest.mark.parametrize("keeping", ["page", "file"])
def test_a_move_is_finished_wherever_the_kernel_was_killed(
    tmp_path: Path, keeping: Keeping, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, points = world(tmp_path / "whole", keeping, monkeypatch), Points()
    assert asyncio.run(finished(whole, points)).status == "done"
    expected = asyncio.run(whole.cells())
    assert [source for kind, source, _ in expected if kind == "code"] == [ABOVE, BELOW]
    assert "after delete" in points.passed
    for at in range(1, len(points.passed) + 1):
        one = world(tmp_path / str(at), keeping, monkeypatch)
        where = f"{at}: {killed(one, at)}"
        assert asyncio.run(resumed(one)).status == "done", where
        assert asyncio.run(one.cells()) == expected, where
