"""A real kernel for each module, and a fresh agent in it for each test."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.kernel.front_end import FrontEnd


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder whose path is short enough for a socket."""
    made = Path(tempfile.mkdtemp(prefix="rca"))
    yield made
    shutil.rmtree(made)


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def front_end() -> AsyncIterator[FrontEnd]:
    made = FrontEnd()
    await made.start()
    yield made
    await made.close()
