"""A session of the scripted model in a process of its own, which kills itself at a point of the run.

`python -m tests.killing.child FOLDER POINT` works on a.ipynb in FOLDER; with POINT 0 it lives and prints
the names of its points as JSON.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

from rca_kernel.actions import perform_files
from rca_kernel.adapters.headless.host import HeadlessHost
from rca_kernel.agents.asking import Asking, Ledger
from rca_kernel.agents.llm_engine import LlmEngine
from rca_kernel.app.session import Session
from rca_kernel.memory import PaperRef
from rca_kernel.models import Budget
from rca_kernel.paper.document import Section, Span
from rca_kernel.paper.passage import Passage
from rca_kernel.testing.scripted_model import ScriptedModel
from tests.killing.dying import Mortal, MortalWorkspace, Points
from tests.killing.script import decide

SHORT = Passage("3.2", "Section 3.2", "T", "a.tex", (Section("s", "3.2", "U", 2, Span("a.tex", 0, 1)),), ())
PAPER = PaperRef("T", "a.tex", "3.2", "d")


class Fatal(Points):
    """Kills the process itself."""

    def reach(self, name: str) -> None:
        self.passed.append(name)
        if self.at and len(self.passed) >= self.at:
            os.kill(os.getpid(), signal.SIGKILL)


def session_on(host: Any, folder: Path, points: Points) -> Session:
    engine = LlmEngine(Asking(ScriptedModel(decide=decide), Ledger(Budget())))
    mortal: Any = Mortal(host, points)
    return Session(mortal, engine, SHORT, PAPER, workspace=MortalWorkspace(folder, points))


async def live(folder: Path, points: Points) -> None:
    real = perform_files.run_python

    async def run_python(*arguments: Any, **options: Any) -> Any:
        points.reach("before script")
        run = await real(*arguments, **options)
        points.reach("after script")
        return run

    perform_files.run_python = run_python
    host = HeadlessHost(folder / "a.ipynb", resume=True, writing=1e9)
    await host.start()
    outcome = await session_on(host, folder, points).implement()
    await host.close()
    assert outcome.status == "done", outcome.text


if __name__ == "__main__":
    fatal = Fatal(int(sys.argv[2]))
    asyncio.run(live(Path(sys.argv[1]), fatal))
    print(json.dumps(fatal.passed))
