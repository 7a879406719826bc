"""A model per role, and roles that are formal."""

from __future__ import annotations

import pytest

from rca_kernel.adapters.comm import arguments
from rca_kernel.agents.llm_engine import LlmEngine
from rca_kernel.agents.pair_engine import PairEngine
from rca_kernel.app.config import Config
from rca_kernel.app.engines import build_engine
from rca_kernel.app.roles import ROLES, checked_name, named_roles, seeing
from rca_kernel.errors import ConfigError

BASE = "http://127.0.0.1:9/v1"


def built(**settings: str) -> LlmEngine | PairEngine:
    engine = build_engine(Config(model="openai/main", api_base=BASE, **settings)).engine  # type: ignore[arg-type]
    assert isinstance(engine, LlmEngine | PairEngine)
    return engine


def test_missing_roles_inherit_the_workers_model() -> None:
    engine = built(debugger="openai/strong", planner="openai/cheap")
    assert isinstance(engine, LlmEngine)
    assert engine.worker.model.name == "openai/main"
    assert engine.planner is not None
    assert engine.planner.model.name == "openai/cheap"
    assert engine.expert is None
    assert {persona: asking.model.name for persona, asking in engine.personas.items()} == {
        "debugger": "openai/strong"
    }
    assert engine.personas["debugger"].ledger is engine.worker.ledger


def test_any_role_may_be_formal() -> None:
    pair = built(planner="formal", experimenter="Formal")
    assert isinstance(pair, PairEngine)
    assert (pair.plans, pair.personas) == (True, {"experimenter"})
    worker = built(worker="formal")
    assert isinstance(worker, PairEngine)
    assert (worker.plans, worker.personas) == (False, {"coder"})
    alone = built(expert="formal")
    assert isinstance(alone, LlmEngine)
    assert not alone.advises


def test_pictures_are_sent_as_the_user_says() -> None:
    assert [seeing(Config(sees=said)) for said in ("", "yes", "No")] == [None, True, False]
    with pytest.raises(ConfigError, match="yes or no"):
        seeing(Config(sees="maybe"))


def test_a_role_is_given_its_model_on_the_command_line() -> None:
    given = named_roles(["reader=openai/small", "expert = anthropic/strong", "coder=Formal"])
    assert given == {"reader": "openai/small", "expert": "anthropic/strong", "coder": "formal"}
    for wrong, said in (
        ("reader", "names no model"),
        ("readr=openai/x", "Did you mean reader"),
        ("coder=", "No model"),
    ):
        with pytest.raises(ConfigError) as refused:
            named_roles([wrong])
        assert said in str(refused.value)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("  ", "Say provider/model"),
        ("gpt-4o", "Did you mean openai/gpt-4o?"),
        ("formall", "Did you mean formal?"),
        ("a model", "is no model's name"),
        ("openai/", "is no model's name"),
    ],
)
def test_what_looks_like_no_model_is_refused_with_a_suggestion(
    name: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OPENAI_BASE_URL", raising=False)
    monkeypatch.delenv("OPENAI_API_BASE", raising=False)
    with pytest.raises(ConfigError) as refused:
        checked_name(name)
    assert said in str(refused.value)
    assert "default" in str(refused.value)


def test_names_of_models_are_taken() -> None:
    for name in ("openai/gpt-5.4", "ollama_chat/qwen3:8b", "groq/openai/gpt-oss-120b"):
        assert checked_name(f" {name} ") == name
    assert checked_name("my-model", BASE) == "my-model"


def test_every_role_is_a_setting_and_can_be_chosen_in_the_panel() -> None:
    assert set(ROLES) <= set(Config.__dataclass_fields__)
    assert ROLES == arguments.ROLES


def test_the_panel_is_told_which_personas_have_a_model_of_their_own() -> None:
    config = Config(model="openai/main", api_base=BASE, debugger="openai/strong", reader="formal")
    models = build_engine(config).models
    assert (models.worker, models.debugger, models.reader, models.coder) == (
        *("openai/main", "openai/strong"),
        *("formal", ""),
    )
