"""A passage compiled: which requirements become functions, which are refused by name, and their cells."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from rca_kernel.agents import formal_cells as cells
from rca_kernel.agents.formal_cells import PlannedCell
from rca_kernel.agents.formal_compile import Compiled, compiled, declared
from rca_kernel.agents.formal_gradients import gradient_checks
from rca_kernel.agents.formal_identity import Identity
from rca_kernel.agents.formal_plots import plots_of
from rca_kernel.agents.formal_properties import property_cells
from rca_kernel.contract import Contract, contract_of
from rca_kernel.errors import PlanError
from rca_kernel.paper.passage import Passage
from rca_kernel.plan import Step

PROSE = "prose: only a model can implement it"
SET_UP = "Imports"


@dataclass(frozen=True, slots=True)
class Piece:
    """One step of the formal engine: what it writes and which requirements that serves."""

    title: str
    goal: str
    planned: tuple[PlannedCell, ...]
    requirements: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """A heading of the plan with its steps; a part without pieces is a step itself."""

    title: str
    pieces: tuple[Piece, ...] = ()


@dataclass(frozen=True, slots=True)
class FormalWork:
    """All that the formal engine will do for one passage."""

    passage: Passage
    contract: Contract
    parts: tuple[Part, ...]
    setup: PlannedCell

    def cells_for(self, step: Step, *, alone: bool = False) -> tuple[PlannedCell, ...] | None:
        """The cells of a step whose requirements all compile, or of the set-up; else None.

        `alone`: with the imports and helpers that another plan does not write.
        """
        pieces = [piece for part in self.parts for piece in part.pieces]
        if not step.requirements:
            free = [piece for piece in pieces if not piece.requirements]
            named = [p for p in free if p.title == step.title or (p.goal and p.goal == step.goal)]
            return named[0].planned if named else None  # the user may have renamed it
        serving = {id: place for place, piece in enumerate(pieces) for id in piece.requirements}
        if any(id not in serving for id in step.requirements):
            return None
        chosen = dict.fromkeys(serving[id] for id in step.requirements)
        written = tuple(cell for place in chosen for cell in pieces[place].planned)
        return (self.setup, *written) if alone else written


def work_of(passage: Passage, taken: Collection[str] = ()) -> FormalWork:
    """Compile everything formal in `passage`; the rest becomes unresolved in the contract.

    `taken` are names that the notebook uses already. Raises PlanError when nothing compiles.
    """
    contract = contract_of(passage)
    written = list(compiled(passage, contract, taken))
    found = [one for one in written if isinstance(one, Compiled)]
    for requirement in contract:
        if requirement.kind == "statement":
            contract.unresolve(requirement.id, PROSE)
    if not written:
        raise _nothing(passage, contract)
    values = _values(found, contract)
    gradients, plots = gradient_checks(found, declared(passage)), plots_of(passage, found)
    setup = cells.setup(
        gradients=bool(gradients),
        plots=bool(plots),
        probe=any(one.translation.callables for one in found),
        values=values is not None,
    )
    opening = cells.opening(passage, setup)
    parts = [Part("Set up", (Piece(SET_UP, "what the cells below need", opening),))]
    for heading, kind in (("Equations", "equation"), ("Pseudocode", "algorithm")):
        pieces = tuple(
            _piece(passage, one, gradients, plots) for one in written if one.requirement.kind == kind
        )
        if pieces:
            parts.append(Part(heading, pieces))
    if values is not None:
        parts.append(Part("Values", (values,)))
    return FormalWork(passage, contract, tuple(parts), setup)


def _nothing(passage: Passage, contract: Contract) -> PlanError:
    formal = [item for item in contract if item.kind in ("equation", "algorithm")]
    refused = [f"{item.title}: {item.note}" for item in formal]
    demands = [item.title for item in contract if item.kind == "statement"]
    if demands:
        count = "one demand" if len(demands) == 1 else f"{len(demands)} demands"
        refused.append(f"{count} in prose, which only a model can implement ({'; '.join(demands)})")
    said = "; ".join(refused) or "it states nothing"
    return PlanError(
        f"Nothing in {passage.title} can be compiled: {said}.",
        hint="Name a model (--model provider/name) or set a key; rca doctor shows what is found.",
    )


def _piece(
    passage: Passage,
    one: Compiled | Identity,
    gradients: Mapping[str, PlannedCell],
    plots: Mapping[str, PlannedCell],
) -> Piece:
    quoted = cells.quoted(one.requirement, one.symbols)
    if isinstance(one, Identity):
        goal = "both sides, checked against each other at random points"
        return Piece(one.requirement.title, goal, (quoted, *one.cells()), (one.requirement.id,))
    further, remark = property_cells(passage, one)
    if one.requirement.id in gradients:
        further = (gradients[one.requirement.id], *further)
    planned = (
        quoted,
        cells.function(one.translation, one.requirement),
        cells.check(one.translation, one.points, one.requirement, one.unreached, remark),
        *further,
        *((plots[one.requirement.id],) if one.requirement.id in plots else ()),
    )
    goal = f"{one.translation.function_name}, checked at random points"
    title = one.requirement.title
    if one.requirement.kind == "equation":
        title += f": {one.translation.function_name}"
    return Piece(title, goal, planned, (one.requirement.id,))


def _values(found: list[Compiled], contract: Contract) -> Piece | None:
    """The check that stated values are defaults; values that no function takes are unresolved."""
    defaults = {
        one.translation.function_name: dict(one.translation.defaults)
        for one in found
        if one.translation.defaults
    }
    taken = {
        f"value:{one.translation.parameters[name]}" for one in found for name in one.translation.defaults
    }
    plain = {_spelling(id) for id in taken}
    wanted = [item.id for item in contract if item.kind == "hyperparameter"]
    served = tuple(id for id in wanted if _spelling(id) in plain)
    for id in wanted:
        if id not in served:
            contract.unresolve(id, contract[id].note or "no function compiled here takes it")
    if not served:
        return None
    planned = cells.stated_values(defaults, served)
    return Piece("Stated values", "defaults are what the paper states", planned, served)


def _spelling(id: str) -> str:
    return "".join(character for character in id if character not in "{} \t\n")
