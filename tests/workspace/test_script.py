from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from rca_kernel.errors import WorkspaceError
from rca_kernel.workspace import ScriptRun, run_python, without_secrets

LONG = 120.0


async def run(folder: Path, source: str, *arguments: str, timeout: float = LONG) -> ScriptRun:
    script = folder / "script.py"
    script.write_text(source)
    return await run_python((str(script), *arguments), folder=folder, timeout=timeout)


async def test_both_streams_come_in_the_order_of_printing(tmp_path: Path) -> None:
    source = "import sys\nprint('one')\nprint('two', file=sys.stderr)\nprint('drei ü')\n"
    ran = await run(tmp_path, source)
    assert (ran.exit_code, ran.ok) == (0, True)
    assert ran.output.split("\n") == ["one", "two", "drei ü", ""]


async def test_a_script_that_waits_for_input_gets_its_end_instead(tmp_path: Path) -> None:
    ran = await run(tmp_path, "input()\n")
    assert ran.exit_code == 1
    assert "EOFError" in ran.output


async def test_an_endless_loop_is_killed_at_its_limit(tmp_path: Path) -> None:
    ran = await run(tmp_path, "while True:\n    pass\n", timeout=0.05)
    assert ran.exit_code is None
    assert not ran.ok
    assert "killed at its time limit" in ran.line()


async def test_what_was_printed_without_end_is_kept_as_head_and_tail(tmp_path: Path) -> None:
    ran = await run(
        tmp_path, "print('first')\nfor n in range(200_000):\n    print('line', n)\nprint('last')\n"
    )
    assert ran.output.startswith("first\n")
    assert ran.output.endswith("last\n")
    assert "characters left out" in ran.output
    assert len(ran.output) < 1_000_000


async def test_a_death_by_signal_is_told_apart_from_an_exit_code(tmp_path: Path) -> None:
    if sys.platform == "win32":
        pytest.skip("Windows has no signals of this kind")
    ran = await run(tmp_path, "import os, signal\nos.kill(os.getpid(), signal.SIGTERM)\n")
    assert ran.exit_code == -15
    assert ran.line().startswith("ended by signal 15")


@pytest.mark.skipif(sys.platform == "win32", reason="named pipes in the file system are POSIX")
@pytest.mark.parametrize("ending", ["cancelled", "finished"])
async def test_children_of_a_script_do_not_outlive_it(tmp_path: Path, ending: str) -> None:
    """Script and child hold a pipe open; its end is read when the last of them is gone."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    source = (
        "import subprocess, sys\n"
        "pipe = open('pipe', 'w')\n"
        "child = [sys.executable, '-c', 'while True: pass']\n"
        "subprocess.Popen(child, pass_fds=[pipe.fileno()], stdout=subprocess.DEVNULL)\n"
        "print('ready', file=pipe, flush=True)\n"
    )
    if ending == "cancelled":
        source += "while True:\n    pass\n"
    running = asyncio.create_task(run(tmp_path, source))
    with await asyncio.to_thread(open, pipe) as alive:
        assert await asyncio.to_thread(alive.readline) == "ready\n"
        if ending == "cancelled":
            running.cancel()
            with pytest.raises(asyncio.CancelledError):
                await running
        else:
            assert (await running).ok
        assert await asyncio.to_thread(alive.read) == ""


async def test_keys_and_tokens_of_the_session_are_not_the_scripts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOME_API_KEY", "k-123")
    monkeypatch.setenv("PLAIN_SETTING", "kept")
    ran = await run(tmp_path, "import os\nprint(sorted(os.environ))\n")
    assert "PLAIN_SETTING" in ran.output
    assert "SOME_API_KEY" not in ran.output


@pytest.mark.parametrize(
    "secret",
    [
        "OPENAI_API_KEY",
        "HF_TOKEN",
        "app_secret",
        "DB_PASSWORD",
        "TOKEN",
        "AWS_SECRET_ACCESS_KEY",
        "PGPASSWORD",
    ],
)
def test_names_of_secrets_are_known_by_their_endings(secret: str) -> None:
    harmless = {"PATH": "/bin", "TOKENIZERS_PARALLELISM": "false", "KEYBOARD": "de"}
    assert without_secrets({secret: "x", **harmless}) == harmless


@pytest.mark.parametrize(("python", "arguments"), [("no-such-interpreter", ()), (sys.executable, ("a\0b",))])
async def test_what_cannot_be_started_is_named(tmp_path: Path, python: str, arguments: Sequence[str]) -> None:
    with pytest.raises(WorkspaceError, match="cannot be started"):
        await run_python(arguments, folder=tmp_path, timeout=LONG, python=python)


CALLER = """
import asyncio, sys
from pathlib import Path
from rca_kernel.workspace import run_python
asyncio.run(run_python(("script.py",), folder=Path(sys.argv[1]), timeout=120))
"""
CHILD = (
    "import fcntl; pipe = open('alive', 'w'); pipe.write('child'); pipe.flush(); "
    "fcntl.flock(open('barrier'), fcntl.LOCK_SH); open('outlived', 'a').write('child')"
)
SCRIPT = f"""
import fcntl, subprocess, sys
subprocess.Popen([sys.executable, "-c", {CHILD!r}])
with open("alive", "w") as pipe:
    pipe.write("script")
    pipe.flush()
    fcntl.flock(open("barrier"), fcntl.LOCK_SH)
    open("outlived", "a").write("script")
"""


@pytest.mark.timeout(60)
@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL on Windows")
def test_a_script_and_what_it_started_die_with_a_caller_that_is_killed(tmp_path: Path) -> None:
    from tests.barrier import barrier_at  # POSIX too

    os.mkfifo(tmp_path / "alive")
    (tmp_path / "script.py").write_text(SCRIPT)
    caller = subprocess.Popen([sys.executable, "-c", CALLER, str(tmp_path)])
    with barrier_at(tmp_path / "barrier"), open(tmp_path / "alive") as pipe:
        seen = ""
        while "script" not in seen or "child" not in seen:
            seen += pipe.read(1)
            assert seen
        caller.kill()
        assert caller.wait() == -9
        assert pipe.read() == ""  # the end comes when nobody holds the other side any more
    assert not (tmp_path / "outlived").exists()
