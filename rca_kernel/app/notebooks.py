"""What a notebook file remembers, for whoever has no kernel on it."""

from __future__ import annotations

from pathlib import Path

from rca_kernel.errors import PlanError
from rca_kernel.memory import Memory, decode
from rca_kernel.notebook.document_file import load_document


def remembered_in(file: Path) -> Memory:
    """The memory in a notebook's metadata. Raises HostError, MemoryFormatError or PlanError."""
    block = load_document(file).memory
    if block is None:
        raise PlanError(f"{file.name} holds no plan.", hint="Begin with rca run, or %rca implement.")
    return decode(block)
