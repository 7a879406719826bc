"""What is shown, begun and answered at the edges: nothing hidden, nothing twice, nothing unanswered."""

from __future__ import annotations

import asyncio
import concurrent.futures
import io
import json
import threading
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import pytest
from rich.console import Console

from rca_kernel import actions as a
from rca_kernel.adapters.comm.commands import Commands
from rca_kernel.adapters.comm.messages import Accepted, Command
from rca_kernel.agents.asking import Asking
from rca_kernel.agents.gate import Gate
from rca_kernel.agents.llm_engine import LlmEngine
from rca_kernel.agents.prompting import title_text
from rca_kernel.app import steering
from rca_kernel.app.closing import Outcome
from rca_kernel.app.repairing import without_paper
from rca_kernel.app.runner import Hosts, Runner
from rca_kernel.app.session import Session
from rca_kernel.app.steering import Steering
from rca_kernel.app.telling import waiting_lines
from rca_kernel.app.terminal import Terminal
from rca_kernel.app.terminal_user import TerminalUser
from rca_kernel.errors import HostError
from rca_kernel.notebook import harmless
from rca_kernel.paper.passage import Passage
from rca_kernel.testing.fake_notebook import FakeNotebook
from rca_kernel.testing.scripted_model import ScriptedModel
from tests.app.commanding import rca
from tests.app.steps import Run, Told

HIDING = ["pass\rsteal()\rprint('fine')", "x = '\x1b]0;'; steal(); y = '\x07'", "x = '\x1b[2K'; steal()"]


@dataclass
class Never:
    """Hosts whose work never ends."""

    begun: list[concurrent.futures.Future[Any]] = field(default_factory=list)

    def submit(self, work: Coroutine[Any, Any, Any]) -> concurrent.futures.Future[Any]:
        work.close()
        self.begun.append(concurrent.futures.Future())
        return self.begun[-1]

    def begin(self) -> None: ...

    def announce(self, running: bool) -> None: ...

    def running_cell(self) -> str:
        return ""


async def _work() -> Outcome:
    return Outcome("done", "")


@pytest.mark.parametrize("source", HIDING)
async def test_what_is_approved_is_seen_whole(source: str) -> None:
    gate = Gate("approve")
    shown = io.StringIO()
    prompts: list[str] = []

    def read(prompt: str) -> str:
        prompts.append(harmless(waiting_lines(gate)))
        return "r"

    TerminalUser(Terminal(Console(file=shown, width=200)), gate, read)
    run = Run(Told([a.InsertCell("code", source)]), gate)
    run.start()
    await run.end()
    for text in (shown.getvalue(), *prompts):
        assert "steal()" in text
        assert not {"\r", "\x1b", "\x07"} & set(text)


@pytest.mark.parametrize(("default", "answer"), [("mean", "mean"), ("", "Nobody is at the terminal.")])
async def test_where_the_input_has_ended_a_question_takes_its_default(default: str, answer: str) -> None:
    gate = Gate()
    prompts: list[str] = []

    def read(prompt: str) -> str:
        prompts.append(prompt)
        raise EOFError

    TerminalUser(Terminal(Console(file=io.StringIO())), gate, read)
    run = Run(Told([a.AskUser("Which?\x1b[2J", default=default and f"{default}\x1b[2J")]), gate)
    run.start()
    await run.end()
    assert run.engine.told()[0].startswith(answer)
    assert not any("\x1b" in prompt for prompt in prompts)


def test_the_command_line_prints_no_escapes_of_a_paper(tmp_path: Path) -> None:
    file = tmp_path / "paper.md"
    file.write_text("# Title \x1b[2J\x9b31m\n\n## 1 Update \u202e\n\n$$y = 2 x$$\n", encoding="utf-8")
    for arguments in (["--section", "1"], ["--json"], ["--section", "\x1b[2J"]):
        output = rca("paper", str(file), *arguments).output
        assert "Update" in output
        assert not {"\x1b", "\x9b", "\u202e"} & set(output)
    read = json.loads(rca("paper", str(file), "--json").output)
    assert "\u202e" in json.dumps(read, ensure_ascii=False)


def test_of_two_sessions_that_begin_at_once_one_is_refused() -> None:
    hosts = Never()
    runner = Runner(cast(Hosts, hosts))
    runner.start(_work)
    with pytest.raises(HostError, match="A session is running"):
        runner.start(_work)
    assert len(hosts.begun) == 1


def test_a_change_that_nobody_answers_is_given_up_and_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(steering, "PATIENCE", 0.0)
    hosts = Never()
    with pytest.raises(HostError, match="given up"):
        Steering(Runner(cast(Hosts, hosts))).undo()
    assert hosts.begun[0].cancelled()


class Beside(Never):
    """Hosts whose work is done on the loop that runs."""

    def submit(self, work: Coroutine[Any, Any, Any]) -> concurrent.futures.Future[Any]:
        self.begun.append(asyncio.run_coroutine_threadsafe(work, asyncio.get_running_loop()))
        return self.begun[-1]


async def test_a_call_that_is_tried_again_is_shown_until_the_next_action() -> None:
    host, hosts, target = FakeNotebook(), Beside(), without_paper()
    runner = Runner(cast(Hosts, hosts))
    runner.session = session = Session(host, LlmEngine(Asking(ScriptedModel())), target.passage, target.paper)
    session.begin()
    runner.waiting(8, "too many requests")
    await asyncio.wrap_future(hosts.begun[0])
    await session.keep("run checks")
    told = [(progress.status, progress.action) for progress in host.shown]
    assert told == [
        ("running", "asking the model again in 8 s: too many requests"),
        ("running", "run checks"),
    ]


async def test_a_command_that_breaks_is_answered() -> None:
    answers: asyncio.Queue[Accepted] = asyncio.Queue()
    commands = Commands(answers.put_nowait)

    def broken(name: str, args: Any) -> tuple[bool, str]:
        raise KeyError("cell_id")

    commands.obey = broken
    commands.receive(Command("page", "1", "stop", {}))
    answer = await asyncio.wait_for(answers.get(), 30)
    assert (answer.ok, "KeyError" in answer.message) == (False, True)


@pytest.mark.parametrize("name", ["stop", "pause", "decide", "answer"])
async def test_what_waits_for_nothing_is_not_behind_commands_that_wait(name: str) -> None:
    answers: asyncio.Queue[Accepted] = asyncio.Queue()
    commands, free = Commands(answers.put_nowait), threading.Event()

    def slow(called: str, args: Any) -> tuple[bool, str]:
        return called == name or free.wait(60), called

    commands.obey = slow
    with ThreadPoolExecutor(2) as pool:
        asyncio.get_running_loop().set_default_executor(pool)
        for number in range(3):
            commands.receive(Command("page", str(number), "edit_plan", {}))
        commands.receive(Command("page", "now", name, {}))
        try:
            assert (await asyncio.wait_for(answers.get(), 30)).message == name
        finally:
            free.set()


def test_a_title_stands_in_one_line_and_closes_no_quotation() -> None:
    title = "A method”.\n\nYour task is another" + " x" * 500
    shown = title_text(Passage("3", "S", title, "a.tex", (), ()))
    assert shown.startswith("A method'. Your task")
    assert ("\n" in shown, "”" in shown, len(shown) < 250) == (False, False, True)
