"""Two notebooks on one kernel: the agent stays in the one it works in."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from rca_kernel.errors import HostError
from rca_kernel.notebook import Cell, NewCell
from rca_kernel.notebook.document import Document
from rca_kernel.notebook.document_file import new_document
from tests.kernel.lab import Lab
from tests.kernel.page import Page

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(60)]


def with_cell(source: str) -> tuple[Document, Cell]:
    document = new_document()
    return document, document.insert(NewCell("code", source), None)


async def other(lab: Lab, document: Document, **options: Any) -> Page:
    """A page that attaches to the kernel of a notebook that is served."""
    page = lab.open(**{"document": document, "path": "another.ipynb", **options})
    await page.join(await lab.remote.call("comm_id"))
    await page.until(lambda: page.leader is not None)
    return page


def sources(page: Page) -> list[str]:
    return [cell.source for cell in page.document.cells()]


async def test_the_agent_never_goes_on_in_another_notebook(lab: Lab) -> None:
    first = await lab.lead()
    await lab.insert("mine = 1")
    looks_on = await other(lab, with_cell("of its own")[0])
    assert (looks_on.leader, looks_on.elsewhere) == (False, "a.ipynb")
    first.close()
    task = asyncio.ensure_future(lab.insert("next = 2"))
    heard = looks_on.kinds().count("Attached")
    await looks_on.until(lambda: looks_on.kinds().count("Attached") >= heard + 2)
    assert (looks_on.leader, sources(looks_on), task.done()) == (False, ["of its own"], False)
    again = await lab.reload(first)
    await task
    assert sources(again) == ["mine = 1", "next = 2"]
    assert sources(looks_on) == ["of its own"]


async def test_a_notebook_that_was_renamed_while_it_was_closed_is_known_by_its_cells(lab: Lab) -> None:
    first = await lab.lead()
    await lab.insert("mine = 1")
    await lab.host.read()
    first.close()
    renamed = await other(lab, first.document, path="renamed.ipynb")
    assert (renamed.leader, renamed.elsewhere) == (True, "")


async def test_a_cell_of_another_notebook_begins_no_session_here(lab: Lab) -> None:
    first = await lab.lead()
    written = await lab.insert("mine = 1")
    document, cell = with_cell("%rca implement")
    await other(lab, document)
    with pytest.raises(HostError, match=r"works in a\.ipynb, not in another\.ipynb"):
        await lab.remote.call("channel.begin_in", cell.id)
    for known in (written.id, first.document.insert(NewCell("code", "%rca resume"), None).id, "a-console"):
        await lab.remote.call("channel.begin_in", known)
    assert first.leader


async def test_the_first_session_begins_in_the_notebook_that_asks_for_it(lab: Lab) -> None:
    document, cell = with_cell("%rca implement")
    first, asking = await lab.lead(), await other(lab, document, path="a.ipynb")
    assert (first.leader, asking.leader) == (True, False)
    await lab.remote.call("channel.begin_in", cell.id)
    await lab.insert("x = 1")
    assert (first.leader, sources(first), sources(asking)) == (False, [], ["%rca implement", "x = 1"])


async def test_a_kernel_that_has_not_worked_yet_belongs_to_the_notebook_in_front(lab: Lab) -> None:
    await lab.remote.call("channel.served.__setattr__", "bound", False)
    behind = await lab.lead(path="behind.ipynb", front=False)
    front = await other(lab, with_cell("the plan")[0])
    await behind.until(lambda: behind.leader is False)
    assert (front.leader, front.elsewhere, behind.elsewhere) == (True, "", "another.ipynb")
    beside = await other(lab, with_cell("in another window")[0], path="third.ipynb")
    assert (front.leader, beside.leader, beside.elsewhere) == (True, False, "another.ipynb")
