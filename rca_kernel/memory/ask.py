"""Answering a question about the work from the log, the contract and the passage, with references."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Literal

from rca_kernel.contract import Requirement
from rca_kernel.errors import AnswerError
from rca_kernel.memory.entry import Entry
from rca_kernel.memory.record import Memory
from rca_kernel.memory.relevance import relevance
from rca_kernel.models import Message
from rca_kernel.models.envelope import envelope
from rca_kernel.notebook import bounded
from rca_kernel.paper.document import Section
from rca_kernel.paper.passage import Passage

Source = Literal["passage", "requirement", "log"]
LIMITS: dict[Source, int] = {"passage": 4, "requirement": 4, "log": 6}
"""References taken of each source at most."""
LEAST = 0.1
"""Share of the best match's relevance below which nothing is taken."""
DEEDS = 0.7
"""Weight of actions and observations: why something is so stands in decisions, assumptions and findings."""
_LABELS = re.compile(
    r"\[((?:log|section|equation|algorithm|table|listing|eq|text|value|r)[: -][^\[\]]+)\]", re.IGNORECASE
)
_BRIEF = 80
_LONGEST = 1200


@dataclass(frozen=True, slots=True)
class PassageText:
    """A piece of the paper: `section` is its printed number, or its title where it has none."""

    section: str
    text: str


@dataclass(frozen=True, slots=True)
class Reference:
    """One thing that bears on a question. `label` names it: "log:12" (entry n), a requirement's id, or
    "section 3.2"; `about` says what it is, `relevance` is 1 for the best match and at least LEAST."""

    source: Source
    label: str
    about: str
    text: str
    relevance: float


def passage_texts(passage: Passage) -> tuple[PassageText, ...]:
    """The passage's sections, and those it leans on, in paragraphs; then each stated value's sentence."""
    sections = [*passage.sections, *(near.item for near in passage.leaned if isinstance(near.item, Section))]
    pieces = [
        PassageText(section.number or section.title, text)
        for section in sections
        for text in _paragraphs(section.text)
    ]
    own = passage.sections[0].number if passage.sections else passage.title
    known = "\n".join(piece.text for piece in pieces)
    quotes = dict.fromkeys(value.quote for value in passage.hyperparameters if value.quote not in known)
    return (*pieces, *(PassageText(f"{own}, values that it uses", quote) for quote in quotes))


def evidence(memory: Memory, passage_texts: Iterable[PassageText], question: str) -> list[Reference]:
    """What bears on `question`, the best match first; nothing where no word of it occurs anywhere."""
    candidates = [
        *(_passage(piece) for piece in passage_texts),
        *(_requirement(item) for item in memory.contract),
        *(_entry(entry) for entry in memory.log),
    ]
    matches = relevance([f"{one.label} {one.about} {one.text}" for one in candidates], question)
    weighed = [
        Reference(one.source, one.label, one.about, one.text, match * one.relevance)
        for one, match in zip(candidates, matches, strict=True)
    ]
    best = max((one.relevance for one in weighed), default=0.0)
    ranked = sorted(
        (one for one in weighed if best > 0 and one.relevance >= LEAST * best),
        key=lambda one: -one.relevance,
    )
    return _limited(ranked)


def answer_prompt(question: str, references: Sequence[Reference]) -> list[Message]:
    """The messages that ask a model for an answer resting on `references` alone."""
    sources = "\n\n".join(f"[{one.label}] ({one.about})\n{one.text}" for one in references)
    return [
        Message("system", _rules()),
        Message("user", f"{envelope('sources', sources or '(none)')}\n\nThe question: {question}"),
    ]


def _ignore(_why: str) -> None:
    return None


async def answered(
    ask: Callable[[Sequence[Message]], Awaitable[str]],
    question: str,
    references: Sequence[Reference],
    void: Callable[[str], None] = _ignore,
) -> str:
    """A model's answer that names its sources, with those it names below it.

    `ask` gives the model's text. An answer that names a source it was not given, or none, is sent back once,
    and `void` hears why. Raises AnswerError where it is no better then: an answer without grounds is not
    shown.
    """
    messages = answer_prompt(question, references)
    problem = ""
    for _ in range(2):
        text = await ask(messages)
        unknown = unknown_labels(text, references)
        if not unknown and (_cited(text, references) or not references):
            return with_sources(text, references)
        problem = (
            f"It names sources that do not exist: {', '.join(unknown)}." if unknown else "It names no source."
        )
        void(problem)
        messages = [
            *messages,
            Message("assistant", text),
            Message("user", f"{problem} Answer again, each claim with a label of the sources above."),
        ]
    raise AnswerError(f"The model's answer is not shown. {problem}", hint="Here is what the sources say.")


def with_sources(answer: str, references: Sequence[Reference]) -> str:
    """`answer` with those of `references` that it names below it."""
    cited = _cited(answer, references)
    below = "\n".join(f"[{one.label}] {one.about}: {_short(one.text)}" for one in cited)
    return f"{answer}\n\n{below}".rstrip()


def as_text(references: Sequence[Reference]) -> str:
    """The references as plain text: the answer where there is no model. What was only done is left out where
    anything else was found."""
    if not references:
        return "Neither the log, the contract nor the passage speaks of this. Ask in words that they use."
    told = [one for one in references if not one.about.startswith(("action", "observation"))]
    parts = [
        f"[{one.label}] {one.about}\n    {' '.join(bounded(one.text, 400).split())}"
        for one in told or references
    ]
    return "\n".join(parts)


def unknown_labels(answer: str, references: Collection[Reference]) -> tuple[str, ...]:
    """Sources that `answer` names and that it was not given: such a claim rests on nothing."""
    known = {one.label for one in references}
    return tuple(dict.fromkeys(label for label in _named(answer) if label not in known))


def _cited(answer: str, references: Sequence[Reference]) -> list[Reference]:
    return [one for one in references if f"[{one.label}]" in answer or one.label in _named(answer)]


def _named(answer: str) -> list[str]:
    return [label for found in _LABELS.findall(answer) for label in re.split(r"[,;]\s+", found)]


def _short(text: str) -> str:
    return " ".join(bounded(text, 200).split())


def _passage(piece: PassageText) -> Reference:
    return Reference(
        "passage", f"section {piece.section}", "the paper says", bounded(piece.text, _LONGEST), 1.0
    )


def _requirement(item: Requirement) -> Reference:
    about = f"{item.title}: {item.support}, {item.status}"
    text = item.quote + (f"\n({item.note})" if item.note else "")
    return Reference("requirement", item.id, about, bounded(text, _LONGEST), 1.0)


def _entry(entry: Entry) -> Reference:
    about = entry.kind + (f" of step {entry.step}" if entry.step else "") + f", {entry.time}"
    weight = DEEDS if entry.kind in ("action", "observation") else 1.0
    return Reference("log", f"log:{entry.n}", about, bounded(entry.text, _LONGEST), weight)


def _limited(ranked: Sequence[Reference]) -> list[Reference]:
    """LIMITS of each source, and no text twice: one sentence may state five values."""
    left = dict(LIMITS)
    chosen: list[Reference] = []
    for one in ranked:
        if left[one.source] > 0 and not any(one.text in other.text for other in chosen):
            left[one.source] -= 1
            chosen.append(one)
    return chosen


def _paragraphs(text: str) -> list[str]:
    """Paragraphs; a short one, such as an equation, goes with the one before it."""
    pieces: list[str] = []
    for paragraph in filter(None, map(str.strip, re.split(r"\n\s*\n", text))):
        if pieces and (len(paragraph) < _BRIEF or len(pieces[-1]) < _BRIEF):
            pieces[-1] += "\n\n" + paragraph
        else:
            pieces.append(paragraph)
    return pieces


@cache
def _rules() -> str:
    return resources.files("rca_kernel.memory").joinpath("ask.md").read_text(encoding="utf-8")
