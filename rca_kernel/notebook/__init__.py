"""Cells, outputs and the NotebookHost port."""

from rca_kernel.notebook.bounded import bounded, output_text, outputs_text, plain
from rca_kernel.notebook.cells import (
    Cell,
    CellKind,
    CellNote,
    DisplayOutput,
    ErrorOutput,
    NewCell,
    Output,
    RunResult,
    RunStatus,
    StreamOutput,
    new_cell_id,
    source_hash,
)
from rca_kernel.notebook.host import Json, NotebookHost, Progress

__all__ = [
    "Cell",
    "CellKind",
    "CellNote",
    "DisplayOutput",
    "ErrorOutput",
    "Json",
    "NewCell",
    "NotebookHost",
    "Output",
    "Progress",
    "RunResult",
    "RunStatus",
    "StreamOutput",
    "bounded",
    "new_cell_id",
    "output_text",
    "outputs_text",
    "plain",
    "source_hash",
]
