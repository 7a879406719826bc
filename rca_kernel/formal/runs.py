"""Letters side by side that a formula defines: one name, or a product as in the system `Ax = b`."""

from __future__ import annotations

from collections.abc import Collection
from typing import NoReturn

from rca_kernel.errors import FormalError
from rca_kernel.formal.vocabulary import ABBREVIATIONS

_WORD_LENGTH = 3


def may_multiply(word: str, alone: Collection[str]) -> bool:
    """Whether the run may be a product: `alone` are letters that stand by themselves elsewhere."""
    if len(word) >= _WORD_LENGTH or word in ABBREVIATIONS:
        return False
    return any(letter in alone for letter in word) or (word[0].isupper() and word[1].islower())


def has_one_script(word: str) -> bool:
    """Whether a script after the run may belong to its last letter only: `mv^2`."""
    return len(word) < _WORD_LENGTH and word not in ABBREVIATIONS


def refuse_run(word: str, position: int) -> NoReturn:
    """For a run that is defined by `=` and read again."""
    raise FormalError(
        "letters side by side that an equation defines: one name, or a product",
        token=word,
        position=position,
        hint=f"Write \\mathrm{{{word}}} for one name; solve a system for one symbol, x = A^{{-1}} b.",
    )
