"""The extension in real kernels: the kernel dies in the middle of a session, a new one resumes it."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from rca_kernel.adapters.comm import messages as m
from rca_kernel.adapters.readers.registry import read_paper
from rca_kernel.agents.formal_engine import FormalEngine
from rca_kernel.app.session import Session
from rca_kernel.memory import Memory, PaperRef, decode
from rca_kernel.notebook.document import Document
from rca_kernel.notebook.document_file import load_document
from rca_kernel.paper.closure import passage_of
from rca_kernel.testing.fake_notebook import FakeNotebook
from tests.kernel.front_end import FrontEnd
from tests.kernel.page import Page
from tests.kernel.remote import ROOT
from tests.killing.dying import Interpreter, Points

Started = Callable[[], Awaitable[FrontEnd]]
pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(120)]
PAPER = ROOT / "notebooks" / "papers" / "paced-batching.tex"
TARGET = "Eq. (10)"
BEGIN = f"%rca paper {PAPER}\n%rca implement {TARGET!r} --model formal".replace("'", '"')


@pytest_asyncio.fixture(loop_scope="module")
async def kernels(folder: Path) -> AsyncIterator[Started]:
    """Starts a kernel with the extension loaded, in `folder`; all are ended."""
    made: list[FrontEnd] = []

    async def started() -> FrontEnd:
        front_end = FrontEnd()
        await front_end.start()
        made.append(front_end)
        source = (
            f"import os, sys; sys.path.insert(0, {str(ROOT)!r}); os.chdir({str(folder)!r})\n"
            "import rca_kernel.app.extension as extension; extension.PAGE_WAIT = 1.0\n"
        )
        assert (await front_end.execute(source)).status == "ok"
        return front_end

    yield started
    for front_end in made:
        await front_end.close()


async def undisturbed(folder: Path) -> list[str]:
    """The sources that an undisturbed session writes, without the closing summary."""
    host = FakeNotebook(Interpreter(folder, Points()))
    passage = passage_of(read_paper(PAPER), TARGET)
    await Session(host, FormalEngine(), passage, PaperRef("T", "a.tex", TARGET, "d")).implement()
    return sources(host.document)


def sources(document: Document) -> list[str]:
    cells = [cell for cell in document.cells() if cell.note is not None and cell.note.step != "summary"]
    return [re.sub(r"rca-\w{12}", "rca-", cell.source) for cell in cells]


def check(document: Document, before: Memory, expected: list[str]) -> None:
    memory = decode(document.memory)
    assert sources(document) == expected
    assert {step.state for step in memory.plan.leaves()} == {"done"}
    assert [record.status for record in memory.sessions] == ["stopped", "done"]
    assert list(memory.log)[: len(before.log)] == list(before.log)
    assert any(entry.text.startswith(("restore: cell", "run cell:")) for entry in memory.log)


def ended(page: Page) -> bool:
    return any(isinstance(one, m.ShowProgress) and one.status == "done" for one in page.heard)


async def test_a_page_goes_on_with_a_new_kernel(kernels: Started, folder: Path) -> None:
    first = await kernels()
    page = Page(first)
    page.open()
    await first.execute("%load_ext rca_kernel")
    assert (await first.execute(BEGIN)).status == "ok"
    await page.until(lambda: page.kinds().count("RunCell") >= 3)
    await first.manager.shutdown_kernel(now=True)
    page.close()
    before = decode(page.document.memory)
    assert before.session is not None
    assert before.session.status == "running"
    second = await kernels()
    again = Page(second, document=page.document)
    again.open()
    await second.execute("%load_ext rca_kernel")
    assert (await second.execute("%rca resume")).status == "ok"
    await again.until(lambda: ended(again))
    again.close()
    check(again.document, before, await undisturbed(folder))


async def test_a_file_without_a_page_goes_on_with_a_new_kernel(kernels: Started, folder: Path) -> None:
    first = await kernels()
    await first.execute("%load_ext rca_kernel")
    assert (await first.execute(BEGIN)).status == "ok"
    await first.until(lambda: any("```text" in shown(message) for message in first.displays))
    await first.manager.shutdown_kernel(now=True)
    before = decode(load_document(folder / "rca-session.ipynb").memory)
    second = await kernels()
    await second.execute("%load_ext rca_kernel")
    assert (await second.execute("%rca resume")).status == "ok"
    await second.until(lambda: any(shown(message).endswith("*done*") for message in second.displays))
    check(load_document(folder / "rca-session.ipynb"), before, await undisturbed(folder))


def shown(message: dict[str, Any]) -> str:
    return str(message["content"]["data"].get("text/markdown", ""))
