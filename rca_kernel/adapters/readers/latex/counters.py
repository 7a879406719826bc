"""LaTeX's counters: what is stepped, what is reset with it, and how it prints."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise

SECTIONS = ("part", "chapter", "section", "subsection", "subsubsection", "paragraph", "subparagraph")
_PIECE = re.compile(r"\\(arabic|alph|Alph|roman|Roman|fnsymbol)\s*\{\s*([^{}]*?)\s*\}|\\the([A-Za-z]+)\s*")
_LEFTOVER = re.compile(r"\\[A-Za-z]+\s*|[{}]|\\.")
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
          (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip


@dataclass(slots=True)
class Counters:
    """Values, formats (LaTeX of \\the<counter>) and which counters each one resets."""

    values: dict[str, int] = field(default_factory=dict)
    formats: dict[str, str] = field(default_factory=dict)
    resets: dict[str, set[str]] = field(default_factory=dict)

    def within(self, counter: str, outer: str) -> None:
        """\\numberwithin: reset `counter` with `outer` and print it after it."""
        self.resets.setdefault(outer, set()).add(counter)
        self.formats[counter] = f"\\the{outer}.\\arabic{{{counter}}}"

    def step(self, counter: str) -> str:
        """Add one, reset what depends on it, and return how it prints."""
        self.values[counter] = self.values.get(counter, 0) + 1
        self._reset(counter, 0)
        return self.shown(counter)

    def _reset(self, counter: str, depth: int) -> None:
        if depth > 20:
            return
        for inner in self.resets.get(counter, ()):
            self.values[inner] = 0
            self._reset(inner, depth + 1)

    def shown(self, counter: str, depth: int = 0) -> str:
        """The printed form, such as "A.2"."""
        if depth > 10:
            return ""

        def piece(match: re.Match[str]) -> str:
            style, named, the = match.groups()
            return self.shown(the, depth + 1) if the else _styled(style, self.values.get(named, 0))

        written = self.formats.get(counter, f"\\arabic{{{counter}}}")
        return _LEFTOVER.sub("", _PIECE.sub(piece, written)).strip()


def article(document_class: str) -> Counters:
    """The counters as a document class sets them up."""
    counters = Counters()
    book = document_class in ("book", "report", "memoir", "scrbook", "scrreprt", "amsbook")
    chain = SECTIONS[1:] if book else SECTIONS[2:]
    for outer, inner in pairwise(chain):
        counters.within(inner, outer)
    if book:
        for counter in ("equation", "figure", "table"):
            counters.within(counter, "chapter")
    counters.formats["part"] = "\\Roman{part}"
    if document_class.startswith("IEEEtran"):
        counters.formats["section"] = "\\Roman{section}"
        counters.formats["subsection"] = "\\thesection-\\Alph{subsection}"
        counters.formats["subsubsection"] = "\\thesubsection\\arabic{subsubsection}"
        counters.formats["table"] = "\\Roman{table}"
    return counters


def appendix(counters: Counters, top: str) -> None:
    """\\appendix: the top-level counter starts again, in letters."""
    counters.values[top] = 0
    counters._reset(top, 0)
    counters.formats[top] = f"\\Alph{{{top}}}"


def _styled(style: str, value: int) -> str:
    match style:
        case "arabic":
            return str(value)
        case "alph" | "Alph":
            letter = chr(ord("a") + (value - 1) % 26) if value > 0 else ""
            return letter if style == "alph" else letter.upper()
        case "roman" | "Roman":
            out = ""
            for size, digits in _ROMAN:
                while value >= size and len(out) < 40:
                    out, value = out + digits, value - size
            return out if style == "roman" else out.upper()
        case _:
            return str(value)
