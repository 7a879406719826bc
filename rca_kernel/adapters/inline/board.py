"""The steps of a session as one display, below the cell that started it."""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from rca_kernel.notebook import Approval, Cell, Live, Progress, bounded, harmless, outputs_text
from rca_kernel.notebook.asking import ANSWER, APPROVE, PAUSED, asked

SHOWN_CELLS = 40
SOURCE_LIMIT = 4000
OUTPUT_LIMIT = 2000


class Board:
    """What is shown once and then updated, from any thread; `data` holds it by its MIME types."""

    def __init__(self, kernel: Any, parent: Mapping[str, Any]) -> None:
        self._kernel = kernel
        self._parent = parent
        self._display_id = uuid.uuid4().hex
        self._shown = False

    def is_below(self, parent: Mapping[str, Any]) -> bool:
        return bool(self._parent.get("header", {}).get("msg_id") == parent.get("header", {}).get("msg_id"))

    def show(self, data: Mapping[str, str]) -> None:
        content = {
            "data": dict(data),
            "metadata": {},
            "transient": {"display_id": self._display_id},
        }
        kind = "update_display_data" if self._shown else "display_data"
        self._shown = True
        kernel = self._kernel
        topic = kernel._topic("display_data")
        kernel.session.send(kernel.iopub_socket, kind, content, parent=dict(self._parent), ident=topic)


def render(cells: Sequence[Cell], progress: Progress | None, file: str, running: str = "") -> str:
    """The cells that the session wrote, the latest whole, what it is doing, and what waits for the user.
    `running` is the id of the cell that runs."""
    parts = [_cell(cell, running=cell.id == running) for cell in cells[-SHOWN_CELLS:]]
    if len(cells) > SHOWN_CELLS:
        parts.insert(0, f"*{len(cells) - SHOWN_CELLS} earlier cells are in `{file}`.*")
    if progress is not None:
        doing = " · ".join(filter(None, (progress.status, progress.step, progress.action)))
        parts += [f"*{_marked(doing)}*", *_waiting(progress.live)]
    return "\n\n".join(parts)


def _cell(cell: Cell, *, running: bool) -> str:
    if cell.kind == "markdown":
        return _prose(bounded(cell.source, SOURCE_LIMIT))
    parts = [_fenced(bounded(cell.source, SOURCE_LIMIT), "python" if cell.kind == "code" else "text")]
    outputs = outputs_text(cell.outputs, OUTPUT_LIMIT)
    parts += [_fenced(outputs, "text")] if outputs else []
    parts += ["*runs …*"] if running else []
    return "\n\n".join(parts)


def _waiting(live: Live) -> list[str]:
    """What is asked, the source or command that is to be approved, and how to answer."""
    if live.waiting is None:
        return [f"**{PAUSED}**"] if live.paused else []
    said = _fenced(bounded(harmless(asked(live.waiting)), SOURCE_LIMIT), "text")
    if not isinstance(live.waiting, Approval):
        return [said, f"**{ANSWER}**"]
    return [said, _fenced(bounded(harmless(live.waiting.after), SOURCE_LIMIT), "text"), f"**{APPROVE}**"]


def _prose(markdown: str) -> str:
    """Markdown of a model, without what a page would load: pictures, HTML and diagrams stay text."""
    text = re.sub(r"<(?=[A-Za-z/!?])", "< ", markdown.replace("![", "! ["))
    return re.sub(r"(?im)^(\s*(?:`{3,}|~{3,})\s*)mermaid", r"\1text", text)


def _marked(text: str) -> str:
    """One line of a model's or a paper's words, none of them markup."""
    return re.sub(r"([\\`*_{}\[\]<>#$|~!])", r"\\\1", harmless(" ".join(text.split())))


def _fenced(text: str, language: str) -> str:
    """A fence that the text, which is not ours, cannot close."""
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{language}\n{text}\n{fence}"
