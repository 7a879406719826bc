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
from tests.benchmarks.thousand import CELLS, PER_STEP, WINDOW, costs, line
from tests.ui.lab import Lab
from tests.ui.serving import QUIET, headless_browser, jupyterlab

ROOT = Path(__file__).resolve().parents[2]
LONGEST = 3600.0
"""Seconds to wait for a notebook to be written."""
COUNT = "() => jupyterapp.shell.currentWidget.content.model.sharedModel.cells.length"
MODE = "() => jupyterapp.shell.currentWidget.content.notebookConfig.windowingMode"
CELL = """const cell = n => ({
    cell_type: 'code',
    source: `# part ${Math.floor(n / PER_STEP) + 1}\\nvalue_${n} = ${n} + 1\\nprint('value', value_${n})`
  });
  const panel = jupyterapp.shell.currentWidget;
  const { content, sessionContext } = panel;
  const document = content.model.sharedModel;
""".replace("PER_STEP", str(PER_STEP))
# As when each cell was written by itself: JupyterLab draws cells that come at once later, while it is idle.
PREPARE = f"""async before => {{
  {CELL}
  const outputs = n => [{{output_type: 'stream', name: 'stdout', text: `value ${{n + 1}}\\n`}}];
  document.insertCells(0, Array.from({{length: before}}, (_, n) => ({{...cell(n), outputs: outputs(n)}})));
  const drawn = content.notebookConfig.windowingMode === 'full' ? [] : content.widgets;
  await Promise.all(drawn.map(one => one.ready));
}}"""
# What our page does of an action: the cursor stays where it is. A CodeCell runs as its own class says. An
# agent hears that the cell is there before it has it run, and that it ran before it goes on: two round trips.
OWN = f"""async ([window, trips]) => {{
  {CELL}
  const {{ baseUrl }} = sessionContext.session.kernel.serverSettings;
  const trip = async () => {{ if (trips) await (await fetch(`${{baseUrl}}api`)).text(); }};
  const samples = [];
  for (let n = 0; n < window; n += 1) {{
    const begun = performance.now();
    const at = document.cells.length;
    document.insertCell(at, cell(at));
    await trip();
    const widget = content.widgets[at];
    await widget.constructor.execute(widget, sessionContext);
    await trip();
    samples.push((performance.now() - begun) / 1000);
  }}
  return samples;
}}"""


@dataclass(frozen=True)
class Written:
    """The windowing mode; seconds of each action; bytes sent, bytes heard and seconds of the processor, by
    the kernel, up to each choice; seconds of the processor that the page takes for an action, at the first
    and at the last."""

    mode: str
    costs: list[float]
    weights: list[tuple[float, ...]]
    page: tuple[float, float]


@contextmanager
def a_lab(
    *,
    python: Path = Path(sys.executable),
    together: bool = False,
    environment: Mapping[str, str] | None = None,
    mode: str = "",
    plain: bool = False,
) -> Iterator[Lab]:
    """A page of a JupyterLab of our own, as users have it, whose kernels see this repository.

    `mode`: another windowing mode than JupyterLab's own choice. `plain`: without our extension.
    """
    windowing = {"notebook-extension/tracker.jupyterlab-settings": json.dumps({"windowingMode": mode})}
    with tempfile.TemporaryDirectory() as folder, headless_browser() as browser:
        root, home = Path(folder) / "lab", Path(folder) / "home"
        root.mkdir()
        path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")]))
        with jupyterlab(
            root,
            home,
            python=python,
            together=together,
            environment={"PYTHONPATH": path} | (environment or {}),
            settings=QUIET | (windowing if mode else {}),
            plain=plain,
        ) as url:
            page = browser.new_context(viewport={"width": 1500, "height": 950}).new_page()
            page.set_default_timeout(600_000)
            yield Lab(page, url, root, "bench.ipynb", root)


@dataclass(frozen=True)
class Mark:
    """How many cells there were when the page had taken so many seconds of the processor."""

    cells: int
    work: float


def mark(lab: Lab, cells: int) -> Mark:
    """Once there are so many."""
    lab.page.wait_for_function(f"n => ({COUNT})() >= n", arg=cells, polling=500, timeout=LONGEST * 1000)
    return Mark(lab.page.evaluate(COUNT), page_work(lab))


def page_work(lab: Lab) -> float:
    """Seconds of the processor that the pages have taken so far: other processes do not count in it."""
    browser = lab.page.context.browser
    assert browser is not None
    session = browser.new_browser_cdp_session()
    processes = session.send("SystemInfo.getProcessInfo")["processInfo"]
    session.detach()
    return float(sum(process["cpuTime"] for process in processes if process["type"] == "renderer"))


def ours(lab: Lab, cells: int) -> Written:
    lab.name = "ours.ipynb"
    lab.load()
    mode = lab.page.evaluate(MODE)
    lab.show_panel()
    lab.compute(f"from tests.benchmarks.thousand_kernel import begin\nbegin('written.json', {cells})")
    lab.expect_status("running")  # by this page: else the session writes elsewhere
    window = min(WINDOW, cells // 2)
    marks = [mark(lab, number) for number in (2, 2 + window, cells - window, cells)]
    said = _written(lab, lab.root / "written.json")
    assert (said["status"], said["host"]) == ("done", "CommHost"), said["text"]
    lab.shut_down()
    first, last = (
        (end.work - begun.work) / (end.cells - begun.cells) for begun, end in (marks[:2], marks[2:])
    )
    return Written(mode, costs(said["moments"]), [tuple(weight) for weight in said["weights"]], (first, last))


def _written(lab: Lab, file: Path) -> dict[str, Any]:
    lab.wait_for(lambda: file.exists() or None, LONGEST)
    said: dict[str, Any] = json.loads(file.read_text())
    return said


def own(lab: Lab, before: int, *, trips: bool = False) -> tuple[float, float]:
    """JupyterLab inserts and runs such cells below so many: seconds, and seconds of the processor that the
    page takes. `trips`: with a round trip to the server after each, as the least that an agent needs."""
    lab.name = f"own-{before}-{trips}.ipynb"
    lab.load(kernel="python3")
    lab.page.evaluate(PREPARE, before)
    lab.page.evaluate(OWN, [3, trips])
    begun = page_work(lab)
    samples: list[float] = lab.page.evaluate(OWN, [WINDOW, trips])
    work = page_work(lab) - begun
    lab.shut_down()
    return median(samples), work / WINDOW


def reports(cells: int = CELLS, mode: str = "") -> Iterator[str]:
    """`cells` is a whole number of steps; `mode` as `a_lab` takes it."""
    assert cells % PER_STEP == 0, cells
    with a_lab(mode=mode) as lab:
        written = ours(lab, cells)
        total = ends(written.costs)
        yield f"{line('in JupyterLab', *total, cells)}; windowing mode {written.mode}"
        yield worked(cells, "the page", *written.page)
        works = [later[2] - now[2] for now, later in pairwise(written.weights)]
        yield worked(cells, "the kernel", *ends(works))
        for number, word in enumerate(("sends", "hears")):
            sizes = [later[number] - now[number] for now, later in pairwise(written.weights)]
            first, last = ends(sizes)
            yield (
                f"notebook of {cells} cells: the kernel {word} {last / first:.2f}x the bytes an action "
                f"({first / 1000:.1f} kB, {last / 1000:.1f} kB)"
            )
    with a_lab(mode=mode, plain=True) as lab:
        for trips, who in (
            (False, "JupyterLab without us"),
            (True, "JupyterLab told by an agent, the least"),
        ):
            (first, light), (last, heavy) = (
                own(lab, before, trips=trips) for before in (0, max(0, cells - WINDOW))
            )
            yield took(cells, who, first, last)
            yield worked(cells, f"the page of {who}", light, heavy)
    time, work = added(total, (first, last)), added(written.page, (light, heavy))
    yield f"notebook of {cells} cells: we add {time} to the time of the least, {work} to that of its page"


def added(ours: tuple[float, float], theirs: tuple[float, float]) -> str:
    first, last = ((mine - other) * 1000 for mine, other in zip(ours, theirs, strict=True))
    return f"{first:.0f} ms at first and {last:.0f} ms at last"


def took(cells: int, who: str, first: float, last: float) -> str:
    return (
        f"notebook of {cells} cells: {who} takes {last / first:.2f}x the time of an action "
        f"({first * 1000:.0f} ms, {last * 1000:.0f} ms)"
    )


def worked(cells: int, who: str, first: float, last: float) -> str:
    return (
        f"notebook of {cells} cells: {who} takes {last / first:.2f}x the processor's time for an action "
        f"({first * 1000:.0f} ms, {last * 1000:.0f} ms)"
    )


def ends(samples: list[float]) -> tuple[float, float]:
    return median(samples[:WINDOW]), median(samples[-WINDOW:])


if __name__ == "__main__":
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else CELLS
    for report in reports(wanted, sys.argv[2] if len(sys.argv) > 2 else ""):
        print(report, flush=True)
