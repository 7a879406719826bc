"""`%rca` in a real kernel without any page."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from rca_kernel.adapters.headless.host import HeadlessHost
from rca_kernel.notebook import NewCell, outputs_text

PAPERS = Path(__file__).resolve().parents[2] / "notebooks" / "papers"
PATIENCE = 120.0
"""Seconds in which a session has come as far as it is waited for."""


class Kernel:
    """A kernel with the extension loaded; `say` runs a cell and returns what it printed."""

    def __init__(self, host: HeadlessHost) -> None:
        self.host = host

    async def say(self, source: str) -> str:
        cell = await self.host.insert(NewCell("code", source), None)
        return outputs_text((await self.host.run(cell.id, cell.hash)).outputs, 20_000)

    async def until(self, said: str) -> None:
        """The session works between cells: each question gives it its turn."""

        async def asked() -> None:
            while said not in await self.say("%rca status"):
                pass

        await asyncio.wait_for(asked(), PATIENCE)


@asynccontextmanager
async def loaded(notebook: Path) -> AsyncIterator[Kernel]:
    """A new kernel in the notebook's folder."""
    host = HeadlessHost(notebook)
    await host.start()
    try:
        kernel = Kernel(host)
        await kernel.say("%load_ext rca_kernel")
        yield kernel
    finally:
        await host.close()


@asynccontextmanager
async def running(folder: Path) -> AsyncIterator[Kernel]:
    """A new kernel beside a paper."""
    shutil.copy(PAPERS / "adaptive-moments.tex", folder)
    async with loaded(folder / "a.ipynb") as kernel:
        yield kernel
