"""PDF: text in reading order, headings and captions; its mathematics is lost and said to be."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from rca_kernel.adapters.readers.building import NUMBERED, Builder
from rca_kernel.errors import PaperError
from rca_kernel.paper.document import Algorithm, Loss, Paper

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_BYTES = 200 * 1024 * 1024
MAX_PAGES = 400
_EQUATION_NUMBER = re.compile(r"^(?P<body>.*?)\s*\((?P<number>\d{1,3}[a-z]?|[A-Z]\.?\d{1,2})\)\s*$")
_UNNUMBERED = re.compile(
    r"^(?:abstract|references|acknowledge?ments?|bibliography|broader impact|limitations)\.?$", re.IGNORECASE
)
_ALGORITHM = re.compile(r"^Algorithm\s+(\d+)[.:]?\s*(.*)$")
_MATHEMATICAL = re.compile(r"[=≤≥∑∏∫√∇∈←→αβγδϵεθλμσπρτφψω∼≈]")
_SENTENCE = re.compile(r"\b[a-z]{3,}\s+[a-z]{3,}\s+[a-z]{3,}\b")


class PdfReader:
    """Reads a PDF by its text layer (pypdfium2, imported here only)."""

    name = "pdf"

    def reads(self, path: Path) -> bool:
        return path.suffix.lower() == ".pdf"

    def read(self, path: Path) -> Paper:
        if path.stat().st_size > MAX_BYTES:
            raise PaperError(
                f"{path.name} is larger than {MAX_BYTES // 2**20} MB.", hint="Give the paper alone."
            )
        pages, cut = _pages(path)
        text = "\n".join(pages)
        if not text.strip():
            raise PaperError(
                f"{path.name} has no text layer: it is a scan.",
                hint="Run OCR on it first (for example ocrmypdf), or give the LaTeX source.",
            )
        return _read(text, path.name, cut)


def _pages(path: Path) -> tuple[list[str], int]:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise PaperError(f"{path.name} is encrypted.", hint="Save a copy without a password.") from error
        raise PaperError(
            f"{path.name} is not a readable PDF ({error}).", hint="Download it again; it may be cut off."
        ) from error
    try:
        total = len(document)
        return [_page_text(document[index]) for index in range(min(total, MAX_PAGES))], max(
            total - MAX_PAGES, 0
        )
    finally:
        document.close()


def _page_text(page: object) -> str:
    textpage = page.get_textpage()  # type: ignore[attr-defined]
    text = str(textpage.get_text_bounded())
    textpage.close()
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\ufffe", "").replace("\x00", " ")


def _read(text: str, name: str, cut: int) -> Paper:
    builder = Builder(name, "pdf")
    builder.losses.append(
        Loss(
            "mathematics",
            "formulas inside sentences are read as plain characters: sub- and superscripts are gone",
        )
    )
    if cut:
        builder.losses.append(Loss("pages", f"only the first {MAX_PAGES} pages were read, {cut} were not"))
    title = next((line.strip() for line in text.split("\n") if len(line.strip()) > 8), name)
    abstract: list[str] = []
    expected = _Expected()
    for line, start in _lines(text):
        if re.fullmatch(r"references|bibliography", line, re.IGNORECASE) and builder.sections:
            expected.in_references = True
        heading = expected.heading(line)
        if heading:
            number, words = heading
            builder.heading(words, number.count(".") + 1 if number else 1, start, number=number)
            expected.in_references = False
        elif expected.in_references:
            continue
        elif found := _ALGORITHM.match(line):
            _algorithm(builder, found, start)
        elif expected.equation(line):
            _lost_equation(builder, line, start)
        else:
            builder.text(line, start)
    for index, section in enumerate(builder.sections):
        if section.title.lower().startswith("abstract"):
            abstract = [words for words, _ in builder.texts[index]]
    return builder.paper(title, text, abstract=" ".join(abstract))


def _lines(text: str) -> Iterator[tuple[str, int]]:
    start = 0
    for line in text.split("\n"):
        if line.strip():
            yield line.strip(), start
        start += len(line) + 1


class _Expected:
    """Headings are taken in order only, so that a numbered list or a table row is not one."""

    def __init__(self) -> None:
        self.last: list[str] = []
        self.in_references = False
        self.equations = 0

    def equation(self, line: str) -> bool:
        """Whether the line ends a numbered display: mathematical, or short and with the next number."""
        found = _EQUATION_NUMBER.match(line)
        if not found or _SENTENCE.search(line):
            return False
        number = found.group("number")
        follows = number.isdigit() and int(number) == self.equations + 1 and len(line) < 70
        if not follows and not _MATHEMATICAL.search(found.group("body")):
            return False
        self.equations = int(number) if number.isdigit() else self.equations
        return True

    def heading(self, line: str) -> tuple[str, str] | None:
        if len(line) > 100 or line.endswith((",", ";")):
            return None
        if _UNNUMBERED.match(line) and "reference" not in line.lower() and "bibliography" not in line.lower():
            return "", line.rstrip(".")
        found = NUMBERED.match(line)
        if not found or not found.group("title")[:1].isupper() or _MATHEMATICAL.search(line):
            return None
        number = found.group("number")
        if not self._follows(number.split(".")) or len(found.group("title")) < 3:
            return None
        self.last = number.split(".")
        return number, found.group("title").strip()

    def _follows(self, parts: list[str]) -> bool:
        if not self.last:
            return parts in (["1"], ["0"])
        if parts[:-1] == self.last and parts[-1] == "1":
            return True
        if parts == ["A"] and self.last[0].isdigit():
            return True
        depth = len(parts)
        return (
            depth <= len(self.last)
            and parts[:-1] == self.last[: depth - 1]
            and _next(self.last[depth - 1], parts[-1])
        )


def _next(before: str, after: str) -> bool:
    if before.isdigit() and after.isdigit():
        return int(after) == int(before) + 1
    return len(before) == len(after) == 1 and ord(after) == ord(before) + 1


def _lost_equation(builder: Builder, line: str, start: int) -> None:
    """A numbered display: its place and number are known, its formula is not to be trusted."""
    found = _EQUATION_NUMBER.match(line)
    number = found.group("number") if found else ""
    span = builder.span(start, start + len(line))
    builder.losses.append(
        Loss(f"equation {number}", "a PDF's text layer does not keep the structure of formulas", span)
    )
    builder.text(f"[equation ({number}) lost: {line}]", start)


def _algorithm(builder: Builder, found: re.Match[str], start: int) -> None:
    number, caption = found.groups()
    if any(known.number == number for known in builder.algorithms) or len(caption) < 3:
        builder.text(found.group(), start)
        return
    span = builder.span(start, start + len(found.group()))
    identity = builder.identity("algorithm", number)
    builder.text(f"[Algorithm {number}: {caption}]", start)
    builder.algorithms.append(Algorithm(identity, number, "", builder.section, span, caption=caption))
    builder.losses.append(
        Loss(f"algorithm {number}", "a PDF's text layer does not keep pseudocode's layout", span)
    )
