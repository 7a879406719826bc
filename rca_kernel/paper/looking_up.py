"""What a passage's running text says of a symbol or of words: definitions, stated values, sentences."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from rca_kernel.paper.document import Section
from rca_kernel.paper.passage import Passage
from rca_kernel.paper.symbols import family, symbols
from rca_kernel.paper.targets import name_of
from rca_kernel.paper.worded import sentence

MOST = 4
"""Sentences shown for one symbol."""
_SHOWN = 400
_APART = re.compile(r"\$\$.*?\$\$|```.*?```|^\[[^\n]*", re.DOTALL | re.MULTILINE)
_DISPLAY = re.compile(r"\$\$(.+?)\$\$", re.DOTALL)
_INLINE = re.compile(r"(?<![\\$])\$([^$]{1,300})\$")
_STATES = re.compile(r"=|\\(?:in|sim|triangleq|coloneqq|gets|subset|subseteq|equiv)(?![A-Za-z])")


def statements_of(passage: Passage, wanted: Collection[str], known: str = "") -> Iterator[str]:
    """Sentences that give one of the symbols a value, a set or a formula, the target's own first.

    `wanted` holds canonical symbols and their families; what stands in `known` is not said again.
    """
    for place, text in _texts(passage):
        plain = _APART.sub(lambda found: " " * len(found.group()), text)
        for found in _INLINE.finditer(plain):
            sign = _STATES.search(found.group(1))
            left = found.group(1)[: sign.start()] if sign else ""
            if sign is None or not _among(left, wanted):
                continue
            start, stop = sentence(plain, found.start(), found.end())
            quote = " ".join(plain[start:stop].split())[:_SHOWN]
            if quote not in known:
                known += quote
                yield f"“{quote}”{place}"


def mentions_of(passage: Passage, wanted: Collection[str]) -> Iterator[str]:
    """Sentences that only speak of one of the symbols, each once."""
    known: set[str] = set()
    for place, text in _texts(passage):
        plain = _APART.sub(lambda found: " " * len(found.group()), text)
        for found in _INLINE.finditer(plain):
            if _among(found.group(1), wanted):
                start, stop = sentence(plain, found.start(), found.end())
                quote = " ".join(plain[start:stop].split())[:_SHOWN]
                if quote not in known:
                    known.add(quote)
                    yield f"“{quote}”{place}"


def displays_of(passage: Passage, wanted: Collection[str]) -> Iterator[str]:
    """Displayed formulas with one of the symbols on their left, in sections that the target leans on."""
    for one in passage.leaned:
        if isinstance(one.item, Section):
            for latex in _DISPLAY.findall(one.item.text):
                sign = _STATES.search(latex)
                if sign and _among(latex[: sign.start()], wanted):
                    yield f"in {name_of(one.item)}: {' '.join(latex.split())}"


def sentences_with(passage: Passage, words: str) -> Iterator[str]:
    """Sentences that hold these words, which are no symbol."""
    pattern = re.compile(rf"(?<!\w){re.escape(words)}", re.IGNORECASE)
    for place, text in _texts(passage):
        for said in re.split(r"(?<=[.!?])\s+(?=[A-Z\[(*$])|\n\s*\n", text):
            if len(words) > 1 and pattern.search(said):
                yield f"“{' '.join(said.split())[:_SHOWN]}”{place}"


def _texts(passage: Passage) -> Iterator[tuple[str, str]]:
    """The target's sections, those that it leans on, and the sentences quoted from elsewhere."""
    for section in (
        *passage.sections,
        *(one.item for one in passage.leaned if isinstance(one.item, Section)),
    ):
        yield f" [{name_of(section)}]", section.text
    quoted = [(one.where, one.quote) for one in passage.hyperparameters]
    quoted += [(one.where, one.quote) for one in passage.notation]
    for where, quote in quoted:
        yield (f" [{where}]" if where else ""), quote


def _among(left: str, wanted: Collection[str]) -> bool:
    found = symbols(left)
    return bool({*found, *map(family, found)} & set(wanted))
