"""The port of whatever decides: the formal engine, a language model, or a scripted double."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

from rca_kernel.actions import Action, Ask, Observation, Performer
from rca_kernel.memory import Entry, Memory
from rca_kernel.models import Usage
from rca_kernel.notebook import Cell, RunResult
from rca_kernel.paper.passage import Passage
from rca_kernel.plan import Step

ADVISED, SAID = "expert: ", "the user: "
"""How the note of a step begins that is tried again, by who said how."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One action of the current step and what it brought."""

    action: Action
    observation: Observation


@dataclass(frozen=True, slots=True)
class Situation:
    """Short-term memory: all that the next choice may lean on.

    `cells` are the notebook's cells as they stand, `results` what each ran to in this kernel,
    `turns` the actions of this attempt at the step so far, oldest first.
    """

    passage: Passage
    memory: Memory
    step: Step
    cells: tuple[Cell, ...]
    results: dict[str, RunResult]
    turns: tuple[Turn, ...]
    files: tuple[str, ...] = ()
    earlier: tuple[Entry, ...] = ()
    """What the log holds of earlier attempts at this step."""
    unavailable: frozenset[type[Action]] = frozenset()
    """Kinds of actions that cannot be done in this session."""
    news: tuple[str, ...] = ()
    """What the user changed since the last choice, in words."""
    question: str = ""
    """What the worker asks the planning expert; "" where the step has failed."""
    declared: str = ""
    """What the starter's files declared when the step began."""

    def own_cells(self) -> tuple[Cell, ...]:
        """The cells of this step that are still in the notebook, in its order."""
        return tuple(cell for cell in self.cells if cell.id in self.step.cells)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an expert found in a failed step, and how to go on. `steps` are (title, goal) of a split."""

    diagnosis: str
    decision: Literal["retry", "split", "give_up"]
    advice: str
    steps: tuple[tuple[str, str], ...] = ()


class Engine(Protocol):
    """Plans a passage and chooses actions. Raises ModelError or BudgetError when it cannot go on."""

    @property
    def name(self) -> str: ...

    @property
    def usage(self) -> Usage: ...

    @property
    def said(self) -> str:
        """What a model wrote beside the action that was chosen last; "" for nothing."""
        ...

    @property
    def reader(self) -> Ask | None:
        """Who reads a file for an action, if anybody does."""
        ...

    async def plan(
        self,
        passage: Passage,
        memory: Memory,
        at: Performer | None = None,
        cells: tuple[Cell, ...] = (),
    ) -> None:
        """Fill the contract and the plan of `memory`; through `at` starter code and paper may be read,
        `cells` are what the notebook holds so far."""
        ...

    async def choose(self, situation: Situation) -> Action: ...

    async def advise(self, situation: Situation) -> Verdict | None:
        """How to go on after a step failed; None when there is nobody to ask."""
        ...
