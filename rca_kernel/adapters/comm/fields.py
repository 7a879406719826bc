"""How each kind of field is read from JSON, strictly, and written back."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from sys import float_info
from typing import Any, assert_never, get_args

from rca_kernel.adapters.comm.messages import CellHash, Kept, Run, ShownCell, WireCell
from rca_kernel.errors import HostError
from rca_kernel.notebook import (
    CellKind,
    DisplayOutput,
    ErrorOutput,
    Offer,
    Output,
    RunStatus,
    StreamOutput,
)

WHOLE = 2**53 - 1
"""The largest whole number that a page can hold."""
LISTS = ("contract", "steps", "log", "sessions")
CELL_ID = re.compile(r"[a-zA-Z0-9_-]{1,64}")


def refuse(why: str) -> HostError:
    hint = "Are the extension and the package of the same version?"
    return HostError(f"A message on the wire is refused: {why}.", hint=hint)


def _same(value: Any) -> Any:
    return value


@dataclass(frozen=True, slots=True)
class Field:
    """Reads a JSON value or raises HostError; writes it back to the same JSON."""

    read: Callable[[object], Any]
    write: Callable[[Any], object] = _same


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise refuse(f"text expected, not {type(value).__name__}")
    return value


def _cell_id(value: object) -> str:
    if not CELL_ID.fullmatch(_text(value)):
        raise refuse(f"{value!r} is no cell id")
    return _text(value)


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise refuse(f"true or false expected, not {type(value).__name__}")
    return value


def _number(value: object) -> int:
    if type(value) is not int:
        raise refuse(f"a whole number expected, not {type(value).__name__}")
    if abs(value) > WHOLE:
        raise refuse("a whole number is too large")
    return value


def _amount(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise refuse(f"a number expected, not {type(value).__name__}")
    if not abs(value) <= float_info.max:
        raise refuse("a number is too large, or none at all")
    return value


def _cap(value: object) -> float:
    if _amount(value) < 0:
        raise refuse("a cap is 0 or more")
    return _amount(value)


def _whole_cap(value: object) -> int:
    if _number(value) < 0:
        raise refuse("a cap is 0 or more")
    return _number(value)


def _block(value: object) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise refuse(f"an object expected, not {type(value).__name__}")
    return value


def _count(value: object) -> int:
    if _number(value) < 0:
        raise refuse("a count is 0 or more")
    return _number(value)


def _kept(value: object) -> Kept:
    read: dict[str, tuple[Run, ...]] = {}
    for name, runs in _block(value).items():
        if name not in LISTS or not isinstance(runs, list):
            raise refuse(f"{name!r} is no list of the memory, or it has no list of runs")
        read[name] = tuple(map(_run, runs))
    return read


def _run(value: object) -> Run:
    if not isinstance(value, list) or len(value) != 3:
        raise refuse("a run of kept items is three counts")
    at, start, count = map(_count, value)
    return at, start, count


def one_of(choices: tuple[str, ...]) -> Field:
    def read(value: object) -> str:
        if _text(value) not in choices:
            raise refuse(f"{value!r} is none of {', '.join(choices)}")
        return _text(value)

    return Field(read)


def optional(field: Field) -> Field:
    return Field(
        lambda value: None if value is None else field.read(value),
        lambda value: None if value is None else field.write(value),
    )


def several(field: Field) -> Field:
    def read(value: object) -> tuple[Any, ...]:
        if not isinstance(value, list):
            raise refuse(f"a list expected, not {type(value).__name__}")
        return tuple(map(field.read, value))

    return Field(read, lambda values: list(map(field.write, values)))


def record(made: type[Any], **fields: Field) -> Field:
    """A JSON object that holds a dataclass."""
    return Field(
        lambda value: made(**read_fields(_block(value), fields)), lambda value: write_fields(value, fields)
    )


def read_fields(block: Mapping[str, Any], fields: Mapping[str, Field]) -> dict[str, Any]:
    for name in fields:
        if name not in block:
            raise refuse(f"the field {name!r} is missing")
    return {name: field.read(block[name]) for name, field in fields.items()}


def write_fields(value: Any, fields: Mapping[str, Field]) -> dict[str, object]:
    return {name: field.write(getattr(value, name)) for name, field in fields.items()}


def _read_output(value: object) -> Output:
    block = _block(value)
    match block.get("type"):
        case "stream":
            return StreamOutput(**read_fields(block, {"name": one_of(("stdout", "stderr")), "text": TEXT}))
        case "display":
            data = _block(block.get("data"))
            return DisplayOutput({kind: _text(shown) for kind, shown in data.items()})
        case "error":
            return ErrorOutput(**read_fields(block, dict.fromkeys(("ename", "evalue", "traceback"), TEXT)))
        case other:
            raise refuse(f"unknown output {other!r}")


def _write_output(output: Output) -> object:
    match output:
        case StreamOutput(name, text):
            return {"type": "stream", "name": name, "text": text}
        case DisplayOutput(data):
            return {"type": "display", "data": dict(data)}
        case ErrorOutput(ename, evalue, traceback):
            return {"type": "error", "ename": ename, "evalue": evalue, "traceback": traceback}
        case _:
            assert_never(output)


TEXT = Field(_text)
ID = Field(_cell_id)
FLAG = Field(_flag)
NUMBER = Field(_number)
AMOUNT = Field(_amount)
CAP = Field(_cap)
WHOLE_CAP = Field(_whole_cap)
COUNT = Field(_count)
KEPT = Field(_kept, lambda kept: {name: list(map(list, runs)) for name, runs in kept.items()})
BLOCK = Field(_block, dict)
STATUS = one_of(get_args(RunStatus))
OUTPUTS = several(Field(_read_output, _write_output))

_CELL = {"id": ID, "type": one_of(get_args(CellKind)), "source": TEXT, "metadata": BLOCK}
NEW_CELL = record(WireCell, **_CELL)
# What a page shows may come from an old notebook, so its ids are only text.
SHOWN_CELL = record(
    ShownCell, **(_CELL | {"id": TEXT, "outputs": OUTPUTS, "execution_count": optional(NUMBER)})
)
CELL_HASH = record(CellHash, id=TEXT, source_hash=TEXT)
OFFER = record(Offer, target=TEXT, title=TEXT)
