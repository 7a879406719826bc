"""A PDF written by hand: text in Helvetica at given places."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple


class Put(NamedTuple):
    """Text at x, y (points, from the bottom left), in plain or bold."""

    x: float
    y: float
    text: str
    size: float = 10
    bold: bool = False


def pdf(pages: Sequence[Sequence[Put]], *, trailer: str = "", extra: Sequence[bytes] = ()) -> bytes:
    """The file's bytes; `extra` objects are numbered from 5."""
    objects: list[bytes] = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold >>",
        *extra,
    ]
    kids: list[int] = []
    for page in pages:
        drawn = " ".join(
            f"BT /F{2 if put.bold else 1} {put.size} Tf {put.x} {put.y} Td ({_escaped(put.text)}) Tj ET"
            for put in page
        ).encode("latin-1")
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawn), drawn))
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents %d 0 R "
            b"/Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> >>" % len(objects)
        )
        kids.append(len(objects))
    listed = " ".join(f"{kid} 0 R" for kid in kids)
    objects[1] = f"<< /Type /Pages /Kids [{listed}] /Count {len(kids)} >>".encode()
    out = bytearray(b"%PDF-1.4\n")
    offsets: list[int] = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += f"trailer << /Size {len(objects) + 1} /Root 1 0 R {trailer} >>\n".encode()
    return bytes(out + b"startxref\n%d\n%%%%EOF" % start)


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
