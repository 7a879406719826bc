"""The outputs of one cell, gathered from a kernel's messages as a front end does, at bounded size."""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Iterable, Mapping
from typing import Any, cast

from rca_kernel.notebook.bounded import bounded, plain
from rca_kernel.notebook.cells import DisplayOutput, ErrorOutput, Output, StreamOutput

OutputJson = dict[str, Any]
"""One output as it stands in a notebook file (nbformat 4)."""

Displays = dict[str, list[OutputJson]]
"""Every output that shows a display id, so that an update reaches the cells that ran before."""

STREAM_LIMIT = 1 << 20
DISPLAY_LIMIT = 500
SLIM_TEXT = 16_000
PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
PICTURE_LIMIT = 16_000_000
"""Characters of a picture as it stands in a notebook; what is sent to a model is scaled down."""
SLIM_COUNT = 64


class StreamText:
    """Text that grows without bound, kept as its head and its tail."""

    def __init__(self, limit: int) -> None:
        self._head_limit = limit * 2 // 3
        self._tail_limit = limit - self._head_limit
        self._head = ""
        self._tail = ""
        self._dropped = 0

    def append(self, text: str) -> None:
        room = self._head_limit - len(self._head)
        if room > 0:
            self._head += text[:room]
            text = text[room:]
        self._tail += text
        if len(self._tail) > 2 * self._tail_limit:
            self._dropped += len(self._tail) - self._tail_limit
            self._tail = self._tail[-self._tail_limit :]

    def __str__(self) -> str:
        if not self._dropped:
            return self._head + self._tail
        return f"{self._head}\n… {self._dropped} characters left out …\n{self._tail}"


class CellOutputs:
    """Feed it the messages that carry outputs, `clear_output` and `update_display_data` among them.

    It may be fed and read on different threads; `heard` counts what it was fed."""

    def __init__(self, displays: Displays | None = None, *, stream_limit: int = STREAM_LIMIT) -> None:
        self._displays = displays if displays is not None else {}
        self._stream_limit = stream_limit
        self._outputs: list[OutputJson] = []
        self._streams: dict[int, StreamText] = {}
        self._clear_on_next = False
        self._left_out = 0
        self._lock = threading.RLock()
        self.heard = 0

    def receive(self, kind: str, content: Mapping[str, Any]) -> None:
        with self._lock:
            self.heard += 1
            self._take(kind, content)

    def _take(self, kind: str, content: Mapping[str, Any]) -> None:
        match kind:
            case "clear_output":
                self._clear_on_next = bool(content.get("wait"))
                if not self._clear_on_next:
                    self._clear()
            case "update_display_data":
                self._update(content)
            case "stream" | "display_data" | "execute_result" | "error":
                if self._clear_on_next:
                    self._clear_on_next = False
                    self._clear()
                self._add(kind, content)

    def json(self) -> list[OutputJson]:
        """The outputs as a notebook file keeps them."""
        with self._lock:
            for output in self._outputs:
                if output["output_type"] == "stream":
                    output["text"] = str(self._streams[id(output)])
            outputs = list(self._outputs)
        if not self._left_out:
            return outputs
        notice = f"… {self._left_out} displayed values left out …\n"
        return [*outputs, {"output_type": "stream", "name": "stderr", "text": notice}]

    def values(self) -> tuple[Output, ...]:
        """The outputs as an agent reads them: text, of bounded size."""
        return slim(outputs_of(self.json()))

    def _clear(self) -> None:
        gone = {id(output) for output in self._outputs}
        for shown in self._displays.values():
            shown[:] = [output for output in shown if id(output) not in gone]
        self._outputs.clear()
        self._streams.clear()
        self._left_out = 0

    def _update(self, content: Mapping[str, Any]) -> None:
        display_id = str((content.get("transient") or {}).get("display_id", ""))
        for output in self._displays.get(display_id, ()):
            output["data"] = dict(content.get("data") or {})
            output["metadata"] = dict(content.get("metadata") or {})

    def _add(self, kind: str, content: Mapping[str, Any]) -> None:
        match kind:
            case "stream":
                self._add_stream("stderr" if content.get("name") == "stderr" else "stdout", content)
            case "error":
                self._outputs.append(
                    {
                        "output_type": "error",
                        "ename": str(content.get("ename", "")),
                        "evalue": str(content.get("evalue", "")),
                        "traceback": [str(line) for line in content.get("traceback") or ()],
                    }
                )
            case _ if len(self._outputs) >= DISPLAY_LIMIT:
                self._left_out += 1
            case _:
                self._add_display(kind, content)

    def _add_stream(self, name: str, content: Mapping[str, Any]) -> None:
        last = self._outputs[-1] if self._outputs else {}
        if last.get("output_type") != "stream" or last["name"] != name:
            last = {"output_type": "stream", "name": name, "text": ""}
            self._outputs.append(last)
            self._streams[id(last)] = StreamText(self._stream_limit)
        self._streams[id(last)].append(str(content.get("text", "")))

    def _add_display(self, kind: str, content: Mapping[str, Any]) -> None:
        output: OutputJson = {
            "output_type": kind,
            "data": dict(content.get("data") or {}),
            "metadata": dict(content.get("metadata") or {}),
        }
        if kind == "execute_result":
            output["execution_count"] = content.get("execution_count")
        self._update(content)  # a repeated display id shows the new value wherever it stands
        if display_id := (content.get("transient") or {}).get("display_id"):
            self._displays.setdefault(display_id, []).append(output)
        self._outputs.append(output)


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return "".join(part for part in value if isinstance(part, str))
    return json.dumps(value, ensure_ascii=False)


def outputs_of(outputs: Iterable[Mapping[str, Any]]) -> tuple[Output, ...]:
    """nbformat outputs as values; what no front end knows is left out."""
    return tuple(value for value in map(_output_of, outputs) if value is not None)


def _output_of(output: Mapping[str, Any]) -> Output | None:
    match output.get("output_type"):
        case "stream":
            name = "stderr" if output.get("name") == "stderr" else "stdout"
            return StreamOutput(cast(Any, name), _text(output.get("text", "")))
        case "display_data" | "execute_result":
            data = output.get("data") or {}
            return DisplayOutput(
                {kind: _text(value) if kind.startswith("text/") else "" for kind, value in data.items()},
                _png(data.get("image/png")),
            )
        case "error":
            lines = output.get("traceback") or []
            return ErrorOutput(
                str(output.get("ename", "")),
                str(output.get("evalue", "")),
                plain("\n".join(map(_text, lines))),
            )
        case _:
            return None


def _png(value: object) -> bytes:
    """A picture as bytes; nothing where it is none or too large."""
    text = _text(value) if isinstance(value, str | list) else ""
    if not text or len(text) > PICTURE_LIMIT:
        return b""
    try:
        picture = base64.b64decode(text)
    except ValueError:
        return b""
    return picture if picture.startswith(PNG_SIGNATURE) else b""


def slim(
    outputs: tuple[Output, ...], *, text: int = SLIM_TEXT, count: int = SLIM_COUNT
) -> tuple[Output, ...]:
    """At most `count` outputs (head and tail) of at most about `text` characters each."""
    if len(outputs) > count:
        head, tail = count * 2 // 3, count - count * 2 // 3
        notice = StreamOutput("stderr", f"… {len(outputs) - count} outputs left out …\n")
        outputs = (*outputs[:head], notice, *outputs[-tail:])
    return tuple(_slim(output, text) for output in outputs)


def _slim(output: Output, limit: int) -> Output:
    match output:
        case StreamOutput(name, text):
            return StreamOutput(name, bounded(text, limit))
        case DisplayOutput(data, image):
            return DisplayOutput({kind: bounded(text, limit) for kind, text in data.items()}, image)
        case ErrorOutput(ename, evalue, traceback):
            return ErrorOutput(ename, bounded(evalue, limit), bounded(traceback, limit))
