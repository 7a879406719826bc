"""The fold of a growing log, kept up to date entry by entry instead of made anew at each save."""

from __future__ import annotations

from collections.abc import Sequence

from rca_kernel.memory.entry import KEPT, Entry
from rca_kernel.memory.summarize import summary


class Folding:
    """For any cut, what the entries before it fold into: KEPT entries as they are, and one summary for
    each unbroken run of others within a step. `settled` grows as runs are closed."""

    def __init__(self) -> None:
        self.settled: list[Entry] = []
        self._entries: list[Entry] = []
        self._begun: list[int] = []
        self._before: list[int] = []

    def follow(self, entries: Sequence[Entry]) -> None:
        """Take in what was appended to `entries` since the last call."""
        for entry in entries[len(self._entries) :]:
            index = len(self._entries)
            joins = index > 0 and self._joins(entry, self._entries[-1])
            if index and not joins:
                self.settled.append(self._tail(index))
            self._begun.append(self._begun[-1] if joins else index)
            self._before.append(len(self.settled))
            self._entries.append(entry)

    def fold(self, cut: int) -> tuple[int, Entry | None]:
        """The first `cut` entries folded: so many of `settled`, then this entry."""
        return (self._before[cut - 1], self._tail(cut)) if cut > 0 else (0, None)

    @staticmethod
    def _joins(entry: Entry, last: Entry) -> bool:
        return entry.kind not in KEPT and last.kind not in KEPT and entry.step == last.step

    def _tail(self, cut: int) -> Entry:
        last = self._entries[cut - 1]
        return last if last.kind in KEPT else summary(self._entries[self._begun[cut - 1] : cut])
