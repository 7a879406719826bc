"""What somebody else writes into a notebook's file is not written over."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from rca_kernel.adapters.inline.host import InlineHost
from rca_kernel.notebook import NewCell
from rca_kernel.notebook.document_file import dump_document, load_document
from rca_kernel.notebook.executions import Executions


class _Quiet(SimpleNamespace):
    _main_asyncio_lock = None

    def get_parent(self, channel: str) -> dict[str, Any]:
        return {}

    def _topic(self, name: str) -> bytes:
        return b""


def inline(path: Path) -> InlineHost:
    socket = SimpleNamespace(send=lambda *args, **others: None)
    kernel = _Quiet(session=socket, iopub_socket=None)
    return InlineHost(kernel, cast(Executions, SimpleNamespace()), path)


async def edited_on_disk(path: Path) -> InlineHost:
    """It has saved a cell, and somebody has since written another into the file."""
    host = inline(path)
    await host.insert(NewCell("code", "x = 1", id="x"), None)
    await host.save()
    document = load_document(path)
    document.insert(NewCell("code", "mine = 1", id="mine"), None)
    path.write_bytes(dump_document(document))
    return host


async def test_the_users_changes_between_commands_are_taken_over(tmp_path: Path) -> None:
    path = tmp_path / "rca-session.ipynb"
    host = await edited_on_disk(path)
    await host.read_memory()
    await host.insert(NewCell("code", "y = 2", id="y"), "x")
    await host.save()
    assert {cell.id for cell in load_document(path).cells()} == {"mine", "x", "y"}


async def test_changes_while_a_session_works_are_kept_beside(tmp_path: Path) -> None:
    path = tmp_path / "rca-session.ipynb"
    host = await edited_on_disk(path)
    with pytest.warns(UserWarning, match="your version is kept as rca-session-yours-"):
        await host.save()
    (beside,) = tmp_path.glob("rca-session-yours-*.ipynb")
    assert "mine" in {cell.id for cell in load_document(beside).cells()}
    assert [cell.id for cell in load_document(path).cells()] == ["x"]
    await host.save()
    assert len(list(tmp_path.iterdir())) == 2
