"""Insert and run a cell in a page of JupyterLab: we beside jupyter-mcp-server (PyPI), on the same server."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.measuring import Ratio, median
from tests.benchmarks.rivals import environment
from tests.benchmarks.thousand_browser import PREPARE, a_lab
from tests.ui.lab import Lab

CELLS = 40
BELOW = 900
"""Cells of the long notebook."""
LIMIT = 600
TIMED = f"""import json, time
from rca_kernel.app.extension import _loaded
from rca_kernel.notebook import NewCell
hosts = next(iter(_loaded.values()))
async def timed():
    host = await hosts.host()
    samples = []
    for n in range({CELLS}):
        begun = time.perf_counter()
        cell = await host.insert(NewCell("code", f"{{n}} + 1"), None)
        ran = await host.run(cell.id, cell.hash)
        samples.append(time.perf_counter() - begun)
        assert ran.status == "ok", ran
    with open("timed.json", "w") as file:
        json.dump([type(host).__name__, samples], file)
hosts.begin()
_ = hosts.submit(timed())
"""


def ours(lab: Lab, below: int = 0) -> float:
    lab.name = f"ours-{below}.ipynb"
    lab.load()
    lab.page.evaluate(PREPARE, below)
    file = lab.root / "timed.json"
    file.unlink(missing_ok=True)
    lab.compute(TIMED)
    lab.wait_for(lambda: (file.exists() and file.read_text().endswith("]")) or None, LIMIT)
    host, samples = json.loads(file.read_text())
    assert host == "CommHost", host
    lab.shut_down()
    return median(samples)


def peer(lab: Lab, python: Path, below: int = 0) -> float:
    lab.name = f"peer-{below}.ipynb"
    lab.load(kernel="python3")
    lab.page.evaluate(PREPARE, below)
    client = Path(__file__).with_name("mcp_client.py")
    with subprocess.Popen(
        [str(python), str(client), lab.url, lab.name, str(CELLS)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            lab.wait_for(process.poll, LIMIT)
        finally:
            process.kill()
        said, complaint = process.communicate()
    if process.returncode:
        raise RuntimeError(f"jupyter-mcp-server: {complaint.strip()[-300:]}")
    samples: list[float] = json.loads(said.splitlines()[-1])
    return median(samples)


def reports() -> Iterator[object]:
    try:
        python = environment("jupyter-mcp-server", "jupyterlab", "jupyter-collaboration", "ipykernel", "mcp")
    except (OSError, subprocess.SubprocessError) as error:
        yield f"not measured: jupyter-mcp-server cannot be installed ({type(error).__name__})"
        return
    known = os.pathsep.join(
        filter(None, [str(Path(sys.prefix) / "share" / "jupyter"), os.environ.get("JUPYTER_PATH", "")])
    )
    with a_lab(python=python, together=True, environment={"JUPYTER_PATH": known}) as lab:
        for below in (0, BELOW):
            where = f"insert and run a cell in JupyterLab below {below} cells"
            mine = ours(lab, below)
            try:
                yield Ratio(where, mine, peer(lab, python, below), "jupyter-mcp-server")
            except RuntimeError as error:
                yield f"not measured: {error}"
                yield f"{where}: {mine * 1000:.1f} ms"


if __name__ == "__main__":
    for report in reports():
        print(report, flush=True)
