"""What is chosen in a kernel holds for its later sessions; a command's own options are for that session."""

from __future__ import annotations

import argparse
import asyncio
import concurrent.futures
import re
import threading
from collections.abc import Coroutine, Iterator
from pathlib import Path
from typing import Any, cast

import pytest

from rca_kernel.adapters.litellm.loading import load
from rca_kernel.app.choices import Choices
from rca_kernel.app.controller import Controller
from rca_kernel.app.papers import Target, load_paper, target_of
from rca_kernel.app.runner import Hosts
from rca_kernel.app.session import Session
from rca_kernel.app.suggested import taken_up
from rca_kernel.errors import ConfigError
from rca_kernel.memory import Memory, SessionRecord
from rca_kernel.testing.fake_notebook import FakeNotebook

PAPER = Path(__file__).resolve().parents[2] / "notebooks" / "papers" / "adaptive-moments.tex"
ASKED = {"model": "openai/main", "api_base": "http://127.0.0.1:9/v1"}


class OneNotebook:
    """Hosts with a notebook in memory and a thread of their own."""

    def __init__(self) -> None:
        self.notebook = FakeNotebook()
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self.thread.start()

    def submit(self, work: Coroutine[Any, Any, Any]) -> concurrent.futures.Future[Any]:
        return asyncio.run_coroutine_threadsafe(work, self.loop)

    async def host(self) -> FakeNotebook:
        return self.notebook

    def begin(self) -> None: ...

    def announce(self, running: bool) -> None: ...

    def notice(self, text: str) -> None: ...

    def running_cell(self) -> str:
        return ""

    def close(self) -> None:
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()
        self.loop.close()


@pytest.fixture
def hosts(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[OneNotebook]:
    for name in ("RCA_MODEL", "RCA_MAX_COST", "RCA_MODE", "OPENAI_BASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    load()  # here and not on the thread: it takes seconds
    made = OneNotebook()
    yield made
    made.close()


@pytest.fixture
def controller(hosts: OneNotebook) -> Controller:
    return Controller(cast(Hosts, hosts))


def target() -> Target:
    return target_of(load_paper(PAPER), PAPER, "3.2", Path.cwd(), "")


def wired(controller: Controller, hosts: OneNotebook, **options: object) -> Session:
    """The session that an implement with these options would begin."""
    runner = controller._runner

    async def begun() -> Session:
        return await runner.wire(target(), (await taken_up(runner)).asked(options))

    return hosts.submit(begun()).result(60)


def line(controller: Controller, setting: str) -> str:
    said = controller.config([])
    return next(line for line in said.splitlines() if line.startswith(f"{setting} "))


def test_caps_models_and_mode_said_before_hold_for_later_sessions(
    controller: Controller, hosts: OneNotebook
) -> None:
    said = controller.config(["max_cost=2", "planner=openai/plans", "mode=approve", "max_steps=3"])
    assert "$2" in said
    assert "3 steps" in said
    for _ in range(2):
        session = wired(controller, hosts, **ASKED)
        assert session.ledger is not None
        assert (session.ledger.budget.cost, session.ledger.budget.steps) == (2.0, 3)
        assert session.models.planner == "openai/plans"
        assert session.gate.mode == "approve"
    assert line(controller, "max_cost").endswith("this kernel (%rca config)")
    assert line(controller, "model").endswith("the options of the last command")
    assert line(controller, "retries").endswith("default")


def test_a_commands_own_options_are_over_it_for_its_session(
    controller: Controller, hosts: OneNotebook
) -> None:
    controller.config(["max_cost=2", "mode=approve"])
    session = wired(controller, hosts, **ASKED, max_cost=7.0, mode="auto")
    assert session.ledger is not None
    assert (session.ledger.budget.cost, session.gate.mode) == (7.0, "auto")
    assert "7.0" in line(controller, "max_cost")
    assert controller._runner.continued(Memory(), {}).config().max_cost == 7.0
    again = wired(controller, hosts, **ASKED)
    assert again.ledger is not None
    assert (again.ledger.budget.cost, again.gate.mode) == (2.0, "approve")


def test_what_is_said_between_sessions_is_over_the_last_options(
    controller: Controller, hosts: OneNotebook
) -> None:
    session = wired(controller, hosts, **ASKED, max_cost=7.0)
    assert session.ledger is not None
    controller.obey("set_budget", {"max_tokens": 500, "max_cost": 1.0})
    assert (session.ledger.budget.cost, session.ledger.budget.tokens) == (1.0, 500)
    assert controller.obey("set_model", {"role": "model", "model": "openai/other"})[0]
    resumed = controller._runner.continued(Memory(), {"timeout": 9.0}).config()
    assert (resumed.max_cost, resumed.model, resumed.timeout) == (1.0, "openai/other", 9.0)


def test_a_new_kernel_goes_on_with_the_notebooks_engine_and_its_own_caps(controller: Controller) -> None:
    controller.config(["max_cost=2"])
    memory = Memory()
    memory.begin(SessionRecord("s-1", "formal"))
    config = controller._runner.continued(memory, {}).config()
    assert (config.model, config.max_cost) == ("formal", 2.0)


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ("api_base=x", "http:"),
        ("max_cost=x", "number"),
        ("retries=2.5", "whole"),
        ("mode=fast", "mode"),
    ],
)
def test_a_bad_value_is_refused_and_does_not_stick(controller: Controller, setting: str, said: str) -> None:
    before = controller.config([])
    with pytest.raises(ConfigError, match=said):
        controller.config([setting])
    name, _, value = setting.partition("=")
    with pytest.raises(ConfigError):
        Choices().asked({name: value})
    assert controller.config([]) == before


def test_every_setting_can_be_changed(controller: Controller) -> None:
    assert "60.0" in controller.config(["timeout=60"])
    controller.config(["retries=2", "max_seconds=1e3", "max_tokens=5e3"])
    config = controller._runner.choices.config()
    assert (config.timeout, config.retries, config.max_seconds, config.max_tokens) == (60.0, 2, 1000.0, 5000)


@pytest.mark.parametrize("target", ["", "  "])
def test_a_part_that_is_not_named_is_asked_for_with_the_parts_there_are(
    controller: Controller, hosts: OneNotebook, target: str
) -> None:
    """As it stands in the notebook that "Implement from This Paper" creates."""
    controller._runner.paper = (load_paper(PAPER), "paper.tex")
    said = controller.implement(target, argparse.Namespace(), "")
    assert "Write between the quotation marks" in said
    assert re.findall(r'%rca implement "(.*?)"', said) == ["2"]
    assert "\n  3.2 " in said
    assert not controller.running
