"""How far the session is, told to the page: only what changed since it was told last."""

from __future__ import annotations

from dataclasses import dataclass, replace

from rca_kernel.adapters.comm.messages import ShowProgress
from rca_kernel.adapters.comm.mirror import changes
from rca_kernel.notebook import Progress


@dataclass(slots=True)
class Telling:
    """`whole` and `last` say the same: to a page that knows nothing, and to one that heard all before."""

    session: str
    whole: ShowProgress | None = None
    last: ShowProgress | None = None

    def tell(self, progress: Progress) -> ShowProgress:
        before = self.whole
        whole = self.whole = ShowProgress(
            self.session,
            before.revision + 1 if before else 1,
            0,
            {},
            progress.status,
            progress.step,
            progress.action,
            progress.block,
            progress.live,
        )
        part, kept = changes(before.block, whole.block) if before else ({}, {})
        self.last = replace(whole, base=before.revision, kept=kept, block=part) if before and kept else whole
        return self.last
