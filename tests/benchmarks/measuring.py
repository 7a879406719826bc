"""Medians and ratios."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import perf_counter


@dataclass(frozen=True)
class Ratio:
    """`ours` and `peer` in seconds, medians of samples taken in turn."""

    what: str
    ours: float
    peer: float
    peer_name: str

    def __str__(self) -> str:
        return (
            f"{self.what}: {self.ours / self.peer:.2f}x {self.peer_name} "
            f"({self.ours * 1000:.1f} ms, {self.peer_name} {self.peer * 1000:.1f} ms)"
        )


def interleaved(ours: Callable[[], object], peer: Callable[[], object], rounds: int) -> tuple[float, float]:
    """Medians of both, measured alternately so that a busy machine hurts both alike."""
    samples: tuple[list[float], list[float]] = ([], [])
    for _ in range(rounds):
        for call, kept in zip((ours, peer), samples, strict=True):
            start = perf_counter()
            call()
            kept.append(perf_counter() - start)
    return median(samples[0]), median(samples[1])


def median(samples: Sequence[float]) -> float:
    return statistics.median(samples)
