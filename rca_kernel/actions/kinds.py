"""Everything an agent can do, by family: cells, files, paper, work."""

from __future__ import annotations

from typing import get_args

from rca_kernel.actions.cell_kinds import CellAction, CellType
from rca_kernel.actions.file_kinds import FileAction
from rca_kernel.actions.observation import Observation, Risk
from rca_kernel.actions.paper_kinds import PaperAction
from rca_kernel.actions.work_kinds import WorkAction

__all__ = [
    "KINDS",
    "RISK",
    "Action",
    "CellAction",
    "CellType",
    "FileAction",
    "Observation",
    "PaperAction",
    "Risk",
    "WorkAction",
]

Action = CellAction | FileAction | PaperAction | WorkAction

KINDS: tuple[type[Action], ...] = get_args(Action)

RISK: dict[type[Action], Risk] = {kind: kind.risk for kind in KINDS}
