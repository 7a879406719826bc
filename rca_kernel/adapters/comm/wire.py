"""Messages ⇄ JSON objects. Whatever is unknown or malformed is refused, never acted upon."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast, get_args

from rca_kernel.adapters.comm import messages as m
from rca_kernel.adapters.comm.arguments import check_arguments
from rca_kernel.adapters.comm.fields import (
    BLOCK,
    CELL_HASH,
    COUNT,
    FLAG,
    ID,
    KEPT,
    NEW_CELL,
    NUMBER,
    OFFER,
    SHOWN_CELL,
    STATUS,
    TEXT,
    Field,
    one_of,
    optional,
    read_fields,
    record,
    refuse,
    several,
    write_fields,
)
from rca_kernel.adapters.comm.live_fields import LIVE
from rca_kernel.notebook import Known

VERSION = 4
TARGET = "rca_kernel"
SAID = "rca_comm_msg"
"""Message type of what a page says on control."""

_ASKED = {"id": TEXT, "client": TEXT}
_CELL = _ASKED | {"cell_id": ID}
_HASHED = _CELL | {"source_hash": TEXT}

_ANSWERS: Mapping[str, tuple[type[Any], Field]] = {
    "done": (m.Done, record(m.Done)),
    "cell": (m.CellResult, record(m.CellResult, cell=SHOWN_CELL)),
    "run": (m.RunReport, record(m.RunReport, status=STATUS)),
    "notebook": (
        m.NotebookResult,
        record(
            m.NotebookResult,
            memory=optional(BLOCK),
            revision=TEXT,
            since=TEXT,
            kept=COUNT,
            order=several(TEXT),
            cells=several(SHOWN_CELL),
        ),
    ),
}
_FAILURE = record(m.Failure, code=one_of(get_args(m.ErrorCode)), message=TEXT)

_KINDS: Mapping[str, tuple[type[Any], Mapping[str, Field]]] = {
    "hello": (m.Hello, {"session": TEXT, "status": one_of(get_args(m.SessionStatus)), "version": TEXT}),
    "attached": (
        m.Attached,
        {
            "client": TEXT,
            "leader": FLAG,
            "why": one_of(get_args(m.Hindrance)),
            "elsewhere": TEXT,
            "notice": TEXT,
        },
    ),
    "ping": (m.Ping, _ASKED),
    "insert_cell": (m.InsertCell, _ASKED | {"after": optional(TEXT), "cell": NEW_CELL}),
    "edit_cell": (m.EditCell, _HASHED | {"source": TEXT}),
    "run_cell": (m.RunCell, _HASHED),
    "delete_cell": (m.DeleteCell, _HASHED),
    "read_notebook": (m.ReadNotebook, _ASKED | {"since": TEXT, "memory": FLAG}),
    "write_memory": (
        m.WriteMemory,
        _ASKED | {"block": BLOCK, "revision": TEXT, "base": TEXT, "kept": KEPT},
    ),
    "save": (m.Save, _ASKED),
    "reveal_cell": (m.RevealCell, _CELL),
    "progress": (
        m.ShowProgress,
        {
            "session": TEXT,
            "revision": NUMBER,
            "base": COUNT,
            "kept": KEPT,
            "status": TEXT,
            "step": TEXT,
            "action": TEXT,
            "block": BLOCK,
            "live": LIVE,
        },
    ),
    "accepted": (m.Accepted, _ASKED | {"ok": FLAG, "message": TEXT}),
    "known": (Known, {"paper": TEXT, "file": TEXT, "targets": several(OFFER), "models": several(TEXT)}),
    "attach": (
        m.Attach,
        {
            "client": TEXT,
            "path": TEXT,
            "cells": several(CELL_HASH),
            "version": TEXT,
            "stale": FLAG,
            "settings": BLOCK,
            "front": FLAG,
        },
    ),
    "detach": (m.Detach, {"client": TEXT}),
    "catch_up": (m.CatchUp, {"client": TEXT}),
    "look": (m.Look, {"client": TEXT}),
    "pong": (m.Pong, _ASKED),
    "ack": (m.Ack, _ASKED),
    "command": (m.Command, _ASKED | {"name": one_of(get_args(m.CommandName)), "args": BLOCK}),
}
_NAMES = {made: kind for kind, (made, _) in _KINDS.items()}


def decode(value: object) -> m.Message:
    """Raises HostError for whatever is not exactly a message of this version."""
    if not isinstance(value, dict):
        raise refuse(f"an object expected, not {type(value).__name__}")
    if value.get("v") != VERSION or value.get("v") is True:
        raise refuse(f"version {value.get('v')!r} is not {VERSION}")
    kind = value.get("kind")
    if kind == "reply":
        return _read_reply(value)
    if not isinstance(kind, str) or kind not in _KINDS:
        raise refuse(f"unknown kind {kind!r}")
    made, fields = _KINDS[kind]
    message = cast(m.Message, made(**read_fields(value, fields)))
    if isinstance(message, m.Command):
        check_arguments(message)
    return message


def encode(message: m.Message) -> dict[str, object]:
    """The JSON object that `decode` reads back to the same message."""
    if isinstance(message, m.Reply):
        return _write_reply(message)
    kind = _NAMES[type(message)]
    return {"v": VERSION, "kind": kind, **write_fields(message, _KINDS[kind][1])}


def _read_reply(value: Mapping[str, Any]) -> m.Reply:
    who = read_fields(value, {"client": TEXT, "id": TEXT, "ok": FLAG})
    if not who["ok"]:
        answer = _FAILURE.read(value.get("error"))
    else:
        result = value.get("result")
        kind = result.get("type") if isinstance(result, dict) else None
        if not isinstance(kind, str) or kind not in _ANSWERS:
            raise refuse(f"unknown result {kind!r}")
        answer = _ANSWERS[kind][1].read(result)
    return m.Reply(who["client"], who["id"], answer)


def _write_reply(reply: m.Reply) -> dict[str, object]:
    head = {"v": VERSION, "kind": "reply", "client": reply.client, "id": reply.id}
    if isinstance(reply.answer, m.Failure):
        return {**head, "ok": False, "error": _FAILURE.write(reply.answer)}
    for kind, (made, field) in _ANSWERS.items():
        if isinstance(reply.answer, made):
            result = cast(dict[str, object], field.write(reply.answer))
            return {**head, "ok": True, "result": {"type": kind, **result}}
    raise refuse(f"no answer is a {type(reply.answer).__name__}")
