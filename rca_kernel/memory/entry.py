"""One line of the research log."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

EntryKind = Literal["action", "observation", "finding", "decision", "assumption", "error", "summary"]
KEPT: frozenset[EntryKind] = frozenset({"finding", "decision", "assumption", "error", "summary"})
"""Kinds that compaction keeps whole: what resuming and the report lean on."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the log; `n` counts from 1 and never repeats, `time` is ISO 8601 in UTC."""

    n: int
    time: str
    kind: EntryKind
    text: str
    step: str = ""
