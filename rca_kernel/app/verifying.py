"""The checks and the clean rerun again, on the notebook as it stands now."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

from rca_kernel.actions import RunChecks
from rca_kernel.app.breaking import broken_off
from rca_kernel.app.closing import Outcome
from rca_kernel.app.continuing import restore
from rca_kernel.app.roles import FORMAL
from rca_kernel.app.runner import Runner
from rca_kernel.errors import PlanError, RcaError

if TYPE_CHECKING:
    from rca_kernel.app.session import Session


async def verify_notebook(runner: Runner) -> Outcome:
    """What this kernel's notebook holds, by the formal engine: no model is asked."""
    memory = await runner.remembered()
    choices = runner.continued(memory, {})
    once = replace(choices.config(), model=FORMAL, planner="", expert="", worker="")
    return await verify(await runner.wire(await runner.target(memory), choices, once=once))


async def verify(session: Session) -> Outcome:
    """Run what this kernel lacks, every check of the steps that are done, and the notebook from top to
    bottom in a fresh kernel; no model is asked. A requirement whose check is gone, was
    changed or fails is verified no longer."""
    await session.load()
    done = [step for step in session.memory.plan.leaves() if step.state == "done"]
    if not done:
        raise PlanError("This notebook holds no step that is done.", hint='Begin with %rca implement "…".')
    former = session.memory.session
    session.begin()
    if former is not None:  # verifying asks no model; what resumes later goes on with the one that worked
        own = session.memory.sessions[-1]
        session.memory.sessions[-1] = replace(own, engine=former.engine, endpoint=former.endpoint)
    try:
        await restore(session.host, session.memory, session.results, session.remembered)
        at = session.performer()
        await session.remembered(None, "running every check again")
        seen = await at.perform(RunChecks(), done[-1])
        first = seen.text.splitlines()[0] if seen.text else "no check"
        session.memory.log.add("finding" if seen.ok else "error", f"verified again: {first}")
        outcome = await session.finish()
        shown = seen.ok and not session.memory.contract.lost()
        status = outcome.status if shown else "incomplete"
        return Outcome(status, f"{seen.text}\n{outcome.text}", outcome.rerun)
    except (RcaError, asyncio.CancelledError) as error:
        return await broken_off(session, error)
