"""Insert and run a trivial cell: the headless host beside nbclient's own execution of a cell."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

import nbformat
from nbclient import NotebookClient

from rca_kernel.adapters.headless.host import HeadlessHost
from rca_kernel.notebook import NewCell
from tests.benchmarks.measuring import Ratio, median

CELLS = 60


async def ours() -> float:
    with tempfile.TemporaryDirectory() as folder:
        host = HeadlessHost(Path(folder) / "bench.ipynb")
        await host.start()
        samples = []
        for number in range(CELLS):
            start = perf_counter()
            cell = await host.insert(NewCell("code", f"{number} + 1"), None)
            await host.run(cell.id, cell.hash)
            samples.append(perf_counter() - start)
        await host.close()
    return median(samples)


async def peer() -> float:
    notebook = nbformat.v4.new_notebook()
    client = NotebookClient(notebook, kernel_name="python3")
    samples = []
    async with client.async_setup_kernel():
        for number in range(CELLS):
            start = perf_counter()
            notebook.cells.append(nbformat.v4.new_code_cell(f"{number} + 1"))
            await client.async_execute_cell(notebook.cells[-1], number)
            samples.append(perf_counter() - start)
    return median(samples)


def reports() -> Iterator[Ratio]:
    yield Ratio("insert and run a cell", asyncio.run(ours()), asyncio.run(peer()), "nbclient")
