"""The same notebook in four worlds: in memory, headless, inline in a kernel, and through a page."""

from __future__ import annotations

import contextlib
import io
import json
import traceback
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Protocol, cast

from rca_kernel.adapters.headless.host import HeadlessHost
from rca_kernel.notebook import Cell, DisplayOutput, ErrorOutput, NotebookHost, RunResult, StreamOutput
from rca_kernel.notebook.document import Document
from rca_kernel.testing.fake_notebook import FakeNotebook
from tests.kernel.front_end import FrontEnd
from tests.kernel.page import Page
from tests.kernel.remote import Remote, RemoteHost


class World(Protocol):
    """A host, and what somebody else does to its notebook meanwhile."""

    host: NotebookHost

    async def user(self, method: str, *arguments: Any) -> Any:
        """The user changes the notebook: a method of Document."""
        ...

    async def metadata(self) -> dict[str, Any]:
        """The notebook's metadata, live."""
        ...

    async def saved(self) -> bytes:
        """The file as it was last saved."""
        ...


class LocalWorld:
    """The document is at hand: in memory, headless, or in a page."""

    def __init__(self, host: Any, document: Document, saved: Any) -> None:
        self.host = cast(NotebookHost, host)
        self._document = document
        self._saved = saved

    async def user(self, method: str, *arguments: Any) -> Any:
        return getattr(self._document, method)(*arguments)

    async def metadata(self) -> dict[str, Any]:
        return cast(dict[str, Any], self._document.content["metadata"])

    async def saved(self) -> bytes:
        return cast(bytes, self._saved())


class KernelWorld:
    """The document lives in the kernel."""

    def __init__(self, remote: Remote, path: Path) -> None:
        self.host = cast(NotebookHost, RemoteHost(remote, path.name))
        self._remote = remote
        self._path = path

    async def user(self, method: str, *arguments: Any) -> Any:
        return await self._remote.call(f"document.{method}", *arguments)

    async def metadata(self) -> dict[str, Any]:
        return cast(dict[str, Any], await self._remote.call("metadata"))

    async def saved(self) -> bytes:
        return self._path.read_bytes()


def run_here(cell: Cell) -> RunResult | None:
    """A runner for the fake that really runs plain Python, and leaves what never ends to the fake."""
    if "while True" in cell.source or ".wait()" in cell.source:
        return None
    outputs: list[Any] = []
    printed = io.StringIO()

    def display(value: object) -> None:
        outputs.append(DisplayOutput({"text/plain": repr(value)}))

    space: dict[str, Any] = {"display": display}
    *lines, last = cell.source.strip().split("\n")
    status: Any = "ok"
    try:
        with contextlib.redirect_stdout(printed):
            exec("\n".join(lines), space)
            try:
                value = eval(last, space)
            except SyntaxError:
                exec(last, space)
                value = None
        if value is not None:
            display(value)
    except ZeroDivisionError as error:
        status = "error"
        outputs.append(ErrorOutput(type(error).__name__, str(error), traceback.format_exc()))
    stream = [StreamOutput("stdout", printed.getvalue())] if printed.getvalue() else []
    return RunResult(status, (*stream, *outputs))


@asynccontextmanager
async def fake(folder: Path) -> AsyncIterator[World]:
    host = FakeNotebook(run_here)
    yield LocalWorld(host, host.document, lambda: host.saves[-1])
    await host.close()


@asynccontextmanager
async def headless(folder: Path) -> AsyncIterator[World]:
    host = HeadlessHost(folder / "headless.ipynb", patience=1.0)
    await host.start()
    try:
        yield LocalWorld(host, host.document, (folder / "headless.ipynb").read_bytes)
    finally:
        await host.close()


@asynccontextmanager
async def inline(folder: Path) -> AsyncIterator[World]:
    front_end = FrontEnd()
    await front_end.start()
    try:
        path = folder / "inline.ipynb"
        remote = await Remote.serve(front_end, "inline", folder, path)
        yield KernelWorld(remote, path)
        await remote.close()
    finally:
        await front_end.close()


@asynccontextmanager
async def comm(folder: Path) -> AsyncIterator[World]:
    """Every message reaches the page twice, and every seventh not at all."""
    front_end = FrontEnd()
    await front_end.start()
    page = Page(front_end, repeat=True)
    arrivals = iter(range(1_000_000))
    page.lose = lambda message: next(arrivals) % 7 == 6
    page.open()
    try:
        remote = await Remote.serve(front_end, "comm", folder)
        yield LocalWorld(RemoteHost(remote, "a.ipynb"), page.document, lambda: page.saved)
        await remote.close()
    finally:
        page.close()
        await front_end.close()


WORLDS = {"fake": fake, "headless": headless, "inline": inline, "comm": comm}


def notebook(data: bytes) -> dict[str, Any]:
    return cast(dict[str, Any], json.loads(data))
