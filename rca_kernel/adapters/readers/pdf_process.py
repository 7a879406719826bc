"""pdfium in a process of its own: a hostile PDF may cost it memory, time or its life, not the notebook's."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from rca_kernel.adapters.readers.pdf_lines import Box, Layout, Line
from rca_kernel.errors import PaperError

MAX_PAGES = 400
MAX_MEMORY = 1536 * 1024 * 1024
MAX_SECONDS = 120
REFUSED = 3
"""Exit status of a child whose output is our own message."""
_ROOT = Path(__file__).resolve().parents[3]
_PROGRAM = "from rca_kernel.adapters.readers.pdf_child import main; main()"


def layout(data: bytes, name: str) -> Layout:
    """The document's lines in reading order. Raises PaperError."""
    found = json.loads(_asked(data, name, "layout", str(MAX_PAGES)))
    lines = (
        Line(text, page, Box(*box), size, font, column, tuple(cells))
        for text, page, box, size, font, column, cells in found["lines"]
    )
    return Layout(tuple(lines), found["cut"], tuple((width, height) for width, height in found["sizes"]))


def drawn(data: bytes, name: str, page: int, box: tuple[float, float, float, float]) -> bytes:
    """A box (x0, y0, x1, y1) of a page as a grey PNG. Raises PaperError when it cannot be drawn."""
    return _asked(data, name, "draw", str(page), *map(repr, box))


def _asked(data: bytes, name: str, *words: str) -> bytes:
    """What the child answers to `words`, within bounds of memory (where the system has them) and time."""
    command = [sys.executable, "-c", _PROGRAM, str(MAX_MEMORY), str(MAX_SECONDS), name, *words]
    try:
        done = subprocess.run(
            command, input=data, capture_output=True, timeout=MAX_SECONDS, check=False, cwd=_ROOT,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise PaperError(
            f"{name} takes longer than {MAX_SECONDS} seconds to read.",
            hint="Give the paper's source or HTML.",
        ) from error
    except OSError as error:
        raise PaperError(
            f"{name} cannot be read: {error}.", hint="Free some memory, then try again."
        ) from error
    if done.returncode == REFUSED:
        message, hint = json.loads(done.stdout)
        raise PaperError(message, hint=hint)
    if done.returncode != 0:
        raise PaperError(
            f"{name} needs more than {MAX_MEMORY >> 20} MB to read, or is damaged so that pdfium stops.",
            hint="Do not trust it; give the paper's source or HTML, or print the PDF into a new one.",
        )
    return done.stdout
