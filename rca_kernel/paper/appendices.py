"""What a target points to without a number: "see Appendix for the prompts"."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from rca_kernel.paper.document import Paper, Section
from rca_kernel.paper.scopes import content_words
from rca_kernel.paper.targets import name_of

_UNNUMBERED = re.compile(
    r"\b(?:[Aa]ppendix|[Aa]ppendices|[Ss]upplement(?:ary [Mm]aterials?|ary)?)\b(?!\s*~?\(?[A-Z0-9](?![a-z]))"
)
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n\s*\n")
_NEAR, _OFTEN = 90, 3
_SELF = frozenset(("appen", "suppl", "mater", "study", "paper", "detai"))


def unnumbered_appendices(paper: Paper, sections: tuple[Section, ...]) -> Iterator[str]:
    """The appendix that each pointer of the target means: most words of its title stand beside it."""
    own = {section.id for section in sections}
    known = [one for one in paper.sections if one.in_appendix and one.id not in own and one.title]
    titles = {one.id: content_words(one.title) - _SELF for one in known}
    common = Counter(word for words in titles.values() for word in words)
    for section in sections:
        for found in _UNNUMBERED.finditer(section.text) if known else ():
            words = content_words(_beside(section.text, found.start(), found.end()))
            shared = {
                id: {one for one in title & words if common[one] < _OFTEN} for id, title in titles.items()
            }
            most = max(len(one) for one in shared.values())
            meant = [one for one in known if most and len(shared[one.id]) == most]
            tops = [one for one in known if "." not in one.number]
            for one in (meant or tops if len(tops) == 1 else meant)[:1]:
                yield f"{name_of(one)} “{one.title}”"


def _beside(text: str, start: int, end: int) -> str:
    """The words of the sentence about the pointer."""
    before = _SENTENCE.split(text[max(start - _NEAR, 0) : start])[-1]
    return before.partition(" ")[2] + " " + _SENTENCE.split(text[end : end + _NEAR])[0]
