"""A passage as its workers are shown it: without whole sections that it leans on loosely."""

from __future__ import annotations

import re
from dataclasses import replace

from rca_kernel.paper.document import Section
from rca_kernel.paper.fitting import text_of, tokens_of
from rca_kernel.paper.kinship import SPEAKS
from rca_kernel.paper.passage import Leaned, Passage
from rca_kernel.paper.targets import name_of

SECTIONS_TOKENS = 400
"""So much of other sections stands in the prompt of every step; where it is more, they are named."""
_TAG = re.compile(r"\\tag\{([^{}]+)\}")


def narrowed(passage: Passage) -> Passage:
    """Without the sections of which the target speaks in words alone, where they are long: these are named
    among the mentions. What it refers to by number stays."""
    told = "\n".join(section.text for section in passage.sections)
    loose = [one for one in passage.leaned if _is_loose(one, told)]
    sections = [one.item for one in loose if isinstance(one.item, Section)]
    if sum(tokens_of(text_of(section)) for section in sections) <= SECTIONS_TOKENS:
        return passage
    gone = {section.id for section in sections}
    kept = tuple(one for one in passage.leaned if one not in loose and not _stands_in(one, gone))
    names = (f"{name_of(section)} {section.title}" for section in sections)
    return replace(passage, leaned=kept, mentions=tuple(dict.fromkeys((*passage.mentions, *names))))


def _is_loose(leaned: Leaned, told: str) -> bool:
    item = leaned.item
    if not isinstance(item, Section) or f"{SPEAKS}“" not in leaned.why:
        return False
    return not any(f"({tag})" in told for tag in _TAG.findall(item.text))


def _stands_in(leaned: Leaned, sections: set[str]) -> bool:
    """Whether it is there only because one of these sections is."""
    return leaned.why.startswith("stands in ") and getattr(leaned.item, "section", "") in sections
