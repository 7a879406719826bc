"""Work that was begun at an address of the user's own goes on there, or not before they say where."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest

from rca_kernel.adapters.litellm.endpoint import provider_bases
from rca_kernel.adapters.litellm.loading import load
from rca_kernel.app.addresses import address_in_force, mark_of, refuse_elsewhere
from rca_kernel.app.choices import Choices
from rca_kernel.app.config import Config
from rca_kernel.app.controller import Controller
from rca_kernel.app.refusing import resumable
from rca_kernel.app.runner import Hosts
from rca_kernel.app.session import Session
from rca_kernel.errors import ConfigError
from rca_kernel.memory import Memory, SessionRecord, decode, encode
from rca_kernel.plan import Plan, Step
from rca_kernel.testing.fake_notebook import FakeNotebook
from tests.app.test_choices import PAPER, OneNotebook, controller, hosts, wired

__all__ = ["controller", "hosts"]
MINE = "http://127.0.0.1:9/v1"
OTHER = "http://127.0.0.1:8/v1"


@pytest.fixture
def begun(controller: Controller, hosts: OneNotebook, monkeypatch: pytest.MonkeyPatch) -> FakeNotebook:
    """The notebook of a session that asked openai/x at MINE; its kernel has ended, a cell shows an error."""
    monkeypatch.delenv("RCA_API_BASE", raising=False)
    monkeypatch.setenv("OPENAI_API_KEY", "sk-of-the-user")
    session = wired(controller, hosts, model="openai/x", api_base=MINE)
    assert session.address == MINE
    hosts.submit(begin(session)).result(60)
    return hosts.notebook


async def begin(session: Session) -> None:
    session.begin()
    session.memory.paper = session.paper
    await session.keep()


def fresh(hosts: OneNotebook) -> Controller:
    """The kernel after a restart."""
    return Controller(cast(Hosts, hosts))


def kept(notebook: FakeNotebook) -> Memory:
    return decode(asyncio.run(notebook.read_memory()))


@pytest.mark.parametrize(
    ("command", "args"), [("resume", {}), ("rerun_cell", {"cell_id": "any"})], ids=["resume", "rerun"]
)
def test_after_a_restart_nothing_goes_elsewhere(
    begun: FakeNotebook, hosts: OneNotebook, command: str, args: dict[str, str]
) -> None:
    before, kernel = len(begun.calls), fresh(hosts)
    ok, said = kernel.obey(command, args)
    assert not ok
    assert "an address of your own" in said
    assert "--api-base URL" in said
    assert not kernel.running
    assert not [call for call in begun.calls[before:] if call.name in ("run", "insert", "write_memory")]


def test_the_notebook_holds_no_address(begun: FakeNotebook) -> None:
    mark = kept(begun).sessions[-1].endpoint
    assert mark
    assert "127.0.0.1" not in begun.saves[-1].decode()
    assert mark not in (mark_of(Memory(), MINE), mark_of(kept(begun), OTHER))


@pytest.mark.parametrize(
    ("environment", "options", "goes_on"),
    [
        ({"RCA_API_BASE": MINE + "/"}, {}, True),
        ({"OPENAI_BASE_URL": MINE}, {}, True),
        ({"RCA_API_BASE": OTHER}, {}, False),
        ({"OPENAI_BASE_URL": OTHER}, {}, False),
        ({}, {"api_base": OTHER}, True),
        ({}, {"api_base": "default"}, True),
        ({}, {"model": "openai/y"}, False),
        ({}, {"model": "anthropic/y"}, False),
        ({}, {"model": "formal"}, True),
        ({}, {"model": "formal", "expert": "openai/y"}, False),
    ],
)
def test_only_the_same_address_or_one_that_is_named_goes_on(
    begun: FakeNotebook,
    hosts: OneNotebook,
    monkeypatch: pytest.MonkeyPatch,
    environment: dict[str, str],
    options: dict[str, str],
    goes_on: bool,
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    asked = resumable(fresh(hosts)._runner, options)
    if goes_on:
        assert hosts.submit(asked).result(60) == ""
    else:
        with pytest.raises(ConfigError, match="an address of your own"):
            hosts.submit(asked).result(60)


THEIRS = {"anthropic": ("ANTHROPIC_BASE_URL", "ANTHROPIC_API_BASE"), "gemini": ("GEMINI_API_BASE",)}
THEIRS |= {"deepseek": ("DEEPSEEK_API_BASE",), "ollama": ("OLLAMA_API_BASE",), "groq": ("GROQ_API_BASE",)}


@pytest.mark.parametrize(("provider", "name"), [(p, name) for p, names in THEIRS.items() for name in names])
def test_an_address_that_only_the_environment_named_is_known_again(
    controller: Controller, hosts: OneNotebook, monkeypatch: pytest.MonkeyPatch, provider: str, name: str
) -> None:
    """LiteLLM reads it by itself: without it, going on would ask the provider's own, with the same key."""
    for one in ("RCA_API_BASE", *(names for known in THEIRS.values() for names in known)):
        monkeypatch.delenv(one, raising=False)
    monkeypatch.setenv(f"{provider.upper()}_API_KEY", "sk-of-the-user")
    monkeypatch.setenv("OPENAI_API_KEY", "sk-of-the-user")
    monkeypatch.setenv(name, MINE)
    session = wired(controller, hosts, model=f"{provider}/x", expert="openai/y")
    hosts.submit(begin(session)).result(60)
    assert "127.0.0.1" not in hosts.notebook.saves[-1].decode()

    def resumes(**options: str) -> bool:
        try:
            return hosts.submit(resumable(fresh(hosts)._runner, options)).result(60) == ""
        except ConfigError:
            return False

    assert resumes()
    monkeypatch.setenv(name, OTHER)
    assert not resumes()
    monkeypatch.delenv(name)
    assert not resumes()
    assert resumes(model="openai/y")  # whose address was the provider's
    assert resumes(api_base="default")


def test_a_providers_own_address_is_no_address_of_the_users() -> None:
    environ = {
        "ANTHROPIC_BASE_URL": "https://api.anthropic.com",
        "ANTHROPIC_API_BASE": MINE,
        "GROQ_ENDPOINT": "",
    }
    assert provider_bases("anthropic", environ) == (MINE,)
    assert provider_bases("groq", environ | {"GROQ_API_BASE": ""}) == ()
    assert provider_bases("vertex_ai", {"VERTEXAI_API_BASE": OTHER, "VERTEX_API_BASE": MINE}) == (OTHER, MINE)
    assert provider_bases("huggingface", {"HF_API_BASE": MINE}) == (MINE,)


def test_a_variable_of_another_is_not_the_providers() -> None:
    environ = {"A_ENDPOINT": MINE, "AN_API_URL": MINE, "ANTHROP_API_BASE": MINE, "LLAMA_API_BASE": MINE}
    assert provider_bases("anthropic", environ) == ()
    assert provider_bases("llamafile", environ) == ()
    assert provider_bases("meta_llama", environ) == (MINE,)


@pytest.mark.parametrize(
    ("model", "name"),
    [("claude-sonnet-4-6", "ANTHROPIC_API_BASE"), ("gemini-2.5-flash", "VERTEXAI_API_BASE")],
)
def test_a_bare_name_is_whose_litellm_takes_it_for(model: str, name: str) -> None:
    provider = "anthropic" if model.startswith("claude") else "vertex_ai"
    assert load().get_llm_provider(model)[1] == provider
    assert address_in_force(Config(), [model], {name: MINE}) == f"{provider} {MINE}"
    assert address_in_force(Config(), ["house-llm"], {"OPENAI_BASE_URL": MINE}) == MINE


@pytest.mark.parametrize("value", ["http://[bad", "http://host:80a"])
@pytest.mark.parametrize("name", ["ANTHROPIC_API_BASE", "OPENAI_BASE_URL"])
def test_what_is_no_address_names_its_variable(name: str, value: str) -> None:
    with pytest.raises(ConfigError, match=name):
        address_in_force(Config(), ["anthropic/x", "openai/y"], {name: value})


def test_of_several_addresses_each_must_be_as_before(monkeypatch: pytest.MonkeyPatch) -> None:
    """Which of them is asked is LiteLLM's affair."""
    memory = Memory()
    memory.begin(SessionRecord("s-1", "anthropic/x"))
    mark = mark_of(memory, f"anthropic {MINE}")
    memory.sessions = [replace(memory.sessions[0], endpoint=mark)]
    choices = Choices().asked({"model": "anthropic/x"})
    monkeypatch.setenv("ANTHROPIC_BASE_URL", MINE)
    refuse_elsewhere(memory, choices)
    monkeypatch.setenv("ANTHROPIC_API_BASE", OTHER)
    with pytest.raises(ConfigError, match="an address of your own"):
        refuse_elsewhere(memory, choices)


@pytest.mark.parametrize(
    "provider", ["deepseek", "xai", "groq", "together_ai", "nebius", "ollama", "fireworks_ai", "perplexity"]
)
def test_the_variables_are_those_that_litellm_reads(monkeypatch: pytest.MonkeyPatch, provider: str) -> None:
    name = f"{provider.removesuffix('_ai' if provider == 'fireworks_ai' else '').upper()}_API_BASE"
    monkeypatch.setenv(name, MINE)
    assert load().get_llm_provider(f"{provider}/x")[3] == MINE
    assert provider_bases(provider, {name: MINE}) == (MINE,)


def test_named_once_in_the_kernel_it_holds(begun: FakeNotebook, hosts: OneNotebook) -> None:
    kernel = fresh(hosts)
    assert not kernel.obey("set_model", {"role": "model", "model": "openai/x"})[1].startswith("The model")
    assert not kernel.obey("resume", {})[0]
    kernel.config([f"api_base={MINE}"])
    assert hosts.submit(resumable(kernel._runner, {})).result(60) == ""


def test_verifying_asks_no_model_and_changes_nothing_of_it(
    begun: FakeNotebook, hosts: OneNotebook, tmp_path: Path
) -> None:
    shutil.copy(PAPER, tmp_path)  # the working folder
    kernel = fresh(hosts)
    begun.document.remember(with_done(begun))
    kernel.verify()
    assert kernel._runner._work is not None
    kernel._runner._work.result(120)
    last = kept(begun).sessions[-1]
    assert (last.engine, last.usage.calls) == ("openai/x", 0)
    assert not kernel.obey("resume", {})[0]
    assert not fresh(hosts).obey("resume", {})[0]


def with_done(notebook: FakeNotebook) -> Mapping[str, Any]:
    memory = kept(notebook)
    memory.plan = Plan("Implement", [Step("1", "one", state="done")])
    memory.paper = replace(memory.paper, file=PAPER.name)
    return encode(memory)
