"""The whole process killed (SIGKILL) in a real headless session, and the notebook resumed from its file."""

from __future__ import annotations

import asyncio
import json
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from rca_kernel.adapters.headless.host import HeadlessHost
from rca_kernel.memory import decode
from rca_kernel.notebook.document_file import load_document
from tests.killing.child import session_on
from tests.killing.dying import Points
from tests.killing.script import STARTER

ROOT = Path(__file__).resolve().parents[2]
SAMPLED = {"after insert": 2, "after run": 0, "after script": 0, "after save": -1}
"""Points at which the process is killed: a kind, and which one of its kind."""


def folder_of(path: Path) -> Path:
    path.mkdir()
    for name, text in STARTER.items():
        (path / name).write_text(text)
    return path


def child(folder: Path, at: int) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tests.killing.child", str(folder), str(at)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def cells(folder: Path) -> list[tuple[str, str]]:
    found = load_document(folder / "a.ipynb").cells()
    return [(cell.kind, re.sub(r"rca-\w{12}", "rca-", cell.source)) for cell in found]


async def resume(folder: Path) -> str:
    host = HeadlessHost(folder / "a.ipynb", resume=True)
    await host.start()
    try:
        return (await session_on(host, folder, Points()).resume()).status
    finally:
        await host.close()


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL on Windows")
def test_a_killed_process_is_resumed_from_the_file(tmp_path: Path) -> None:
    whole = folder_of(tmp_path / "whole")
    lived = child(whole, 0)
    assert lived.returncode == 0, lived.stderr
    passed = json.loads(lived.stdout)
    expected = cells(whole)
    for number, (kind, which) in enumerate(SAMPLED.items()):
        at = [index for index, name in enumerate(passed, 1) if name == kind][which]
        folder = folder_of(tmp_path / f"killed-{number}")
        assert child(folder, at).returncode == -signal.SIGKILL, kind
        left = decode(load_document(folder / "a.ipynb").memory)
        assert asyncio.run(resume(folder)) == "done", kind
        memory = decode(load_document(folder / "a.ipynb").memory)
        assert cells(folder) == expected, kind
        assert list(memory.log)[: len(left.log)] == list(left.log), kind
        assert (folder / "bumped.txt").read_text() == "was run\n", kind
        assert (folder / "notes.txt").read_text() == "a line\n", kind
