"""A session that writes a notebook of 1,000 cells: what an action costs at its end, beside its beginning."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from time import perf_counter

from rca_kernel import actions as a
from rca_kernel.adapters.headless.host import HeadlessHost
from rca_kernel.agents.engine import Situation, Verdict
from rca_kernel.app.session import Session
from rca_kernel.memory import Memory, PaperRef
from rca_kernel.models import Usage
from rca_kernel.notebook import Cell
from rca_kernel.paper.document import Section, Span
from rca_kernel.paper.passage import Passage
from rca_kernel.plan import Plan, Step
from tests.benchmarks.measuring import median

CELLS = 1000
PER_STEP = 20
WINDOW = 100
LIMIT = 1.2
PASSAGE = Passage("3", "Section 3", "T", "a.tex", (Section("s", "3", "U", 1, Span("a.tex", 0, 1)),), ())


@dataclass
class CellAfterCell:
    """Writes cells of a few lines, `PER_STEP` a step; keeps the moment of each choice."""

    cells: int = CELLS
    name: str = "cell after cell"
    usage: Usage = field(default_factory=Usage)
    reader: a.Ask | None = None
    said: str = ""
    moments: list[float] = field(default_factory=list)

    async def plan(self, passage: Passage, memory: Memory, at: a.Performer, cells: tuple[Cell, ...]) -> None:
        count = self.cells // PER_STEP
        memory.plan = Plan(
            "A long notebook", [Step(str(n), f"part {n}", goal="cells") for n in range(1, count + 1)]
        )

    async def choose(self, situation: Situation) -> a.Action:
        if len(situation.turns) >= PER_STEP:
            return a.FinishStep("written")
        self.moments.append(perf_counter())
        n = len(self.moments)
        return a.InsertCell(
            "code", f"# part {situation.step.id}\nvalue_{n} = {n} + 1\nprint('value', value_{n})"
        )

    async def advise(self, situation: Situation) -> Verdict | None:
        return None


def costs(moments: Sequence[float]) -> list[float]:
    """Seconds from each choice to the next within a step: decide, write memory, insert, run, remember."""
    return [
        later - earlier for number, (earlier, later) in enumerate(pairwise(moments), 1) if number % PER_STEP
    ]


async def headless() -> tuple[float, float]:
    """Medians over the first and the last `WINDOW` actions."""
    engine = CellAfterCell()
    with tempfile.TemporaryDirectory() as folder:
        host = HeadlessHost(Path(folder) / "long.ipynb")
        await host.start()
        try:
            outcome = await Session(host, engine, PASSAGE, PaperRef("T", "a.tex", "3", "d")).implement()
        finally:
            await host.close()
    assert outcome.status == "done", outcome.text
    found = costs(engine.moments)
    return median(found[:WINDOW]), median(found[-WINDOW:])


def line(where: str, first: float, last: float, cells: int = CELLS) -> str:
    return (
        f"notebook of {cells} cells, {where}: the last {WINDOW} actions cost {last / first:.2f}x the first "
        f"({first * 1000:.1f} ms, {last * 1000:.1f} ms; limit {LIMIT}x)"
    )


def reports() -> Iterator[str]:
    yield line("headless", *asyncio.run(headless()))


if __name__ == "__main__":
    for report in reports():
        print(report)
