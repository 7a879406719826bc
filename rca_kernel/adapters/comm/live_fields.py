"""How the live part of `progress` is read from JSON and written."""

from __future__ import annotations

from dataclasses import fields
from typing import Any, get_args

from rca_kernel.adapters.comm.fields import (
    AMOUNT,
    FLAG,
    NUMBER,
    TEXT,
    Field,
    one_of,
    optional,
    record,
    refuse,
    several,
)
from rca_kernel.notebook import (
    Approval,
    Caps,
    CellKind,
    Forecast,
    Live,
    Mode,
    Models,
    Question,
    Spent,
    Waiting,
)

_APPROVAL = record(
    Approval,
    **(
        dict.fromkeys((f.name for f in fields(Approval)), TEXT)
        | {"cell_type": one_of(("", *get_args(CellKind))), "editable": FLAG}
    ),
)
_QUESTION = record(Question, id=TEXT, step=TEXT, question=TEXT, options=several(TEXT), default=TEXT)
_KINDS: dict[str, tuple[type[Any], Field]] = {
    "approval": (Approval, _APPROVAL),
    "question": (Question, _QUESTION),
}


def _read_waiting(value: object) -> Waiting:
    kind = value.get("kind") if isinstance(value, dict) else None
    if not isinstance(kind, str) or kind not in _KINDS:
        raise refuse(f"nothing waits as {kind!r}")
    waiting: Waiting = _KINDS[kind][1].read(value)
    return waiting


def _write_waiting(waiting: Waiting) -> object:
    kind, field = next((kind, field) for kind, (made, field) in _KINDS.items() if isinstance(waiting, made))
    return {"kind": kind, **_object(field.write(waiting))}


def _object(value: Any) -> dict[str, object]:
    return dict(value)


LIVE = record(
    Live,
    mode=one_of(get_args(Mode)),
    paused=FLAG,
    begun=TEXT,
    models=record(Models, **dict.fromkeys((f.name for f in fields(Models)), TEXT)),
    usage=record(
        Spent,
        prompt_tokens=NUMBER,
        completion_tokens=NUMBER,
        calls=NUMBER,
        cost=AMOUNT,
        cached_tokens=NUMBER,
        unpriced=NUMBER,
    ),
    budget=record(Caps, max_tokens=NUMBER, max_cost=AMOUNT),
    forecast=optional(record(Forecast, tokens=NUMBER, cost=AMOUNT)),
    waiting=optional(Field(_read_waiting, _write_waiting)),
    amended=several(TEXT),
)
