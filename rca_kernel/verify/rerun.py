"""The proof that a notebook runs from top to bottom in a fresh kernel."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from rca_kernel.notebook import Cell, cell_name

_OWN_MAGIC = re.compile(r"^\s*(%load_ext\s+rca_kernel|%(re)?load_ext\s+rca_kernel|%rca\b.*|#.*|\s*)$")


@dataclass(frozen=True, slots=True)
class RerunReport:
    """What a clean rerun did; `failed_cell` and `error` are empty when every cell ran."""

    ok: bool
    cells: int
    seconds: float
    failed_cell: str = ""
    error: str = ""

    def line(self, cells: Sequence[Cell] = ()) -> str:
        """In words; a cell among `cells` by its place."""
        if self.ok:
            ran = f"all {self.cells} code cells" if self.cells != 1 else "the one code cell"
            return f"{ran} ran in a fresh kernel ({self.seconds:.1f} s)"
        return f"{cell_name(cells, self.failed_cell)} failed in a fresh kernel: {self.error}"


class CleanRerun(Protocol):
    """Runs code cells in order in a new kernel, without this package loaded."""

    async def __call__(self, cells: Sequence[Cell]) -> RerunReport: ...


def rerun_cells(cells: Sequence[Cell]) -> tuple[Cell, ...]:
    """The code cells a rerun needs: not our own magics, not those tagged `rca-skip`."""
    return tuple(
        cell
        for cell in cells
        if cell.kind == "code" and "rca-skip" not in cell.tags and not _only_own_magics(cell.source)
    )


def _only_own_magics(source: str) -> bool:
    lines = source.splitlines()
    return source.lstrip().startswith("%%rca") or all(_OWN_MAGIC.match(line) for line in lines)
