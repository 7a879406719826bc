"""A cell of the user's own that fails: the debugger mends the cause, also in another cell of theirs."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace

import pytest

from rca_kernel.actions.undoing import Undoing
from rca_kernel.agents.asking import Asking
from rca_kernel.agents.gate import Gate
from rca_kernel.agents.llm_engine import LlmEngine
from rca_kernel.app.repairing import without_paper
from rca_kernel.app.session import Session
from rca_kernel.memory import decode
from rca_kernel.models import Reply
from rca_kernel.notebook import Approval, Cell, ErrorOutput, NewCell, Progress, RunResult, Waiting
from rca_kernel.testing.fake_notebook import FakeNotebook
from rca_kernel.testing.scripted_model import ScriptedModel, tool


async def notebook() -> FakeNotebook:
    """Three cells of the user's: the second fails as long as the first says None; the third was run."""

    def runner(cell: Cell) -> RunResult:
        broken = host.document.cell("data").source == "rows = None"
        if cell.id in ("use", "more") and broken:
            return RunResult("error", (ErrorOutput("TypeError", "object of type 'NoneType' has no len()"),))
        return RunResult("ok")

    host = FakeNotebook(runner, namespace={"rows": None})
    for id, source in (("data", "rows = None"), ("use", "count = len(rows)"), ("more", "print(count)")):
        await host.insert(NewCell("code", source, id=id), None)
        await host.run(id, host.document.cell(id).hash)
    return host


def session(host: FakeNotebook, *script: Reply) -> tuple[Session, ScriptedModel]:
    model = ScriptedModel(*script)
    target = without_paper()
    return Session(host, LlmEngine(Asking(model)), target.passage, target.paper), model


async def test_the_cause_is_mended_where_it_is_and_what_depends_on_it_runs_again() -> None:
    host = await notebook()
    work, model = session(
        host,
        tool("edit_cell", cell_id="data", old="None", new="[1, 2]"),
        tool("finish_step", summary="rows was None; it is a list now"),
    )
    outcome = await work.rerun_cell("use")
    assert (outcome.status, outcome.text) == (
        "done",
        "“count = len(rows)”: repaired: rows was None; it is a list now",
    )
    first = model.requests[0].messages
    assert first[0].content.startswith("You are the debugger")
    assert "rows: NoneType = None" in first[-1].content
    assert "[data] rows = None" in first[1].content
    assert "use, which depends on it: ok" in model.requests[1].messages[-1].content
    assert "more, which depends on it: ok" in model.requests[1].messages[-1].content
    assert host.document.cell("data").source == "rows = [1, 2]"
    assert len(host.document.cells()) == 3
    assert [step.title for step in work.memory.plan] == ["Repair “count = len(rows)”"]
    kept = decode(json.loads(host.saves[-1])["metadata"]["rca"])
    assert [session.status for session in kept.sessions] == ["done"]
    assert work.live().amended == ("data",)
    await Undoing(host, work.memory, work.journal, None, work.results).cell("data")
    assert host.document.cell("data").source == "rows = None"
    assert work.live().amended == ()


@pytest.mark.parametrize("said", ["[1, 2]", "[1, 2"])
async def test_an_end_is_shown_when_the_next_rerun_may_begin(said: str) -> None:
    class Seen(FakeNotebook):
        async def show(self, progress: Progress) -> None:
            ends.append((progress.status != "running", work.ended))

    ends: list[tuple[bool, bool]] = []
    plain = await notebook()
    host = Seen(plain.runner, namespace={"rows": None})
    host.document = plain.document
    work, _ = session(
        host,
        tool("edit_cell", cell_id="data", old="None", new=said),
        tool("finish_step", summary="a list now"),
    )
    await work.rerun_cell("use")
    assert (True, True) in ends
    assert all(shown <= over for shown, over in ends)


def runs_of(host: FakeNotebook) -> int:
    return sum(call.name == "run" for call in host.calls)


@pytest.mark.parametrize("has_run", [False, True])
async def test_a_failing_cell_runs_once_before_the_debugger_sees_it(has_run: bool) -> None:
    host = await notebook()
    runs = runs_of(host)
    cell = host.document.cell("use")
    work, model = session(host, tool("fail_step", reason="the data is missing"))
    await work.rerun_cell("use", await host.run("use", cell.hash) if has_run else None)
    assert runs_of(host) - runs == 1
    assert "object of type 'NoneType' has no len()" in model.requests[0].messages[-1].content


async def test_a_cell_that_runs_asks_no_model_and_one_that_is_given_up_says_why() -> None:
    host = await notebook()
    work, model = session(host)
    assert (await work.rerun_cell("data")).text == "“rows = None”: ok"
    assert model.requests == []
    given_up, _ = session(host, tool("fail_step", reason="the data is missing"))
    outcome = await given_up.rerun_cell("use")
    assert (outcome.status, outcome.text) == (
        "failed",
        "“count = len(rows)”: not repaired: the data is missing",
    )


async def test_the_card_of_a_repair_shows_what_failed_and_the_models_diagnosis() -> None:
    asked: list[Waiting] = []
    gate = Gate("approve")

    def approves(waiting: Waiting) -> None:
        asked.append(waiting)
        asyncio.get_running_loop().call_soon(gate.decide, "", "approve")

    gate.on_waiting = approves
    edit = tool("edit_cell", cell_id="data", old="None", new="[1, 2]")
    said = "rows is None: nothing was read into it."
    work, _ = session(
        await notebook(),
        replace(edit, content=f"<think>perhaps</think>{said}"),
        tool("finish_step", summary="a list now"),
    )
    work.gate = gate
    await work.rerun_cell("use")
    (card,) = asked
    assert isinstance(card, Approval)
    assert (card.action, card.said) == ("edit_cell", said)
    assert "object of type 'NoneType' has no len()" in card.why
