"""Which reader reads which file."""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path

from rca_kernel.adapters.readers.latex.reader import LatexReader
from rca_kernel.adapters.readers.markdown import MarkdownReader, TextReader
from rca_kernel.errors import PaperError
from rca_kernel.paper.document import Paper
from rca_kernel.paper.reader import PaperReader

SUFFIXES = (".tex", ".md", ".txt", ".html", ".pdf")
_BINARY = (
    b"PK\x03\x04",
    b"\x1f\x8b",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"\x7fELF",
    b"GIF8",
    b"Rar!",
    b"BZh",
    b"\xd0\xcf\x11\xe0",
)


def read_paper(path: str | Path) -> Paper:
    """Read a paper by its suffix, else by its first bytes. Raises PaperError for a bad file."""
    path = Path(path).expanduser()
    try:
        _must_exist(path)
        return reader_for(path).read(path)
    except (OSError, ValueError) as error:
        raise PaperError(
            f"{path.name} cannot be read: {error}.", hint="Check the path and the file's permissions."
        ) from error
    except RecursionError as error:
        raise PaperError(
            f"{path.name} is nested too deeply to be read.", hint="Simplify the file."
        ) from error


def reader_for(path: Path) -> PaperReader:
    """The reader for an existing file or folder. Raises PaperError for an unknown format."""
    latex = LatexReader()
    if latex.reads(path):
        return latex
    head = path.read_bytes()[:2048] if path.stat().st_size < 1 << 20 else _head(path)
    suffix = path.suffix.lower()
    if head.startswith(b"%PDF") or suffix == ".pdf":
        from rca_kernel.adapters.readers.pdf import PdfReader

        return PdfReader()
    if suffix in (".html", ".htm", ".xhtml") or head.lstrip()[:15].lower().startswith(
        (b"<!doctype html", b"<html")
    ):
        from rca_kernel.adapters.readers.html import HtmlReader

        return HtmlReader()
    if head.startswith(_BINARY) or b"\x00" in head:
        raise _unsupported(path)
    if MarkdownReader().reads(path):
        return MarkdownReader()
    if b"\\documentclass" in head or b"\\begin{document}" in head or b"\\section{" in head:
        return latex
    if TextReader().reads(path):
        return TextReader()
    raise _unsupported(path)


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(2048)


def _unsupported(path: Path) -> PaperError:
    return PaperError(
        f"{path.name} is not in a format that can be read.",
        hint=f"Give LaTeX (a .tex file or its folder) or one of {', '.join(SUFFIXES[1:])}.",
    )


def _must_exist(path: Path) -> None:
    if "\x00" in str(path):
        raise PaperError("The path holds a NUL character.", hint="Give the path of a file.")
    if path.exists():
        return
    folder = path.parent
    near: list[str] = []
    if folder.is_dir():
        names = sorted(
            entry.name for entry in folder.iterdir() if entry.suffix.lower() in SUFFIXES or entry.is_dir()
        )[:2000]
        near = (
            get_close_matches(path.name, names, 3, 0.5)
            or [name for name in names if name.endswith(SUFFIXES)][:3]
        )
        hint = (
            f"In {folder.name or '.'}/ there is: {', '.join(near)}."
            if near
            else f"{folder.name or '.'}/ holds no paper."
        )
    else:
        hint = f"The folder {folder.name}/ does not exist either."
    raise PaperError(f"There is no file {path.name}.", hint=hint)
