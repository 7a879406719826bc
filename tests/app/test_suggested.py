"""JupyterLab's settings: a layer of the configuration that comes from a page, and is not believed."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any, cast

import pytest

from rca_kernel.adapters.litellm.choice import PROVIDERS
from rca_kernel.app.config import Config, explained, load_config
from rca_kernel.app.controller import Controller
from rca_kernel.app.engines import build_engine
from rca_kernel.app.explaining import LONGEST, WORDS
from rca_kernel.app.known import KnownNames
from rca_kernel.app.runner import Hosts, Runner
from rca_kernel.app.suggested import suggested
from rca_kernel.models.secrets import looks_like_key
from rca_kernel.notebook import Offer
from tests.app.test_choices import ASKED, OneNotebook, line, wired

ROOT = Path(__file__).resolve().parents[2]
SHAPES = json.loads((ROOT / "tests" / "wire" / "keys.json").read_text())
TOLD = {
    "mode": "approve",
    "planner": "openai/plans",
    "max_cost": 2,
    "max_steps": 3.0,
    "worker": "",
    "coder": None,
}


@pytest.fixture
def hosts(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[OneNotebook]:
    for name in ("RCA_MODEL", "RCA_MODE", "RCA_API_BASE", "OPENAI_BASE_URL", "OPENAI_API_BASE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    made = OneNotebook()
    yield made
    made.close()


def test_what_is_set_is_taken_and_what_is_left_empty_is_not() -> None:
    taken = suggested(TOLD, {})
    assert taken.values == {"mode": "approve", "planner": "openai/plans", "max_cost": 2.0, "max_steps": 3}
    assert taken.notice == ""


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"mode": "fast"}, "no such setting"),
        ({"mode": ["auto"]}, "no such setting"),
        ({"max_cost": "2"}, "max_cost is '2', not a number"),
        ({"max_cost": -1}, "number of 0 or more"),
        ({"max_tokens": 1.5}, "whole number"),
        ({"max_tokens": True}, "whole number"),
        ({"max_seconds": float("nan")}, "number of 0 or more"),
        ({"max_seconds": float("inf")}, "number of 0 or more"),
        ({"planner": "no model"}, "no model's name"),
        ({"planner": "llama"}, "no model's name"),
        ({"planner": "openai/a\x1b[31m"}, "is no line"),
        ({"api_base": "file:///etc/passwd"}, "api_base is not an address"),
        ({"api_base": "http://[x"}, "api_base is not an address"),
        ({"baseline": "rm -r ."}, "no such setting"),
        ({"timeout": 1}, "no such setting"),
    ],
)
def test_what_is_no_setting_is_left_out_and_named_while_the_rest_holds(told: Any, said: str) -> None:
    taken = suggested({**told, "expert": "openai/asked"}, {})
    assert taken.values == {"expert": "openai/asked"}
    assert taken.notice.startswith("JupyterLab settings: ")
    assert said in taken.notice
    assert "\x1b" not in taken.notice


@pytest.mark.parametrize("secret", [*SHAPES["keys"], "my-very-own-secret"])
def test_a_secret_is_refused_and_not_repeated(secret: str) -> None:
    environment = {"HOUSE_API_KEY": "my-very-own-secret"}
    for name in ("model", "api_base", "mode", "nosuch"):
        taken = suggested({name: secret}, environment)
        assert taken.values == {}
        assert "looks like a key" in taken.notice
        assert secret not in taken.notice


@pytest.mark.parametrize(
    "url", ["http://me:word@127.0.0.1:1/v1", "https://h.invalid/v1?token=t", "https://h.invalid/#t"]
)
def test_an_address_holds_no_secret(url: str) -> None:
    taken = suggested({"api_base": url}, {})
    assert taken.values == {}
    assert "holds a user, a password or a query" in taken.notice
    assert "word" not in taken.notice.replace("password", "")


@pytest.mark.parametrize("name", SHAPES["names"])
def test_names_and_addresses_look_like_no_key(name: str) -> None:
    assert not looks_like_key(name)


def test_a_bare_name_is_a_model_at_an_endpoint_of_ones_own() -> None:
    assert suggested({"planner": "llama", "api_base": "http://127.0.0.1:1/v1"}, {}).notice == ""
    assert suggested({"planner": "llama"}, {"RCA_API_BASE": "http://127.0.0.1:1/v1"}).notice == ""


def test_many_bad_values_are_one_short_notice() -> None:
    notice = suggested({f"no{number}": "x" * 200 for number in range(50)}, {}).notice
    assert "47 more" in notice
    assert len(notice) < 400


def test_they_stand_between_the_file_and_the_environment(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text('mode = "plan"\nmax_cost = 1.0\nmax_steps = 9\n')
    settings = {"mode": "approve", "max_cost": 2.0, "planner": "openai/plans"}
    environment = {"RCA_MAX_COST": "3", "RCA_EXPERT": "openai/asked"}

    def origins(**given: Any) -> Mapping[str, tuple[object, str]]:
        told = explained(environment=environment, file=file, settings=settings, **given)
        return {name: (value, origin) for name, value, origin in told}

    found = origins()
    assert found["mode"] == ("approve", "JupyterLab settings")
    assert found["max_cost"] == (3.0, "the environment (RCA_…)")
    assert found["max_steps"] == (9, str(file))
    assert found["planner"] == ("openai/plans", "JupyterLab settings")
    assert origins(kept={"mode": "auto"})["mode"] == ("auto", "this kernel (%rca config)")
    assert origins(mode="plan")["mode"] == ("plan", "the options")


def test_a_model_named_in_this_kernel_or_its_environment_is_for_every_role() -> None:
    settings = {"model": "openai/a", "planner": "openai/plans", "worker": "openai/works"}
    named: list[dict[str, Any]] = [
        {"kept": {"model": "formal"}, "environment": {}},
        {"model": "formal", "environment": {}},
        {"environment": {"RCA_MODEL": "formal"}},
    ]
    for given in named:
        config = load_config(file=Path("none"), settings=settings, **given)
        assert (config.model, config.planner, config.worker) == ("formal", "", "")
    config = load_config(environment={}, file=Path("none"), settings=settings, planner="openai/b")
    assert (config.model, config.planner, config.worker) == ("openai/a", "openai/b", "openai/works")


def test_a_session_goes_on_as_it_began_and_the_next_one_is_changed(hosts: OneNotebook) -> None:
    controller = Controller(cast(Hosts, hosts))
    runner = controller._runner
    now: dict[str, Any] = {"mode": "approve", "max_cost": 2.0}
    controller.follow(lambda: now)
    assert line(controller, "max_cost").endswith("JupyterLab settings")
    assert "Mode approve" in controller.mode(None)
    session = wired(controller, hosts, **ASKED)
    assert session.ledger is not None
    assert (session.ledger.budget.cost, session.gate.mode) == (2.0, "approve")

    ends = threading.Event()
    began = threading.Event()

    async def work() -> Any:
        began.set()
        await hosts.loop.run_in_executor(None, ends.wait)

    runner.start(work)
    assert began.wait(10)
    now = {"mode": "plan", "max_cost": 9.0}
    controller.obey("set_budget", {"max_tokens": 500, "max_cost": 1.0})
    assert (session.gate.mode, session.ledger.budget.cost) == ("approve", 1.0)
    assert "'approve'" in line(controller, "mode")
    ends.set()
    hosts.submit(_ended(runner)).result(10)
    assert "'plan'" in line(controller, "mode")
    after = wired(controller, hosts, **ASKED)
    assert after.gate.mode == "plan"
    assert after.ledger is not None
    assert after.ledger.budget.cost == 1.0  # said in this kernel, over the settings


def test_a_look_loses_nothing_that_is_chosen_meanwhile(hosts: OneNotebook) -> None:
    controller = Controller(cast(Hosts, hosts))
    looked: list[str] = []

    def told() -> Mapping[str, Any]:
        if not looked:  # as from another thread
            looked.append("once")
            controller.obey("set_budget", {"max_tokens": 500, "max_cost": 1.0})
        return {"mode": "approve"}

    controller.follow(told)
    controller.known.look_up()
    assert controller._runner.choices.kept == {"max_tokens": 500, "max_cost": 1.0}
    assert "'approve'" in line(controller, "mode")


def test_a_cap_holds_that_is_set_while_another_model_is_made_ready(
    hosts: OneNotebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    controller = Controller(cast(Hosts, hosts))
    session = wired(controller, hosts, **ASKED)

    def building(*args: Any, **options: Any) -> Any:
        built = build_engine(*args, **options)
        controller.steering.set_caps(max_cost=1.0)
        return built

    monkeypatch.setattr("rca_kernel.app.steering.build_engine", building)
    assert controller.obey("set_model", {"role": "worker", "model": "openai/other"})[0]
    assert controller._runner.choices.kept == {"max_cost": 1.0, "worker": "openai/other"}
    assert session.ledger is not None
    assert session.ledger.budget.cost == 1.0


async def _ended(runner: Runner) -> None:
    import asyncio

    if runner._work is not None:
        await asyncio.gather(asyncio.wrap_future(runner._work), return_exceptions=True)


def test_every_setting_has_its_words() -> None:
    assert set(WORDS) == {one.name for one in fields(Config)}
    assert max(map(len, WORDS.values())) <= LONGEST


def test_the_settings_schema_offers_the_providers_models_and_every_role() -> None:
    schema = json.loads((ROOT / "labextension" / "schema" / "panel.json").read_text())["properties"]
    usual = ["formal", *(provider.model for provider in PROVIDERS)]
    for role in (
        "model",
        "planner",
        "expert",
        "worker",
        "reader",
        "coder",
        "debugger",
        "reviewer",
        "experimenter",
    ):
        assert schema[role]["examples"] == usual
        assert schema[role]["description"]


def test_the_panel_is_told_the_parts_of_the_paper_and_the_models(hosts: OneNotebook) -> None:
    runner = Runner(cast(Hosts, hosts))
    known = KnownNames(runner)
    before = known.offered()
    assert (before.paper, before.targets) == ("", ())
    assert before.models[0] == "formal"
    controller = Controller(cast(Hosts, hosts))
    told: list[Any] = []
    controller.on_choices = lambda: told.append(controller.known.offered())
    controller.paper(str(ROOT / "notebooks" / "papers" / "adaptive-moments.tex"), "", "", print)
    (after,) = told
    assert after.file.endswith("adaptive-moments.tex")
    assert "Section 3.2" in [offer.target for offer in after.targets]
    assert all(isinstance(offer, Offer) and "\n" not in offer.title for offer in after.targets)
