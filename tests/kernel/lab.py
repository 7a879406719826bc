"""A kernel with an agent that uses the comm host, and the tabs opened on it."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field
from typing import Any, cast

from rca_kernel.notebook import Cell, NewCell, NotebookHost, RunResult
from rca_kernel.notebook.document import Document
from rca_kernel.notebook.document_file import new_document
from tests.kernel.front_end import FrontEnd, Shown
from tests.kernel.page import Page
from tests.kernel.remote import Remote, RemoteHost


@dataclass(slots=True)
class Lab:
    """A kernel with an agent, and the tabs that were opened on it."""

    front_end: FrontEnd
    remote: Remote
    pages: list[Page] = field(default_factory=list)

    @property
    def host(self) -> NotebookHost:
        return cast(NotebookHost, RemoteHost(self.remote, "a.ipynb"))

    def open(self, **options: Any) -> Page:
        page = Page(self.front_end, **options)
        page.open()
        self.pages.append(page)
        return page

    async def lead(self, **options: Any) -> Page:
        """A tab that serves."""
        page = self.open(**options)
        assert await self.remote.call("host.wait_for_page", 10)
        return page

    async def insert(self, source: str) -> Cell:
        return await self.host.insert(NewCell("code", source), None)

    def start(self, cell: Cell) -> asyncio.Future[RunResult]:
        return asyncio.ensure_future(self.host.run(cell.id, cell.hash))

    async def queue(self, page: Page, cell: Cell) -> asyncio.Future[RunResult]:
        """A run that the page has asked of the kernel, behind what runs there."""
        before = len(self.front_end.shown)
        task = self.start(cell)
        await page.until(lambda: len(self.front_end.shown) > before)
        return task

    async def gate(self) -> Shown:
        """A user's cell that keeps the kernel until `set("gate")`."""
        source = "import asyncio; gate = asyncio.Event(); await gate.wait(); print('passed')"
        shown = await self.front_end.begin(source, "users-cell")
        await shown.began.wait()
        return shown

    async def pass_gate(self) -> None:
        await self.remote.call("set", "gate")

    async def reload(self, page: Page) -> Page:
        """The tab is loaded again: the file as last saved, under a new name."""
        page.close()
        document = Document(json.loads(page.saved)) if page.saved else new_document()
        reopened = self.open(document=document)
        await reopened.join(await self.remote.call("comm_id"))
        return reopened
