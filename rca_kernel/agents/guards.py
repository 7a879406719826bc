"""Guards against loops: the same action with the same result, again and again."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace

from rca_kernel.actions import Action, Observation

REPEATS = 3
REMINDER = (
    "(You have done this before, with the same result. Do something else, or fail_step with the reason.)"
)


@dataclass(slots=True)
class LoopGuard:
    """Counts identical (action, result) pairs within a step; different work is never a loop."""

    repeats: int = REPEATS
    seen: Counter[tuple[Action, bool, str]] = field(default_factory=Counter)
    last: str = ""
    stuck: bool = False

    def see(self, action: Action, observation: Observation) -> Observation:
        """Count; the second time the observation says so, the third time the step is stuck."""
        outcome = observation.text.split("\n", 1)
        key = (action, observation.ok, outcome[-1] if len(outcome) > 1 else "")
        self.seen[key] += 1
        if self.seen[key] >= self.repeats:
            self.stuck = True
            self.last = type(action).__name__
        elif self.seen[key] == self.repeats - 1:
            return replace(observation, text=f"{observation.text}\n{REMINDER}")
        return observation
