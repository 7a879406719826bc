"""A memory with a small plan and contract, and a folder of starter code."""

from __future__ import annotations

from pathlib import Path

import pytest

from rca_kernel.contract import Contract, Requirement
from rca_kernel.memory import Memory
from rca_kernel.paper.document import Span
from rca_kernel.plan import Plan, Step
from rca_kernel.workspace import Workspace

SPAN = Span("sample.tex", 0, 10)


@pytest.fixture
def memory() -> Memory:
    """Step 1 is done, 2 runs, 3 (with 3.1 and 3.2) waits; eq:2 is served by 3.1 alone."""
    memory = Memory()
    for id in ("eq:1", "eq:2"):
        memory.contract.add(Requirement(id, "equation", f"Eq. {id[-1]}", "y = 2 x", SPAN))
    memory.plan = Plan(
        "Section 2",
        [
            Step("1", "Update", requirements=("eq:1",), state="done"),
            Step("2", "Schedule", state="running"),
            Step("3", "Training"),
            Step("3.1", "Loss", parent="3", requirements=("eq:2",)),
            Step("3.2", "Loop", parent="3"),
        ],
    )
    return memory


@pytest.fixture
def contract(memory: Memory) -> Contract:
    return memory.contract


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    root = tmp_path / "starter"
    root.mkdir()
    (root / "train.py").write_text("x = 1\ny = 2\nz = 3\n")
    return Workspace(root)
