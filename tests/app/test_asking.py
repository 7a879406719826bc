"""`%rca ask`: the answer is told as it comes, and what was told and is not so is taken back."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from rca_kernel.adapters.ipython.streaming import Answer, Live, Printed, Unheard
from rca_kernel.agents.asking import Asking, Ledger
from rca_kernel.agents.gate import Gate
from rca_kernel.agents.llm_engine import LlmEngine
from rca_kernel.app.answering import Answering
from rca_kernel.app.capping import ask_at_caps
from rca_kernel.app.cleaning import Cleaner, cleaned
from rca_kernel.errors import ModelError
from rca_kernel.memory import Memory
from rca_kernel.memory.ask import Reference
from rca_kernel.models import Budget, Usage
from rca_kernel.models.recording import Asked, Recorder, RecordingModel, read_recording
from rca_kernel.models.replay import ReplayModel
from rca_kernel.testing.scripted_model import Broken, Hang, ScriptedModel, text

GROUND = Reference("requirement", "value:eps", "stated", "eps = 1e-8", 1.0)
GOOD = "It keeps the quotient finite\nwhere the gradient is zero [value:eps]."
BELOW = "[value:eps] stated: eps = 1e-8"
KEY = "sk-test-abcdefghijklmnop1234"


class Heard(Unheard):
    """Keeps what it is told; `stop_at` is a text at which the user interrupts."""

    def __init__(self, stop_at: str = "") -> None:
        self.told: list[str] = []
        self._stop_at = stop_at

    def begin(self, model: str, sources: int) -> None:
        self.told.append(f"{model} {sources}")

    def text(self, piece: str) -> None:
        self.told.append(piece)
        if self._stop_at and self._stop_at in piece:
            raise KeyboardInterrupt

    def void(self, why: str) -> None:
        self.told.append(f"void: {why}")


@pytest.fixture
def loop() -> Iterator[asyncio.AbstractEventLoop]:
    """The session's own, in a thread of its own."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    yield loop
    loop.call_soon_threadsafe(loop.stop)
    thread.join()


@pytest.fixture
def answering(loop: asyncio.AbstractEventLoop) -> Answering:
    return Answering(lambda work: asyncio.run_coroutine_threadsafe(work, loop))


async def others() -> None:
    """What is still under way on this loop has ended."""
    if under_way := asyncio.all_tasks() - {asyncio.current_task()}:
        await asyncio.wait(under_way)


def ask(
    answering: Answering, model: Any, heard: Heard | None = None, *, ledger: Ledger | None = None
) -> Answer:
    engine = LlmEngine(Asking(model, ledger or Ledger()))
    return answering.ask(engine, "why eps?", [GROUND], heard or Heard())


def test_pieces_are_told_as_they_come_and_the_end_is_checked(answering: Answering) -> None:
    heard, ledger = Heard(), Ledger()
    model = ScriptedModel(text(GOOD, usage=Usage(1, 100, 20, 0.5)))
    assert ask(answering, model, heard, ledger=ledger) == Answer(f"{GOOD}\n\n{BELOW}")
    assert heard.told == ["scripted 1", *GOOD.splitlines(keepends=True)]
    assert (ledger.usage.calls, ledger.usage.cost) == (1, 0.5)


def test_an_answer_without_sources_is_withdrawn_and_the_next_one_told(answering: Answering) -> None:
    heard = Heard()
    model = ScriptedModel(text("It just is."), text(GOOD))
    assert ask(answering, model, heard).text.startswith(GOOD)
    assert heard.told[1:3] == ["It just is.", "void: It names no source."]
    assert "".join(heard.told[3:]) == GOOD


def test_what_never_names_its_sources_is_not_kept(answering: Answering) -> None:
    answer = ask(answering, ScriptedModel(text("It just is."), text("It is [log:9].")), heard := Heard())
    assert "It is [log:9]" not in answer.text
    assert "not shown. It names sources that do not exist: log:9" in answer.text
    assert "[value:eps]" in answer.text
    assert heard.told[-1].startswith("void: ")


def test_a_call_that_is_made_again_begins_the_text_anew(answering: Answering) -> None:
    heard = Heard()
    assert ask(answering, ScriptedModel(Broken("It keeps\n"), text(GOOD)), heard).text.startswith(GOOD)
    assert heard.told[1:3] == ["It keeps\n", "void: the answer broke off"]


def test_a_connection_that_is_lost_keeps_what_came_and_says_why(answering: Answering) -> None:
    class Lost(ScriptedModel):
        async def chat(
            self, messages: Any, tools: Any = (), *, on_text: Any = None, on_again: Any = None
        ) -> Any:
            on_text("It keeps [value:eps] the quo")
            raise ModelError("The answer of m broke off.", hint="Check the connection.")

    answer = ask(answering, Lost()).text
    assert answer.startswith(f"It keeps [value:eps] the quo …\n\n{BELOW}\n\n(Broken off here: not the whole")
    assert "The answer of m broke off. Check the connection." in answer


def test_an_interrupt_keeps_what_came_and_ends_the_call(
    answering: Answering, loop: asyncio.AbstractEventLoop
) -> None:
    model, ledger = ScriptedModel(Hang("It keeps [value:eps]\nthe quotient\n")), Ledger()
    answer = ask(answering, model, Heard("quotient"), ledger=ledger)
    assert answer.interrupted
    assert answer.text.startswith(f"It keeps [value:eps]\nthe quotient …\n\n{BELOW}\n\n(Stopped here:")
    asyncio.run_coroutine_threadsafe(others(), loop).result(30)
    assert not model.waiting.is_set()
    assert ledger.usage.calls
    assert ledger.usage.completion_tokens == len("It keeps [value:eps]\nthe quotient\n") // 4
    assert ledger.usage.prompt_tokens > 50


def test_stop_ends_it_too(answering: Answering) -> None:
    model = ScriptedModel(Hang("It keeps\n"))
    answers: list[Answer] = []
    thread = threading.Thread(target=lambda: answers.append(ask(answering, model)))
    assert answering.stop() is False
    thread.start()
    assert model.waiting.wait(30)
    assert answering.stop() is True
    thread.join(30)
    assert not answers[0].interrupted
    assert answers[0].text in (
        "It keeps …\n\n(Stopped here: not the whole answer, and not held against its sources.)",
        "Stopped before an answer came.",
    )


def test_at_a_cap_the_references_are_shown_and_nobody_is_asked(answering: Answering) -> None:
    ledger, gate = Ledger(Budget(calls=0)), Gate()
    ask_at_caps(ledger, gate, Memory())
    model = ScriptedModel(text(GOOD))
    answer = ask(answering, model, ledger=ledger)
    assert "has made its 0 model calls" in answer.text
    assert "[value:eps]" in answer.text
    assert (model.requests, gate.waiting) == ([], None)


def test_a_question_is_recorded_and_replayed_in_pieces(answering: Answering, tmp_path: Path) -> None:
    file = tmp_path / "calls.jsonl"
    model = RecordingModel(ScriptedModel(text(GOOD)), Recorder(file, Asked("a.tex", "3.2", "d")))
    first, again = Heard(), Heard()
    answer = ask(answering, model, first)
    assert ask(answering, ReplayModel(read_recording(file)), again) == answer
    assert first.told[1:] == again.told[1:] == GOOD.splitlines(keepends=True)


HOSTILE = (
    f"\x1b[31mred\x1b[0m {KEY} <img src=x onerror=alert(1)> \u202eevil\u202c ![](http://x/y) [value:eps]"
)
SHOWN = "red [redacted] <img src=x onerror=alert(1)> evil ![](http://x/y) [value:eps]"


@pytest.mark.parametrize("size", [1, 2, 3, 5, 8, 1000])
def test_however_it_is_cut_no_secret_and_no_escape_is_told(size: int) -> None:
    secrets = ("hunter2 with spaces", "h spaces, h", 'quo"ted-secret')
    said = f'{HOSTILE}; hunter2 with spaces, hunter2 with, quo\\"ted-secret\r\nend hunter2 with space'
    cleaner = Cleaner(secrets)
    pieces = [cleaner.add(said[at : at + size]) for at in range(0, len(said), size)]
    whole = "".join([*pieces, cleaner.end()])
    assert whole == f"{SHOWN}; [redacted], hunter2 with, [redacted]\nend hunter2 with space"
    assert whole == cleaned(said, secrets)
    if size < 10:
        assert pieces[0] == ""
        assert "red " in "".join(pieces[:20])


def test_a_key_of_the_environment_is_never_told(
    answering: Answering, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("THEIR_API_KEY", "correct horse battery")
    heard = Heard()
    said = "It is correct\x1b[1m horse\x1b[0m battery [value:eps]."
    answer = ask(answering, ScriptedModel(text(said)), heard).text
    assert answer.startswith("It is [redacted] [value:eps].")
    assert "battery" not in "".join(heard.told)


class Publisher:
    """What a shell publishes."""

    def __init__(self) -> None:
        self.display_pub = self
        self.shown: list[tuple[str, bool]] = []
        self.ids: set[str] = set()

    def publish(self, data: dict[str, str], *, transient: dict[str, str], update: bool) -> None:
        assert list(data) == ["text/plain"]
        self.shown.append((data["text/plain"], update))
        self.ids.add(transient["display_id"])


def test_a_display_is_replaced_and_holds_the_answer_alone_in_the_end() -> None:
    publisher, now = Publisher(), iter([0.0, 0.01, 0.5, 0.5, 0.9, 1.5, 1.5, 2.0])
    live = Live(publisher, clock=lambda: next(now))  # type: ignore[arg-type]
    live.begin("m", 2)
    live.text("One")  # too soon
    live.text(" two")
    live.idle()
    live.void("It names no source.")
    live.text("Three")
    live.end("Three [r].")
    told = [shown for shown, _ in publisher.shown]
    assert told[0].startswith("Asking m, with 2 sources.")
    assert told[1].startswith("One two\n\n(Asking m")
    assert told[2] == "An answer was withdrawn: It names no source. The model is asked again."
    assert told[3].startswith("Three\n\n(An answer was withdrawn")
    assert told[4] == "Three [r]."
    assert [update for _, update in publisher.shown] == [False, True, True, True, True]
    assert len(publisher.ids) == 1


@pytest.mark.parametrize(
    ("end", "printed"),
    [
        ("One two\n\n[r] x", "One two\n\n[r] x\n"),
        ("Another.", "One two\n\n(Withdrawn.)\n\nAnother.\n"),
    ],
)
def test_a_terminal_prints_pieces_and_what_follows_them(end: str, printed: str) -> None:
    written: list[str] = []
    shown = Printed(written.append)
    shown.begin("m", 1)
    shown.text("\nOne")
    shown.void("It names no source.")
    shown.text("\n\nOne ")
    shown.text("two\n")
    shown.end(end)
    first, second = "".join(written).split("(Withdrawn: It names no source. The model is asked again.)\n\n")
    assert first == "Asking m, with 1 source.\n\nOne\n\n"
    assert second.replace("two\n\n\n(With", "two\n\n(With") == printed
