"""PDF by way of GROBID, a service that finds a paper's structure: asked over HTTP on this computer only.

Start it with `docker run --rm -p 8070:8070 grobid/grobid:0.8.1`; RCA_GROBID_URL names another port.
"""

from __future__ import annotations

import os
import uuid
from functools import partial
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import urlsplit

from rca_kernel.adapters.readers.pdf import MAX_BYTES
from rca_kernel.adapters.readers.pdf_process import drawn
from rca_kernel.adapters.readers.size import refuse_larger
from rca_kernel.adapters.readers.tei import MAX_BYTES as MAX_ANSWER
from rca_kernel.adapters.readers.tei import read_tei
from rca_kernel.errors import PaperError
from rca_kernel.paper.document import Paper

URL = "http://127.0.0.1:8070"
TIMEOUT = 300.0
START = "Start it: docker run --rm -p 8070:8070 grobid/grobid:0.8.1"


class GrobidReader:
    """Reads a PDF with the GROBID at `url` (else RCA_GROBID_URL, else port 8070 of this computer)."""

    name = "grobid"

    def __init__(self, url: str = "") -> None:
        self.url = url or os.environ.get("RCA_GROBID_URL", "") or URL

    def reads(self, path: Path) -> bool:
        return path.suffix.lower() == ".pdf"

    def read(self, path: Path) -> Paper:
        refuse_larger(path, MAX_BYTES)
        data = path.read_bytes()
        return read_tei(
            self._tei(data, path.name), path.name, form="pdf", draw=partial(drawn, data, path.name)
        )

    def _tei(self, data: bytes, name: str) -> bytes:
        address = urlsplit(self.url)
        if address.scheme != "http" or address.hostname not in ("127.0.0.1", "localhost", "::1"):
            raise PaperError(
                f"{self.url} is not an http address of this computer.",
                hint="Set RCA_GROBID_URL to one, or unset it.",
            )
        connection = HTTPConnection(address.hostname, address.port or 80, timeout=TIMEOUT)
        boundary = uuid.uuid4().hex
        try:
            connection.request(
                "POST", f"{address.path.rstrip('/')}/api/processFulltextDocument", _form(data, boundary),
                {"Content-Type": f"multipart/form-data; boundary={boundary}", "Accept": "application/xml"},
            )  # fmt: skip
            answer = connection.getresponse()
            tei = answer.read(MAX_ANSWER + 1)
        except (OSError, HTTPException) as error:
            raise PaperError(f"GROBID at {self.url} cannot be reached: {error}.", hint=f"{START}.") from error
        finally:
            connection.close()
        if answer.status != 200 or not tei or len(tei) > MAX_ANSWER:
            busy = answer.status == 503
            raise PaperError(
                f"GROBID could not read {name} (HTTP {answer.status}, {len(tei)} bytes).",
                hint="It is busy: wait, then try again." if busy else "Read the PDF without --reader grobid.",
            )
        return tei


def _form(data: bytes, boundary: str) -> bytes:
    """The PDF as GROBID's form wants it, with the places of formulas asked for."""
    head = f"--{boundary}\r\nContent-Disposition: form-data; name="
    return b"".join(
        (
            f'{head}"teiCoordinates"\r\n\r\nformula\r\n'.encode(),
            f'{head}"input"; filename="paper.pdf"\r\nContent-Type: application/pdf\r\n\r\n'.encode(),
            data,
            f"\r\n--{boundary}--\r\n".encode(),
        )
    )
