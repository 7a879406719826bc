"""A method pasted below `%%rca`: its text stays in the notebook, where a new kernel finds it."""

from __future__ import annotations

from rca_kernel.app.papers import pasted_paper
from rca_kernel.errors import PaperError
from rca_kernel.notebook import Cell, NewCell, NotebookHost
from rca_kernel.paper.document import Paper

PASTED = "pasted text"
"""How a notebook names a paper that was pasted."""
MAGIC = "%%rca"


async def keep_pasted(host: NotebookHost, text: str) -> None:
    """See that a cell of the notebook holds the text: the cell it was pasted into, else, where the host's
    notebook is another one, a new cell of prose."""
    if await find_pasted(host, pasted_paper(text).digest) is None:
        await host.insert(NewCell("markdown", text), None)


async def pasted_in(host: NotebookHost, digest: str) -> Paper:
    """The paper that was pasted into this notebook. Raises PaperError where its cell is gone or changed."""
    if (paper := await find_pasted(host, digest)) is None:
        raise PaperError(
            "The method was pasted into a cell that is gone, or was changed since.",
            hint="Undo the change of the %%rca cell, or run it to begin anew with the text as it is now.",
        )
    return paper


async def find_pasted(host: NotebookHost, digest: str) -> Paper | None:
    """The pasted method of this digest, if a cell of the user's holds it."""
    texts = [_text(cell) for cell in await host.read() if cell.note is None]
    papers = (pasted_paper(text) for text in texts if text.strip())
    return next((paper for paper in papers if paper.digest == digest), None)


def _text(cell: Cell) -> str:
    """What stands below `%%rca`, or a cell of prose; "" for others."""
    source = cell.source.lstrip("\n")
    if cell.kind == "code":
        return source.partition("\n")[2] if source.split(maxsplit=1)[:1] == [MAGIC] else ""
    return cell.source
