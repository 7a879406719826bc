"""The plan: a tree of steps whose states change only along legal transitions."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import KW_ONLY, dataclass, replace
from typing import Literal

from rca_kernel.errors import PlanError

StepState = Literal["pending", "running", "done", "failed", "skipped", "blocked"]
Persona = Literal["planner", "expert", "reader", "coder", "debugger", "reviewer", "experimenter"]

LEGAL: dict[StepState, frozenset[StepState]] = {
    "pending": frozenset({"running", "skipped", "blocked"}),
    "running": frozenset({"done", "failed", "pending", "blocked", "skipped"}),
    "done": frozenset({"pending", "failed"}),
    "failed": frozenset({"pending", "skipped", "running"}),
    "skipped": frozenset({"pending"}),
    "blocked": frozenset({"pending", "skipped"}),
}
SETTLED: frozenset[StepState] = frozenset({"done", "failed", "skipped", "blocked"})


@dataclass(frozen=True, slots=True)
class Step:
    """One piece of work. `id` is dotted ("2.1"), `parent` "" for a top step."""

    id: str
    title: str
    _: KW_ONLY
    parent: str = ""
    goal: str = ""
    persona: Persona = "coder"
    state: StepState = "pending"
    attempts: int = 0
    requirements: tuple[str, ...] = ()
    cells: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    note: str = ""
    cost: float = 0.0


class Plan:
    """Steps in reading order; a parent's state follows from its leaves."""

    def __init__(self, goal: str, steps: Iterable[Step] = ()) -> None:
        self.goal = goal
        self.revision = 0
        self._by_id: dict[str, Step] = {}
        for step in steps:
            self.add(step)

    def __iter__(self) -> Iterator[Step]:
        return iter(self._by_id.values())

    def __len__(self) -> int:
        return len(self._by_id)

    def __contains__(self, id: object) -> bool:
        return id in self._by_id

    def __getitem__(self, id: str) -> Step:
        try:
            return self._by_id[id]
        except KeyError:
            raise PlanError(f"No step {id!r}.", hint=f"Steps: {', '.join(self._by_id) or 'none'}.") from None

    def holds_cell(self, cell: str) -> bool:
        """Whether it is a step's; also while another thread changes the plan."""
        return any(cell in step.cells for step in list(self._by_id.values()))

    def children(self, id: str) -> list[Step]:
        return [step for step in self if step.parent == id]

    def leaves(self) -> list[Step]:
        parents = {step.parent for step in self}
        return [step for step in self if step.id not in parents]

    def add(self, step: Step) -> Step:
        """Add a step after its siblings; ids are unique, parents come first."""
        if step.id in self._by_id:
            raise PlanError(f"Step {step.id!r} exists already.")
        if step.parent and step.parent not in self._by_id:
            raise PlanError(f"Step {step.id!r} names an unknown parent {step.parent!r}.")
        self._by_id[step.id] = step
        self._order()
        self._touch(step.parent)
        return step

    def graft(self, other: Plan) -> None:
        """Append another plan's steps below this one's, renumbered; its goal joins this goal."""
        tops = [int(step.id.split(".")[0]) for step in self]
        offset = max(tops, default=0)
        for step in other:
            self.add(replace(step, id=_shifted(step.id, offset), parent=_shifted(step.parent, offset)))
        self.goal = f"{self.goal}; {other.goal}" if self.goal else other.goal

    def next_id(self, parent: str = "", taken: Collection[str] = ()) -> str:
        """The first free id under `parent` that is not `taken` either."""
        used = {*self._by_id, *taken}
        number = 1
        while (candidate := f"{parent}.{number}" if parent else str(number)) in used:
            number += 1
        return candidate

    def current(self, leaving: Collection[str] = ()) -> Step | None:
        """The running leaf, else the first pending one; None when nothing is left to do.
        Steps whose ids are in `leaving` are left for another session."""
        leaves = [step for step in self.leaves() if step.id not in leaving]
        running = next((step for step in leaves if step.state == "running"), None)
        return running or next((step for step in leaves if step.state == "pending"), None)

    def move(self, id: str, state: StepState, *, note: str = "") -> Step:
        """Change a leaf's state, or raise PlanError where the transition is not legal."""
        step = self[id]
        if self.children(id):
            raise PlanError(f"Step {id!r} has sub-steps; its state follows from theirs.")
        if state not in LEGAL[step.state]:
            legal = ", ".join(sorted(LEGAL[step.state]))
            raise PlanError(f"Step {id!r} cannot go from {step.state} to {state}.", hint=f"Legal: {legal}.")
        attempts = step.attempts + (state == "running")
        return self._put(replace(step, state=state, attempts=attempts, note=note or step.note))

    def note_cell(self, id: str, cell: str) -> Step:
        step = self[id]
        return step if cell in step.cells else self._put(replace(step, cells=(*step.cells, cell)))

    def note_file(self, id: str, file: str) -> Step:
        step = self[id]
        return step if file in step.files else self._put(replace(step, files=(*step.files, file)))

    def add_cost(self, id: str, cost: float) -> Step:
        """US dollars that work on the step has cost."""
        step = self[id]
        return self._put(replace(step, cost=step.cost + cost))

    def drop_cell(self, id: str, cell: str) -> Step:
        step = self[id]
        return self._put(replace(step, cells=tuple(c for c in step.cells if c != cell)))

    def depth(self, id: str) -> int:
        """0 at the top; a step that was moved keeps its id, so the dots do not tell."""
        parent = self[id].parent
        return self.depth(parent) + 1 if parent else 0

    def progress(self) -> tuple[int, int]:
        """Settled leaves, all leaves."""
        leaves = self.leaves()
        return sum(step.state in SETTLED for step in leaves), len(leaves)

    def _put(self, step: Step) -> Step:
        self._by_id[step.id] = step
        self._touch(step.parent)
        return step

    def _touch(self, parent: str) -> None:
        self.revision += 1
        while parent:
            step = self._by_id[parent]
            self._by_id[parent] = replace(step, state=_summary([c.state for c in self.children(parent)]))
            parent = step.parent

    def _order(self) -> None:
        ordered: dict[str, Step] = {}
        children: dict[str, list[Step]] = {}
        for step in self._by_id.values():
            children.setdefault(step.parent, []).append(step)
        stack = list(reversed(children.get("", [])))
        while stack:
            step = stack.pop()
            ordered[step.id] = step
            stack.extend(reversed(children.get(step.id, [])))
        self._by_id = ordered


def _shifted(id: str, offset: int) -> str:
    top, dot, rest = id.partition(".")
    return f"{int(top) + offset}{dot}{rest}" if id else ""


def _summary(states: list[StepState]) -> StepState:
    for state in ("running", "failed", "blocked"):
        if state in states:
            return state
    if all(state == "skipped" for state in states):
        return "skipped"
    if all(state in SETTLED for state in states):
        return "done"
    return "running" if any(state in SETTLED for state in states) else "pending"
