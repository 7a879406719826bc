"""For each test a folder or a kernel of its own."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.app.talking import Kernel, running

KEYS = [name for name in os.environ if name.endswith("_API_KEY") or name.startswith(("RCA_", "OPENAI_"))]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in, without a key or a setting of whoever runs the tests."""
    monkeypatch.chdir(tmp_path)
    for name in KEYS:
        monkeypatch.delenv(name)
    monkeypatch.setenv("RCA_RETRIES", "0")
    return tmp_path


@pytest.fixture
async def kernel(tmp_path: Path) -> AsyncIterator[Kernel]:
    async with running(tmp_path) as kernel:
        yield kernel
