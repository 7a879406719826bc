"""A passage compiled: which requirements become functions, which are refused by name, and their cells."""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterator
from dataclasses import dataclass

from rca_kernel.agents import formal_cells as cells
from rca_kernel.agents.formal_cells import PlannedCell
from rca_kernel.contract import Contract, Requirement, contract_of
from rca_kernel.errors import FormalError, PlanError
from rca_kernel.formal import Translation, check_points, translate_algorithm, translate_equation
from rca_kernel.paper.document import Algorithm, Equation
from rca_kernel.paper.passage import Passage
from rca_kernel.plan import Step

POINTS = 5
PROSE = "prose: only a model can implement it"
_USED = frozenset({"np", "inspect", "check_stated_values"})


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

    def cells_for(self, step: Step) -> tuple[PlannedCell, ...] | None:
        """The cells of a step that this engine planned, or whose requirements all compile; else None."""
        pieces = {piece.title: piece for part in self.parts for piece in part.pieces}
        if step.title in pieces:
            return pieces[step.title].planned
        serving = {id: piece for piece in pieces.values() for id in piece.requirements}
        if not step.requirements or any(id not in serving for id in step.requirements):
            return None
        chosen = dict.fromkeys(serving[id].title for id in step.requirements)
        imports = PlannedCell("code", cells.IMPORTS)
        return (imports, *(cell for title in chosen for cell in pieces[title].planned))


def work_of(passage: Passage) -> FormalWork:
    """Compile everything formal in `passage`; the rest becomes unresolved in the contract."""
    contract = contract_of(passage)
    compiled = list(_compiled(passage, contract))
    for requirement in contract:
        if requirement.kind == "statement":
            contract.unresolve(requirement.id, PROSE)
    parts = [Part("Set up", (Piece("Imports", "what the cells below need", cells.opening(passage)),))]
    for heading, kind in (("Equations", "equation"), ("Pseudocode", "algorithm")):
        pieces = tuple(_piece(one) for one in compiled if one.requirement.kind == kind)
        if pieces:
            parts.append(Part(heading, pieces))
    if (values := _values(compiled, contract)) is not None:
        parts.append(Part("Values", (values,)))
    if not compiled:
        refused = "; ".join(
            f"{item.title}: {item.note}"
            for item in contract
            if not item.resolved and item.kind != "hyperparameter"
        )
        raise PlanError(
            f"Nothing in {passage.title} can be compiled: {refused or 'it states nothing'}.",
            hint="Name a model (--model provider/name) or set a key; rca doctor shows what is found.",
        )
    return FormalWork(passage, contract, tuple(parts))


@dataclass(frozen=True, slots=True)
class _Compiled:
    requirement: Requirement
    translation: Translation
    check: PlannedCell


def _compiled(passage: Passage, contract: Contract) -> Iterator[_Compiled]:
    """Each equation and algorithm that has one meaning; the others are unresolved with the reason."""
    names: set[str] = set(_USED)
    for item in passage.items:
        if not isinstance(item, Equation | Algorithm):
            continue
        requirement = contract[item.id]
        try:
            translation = _translated(item, _defaults(passage, item.section), names)
            points = check_points(translation, POINTS)
        except FormalError as error:
            contract.unresolve(item.id, error.message)
            continue
        names.add(translation.function_name)
        yield _Compiled(requirement, translation, cells.check(translation, points, requirement))


def _translated(item: Equation | Algorithm, stated: dict[str, float], names: set[str]) -> Translation:
    def translate(name: str | None) -> Translation:
        found = compiled(name, stated)
        unfit = {
            found.parameters[role.name]
            for role in found.roles
            if role.kind == "integer" and isinstance(found.defaults.get(role.name), float)
        }  # another symbol of the same name: no number of steps is 0.07
        return compiled(name, {s: v for s, v in stated.items() if s not in unfit}) if unfit else found

    def compiled(name: str | None, defaults: dict[str, float]) -> Translation:
        if isinstance(item, Algorithm):
            return translate_algorithm(item.latex, name=name, defaults=defaults, number=item.number)
        return translate_equation(item.latex, name=name, defaults=defaults, equation_number=item.number)

    first = translate(_slug(item.caption) if isinstance(item, Algorithm) else None)
    if first.function_name not in names and not keyword.iskeyword(first.function_name):
        return first
    suffix = item.number.replace(".", "_") or item.id.replace("-", "_")
    return translate(f"{first.function_name}_{suffix}")


def _slug(caption: str, limit: int = 48) -> str | None:
    """A function's name from a caption, whole words only."""
    words = re.findall(r"[a-z0-9]+", caption.lower())
    slug = ""
    for word in words:
        longer = f"{slug}_{word}" if slug else word
        if len(longer) > limit:
            break
        slug = longer
    return slug if slug.isidentifier() else None


def _defaults(passage: Passage, section: str) -> dict[str, float]:
    """The stated values that hold in an equation's section; whole numbers as integers."""
    stated = passage.defaults_for(section)
    return {symbol: int(number) if number == int(number) else number for symbol, number in stated.items()}


def _piece(one: _Compiled) -> Piece:
    planned = (cells.quoted(one.requirement), cells.function(one.translation, one.requirement), one.check)
    goal = f"{one.translation.function_name}, checked at random points"
    title = one.requirement.title
    if one.requirement.kind == "equation":
        title += f": {one.translation.function_name}"
    return Piece(title, goal, planned, (one.requirement.id,))


def _values(compiled: list[_Compiled], contract: Contract) -> Piece | None:
    """The check that stated values are defaults; values that no function takes are unresolved."""
    defaults = {
        one.translation.function_name: dict(one.translation.defaults)
        for one in compiled
        if one.translation.defaults
    }
    taken = {
        f"value:{one.translation.parameters[name]}" for one in compiled for name in one.translation.defaults
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
