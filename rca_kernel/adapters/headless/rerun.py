"""The clean rerun: every code cell from top to bottom in a fresh kernel."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from pathlib import Path

from rca_kernel.adapters.headless.kernel import CURRENT, Kernel
from rca_kernel.errors import HostError
from rca_kernel.notebook import Cell
from rca_kernel.notebook.cell_outputs import CellOutputs
from rca_kernel.notebook.document_file import load_document
from rca_kernel.verify import RerunReport, rerun_cells


class HeadlessRerun:
    """A `CleanRerun`: stops at the first cell that fails, or when the cells have taken `timeout` seconds."""

    def __init__(
        self, *, cwd: Path, timeout: float | None = None, kernel_name: str = CURRENT, patience: float = 2.0
    ) -> None:
        self._cwd = cwd
        self._timeout = timeout
        self._kernel_name = kernel_name
        self._patience = patience

    async def __call__(self, cells: Sequence[Cell]) -> RerunReport:
        started = time.monotonic()
        kernel = Kernel(cwd=self._cwd, kernel_name=self._kernel_name, patience=self._patience)
        done: list[Cell] = []
        try:
            await kernel.start()
            error = await asyncio.wait_for(_run_all(kernel, rerun_cells(cells), done), self._timeout)
        except asyncio.TimeoutError:
            error = f"not done after {self._timeout:g} s"
        except HostError as dead:
            error = str(dead)
        finally:
            await kernel.shutdown()
        seconds = time.monotonic() - started
        failed = done[-1].id if error and done else ""
        return RerunReport(not error, len(done), seconds, failed, error)


async def _run_all(kernel: Kernel, cells: Sequence[Cell], done: list[Cell]) -> str:
    """The error that ended it, empty when none did; `done` grows with every cell begun."""
    for cell in cells:
        done.append(cell)
        outputs = CellOutputs()
        ending = await kernel.execute(cell.source, outputs)
        if ending.status != "ok" and "raises-exception" not in cell.tags:
            errors = [output for output in outputs.json() if output["output_type"] == "error"]
            return f"{errors[-1]['ename']}: {errors[-1]['evalue']}" if errors else ending.status
    return ""


async def clean_rerun(path: Path, *, cwd: Path | None = None, timeout: float | None = None) -> RerunReport:
    """The clean rerun of a notebook file. Raises HostError when it cannot be read."""
    cells = load_document(path).cells()
    return await HeadlessRerun(cwd=cwd or path.resolve().parent, timeout=timeout)(cells)
