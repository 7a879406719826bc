"""What the prose section of our first sample paper demands, for tests with a scripted model."""

from __future__ import annotations

from pathlib import Path

from rca_kernel.adapters.readers.latex.reader import read_latex
from rca_kernel.contract import contract_of
from rca_kernel.paper.closure import passage_of

_PAPER = Path(__file__).resolve().parents[1] / "notebooks" / "papers" / "adaptive-moments.tex"
DEMANDS = [requirement.id for requirement in contract_of(passage_of(read_latex(_PAPER), "Section 3.4"))]
REST = [{"id": id, "why": "not in this test"} for id in DEMANDS[1:]]
