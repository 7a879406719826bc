"""The tutorial notebooks run from top to bottom in a kernel, with no front end at all."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"
SAID = {
    "01-quickstart.ipynb": (
        "15 equations, 1 algorithm, 19 of 19 references resolved",
        "Implementing 3.2 Update rule",
    ),
    "02-optimizer-on-digits.ipynb": (
        "adaptive_moments_with_decoupled_weight_decay agrees with Algorithm 1 at 8 of 8 points",
        "The losses agree to 1e-10 after each of 600 steps.",
    ),
}
"""What each tutorial must come to say."""


def test_every_notebook_is_known_here() -> None:
    assert {path.name for path in NOTEBOOKS.glob("*.ipynb")} == set(SAID)


@pytest.mark.parametrize("name", SAID)
def test_a_tutorial_runs_without_an_error(name: str, tmp_path: Path) -> None:
    shutil.copytree(NOTEBOOKS / "papers", tmp_path / "papers")
    notebook = nbformat.read(NOTEBOOKS / name, as_version=4)
    NotebookClient(
        notebook, kernel_name="python3", timeout=200, resources={"metadata": {"path": tmp_path}}
    ).execute()
    said = json.dumps([cell.get("outputs", []) for cell in notebook.cells])
    for words in SAID[name]:
        assert words in said
    assert '"stderr"' not in said


@pytest.mark.parametrize("name", SAID)
def test_a_tutorial_is_kept_without_outputs_or_machine_paths(name: str) -> None:
    notebook = nbformat.read(NOTEBOOKS / name, as_version=4)
    nbformat.validate(notebook)
    assert not any(cell.get("outputs") for cell in notebook.cells)
    assert "rca" not in notebook.metadata
