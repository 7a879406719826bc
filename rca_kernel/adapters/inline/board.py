"""The steps of a session as one display, below the cell that started it."""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from rca_kernel.notebook import Cell, Progress, bounded, outputs_text

SHOWN_CELLS = 40
SOURCE_LIMIT = 4000
OUTPUT_LIMIT = 2000


class Board:
    """Markdown that is shown once and then updated, from any thread."""

    def __init__(self, kernel: Any, parent: Mapping[str, Any]) -> None:
        self._kernel = kernel
        self._parent = parent
        self._display_id = uuid.uuid4().hex
        self._shown = False

    def show(self, markdown: str) -> None:
        content = {
            "data": {"text/markdown": markdown, "text/plain": markdown},
            "metadata": {},
            "transient": {"display_id": self._display_id},
        }
        kind = "update_display_data" if self._shown else "display_data"
        self._shown = True
        kernel = self._kernel
        topic = kernel._topic("display_data")
        kernel.session.send(kernel.iopub_socket, kind, content, parent=dict(self._parent), ident=topic)


def render(cells: Sequence[Cell], progress: Progress | None, file: str) -> str:
    """The cells that the session wrote, the latest whole, and what it is doing."""
    parts = [_cell(cell) for cell in cells[-SHOWN_CELLS:]]
    if len(cells) > SHOWN_CELLS:
        parts.insert(0, f"*{len(cells) - SHOWN_CELLS} earlier cells are in `{file}`.*")
    if progress is not None:
        doing = " · ".join(filter(None, (progress.status, progress.step, progress.action)))
        parts.append(f"*{doing}*")
    return "\n\n".join(parts)


def _cell(cell: Cell) -> str:
    if cell.kind == "markdown":
        return bounded(cell.source, SOURCE_LIMIT)
    shown = _fenced(bounded(cell.source, SOURCE_LIMIT), "python" if cell.kind == "code" else "text")
    outputs = outputs_text(cell.outputs, OUTPUT_LIMIT)
    return f"{shown}\n\n{_fenced(outputs, 'text')}" if outputs else shown


def _fenced(text: str, language: str) -> str:
    """A fence that the text, which is not ours, cannot close."""
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{language}\n{text}\n{fence}"
