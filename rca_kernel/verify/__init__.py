"""Proofs and reports: the clean rerun, coverage."""

from rca_kernel.verify.report import coverage_markdown, notes_markdown, summary_text
from rca_kernel.verify.rerun import CleanRerun, RerunReport, rerun_cells
from rca_kernel.verify.standing import examine, unshown

__all__ = [
    "CleanRerun",
    "RerunReport",
    "coverage_markdown",
    "examine",
    "notes_markdown",
    "rerun_cells",
    "summary_text",
    "unshown",
]
