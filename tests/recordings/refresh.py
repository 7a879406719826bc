"""`python -m tests.recordings.refresh NAME|all`: recorded answers given again to the requests of today."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from rca_kernel.app.config import Config
from rca_kernel.app.engines import build_engine
from rca_kernel.app.run import Request, run_in_terminal
from rca_kernel.app.session import Outcome
from rca_kernel.errors import ModelError
from rca_kernel.models import Message, Reply, ToolSpec
from rca_kernel.models.recording import RecordedCall, Recorder, Recording, RecordingModel, read_recording
from rca_kernel.models.replay import Cells, parts, steady
from rca_kernel.workspace.snapshot import put

HERE = Path(__file__).resolve().parent
FAILED = "FAILED"


class AnswersAgain:
    """A ChatModel that gives the recorded answers in their order, whatever it is asked; cell ids in them
    become those of this run. `strayed` is the first call before which an action ended otherwise."""

    def __init__(self, recording: Recording) -> None:
        self._calls = recording.calls
        self.name = recording.calls[0].model
        self.answered = 0
        self.strayed = 0
        self._then, self._now = Cells(), Cells()

    async def chat(
        self,
        messages: Sequence[Message],
        tools: Sequence[ToolSpec] = (),
        *,
        on_text: Callable[[str], None] | None = None,
        on_again: Callable[[str], None] | None = None,
    ) -> Reply:
        if self.answered == len(self._calls):
            raise ModelError(f"All {len(self._calls)} recorded answers are given, and one more call is made.")
        call = self._calls[self.answered]
        self.answered += 1
        if not self.strayed and endings(call.messages) != endings(messages):
            self.strayed = call.number
        for cells, asked in ((self._then, (call.messages, call.tools)), (self._now, (messages, tools))):
            for _, text in parts(*asked):
                cells.numbered(text)
        return self._here(call.reply)

    def _here(self, reply: Reply) -> Reply:
        calls = tuple(
            replace(c, arguments=self._then.translated(c.arguments, self._now)) for c in reply.tool_calls
        )
        return replace(reply, content=self._then.translated(reply.content, self._now), tool_calls=calls)


def endings(messages: Sequence[Message]) -> list[bool]:
    """How the actions that a request tells of ended."""
    return [FAILED not in message.content for message in messages if message.role == "tool"]


@dataclass(frozen=True)
class Refreshed:
    """What came of a refreshing: `fits` with `why` not."""

    fits: bool
    why: str
    changed: int = 0


def refresh(file: Path) -> Refreshed:
    """Run the recorded session on its answers and, where they fit, write the recording anew."""
    recording = read_recording(file)
    with tempfile.TemporaryDirectory() as scratch:
        fresh = Path(scratch) / "fresh.jsonl"
        outcome, answers = again(recording, file, fresh, Path(scratch))
        why = unfit(recording, answers, outcome)
        if why:
            return Refreshed(False, why)
        changed = sum(map(differ, recording.calls, read_recording(fresh).calls))
        if changed:
            file.write_bytes(fresh.read_bytes())
    return Refreshed(True, "", changed)


def again(recording: Recording, file: Path, fresh: Path, scratch: Path) -> tuple[Outcome, AnswersAgain]:
    answers = AnswersAgain(recording)
    recorder = Recorder(fresh, recording.asked, snapshot=recording.snapshot)
    code = None
    if recording.snapshot is not None:
        code = scratch / "code"
        put(recording.snapshot, code)
    paper = file.parent / recording.asked.paper
    config = Config(model=answers.name, worker=recording.asked.worker, max_tokens=0)
    with alone():
        built = build_engine(config, wrap=lambda _: RecordingModel(answers, recorder))
        request = Request(
            paper,
            recording.asked.target,
            Config(),
            code=code,
            output=scratch / "again.ipynb",
            note=recording.asked.note,
        )
        return run_in_terminal(request, replace(built, reason="the recorded answers")), answers


def unfit(recording: Recording, answers: AnswersAgain, outcome: Outcome) -> str:
    """Why the recorded answers do not fit the session of today; "" where they do."""
    if answers.strayed:
        return f"before call {answers.strayed} an action ended otherwise than when it was recorded"
    if answers.answered < len(recording.calls):
        return (
            f"the session ended ({outcome.status}) after {answers.answered} of {len(recording.calls)} answers"
        )
    if outcome.status not in ("done", "incomplete"):
        return f"the session ended as {outcome.status}: {outcome.text.splitlines()[0]}"
    return ""


def differ(then: RecordedCall, now: RecordedCall) -> bool:
    def asked(call: RecordedCall) -> list[str]:
        cells = Cells()
        return [steady(cells.numbered(text)) for _, text in parts(call.messages, call.tools)]

    return asked(then) != asked(now)


@contextmanager
def alone() -> Iterator[None]:
    """Without what the environment says of models and keys."""
    kept = dict(os.environ)
    for name in kept:
        if name.endswith("_API_KEY") or name.startswith(("RCA_", "OPENAI_")):
            del os.environ[name]
    try:
        yield
    finally:
        os.environ.update(kept)


def main(names: Sequence[str]) -> int:
    known = {file.stem: file for file in sorted(HERE.glob("*.jsonl"))}
    wanted = list(known) if "all" in names else list(names)
    if not wanted or (unknown := [name for name in wanted if name not in known]):
        print(f"usage: python -m tests.recordings.refresh NAME|all   names: {', '.join(known) or 'none'}")
        return 2 if not wanted or unknown else 0
    failed = 0
    for name in wanted:
        result = refresh(known[name])
        failed += not result.fits
        said = (
            f"written anew, {result.changed} requests differ"
            if result.fits
            else f"NOT refreshed: {result.why}"
        )
        print(f"{name}: {said}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
