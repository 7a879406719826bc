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
    """A digest of the paper and code, the plan, the contract, the user's notes, and the engine, address and
    name of the newest session.

    The same before and after a notebook was written and read, by whichever front end. The cells are left out:
    the user may change them at any time, and sees them. So is the log, which prompts quote as data.
    """
    newest = memory.session
    session = [newest.id, newest.engine, newest.endpoint] if newest is not None else []
    first = memory.sessions[0].id if memory.sessions else ""
    head = [paper_json(memory.paper), memory.plan.goal, list(memory.notes), session, first]
    parts = (_digest(head), _all(map(_step, memory.plan)), _all(map(_requirement, memory.contract)))
    return _all(parts)


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
