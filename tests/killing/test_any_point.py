"""A session killed at each of its points, one after the other, and resumed from what is left."""

from __future__ import annotations

import asyncio
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import pytest

from rca_kernel.adapters.readers.registry import read_paper
from rca_kernel.agents.asking import Asking, Ledger
from rca_kernel.agents.engine import Engine
from rca_kernel.agents.formal_engine import FormalEngine
from rca_kernel.agents.llm_engine import LlmEngine
from rca_kernel.app.session import Outcome, Session
from rca_kernel.memory import Entry, Memory, PaperRef, decode
from rca_kernel.models import Budget
from rca_kernel.paper.closure import passage_of
from rca_kernel.paper.document import Section, Span
from rca_kernel.paper.passage import Passage
from rca_kernel.testing.fake_notebook import FakeNotebook
from rca_kernel.testing.scripted_model import ScriptedModel
from tests.killing.dying import (
    Interpreter,
    Killed,
    Mortal,
    MortalWorkspace,
    Points,
    file_host,
    mortal_scripts,
)
from tests.killing.script import STARTER, decide

Keeping = Literal["page", "file"]
Kind = Literal["llm", "formal"]
PAPERS = Path(__file__).resolve().parents[2] / "notebooks" / "papers"
STRIDE: dict[Kind, int] = {"llm": 1, "formal": 5}
"""Every point of the session with files and scripts; some of the formal one, which has many alike."""
EXPECTED = {"before run", "during run", "after insert", "after write_memory", "before save"}
SPAN = Span("a.tex", 0, 1)
SHORT = Passage("3.2", "Section 3.2", "T", "a.tex", (Section("s", "3.2", "U", 2, SPAN),), ())


@dataclass
class World:
    """One notebook in one folder; what a kill leaves of it is the page, or the file alone."""

    folder: Path
    keeping: Keeping
    kind: Kind
    monkeypatch: pytest.MonkeyPatch
    page: FakeNotebook = field(default_factory=FakeNotebook)

    async def session(self, points: Points, engine: Engine) -> Session:
        interpreter = Interpreter(self.folder, points)
        host: Any = self.page
        if self.keeping == "file":
            host = file_host(self.folder / "a.ipynb", interpreter)
            await host.start()
        else:
            self.page.runner = interpreter
        mortal_scripts(self.monkeypatch, points)
        passage = SHORT if self.kind == "llm" else formal_passage()
        workspace = MortalWorkspace(self.folder, points) if self.kind == "llm" else None
        mortal: Any = Mortal(host, points)
        paper = PaperRef("T", "a.tex", "3.2", "d")
        return Session(mortal, engine, passage, paper, workspace=workspace)

    def engine(self, name: str) -> Engine:
        if self.kind == "formal":
            return FormalEngine()
        return LlmEngine(Asking(ScriptedModel(decide=decide, name=name), Ledger(Budget())))

    async def memory(self) -> Memory | None:
        block = await (await self.reopened()).read_memory()
        return decode(block) if block is not None else None

    async def cells(self) -> list[tuple[str, str, str]]:
        cells = await (await self.reopened()).read()
        return [
            (c.kind, re.sub(r"rca-\w{12}", "rca-", c.source), c.note.step if c.note else "") for c in cells
        ]

    async def reopened(self) -> Any:
        if self.keeping == "page":
            return self.page
        host = file_host(self.folder / "a.ipynb", Interpreter(self.folder, Points()))
        await host.start()
        return host

    def lines(self, name: str) -> list[str]:
        file = self.folder / name
        return file.read_text().splitlines() if file.exists() else []


def formal_passage() -> Passage:
    return passage_of(read_paper(PAPERS / "paced-batching.tex"), "Eq. (10)")


@pytest.fixture(scope="module")
def roots(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    root = tmp_path_factory.mktemp("worlds")
    yield root
    shutil.rmtree(root)


def world(root: Path, keeping: Keeping, kind: Kind, monkeypatch: pytest.MonkeyPatch) -> World:
    folder = Path(root) / f"w{len(list(root.iterdir()))}"
    folder.mkdir()
    for name, text in STARTER.items():
        (folder / name).write_text(text)
    return World(folder, keeping, kind, monkeypatch)


async def finished(world: World, points: Points) -> Outcome:
    return await (await world.session(points, world.engine("first"))).implement()


def killed(world: World, at: int) -> str:
    """The point at which it died, with the event loop and all that waited there."""
    with pytest.raises(Killed) as death:
        asyncio.run(finished(world, Points(at)))
    return str(death.value)


async def resumed(world: World) -> Outcome:
    """As `%rca resume` does; where nothing was written yet, as `%rca implement` typed again."""
    begun = await world.memory() is not None
    session = await world.session(Points(), world.engine("another"))
    return await (session.resume() if begun else session.implement())


def told(entries: Any) -> list[tuple[int, str, str]]:
    return [(entry.n, entry.kind, entry.text) for entry in entries]


def check_effects(world: World, log: list[Entry]) -> None:
    """What a script or a file action did is there once; each further run of a cell is in the log."""
    assert world.lines("bumped.txt") == ["was run"]
    assert world.lines("notes.txt") == ["a line"]
    assert world.lines("model.py") == ["def f():", "    return 1"]
    cell = next(e for e in log if e.kind == "action" and e.text.startswith("insert cell (code): import"))
    actions = [e.text for e in log if e.kind == "action" and e.step == cell.step]
    again = [text for text in actions if text.startswith(("restore:", "run cell:"))]
    assert 1 <= len(world.lines("cells.txt")) <= 1 + len(again)


@pytest.mark.parametrize("keeping", ["page", "file"])
@pytest.mark.parametrize("kind", ["llm", "formal"])
def test_resuming_continues_wherever_the_kernel_was_killed(
    roots: Path, kind: Kind, keeping: Keeping, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, points = world(roots, keeping, kind, monkeypatch), Points()
    assert asyncio.run(finished(whole, points)).status == "done"
    expected = asyncio.run(whole.cells())
    assert set(points.passed) >= EXPECTED
    for at in range(1, len(points.passed) + 1, STRIDE[kind]):
        one = world(roots, keeping, kind, monkeypatch)
        where = f"{at}: {killed(one, at)}"
        asyncio.run(check_resumed(one, expected, where))


async def check_resumed(one: World, expected: list[tuple[str, str, str]], where: str) -> None:
    left = await one.memory()
    outcome = await resumed(one)
    memory = await one.memory()
    assert memory is not None
    assert outcome.status == "done", (where, outcome.text)
    assert await one.cells() == expected, where
    assert told(memory.log)[: len(left.log) if left else 0] == told(left.log if left else ()), where
    assert {step.state for step in memory.plan.leaves()} == {"done"}, where
    if one.kind == "llm":
        check_effects(one, list(memory.log))
