"""Papers that are damaged at random."""

from __future__ import annotations

from pathlib import Path

from rca_kernel.adapters.readers.registry import read_paper
from rca_kernel.errors import RcaError


def refused(path: Path) -> bool:
    """Whether reading raises one of our errors; any other error fails the test."""
    try:
        read_paper(path)
    except RcaError:
        return True
    return False
