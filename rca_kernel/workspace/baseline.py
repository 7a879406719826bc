"""The starter's own command, run on its files as they were before the session changed them."""

from __future__ import annotations

import asyncio
import shlex
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from rca_kernel.errors import WorkspaceError
from rca_kernel.workspace.script import ScriptRun, run_python
from rca_kernel.workspace.workspace import HIDDEN, Workspace

LARGEST = 500_000_000
"""Bytes of a starter folder that is copied for its baseline."""


@dataclass(frozen=True, slots=True)
class Baseline:
    """A Python command: `arguments` begin with the script, relative to the starter's root."""

    arguments: tuple[str, ...]

    def __str__(self) -> str:
        return shlex.join(("python", *self.arguments))


def baseline_of(command: str) -> Baseline:
    """The baseline in a command line such as "python train.py --epochs 3"; WorkspaceError for any other."""
    try:
        parts = shlex.split(command)
    except ValueError as error:
        raise WorkspaceError(
            f"The baseline {command!r} cannot be read: {error}.", hint="Close its quotes."
        ) from None
    if parts and Path(parts[0]).name.startswith("python"):
        parts = parts[1:]
    if not parts or not parts[0].endswith(".py"):
        raise WorkspaceError(
            f"The baseline {command!r} runs no Python script.",
            hint='For instance "python train.py --epochs 3".',
        )
    return Baseline(tuple(parts))


async def run_baseline(files: Workspace, baseline: Baseline, *, timeout: float, python: str) -> ScriptRun:
    """Run it in a copy of the folder in which every change of this session is taken back."""
    size = sum((files.root / path).lstat().st_size for path in files.files())
    if size > LARGEST:
        raise WorkspaceError(
            f"The starter code takes {size:,} bytes; copies for its baseline end at {LARGEST:,}.",
            hint="Run the baseline by hand and record its number as an assumption.",
        )
    with tempfile.TemporaryDirectory(prefix="baseline-", ignore_cleanup_errors=True) as folder:
        root = Path(folder) / files.root.name
        try:
            await asyncio.to_thread(_copied, files, root)
        except OSError as error:
            raise WorkspaceError(
                f"The starter code cannot be copied for its baseline: {str(error)[:300]}.",
                hint="Check the folder's permissions and the free space.",
            ) from error
        return await run_python(baseline.arguments, folder=root, timeout=timeout, python=python)


def _copied(files: Workspace, root: Path) -> None:
    shutil.copytree(files.root, root, ignore=shutil.ignore_patterns(*HIDDEN), symlinks=True)
    for path in files.changed():
        before = files.since_start(path).before
        if before is None:
            (root / path).unlink(missing_ok=True)
        else:
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(before, encoding="utf-8")
