"""The research log: long-term memory of everything done and found."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timezone

from rca_kernel.memory.entry import KEPT, Entry, EntryKind
from rca_kernel.memory.folding import Folding
from rca_kernel.notebook.places import placeless

__all__ = ["KEPT", "Entry", "EntryKind", "ResearchLog", "utc_now"]


def utc_now() -> str:
    return datetime.now(timezone.utc).isoformat(timespec="seconds")


class ResearchLog:
    """Appended to only; `fold` shortens it without losing decisions, findings, failures or numbers."""

    def __init__(self, entries: Iterable[Entry] = (), *, now: Callable[[], str] = utc_now) -> None:
        self._entries = list(entries)
        self.decisions = [entry for entry in self._entries if entry.kind == "decision"]
        """Those among the entries, which few are: sought at every save."""
        self._now = now
        self._folding = Folding()

    def __iter__(self) -> Iterator[Entry]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def add(self, kind: EntryKind, text: str, *, step: str = "") -> Entry:
        number = self._entries[-1].n + 1 if self._entries else 1
        entry = Entry(number, self._now(), kind, placeless(text), step)
        self._entries.append(entry)
        if kind == "decision":
            self.decisions.append(entry)
        return entry

    def since(self, index: int) -> list[Entry]:
        """The entries from position `index` on."""
        return self._entries[index:]

    def under_way(self, step: str) -> Entry | None:
        """The step's last action where nothing tells how it ended: the session ended first."""
        for entry in reversed(self._entries):
            if entry.step == step and entry.kind == "observation":
                return None
            if entry.step == step and entry.kind == "action":
                return entry
        return None

    def recent(self, count: int, *, step: str | None = None) -> list[Entry]:
        chosen = [entry for entry in self._entries if step is None or entry.step == step]
        return chosen[-count:] if count else []

    def search(self, query: str) -> list[Entry]:
        """Entries that hold every word of `query`, oldest first."""
        words = [word.lower() for word in re.findall(r"\S+", query)]
        return [entry for entry in self._entries if all(word in entry.text.lower() for word in words)]

    def recall(self, query: str, *, step: str = "", limit: int = 8) -> list[Entry]:
        """The entries that matter most for `query`, best first: words by BM25, then how recent an entry
        is and how near its step is to `step` in the plan. Entries that share no word with `query` are
        left out; a query without words asks for the recent and near ones."""
        from rca_kernel.memory.recall import recalled

        return recalled(self._entries, query, step=step, limit=limit)

    def fold(self, keep_last: int) -> ResearchLog:
        """All but the last `keep_last` entries shortened: actions and observations become one
        summary line a step, everything in KEPT stays as it is."""
        cut = max(0, len(self._entries) - keep_last)
        settled, tail = self.folding.fold(cut)
        folded = self.folding.settled[:settled] + ([tail] if tail is not None else [])
        return ResearchLog([*folded, *self._entries[cut:]], now=self._now)

    @property
    def folding(self) -> Folding:
        """The fold of every prefix of this log as it stands now."""
        self._folding.follow(self._entries)
        return self._folding
