"""A plan that was done and has open steps again: it goes on, or says that it is ready to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from rca_kernel import actions as a
from rca_kernel.agents.gate import Gate
from rca_kernel.app.controller import Controller
from rca_kernel.errors import PlanError
from rca_kernel.memory import decode
from tests.app.steps import Run, Told
from tests.app.test_choices import OneNotebook, controller, hosts

__all__ = ["controller", "hosts"]
ADD = {"kind": "add", "parent": "", "after": "2", "title": "More", "goal": "more"}
RETRY = {"kind": "retry", "step": "1"}


@pytest.fixture
def begun(controller: Controller, hosts: OneNotebook, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What the controller of a session that is done begins."""
    for name in ("OPENAI_API_KEY", "RCA_API_BASE"):
        monkeypatch.delenv(name, raising=False)
    run = Run(Told([a.InsertCell("code", "x = 1")], steps=2), Gate())
    run.session.host = hosts.notebook

    async def end() -> str:
        run.start()
        return (await run.end()).status

    assert hosts.submit(end()).result(60) == "done"
    works: list[Any] = []
    start: Callable[..., None] = lambda work, announce=True: works.append(work)  # noqa: E731
    controller._runner.session = run.session
    monkeypatch.setattr(controller._runner, "start", start)
    return works


def stands(hosts: OneNotebook) -> tuple[str, str, str]:
    """Status and text as shown, and the status as kept."""
    shown = hosts.notebook.shown[-1]
    memory = decode(hosts.submit(hosts.notebook.read_memory()).result(60))
    assert memory.session is not None
    return shown.status, memory.session.message, memory.session.status


def test_what_is_to_be_done_again_is_begun(
    controller: Controller, hosts: OneNotebook, begun: list[Any]
) -> None:
    ok, said = controller.obey("edit_plan", {"edit": RETRY})
    assert ok
    assert "open again" in said
    assert "Resuming" in said
    assert len(begun) == 1
    assert stands(hosts) == ("stopped", "ready to resume: 1 of 2 steps are settled", "stopped")


def test_a_step_that_is_added_leaves_nothing_done_that_is_not(
    controller: Controller, hosts: OneNotebook, begun: list[Any]
) -> None:
    assert controller.obey("edit_plan", {"edit": ADD})[0]
    assert not begun
    assert stands(hosts) == ("stopped", "ready to resume: 2 of 3 steps are settled", "stopped")
    assert "stopped: Implement (2 of 3 steps settled)\n" in controller.status()
    assert "ready to resume" in controller.status()


def test_where_it_cannot_begin_it_says_why(
    controller: Controller, hosts: OneNotebook, begun: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse() -> str:
        raise PlanError("The paper is gone.", hint="Read it.")

    monkeypatch.setattr(controller, "resume", refuse)
    ok, said = controller.obey("edit_plan", {"edit": RETRY})
    assert not ok
    assert said.startswith("Step 1 “step 1” is open again. It was not begun: The paper is gone. Read it.")


@pytest.mark.parametrize("name", ["formal", "told"])
def test_the_formal_engine_takes_no_step_that_it_did_not_plan(
    controller: Controller, hosts: OneNotebook, begun: list[Any], name: str
) -> None:
    controller._runner.choices = controller._runner.choices.asked({"model": name})
    ok, said = controller.obey("edit_plan", {"edit": ADD})
    assert ok == (name != "formal")
    assert ("Name a model" in said) == (name == "formal")
    steps = hosts.notebook.shown[-1].block["plan"]["steps"]
    assert len(steps) == (2 if name == "formal" else 3)
