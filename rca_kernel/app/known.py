"""What can be named on a `%rca` line, for completion: sections, steps, cells, requirements, models."""

from __future__ import annotations

from collections.abc import Callable

from rca_kernel.app.config import Config
from rca_kernel.app.listing import Listing
from rca_kernel.app.runner import Runner
from rca_kernel.app.settings import CHANGEABLE, known_models
from rca_kernel.app.suggested import renewed
from rca_kernel.errors import ConfigError
from rca_kernel.notebook import Known, Offer, harmless

OFFERED = 200
"""Parts of a paper that a page may choose from."""
TITLE = 200


class KnownNames:
    """Every method answers at once, from what this kernel holds already."""

    def __init__(self, runner: Runner) -> None:
        self._runner = runner
        self.listing = Listing()

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
        """With those that an endpoint of the user's own lists, once it has: it is asked beside."""
        return self._models(self.listing.begin)

    def look_up(self) -> None:
        """Ask that endpoint; blocks for some seconds at most."""
        self._models(self.listing.ask)

    def _models(self, ask: Callable[[Config], object]) -> list[str]:
        try:
            config = renewed(self._runner).config()
        except ConfigError:  # of the file or the environment: said where a session begins
            return known_models(self._runner.config)
        ask(config)
        return list(dict.fromkeys([*known_models(config), *self.listing.known(config)]))

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

    def offered(self) -> Known:
        """What the panel lets the user choose from."""
        models = tuple(self._models(lambda config: None))
        if self._runner.paper is None:
            return Known(models=models)
        paper, file = self._runner.paper
        parts = [(f"Section {one.number}" if one.number else one.title, one.title) for one in paper.sections]
        parts += [(f"Algorithm {one.number}", one.caption) for one in paper.algorithms if one.number]
        offers = tuple(Offer(_line(target), _line(title)) for target, title in parts[:OFFERED] if target)
        return Known(_line(paper.title or paper.file), _line(file), offers, models)


def _line(text: str) -> str:
    """What a paper says, in one line that a page can show."""
    return " ".join(harmless(text).split())[:TITLE]
