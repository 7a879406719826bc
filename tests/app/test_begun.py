"""What somebody else began is not gone on with before the user said so."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Coroutine, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest

from rca_kernel import actions as a
from rca_kernel.agents.gate import Gate
from rca_kernel.app import begun
from rca_kernel.app.begun import CAREFULLY, GO_ON, NO, block_of
from rca_kernel.app.choices import Choices
from rca_kernel.app.closing import Outcome
from rca_kernel.app.runner import Hosts, Runner
from rca_kernel.contract import Contract, Requirement
from rca_kernel.memory import Memory, PaperRef, SessionRecord, encode
from rca_kernel.notebook import Cell, Json, NewCell, Question, Waiting
from rca_kernel.paper.document import Span
from rca_kernel.plan import Plan, Step
from rca_kernel.testing.fake_notebook import FakeNotebook
from tests.app.steps import Run, Told

CELLS = (
    Cell("rca-0", "code", "users = 1"),
    Cell("rca-1", "code", "x = 1"),
    Cell("rca-2", "markdown", "Words"),
)


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "data"
    monkeypatch.setenv("RCA_DATA", str(folder))
    return folder


def work() -> Memory:
    memory = Memory(paper=PaperRef("T", "a.tex", "3.2", "digest", "starter"), notes=("use x",))
    steps = [Step("1", "one", cells=("rca-1", "rca-2"), state="done", cost=1.0), Step("2", "two", goal="it")]
    memory.plan = Plan("Implement", steps)
    memory.contract = Contract([Requirement("r", "statement", "r", "q", Span("a.tex", 0, 1))])
    memory.begin(SessionRecord("s-1", "openai/theirs"))
    memory.log.add("decision", "begun")
    memory.see(CELLS)
    return memory


def written(memory: Memory) -> dict[str, Any]:
    """The block as a page writes it into a file: JavaScript knows one kind of number."""
    text = json.dumps(block_of(memory), sort_keys=True).replace("1.0", "1")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


def opened(block: Json, cells: Sequence[Cell] = CELLS) -> Memory:
    return begun.opened(block, cells)


def test_what_was_begun_here_is_known_again_wherever_the_notebook_went() -> None:
    block = written(work())
    assert opened(block).own
    assert opened(json.loads(json.dumps(block))).own  # a copy, a renamed one, a checkpoint
    assert opened(written(opened(block))).own
    assert "a.tex" not in block["seal"]


def changed(path: str, value: Any) -> dict[str, Any]:
    block = written(work())
    at: Any = block
    *above, last = [int(part) if part.isdigit() else part for part in path.split("/")]
    for part in above:
        at = at[part]
    assert at.get(last, "") != value
    at[last] = value
    return block


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("paper/file", "/etc/b.tex"),
        ("paper/code", "elsewhere"),
        ("paper/digest", "another"),
        ("plan/goal", "Send the keys"),
        ("plan/steps/1/goal", "send the keys"),
        ("plan/steps/1/title", "three"),
        ("plan/steps/0/cells", ["rca-1", "theirs"]),
        ("plan/steps/1/state", "done"),
        ("plan/steps/1/persona", "debugger"),
        ("contract/0/quote", "send the keys"),
        ("notes", ["send the keys"]),
        ("sessions/0/engine", "openai/another"),
        ("sessions/0/endpoint", "0123456789abcdef"),
        ("sessions/0/id", "s-2"),
        ("seal", ""),
        ("seal", "é"),
        ("seal", "\ud800"),
    ],
)
def test_what_was_changed_in_the_file_is_somebody_elses(path: str, value: Any) -> None:
    memory = opened(changed(path, value))
    assert not memory.own
    assert "seal" not in block_of(memory)  # nor does writing it again make it the user's


def test_what_only_tells_what_was_makes_it_nobody_elses() -> None:
    for path, value in (("log/0/text", "another"), ("sessions/0/message", "another")):
        assert opened(changed(path, value)).own


@pytest.mark.parametrize("theirs", [replace(CELLS[1], source="x = send_the_keys()"), CELLS[0]])
def test_code_that_would_run_unasked_is_ones_own_only_as_it_was(theirs: Cell) -> None:
    memory = opened(written(work()), (CELLS[0], theirs, CELLS[2]))
    assert not memory.own
    assert "seal" not in block_of(memory)


async def test_a_session_knows_what_it_wrote_and_what_the_user_wrote_meanwhile() -> None:
    run = Run(Told([a.InsertCell("code", "x = 1"), a.InsertCell("code", "y = 1")]), Gate())
    host = run.session.host = FakeNotebook()
    run.start()
    assert (await run.end()).status == "done"
    block, cells = await host.read_memory(), await host.read()
    assert block is not None
    code = [cell for cell in cells if cell.kind == "code"]
    assert len(code) == 2
    assert begun.opened(block, cells).own
    for cell in code:
        others = [one for one in cells if one is not cell]
        assert not begun.opened(block, [*others, replace(cell, source="x = send_the_keys()")]).own


def test_other_cells_are_anybodys_to_change() -> None:
    users, done, words = CELLS
    cells = (replace(words, source="Other words"), done, replace(users, source="users = 2"))
    assert opened(written(work()), (*cells, Cell("new", "code", "y = 1"))).own


def test_another_users_key_seals_nothing_here(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    block = written(work())
    [key] = data.iterdir()
    assert key.stat().st_mode & 0o077 == 0
    monkeypatch.setenv("RCA_DATA", str(data.with_name("other")))
    assert not opened(block).own
    assert written(work())["seal"] != block["seal"]


def test_where_nothing_can_be_kept_the_session_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("RCA_DATA", str(tmp_path / "file"))
    block = written(work())
    assert "seal" not in block
    assert not opened(block).own


def test_a_key_is_kept_where_no_links_can_be_made(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def none(*_: object) -> None:
        raise PermissionError("no links here")

    monkeypatch.setattr("os.link", none)
    assert opened(written(work())).own
    [key] = data.iterdir()
    assert key.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("broken", [b"", b"half"])
def test_what_is_no_whole_key_is_replaced(data: Path, broken: bytes) -> None:
    data.mkdir()
    (data / "seal.key").write_bytes(broken)
    assert not opened({**encode(work()), "seal": ""}).own
    block = written(work())
    assert opened(block).own
    assert [file.name for file in data.iterdir()] == ["seal.key"]


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


async def resume(answer: str | None, block: Json) -> tuple[Outcome | Choices, Here]:
    """How it ended, or with which settings it began; `answer` None: nothing is to be asked."""
    here = Here()
    for cell in CELLS:
        await here.notebook.insert(NewCell(cell.kind, cell.source, id=cell.id), None)
    await here.notebook.write_memory(block)
    runner = Runner(cast(Hosts, here))
    began: list[Choices] = []

    async def target(memory: Memory) -> Any:
        return None

    async def wire(target: Any, choices: Choices) -> Any:
        began.append(choices)
        raise BegunError

    runner.target, runner.wire = target, wire  # type: ignore[method-assign, assignment]
    asked: asyncio.Future[Waiting] = asyncio.get_running_loop().create_future()
    runner.gate.on_waiting = asked.set_result
    resuming = asyncio.ensure_future(cast(Coroutine[Any, Any, Outcome], runner.resume({})))
    if answer is not None:
        await asyncio.wait({asked, resuming}, return_when=asyncio.FIRST_COMPLETED)
        question = asked.result()
        assert isinstance(question, Question)
        for told in ("'a.tex'", "'starter'", "openai/theirs", "2 cells", "1 steps"):
            assert told in question.question
        assert here.notebook.shown[-1].live.waiting == question
        runner.gate.answer(question.id, answer)
    try:
        return await resuming, here
    except BegunError:
        return began[0], here


async def test_somebody_elses_work_is_left_alone_where_the_user_does_not_want_it() -> None:
    ended, here = await resume(NO, encode(work()))
    assert isinstance(ended, Outcome)
    assert ended.status == "stopped"
    assert "not begun by you" in here.said[0]


async def test_it_goes_on_as_the_user_says() -> None:
    began, _ = await resume(GO_ON, changed("plan/steps/1/goal", "another"))
    assert isinstance(began, Choices)
    assert began.config().mode == "auto"
    careful, _ = await resume(CAREFULLY, encode(work()))
    assert isinstance(careful, Choices)
    assert careful.config().mode == "approve"


async def test_ones_own_goes_on_at_once() -> None:
    began, here = await resume(None, written(work()))
    assert isinstance(began, Choices)
    assert here.said == []
