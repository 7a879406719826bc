"""Files of the starter code under one root, its scripts, its baseline, what it declares, and the journal."""

from rca_kernel.workspace.baseline import Baseline, baseline_of, run_baseline
from rca_kernel.workspace.journal import CellChange, Entry, FileChange, Journal, load_journal
from rca_kernel.workspace.metrics import PrintedMetric, metrics_in
from rca_kernel.workspace.outline import outline, parsed
from rca_kernel.workspace.script import ScriptRun, run_python, without_secrets
from rca_kernel.workspace.workspace import Change, Workspace

__all__ = [
    "Baseline",
    "CellChange",
    "Change",
    "Entry",
    "FileChange",
    "Journal",
    "PrintedMetric",
    "ScriptRun",
    "Workspace",
    "baseline_of",
    "load_journal",
    "metrics_in",
    "outline",
    "parsed",
    "run_baseline",
    "run_python",
    "without_secrets",
]
