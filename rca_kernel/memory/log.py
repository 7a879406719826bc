"""The research log: long-term memory of everything done and found."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timezone
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


def utc_now() -> str:
    return datetime.now(timezone.utc).isoformat(timespec="seconds")


class ResearchLog:
    """Appended to only; `fold` shortens it without losing decisions, findings or errors."""

    def __init__(self, entries: Iterable[Entry] = (), *, now: Callable[[], str] = utc_now) -> None:
        self._entries = list(entries)
        self._now = now

    def __iter__(self) -> Iterator[Entry]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def add(self, kind: EntryKind, text: str, *, step: str = "") -> Entry:
        number = self._entries[-1].n + 1 if self._entries else 1
        entry = Entry(number, self._now(), kind, text, step)
        self._entries.append(entry)
        return entry

    def recent(self, count: int, *, step: str | None = None) -> list[Entry]:
        chosen = [entry for entry in self._entries if step is None or entry.step == step]
        return chosen[-count:] if count else []

    def search(self, query: str) -> list[Entry]:
        """Entries that hold every word of `query`, oldest first."""
        words = [word.lower() for word in re.findall(r"\S+", query)]
        return [entry for entry in self._entries if all(word in entry.text.lower() for word in words)]

    def fold(self, keep_last: int) -> ResearchLog:
        """All but the last `keep_last` entries shortened: actions and observations become one
        summary line a step, everything in KEPT stays as it is."""
        cut = max(0, len(self._entries) - keep_last)
        old, recent = self._entries[:cut], self._entries[cut:]
        folded: list[Entry] = []
        run: list[Entry] = []
        for entry in old:
            if run and (entry.kind in KEPT or entry.step != run[-1].step):
                folded.append(_summary(run))
                run = []
            if entry.kind in KEPT:
                folded.append(entry)
            else:
                run.append(entry)
        if run:
            folded.append(_summary(run))
        return ResearchLog([*folded, *recent], now=self._now)


def _summary(run: list[Entry]) -> Entry:
    actions = [entry.text.split("\n", 1)[0][:80] for entry in run if entry.kind == "action"]
    shown = "; ".join(actions[:6]) + (f"; and {len(actions) - 6} more" if len(actions) > 6 else "")
    text = f"entries {run[0].n} to {run[-1].n}: {shown or 'observations'}"
    return Entry(run[-1].n, run[-1].time, "summary", text, run[-1].step)
