"""The tutorial notebooks run from top to bottom in a kernel, with no front end at all."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"
TUTORIALS = sorted(NOTEBOOKS.glob("*.ipynb"))


def test_there_is_a_tutorial() -> None:
    assert [path.name for path in TUTORIALS][:1] == ["01-quickstart.ipynb"]


@pytest.mark.parametrize("path", TUTORIALS, ids=lambda path: path.stem)
def test_a_tutorial_runs_without_an_error(path: Path, tmp_path: Path) -> None:
    shutil.copytree(NOTEBOOKS / "papers", tmp_path / "papers")
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(
        notebook, kernel_name="python3", timeout=120, resources={"metadata": {"path": tmp_path}}
    ).execute()
    said = json.dumps([cell.get("outputs", []) for cell in notebook.cells])
    assert "15 equations, 1 algorithms, 19 of 19 references resolved" in said
    assert "Implementing 3.2 Update rule" in said
    assert '"stderr"' not in said


@pytest.mark.parametrize("path", TUTORIALS, ids=lambda path: path.stem)
def test_a_tutorial_is_kept_without_outputs_or_machine_paths(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    assert not any(cell.get("outputs") for cell in notebook.cells)
    assert "rca" not in notebook.metadata
