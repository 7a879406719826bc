"""Actions performed: each changes the notebook, the workspace or the memory, and is observed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import get_args

from rca_kernel.actions.cell_kinds import CheckEquation, ReadNotebook
from rca_kernel.actions.file_kinds import CompareBaseline, FileDiff, ReadFile
from rca_kernel.actions.kinds import KINDS, RISK, Action, CellAction, FileAction, Observation, PaperAction
from rca_kernel.actions.paper_kinds import ReadPaper
from rca_kernel.actions.perform_cells import announce, perform_cell, withdraw
from rca_kernel.actions.perform_files import perform_file
from rca_kernel.actions.perform_paper import perform_paper
from rca_kernel.actions.perform_work import perform_work
from rca_kernel.actions.schema import tool_name
from rca_kernel.actions.work_kinds import AskUser, InstallPackage, RequestHelp
from rca_kernel.actions.workplace import Workplace
from rca_kernel.errors import ActionError, HostError, RcaError, StoppedError
from rca_kernel.notebook.places import placeless
from rca_kernel.plan import Step

SOURCES = (ReadNotebook, ReadFile, FileDiff)
"""What shows a source as it is: a text that is to be replaced must be found in it."""


@dataclass(slots=True)
class Performer(Workplace):
    """Carries out actions for one step at a time. Our own errors become failed observations;
    StoppedError and a lost host pass through, for they end the session."""

    def announce(self, action: Action, step: Step) -> None:
        """Before the memory is written and `action` performed: note what it is going to leave behind."""
        if isinstance(action, CellAction):
            announce(self, action, step)

    async def perform(self, action: Action, step: Step) -> Observation:
        self.journal.step = step.id
        observation = await self._observed(action, step)
        if not isinstance(action, SOURCES):
            roots = (self.workspace.root,) if self.workspace is not None else ()
            observation = replace(observation, text=placeless(observation.text, *roots))
        withdraw(self)
        return observation

    async def _observed(self, action: Action, step: Step) -> Observation:
        try:
            self._refuse_risk(action)
            return await self._perform(action, step)
        except StoppedError:
            raise
        except HostError as error:
            if await self._host_lost():
                raise
            return Observation(False, str(error))
        except RcaError as error:
            return Observation(False, str(error))

    def unavailable(self) -> frozenset[type[Action]]:
        """Kinds that cannot be done in this session, and so need not be offered."""
        lacking: list[type[Action]] = [kind for kind in KINDS if RISK[kind] not in self.allowed]
        lacking += get_args(FileAction) if self.workspace is None else ()
        lacking += [CompareBaseline] if self.baseline is None else []
        lacking += [RequestHelp] if self.expert is None else []
        lacking += [AskUser, InstallPackage] if self.ask_user is None else []
        lacking += [ReadPaper] if self.read_paper is None else []
        lacking += [CheckEquation] if self.check_equation is None else []
        return frozenset(lacking)

    def _refuse_risk(self, action: Action) -> None:
        """The one place where permissions are enforced."""
        risk = RISK[type(action)]
        if risk not in self.allowed:
            raise ActionError(
                f"{tool_name(type(action))} is refused: its risk is {risk!r}.",
                hint=f"This session allows: {', '.join(sorted(self.allowed)) or 'nothing'}.",
            )

    async def _perform(self, action: Action, step: Step) -> Observation:
        if isinstance(action, CellAction):
            return await perform_cell(self, action, step)
        if isinstance(action, FileAction):
            return await perform_file(self, action, step)
        if isinstance(action, PaperAction):
            return perform_paper(self, action)
        return await perform_work(self, action, step)

    async def _host_lost(self) -> bool:
        try:
            await self.host.read()
        except RcaError:
            return True
        return False
