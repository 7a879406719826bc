"""What a planner may read through before it plans: starter code, paper, and the baseline's result."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rca_kernel.actions import Performer
from rca_kernel.app.config import Config
from rca_kernel.memory import Memory
from rca_kernel.workspace import Baseline, Workspace, baseline_of, run_baseline

if TYPE_CHECKING:
    from rca_kernel.app.session import Session

BASELINE_SECONDS = 600.0


def named_baseline(config: Config, workspace: Workspace | None) -> Baseline | None:
    """The starter's own command, where there is starter code and the user named one."""
    return baseline_of(config.baseline) if config.baseline and workspace is not None else None


async def reading(session: Session, fresh: Memory) -> Performer:
    """A performer on the memory that is being planned; the baseline has run, where there is one. It says
    what can be done in this session, for a planner that begins the first step too."""
    from rca_kernel.agents.referee import Referee

    at = Performer(
        session.host,
        fresh,
        session.workspace,
        session.read_paper,
        Referee(session.passage).check_source,
        passage=session.passage,
        runs=session.runs,
        reader=session.engine.reader,
        baseline=session.baseline,
    )
    if session.baseline is not None and session.workspace is not None:
        await session.remembered(None, f"running the baseline: {session.baseline}")
        run = await run_baseline(
            session.workspace, session.baseline, timeout=BASELINE_SECONDS, python=at.python
        )
        session.runs["baseline"] = run
        fresh.log.add("finding", f"baseline {session.baseline}: {run.line()}")
    return at
