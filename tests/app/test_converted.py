"""A finished notebook leaves Jupyter: as a script that runs, as HTML and Markdown that read well."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbconvert import HTMLExporter, LatexExporter, MarkdownExporter, get_exporter

from rca_kernel import Paper, Session

PAPER = Path(__file__).resolve().parents[2] / "notebooks" / "papers" / "adaptive-moments.tex"


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> nbformat.NotebookNode:
    path = tmp_path_factory.mktemp("finished") / "a.ipynb"
    Session(Paper(PAPER), "Eq. (6)", notebook=path, model="formal").implement()
    return nbformat.read(path, as_version=4)


def test_as_a_script_it_keeps_its_text_and_runs(finished: nbformat.NotebookNode, tmp_path: Path) -> None:
    exporter = get_exporter("script")()
    script, resources = exporter.from_notebook_node(finished)
    assert resources["output_extension"] == ".py"
    assert "# ### Eq. (6)" in script
    assert "# ## What was implemented" in script
    (tmp_path / "a.py").write_text(script, encoding="utf-8")
    ran = subprocess.run([sys.executable, "a.py"], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert "m_t agrees with Eq. (6)" in ran.stdout


@pytest.mark.parametrize("exporter", [HTMLExporter, MarkdownExporter, LatexExporter])
def test_as_a_page_it_holds_what_a_reader_wants(finished: nbformat.NotebookNode, exporter: type) -> None:
    page, _ = exporter().from_notebook_node(finished)
    for said in ("What was implemented", "agrees with Eq. (6) at 7 of 7 points", "2 of 2 verified"):
        assert said in page.replace("\\_", "_")
    for noise in ("persona", "display_data", "\x1b"):
        assert noise not in page


def test_each_output_says_something(finished: nbformat.NotebookNode) -> None:
    outputs = [out for cell in finished.cells if cell.cell_type == "code" for out in cell.outputs]
    assert outputs
    assert all(out.output_type == "stream" and out.text.strip() for out in outputs)
    assert all(cell.execution_count for cell in finished.cells if cell.cell_type == "code")
