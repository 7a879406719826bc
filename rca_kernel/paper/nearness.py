"""How near a section is to a target, for choosing between places that define the same symbol."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from typing import Literal

from rca_kernel.paper.document import Paper, Section

NOTATION = re.compile(
    r"\bnotations?\b|preliminar|background|problem\s+(?:set-?\s?up|setting|formulation|statement|definition)|"
    r"\bdefinitions?\b|nomenclature|\bsymbols\b",
    re.IGNORECASE,
)
_GENERAL = re.compile(
    r"experiment|implementation|set-?\s?ups?\b|\bsettings?\b|hyper-?\s?param|\btraining\b|\bdetails?\b|evaluation|"
    r"configuration|\boptimi[sz]er\b|validation|protocol",
    re.IGNORECASE,
)
_APART = re.compile(
    r"\bproofs?\b|\bresults?\b|experiment|related\b.*\bworks?\b|introduction|conclusion|discussion|ablation|"
    r"\bcomparison|qualitative|visuali[sz]|limitation|acknowledg|impact|ethic|case stud|human evaluation|"
    r"\bderivation|robustness|\brelation\b|\brelations\b|^summary$",
    re.IGNORECASE,
)
_ANALYSIS = re.compile(r"\banalys[ie]s\b", re.IGNORECASE)
_PROOF = re.compile(r"\bproofs?\b|\bderivation", re.IGNORECASE)
_NEEDED = re.compile(r"implementation|set-?\s?ups?\b|\bsettings?\b|hyper-?\s?param|details?\b", re.IGNORECASE)

Place = Literal["target", "above", "referred", "before", "notation", "earlier", "after", "elsewhere"]
_ORDER: tuple[Place, ...] = (
    "target", "above", "referred", "before", "notation", "earlier", "after", "elsewhere",
)  # fmt: skip


def lineage(paper: Paper, section: Section) -> list[Section]:
    """The section, its parent, and so on up."""
    known = {one.id: one for one in paper.sections}
    out = [section]
    while out[-1].parent in known and len(out) < 12:
        out.append(known[out[-1].parent])
    return out


def is_general(paper: Paper, section: Section) -> bool:
    """Whether a section tells how the whole method is set up: experiments, implementation, training."""
    return any(_GENERAL.search(one.title) for one in lineage(paper, section))


def is_apart(paper: Paper, section: Section) -> bool:
    """Whether a section proves, compares or tells stories: nothing that an implementation needs."""
    if tells_apart(section.title):
        return True
    line = lineage(paper, section)
    return not any(_NEEDED.search(one.title) for one in line) and any(
        _APART.search(one.title) for one in line
    )


def tells_apart(title: str) -> bool:
    """Whether a title alone says that its section proves, compares or tells stories."""
    if _PROOF.search(title):
        return True
    return (_APART.search(title) or _ANALYSIS.search(title)) is not None and not _NEEDED.search(title)


class Nearness:
    """The place of each section relative to a target and to the sections that it refers to."""

    def __init__(self, paper: Paper, targets: Collection[str], referred: Iterable[str] = ()) -> None:
        self.order = {section.id: index for index, section in enumerate(paper.sections)}
        known = {section.id: section for section in paper.sections}
        lines = [lineage(paper, known[id]) for id in targets if id in known]
        self.places: dict[str, Place] = {}
        self.at = min((self.order[id] for id in targets if id in known), default=0)
        tops = {line[-1].id for line in lines}
        above = {one.id for line in lines for one in line}
        appended = {line[-1].id for line in lines if line[-1].in_appendix}
        referred = set(referred)
        for section in paper.sections:
            line = lineage(paper, section)
            earlier = self.order[section.id] < self.at
            appendix = line[-1].in_appendix and line[-1].id not in appended
            if section.id in targets:
                place: Place = "target"
            elif section.id in above:
                place = "above"
            elif section.id in referred:
                place = "referred"
            elif line[-1].id in tops:
                place = "before" if earlier else "after"
            elif any(NOTATION.search(one.title) for one in line):
                place = "notation"
            else:
                told = earlier and not appendix and not is_apart(paper, section)
                place = "earlier" if told else "elsewhere"
            self.places[section.id] = place

    def rank(self, section: str) -> tuple[int, int]:
        """Smaller is nearer: the kind of place, then the distance in reading order."""
        return _ORDER.index(self.place(section)), abs(self.order.get(section, 10**6) - self.at)

    def place(self, section: str) -> Place:
        return self.places.get(section, "elsewhere")
