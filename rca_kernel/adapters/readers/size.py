"""One refusal of files that are too large to be a paper."""

from __future__ import annotations

from pathlib import Path

from rca_kernel.errors import PaperError


def refuse_larger(path: Path, limit: int, hint: str = "Give the paper alone.") -> None:
    """Raise PaperError where the file has more than `limit` bytes."""
    if path.stat().st_size > limit:
        raise PaperError(f"{path.name} is larger than {limit // 2**20} MB.", hint=hint)
