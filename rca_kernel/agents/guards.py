"""Guards of a step: against the same work with the same result again and again, and against work of which
nothing comes."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace

from rca_kernel import actions as a
from rca_kernel.actions import Action, Observation
from rca_kernel.notebook import bounded

REPEATS = 3
FRUITLESS = 14
"""Actions in a row of which nothing comes after which a step is stuck."""
REMINDER = (
    "(You have done this before, with the same result. Do something else, or fail_step with the reason.)"
)
NO_PROGRESS = (
    "(Nothing new has come of your last {count} actions. Take another way: a smaller piece, request_help, or "
    "fail_step with the reason.)"
)

STUCK = "stuck: "
"""How the reason of a step begins that a guard has ended."""
_LOOKS = (
    *(a.ReadNotebook, a.ReadOutput, a.InspectVariable, a.RecallLog, a.Reflect),
    *(a.ReadPaper, a.LookUpSymbol, a.LookUpReference, a.TranslateEquation),
    *(a.ListFiles, a.ReadFile, a.UnderstandFile, a.UnderstandFileWithContext, a.FileDiff),
)
_MOVES = (a.DeleteCell, a.MoveCell, a.ClearOutputs)
"""Changes that say of themselves nothing new: each names another cell."""
_Key = tuple[Action, bool, str]


GIST = 200
"""Characters of a result by which a reader knows it."""


@dataclass(slots=True)
class LoopGuard:
    """Counts identical (action, result) pairs within a step, and actions of which nothing new comes.

    Between two that are alike something may have been changed, with success and as never before: then they
    are no repetition. `reads` says that looking things up is the step's work.
    """

    repeats: int = REPEATS
    fruitless: int = FRUITLESS
    reads: bool = False
    seen: Counter[_Key] = field(default_factory=Counter)
    ever: set[_Key] = field(default_factory=set)
    idle: int = 0
    stuck: str = ""
    """Why the step cannot go on like this; "" while it can."""

    def see(self, action: Action, observation: Observation) -> Observation:
        """Count. Before a step is stuck, the observation says that it soon will be."""
        outcome = observation.text.split("\n", 1)
        key = (action, observation.ok, outcome[-1] if len(outcome) > 1 else "")
        new = key not in self.ever
        if new and observation.ok and isinstance(action, a.InsertCell | a.EditCell | a.FileAction):
            self.seen = Counter() if a.RISK[type(action)] != "read" else self.seen
        self.ever.add(key)
        self.seen[key] += 1
        idle = isinstance(action, _MOVES) or (isinstance(action, _LOOKS) and not self.reads)
        works = new and observation.ok and not idle
        self.idle = 0 if works else self.idle + 1
        if self.seen[key] >= self.repeats:
            done = a.tool_name(type(action)).replace("_", " ")
            self.stuck = f"{STUCK}“{done}” brought the same {self.repeats} times: {_gist(observation)}"
        elif self.idle >= self.fruitless:
            self.stuck = f"{STUCK}nothing new came of {self.idle} actions in a row"
        elif self.seen[key] == self.repeats - 1:
            return replace(observation, text=f"{observation.text}\n{REMINDER}")
        elif self.idle == 2 * self.fruitless // 3:
            told = NO_PROGRESS.format(count=self.idle)
            return replace(observation, text=f"{observation.text}\n{told}")
        return observation


def _gist(observation: Observation) -> str:
    """What a result says, in a line: of a failure its end, where the error stands."""
    lines = [line.strip() for line in observation.text.splitlines() if line.strip()]
    said = (lines[0] if observation.ok else lines[-1]) if lines else "nothing"
    return bounded(said, GIST)
