"""Theorem-like blocks as parts that can be asked for and leaned on."""

from __future__ import annotations

import re

from rca_kernel.paper.document import Paper, Section, Statement

KINDS = {
    "theorem": "theorems?|thms?\\.?", "lemma": "lemmas?|lemmata|lems?\\.?",
    "proposition": "propositions?|props?\\.?", "corollary": "corollary|corollaries|cors?\\.?",
    "definition": "definitions?|defs?\\.?", "assumption": "assumptions?", "remark": "remarks?",
    "example": "examples?", "claim": "claims?", "conjecture": "conjectures?", "hypothesis": "hypothesis",
    "observation": "observations?",
    "condition": "conditions?", "problem": "problems?", "property": "property",
}  # fmt: skip
WORDS = "|".join(KINDS.values())


def kind_named(word: str) -> str:
    """The kind that a word names ("Thm." is a theorem), "" when it names none."""
    return next((kind for kind, words in KINDS.items() if re.fullmatch(words, word, re.IGNORECASE)), "")


def of_kind(paper: Paper, kind: str) -> list[Section]:
    """Every block printed under this name, in reading order."""
    return [
        as_section(entry) for entry in paper.statements if entry.kind.lower().rstrip("s").startswith(kind)
    ]


def as_section(statement: Statement) -> Section:
    """The block with its text, titled as it is printed ("Lemma 3.1 (Descent)"), inside its section."""
    title = f"{statement.kind} {statement.number}".strip()
    return Section(
        statement.id,
        "",
        f"{title} ({statement.title})" if statement.title else title,
        9,
        statement.span,
        label=statement.label,
        parent=statement.section,
        text=statement.text,
    )


def is_statement(section: Section) -> bool:
    """Whether a section is a block that `as_section` made."""
    return section.level == 9
