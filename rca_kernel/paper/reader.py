"""The port through which papers are read."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from rca_kernel.paper.document import Paper


class PaperReader(Protocol):
    """Reads one format. Raises PaperError and nothing else for a bad file."""

    name: str

    def reads(self, path: Path) -> bool:
        """Whether this reader is the one for `path` (by suffix and first bytes)."""
        ...

    def read(self, path: Path) -> Paper: ...
