"""Recordings: every request to a model and its reply, one JSON line a call, to be replayed without it."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from rca_kernel.errors import WorkspaceError
from rca_kernel.models.chat import ChatModel, Priced
from rca_kernel.models.images import Image
from rca_kernel.models.messages import Message, Reply, ToolCall, ToolSpec
from rca_kernel.models.secrets import secrets_of
from rca_kernel.models.usage import Usage

FORMAT = 1
REDACTED = "[redacted]"
_KEY_SHAPE = re.compile(r"(?:\b|(?<=\\[nrt]))(?:sk-|gsk_|xai-|hf_|ghp_|AIza)(?=[\w-]*\d)[\w-]{20,}")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a recorded session was asked for, in the recording's first line.

    `paper` and `code` are relative to the recording's folder ("" for no code); `digest` is the paper's,
    `code_digest` that of the starter code before the session. `worker` is "formal" where what is formal
    was compiled and not asked for; `note` is the user's.
    """

    paper: str
    target: str
    digest: str
    code: str = ""
    code_digest: str = ""
    worker: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class RecordedCall:
    """One call, numbered from 1 in the order in which they were made; `model` is the name that was asked."""

    number: int
    model: str
    messages: tuple[Message, ...]
    tools: tuple[ToolSpec, ...]
    reply: Reply


@dataclass(frozen=True, slots=True)
class Recording:
    """A recording as read; `snapshot` is the starter code before the session, None where it was not kept."""

    asked: Asked
    calls: tuple[RecordedCall, ...]
    snapshot: Mapping[str, Any] | None = None


class Recorder:
    """Appends to the file at `path`, which begins with `asked` and the starter code's `snapshot`. The models
    of one session share it.

    `secrets`, and what has the shape of a provider's key, never reach the file; None stands for the values
    of environment variables that hold secrets by their names. Raises
    WorkspaceError where the file exists and `force` is not set, or cannot be written.
    """

    def __init__(
        self,
        path: Path,
        asked: Asked,
        *,
        snapshot: Mapping[str, Any] | None = None,
        secrets: Sequence[str] | None = None,
        force: bool = False,
    ) -> None:
        self.path = path
        self.calls = 0
        self._secrets = secrets_of() if secrets is None else tuple(secrets)
        if path.exists() and not force:
            raise WorkspaceError(
                f"The recording {str(path)!r} exists already; it is kept.",
                hint="Choose another file, or pass --force.",
            )
        kept = {"snapshot": dict(snapshot)} if snapshot is not None else {}
        self._write({"format": FORMAT, "asked": asdict(asked), **kept}, os.O_TRUNC)

    def begin(self) -> int:
        """The number of a call that is about to be made."""
        self.calls += 1
        return self.calls

    def append(self, call: RecordedCall) -> None:
        self._write(_call_json(call), os.O_APPEND)

    def _write(self, value: dict[str, Any], how: int) -> None:
        """One line in one write, so that a line is there whole or, at the end of a torn file, not at all."""
        line = json.dumps(redacted(value, self._secrets)).encode() + b"\n"
        try:
            handle = os.open(self.path, os.O_WRONLY | os.O_CREAT | how, 0o666)
            try:
                while line:
                    line = line[os.write(handle, line) :]
            finally:
                os.close(handle)
        except OSError as error:
            raise WorkspaceError(
                f"The recording {str(self.path)!r} cannot be written: {error.strerror}.",
                hint="Choose another file for it.",
            ) from error


class RecordingModel:
    """`model`, with every call that it answers recorded. Calls that fail or are stopped are not."""

    def __init__(self, model: ChatModel, recorder: Recorder) -> None:
        self.name = model.name
        self._model = model
        self._recorder = recorder

    async def chat(
        self,
        messages: Sequence[Message],
        tools: Sequence[ToolSpec] = (),
        *,
        on_text: Callable[[str], None] | None = None,
        on_again: Callable[[str], None] | None = None,
    ) -> Reply:
        asked = tuple(messages), tuple(tools)
        number = self._recorder.begin()
        reply = await self._model.chat(messages, tools, on_text=on_text, on_again=on_again)
        self._recorder.append(RecordedCall(number, self.name, *asked, reply))
        return reply

    async def has_price(self) -> bool:
        return not isinstance(self._model, Priced) or await self._model.has_price()


def redacted(value: Any, secrets: Sequence[str]) -> Any:
    """`value` (of JSON) with each secret, plain or escaped as in JSON text, and all that has the shape of
    a key replaced by REDACTED."""
    match value:
        case str():
            for secret in secrets:
                for written in (secret, json.dumps(secret)[1:-1]):
                    value = value.replace(written, REDACTED)
            return _KEY_SHAPE.sub(REDACTED, value)
        case dict():
            return {redacted(key, secrets): redacted(item, secrets) for key, item in value.items()}
        case list() | tuple():
            return [redacted(item, secrets) for item in value]
        case _:
            return value


def read_recording(path: Path) -> Recording:
    """The recording at `path`; a last line that was torn by a crash is left out.

    Raises WorkspaceError when it cannot be read, is no recording, or has a newer format.
    """
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise _unreadable(path, getattr(error, "strerror", None) or "it is not UTF-8 text") from None
    values = []
    for number, line in enumerate(lines[:-1], 1):
        try:
            values.append(json.loads(line))
        except ValueError:
            raise _unreadable(path, f"line {number} is not JSON") from None
    if not values or not isinstance(values[0], dict) or "asked" not in values[0]:
        raise _unreadable(path, "its first line does not say what was asked for")
    if values[0].get("format") != FORMAT:
        raise _unreadable(path, f"its format is {values[0].get('format')!r}, and this version reads {FORMAT}")
    try:
        calls = sorted((_call(value) for value in values[1:]), key=lambda call: call.number)
        return Recording(Asked(**values[0]["asked"]), tuple(calls), values[0].get("snapshot"))
    except (KeyError, TypeError, AttributeError) as error:
        raise _unreadable(path, f"a line lacks what belongs there ({error})") from None


def _unreadable(path: Path, why: str) -> WorkspaceError:
    return WorkspaceError(
        f"The recording {str(path)!r} cannot be read: {why}.", hint="Give a file that rca run --record wrote."
    )


def _call_json(call: RecordedCall) -> dict[str, Any]:
    return {
        "call": call.number,
        "model": call.model,
        "messages": [_message_json(message) for message in call.messages],
        "tools": [
            {"name": tool.name, "description": tool.description, "parameters": dict(tool.parameters)}
            for tool in call.tools
        ],
        "reply": asdict(call.reply),
    }


def _message_json(message: Message) -> dict[str, Any]:
    """Pictures by their digests; what is empty is left out."""
    images = [{"media_type": i.media_type, "digest": i.digest, "caption": i.caption} for i in message.images]
    said = asdict(replace(message, images=()))
    left = {key: value for key, value in said.items() if key not in ("images", "stable")}
    return {**left, **({"images": images} if images else {})}


def _call(value: Any) -> RecordedCall:
    reply = value["reply"]
    return RecordedCall(
        value["call"],
        value["model"],
        tuple(_message(item) for item in value["messages"]),
        tuple(ToolSpec(**item) for item in value["tools"]),
        Reply(**{**reply, "tool_calls": _calls(reply), "usage": Usage(**reply["usage"])}),
    )


def _message(value: dict[str, Any]) -> Message:
    images = tuple(Image(**image) for image in value.get("images", ()))
    return Message(**{**value, "tool_calls": _calls(value), "images": images})


def _calls(value: dict[str, Any]) -> tuple[ToolCall, ...]:
    return tuple(ToolCall(**call) for call in value["tool_calls"])
