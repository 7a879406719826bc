"""Replay: a recorded session's replies, given again to exactly the recorded requests."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from rca_kernel.errors import ModelError
from rca_kernel.models.messages import Message, Reply, ToolSpec
from rca_kernel.models.recording import RecordedCall, Recording, redacted
from rca_kernel.models.secrets import secrets_of

_CELL = re.compile(r"rca-[0-9a-f]{12}")
_ENVELOPE = re.compile(r"(<untrusted \w+ |</untrusted )[0-9a-f]{12}(?=>)")
_SECONDS = re.compile(r"\bin \d+(?:\.\d+)? s\b")
_ADDRESS = re.compile(r"\b0x[0-9a-f]{8,16}\b")
_FOLDER = re.compile(r"(?:~|\b[A-Za-z]:|(?<![\w.~]))[/\\][^\s\"'<>:]*[/\\](?=[\w.-]+\.py\b)")
_SHOWN = 100
"""Characters shown of a line."""
_LINES = 3
"""Lines shown of each side."""
_LOOKED = 60
"""Lines compared from the first that differs."""
_AGAIN = "The paper, the code, the package or the model's settings changed since: record the session again."


class Cells:
    """Cell ids, numbered by their first appearance: they are drawn anew in every run."""

    def __init__(self, ids: Sequence[str] = ()) -> None:
        self._ids = list(ids)

    def copy(self) -> Cells:
        return Cells(self._ids)

    def numbered(self, text: str) -> str:
        """`text` with each id by its number."""
        return _CELL.sub(lambda match: f"rca-{self._number(match[0]):012d}", text)

    def translated(self, text: str, other: Cells) -> str:
        """`text` with each known id replaced by the one that `other` has in its place."""
        return _CELL.sub(lambda match: self._counterpart(match[0], other), text)

    def _number(self, id: str) -> int:
        if id not in self._ids:
            self._ids.append(id)
        return self._ids.index(id)

    def _counterpart(self, id: str, other: Cells) -> str:
        place = self._ids.index(id) if id in self._ids else len(other._ids)
        return other._ids[place] if place < len(other._ids) else id


class ReplayModel:
    """A ChatModel that answers from `recording`, call after call, whichever role asks.

    A request that is not the recorded one is refused with a ModelError that names the first difference.
    Compared are messages and tools, character by character, but for what varies between two runs of
    one session: cell ids (by order of appearance), "in 0.12 s", the digests of envelopes that hold them,
    memory addresses, and the folders of Python files in tracebacks. Cell ids in a reply become those of
    this run.
    """

    def __init__(self, recording: Recording, *, secrets: Sequence[str] | None = None) -> None:
        self._calls = recording.calls
        self.name = recording.calls[0].model if recording.calls else "replay"
        self.answered = 0
        self._secrets = secrets_of() if secrets is None else tuple(secrets)
        self._then, self._now = Cells(), Cells()

    @property
    def left(self) -> int:
        """Recorded calls that have not been asked for."""
        return len(self._calls) - self.answered

    async def chat(
        self,
        messages: Sequence[Message],
        tools: Sequence[ToolSpec] = (),
        *,
        on_text: Callable[[str], None] | None = None,
        on_again: Callable[[str], None] | None = None,
    ) -> Reply:
        """The recorded reply. Raises ModelError at the first difference, or where the recording has ended."""
        if not self.left:
            raise ModelError(
                f"The recording ends after {len(self._calls)} calls, and one more was made.", hint=_AGAIN
            )
        call = self._calls[self.answered]
        self._then, self._now = self._compared(call, messages, tools)
        self.answered += 1
        reply = self._translated(call.reply)
        if on_text is not None:
            for piece in reply.content.splitlines(keepends=True):
                on_text(piece)
        return reply

    def _compared(
        self, call: RecordedCall, messages: Sequence[Message], tools: Sequence[ToolSpec]
    ) -> tuple[Cells, Cells]:
        """The cells known after this request, then and now; ModelError where the two differ."""
        then, now = self._then.copy(), self._now.copy()
        recorded, asked = list(parts(call.messages, call.tools)), list(parts(messages, tools))
        for index, (place, text) in enumerate(recorded):
            if index >= len(asked) or asked[index][0] != place:
                found = asked[index][0] if index < len(asked) else "nothing more"
                raise _different(call, place, f"the recording has it, this run has {found}")
            old = steady(then.numbered(text))
            new = steady(now.numbered(redacted(asked[index][1], self._secrets)))
            if old != new:
                raise _different(call, place, _first_difference(old, new))
        if len(asked) > len(recorded):
            raise _different(call, asked[len(recorded)][0], "the recording has nothing there")
        return then, now

    def _translated(self, reply: Reply) -> Reply:
        def here(text: str) -> str:
            return self._then.translated(text, self._now)

        calls = tuple(replace(call, arguments=here(call.arguments)) for call in reply.tool_calls)
        return replace(reply, content=here(reply.content), tool_calls=calls)


def parts(messages: Sequence[Message], tools: Sequence[ToolSpec]) -> Iterator[tuple[str, str]]:
    """A request as named texts, in the order in which they are compared."""
    for number, message in enumerate(messages, 1):
        place = f"message {number} ({message.role})"
        yield place, message.content
        for call in message.tool_calls:
            yield f"{place}, call of {call.name}", f"{call.id}\n{call.arguments}"
        for image in message.images:
            yield f"{place}, picture", image.digest
        if message.tool_call_id:
            yield f"{place}, the call that it answers", message.tool_call_id
    for tool in tools:
        text = json.dumps([tool.description, tool.parameters], ensure_ascii=False, sort_keys=True)
        yield f"tool {tool.name}", text


def steady(text: str) -> str:
    """`text` without what varies between two runs of one session."""
    text = _ENVELOPE.sub(lambda match: f"{match[1]}{'0' * 12}", text)
    return _FOLDER.sub("/", _ADDRESS.sub("0x0", _SECONDS.sub("in 0 s", text)))


def _first_difference(then: str, now: str) -> str:
    """The lines around the first difference, as a diff of a few lines."""
    old, new = then.splitlines(), now.splitlines()
    at = next((i for i, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
    if at >= len(old) and at >= len(new):
        return "they differ in line ends alone"
    matcher = SequenceMatcher(None, old[at : at + _LOOKED], new[at : at + _LOOKED], autojunk=False)
    _, gone, gone_to, come, come_to = next(op for op in matcher.get_opcodes() if op[0] != "equal")
    removed, added = old[at + gone : at + gone_to], new[at + come : at + come_to]
    start = _common(removed[0], added[0]) if removed and added else 0
    shown = [f"  - {_excerpt(line, start)}" for line in removed[:_LINES]]
    shown += [f"  + {_excerpt(line, start)}" for line in added[:_LINES]]
    return "\n".join([f"line {at + 1} (- recorded, + now)", *shown])


def _common(a: str, b: str) -> int:
    return next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))


def _excerpt(line: str, at: int) -> str:
    """A line, cut to what stands around the place `at`."""
    start = max(at - _SHOWN // 2, 0) if len(line) > _SHOWN else 0
    piece = line[start : start + _SHOWN]
    return ("…" if start else "") + piece + ("…" if start + _SHOWN < len(line) else "")


def _different(call: RecordedCall, place: str, how: str) -> ModelError:
    end = "\n" if "\n" in how else "."
    return ModelError(f"Call {call.number} is not the recorded one, in {place}: {how}{end}", hint=_AGAIN)
