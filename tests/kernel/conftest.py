"""A real kernel for each module, and a fresh agent in it for each test."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.kernel.front_end import FrontEnd
from tests.kernel.lab import Lab
from tests.kernel.remote import Remote


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


@pytest_asyncio.fixture(loop_scope="module")
async def lab(front_end: FrontEnd, folder: Path) -> AsyncIterator[Lab]:
    made = Lab(front_end, await Remote.serve(front_end, "comm", folder))
    yield made
    for page in made.pages:
        page.close()
    await made.remote.close()
