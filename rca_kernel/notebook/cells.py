"""Cells and what they print, free of any notebook library."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Mapping
from dataclasses import KW_ONLY, dataclass, field
from typing import Literal

CellKind = Literal["code", "markdown", "raw"]
RunStatus = Literal["ok", "error", "interrupted", "lost"]


def source_hash(source: str) -> str:
    """The first 16 hex digits of SHA-256 over the UTF-8 source: what a writer believes in."""
    return hashlib.sha256(source.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def new_cell_id() -> str:
    """A fresh nbformat cell id (1 to 64 characters of [a-zA-Z0-9-_])."""
    return "rca-" + uuid.uuid4().hex[:12]


@dataclass(frozen=True, slots=True)
class CellNote:
    """`cell.metadata.rca`: which step and persona wrote the cell, for which requirements."""

    step: str
    persona: str = "coder"
    attempt: int = 1
    requirements: tuple[str, ...] = ()
    hash: str = ""
    """`source_hash` of what was written, in a cell that is later renewed unless the user has changed it."""


@dataclass(frozen=True, slots=True)
class StreamOutput:
    """Text on stdout or stderr."""

    name: Literal["stdout", "stderr"]
    text: str


@dataclass(frozen=True, slots=True)
class DisplayOutput:
    """A displayed or returned value; `data` holds text MIME types whole, binary ones only by name. `image`
    is its PNG, where it has one of moderate size."""

    data: Mapping[str, str]
    image: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class ErrorOutput:
    """An exception: name, message, and the traceback without terminal escapes."""

    ename: str
    evalue: str
    traceback: str = ""


Output = StreamOutput | DisplayOutput | ErrorOutput


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as the host last read it."""

    id: str
    kind: CellKind
    source: str
    _: KW_ONLY
    note: CellNote | None = None
    outputs: tuple[Output, ...] = ()
    execution_count: int | None = None
    tags: tuple[str, ...] = ()

    @property
    def hash(self) -> str:
        return source_hash(self.source)


@dataclass(frozen=True, slots=True)
class NewCell:
    """A cell to insert; its id is chosen by the writer, so that a repeated insert is recognised."""

    kind: CellKind
    source: str
    _: KW_ONLY
    note: CellNote | None = None
    id: str = field(default_factory=new_cell_id)


@dataclass(frozen=True, slots=True)
class RunResult:
    """What one execution did; `seconds` is wall time, `error` the exception if there was one."""

    status: RunStatus
    outputs: tuple[Output, ...] = ()
    _: KW_ONLY
    execution_count: int | None = None
    seconds: float = 0.0

    @property
    def error(self) -> ErrorOutput | None:
        return next((output for output in self.outputs if isinstance(output, ErrorOutput)), None)
