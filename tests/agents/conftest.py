"""A passage of our own, and doubles to work on it."""

from __future__ import annotations

from pathlib import Path

import pytest

from rca_kernel.paper.document import Equation, Section, Span
from rca_kernel.paper.passage import Passage
from rca_kernel.workspace import Workspace

SPAN = Span("sample.tex", 0, 10)


@pytest.fixture
def passage() -> Passage:
    section = Section(
        "s1",
        "3.2",
        "Update",
        2,
        SPAN,
        text="Parameters with a single axis, biases among them, are never decayed by this rule in any step.",
    )
    equation = Equation("eq-1", "1", r"y = 2 x", "s1", SPAN)
    return Passage("Section 3.2", "3.2 Update", "A sample", "sample.tex", (section,), (equation,))


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    root = tmp_path / "starter"
    root.mkdir()
    (root / "train.py").write_text("def fit(x):\n    return x\n")
    return Workspace(root)
