"""Recall: which entries of the log matter now."""

from __future__ import annotations

from collections.abc import Sequence

from rca_kernel.memory.entry import Entry
from rca_kernel.memory.relevance import relevance
from rca_kernel.memory.words import words

RECENCY = 0.3
NEARNESS = 0.3
"""Weights beside relevance, which has 1: the best match stays first unless another is nearly as good."""
HALF_LIFE = 50
"""Entries after which recency is halved."""


def recalled(entries: Sequence[Entry], query: str, *, step: str, limit: int) -> list[Entry]:
    """The best `limit` of `entries`, best first; among equals the newer one."""
    asked = bool(words(query))
    matches = relevance([entry.text for entry in entries], query) if asked else [0.0] * len(entries)
    last = entries[-1].n if entries else 0
    ranked = sorted(
        (
            (
                match
                + RECENCY * 0.5 ** ((last - entry.n) / HALF_LIFE)
                + NEARNESS * nearness(entry.step, step),
                entry.n,
                index,
            )
            for index, (entry, match) in enumerate(zip(entries, matches, strict=True))
            if match > 0 or not asked
        ),
        reverse=True,
    )
    return [entries[index] for _, _, index in ranked[: max(limit, 0)]]


def nearness(one: str, other: str) -> float:
    """1 for the same step, 1/(1 + d) for steps d edges apart in the plan's tree; 0 where one is none."""
    return 1 / (1 + step_distance(one, other)) if one and other else 0.0


def step_distance(one: str, other: str) -> int:
    """Edges between two steps of the plan's tree: "2.1" and "2.3" are 2 apart, "2" and "2.1" are 1."""
    left, right = one.split("."), other.split(".")
    shared = 0
    for a, b in zip(left, right, strict=False):
        if a != b:
            break
        shared += 1
    return len(left) + len(right) - 2 * shared
