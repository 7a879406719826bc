"""What going on with a notebook acts upon, as one digest."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import lru_cache
from hashlib import sha256
from typing import Any

from rca_kernel.contract import Requirement
from rca_kernel.memory.codec import KNOWN, paper_json, requirement_json, step_json
from rca_kernel.memory.record import Memory
from rca_kernel.plan import Step


def acted_upon(memory: Memory) -> bytes:
    """A digest of the paper and code, the plan, the contract, the user's notes, the engine, address and name
    of the newest session, and the code of the steps that are done, which runs again in a new kernel.

    The same before and after a notebook was written and read, by whichever front end. Other cells are left
    out: nothing runs them before an action does. So is the log, which prompts quote as data.
    """
    newest = memory.session
    session = [newest.id, newest.engine, newest.endpoint] if newest is not None else []
    first = memory.sessions[0].id if memory.sessions else ""
    head = [paper_json(memory.paper), memory.plan.goal, list(memory.notes), session, first]
    plan, contract = _all(map(_step, memory.plan)), _all(map(_requirement, memory.contract))
    done = [id for step in memory.plan.leaves() if step.state == "done" for id in step.cells]
    return _all((_digest(head), plan, contract, _digest([memory.sources.get(id, "") for id in done])))


def _digest(value: Any) -> bytes:
    return sha256(json.dumps(value, sort_keys=True).encode()).digest()


def _all(digests: Iterable[bytes]) -> bytes:
    return sha256(b"".join(digests)).digest()


@lru_cache(maxsize=KNOWN)
def _step(step: Step) -> bytes:
    """Without its cost, which a page may write as another kind of number."""
    return _digest({name: value for name, value in step_json(step).items() if name != "cost"})


@lru_cache(maxsize=KNOWN)
def _requirement(item: Requirement) -> bytes:
    return _digest(requirement_json(item))
