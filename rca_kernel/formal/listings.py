"""Pseudocode in a listing: lines of words and mathematics, blocks by `end` or by their indentation."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rca_kernel.errors import FormalError
from rca_kernel.formal.pseudocode_commands import BlockKind, LineRole
from rca_kernel.formal.pseudocode_lines import RawAlgorithm, RawBlock, RawLine

_LISTING = re.compile(
    r"\\begin\{(lstlisting|verbatim|alltt|Verbatim)\}(?:\[(?P<options>[^\]]*)\])?(?P<body>.*?)\\end\{\1\}",
    re.DOTALL,
)
_CAPTION = re.compile(r"caption\s*=\s*(?:\{([^{}]*)\}|([^,\]]*))")
_PROGRAM = re.compile(
    r"^\s*(?:def \w+\(.*\)\s*:|import \w|from \w+ import|class \w+.*:|#include)", re.MULTILINE
)
_OPENS = re.compile(
    r"^(?P<kind>for|while|if|else\s*if|elif|elsif|else|repeat|loop|function|procedure)\b\s*(?P<header>.*?)"
    r"\s*(?:\b(?:do|then)\b)?\s*:?$",
    re.IGNORECASE | re.DOTALL,
)
_ENDS = re.compile(r"^(?:end\b.*|done|fi|od|until\b\s*(?P<condition>.*))$", re.IGNORECASE)
_KINDS: dict[str, BlockKind] = {
    "for": "for", "while": "while", "if": "if", "elseif": "elif", "elif": "elif", "elsif": "elif",
    "else": "else", "repeat": "repeat", "loop": "loop", "function": "procedure", "procedure": "procedure",
}  # fmt: skip


@dataclass(slots=True)
class _Line:
    text: str
    indent: int
    position: int


def read_listing(source: str) -> RawAlgorithm | None:
    """The raw tree of a listing; None where the source holds none."""
    found = _LISTING.search(source)
    if found is None:
        return None
    body = found.group("body")
    if _PROGRAM.search(body):
        raise FormalError("this listing is a program, not pseudocode", token=body.strip()[:40],
                          position=found.start("body"), hint="Use the program as it stands.")  # fmt: skip
    if "$" not in body:
        raise FormalError("the steps of this listing are not written as mathematics", token=body.strip()[:40],
                          position=found.start("body"),
                          hint="Put the formulas between dollar signs.")  # fmt: skip
    caption = _CAPTION.search(found.group("options") or "")
    title = next((c for c in caption.groups() if c), "") if caption else ""
    lines = _lines(body, found.start("body"))
    reader = _Reader(lines, ended=any(_ENDS.match(one.text) for one in lines))
    return RawAlgorithm(title.strip(), reader.block(-1))


def _lines(body: str, start: int) -> list[_Line]:
    found: list[_Line] = []
    place = start
    for raw in body.splitlines(keepends=True):
        text = re.sub(r"^\s*\d+[:.]\s", "", raw.rstrip())
        stripped = text.strip().rstrip(";")
        if stripped:
            indent = len(text.expandtabs(4)) - len(text.expandtabs(4).lstrip())
            found.append(_Line(stripped, indent, place + len(raw) - len(raw.lstrip())))
        place += len(raw)
    return found


class _Reader:
    """Reads lines one after another; `ended` blocks close with words, others with their indentation."""

    def __init__(self, lines: list[_Line], *, ended: bool) -> None:
        self.lines = lines
        self.ended = ended
        self.place = 0

    def block(self, indent: int) -> list[RawLine | RawBlock]:
        """Lines and blocks that stand deeper than `indent`, or up to the words that end the block."""
        items: list[RawLine | RawBlock] = []
        while self.place < len(self.lines):
            line = self.lines[self.place]
            opens = _OPENS.match(line.text)
            branch = opens is not None and _kind(opens) in {"elif", "else"}
            if self.ended and (_ENDS.match(line.text) or (branch and indent >= 0 and not _after_if(items))):
                return items
            if not self.ended and line.indent <= indent:
                return items
            self.place += 1
            if opens is None:
                role: LineRole = "comment" if line.text.startswith(("//", "#")) else "state"
                items.append(
                    RawLine(role, line.text.lstrip("/# ") if role == "comment" else line.text, line.position)
                )
                continue
            items.append(self._opened(opens, line))
        return items

    def _opened(self, opens: re.Match[str], line: _Line) -> RawBlock:
        block = RawBlock(_kind(opens), opens.group("header"), line.position)
        block.body = self.block(line.indent)
        if self.place < len(self.lines):
            ends = _ENDS.match(self.lines[self.place].text)
            if ends is not None:
                if ends.group("condition") is not None and block.kind == "repeat":
                    block.header = ends.group("condition")
                self.place += 1
            elif self.ended and not _is_branch(self.lines[self.place]):
                raise _unended(block)
        elif self.ended:
            raise _unended(block)
        return block


def _unended(block: RawBlock) -> FormalError:
    return FormalError(f"this {block.kind} is never ended", token=block.header, position=block.position,
                       hint=f"Add `end {block.kind}`.")  # fmt: skip


def _kind(opens: re.Match[str]) -> BlockKind:
    return _KINDS["".join(opens.group("kind").lower().split())]


def _is_branch(line: _Line) -> bool:
    opens = _OPENS.match(line.text)
    return opens is not None and _kind(opens) in {"elif", "else"}


def _after_if(items: list[RawLine | RawBlock]) -> bool:
    return bool(items) and isinstance(items[-1], RawBlock) and items[-1].kind in {"if", "elif"}
