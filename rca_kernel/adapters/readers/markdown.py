"""Markdown with TeX mathematics, and plain text."""

from __future__ import annotations

import re
from pathlib import Path

from rca_kernel.adapters.readers.building import NUMBERED, Builder
from rca_kernel.adapters.readers.latex.sources import decode
from rca_kernel.adapters.readers.size import refuse_larger
from rca_kernel.errors import PaperError
from rca_kernel.paper.document import Algorithm, Listing, Loss, Paper, Table

MAX_BYTES = 32 * 1024 * 1024
_HEADING = re.compile(r"^ {0,3}(#{1,6})\s+(.*?)\s*#*\s*(?:\{#([\w:.-]+)\}\s*)?$")
_FENCE = re.compile(r"^ {0,3}(```+|~~~+)\s*([\w+-]*)")
_DISPLAY = re.compile(r"^\s*(\$\$|\\\[|\\begin\{(?:equation|align|gather|multline)\*?\})")
_CLOSE = {"$$": "$$", "\\[": "\\]"}
_TAG = re.compile(r"\\tag\*?\{([^{}]*)\}")
_TRAILING = re.compile(r"\s*(?:\\q?quad\s*)*\((\d+[a-z]?|[A-Z]\.\d+)\)\s*$")
_LABEL = re.compile(r"\\label\{([^{}]*)\}|\{#([\w:.-]+)\}")
_RULE = re.compile(r"^\s*\|?\s*:?-{2,}.*\|")
_CAPTION = re.compile(
    r"^\s*(?:\*\*)?(Table|Algorithm|Listing)\s+(\w+(?:\.\w+)*)[.:]?(?:\*\*)?[.:]?\s*(.*)$", re.IGNORECASE
)
_ALLCAPS = re.compile(r"^[A-Z][A-Z0-9 ,:&/-]{3,70}$")


class MarkdownReader:
    """Reads Markdown; numbers of sections are taken from the headings' text."""

    name = "markdown"

    def reads(self, path: Path) -> bool:
        return path.suffix.lower() in (".md", ".markdown", ".mdown", ".qmd", ".rmd")

    def read(self, path: Path) -> Paper:
        return _read(path, "markdown")


class TextReader:
    """Reads plain text; a line that is a number and a short title is a heading."""

    name = "text"

    def reads(self, path: Path) -> bool:
        return path.suffix.lower() in (".txt", ".text", "")

    def read(self, path: Path) -> Paper:
        return _read(path, "text")


def _read(path: Path, form: str) -> Paper:
    refuse_larger(path, MAX_BYTES, "Give the paper's text only.")
    text, loss = decode(path.read_bytes(), path.name)
    if not text.strip():
        raise PaperError(f"{path.name} is empty.", hint="Give a file with the paper's text.")
    return read_text(text, path.name, form, () if loss is None else (loss,))


def read_text(text: str, name: str, form: str = "markdown", losses: tuple[Loss, ...] = ()) -> Paper:
    """A paper from Markdown ("markdown") or plain text ("text")."""
    reading = _Reading(text, name, form)
    reading.builder.losses.extend(losses)
    return reading.run()


class _Reading:
    """One pass over the lines."""

    def __init__(self, text: str, name: str, form: str) -> None:
        self.source = text
        self.builder = Builder(name, form)
        self.lines = text.split("\n")
        self.starts: list[int] = []
        position = 0
        for line in self.lines:
            self.starts.append(position)
            position += len(line) + 1
        self.starts.append(position)
        self.at = 0
        self.title = ""
        self.plain = form == "text"
        self.top = self._top_level()
        self.caption: tuple[str, str, str] = ("", "", "")

    def _top_level(self) -> int:
        """A single `#` heading is the paper's title; sections then start at `##`."""
        levels: list[int] = []
        fenced = False
        for line in self.lines:
            fenced ^= _FENCE.match(line) is not None
            found = None if fenced else _HEADING.match(line)
            if found:
                levels.append(len(found.group(1)))
        return 2 if levels.count(1) == 1 and levels[0] == 1 and len(levels) > 1 else 1

    def run(self) -> Paper:
        paragraph: list[str] = []
        begun = 0
        while self.at < len(self.lines):
            line = self.lines[self.at]
            if paragraph and (not line.strip() or self._starts_block(line)):
                self._paragraph("\n".join(paragraph), begun)
                paragraph = []
            if not line.strip():
                self.at += 1
            elif not self._block(line):
                begun = begun if paragraph else self.starts[self.at]
                paragraph.append(line)
                self.at += 1
        if paragraph:
            self._paragraph("\n".join(paragraph), begun)
        return self._finish()

    def _finish(self) -> Paper:
        abstract = ""
        sections = self.builder.sections
        for index, section in enumerate(sections):
            if section.title.lower() == "abstract" and not section.number:
                abstract = "\n\n".join(words for words, _ in self.builder.texts[index])
        return self.builder.paper(self.title, self.source, abstract=abstract)

    def _starts_block(self, line: str) -> bool:
        return bool(
            _HEADING.match(line)
            or _FENCE.match(line)
            or _DISPLAY.match(line)
            or (line.lstrip().startswith("|"))
        )

    def _paragraph(self, words: str, start: int) -> None:
        found = _CAPTION.match(words)
        if found and len(words) < 400:
            self.caption = (found.group(1).lower(), found.group(2), found.group(3))
        self.builder.text(words, start)

    def _block(self, line: str) -> bool:
        start = self.starts[self.at]
        if found := _FENCE.match(line):
            self._fence(found.group(1), found.group(2).lower(), start)
        elif not self.plain and (heading := _HEADING.match(line)):
            self._heading(heading, start)
        elif self.plain and self._plain_heading(line):
            self.builder.heading(line.strip().title() if line.isupper() else line.strip(), 1, start)
            self.at += 1
        elif display := _DISPLAY.match(line):
            self._display(display.group(1), start)
        elif (
            line.lstrip().startswith("|")
            and self.at + 1 < len(self.lines)
            and _RULE.match(self.lines[self.at + 1])
        ):
            self._table(start)
        else:
            return False
        return True

    def _heading(self, found: re.Match[str], start: int) -> None:
        level, title = len(found.group(1)), found.group(2).strip("* ")
        if level == 1 and self.top == 2 and not self.title:
            self.title = title
        else:
            self.builder.heading(title, max(level - self.top + 1, 1), start, label=found.group(3) or "")
        self.at += 1

    def _plain_heading(self, line: str) -> bool:
        """A short line alone between blank lines, numbered or in capitals."""
        alone = (self.at == 0 or not self.lines[self.at - 1].strip()) and (
            self.at + 1 >= len(self.lines) or not self.lines[self.at + 1].strip()
        )
        text = line.strip()
        if not alone or len(text) > 90 or text.endswith((".", ",", ";")):
            return False
        return bool(NUMBERED.match(text) or _ALLCAPS.match(text))

    def _fence(self, mark: str, language: str, start: int) -> None:
        self.at += 1
        body: list[str] = []
        while self.at < len(self.lines) and not self.lines[self.at].strip().startswith(mark):
            body.append(self.lines[self.at])
            self.at += 1
        self.at += 1
        end = self.starts[min(self.at, len(self.lines))]
        code = "\n".join(body)
        builder = self.builder
        if language in ("math", "latex-math"):
            self._equation(code, start, end)
        elif language in ("algorithm", "pseudocode") or "\\begin{algorithmic}" in code:
            kind, number, caption = self.caption
            number = number if kind == "algorithm" else ""
            identity = builder.identity("algorithm", number)
            builder.text(f"```{language}\n{code}\n```", start)
            builder.algorithms.append(
                Algorithm(
                    identity,
                    number,
                    code,
                    builder.section,
                    builder.span(start, end),
                    caption=caption if number else "",
                )
            )
        else:
            builder.text(f"```{language}\n{code}\n```", start)
            identity = builder.identity("listing", "")
            builder.listings.append(
                Listing(identity, code, builder.section, builder.span(start, end), language=language)
            )

    def _display(self, opener: str, start: int) -> None:
        close = _CLOSE.get(opener, opener.replace("\\begin", "\\end"))
        found = self.source.find(opener, start)
        end = self.source.find(close, found + len(opener))
        if end < 0 or end - found > 20_000:
            self.builder.losses.append(
                Loss(
                    "mathematics", f"{opener} is never closed", self.builder.span(found, found + len(opener))
                )
            )
            self.builder.text(self.lines[self.at], start)
            self.at += 1
            return
        latex = self.source[found + len(opener) : end]
        stop = end + len(close)
        while self.at < len(self.lines) and self.starts[self.at] < stop:
            self.at += 1
        rest = self.source[stop : self.starts[self.at] - 1 if self.at < len(self.starts) else stop]
        label = _LABEL.search(rest)
        trailing = _TRAILING.search(rest[: label.start()] if label else rest)
        self._equation(latex, found, stop, number=trailing.group(1) if trailing else "", label=label)
        remainder = rest if not (label or trailing) else ""
        if remainder.strip():
            self.builder.text(remainder, stop)

    def _equation(
        self, latex: str, start: int, end: int, *, number: str = "", label: re.Match[str] | None = None
    ) -> None:
        tag = _TAG.search(latex)
        label = _LABEL.search(latex) or label
        trailing = _TRAILING.search(latex)
        if tag:
            number = tag.group(1)
        elif trailing and not number:
            number, latex = trailing.group(1), latex[: trailing.start()]
        name = (label.group(1) or label.group(2)) if label else ""
        clean = " ".join(_TAG.sub("", re.sub(r"\\label\{[^{}]*\}", "", latex)).split())
        if clean:
            self.builder.equation(clean, number, start, end, label=name, environment="$$")

    def _table(self, start: int) -> None:
        rows: list[tuple[str, ...]] = []
        first = self.at
        while self.at < len(self.lines) and self.lines[self.at].lstrip().startswith("|"):
            if self.at != first + 1:
                rows.append(
                    tuple(
                        cell.strip()
                        for cell in re.split(r"(?<!\\)\|", self.lines[self.at].strip().strip("|"))
                    )
                )
            self.at += 1
        builder = self.builder
        kind, number, caption = self.caption
        number = number if kind == "table" else ""
        identity = builder.identity("table", number)
        end = self.starts[self.at]
        builder.text(self.source[start:end].rstrip(), start)
        builder.tables.append(
            Table(
                identity,
                number,
                tuple(rows),
                builder.section,
                builder.span(start, end),
                caption=caption if number else "",
            )
        )
        self.caption = ("", "", "")
