"""What the host tests do over and over."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from rca_kernel.notebook import Cell, CellKind, CellNote, NewCell, RunResult
from rca_kernel.testing.fake_notebook import FakeNotebook
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
async def telling(world: World, source: str) -> AsyncIterator[tuple[str, asyncio.Future[object]]]:
    """The source of a cell that tells when it has begun, and what is done then."""
    if isinstance(host := world.host, FakeNotebook):
        before = len(host.calls)
        ran = host.until(lambda: any(call.name == "run" for call in host.calls[before:]))
        yield source, asyncio.ensure_future(ran)
        return
    folder = tempfile.mkdtemp(prefix="rca")
    said: asyncio.Future[object] = asyncio.get_running_loop().create_future()
    server = await asyncio.start_unix_server(lambda *_: said.set_result(None), f"{folder}/begun")
    tell = f"with socket.socket(socket.AF_UNIX) as said: said.connect('{folder}/begun')"
    try:
        yield f"import socket\n{tell}\n{source}", said
    finally:
        server.close()
        shutil.rmtree(folder)


async def started(world: World, source: str) -> asyncio.Future[RunResult]:
    """A run that was asked for and may not have begun."""
    cell = await insert(world, source)
    return asyncio.ensure_future(world.host.run(cell.id, cell.hash))


@asynccontextmanager
async def begun(world: World, source: str) -> AsyncIterator[asyncio.Future[RunResult]]:
    """A run that is under way: the cell itself has said so."""
    async with telling(world, source) as (telltale, said):
        task = await started(world, telltale)
        await said
        yield task
