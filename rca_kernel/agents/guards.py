"""Guards against loops: the same action with the same result, again and again."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from rca_kernel.actions import Action, Observation

REPEATS = 3


@dataclass(slots=True)
class LoopGuard:
    """Counts identical (action, result) pairs within a step; different work is never a loop."""

    repeats: int = REPEATS
    seen: Counter[tuple[Action, bool, str]] = field(default_factory=Counter)
    last: str = ""
    stuck: bool = False

    def see(self, action: Action, observation: Observation) -> None:
        outcome = observation.text.split("\n", 1)
        key = (action, observation.ok, outcome[-1] if len(outcome) > 1 else "")
        self.seen[key] += 1
        if self.seen[key] >= self.repeats:
            self.stuck = True
            self.last = type(action).__name__
