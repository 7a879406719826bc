"""What runs in the process for PDFs: a document comes in, its layout or a drawing goes out."""

from __future__ import annotations

import json
import sys

from rca_kernel.adapters.readers.pdf_drawing import drawn
from rca_kernel.adapters.readers.pdf_layout import layout
from rca_kernel.adapters.readers.pdf_lines import Layout
from rca_kernel.adapters.readers.pdf_process import REFUSED
from rca_kernel.errors import PaperError


def main() -> None:
    """`memory seconds name layout pages` or `memory seconds name draw page x0 y0 x1 y1`."""
    memory, seconds, name, wanted, *rest = sys.argv[1:]
    _bound(int(memory), int(seconds))
    data = sys.stdin.buffer.read()
    try:
        if wanted == "layout":
            out = _written(layout(data, name, int(rest[0])))
        else:
            page, (x0, y0, x1, y1) = int(rest[0]), map(float, rest[1:])
            out = drawn(data, name, page, (x0, y0, x1, y1))
    except PaperError as error:
        sys.stdout.buffer.write(json.dumps([error.message, error.hint]).encode())
        sys.stdout.buffer.flush()
        sys.exit(REFUSED)
    sys.stdout.buffer.write(out)
    sys.stdout.buffer.flush()


def _bound(memory: int, seconds: int) -> None:
    """Limits of this process, where the system knows them; Windows does not."""
    try:
        import resource
    except ImportError:
        return
    for kind, limit in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_CORE, 0),
    ):
        try:
            resource.setrlimit(kind, (limit, limit))
        except (OSError, ValueError):  # macOS refuses RLIMIT_AS; the parent still holds the time
            continue


def _written(found: Layout) -> bytes:
    lines = [
        (
            line.text, line.page, (line.box.x0, line.box.y0, line.box.x1, line.box.y1), line.size, line.font,
            line.column, line.cells,
        )
        for line in found.lines
    ]  # fmt: skip
    return json.dumps({"lines": lines, "cut": found.cut, "sizes": found.sizes}).encode()
