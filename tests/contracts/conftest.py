"""One notebook a module, in each of the four worlds in turn."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.contracts.worlds import WORLDS, World


@pytest_asyncio.fixture(loop_scope="module", scope="module", params=WORLDS)
async def world(request: pytest.FixtureRequest) -> AsyncIterator[World]:
    folder = Path(tempfile.mkdtemp(prefix="rca"))  # short, for the agent's socket
    try:
        async with WORLDS[request.param](folder) as made:
            yield made
    finally:
        shutil.rmtree(folder)
