"""A kernel of its own for each test that talks to one."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.app.talking import Kernel, running


@pytest.fixture
async def kernel(tmp_path: Path) -> AsyncIterator[Kernel]:
    async with running(tmp_path) as kernel:
        yield kernel
