"""Memory ⇄ the JSON block in `notebook.metadata.rca`, held to the shipped JSON Schema."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import fields
from functools import cache, lru_cache
from importlib import resources
from pathlib import PurePath
from typing import Any, TypeVar

from rca_kernel.contract import Contract, Proof, Requirement
from rca_kernel.errors import MemoryFormatError
from rca_kernel.memory.fitting import fitting_json
from rca_kernel.memory.log import Entry, ResearchLog
from rca_kernel.memory.record import Memory, PaperRef, RoleUsage, SessionRecord
from rca_kernel.models import Usage
from rca_kernel.models.validating import problems as schema_problems
from rca_kernel.notebook import Json
from rca_kernel.notebook.places import placeless
from rca_kernel.paper.document import Span
from rca_kernel.plan import Plan, Step

T = TypeVar("T")
FORMAT = 1
SIZE_CAP = 512 * 1024
"""Bytes of JSON; beyond it old log entries are folded."""

KNOWN = 20_000
"""Steps and requirements whose JSON is kept: few change between two writes. It must not be changed."""


@cache
def schema() -> dict[str, Any]:
    text = resources.files("rca_kernel.memory").joinpath("schema.json").read_text(encoding="utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


def encode(memory: Memory, *, size_cap: int = SIZE_CAP) -> Json:
    """The block for `memory`; the log is folded as far as the cap needs, never the plan."""
    block = _block(memory)
    rest = _size({**block, "contract": [], "plan": {**block["plan"], "steps": []}})
    rest += _sizes(_requirement_size, memory.contract) + _sizes(_step_size, memory.plan)
    return {**block, "log": fitting_json(memory.log, size_cap - rest)}


def _size(value: Any) -> int:
    """Bytes of `value` as JSON."""
    return len(json.dumps(value, ensure_ascii=False).encode())


def _sizes(size: Callable[[T], int], items: Iterable[T]) -> int:
    """Bytes that a list of these adds to an empty one."""
    sizes = [size(item) for item in items]
    return sum(sizes) + len(", ") * max(len(sizes) - 1, 0)


def decode(block: Any) -> Memory:
    """The memory in `block`; MemoryFormatError for one that is foreign, newer or damaged."""
    check(block)
    return Memory(
        paper=PaperRef(**block["paper"]),
        contract=Contract(_requirement(item) for item in block["contract"]),
        plan=Plan(block["plan"]["goal"], (_step(item) for item in block["plan"]["steps"])),
        log=ResearchLog(Entry(**item) for item in block["log"]),
        sessions=[_session(item) for item in block["sessions"]],
        notes=tuple(block.get("notes", ())),
        own=False,
    )


def check(block: Any) -> None:
    hint = "It is left untouched; start in a fresh notebook, or delete metadata.rca to begin anew."
    if not isinstance(block, dict) or "format" not in block:
        raise MemoryFormatError("This notebook's metadata.rca was not written by this project.", hint=hint)
    version = block["format"]
    if isinstance(version, int) and version > FORMAT:
        raise MemoryFormatError(
            f"This notebook's memory has format {version}; this version reads up to {FORMAT}.",
            hint="Update rca-kernel (pip install -U rca-kernel). The memory is left untouched.",
        )
    problems = schema_problems(schema(), block)
    if problems:
        where = "/".join(str(part) for part in problems[0].path) or "the block"
        raise MemoryFormatError(
            f"metadata.rca is damaged at {where}: {problems[0].message[:200]}.", hint=hint
        )


def _block(memory: Memory) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "paper": paper_json(memory.paper),
        "contract": [requirement_json(item) for item in memory.contract],
        "plan": {"goal": memory.plan.goal, "steps": [step_json(step) for step in memory.plan]},
        "log": [],
        "sessions": [_session_json(record) for record in memory.sessions],
        **({"notes": list(memory.notes)} if memory.notes else {}),
    }


def paper_json(paper: PaperRef) -> dict[str, str]:
    return {
        "title": paper.title,
        "file": _relative(paper.file),
        "target": paper.target,
        "digest": paper.digest,
        **({"code": _relative(paper.code)} if paper.code else {}),
    }


def _relative(file: str) -> str:
    path = PurePath(file)
    return path.name if path.is_absolute() else path.as_posix() if file else ""


@lru_cache(maxsize=KNOWN)
def requirement_json(item: Requirement) -> dict[str, Any]:
    return {
        "id": item.id,
        "kind": item.kind,
        "title": item.title,
        "quote": item.quote,
        "support": item.support,
        "status": item.status,
        "note": item.note,
        "cells": list(item.cells),
        "span": {"file": _relative(item.span.file), "start": item.span.start, "end": item.span.end},
        **({"proof": _proof_json(item.proof)} if item.proof is not None else {}),
        **({"dispute": item.dispute} if item.dispute else {}),
    }


def _proof_json(proof: Proof) -> dict[str, str]:
    return {"cell": proof.cell, "hash": proof.hash, "code": proof.code}


@lru_cache(maxsize=KNOWN)
def _requirement_size(item: Requirement) -> int:
    return _size(requirement_json(item))


def _requirement(item: dict[str, Any]) -> Requirement:
    span = item.get("span", {"file": "", "start": 0, "end": 0})
    return Requirement(
        item["id"],
        item["kind"],
        item["title"],
        item["quote"],
        Span(**span),
        support=item["support"],
        status=item["status"],
        note=item.get("note", ""),
        cells=tuple(item.get("cells", ())),
        proof=Proof(**item["proof"]) if "proof" in item else None,
        dispute=item.get("dispute", ""),
    )


@lru_cache(maxsize=KNOWN)
def step_json(step: Step) -> dict[str, Any]:
    return {
        "id": step.id,
        "title": step.title,
        "parent": step.parent,
        "goal": step.goal,
        "persona": step.persona,
        "state": step.state,
        "attempts": step.attempts,
        "requirements": list(step.requirements),
        "cells": list(step.cells),
        "files": list(step.files),
        "note": placeless(step.note),
        "cost": step.cost,
    }


@lru_cache(maxsize=KNOWN)
def _step_size(step: Step) -> int:
    return _size(step_json(step))


def _step(item: dict[str, Any]) -> Step:
    lists = {name: tuple(item.get(name, ())) for name in ("requirements", "cells", "files")}
    return Step(**{**item, **lists})


def _session_json(record: SessionRecord) -> dict[str, Any]:
    return {
        "id": record.id,
        "engine": record.engine,
        "reason": record.reason,
        "status": record.status,
        "started": record.started,
        "ended": record.ended,
        "calls": record.usage.calls,
        "prompt_tokens": record.usage.prompt_tokens,
        "completion_tokens": record.usage.completion_tokens,
        "cost": record.usage.cost,
        "message": placeless(record.message),
        **{name: value for name, value in _counted(record).items() if value},
        **({"roles": [_role_json(one) for one in record.roles]} if record.roles else {}),
        **({"endpoint": record.endpoint} if record.endpoint else {}),
    }


def _role_json(one: RoleUsage) -> dict[str, Any]:
    used = {name.name: getattr(one.usage, name.name) for name in fields(Usage)}
    return {
        "role": one.role,
        "model": one.model,
        **{name: round(value, 3) if name == "seconds" else value for name, value in used.items() if value},
    }


def _role(item: dict[str, Any]) -> RoleUsage:
    used = {key: value for key, value in item.items() if key not in ("role", "model")}
    return RoleUsage(item["role"], item["model"], Usage(**used))


def _counted(record: SessionRecord) -> dict[str, float]:
    """What early sessions did not count; zeros are not written."""
    return {
        "cacheable_tokens": record.usage.cacheable_tokens,
        "cached_tokens": record.usage.cached_tokens,
        "seconds": round(record.usage.seconds, 3),
        "unpriced": record.usage.unpriced,
        "escalations": record.escalations,
        "recovered": record.recovered,
    }


def _session(item: dict[str, Any]) -> SessionRecord:
    names = tuple(one.name for one in fields(Usage))
    usage = Usage(**{name: item.get(name, 0) for name in names})
    rest = {key: value for key, value in item.items() if key not in (*names, "roles")}
    return SessionRecord(**rest, usage=usage, roles=tuple(map(_role, item.get("roles", ()))))
