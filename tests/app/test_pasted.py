"""A pasted method is found again in its cell, by the digest of its text."""

from __future__ import annotations

import pytest

from rca_kernel.app.papers import pasted_paper
from rca_kernel.app.pasted import find_pasted, keep_pasted, pasted_in
from rca_kernel.errors import PaperError
from rca_kernel.notebook import CellNote, NewCell
from rca_kernel.testing.fake_notebook import FakeNotebook

TEXT = "The loss is\n\n$$ L = x^2 $$\n"


async def test_it_is_found_in_the_cell_it_was_pasted_into() -> None:
    host, digest = FakeNotebook(), pasted_paper(TEXT).digest
    await host.insert(NewCell("code", "%%rcast\n" + TEXT), None)
    await host.insert(NewCell("code", "%%rca --model formal\n" + TEXT.rstrip("\n")), None)
    before = await host.read()
    await keep_pasted(host, TEXT)
    assert await host.read() == before
    assert (await pasted_in(host, digest)).digest == digest


async def test_where_the_notebook_is_another_one_the_text_is_kept_in_a_cell_of_prose() -> None:
    host, digest = FakeNotebook(), pasted_paper(TEXT).digest
    await keep_pasted(host, TEXT)
    await keep_pasted(host, TEXT)
    (cell,) = await host.read()
    assert (cell.kind, cell.source) == ("markdown", TEXT)
    assert (await pasted_in(host, digest)).digest == digest


async def test_a_changed_cell_or_one_of_an_agent_is_not_taken_for_it() -> None:
    host, digest = FakeNotebook(), pasted_paper(TEXT).digest
    await host.insert(NewCell("code", "%%rca\n" + TEXT.replace("2", "3")), None)
    await host.insert(NewCell("markdown", TEXT, note=CellNote("1")), None)
    assert await find_pasted(host, digest) is None
    with pytest.raises(PaperError, match="gone, or was changed"):
        await pasted_in(host, digest)
