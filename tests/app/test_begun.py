"""What somebody else began is not gone on with before the user said so."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest

from rca_kernel.agents.gate import Gate
from rca_kernel.app import begun
from rca_kernel.app.begun import CAREFULLY, GO_ON, NO, is_own, note_begun
from rca_kernel.app.choices import Choices
from rca_kernel.app.closing import Outcome
from rca_kernel.app.runner import Hosts, Runner
from rca_kernel.memory import Memory, PaperRef, SessionRecord, encode
from rca_kernel.notebook import Question
from rca_kernel.plan import Plan, Step
from rca_kernel.testing.fake_notebook import FakeNotebook


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RCA_DATA", str(tmp_path / "data"))
    monkeypatch.setattr(begun, "_noted", set())


def work() -> Memory:
    memory = Memory(paper=PaperRef("T", "a.tex", "3.2", "digest", "starter"))
    memory.plan = Plan(
        "Implement", [Step("1", "one", cells=("rca-1", "rca-2"), state="done"), Step("2", "two")]
    )
    memory.begin(SessionRecord("s-1", "openai/theirs"))
    return memory


def test_what_was_begun_here_is_known_again_and_nothing_else() -> None:
    memory = work()
    assert not is_own(memory)
    note_begun(memory)
    assert is_own(work())
    for paper in (replace(memory.paper, file="/etc/b.tex"), replace(memory.paper, code="elsewhere")):
        assert not is_own(Memory(paper=paper, sessions=memory.sessions))
    for record in (SessionRecord("s-1", "openai/another"), SessionRecord("s-2", "openai/theirs")):
        assert not is_own(Memory(paper=memory.paper, sessions=[record]))
    assert not is_own(Memory(paper=memory.paper))


def test_where_nothing_can_be_kept_the_session_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("RCA_DATA", str(tmp_path / "file"))
    note_begun(work())
    assert not is_own(work())


class Here:
    """A notebook with somebody's work."""

    def __init__(self) -> None:
        self.notebook = FakeNotebook()
        self.said: list[str] = []

    async def host(self) -> FakeNotebook:
        return self.notebook

    def notice(self, text: str) -> None:
        self.said.append(text)


class BegunError(Exception):
    """The resuming got as far as to begin."""


async def resume(answer: str | None) -> tuple[Outcome | Choices, Here]:
    """How it ended, or with which settings it began; `answer` None: nothing is to be asked."""
    here = Here()
    await here.notebook.write_memory(encode(work()))
    runner = Runner(cast(Hosts, here))
    began: list[Choices] = []

    async def target(memory: Memory) -> Any:
        return None

    async def wire(target: Any, choices: Choices) -> Any:
        began.append(choices)
        raise BegunError

    runner.target, runner.wire = target, wire  # type: ignore[method-assign, assignment]
    resuming = asyncio.ensure_future(cast(Coroutine[Any, Any, Outcome], runner.resume({})))
    if answer is not None:
        question = await waiting(runner.gate, resuming)
        for told in ("'a.tex'", "'starter'", "openai/theirs", "2 cells", "1 steps"):
            assert told in question.question
        assert here.notebook.shown[-1].live.waiting == question
        runner.gate.answer(question.id, answer)
    try:
        return await resuming, here
    except BegunError:
        return began[0], here


async def waiting(gate: Gate, resuming: asyncio.Future[Outcome]) -> Question:
    while gate.waiting is None and not resuming.done():
        await asyncio.sleep(0)
    assert isinstance(gate.waiting, Question)
    return gate.waiting


async def test_somebody_elses_work_is_left_alone_where_the_user_does_not_want_it() -> None:
    ended, here = await resume(NO)
    assert isinstance(ended, Outcome)
    assert ended.status == "stopped"
    assert "not begun by you" in here.said[0]


async def test_it_goes_on_as_the_user_says() -> None:
    began, _ = await resume(GO_ON)
    assert isinstance(began, Choices)
    assert began.config().mode == "auto"
    careful, _ = await resume(CAREFULLY)
    assert isinstance(careful, Choices)
    assert careful.config().mode == "approve"


async def test_ones_own_goes_on_at_once() -> None:
    note_begun(work())
    began, here = await resume(None)
    assert isinstance(began, Choices)
    assert here.said == []
