"""Which notebook the kernel works in: another one on the same kernel looks on, whoever is silent."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from rca_kernel.adapters.comm.messages import Attach


@dataclass(slots=True)
class Served:
    """The notebook as the page that leads last told it."""

    bound: bool = False
    """A session has worked in it: the kernel works in no other."""
    written: Callable[[], Mapping[str, str]] = dict
    """Which source the cells have that are known beside those the page told when it attached."""
    attach: Attach | None = None

    @property
    def path(self) -> str:
        return self.attach.path if self.attach is not None else ""

    def holds(self, cell_id: str) -> bool:
        return cell_id in self._cells()

    def is_shown_by(self, attach: Attach) -> bool:
        """Whether a page shows this notebook; renamed meanwhile, it is known by most of its cells
        (their sources too: notebooks made from one template have the same ids)."""
        if self.attach is None or attach.path == self.path or attach.client == self.attach.client:
            return True
        known = self._cells()
        same = [cell for cell in attach.cells if known.get(cell.id) == cell.source_hash]
        return bool(same) and 2 * len(same) >= len(attach.cells)

    def elsewhere(self, attach: Attach) -> str:
        """Where the kernel works, for a page that shows another notebook; "" for one that shows this."""
        return "" if self.is_shown_by(attach) else self.path

    def may_lead(self, attach: Attach) -> bool:
        return not self.bound or self.is_shown_by(attach)

    def _cells(self) -> Mapping[str, str]:
        told = {cell.id: cell.source_hash for cell in self.attach.cells} if self.attach is not None else {}
        return {**told, **self.written()}


def shows(attach: Attach, cell_id: str) -> bool:
    return any(cell.id == cell_id for cell in attach.cells)
