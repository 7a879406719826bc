"""What can be named on a `%rca` line, for completion: sections, steps, cells, requirements, models."""

from __future__ import annotations

from rca_kernel.app.runner import Runner
from rca_kernel.app.settings import CHANGEABLE, known_models


class KnownNames:
    """Every method answers at once, from what this kernel holds already."""

    def __init__(self, runner: Runner) -> None:
        self._runner = runner

    def steps(self) -> list[str]:
        session = self._runner.session
        return [step.id for step in session.memory.plan] if session is not None else []

    def cells(self) -> list[str]:
        session = self._runner.session
        return [id for step in session.memory.plan for id in step.cells] if session is not None else []

    def requirements(self) -> list[str]:
        session = self._runner.session
        return [item.id for item in session.memory.contract] if session is not None else []

    def models(self) -> list[str]:
        return known_models(self._runner.config)

    def settings(self) -> list[str]:
        return list(CHANGEABLE)

    def targets(self) -> list[str]:
        """What can be implemented."""
        if self._runner.paper is None:
            return []
        paper = self._runner.paper[0]
        return [
            *(f"Section {one.number}" for one in paper.sections if one.number),
            *(f"Algorithm {one.number}" for one in paper.algorithms if one.number),
            *(one.title for one in paper.sections if one.title),
            *(f"Eq. ({one.number})" for one in paper.equations if one.number),
        ]
