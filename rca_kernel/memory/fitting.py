"""The log cut to a number of bytes, from sizes measured once an entry: saving is cheap at any length."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any
from weakref import WeakKeyDictionary

from rca_kernel.memory.entry import Entry
from rca_kernel.memory.folding import Folding
from rca_kernel.memory.log import ResearchLog

_COMMA = 2
"""Bytes of ", " between two entries."""


def entry_json(entry: Entry) -> dict[str, Any]:
    return {"n": entry.n, "time": entry.time, "step": entry.step, "kind": entry.kind, "text": entry.text}


def fitting_json(log: ResearchLog, room: int) -> list[dict[str, Any]]:
    """The JSON of what `fitting` keeps. That of an entry is made once: it must not be changed."""
    made = _JSON.setdefault(log, [])
    made += map(entry_json, log.since(len(made)))
    entries = fitting(log, room)
    if len(entries) == len(made):
        return list(made)
    by_number = {one["n"]: one for one in made}
    return [
        by_number[entry.n] if entry.kind == by_number[entry.n]["kind"] else entry_json(entry)
        for entry in entries
    ]


def fitting(log: ResearchLog, room: int) -> list[Entry]:
    """The entries to keep where their JSON may grow an empty list by `room` bytes.

    Half of the log is folded, then three quarters, and so on to all of it; then summaries go, the
    oldest first; then older halves. The last entry's number is kept as long as anything is.
    """
    sizes = _SIZES.setdefault(log, _Sizes())
    sizes.follow(log)
    folding = log.folding
    keep = len(log)
    while keep > 0 and sizes.folded(folding, len(log) - keep) > room:
        keep //= 2
    entries = list(log) if keep == len(log) else list(log.fold(keep))
    if keep > 0 or not entries:
        return entries
    return _halved(_without_summaries(entries, room), room)


class _Sizes:
    """Running sums of the bytes of a log's entries, and of what they fold into."""

    def __init__(self) -> None:
        self._entries = [0]
        self._settled = [0]

    def follow(self, log: ResearchLog) -> None:
        _extend(self._entries, log.since(len(self._entries) - 1))
        _extend(self._settled, log.folding.settled[len(self._settled) - 1 :])

    def folded(self, folding: Folding, cut: int) -> int:
        """Bytes that the log adds to the block where its first `cut` entries are folded."""
        settled, tail = folding.fold(cut)
        size = self._settled[settled] + self._entries[-1] - self._entries[cut]
        count = settled + len(self._entries) - 1 - cut
        if tail is not None:
            size += _size(tail)
            count += 1
        return size + _COMMA * max(count - 1, 0)


_SIZES: WeakKeyDictionary[ResearchLog, _Sizes] = WeakKeyDictionary()
_JSON: WeakKeyDictionary[ResearchLog, list[dict[str, Any]]] = WeakKeyDictionary()


def _without_summaries(entries: list[Entry], room: int) -> list[Entry]:
    over = _total(entries) - room
    kept = []
    for entry in entries[:-1]:
        if over > 0 and entry.kind == "summary":
            over -= _size(entry) + _COMMA
        else:
            kept.append(entry)
    return [*kept, entries[-1]]


def _halved(entries: list[Entry], room: int) -> list[Entry]:
    while entries and _total(entries) > room:
        entries = entries[(len(entries) + 1) // 2 :]
    return entries


def _total(entries: Sequence[Entry]) -> int:
    return sum(map(_size, entries)) + _COMMA * max(len(entries) - 1, 0)


def _size(entry: Entry) -> int:
    return len(json.dumps(entry_json(entry), ensure_ascii=False).encode())


def _extend(sums: list[int], entries: Sequence[Entry]) -> None:
    for entry in entries:
        sums.append(sums[-1] + _size(entry))
