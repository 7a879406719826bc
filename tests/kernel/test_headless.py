"""The headless host's own promises: the file, the kernel process, the clean rerun."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from jupyter_client.manager import AsyncKernelManager

from rca_kernel.adapters.headless.host import HeadlessHost
from rca_kernel.adapters.headless.rerun import HeadlessRerun, clean_rerun
from rca_kernel.errors import HostError
from rca_kernel.notebook import Cell, NewCell, Output, Progress, RunResult, StreamOutput, outputs_text

pytestmark = pytest.mark.timeout(60)


@asynccontextmanager
async def started(path: Path, **options: Any) -> AsyncIterator[HeadlessHost]:
    host = HeadlessHost(path, patience=0.5, **options)
    await host.start()
    try:
        yield host
    finally:
        await host.close()


async def run(host: HeadlessHost, source: str) -> RunResult:
    cell = await host.insert(NewCell("code", source), None)
    return await host.run(cell.id, cell.hash)


# The file


async def test_an_existing_file_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "a.ipynb"
    path.write_text("precious")
    with pytest.raises(HostError, match=r"a\.ipynb exists and is kept"):
        await HeadlessHost(path).start()
    assert path.read_text() == "precious"


async def test_a_file_that_appears_meanwhile_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "a.ipynb"
    host = HeadlessHost(path)
    path.write_text("precious")
    with pytest.raises(HostError, match="exists and is kept"):
        await host.save()
    assert path.read_text() == "precious"


async def test_no_folder_is_made(tmp_path: Path) -> None:
    with pytest.raises(HostError, match="does not exist"):
        await HeadlessHost(tmp_path / "new" / "a.ipynb").start()
    assert list(tmp_path.iterdir()) == []


async def test_overwriting_begins_anew_and_leaves_nothing_beside(tmp_path: Path) -> None:
    path = tmp_path / "a.ipynb"
    path.write_text("old")
    async with started(path, overwrite=True) as host:
        await run(host, "1 + 1")
        await host.save()
        await host.save()
    cells = json.loads(path.read_text())["cells"]
    assert [cell["source"] for cell in cells] == [["1 + 1"]]
    assert list(tmp_path.iterdir()) == [path]


async def test_resuming_goes_on_with_the_file(tmp_path: Path) -> None:
    path = tmp_path / "a.ipynb"
    old = {"id": "old", "cell_type": "markdown", "metadata": {"theirs": 1}, "source": ["# Old\n", "text"]}
    foreign = {"cells": [old], "metadata": {"theirs": {"x": 1}}, "nbformat": 4, "nbformat_minor": 5}
    path.write_text(json.dumps(foreign))
    async with started(path, resume=True) as host:
        assert [cell.source for cell in await host.read()] == ["# Old\ntext"]
        await host.insert(NewCell("code", "new = 1"), "old")
        await host.save()
    saved = json.loads(path.read_text())
    assert saved["metadata"] == {"theirs": {"x": 1}}
    assert saved["cells"][0] == old
    assert saved["cells"][1]["source"] == ["new = 1"]


@pytest.mark.parametrize("content", ["", "[]", '{"nbformat": 3, "worksheets": []}', '{"nbformat": 4}'])
async def test_what_is_no_notebook_is_refused_and_kept(tmp_path: Path, content: str) -> None:
    path = tmp_path / "a.ipynb"
    path.write_text(content)
    with pytest.raises(HostError):
        await HeadlessHost(path, resume=True).start()
    assert path.read_text() == content


# The kernel


async def test_a_kernel_whose_port_was_taken_meanwhile_is_started_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = socket.socket()
    taken.bind(("127.0.0.1", 0))
    start, ports = AsyncKernelManager.start_kernel, [taken.getsockname()[1]]

    async def unlucky(manager: AsyncKernelManager, **options: Any) -> None:
        if ports:
            manager.cache_ports = False
            for name in ("shell", "iopub", "stdin", "hb", "control"):
                setattr(manager, f"{name}_port", ports[0])
            ports.clear()
        await start(manager, **options)

    monkeypatch.setattr(AsyncKernelManager, "start_kernel", unlucky)
    with taken:
        async with started(tmp_path / "out.ipynb") as host:
            assert (await run(host, "6 * 7")).status == "ok"
    assert not ports


async def test_the_kernel_is_this_interpreter_in_the_folder_asked(tmp_path: Path) -> None:
    work = tmp_path / "work"
    work.mkdir()
    async with started(tmp_path / "a.ipynb", cwd=work) as host:
        result = await run(host, "import os, sys; print(sys.executable); print(os.getcwd())")
    assert outputs_text(result.outputs).split("\n") == [sys.executable, str(work.resolve())]


@pytest.mark.parametrize("source", ["import os; os._exit(1)", "import os; os.kill(os.getpid(), 9)"])
async def test_a_kernel_that_dies_is_an_error_until_it_is_restarted(tmp_path: Path, source: str) -> None:
    async with started(tmp_path / "a.ipynb") as host:
        with pytest.raises(HostError, match="The kernel died"):
            await asyncio.wait_for(run(host, f"print('last words', flush=True)\n{source}"), 20)
        with pytest.raises(HostError, match="The kernel died"):
            await run(host, "1")
        await host.restart()
        assert (await run(host, "1")).status == "ok"
        await host.save()
    assert (tmp_path / "a.ipynb").exists()


async def test_a_kernel_that_is_killed_from_outside_while_idle_is_noticed(tmp_path: Path) -> None:
    async with started(tmp_path / "a.ipynb") as host:
        pid = int(outputs_text((await run(host, "import os; print(os.getpid())")).outputs))
        os.kill(pid, signal.SIGKILL)
        with pytest.raises(HostError, match="The kernel died"):
            await asyncio.wait_for(run(host, "1"), 20)


async def test_a_cell_that_resists_the_interrupt_costs_the_kernel_its_life(tmp_path: Path) -> None:
    deaf = "import signal, threading; signal.signal(signal.SIGINT, signal.SIG_IGN); print('deaf')\n"
    never = "threading.Event().wait()"
    heard = asyncio.Event()
    async with started(tmp_path / "a.ipynb", on_output=lambda cell, output: heard.set()) as host:
        task = asyncio.ensure_future(run(host, deaf + never))
        await heard.wait()
        await host.interrupt()
        with pytest.raises(HostError, match="was killed"):
            await asyncio.wait_for(task, 20)


async def test_a_cell_is_stopped_at_its_time_limit(tmp_path: Path) -> None:
    async with started(tmp_path / "a.ipynb", cell_timeout=0.3) as host:
        result = await asyncio.wait_for(run(host, "while True: pass"), 20)
    assert result.status == "interrupted"
    assert "Stopped after 0.3 s" in outputs_text(result.outputs)


async def test_outputs_and_progress_are_told_as_they_come(tmp_path: Path) -> None:
    told: list[tuple[str, Output]] = []
    shown: list[Progress] = []
    tellers = {"on_output": lambda cell, output: told.append((cell, output)), "on_progress": shown.append}
    async with started(tmp_path / "a.ipynb", **tellers) as host:
        cell = await host.insert(NewCell("code", "print('told')"), None)
        await host.run(cell.id, cell.hash)
        await host.show(Progress("running", "1", "run cell", {}))
    assert told == [(cell.id, StreamOutput("stdout", "told\n"))]
    assert [progress.step for progress in shown] == ["1"]


async def test_displays_update_the_cells_that_ran_before(tmp_path: Path) -> None:
    async with started(tmp_path / "a.ipynb") as host:
        await run(host, "from IPython.display import display\nhandle = display('first', display_id=True)")
        await run(host, "handle.update('second')")
        assert outputs_text((await host.read())[0].outputs) == "'second'"


async def test_a_flood_is_bounded_in_the_file_too(tmp_path: Path) -> None:
    async with started(tmp_path / "a.ipynb") as host:
        await run(host, "for i in range(60): print('x' * 100_000)")
        await host.save()
    assert (tmp_path / "a.ipynb").stat().st_size < 3_000_000


# The clean rerun


def code(source: str, name: str, *tags: str) -> Cell:
    return Cell(name, "code", source, tags=tags)


async def test_a_clean_rerun_runs_every_code_cell_in_order(tmp_path: Path) -> None:
    cells = [
        code("%load_ext rca_kernel", "load"),
        code("%rca implement 'Section 1'", "rca"),
        Cell("text", "markdown", "# Text"),
        code("raise SystemError", "skipped", "rca-skip"),
        code("x = 1", "a"),
        code("assert x == 1", "b"),
        code("1 / 0", "c", "raises-exception"),
    ]
    report = await HeadlessRerun(cwd=tmp_path)(cells)
    assert (report.ok, report.cells, report.failed_cell, report.error) == (True, 3, "", "")


async def test_a_clean_rerun_stops_at_the_first_error(tmp_path: Path) -> None:
    marker = tmp_path / "marker"
    cells = [code("x = 1", "a"), code("x / 0", "b"), code(f"open({str(marker)!r}, 'w')", "c")]
    report = await HeadlessRerun(cwd=tmp_path)(cells)
    assert (report.ok, report.cells, report.failed_cell) == (False, 2, "b")
    assert report.error == "ZeroDivisionError: division by zero"
    assert not marker.exists()


async def test_a_clean_rerun_ends_with_its_time(tmp_path: Path) -> None:
    report = await HeadlessRerun(cwd=tmp_path, timeout=1, patience=0.5)([code("while True: pass", "a")])
    assert (report.ok, report.failed_cell, report.error) == (False, "a", "not done after 1 s")


async def test_a_clean_rerun_ends_with_its_kernel(tmp_path: Path) -> None:
    report = await HeadlessRerun(cwd=tmp_path)([code("1", "a"), code("import os; os._exit(1)", "b")])
    assert (report.ok, report.failed_cell) == (False, "b")
    assert "The kernel died" in report.error


async def test_a_notebook_file_is_rerun(tmp_path: Path) -> None:
    path = tmp_path / "a.ipynb"
    async with started(path) as host:
        await host.insert(NewCell("code", "undefined_name"), None)
        await host.save()
    report = await clean_rerun(path)
    assert not report.ok
    assert report.error.startswith("NameError")
