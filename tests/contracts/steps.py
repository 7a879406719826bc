"""What the host tests do over and over."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from rca_kernel.notebook import Cell, CellKind, CellNote, NewCell, RunResult
from tests.contracts.worlds import World


async def insert(
    world: World,
    source: str,
    *,
    kind: CellKind = "code",
    after: str | None = None,
    note: CellNote | None = None,
) -> Cell:
    return await world.host.insert(NewCell(kind, source, note=note), after)


async def run(world: World, source: str) -> RunResult:
    cell = await insert(world, source)
    return await world.host.run(cell.id, cell.hash)


async def cell_of(world: World, cell_id: str) -> Cell:
    return next(cell for cell in await world.host.read() if cell.id == cell_id)


async def order(world: World, *cells: Cell) -> list[str]:
    wanted = {cell.id for cell in cells}
    return [cell.id for cell in await world.host.read() if cell.id in wanted]


@asynccontextmanager
async def begun(world: World, source: str) -> AsyncIterator[asyncio.Future[RunResult]]:
    """A run that is under way: the cell itself has said so."""
    folder = tempfile.mkdtemp(prefix="rca")
    said = asyncio.Event()
    server = await asyncio.start_unix_server(lambda reader, writer: said.set(), f"{folder}/begun")
    if world.runs_code:
        say = f"with socket.socket(socket.AF_UNIX) as said: said.connect('{folder}/begun')"
        source = f"import socket\n{say}\n{source}"
    else:
        said.set()
    cell = await insert(world, source)
    task = asyncio.ensure_future(world.host.run(cell.id, cell.hash))
    await said.wait()
    await asyncio.sleep(0)
    try:
        yield task
    finally:
        server.close()
        shutil.rmtree(folder)
