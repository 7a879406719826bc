"""Which reader reads which file."""

from __future__ import annotations

import os
import re
from pathlib import Path

from rca_kernel.adapters.readers.archives import is_archive, unpacked, with_losses
from rca_kernel.adapters.readers.arxiv import ArxivReader, arxiv_id
from rca_kernel.adapters.readers.latex.reader import LatexReader
from rca_kernel.adapters.readers.markdown import MarkdownReader, TextReader
from rca_kernel.adapters.readers.nearby import what_is_there
from rca_kernel.errors import PaperError
from rca_kernel.paper.document import Paper
from rca_kernel.paper.reader import PaperReader

PDF_READERS = ("pdf", "docling", "grobid")
SUFFIXES = (".tex", ".md", ".txt", ".html", ".pdf", ".zip", ".tar.gz")
_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:/{1,2}[^/]")
_ASIDE = re.compile(r"readme|license|licence|changelog|contributing", re.IGNORECASE)
_PRINTING = bytes([9, 10, 12, 13, 27, *range(32, 256)])
_BINARY = (
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"\x7fELF",
    b"GIF8",
    b"Rar!",
    b"\xd0\xcf\x11\xe0",
)


def read_paper(source: str | Path) -> Paper:
    """Read a paper: a file, a folder, an archive, an arXiv id or an arXiv URL. Raises PaperError.

    RCA_PDF_READER chooses what reads a PDF: "pdf" (its text layer, the default), "docling" or "grobid".
    """
    given = str(source).strip()
    path = Path(source).expanduser()
    try:
        if "\x00" not in given and not path.exists():
            if named := arxiv_id(given):
                return ArxivReader().fetch(named, read_file)
            if _URL.match(given):
                raise PaperError(
                    f"{given[:120]} is not a page of arXiv, and other addresses are not fetched.",
                    hint="Download the paper (its LaTeX source, HTML or PDF) and give the file.",
                )
        _must_exist(path)
        return read_file(path)
    except (OSError, ValueError) as error:
        raise PaperError(
            f"{path.name[:120]} cannot be read: {error}.", hint="Check the path and the file's permissions."
        ) from error
    except RecursionError as error:
        raise PaperError(
            f"{path.name} is nested too deeply to be read.", hint="Simplify the file."
        ) from error


def read_file(path: Path) -> Paper:
    """Read an existing file, folder or archive, chosen by suffix, else by first bytes. Raises PaperError."""
    if path.is_file() and is_archive(_head(path)):
        with unpacked(path) as (folder, losses):
            return with_losses(reader_for(inside := _paper_in(folder, path)).read(inside), losses)
    if path.is_dir():
        path = _paper_of(path)
    return reader_for(path).read(path)


def _paper_of(folder: Path) -> Path:
    """The folder itself when it holds LaTeX, else its one paper in the best format that it has."""
    if next(folder.rglob("*.tex"), None) is not None:
        return folder
    files = [
        path for path in sorted(folder.iterdir())[:5000] if path.is_file() and not _ASIDE.match(path.stem)
    ]
    for suffixes in ((".html", ".htm", ".xhtml"), (".md", ".markdown"), (".pdf",)):
        found = [path for path in files if path.suffix.lower() in suffixes]
        if len(found) == 1:
            return found[0]
        if found:
            raise PaperError(
                f"The folder {folder.resolve().name}/ holds {len(found)} files that may be the paper.",
                hint="Name one of them: " + ", ".join(path.name for path in found[:8]) + ".",
            )
    raise PaperError(
        f"The folder {folder.resolve().name}/ holds no paper: no LaTeX, HTML, Markdown or PDF.",
        hint="Give the folder of the LaTeX source, or a .tex, .md, .html or .pdf file.",
    )


def _paper_in(folder: Path, archive: Path) -> Path:
    """The folder itself when it holds LaTeX, else its one paper in another format."""
    files = sorted(
        (path for path in folder.rglob("*") if path.is_file()),
        key=lambda path: (len(path.parts), -path.stat().st_size),
    )
    if any(path.suffix.lower() == ".tex" for path in files):
        return folder
    for suffix in (".html", ".htm", ".md", ".pdf", ".txt"):
        found = next((path for path in files if path.suffix.lower() == suffix), None)
        if found is not None:
            return found
    raise PaperError(
        f"{archive.name} holds no paper: no LaTeX, HTML, Markdown, text or PDF.",
        hint="Give the archive of the LaTeX source (on arXiv: TeX Source), or the PDF.",
    )


def reader_for(path: Path) -> PaperReader:
    """The reader for an existing file or folder. Raises PaperError for an unknown format."""
    latex = LatexReader()
    if path.is_dir():
        return latex
    head = path.read_bytes()[:2048] if path.stat().st_size < 1 << 20 else _head(path)
    suffix = path.suffix.lower()
    if head.startswith(b"%PDF") or suffix == ".pdf":
        return _pdf_reader(os.environ.get("RCA_PDF_READER", "").strip().lower())
    if b"<TEI" in head:
        from rca_kernel.adapters.readers.tei import TeiReader

        return TeiReader()
    if is_binary(head):
        raise _unsupported(path, binary=True)
    if latex.reads(path):
        return latex
    if suffix in (".html", ".htm", ".xhtml") or head.lstrip()[:15].lower().startswith(
        (b"<!doctype html", b"<html")
    ):
        from rca_kernel.adapters.readers.html import HtmlReader

        return HtmlReader()
    if MarkdownReader().reads(path):
        return MarkdownReader()
    if b"\\documentclass" in head or b"\\begin{document}" in head or b"\\section{" in head:
        return latex
    if TextReader().reads(path):
        return TextReader()
    raise _unsupported(path)


def _pdf_reader(name: str) -> PaperReader:
    match name:
        case "" | "pdf":
            from rca_kernel.adapters.readers.pdf import PdfReader

            return PdfReader()
        case "docling":
            from rca_kernel.adapters.readers.docling import DoclingReader

            return DoclingReader()
        case "grobid":
            from rca_kernel.adapters.readers.grobid import GrobidReader

            return GrobidReader()
        case _:
            raise PaperError(
                f"There is no reader of PDFs named {name!r}.",
                hint=f"RCA_PDF_READER may be {', '.join(PDF_READERS)}.",
            )


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(2048)


def is_binary(head: bytes) -> bool:
    """Whether first bytes are no text: a known binary format, or control characters that no text has."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):  # UTF-16 says so itself
        return False
    odd = len(head.translate(None, _PRINTING))
    return head.startswith(_BINARY) or b"\x00" in head or odd > 0.05 * len(head)


def _unsupported(path: Path, *, binary: bool = False) -> PaperError:
    return PaperError(
        f"{path.name} is {'a binary file, not text' if binary else 'not in a format that can be read'}.",
        hint=f"Give LaTeX (a .tex file or its folder), an arXiv id, or one of {', '.join(SUFFIXES[1:])}.",
    )


def _must_exist(path: Path) -> None:
    if "\x00" in str(path):
        raise PaperError("The path holds a NUL character.", hint="Give the path of a file.")
    if path.exists():
        return
    raise PaperError(f"There is no file {path}.", hint=what_is_there(path, SUFFIXES))
