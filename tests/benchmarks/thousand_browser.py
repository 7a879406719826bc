"""The 1,000 cells of `thousand` written through a page of JupyterLab, beside what JupyterLab itself takes."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from tests.benchmarks.measuring import median
from tests.benchmarks.thousand import CELLS, WINDOW, costs, line
from tests.ui.lab import Lab
from tests.ui.serving import QUIET, headless_browser, jupyterlab

ROOT = Path(__file__).resolve().parents[2]
LONGEST = 3600.0
"""Seconds to wait for a notebook to be written."""
OWN = """async ([before, window]) => {
  const panel = jupyterapp.shell.currentWidget;
  const document = panel.content.model.sharedModel;
  const cell = n => ({cell_type: 'code', source: `value_${n} = ${n} + 1\\nprint('value', value_${n})`});
  const output = n => ({output_type: 'stream', name: 'stdout', text: `value ${n + 1}\\n`});
  document.insertCells(0, Array.from({length: before}, (_, n) => ({...cell(n), outputs: [output(n)]})));
  const samples = [];
  for (let n = before; n < before + window; n += 1) {
    const begun = performance.now();
    const at = document.cells.length;
    document.insertCell(at, cell(n));
    panel.content.activeCellIndex = at;
    await jupyterapp.commands.execute('notebook:run-cell');
    samples.push((performance.now() - begun) / 1000);
  }
  return samples;
}"""


@dataclass(frozen=True)
class Written:
    """Seconds of each action; bytes sent and heard by the kernel up to each choice."""

    costs: list[float]
    weights: list[tuple[int, int]]


@contextmanager
def a_lab(
    *, python: Path = Path(sys.executable), environment: Mapping[str, str] | None = None
) -> Iterator[Lab]:
    """A page of a JupyterLab of our own, as users have it, whose kernels see this repository."""
    with tempfile.TemporaryDirectory() as folder, headless_browser() as browser:
        root, home = Path(folder) / "lab", Path(folder) / "home"
        root.mkdir()
        path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")]))
        with jupyterlab(
            root,
            home,
            python=python,
            environment={"PYTHONPATH": path} | (environment or {}),
            settings=QUIET,
        ) as url:
            page = browser.new_context(viewport={"width": 1500, "height": 950}).new_page()
            page.set_default_timeout(600_000)
            yield Lab(page, url, root, "bench.ipynb", root)


def ours(lab: Lab, cells: int) -> Written:
    lab.name = "ours.ipynb"
    lab.load()
    lab.show_panel()
    lab.compute(f"from tests.benchmarks.thousand_kernel import begin\nbegin('written.json', {cells})")
    said = _written(lab, lab.root / "written.json")
    assert (said["status"], said["host"]) == ("done", "CommHost"), said["text"]
    lab.shut_down()
    return Written(costs(said["moments"]), [(sent, heard) for sent, heard in said["weights"]])


def _written(lab: Lab, file: Path) -> dict[str, Any]:
    lab.wait_for(lambda: file.exists() or None, LONGEST)
    said: dict[str, Any] = json.loads(file.read_text())
    return said


def own(lab: Lab, before: int) -> float:
    """JupyterLab inserts and runs such cells by its own commands, below so many."""
    lab.name = f"own-{before}.ipynb"
    lab.load(kernel="python3")
    samples: list[float] = lab.page.evaluate(OWN, [before, WINDOW])
    lab.shut_down()
    return median(samples)


def reports(cells: int = CELLS) -> Iterator[str]:
    with a_lab() as lab:
        written = ours(lab, cells)
        yield line("in JupyterLab", *ends(written.costs))
        for number, word in enumerate(("sends", "hears")):
            sizes = [later[number] - now[number] for now, later in pairwise(written.weights)]
            first, last = ends([float(size) for size in sizes])
            yield (
                f"notebook of {cells} cells: the kernel {word} {last / first:.2f}x the bytes an action "
                f"({first / 1000:.1f} kB, {last / 1000:.1f} kB)"
            )
        first, last = own(lab, 0), own(lab, max(0, cells - WINDOW))
        yield (
            f"notebook of {cells} cells: JupyterLab's own insert and run takes {last / first:.2f}x "
            f"({first * 1000:.1f} ms, {last * 1000:.1f} ms)"
        )


def ends(samples: list[float]) -> tuple[float, float]:
    return median(samples[:WINDOW]), median(samples[-WINDOW:])


if __name__ == "__main__":
    for report in reports(int(sys.argv[1]) if len(sys.argv) > 1 else CELLS):
        print(report, flush=True)
