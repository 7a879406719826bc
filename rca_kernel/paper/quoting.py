"""Whether a passage says what somebody claims to quote from it."""

from __future__ import annotations

import re

from rca_kernel.paper.document import Section
from rca_kernel.paper.passage import Passage

ENOUGH = 0.6
"""Share of a quote's runs of three words that the passage holds, where it was copied with small slips."""
_WORD = re.compile(r"\\?[^\W_]+")


def quoted_in(quote: str, passage: Passage, *read: str) -> bool:
    """Whether the passage, or what was `read` of the paper beside it, holds the quote word for word; blanks,
    dollar signs and case aside."""
    return bool(_bare(quote)) and any(_bare(quote) in _bare(text) for text in (_text(passage), *read))


def nearly_quoted_in(quote: str, passage: Passage, *read: str) -> bool:
    """Whether most of the quote is theirs: left-out words and other spellings are forgiven."""
    if quoted_in(quote, passage, *read):
        return True
    words = _WORD.findall(quote.lower())
    known = _WORD.findall("\n".join((_text(passage), *read)).lower())
    size = min(3, len(words))
    runs = [tuple(words[n : n + size]) for n in range(len(words) - size + 1)] if words else []
    there = {tuple(known[n : n + size]) for n in range(len(known) - size + 1)}
    return bool(runs) and sum(run in there for run in runs) / len(runs) >= ENOUGH


def _text(passage: Passage) -> str:
    near = [one.item for one in passage.leaned]
    parts = [one.text for one in (*passage.sections, *near) if isinstance(one, Section)]
    for item in (*passage.items, *near):
        parts += [getattr(item, name, "") for name in ("latex", "code", "caption")]
        parts += [" ".join(row) for row in getattr(item, "rows", ())]
    parts += [value.quote for value in passage.hyperparameters] + [entry.quote for entry in passage.notation]
    return "\n".join(parts)


def _bare(text: str) -> str:
    return "".join(one for one in text.lower() if one.isalnum() or one in "\\^_=+-")
