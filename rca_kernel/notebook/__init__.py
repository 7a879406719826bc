"""Cells, outputs and the NotebookHost port."""

from rca_kernel.notebook.bounded import bounded, harmless, output_text, outputs_text, plain
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
from rca_kernel.notebook.counting import counted
from rca_kernel.notebook.host import Json, NotebookHost, Progress
from rca_kernel.notebook.live import (
    Approval,
    Caps,
    Forecast,
    Known,
    Live,
    Mode,
    Models,
    Offer,
    Question,
    Spent,
    Verdict,
    Waiting,
)
from rca_kernel.notebook.naming import cell_name, cell_names_in, first_words, with_cell_names
from rca_kernel.notebook.sentences import sentence
from rca_kernel.notebook.spelling import spelt
from rca_kernel.notebook.variables import Variable

__all__ = [
    "Approval",
    "Caps",
    "Cell",
    "CellKind",
    "CellNote",
    "DisplayOutput",
    "ErrorOutput",
    "Forecast",
    "Json",
    "Known",
    "Live",
    "Mode",
    "Models",
    "NewCell",
    "NotebookHost",
    "Offer",
    "Output",
    "Progress",
    "Question",
    "RunResult",
    "RunStatus",
    "Spent",
    "StreamOutput",
    "Variable",
    "Verdict",
    "Waiting",
    "bounded",
    "cell_name",
    "cell_names_in",
    "counted",
    "first_words",
    "harmless",
    "new_cell_id",
    "output_text",
    "outputs_text",
    "plain",
    "sentence",
    "source_hash",
    "spelt",
    "with_cell_names",
]
