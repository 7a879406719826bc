"""A part of a PDF's page as a picture."""

from __future__ import annotations

import struct
import zlib

from rca_kernel.adapters.readers.pdf_layout import opened
from rca_kernel.errors import PaperError

MAX_PIXELS = 4_000_000
SCALE = 3.0


def drawn(data: bytes, name: str, page: int, box: tuple[float, float, float, float]) -> bytes:
    """A box (x0, y0, x1, y1) of a page as a grey PNG, `SCALE` pixels a point, fewer for a large one.

    Raises PaperError when the page cannot be drawn.
    """
    with opened(data, name) as document:
        if not 0 <= page < len(document):
            raise PaperError(f"{name} has no page {page + 1}.", hint="Read the paper again.")
        sheet = document[page]
        width, height = sheet.get_size()
        x0, y0, x1, y1 = max(box[0], 0.0), max(box[1], 0.0), min(box[2], width), min(box[3], height)
        if x1 - x0 < 1 or y1 - y0 < 1:
            raise PaperError(f"The display lies outside page {page + 1} of {name}.", hint="Read it again.")
        scale = min(SCALE, (MAX_PIXELS / ((x1 - x0) * (y1 - y0))) ** 0.5)
        bitmap = sheet.render(scale=scale, crop=(x0, y0, width - x1, height - y1), grayscale=True)
        return _png(bytes(bitmap.buffer), bitmap.width, bitmap.height, bitmap.stride)


def _png(pixels: bytes, width: int, height: int, stride: int) -> bytes:
    """Grey pixels as a PNG file."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + pixels[row * stride : row * stride + width] for row in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    packed = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + packed
