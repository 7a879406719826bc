"""What a passage demands, requirement by requirement, and how far each is met."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import KW_ONLY, dataclass, replace
from typing import Literal

from rca_kernel.errors import ContractError
from rca_kernel.paper.document import Span

RequirementKind = Literal["equation", "algorithm", "step", "hyperparameter", "statement", "metric"]
Support = Literal["stated", "inferred", "assumed", "unresolved"]
Status = Literal["open", "implemented", "verified", "violated"]
CAVEAT = "; left out: "
"""In a note, before what the evidence does not reach."""


@dataclass(frozen=True, slots=True)
class Proof:
    """The cell that verified a requirement, the hash of its source then, and the digest of the code that
    it rests on; hashes are "" where an early notebook kept none."""

    cell: str
    hash: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class Requirement:
    """One thing the passage demands.

    `quote` is the paper's own text (TeX for mathematics), `support` how well the paper
    carries it, `note` why it is unresolved or how it was verified.
    """

    id: str
    kind: RequirementKind
    title: str
    quote: str
    span: Span
    _: KW_ONLY
    support: Support = "stated"
    status: Status = "open"
    note: str = ""
    cells: tuple[str, ...] = ()
    proof: Proof | None = None
    dispute: str = ""
    """How code and formula differ by the latest check of them; "" where they do not."""

    @property
    def resolved(self) -> bool:
        return self.support != "unresolved"

    @property
    def partly(self) -> bool:
        """Whether it is verified with a caveat, which `note` tells."""
        return self.status == "verified" and CAVEAT in self.note

    @property
    def lost(self) -> bool:
        """Whether it was verified once and what showed it does so no longer; `note` says why."""
        return self.resolved and self.proof is not None and self.status in ("open", "implemented")


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many requirements stand where."""

    total: int
    verified: int
    implemented: int
    violated: int
    open: int
    unresolved: int
    partly: int = 0
    """How many of those that are verified have a caveat."""

    def line(self) -> str:
        caveats = f" ({self.partly} with a caveat)" if self.partly else ""
        parts = [f"{self.verified} of {self.total} verified{caveats}"]
        parts += [
            f"{count} {word}"
            for count, word in (
                (self.implemented, "implemented, not yet verified"),
                (self.violated, "violated"),
                (self.open, "open"),
                (self.unresolved, "unresolved"),
            )
            if count
        ]
        return ", ".join(parts)


class Contract:
    """The requirements of one passage, in the paper's order."""

    def __init__(self, requirements: Iterable[Requirement] = ()) -> None:
        self._by_id: dict[str, Requirement] = {}
        for requirement in requirements:
            self.add(requirement)

    def __iter__(self) -> Iterator[Requirement]:
        return iter(self._by_id.values())

    def __len__(self) -> int:
        return len(self._by_id)

    def __contains__(self, id: object) -> bool:
        return id in self._by_id

    def __getitem__(self, id: str) -> Requirement:
        try:
            return self._by_id[id]
        except KeyError:
            known = ", ".join(self._by_id) or "none"
            raise ContractError(f"No requirement {id!r}.", hint=f"Known: {known}.") from None

    def add(self, requirement: Requirement) -> None:
        if requirement.id in self._by_id:
            raise ContractError(f"Requirement {requirement.id!r} exists already.")
        self._by_id[requirement.id] = requirement

    def merge(self, other: Contract) -> None:
        """Take over another contract; a requirement known by the same id starts anew."""
        for requirement in other:
            self._by_id[requirement.id] = requirement

    def mark(
        self, id: str, status: Status, *, note: str = "", cell: str = "", proof: Proof | None = None
    ) -> Requirement:
        """Set a status; "verified" and "violated" need a note that says by what. What was left
        unresolved and is met after all is resolved again."""
        known = self[id]
        if not known.resolved:
            known = replace(known, support="stated", note="")
        if status in ("verified", "violated") and not note:
            raise ContractError(f"{id!r} cannot become {status} without evidence.", hint="Name the check.")
        cells = known.cells if not cell or cell in known.cells else (*known.cells, cell)
        updated = replace(known, status=status, note=note or known.note, cells=cells, proof=proof)
        self._by_id[id] = updated
        return updated

    def lose(self, id: str, why: str, status: Status, proof: Proof) -> Requirement:
        """What `proof` had shown holds no longer."""
        updated = replace(self[id], status=status, note=why, proof=proof)
        self._by_id[id] = updated
        return updated

    def dispute(self, id: str, why: str) -> None:
        """What the latest check against the formula said: how the code differs, or "" where it agrees."""
        if self[id].dispute != why:
            self._by_id[id] = replace(self[id], dispute=why)

    def lost(self) -> tuple[Requirement, ...]:
        """What was verified once and is so no longer."""
        return tuple(item for item in self if item.lost)

    def unresolve(self, id: str, why: str) -> Requirement:
        """Leave a requirement open by name: nothing here can implement it."""
        updated = replace(self[id], support="unresolved", note=why)
        self._by_id[id] = updated
        return updated

    def coverage(self) -> Coverage:
        items = list(self)
        resolved = [item for item in items if item.resolved]
        count = {status: sum(i.status == status for i in resolved) for status in _STATUSES}
        return Coverage(
            total=len(items),
            verified=count["verified"],
            implemented=count["implemented"],
            violated=count["violated"],
            open=count["open"],
            unresolved=len(items) - len(resolved),
            partly=sum(item.partly for item in resolved),
        )


_STATUSES: tuple[Status, ...] = ("open", "implemented", "verified", "violated")
