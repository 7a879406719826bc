"""Assumptions under which a passage holds: assumption blocks, and sentences that assume."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from itertools import islice

from rca_kernel.paper.document import Paper, Section
from rca_kernel.paper.nearness import is_apart
from rca_kernel.paper.passage import Assumption
from rca_kernel.paper.statements import as_section
from rca_kernel.paper.worded import sentence

_ASSUMES = re.compile(
    r"(?<!which )\b(?:[Ww]e|[Ll]et us)\s+(?:(?:also|further|will|thus|therefore)\s+)?(?:assume|suppose)\b|"
    r"\b[Aa]ssum(?:e|ing)\s+that\b|(?:^|(?<=[.]\s))(?:Assume|Suppose)\b|"
    r"\b(?:is|are)\s+assumed\s+to\b|\b[Uu]nder\s+the\s+assumptions?\s+(?:that|of)\b|\bit\s+is\s+assumed\b",
    re.MULTILINE,
)
_DISPLAY = re.compile(r"\$\$.*?\$\$|```.*?```", re.DOTALL)
_NEXT_DISPLAY = re.compile(r"(?<=[A-Za-z:,])\s*\$\$.*?\$\$", re.DOTALL)
_IN_PROOF = re.compile(r"(?:^|\n)\s*\*Proof\b(?![\s\S]*\n\n\*\*)")
MOST = 60
"""Assuming sentences that are taken from one section."""
_BLOCK = re.compile(r"assumption|condition", re.IGNORECASE)


def assumptions(paper: Paper, sections: Collection[str]) -> tuple[Assumption, ...]:
    """What these sections and blocks (by id) assume, proofs and the hypotheses of theorems apart."""
    found: list[Assumption] = []
    blocks = [statement for statement in paper.statements if {statement.id, statement.section} & {*sections}]
    for statement in blocks:
        if _BLOCK.match(statement.kind):
            text = " ".join(statement.text.split())
            name = as_section(statement).title
            found.append(Assumption(text, statement.span, name=name, section=statement.section))
    told = [" ".join(statement.text.split()) for statement in blocks]
    for section in paper.sections:
        if section.id in sections and not is_apart(paper, section):
            found += [one for one in _sentences(section) if not any(_bare(one.text) in text for text in told)]
    return tuple(dict.fromkeys(found))


def _bare(text: str) -> str:
    """A sentence without the bold heading of its block."""
    return re.sub(r"^(?:[-*]\s|\*\*[^*]*\*\*|\s)+", "", text)


def _sentences(section: Section) -> Iterator[Assumption]:
    text = _DISPLAY.sub(lambda match: re.sub(r"[^\n]", " ", match.group()), section.text)
    for found in islice(_ASSUMES.finditer(text), MOST):
        start, stop = sentence(text, found.start(), found.end())
        stop = start + len(text[start:stop].rstrip())
        shown = _NEXT_DISPLAY.match(section.text, stop)
        stop = shown.end() if shown else stop
        words = " ".join(section.text[start:stop].split())
        if not _IN_PROOF.search(section.text[: found.start()]):
            yield Assumption(words, section.source(start, stop), section=section.id)
