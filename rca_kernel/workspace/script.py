"""Python scripts as process groups: bounded output, no secrets, nothing of one outlives its call, nor the
process that called."""

from __future__ import annotations

import asyncio
import codecs
import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rca_kernel.errors import WorkspaceError
from rca_kernel.models.secrets import names_a_secret
from rca_kernel.notebook.cell_outputs import StreamText

OUTPUT_LIMIT = 400_000
"""Characters kept of what a script prints: its head and its tail."""
GRACE = 2.0
"""Seconds to read the last output, should a process outside the group still hold the pipe."""


@dataclass(frozen=True, slots=True)
class ScriptRun:
    """How one run ended. `exit_code` is negative where a signal ended it, None where it was killed at the
    time limit; `seconds` is wall time; `output` is stdout and stderr as they were printed."""

    command: tuple[str, ...]
    exit_code: int | None
    seconds: float
    output: str

    @property
    def ok(self) -> bool:
        return self.exit_code == 0

    def line(self) -> str:
        """How it ended, in a few words."""
        if self.exit_code is None:
            return f"killed at its time limit after {self.seconds:.2f} s"
        if self.exit_code < 0:
            return f"ended by signal {-self.exit_code} after {self.seconds:.2f} s"
        return f"exit code {self.exit_code} in {self.seconds:.2f} s"


def without_secrets(environment: Mapping[str, str]) -> dict[str, str]:
    """The variables whose names do not end as those of keys, tokens, secrets and passwords do."""
    return {name: value for name, value in environment.items() if not names_a_secret(name)}


async def run_python(
    arguments: Sequence[str], *, folder: Path, timeout: float, python: str = sys.executable
) -> ScriptRun:
    """Run `python *arguments` in `folder`; raises WorkspaceError where it cannot even be started.

    Its whole process group is killed when it ends, at `timeout` seconds, when the task is cancelled, and
    (not on Windows) when this process ends in any way, by SIGKILL too.
    """
    command = (python, *arguments)
    begun = time.monotonic()
    process = _start(command, folder)
    watch = _watch(process)
    text = StreamText(OUTPUT_LIMIT)
    reader = threading.Thread(target=_gather, args=(process, text), daemon=True)
    reader.start()
    ended = True
    try:
        await asyncio.wait_for(asyncio.to_thread(process.wait), timeout)
    except (TimeoutError, asyncio.TimeoutError):
        ended = False
    finally:
        _dismiss(watch)
        _kill_group(process)
        process.wait()
    seconds = time.monotonic() - begun
    await asyncio.to_thread(reader.join, GRACE)
    return ScriptRun(command, process.returncode if ended else None, seconds, str(text))


def _start(command: Sequence[str], folder: Path) -> subprocess.Popen[bytes]:
    settings = {"PYTHONUNBUFFERED": "1", "PYTHONIOENCODING": "utf-8", "MPLBACKEND": "Agg"}
    try:
        return subprocess.Popen(
            command,
            cwd=folder,
            env=without_secrets(os.environ) | settings,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    except (OSError, ValueError) as error:
        raise WorkspaceError(
            f"{command[0]!r} cannot be started: {error}.", hint="Check the arguments and the interpreter."
        ) from error


def _watch(process: subprocess.Popen[bytes]) -> subprocess.Popen[bytes] | None:
    """A shell that waits for this process to end, which closes its input, and then ends the script's group.
    None where there is no such shell: the script then ends with its call alone."""
    try:
        return subprocess.Popen(
            ("/bin/sh", "-c", 'read -r line; kill -s KILL -- "-$1"', "sh", str(process.pid)),
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError:
        return None


def _dismiss(watch: subprocess.Popen[bytes] | None) -> None:
    """Before the script's group is ended, whose number may then be another's."""
    if watch is not None:
        watch.kill()
        watch.wait()
        assert watch.stdin is not None
        watch.stdin.close()


def _gather(process: subprocess.Popen[bytes], text: StreamText) -> None:
    """Read to the end of the pipe, so that a script that prints much is never held up."""
    assert process.stdout is not None
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    with process.stdout as stream:
        while chunk := os.read(stream.fileno(), 1 << 16):
            text.append(decoder.decode(chunk))
    text.append(decoder.decode(b"", final=True))


def _kill_group(process: subprocess.Popen[bytes]) -> None:
    """End the process and all it started; what has ended already is no error."""
    if sys.platform == "win32":
        subprocess.run(["taskkill", "/F", "/T", "/PID", str(process.pid)], capture_output=True, check=False)
        process.kill()
    else:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
